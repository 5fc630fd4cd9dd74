"""The working days of mainland China as this project knows them: the library's years, then what people declared."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Final

import chinese_calendar
from sqlalchemy import Connection

from storage.contract.calendar import SATURDAY, SpecialDay, WorkCalendar
from storage.contract.kinds import CalendarDay
from storage.contract.text import Text
from storage.records.tables import read_all

FIRST_YEAR: Final = 2025
"""The year before the contract's first; nothing earlier is asked about."""


def working_days(connection: Connection) -> WorkCalendar:
    """The calendar with every declared day."""
    return announced_calendar().overridden(read_all(connection, CalendarDay))


@cache
def announced_calendar() -> WorkCalendar:
    """The calendar of the State Council's arrangements, before anybody declared a day."""
    return WorkCalendar.build(_announced_years())


def _announced_years() -> Mapping[int, Mapping[date, SpecialDay]]:
    years: dict[int, Mapping[date, SpecialDay]] = {}
    year = FIRST_YEAR
    while (special := _special_days(year)) is not None:
        years[year] = special
        year += 1
    return years


def _special_days(year: int) -> Mapping[date, SpecialDay] | None:
    """The days of the year that differ from an ordinary week; None where the library does not know the year."""
    first = date(year, 1, 1)
    days = (first + timedelta(days=offset) for offset in range((date(year + 1, 1, 1) - first).days))
    try:
        return {day: special for day in days if (special := _special_day(day)) is not None}
    except NotImplementedError:
        return None


def _special_day(day: date) -> SpecialDay | None:
    off, name = chinese_calendar.get_holiday_detail(day)
    if name is None and off == (day.weekday() >= SATURDAY):
        return None
    holiday = chinese_calendar.Holiday(name) if name else None
    return SpecialDay(off, Text(holiday.chinese if holiday else "", name or ""))
