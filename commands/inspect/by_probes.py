"""What the probes found, for an inspection: as a note, and as a checklist of the systems."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from commands.inspect.checks import item
from commands.kit.arguments import LONGEST_TITLE
from commands.kit.blocks import brief
from commands.kit.probe_words import summary
from commands.kit.saying import Saying
from commands.kit.texts import Translator
from storage.contract.kinds import CheckedItem
from storage.contract.periods import day_of
from storage.records import probes
from storage.records.probes import Watched


@dataclass(frozen=True)
class Found:
    """What the pages were like today, a line each, and by system; nothing where none was looked at today."""

    note: str = ""
    items: tuple[CheckedItem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether no page failed."""
        return all(item.ok for item in self.items)


NOTHING: Final = Found()


def seen(connection: Connection, said: Saying) -> Found:
    """What the probes found when they last looked, of those that looked today."""
    today = day_of(said.now)
    watched = probes.watched(connection, said.terms)
    of_today = [one for one in watched if one.state.last is not None and day_of(one.state.last.at) == today]
    return Found(summary(of_today, said.now, said.t), checklist(of_today, said.now, said.t))


def checklist(watched: Iterable[Watched], now: datetime, t: Translator) -> tuple[CheckedItem, ...]:
    """The systems of the probes, in the order of their first pages: each in order where all of its pages are."""
    pages: defaultdict[str, list[Watched]] = defaultdict(list)
    for one in watched:
        pages[one.probe.system].append(one)
    return tuple(_checked(system, some, now, t) for system, some in pages.items())


def _checked(system: str, pages: Sequence[Watched], now: datetime, t: Translator) -> CheckedItem:
    """What fails, or how all of its pages are."""
    failing = [one for one in pages if one.state.last is None or not one.state.last.ok]
    told = t.pick("，", ", ").join(summary(failing or pages, now, t).splitlines())
    return item(system, not failing, brief(told, LONGEST_TITLE))
