"""Which days ask for a duty roster: runs of days off around a statutory holiday, and guard periods."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Literal, NamedTuple

from storage.contract.calendar import WorkCalendar
from storage.contract.kinds import Guard
from storage.contract.obligations import days_of
from storage.contract.periods import ONE_DAY, Span
from storage.contract.text import Text

DayKind = Literal["weekday", "weekend", "holiday"]
"""How a turn counts: on a working day, on a day off that belongs to no holiday, or in a holiday block."""


class Lane(NamedTuple):
    """Days that are shared out evenly for themselves: the working days or the weekends asked for, or those of a block.

    `subject` names the block as `Block` does.
    """

    of: Literal["weekday", "weekend", "holiday", "guard"]
    subject: str = ""

    @property
    def is_block(self) -> bool:
        """Whether turns outside the days asked for belong to it too."""
        return bool(self.subject)


class Block(NamedTuple):
    """Days that have a roster together: a holiday with the days off that adjoin it, or a guard period.

    `subject` names it among all: a holiday's first day, a guard period's id.
    """

    subject: str
    first: date
    last: date
    name: Text
    is_guard: bool = False

    @property
    def days(self) -> list[date]:
        """All its days."""
        return days_between(self.first, self.last)


def days_between(first: date, last: date) -> list[date]:
    """The days from `first` to `last`, both included."""
    return list(days_of(Span("contract", "", first, last)))


def beside(day: date) -> list[date]:
    """The day before and the day after, as far as the calendar has them."""
    before = [day - ONE_DAY] if day > date.min else []
    after = [day + ONE_DAY] if day < date.max else []
    return before + after


def holiday_block(calendar: WorkCalendar, day: date) -> Block | None:
    """The run of days off that holds the day and a statutory holiday; None where there is none, as on a weekend."""
    if calendar.is_working(day):
        return None
    first = last = day
    while first > date.min and not calendar.is_working(first - ONE_DAY):
        first -= ONE_DAY
    while last < date.max and not calendar.is_working(last + ONE_DAY):
        last += ONE_DAY
    found = (calendar.name_of(one) for one in days_between(first, last) if one in calendar.special)
    names = list(dict.fromkeys(name for name in found if name is not None))
    if not names:
        return None
    name = Text("、".join(one.zh for one in names), ", ".join(one.en for one in names))
    return Block(first.isoformat(), first, last, name)


def holiday_blocks(calendar: WorkCalendar, first: date, last: date) -> Iterator[Block]:
    """The holiday blocks that touch `first` … `last`, whole, in time order."""
    told: date | None = None
    for day in sorted(day for day, special in calendar.special.items() if special.off):
        if told is None or day > told:
            block = holiday_block(calendar, day)
            if block is not None and block.first <= last and block.last >= first:
                yield block
            told = block.last if block else day


def blocks(calendar: WorkCalendar, guards: Iterable[Guard], first: date, last: date) -> list[Block]:
    """The holiday blocks and guard periods that touch `first` … `last`, in time order.

    A guard period that lies within a holiday block is part of that.
    """
    holidays = list(holiday_blocks(calendar, first, last))
    guarded = (
        Block(guard.id, guard.from_, guard.until, Text(guard.name, guard.name), is_guard=True)
        for guard in guards
        if guard.from_ <= last and guard.until >= first
    )
    apart = (one for one in guarded if not any(day.first <= one.first and one.last <= day.last for day in holidays))
    return sorted([*holidays, *apart], key=lambda block: (block.first, block.is_guard, block.subject))


def kind_of(calendar: WorkCalendar, day: date) -> DayKind:
    """How a turn on that day counts."""
    if calendar.is_working(day):
        return "weekday"
    return "weekend" if holiday_block(calendar, day) is None else "holiday"


def lane_of(calendar: WorkCalendar, guards: Sequence[Guard], day: date) -> Lane:
    """What the day is shared out with: its holiday block, the earliest guard period that holds it, or its kind."""
    block = holiday_block(calendar, day)
    if block is not None:
        return Lane("holiday", block.subject)
    holding = [guard for guard in guards if guard.from_ <= day <= guard.until]
    if holding:
        return Lane("guard", min(holding, key=lambda guard: (guard.from_, guard.id)).id)
    return Lane("weekday" if calendar.is_working(day) else "weekend")
