"""What the probes found, for an inspection that a person logs."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from commands.kit.probe_words import checklist, summary
from commands.kit.saying import Saying
from storage.contract.kinds.operations import CheckedItem
from storage.contract.periods import day_of
from storage.records import probes


@dataclass(frozen=True)
class Found:
    """Whether all pages were up today, in words, and as a checklist; nothing where none was looked at today."""

    ok: bool = True
    note: str = ""
    items: tuple[CheckedItem, ...] = ()


NOTHING: Final = Found()


def seen(connection: Connection, said: Saying) -> Found:
    """What the probes found when they last looked, of those that looked today."""
    today = day_of(said.now)
    watched = probes.watched(connection, said.terms)
    of_today = [one for one in watched if one.state.last is not None and day_of(one.state.last.at) == today]
    items = checklist(of_today, said.now, said.t)
    return Found(all(item.ok for item in items), summary(of_today, said.now, said.t), items)
