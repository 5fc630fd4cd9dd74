"""The standing as the records have it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import TypeAlias

from sqlalchemy import Connection, select

from storage.contract.case import RulingsOn
from storage.contract.fact import Fact
from storage.contract.facts import Facts
from storage.contract.kinds import CalendarDay, Person, Ruling
from storage.contract.model import Entry, Row, Standing
from storage.contract.periods import Span
from storage.contract.rubric import shipped_rows, windows_read
from storage.contract.scoring import PeriodError, resolve_period, score
from storage.contract.terms import Terms
from storage.contract.windows import Reach, Window
from storage.records.calendar import announced_calendar
from storage.records.selection import read_wanted
from storage.records.tables import FACT_TABLES, read_all

Windows: TypeAlias = Mapping[type[Fact], Collection[Window]]

_KEYS_AT_ONCE = 500


def standing_of(
    connection: Connection, terms: Terms, period: Span, now: datetime, rows: Collection[Row] | None = None
) -> Standing:
    """The score of the period at `now`; no facts are read but those that can matter to it.

    With `rows` only those are judged, and the sums are theirs.
    """
    judged = shipped_rows() if rows is None else rows
    facts = facts_that_matter(connection, judged, terms, period, now)
    return score(facts, terms, announced_calendar(), judged, period, now, rulings_held(connection))


def entries_with(
    connection: Connection, terms: Terms, keys: Iterable[str], now: datetime, within: Span | None = None
) -> dict[str, Entry]:
    """The entries of those keys, in any case, by the key asked for; those that there are.

    Only the keys' rows are judged: in the period `within`, where one is given; otherwise in the period that the key's
    last part names, for rows of a period stand only in that period's own standing, then in the contract's whole term.
    """
    asked = list(dict.fromkeys(keys))
    if within is not None:
        return _entries_in(connection, terms, within, asked, now)
    by_span: defaultdict[Span, list[str]] = defaultdict(list)
    for key in asked:
        by_span[_named_span(key, terms, now)].append(key)
    found: dict[str, Entry] = {}
    for span, named in by_span.items():
        found |= _entries_in(connection, terms, span, named, now)
    left = [key for key in asked if key not in found and _named_span(key, terms, now) != terms.term]
    return found | _entries_in(connection, terms, terms.term, left, now)


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


def _named_span(key: str, terms: Terms, now: datetime) -> Span:
    """The period that the key's last part names; the whole term where it names none of the contract's."""
    try:
        return resolve_period(key.rpartition(":")[2].upper(), terms, now)
    except PeriodError:
        return terms.term


def _entries_in(
    connection: Connection, terms: Terms, span: Span, keys: Collection[str], now: datetime
) -> dict[str, Entry]:
    """Those of the entries that the period's standing has, in any case; what is written alike goes first."""
    codes = {key.partition(":")[0].casefold() for key in keys}
    rows = [row for row in shipped_rows() if row.code in codes]
    entries = standing_of(connection, terms, span, now, rows).entries if rows else ()
    as_written = {entry.key: entry for entry in entries}
    in_any_case: Mapping[str, Entry] = {entry.key.casefold(): entry for entry in reversed(entries)}
    named = ((key, as_written.get(key) or in_any_case.get(key.casefold())) for key in keys)
    return {key: entry for key, entry in named if entry is not None}


def _in_windows(connection: Connection, windows: Windows, reach: Reach) -> Iterator[Fact]:
    for kind, some in windows.items():
        yield from read_wanted(connection, kind, tuple(chain.from_iterable(window(reach) for window in some)))
