"""What the probes found, for an inspection that a person logs."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection

from commands.kit.probe_words import checklist, summary
from commands.kit.saying import Saying
from commands.kit.texts import Translator
from storage.contract.kinds.operations import CheckedItem
from storage.contract.periods import day_of
from storage.records import probes


@dataclass(frozen=True)
class Found:
    """Whether all pages were up today, in words, and as a checklist; nothing where none was looked at today."""

    ok: bool = True
    note: str = ""
    items: tuple[CheckedItem, ...] = ()
    """One for each page."""
    systems: Mapping[str, CheckedItem] = field(default_factory=dict)
    """One for each system, in order where all of its pages are."""


NOTHING: Final = Found()


def seen(connection: Connection, said: Saying) -> Found:
    """What the probes found when they last looked, of those that looked today."""
    today = day_of(said.now)
    watched = probes.watched(connection, said.terms)
    of_today = [one for one in watched if one.state.last is not None and day_of(one.state.last.at) == today]
    items = checklist(of_today, said.now, said.t)
    names = [one.probe.system for one in of_today]
    return Found(
        all(item.ok for item in items), summary(of_today, said.now, said.t), items, _by_system(names, items, said.t)
    )


def _by_system(names: Sequence[str], items: Sequence[CheckedItem], t: Translator) -> Mapping[str, CheckedItem]:
    pages: defaultdict[str, list[CheckedItem]] = defaultdict(list)
    for name, item in zip(names, items, strict=True):
        pages[name].append(item)
    return {
        name: CheckedItem(
            name, all(page.ok for page in some), t.pick("；", "; ").join(page.text for page in some if not page.ok)
        )
        for name, some in pages.items()
    }
