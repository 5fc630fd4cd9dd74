"""Teams, days and leave of which rosters are drawn up in tests, and what their days are."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from storage.contract.calendar import WorkCalendar
from storage.contract.kinds import CalendarDay, Duty, Guard, Leave, Person
from storage.contract.roster import draw_up
from storage.contract.turns import Given, Turn
from storage.records.calendar import announced_calendar

CALENDAR = announced_calendar()
FIRST = date(2026, 10, 1)
OCTOBER = (date(2026, 10, 1), date(2026, 10, 7))
DAY = timedelta(days=1)


def person(id_: str, **more: Any) -> Person:
    return Person(id=id_, name=id_.title(), side=more.pop("side", "team"), role="engineer", onsite=True, **more)


def away(who: str, first: date, last: date, **more: Any) -> Leave:
    return Leave(id=f"l-{who}-{first}-{more.get('half')}", person=who, type="annual", from_=first, until=last, **more)


def duty(day: date, who: str, part: Any = "all") -> Duty:
    return Duty(id=f"du-{day}-{who}", day=day, person=who, part=part)


def roster(
    first: date,
    last: date,
    people: Sequence[Person],
    leave: Sequence[Leave] = (),
    duties: Sequence[Duty] = (),
    calendar: WorkCalendar = CALENDAR,
    guards: Sequence[Guard] = (),
) -> list[Turn]:
    return draw_up(
        Given(
            first=first,
            last=last,
            people=people,
            leave=leave,
            duties=duties,
            calendar=calendar,
            guards=guards,
        )
    )


def who(turns: Sequence[Turn]) -> list[str | None]:
    return [turn.person for turn in turns]


NOVEMBER = CALENDAR.overridden(
    [CalendarDay(id=f"c-{day}", day=date(2026, 11, day), off=True, name="Moving") for day in (10, 13)]
)
"""Two holidays near each other: Tuesday 10 November, and Friday 13 with the weekend after it."""


def category(day: date) -> str:
    """By hand, for 2026-09-21 … 2026-10-11 and for November: working day, weekend, or which holiday."""
    if date(2026, 9, 25) <= day <= date(2026, 9, 27):
        return "mid-autumn"
    if date(2026, 10, 1) <= day <= date(2026, 10, 7):
        return "national"
    if day == date(2026, 11, 10):
        return "tuesday"
    if date(2026, 11, 13) <= day <= date(2026, 11, 15):
        return "friday"
    return "weekend" if day.weekday() >= 5 and day != date(2026, 10, 10) else "weekday"


def able(day: date, people: Sequence[Person], leave: Sequence[Leave]) -> list[str]:
    """Who of them may be on duty that day, by the words of the rule."""
    gone = {one.person for one in leave if one.state == "approved" and one.from_ <= day <= one.until}
    here = (one for one in people if one.duty is not False and one.side == "team" and one.active(day))
    return [one.id for one in here if one.id not in gone]


HOLIDAYS = ("mid-autumn", "national", "tuesday", "friday")


def kind(day: date) -> str:
    return "holiday" if category(day) in HOLIDAYS else category(day)
