"""Which facts can matter to a period: each measure names its facts and their window, a loader need fetch no others.

A window may give a fact too many, never one too few: what counts is decided by the measure. It speaks of facts as data,
so that a database can answer it through its indexes.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import chain
from typing import Final, NamedTuple, TypeAlias

from storage.contract.calendar import WorkCalendar
from storage.contract.fact import Fact
from storage.contract.kinds import Fault, Guard, Punch
from storage.contract.obligations import documents_owed, spans_of
from storage.contract.periods import ONE_DAY, Form, Span, day_over, day_start, days_later, earlier
from storage.contract.terms import Terms

Bound: TypeAlias = date | datetime


class Range(NamedTuple):
    """The field lies from `first` on and before `before`; None leaves a side open. What is missing is in no range."""

    field: str
    first: Bound | None
    before: Bound | None


class Among(NamedTuple):
    """The field has one of these values."""

    field: str
    values: frozenset[str]


class Missing(NamedTuple):
    """The field has no value."""

    field: str


class Refers(NamedTuple):
    """The fields equal those of some wanted fact of a kind."""

    fields: tuple[str, ...]
    kind: type[Fact]
    to: tuple[str, ...]
    among: "Wanted"


Condition: TypeAlias = Range | Among | Missing | Refers
Wanted: TypeAlias = tuple[tuple[Condition, ...], ...]
"""Any of these, each of which holds where all its conditions hold; the first of them is the one to search by."""

EVERYTHING: Final[Wanted] = ((),)


@dataclass(frozen=True)
class Reach:
    """What is asked about: `run` is the part of the period that is judged, `calendar` holds the declared days."""

    terms: Terms
    calendar: WorkCalendar
    period: Span
    run: Span

    @cached_property
    def start(self) -> datetime:
        """The first moment that is judged."""
        return day_start(self.run.first)

    @cached_property
    def end(self) -> datetime:
        """The moment at which the period is over."""
        return day_over(self.run.last)

    @cached_property
    def after(self) -> date:
        """The day after the period."""
        return days_later(self.run.last, 1)

    @cached_property
    def attendance_from(self) -> date:
        """The earliest working day whose missing punch can fall due within the period."""
        return last_day_before(self.run.first, self.terms.opens, self.calendar.is_working)


Window: TypeAlias = Callable[[Reach], Wanted]
Reads: TypeAlias = Mapping[type[Fact], Window]
"""The kinds of fact that a measure reads, with the window of each."""


def together(reads: Iterable[Reads]) -> Mapping[type[Fact], Collection[Window]]:
    """Every window that some of the readers need, by kind, each once."""
    windows: defaultdict[type[Fact], list[Window]] = defaultdict(list)
    for kind, window in chain.from_iterable(each.items() for each in reads):
        if window not in windows[kind]:
            windows[kind].append(window)
    return windows


def last_day_before(day: date, earliest: date, fits: Callable[[date], bool]) -> date:
    """The last fitting day before the day, or the earliest where none fits."""
    while day > earliest:
        day -= ONE_DAY
        if fits(day):
            return day
    return earliest


def everything(_: Reach) -> Wanted:
    """All facts of a kind of which there are only ever a few."""
    return EVERYTHING


def during(field: str, *, before: Callable[[Terms], timedelta] = lambda _: timedelta()) -> Window:
    """The moment lies in the period, or so long before it."""

    def window(reach: Reach) -> Wanted:
        return ((Range(field, earlier(reach.start, before(reach.terms)), reach.end),),)

    return window


def on_days(field: str, *, before: Callable[[Terms], int] = lambda _: 0) -> Window:
    """The day lies in the period, or so many days before it."""

    def window(reach: Reach) -> Wanted:
        return ((Range(field, days_later(reach.run.first, -before(reach.terms)), reach.after),),)

    return window


def overlapping_days(first: str, last: str) -> Window:
    """Some day from `first` to `last` lies in the period; an open end is still to come."""

    def window(reach: Reach) -> Wanted:
        begun = Range(first, None, reach.after)
        return (Range(last, reach.run.first, None), begun), (Missing(last), begun)

    return window


def either(*windows: Window) -> Window:
    """What any of the windows wants."""

    def window(reach: Reach) -> Wanted:
        return tuple(conditions for each in windows for conditions in each(reach))

    return window


def inspections(reach: Reach) -> Wanted:
    """The inspections of the days and weeks that end in the period."""
    week = timedelta(days=6)
    return ((Range("at", earlier(reach.start, week), reach.end),),)


def punches(reach: Reach) -> Wanted:
    """The punches of the days whose lapses fall in the period, and those that replaced one of them."""
    theirs = ((Range("at", day_start(reach.attendance_from), reach.end),),)
    return (*theirs, (Refers(("replaces",), Punch, ("id",), theirs),))


def leave_of_the_days(reach: Reach) -> Wanted:
    """The leave on the days whose lapses fall in the period."""
    return ((Range("until", reach.attendance_from, None), Range("from_", None, reach.after)),)


def drills(reach: Reach) -> Wanted:
    """The drills whose report falls due in the period."""
    since = _due_later(reach, reach.terms.deadlines.drill_report_working_days)
    return ((Range("planned_on", since, reach.after),),)


def faults(reach: Reach) -> Wanted:
    """The faults a limit of which passes in the period, or that are open, handled or closed in it or report in it.

    Some began before they were noticed, some repeat the trouble of one long repaired.
    """
    since = _reported_since(reach)
    noticed_by_then = Range("noticed_at", None, reach.end)
    noticed = ((Range("noticed_at", earlier(reach.start, _longest_wait(reach.terms)), reach.end),),)
    trouble = ("device", "trouble")
    return (
        *noticed,
        (Missing("closed_at"), noticed_by_then),
        (Range("closed_at", since, reach.end),),
        (Range("handled_at", since, reach.end),),
        (Range("closed_at", reach.end, None), noticed_by_then),
        (Range("handled_at", reach.end, None), noticed_by_then),
        (Range("started_at", None, reach.end), Range("noticed_at", reach.end, None)),
        (
            Refers(trouble, Fault, trouble, noticed),
            Range("noticed_at", day_start(reach.terms.from_), reach.end),
        ),
    )


def documents(reach: Reach) -> Wanted:
    """The documents that fall due in the period, whenever they were submitted."""
    owed = documents_owed((), (), reach.terms, reach.calendar, reach.run.last)
    names = frozenset(document.for_ for document in owed if document.due >= reach.run.first)
    since = _reported_since(reach)
    done = ((Range("handled_at", since, reach.end),), (Range("closed_at", since, reach.end),))
    return (
        (Range("due", reach.run.first, reach.after),),
        (Among("for_", names),),
        (Refers(("for_",), Fault, ("id",), done),),
    )


def for_the_period(reach: Reach) -> Wanted:
    """What is given for the period, or for a week, month, quarter, half or year within it."""
    return ((Among("for_", names_within(reach.period)),),)


def names_within(period: Span) -> frozenset[str]:
    """The names of everything that can be given for the period or a part of it."""
    forms: tuple[Form, ...] = ("week", "month", "quarter", "half", "year")
    spans = (span.name for form in forms for span in spans_of(form, period.first, period.last))
    return frozenset(("contract", *spans))


def accidents(reach: Reach) -> Wanted:
    """The accidents noted, whenever, about the guards of the period."""
    guards = overlapping_days("from_", "until")(reach)
    return ((Refers(("about",), Guard, ("id",), guards), Among("row", frozenset(("guard.accident",)))),)


def exempt(reach: Reach) -> Wanted:
    """The maintenance that lies in the period."""
    return ((Range("until", reach.start, None), Range("from_", None, reach.end)),)


def _reported_since(reach: Reach) -> datetime:
    """The earliest moment of a fault's end whose report can fall due in the period."""
    return day_start(_due_later(reach, reach.terms.deadlines.fault_working_days))


def _due_later(reach: Reach, working_days: int) -> date:
    """A day on or before every day whose n-th working day after lies in the period."""

    def due_before(day: date) -> bool:
        return reach.calendar.nth_working_day_after(day, working_days) < reach.run.first

    return last_day_before(reach.run.first, date.min, due_before)


def _longest_wait(terms: Terms) -> timedelta:
    """The longest that a response or somebody on site may take."""
    limits = (*terms.level_limits.values(), *terms.emergency_limits.values())
    return max(max(each.respond, each.arrive) for each in limits)
