"""What stands beside a standing, as the records have it: the contract's targets, and what falls due soon."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from storage.contract import targets
from storage.contract.case import Case
from storage.contract.foresight import Due, falling_due, horizon, rows_ahead, span_ahead
from storage.contract.model import Standing
from storage.contract.periods import Span, day_of, month_of
from storage.contract.rubric import shipped_rows, windows_read
from storage.contract.scoring import PeriodError, judged, resolve_period, score
from storage.contract.targets import Target
from storage.contract.terms import Terms
from storage.records.calendar import announced_calendar
from storage.records.standing import facts_that_matter, facts_within, rulings_held


@dataclass(frozen=True, slots=True)
class Outlook:
    """The standing of a period with its targets; `due` is None for a period in which nothing can fall due any more."""

    standing: Standing
    targets: tuple[Target, ...]
    due: tuple[Due, ...] | None


def outlook_of(connection: Connection, terms: Terms, period: Span, now: datetime) -> Outlook:
    """The period's standing and targets at `now`, and what falls due soon, from the facts that can matter to them."""
    rows = shipped_rows()
    facts = facts_within(connection, windows_read(rows, targets.READS), terms, period, now)
    case = Case.at(facts, terms, announced_calendar(), period, now, rulings_held(connection))
    standing = judged(case, rows)
    over = period.last < day_of(now)
    return Outlook(standing, targets.targets(case), None if over else _due(connection, terms, now, standing))


def targets_of(connection: Connection, terms: Terms, period: Span, now: datetime) -> tuple[Target, ...]:
    """The targets of the period at `now`."""
    facts = facts_within(connection, windows_read((), targets.READS), terms, period, now)
    return targets.targets(Case.at(facts, terms, announced_calendar(), period, now))


def due_soon(connection: Connection, terms: Terms, now: datetime) -> tuple[Due, ...]:
    """What falls due soon; of rows that run over a month or period, those of the running appraisal period."""
    return _due(connection, terms, now, _running(connection, terms, now))


def _due(connection: Connection, terms: Terms, now: datetime, running: Standing | None) -> tuple[Due, ...]:
    rows, span = rows_ahead(shipped_rows()), span_ahead(terms, now)
    if span is None:
        return ()
    facts = facts_that_matter(connection, rows, terms, span, now)
    rulings = rulings_held(connection)
    return falling_due(facts, terms, announced_calendar(), rows, now, rulings, running.rows if running else ())


def _running(connection: Connection, terms: Terms, now: datetime) -> Standing | None:
    """What the month's and period's rows are worth by now, where one of them ends soon."""
    try:
        period = resolve_period(terms.appraisal, terms, now)
    except PeriodError:
        return None
    if min(period.last, month_of(day_of(now)).last) >= day_of(horizon(now)):
        return None
    rows = tuple(row for row in shipped_rows() if row.accrues)
    facts = facts_that_matter(connection, rows, terms, period, now)
    return score(facts, terms, announced_calendar(), rows, period, now, rulings_held(connection))
