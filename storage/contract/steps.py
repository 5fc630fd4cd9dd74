"""When a nudge speaks: rules as short texts in `terms.toml`, and the moments that follow from them.

A rule hangs on a day (`10:00`, `mon 10:00`, `-3 wd 09:30`, `-14 d 09:30`, `every wd 09:30`) or on a clock that runs
(`+5 min`, `-10 min`, `80 %`, `every 60 min`). The same texts are the steps' names in the keys of their posts.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal, NamedTuple

from storage.contract.calendar import WorkCalendar
from storage.contract.periods import ONE_DAY, day_of, days_later, earlier, later, moment_at, week_of

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Unit = Literal["hour", "weekday", "working days", "days", "minutes", "percent", "each working day", "each minutes"]


Read = Callable[[str, re.Match[str]], "StepRule"]


class StepRuleError(ValueError):
    """A text that is no rule; the message says so in one English sentence."""


class Step(NamedTuple):
    """A step of a nudge: its name, and when it comes."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StepRule:
    """One rule, and the name its steps have in keys."""

    name: str
    unit: Unit
    number: int = 0
    hour: time = time()


@dataclass(frozen=True, slots=True)
class Anchor:
    """What the rules hang on: a day, or a clock that runs from `start` for `length`.

    `runs` says of a clock that is paused at times when so much of it has run; None while it is paused before that.
    """

    day: date | None = None
    start: datetime | None = None
    length: timedelta = timedelta()
    runs: Callable[[timedelta], datetime | None] | None = None

    def after(self, run: timedelta) -> datetime | None:
        """When the clock has run for so long; before its start where that is less than nothing."""
        if self.start is None:
            return None
        if run < timedelta():
            return earlier(self.start, -run)
        return self.runs(run) if self.runs else later(self.start, run)


def read_rule(text: str) -> StepRule:
    """The rule that the text writes. Raises StepRuleError."""
    for pattern, read in _READERS:
        found = re.fullmatch(pattern, text, re.ASCII)
        if found:
            return read(text.replace(" ", "-"), found)
    raise StepRuleError(f"{text!r} is no step; write 10:00, mon 10:00, -3 wd 09:30, +5 min, 80 %, every wd 09:30")


def steps_of(
    rules: Iterable[StepRule], anchor: Anchor, calendar: WorkCalendar, until: datetime, since: datetime | None = None
) -> list[Step]:
    """The steps that come up to `until`, in time order; of rules that repeat, every one from `since` on."""
    steps = (step for rule in rules for step in _steps(rule, anchor, calendar, since, until))
    return sorted((step for step in steps if step.at <= until), key=lambda step: step.at)


def _steps(
    rule: StepRule, anchor: Anchor, calendar: WorkCalendar, since: datetime | None, until: datetime
) -> Iterator[Step]:
    if anchor.day is not None:
        if rule.unit == "each working day":
            yield from _each_working_day(rule, anchor.day, calendar, since, until)
        else:
            yield from _on_days(rule, anchor.day, calendar)
    if anchor.start is not None:
        if rule.unit == "each minutes":
            yield from _each_minutes(rule, anchor, since, until)
        else:
            yield from _by_the_clock(rule, anchor)


def _on_days(rule: StepRule, day: date, calendar: WorkCalendar) -> Iterator[Step]:
    match rule.unit:
        case "hour":
            yield Step(rule.name, moment_at(day, rule.hour))
        case "weekday":
            yield Step(rule.name, moment_at(days_later(week_of(day).first, rule.number), rule.hour))
        case "days":
            yield Step(rule.name, moment_at(day + timedelta(days=rule.number), rule.hour))
        case "working days":
            yield Step(rule.name, moment_at(_working_days_from(day, rule.number, calendar), rule.hour))
        case _:
            return


def _each_working_day(
    rule: StepRule, day: date, calendar: WorkCalendar, since: datetime | None, until: datetime
) -> Iterator[Step]:
    after = calendar.next_working_day(day if since is None else max(day, day_of(since) - ONE_DAY))
    while moment_at(after, rule.hour) <= until:
        yield Step(f"{after}-{rule.hour:%H:%M}", moment_at(after, rule.hour))
        after = calendar.next_working_day(after)


def _by_the_clock(rule: StepRule, anchor: Anchor) -> Iterator[Step]:
    match rule.unit:
        case "minutes":
            yield from _when(rule.name, anchor.after(timedelta(minutes=rule.number)))
        case "percent":
            yield from _when(rule.name, anchor.after(anchor.length * rule.number / 100))
        case _:
            return


def _each_minutes(rule: StepRule, anchor: Anchor, since: datetime | None, until: datetime) -> Iterator[Step]:
    def at(count: int) -> datetime | None:
        return anchor.after(anchor.length + timedelta(minutes=rule.number) * count)

    begins = anchor.start or until
    counts = range(1, max(0, (until - begins) // timedelta(minutes=rule.number)) + 1)
    first = bisect_left(counts, since, key=lambda count: at(count) or until) if since else 0
    for count in counts[first:]:
        yield from _when(f"{rule.name}-{count}", at(count))


def _when(name: str, at: datetime | None) -> Iterator[Step]:
    if at is not None:
        yield Step(name, at)


def _working_days_from(day: date, count: int, calendar: WorkCalendar) -> date:
    """The day `count` working days after it (before it, below 0); for 0 the day itself."""
    if count >= 0:
        return calendar.nth_working_day_after(day, count) if count else day
    while count < 0 and day > date.min:
        day -= ONE_DAY
        count += calendar.is_working(day)
    return day


def _hour(name: str, found: re.Match[str]) -> StepRule:
    return StepRule(name, "hour", hour=time.fromisoformat(found[1]))


def _weekday(name: str, found: re.Match[str]) -> StepRule:
    return StepRule(name, "weekday", WEEKDAYS.index(found[1]), time.fromisoformat(found[2]))


def _counted(unit: Unit) -> Read:
    return lambda name, found: StepRule(name, unit, int(found[1]), time.fromisoformat(found[2]))


def _each_day(_: str, found: re.Match[str]) -> StepRule:
    return StepRule("", "each working day", hour=time.fromisoformat(found[1]))


_CLOCK: Final = r"((?:[01]\d|2[0-3]):[0-5]\d)"
_READERS: Final = (
    (_CLOCK, _hour),
    (rf"({'|'.join(WEEKDAYS)}) {_CLOCK}", _weekday),
    (rf"([+-]?\d{{1,3}}) wd {_CLOCK}", _counted("working days")),
    (rf"([+-]?\d{{1,3}}) d {_CLOCK}", _counted("days")),
    (rf"every wd {_CLOCK}", _each_day),
    (r"([+-]\d{1,4}) min", lambda name, found: StepRule(name, "minutes", int(found[1]))),
    (r"(\d{1,3}) %", lambda name, found: StepRule(found[1], "percent", int(found[1]))),
    (r"every ([1-9]\d{0,3}) min", lambda name, found: StepRule("every", "each minutes", int(found[1]))),
)
