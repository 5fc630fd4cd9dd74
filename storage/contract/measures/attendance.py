"""Attendance of the people on site: late, early, absent, and leave beyond what a month holds (readings 1 to 3)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import chain
from typing import Final

from storage.contract.attendance import Lapse, lapses_by_day
from storage.contract.case import Case
from storage.contract.kinds import Leave, Punch
from storage.contract.measures.base import evidence, measure
from storage.contract.model import Finding, Row
from storage.contract.obligations import days_of, halves_on_leave, spans_of
from storage.contract.periods import Span, day_end
from storage.contract.text import Text
from storage.contract.windows import Reads, leave_of_the_days, overlapping_days, punches

_DAY_BY_DAY: Final[Reads] = {Punch: punches, Leave: leave_of_the_days}


@measure(_DAY_BY_DAY, points=("each",))
def late_or_early(row: Row, case: Case) -> Iterator[Finding]:
    """In late or out early within the hour, on a day without absence; late and early count each."""
    for lapses in case.once(_lapses):
        if any(lapse.absent for lapse in lapses):
            continue
        for lapse in lapses:
            if not lapse.unexplained:
                yield _finding(f"{lapse.person}:{lapse.day}:{lapse.way}", lapse, row)


@measure(_DAY_BY_DAY, points=("each",))
def absence(row: Row, case: Case) -> Iterator[Finding]:
    """Off by more than an hour, or a needed punch missing for good; the earliest of a person's day counts."""
    for lapses in case.once(_lapses):
        absences = [lapse for lapse in lapses if lapse.absent]
        if absences:
            first = min(absences, key=lambda lapse: lapse.at)
            yield _finding(f"{first.person}:{first.day}", first, row)


@measure({Leave: overlapping_days("from_", "until")}, points=("each",))
def leave_of_person(row: Row, case: Case) -> Iterator[Finding]:
    """Whole days of one person's sick and personal leave beyond what a calendar month holds."""
    allowed = case.terms.attendance.leave_person_days
    for month, taken in _leave_by_month(case):
        for person, days in taken.items():
            found = _leave_finding(row, case, month, {person: days}, allowed)
            yield replace(found, subject=f"{person}:{month.name}", person=person)


@measure({Leave: overlapping_days("from_", "until")}, points=("each",))
def leave_of_team(row: Row, case: Case) -> Iterator[Finding]:
    """Whole days of the on-site team's leave together beyond what a month holds; a team has two people or more."""
    allowed = case.terms.attendance.leave_team_days
    for month, taken in _leave_by_month(case):
        if len(taken) >= case.terms.attendance.leave_team_people:
            yield _leave_finding(row, case, month, taken, allowed)


def _lapses(case: Case) -> list[list[Lapse]]:
    return list(lapses_by_day(case))


def _finding(subject: str, lapse: Lapse, row: Row) -> Finding:
    return Finding(
        subject=subject,
        at=lapse.at,
        points=row.points["each"],
        reason=lapse.reason,
        evidence=evidence(lapse.punch),
        person=lapse.person,
        whole_day=lapse.punch is None,
    )


def _leave_by_month(case: Case) -> Iterator[tuple[Span, Mapping[str, Decimal]]]:
    """Days of sick and personal leave, per judged month and each on-site person active in it, zero included."""
    if case.run is None:
        return
    last = min(case.run.last, case.today)
    taken = halves_on_leave(chain.from_iterable(case.counted_leaves.values()), case.run.first, last)
    for calendar_month in spans_of("month", case.run.first, last):
        month = calendar_month.clipped(case.run.first, case.run.last)
        if month:
            people = [person for person in case.onsite if any(person.active(day) for day in days_of(month))]
            working = [day for day in days_of(month) if case.calendar.is_working(day)]
            halves = {
                person.id: sum(len(taken.get((person.id, day), ())) for day in working if person.active(day))
                for person in people
            }
            yield month, {person: Decimal(count) / 2 for person, count in halves.items()}


def _leave_finding(row: Row, case: Case, month: Span, taken: Mapping[str, Decimal], allowed: int) -> Finding:
    days = sum(taken.values(), Decimal(0))
    over = max(0, int(days) - allowed)
    leaves = [leave for person in taken for leave in case.counted_leaves.get(person, ()) if _overlaps(leave, month)]
    return Finding(
        subject=month.name,
        at=day_end(month.last),
        points=row.points["each"] * over,
        reason=Text(
            f"{month.name} 病事假合计 {days.normalize():f} 天，上限 {allowed} 天，超出整天数 {over}",
            f"{month.name}: {days.normalize():f} days of sick and personal leave, {allowed} allowed, "
            f"{over} whole days over",
        ),
        evidence=evidence(*leaves),
        whole_day=True,
        accrues=True,
    )


def _overlaps(leave: Leave, span: Span) -> bool:
    return leave.from_ <= span.last and leave.until >= span.first
