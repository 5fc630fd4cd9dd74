"""Periods that were closed: their standing as it was kept, and what judging today's facts makes otherwise."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select, tuple_

from storage.contract.calendar import WorkCalendar
from storage.contract.kinds import CalendarDay, Closing, Person, Setting
from storage.contract.model import Row, Standing
from storage.contract.periods import parse_span
from storage.contract.reading import rows_reading
from storage.contract.rubric import shipped_rows, windows_read
from storage.contract.settlement import Adjustment, adjustments, digest_of, read_settled, settled_text
from storage.contract.terms import Terms
from storage.contract.windows import Reach
from storage.records.ledger import Change, UnitOfWork, history
from storage.records.standing import standing_of
from storage.records.tables import FACT_TABLES, Revision, read_all, read_one

_MATTERS_TO_ALL: Final = (Person, CalendarDay, Setting)
"""Kinds of fact that any row may be judged by."""
_closings = FACT_TABLES[Closing]
JUDGED_BY_ALL: Final = (Setting.KIND, Person.KIND, CalendarDay.KIND)
"""Kinds of fact that every row is judged by."""
_revisions = Revision.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Kept:
    """A closed period."""

    closing: Closing

    @cached_property
    def standing(self) -> Standing:
        """The standing as it was accepted."""
        return read_settled(self.closing.standing)

    @property
    def intact(self) -> bool:
        """Whether the kept text still has the hash that was kept with it."""
        return digest_of(self.closing.standing) == self.closing.sha256


class Dated(NamedTuple):
    """An adjustment, and when what caused it was recorded; None where only today's judging shows it."""

    adjustment: Adjustment
    recorded_at: datetime | None


class Settlement(NamedTuple):
    """A closed period against today's judging of its facts."""

    kept: Kept
    today: Standing
    dated: tuple[Dated, ...]


def close(work: UnitOfWork, standing: Standing, by: str, reason: str | None) -> Kept:
    """Keep the standing for good as that of its period; `by` accepts it."""
    kept = settled_text(standing)
    closing = Closing(
        id=standing.period.name,
        by=by,
        at=work.now,
        standing=kept,
        sha256=digest_of(kept),
        recorded_at=work.now,
        recorded_by=by,
    )
    return Kept(work.record(closing, reason))


def closed(connection: Connection) -> list[Kept]:
    """Every closed period, in the order in which they were closed."""
    return [Kept(closing) for closing in read_all(connection, Closing, select(_closings).order_by(_closings.c.at))]


def closed_names(connection: Connection) -> frozenset[str]:
    """The written forms of the closed periods."""
    return frozenset(connection.scalars(select(_closings.c.id)))


def kept_of(connection: Connection, period: str) -> Kept | None:
    """The period's closing, by its written form."""
    closing = read_one(connection, Closing, period)
    return None if closing is None else Kept(closing)


def rows_touched(
    connection: Connection, period: str, changes: Iterable[Change], terms: Terms, calendar: WorkCalendar
) -> tuple[Row, ...]:
    """The rows that the changes may matter to in the closed period: rather too many, none for most changes."""
    facts = [fact for change in changes for fact in change if fact is not None]
    if any(isinstance(fact, _MATTERS_TO_ALL) for fact in facts):
        return shipped_rows()
    span = terms.term if period == terms.term.name else parse_span(period)
    run = span.clipped(terms.opens, span.last)
    if run is None:
        return ()
    reach = Reach(terms, calendar, span, run)
    codes = rows_reading(shipped_rows(), facts, reach)
    return tuple(row for row in shipped_rows() if row.code in codes)


def reason_of(connection: Connection, kept: Kept) -> str | None:
    """Why the period was closed, in the words of who closed it."""
    revisions = history(connection, Closing.KIND, kept.closing.id)
    return next((revision.reason for revision in reversed(revisions) if revision.before is None), None)


def today_of(
    connection: Connection, kept: Kept, terms: Terms, now: datetime, rows: Collection[Row] | None = None
) -> Standing:
    """The closed period's very days as they would be judged now; only those rows, where some are given."""
    return standing_of(connection, terms, kept.standing.period, now, rows)


def settlement(connection: Connection, kept: Kept, terms: Terms, now: datetime) -> Settlement:
    """The closed period against today's judging."""
    today = today_of(connection, kept, terms, now)
    found = adjustments(kept.standing, today)
    return Settlement(kept, today, tuple(Dated(one, caused_at(connection, one, kept.closing.at)) for one in found))


def caused_at(connection: Connection, adjustment: Adjustment, since: datetime) -> datetime | None:
    """When the newest of the adjustment's causes was recorded after `since`.

    Where the entry names none that changed, such as a day whose inspection was voided, the newest change of anything
    that its row is judged by.
    """
    names = [tuple(name.split(":", 1)) for name in adjustment.causes]
    theirs = tuple_(_revisions.c.kind, _revisions.c.fact_id).in_(names)
    named = _newest(connection, theirs, since) if names else None
    rows = [row for row in shipped_rows() if row.code == adjustment.entry.row]
    kinds = [*(kind.KIND for kind in windows_read(rows)), *JUDGED_BY_ALL]
    return named or _newest(connection, _revisions.c.kind.in_(kinds), since)


def _newest(connection: Connection, which: ColumnElement[bool], since: datetime) -> datetime | None:
    query = select(func.max(_revisions.c.recorded_at)).where(which, _revisions.c.recorded_at > since)
    return connection.scalar(query)
