"""Who came late, left early or has a punch missing, day by day: score and nudges ask the same function."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, TypeAlias

from storage.contract.case import Case
from storage.contract.kinds import Leave, Punch
from storage.contract.obligations import days_of, expected_hours, halves_on_leave
from storage.contract.periods import BEIJING, day_end, day_of
from storage.contract.text import Text
from storage.contract.windows import last_day_before
from storage.contract.wording import clock, minutes, stamp

Way: TypeAlias = Literal["in", "out"]
Punches: TypeAlias = Mapping[tuple[str, date, str], Punch]


@dataclass(frozen=True, slots=True)
class Lapse:
    """Somebody in late, out early, or a punch that is missing (`punch` is None, `at` the end of the days of grace)."""

    person: str
    day: date
    way: Way
    expected: datetime
    at: datetime
    punch: Punch | None
    absent: bool
    allowed: timedelta
    """By how much somebody may be off before it is an absence."""

    @property
    def unexplained(self) -> bool:
        """Whether leave or a corrected punch may still settle it, until `at` (reading 3)."""
        return self.punch is None and not self.absent

    @property
    def reason(self) -> Text:
        """The arithmetic of the lapse."""
        return self._missing_reason if self.punch is None else self._off_reason

    @property
    def _missing_reason(self) -> Text:
        way = Text("上班", "in") if self.way == "in" else Text("下班", "out")
        until = stamp(self.at)
        if self.unexplained:
            return Text(
                f"{self.day} 缺{way.zh}打卡，{until} 前可补卡或请假",
                f"{self.day}: no punch {way.en}; may be corrected or put on leave until {until}",
            )
        return Text(
            f"{self.day} 缺{way.zh}打卡，至 {until} 仍无补卡或请假",
            f"{self.day}: no punch {way.en}, neither corrected nor on leave by {until}",
        )

    @property
    def _off_reason(self) -> Text:
        due, was, may = clock(self.expected), clock(self.at), minutes(self.allowed)
        if self.way == "in":
            sums = [f"{due} + {each} < {was}" if self.absent else f"{due} < {was} ≤ {due} + {each}" for each in may]
            return Text(f"{self.day} 上班 {sums[0]}", f"{self.day} in: {sums[1]}")
        sums = [f"{was} < {due} − {each}" if self.absent else f"{due} − {each} ≤ {was} < {due}" for each in may]
        return Text(f"{self.day} 下班 {sums[0]}", f"{self.day} out: {sums[1]}")


def lapses_by_day(case: Case) -> Iterator[list[Lapse]]:
    """The lapses of each on-site person's working days that can fall in the period, days without any left out.

    A missing punch falls due on the next working day, so the last one before the period is looked at too.
    """
    terms = case.terms
    if case.run is None:
        return
    since = last_day_before(case.run.first, terms.opens, case.calendar.is_working)
    judged = terms.term.clipped(since, min(case.run.last, case.today))
    if judged is None:
        return
    on_leave = halves_on_leave(case.facts.of(Leave), judged.first, judged.last)
    punches = _deciding_punches(case)
    working = [day for day in days_of(judged) if case.calendar.is_working(day)]
    for person in case.onsite:
        for day in working:
            hours = expected_hours(on_leave.get((person.id, day), ()), terms) if person.active(day) else None
            if hours is None:
                continue
            expected_in, expected_out = (datetime.combine(day, hour, BEIJING) for hour in hours)
            lapses = [
                *_arrival(case, person.id, day, expected_in, punches),
                *_departure(case, person.id, day, expected_out, punches),
            ]
            if lapses:
                yield lapses


def _deciding_punches(case: Case) -> Punches:
    """The first *in* and the last *out* of each person's day."""
    deciding: dict[tuple[str, date, str], Punch] = {}
    for punch in sorted(case.facts.of(Punch), key=lambda punch: (punch.at, punch.id)):
        slot = (punch.person, day_of(punch.at), punch.way)
        if punch.way == "out" or slot not in deciding:
            deciding[slot] = punch
    return deciding


def _arrival(case: Case, person: str, day: date, expected: datetime, punches: Punches) -> Iterator[Lapse]:
    punch = punches.get((person, day, "in"))
    if punch is None:
        yield from _missing(case, person, day, "in", expected)
    elif punch.at > expected:
        yield _off(case, punch, day, expected, punch.at - expected)


def _departure(case: Case, person: str, day: date, expected: datetime, punches: Punches) -> Iterator[Lapse]:
    if case.now < expected:
        return
    punch = punches.get((person, day, "out"))
    if punch is None:
        yield from _missing(case, person, day, "out", expected)
    elif punch.at < expected:
        yield _off(case, punch, day, expected, expected - punch.at)


def _off(case: Case, punch: Punch, day: date, expected: datetime, by: timedelta) -> Lapse:
    allowed = case.terms.attendance.late_at_most
    return Lapse(punch.person, day, punch.way, expected, punch.at, punch, by > allowed, allowed)


def _missing(case: Case, person: str, day: date, way: Way, expected: datetime) -> Iterator[Lapse]:
    if not case.over(day):
        return
    grace_ends = case.calendar.next_working_day(day)
    yield Lapse(
        person, day, way, expected, day_end(grace_ends), None, case.over(grace_ends), case.terms.attendance.late_at_most
    )
