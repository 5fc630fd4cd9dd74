"""The standing as the records have it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import TypeAlias

from sqlalchemy import Connection, select

from storage.contract.case import RulingsOn
from storage.contract.fact import Fact
from storage.contract.facts import Facts
from storage.contract.kinds import CalendarDay, Person, Ruling
from storage.contract.model import Row, Standing
from storage.contract.periods import Span
from storage.contract.rubric import shipped_rows, windows_read
from storage.contract.scoring import score
from storage.contract.terms import Terms
from storage.contract.windows import Reach, Window
from storage.records.calendar import announced_calendar
from storage.records.selection import read_wanted
from storage.records.tables import FACT_TABLES, read_all

Windows: TypeAlias = Mapping[type[Fact], Collection[Window]]

_KEYS_AT_ONCE = 500


def standing_of(connection: Connection, terms: Terms, period: Span, now: datetime) -> Standing:
    """The score of the period at `now`; no facts are read but those that can matter to it."""
    rows = shipped_rows()
    facts = facts_that_matter(connection, rows, terms, period, now)
    return score(facts, terms, announced_calendar(), rows, period, now, rulings_held(connection))


def facts_that_matter(connection: Connection, rows: Iterable[Row], terms: Terms, period: Span, now: datetime) -> Facts:
    """People, declared days, and the facts in the windows of the rows' measures."""
    return facts_within(connection, windows_read(rows), terms, period, now)


def facts_within(connection: Connection, windows: Windows, terms: Terms, period: Span, now: datetime) -> Facts:
    """People, declared days, and the facts in these windows about the period."""
    always: list[Fact] = [*read_all(connection, Person), *read_all(connection, CalendarDay)]
    run = period.clipped(terms.opens, period.last)
    if run is None:
        return Facts.build(always)
    declared = Facts.build(always).seen_at(now).of(CalendarDay)
    reach = Reach(terms, announced_calendar().overridden(declared), period, run)
    return Facts.build(chain(always, _in_windows(connection, windows, reach)))


def rulings_held(connection: Connection) -> RulingsOn:
    """Looks up the rulings on some entries."""
    table = FACT_TABLES[Ruling]

    def on(keys: Collection[str]) -> Iterator[Ruling]:
        asked = list(keys)
        for start in range(0, len(asked), _KEYS_AT_ONCE):
            some = asked[start : start + _KEYS_AT_ONCE]
            yield from read_all(connection, Ruling, select(table).where(table.c.entry.in_(some)))

    return on


def _in_windows(connection: Connection, windows: Windows, reach: Reach) -> Iterator[Fact]:
    for kind, some in windows.items():
        yield from read_wanted(connection, kind, tuple(chain.from_iterable(window(reach) for window in some)))
