"""Days that have a name: 国庆, Spring Festival, 10月, 周末. The next ones that are not over are meant."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from storage.contract.calendar import WorkCalendar
from storage.contract.duty_days import holiday_block
from storage.contract.periods import days_later, month_of, week_of

_WEEKENDS: Final[Mapping[str, int]] = {
    "周末": 0,
    "本周末": 0,
    "这周末": 0,
    "这个周末": 0,
    "weekend": 0,
    "this weekend": 0,
    "下周末": 1,
    "下个周末": 1,
    "next weekend": 1,
}
"""How many weeks after this one."""
_MONTH: Final = re.compile(r"(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?", re.ASCII)
_NUMBERS: Final = "一二三四五六七八九十"
_AFTER_A_NAME: Final = re.compile(r"(?:节|假期|长假|节假期|节长假)$")


def named_days(words: str, today: date, calendar: WorkCalendar) -> tuple[date, date] | None:
    """First and last of the days that the words name; None where they name none."""
    name = " ".join(words.casefold().split())
    if not name:
        return None
    return _weekend(name, today) or _month(name, today) or _holiday(name, today, calendar)


def _weekend(name: str, today: date) -> tuple[date, date] | None:
    weeks = _WEEKENDS.get(name)
    if weeks is None:
        return None
    sunday = days_later(week_of(today).last, 7 * weeks)
    return sunday - timedelta(days=1), sunday


def _month(name: str, today: date) -> tuple[date, date] | None:
    found = _MONTH.fullmatch(name)
    if found is None:
        return None
    month = _number(found[1])
    span = month_of(date(today.year + (month < today.month), month, 1))
    return span.first, span.last


def _number(word: str) -> int:
    if word.isascii():
        return int(word)
    return sum(_NUMBERS.index(digit) + 1 for digit in word)


def _holiday(name: str, today: date, calendar: WorkCalendar) -> tuple[date, date] | None:
    """The whole run of days off around the next holiday of that name, as the calendar calls it."""
    for day in sorted(day for day, special in calendar.special.items() if special.off and day >= today):
        called = calendar.special[day].name
        if _plain(name) in (_plain(called.zh), _plain(called.en)):
            block = holiday_block(calendar, day)
            return (block.first, block.last) if block else (day, day)
    return None


def _plain(name: str) -> str:
    """The name without what may follow it: 国庆 for 国庆节."""
    return _AFTER_A_NAME.sub("", name.casefold()) or name
