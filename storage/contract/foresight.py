"""What will cost points in the days to come, unless somebody does something: the future judged by the facts of now."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from storage.contract.calendar import WorkCalendar
from storage.contract.case import Case, RulingsOn, rulings_among
from storage.contract.facts import Facts
from storage.contract.kinds import Leave, Person, Ruling
from storage.contract.measures import MEASURES
from storage.contract.model import Finding, NotApplicable, Row, RowStanding
from storage.contract.periods import Span, day_of, days_later, later
from storage.contract.scoring import stands
from storage.contract.terms import Terms
from storage.contract.text import Text

DAYS_AHEAD: Final = 7
MOST_LINES_OF_A_ROW: Final = 3
LATE: Final = "attendance.late_early"
ABSENCE: Final = "attendance.absence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What costs `points` (below 0) from `at` on; with `whole_day`, `at` is a day's end.

    `subject` is the key after the row's code, `person` whose personal matter it is.
    """

    row: str
    subject: str
    at: datetime
    points: Decimal
    reason: Text
    evidence: tuple[str, ...]
    person: str | None
    whole_day: bool


@dataclass(frozen=True, slots=True)
class DueLine:
    """Some of a row, in order of time: one, or all of it where they are too many to be told one by one."""

    dues: tuple[Due, ...]

    @property
    def first(self) -> Due:
        """The first to fall due."""
        return self.dues[0]

    @property
    def points(self) -> Decimal:
        """What they cost together."""
        return sum((due.points for due in self.dues), Decimal(0))


def horizon(now: datetime) -> datetime:
    """The moment up to which one looks ahead."""
    return later(now, timedelta(days=DAYS_AHEAD))


def span_ahead(terms: Terms, now: datetime) -> Span | None:
    """The days looked at, as far as they are judged; None where none of them is."""
    today = day_of(now)
    return Span("week", "", today, days_later(today, DAYS_AHEAD)).clipped(terms.opens, terms.until)


def rows_ahead(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows whose occurrences can fall due."""
    return tuple(row for row in rows if "event" in row.when and row.measure is not None)


def falling_due(
    facts: Facts,
    terms: Terms,
    calendar: WorkCalendar,
    rows: Iterable[Row],
    now: datetime,
    rulings: RulingsOn | None = None,
    running: Iterable[RowStanding] = (),
) -> tuple[Due, ...]:
    """What falls due after `now` and up to the horizon, in order of time.

    `facts` are all facts, or at least those in the windows of `rows_ahead` over `span_ahead`; `running` are rows of a
    standing at `now`, of which a month's or period's worth falls due with its end. Of working days to come nobody is
    expected to miss any: of attendance only what is not explained of the days before today is named.
    """
    span = span_ahead(terms, now)
    if span is None:
        return ()
    known = facts.seen_at(now)
    asked = _known_by(now, rulings or rulings_among(facts.of(Ruling)))
    ahead = Case.at(known.joined_by(_excused(known, now)), terms, calendar, span, horizon(now), asked)
    today = Case.at(known, terms, calendar, span, now, asked)
    judged = rows_ahead(rows)
    dues = [due for row in judged for due in _of_row(row, ahead, today)]
    dues += _of_running(running, ahead)
    late = _late_by_now(judged, today)
    return tuple(sorted((_instead_of(late, due) for due in dues), key=lambda due: (due.at, due.row, due.subject)))


def gathered(dues: Iterable[Due]) -> list[DueLine]:
    """The dues as lines in order of time, a row of which there are many in one line."""
    by_row: defaultdict[str, list[Due]] = defaultdict(list)
    for due in dues:
        by_row[due.row].append(due)
    lines: list[DueLine] = []
    for some in by_row.values():
        many = len(some) > MOST_LINES_OF_A_ROW
        lines += [DueLine(tuple(some))] if many else [DueLine((due,)) for due in some]
    return sorted(lines, key=lambda line: line.first.at)


def _known_by(now: datetime, rulings: RulingsOn) -> RulingsOn:
    """The rulings without those that were not made by `now`."""

    def on(keys: Collection[str]) -> Iterable[Ruling]:
        return Facts.build(rulings(keys)).seen_at(now).of(Ruling)

    return on


def _excused(facts: Facts, now: datetime) -> Iterator[Leave]:
    """Leave for everybody from today on, so that a working day to come is no absence."""
    last = day_of(horizon(now))
    for person in facts.of(Person):
        yield Leave(id=f"ahead:{person.id}", person=person.id, type="annual", from_=day_of(now), until=last)


def _of_row(row: Row, ahead: Case, today: Case) -> Iterator[Due]:
    for finding in _standing_unwaived(row, ahead):
        yield from _steps(row, finding, today)


def _standing_unwaived(row: Row, case: Case) -> list[Finding]:
    """The occurrences of the row that count at the case's moment, those of the days before its span included."""
    judgement = MEASURES[row.measure].judge(row, case) if row.measure is not None else ()
    found = () if isinstance(judgement, NotApplicable) else judgement
    stand = [
        finding
        for finding in found
        if not finding.accrues and case.terms.opens <= day_of(finding.at) <= case.terms.until and stands(finding, case)
    ]
    waived = case.waived([finding.key(row) for finding in stand])
    return [finding for finding in stand if finding.key(row) not in waived]


def _steps(row: Row, finding: Finding, today: Case) -> Iterator[Due]:
    """What of the finding is still to come: all of it, or what a longer wait adds."""
    later_on = finding.grown.points if finding.grown else Decimal(0)
    if not stands(finding, today) and finding.points < later_on:
        yield _due(row, finding, finding.at, finding.points - later_on)
    if finding.grown and finding.grown.at > today.now:
        yield _due(row, finding, finding.grown.at, later_on)


def _of_running(running: Iterable[RowStanding], ahead: Case) -> Iterator[Due]:
    for row in running:
        for finding in row.outlook:
            if finding.points < 0 and stands(finding, ahead):
                yield _due(row, finding, finding.at, finding.points)


def _late_by_now(rows: Iterable[Row], today: Case) -> dict[str, Decimal]:
    """What being late or leaving early costs by now, by the key after the row's code."""
    late = (finding for row in rows if row.code == LATE for finding in _standing_unwaived(row, today))
    return {finding.subject: finding.points for finding in late}


def _instead_of(late: Mapping[str, Decimal], due: Due) -> Due:
    """The due; an absence takes the place of what is counted for being late on that day, and so costs less."""
    same_day = [points for subject, points in late.items() if subject.startswith(f"{due.subject}:")]
    if due.row != ABSENCE or not same_day:
        return due
    counted = sum(same_day, Decimal(0))
    zh, en = due.reason
    reason = Text(f"{zh}；取代当日已计的 {counted}", f"{en}; takes the place of the {counted} counted for that day")
    return replace(due, points=due.points - counted, reason=reason)


def _due(row: Row | RowStanding, finding: Finding, at: datetime, points: Decimal) -> Due:
    return Due(
        row=row.code,
        subject=finding.subject,
        at=at,
        points=points,
        reason=finding.reason,
        evidence=finding.evidence,
        person=finding.person,
        whole_day=finding.whole_day,
    )
