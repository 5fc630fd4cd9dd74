"""The days people type: 昨天, 上周五, 7月1日, 2026-07-01, next friday, July 1st.

Weeks run from Monday to Sunday. 周五 and friday are this week's, 上周五 and last friday those of the week
before, 下周五 and next friday those of the week after, whichever day it is today. A date without a year is the one
nearest to today (of two equally near, the past one); 3号 is the third of this month; 7/1 is month and day.
"""

import re
from collections.abc import Callable
from datetime import MINYEAR, date, timedelta
from typing import Final

from commands.kit.when.refusal import NotUnderstood
from commands.kit.when.words import CHINESE, DIGITS, ENGLISH, NUMBER, number, uncaptured
from storage.contract.periods import month_of

_RELATIVE: Final = {
    **dict.fromkeys(("大前天", "大前日"), -3),
    **dict.fromkeys(("前天", "前日", "前儿", "the day before yesterday", "day before yesterday"), -2),
    **dict.fromkeys(("昨天", "昨日", "昨儿", "yesterday"), -1),
    **dict.fromkeys(("今天", "今日", "今儿", "today"), 0),
    **dict.fromkeys(("明天", "明日", "明儿", "tomorrow"), 1),
    **dict.fromkeys(("后天", "后日", "后儿", "the day after tomorrow", "day after tomorrow"), 2),
    "大后天": 3,
}
_STEP: Final = {
    **dict.fromkeys(("上上", "上上个"), -2),
    **dict.fromkeys(("上", "上个", "last", "去"), -1),
    **dict.fromkeys(("本", "这", "这个", "this", "今", ""), 0),
    **dict.fromkeys(("下", "下个", "next", "明"), 1),
    **dict.fromkeys(("下下", "下下个"), 2),
}
_WEEKDAYS: Final = {
    name: weekday
    for weekday, names in enumerate(
        (
            "monday mon 一 1",
            "tuesday tues tue 二 2",
            "wednesday wed 三 3",
            "thursday thurs thur thu 四 4",
            "friday fri 五 5",
            "saturday sat 六 6",
            "sunday sun 日 天 7",
        )
    )
    for name in names.split()
}
_MONTHS: Final = {
    name: month
    for month, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}


def _any_of(names: list[str]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


_STEPS: Final = _any_of([step for step in _STEP if step and not step.isascii() and step not in "去今明"])
_WEEKDAY: Final = _any_of([name for name in _WEEKDAYS if name.isascii() and name.isalpha()])
_MONTH: Final = _any_of(list(_MONTHS))
_ORDINAL: Final = r"(\d{1,2})(?:st|nd|rd|th)?"
_FEW: Final = rf"({DIGITS}|{ENGLISH})"


def _relative(today: date, word: str) -> date:
    return today + timedelta(days=_RELATIVE[word])


def _counted(today: date, count: str, unit: str, direction: str) -> date:
    length = 1 if unit in ("天", "日", "day") else 7
    sign = -1 if direction in ("前", "ago") else 1
    value = number(count)
    if value is None:
        raise ValueError(count)
    return today + timedelta(days=sign * length * value)


def _counted_ahead(today: date, count: str, unit: str) -> date:
    return _counted(today, count, unit, "from now")


def _weekday(today: date, step: str | None, name: str) -> date:
    return today + timedelta(days=_WEEKDAYS[name] - today.weekday() + 7 * _STEP[step or ""])


def _written(_today: date, year: str, month: str, day: str) -> date:
    value = number(year)
    if value is None:
        raise ValueError(year)
    return date(value + 2000 if len(year) == 2 else value, _ordinal(month), _ordinal(day))


def _relative_year(today: date, step: str, month: str, day: str) -> date:
    return date(today.year + _STEP[step], _ordinal(month), _ordinal(day))


def _nearest(today: date, month: str, day: str) -> date:
    candidates = [
        found
        for year in range(today.year - 1, today.year + 2)
        if (found := _date_or_none(year, month, day)) is not None
    ]
    if not candidates:
        raise ValueError(f"{month}-{day}")
    return min(candidates, key=lambda candidate: (abs(candidate - today), candidate))


def _day_of_month(today: date, step: str | None, day: str) -> date:
    months = today.year * 12 + today.month - 1 + _STEP[step or ""]
    return date(months // 12, months % 12 + 1, _ordinal(day))


def _month_first(today: date, month: str, day: str, year: str | None) -> date:
    return _written(today, year, month, day) if year else _nearest(today, month, day)


def _day_first(today: date, day: str, month: str, year: str | None) -> date:
    return _month_first(today, month, day, year)


def _ordinal(written: str) -> int:
    value = _MONTHS.get(written) or number(written)
    if value is None:
        raise ValueError(written)
    return value


def _date_or_none(year: int, month: str, day: str) -> date | None:
    try:
        return date(year, _ordinal(month), _ordinal(day)) if year >= MINYEAR else None
    except ValueError:
        return None


_RELATIVE_YEAR: Final = rf"(去|今|明)年({NUMBER})月({NUMBER})[日号]"
_READERS: Final[tuple[tuple[str, Callable[..., date]], ...]] = (
    (rf"({_any_of(list(_RELATIVE))})", _relative),
    (rf"({NUMBER}) ?(天|个?星期|个?礼拜|周)(?:以|之)?(前|后)", _counted),
    (rf"{_FEW} ?(day|week)s? (ago|from now)", _counted),
    (rf"in {_FEW} ?(day|week)s?", _counted_ahead),
    (rf"({_STEPS})?(?:周|星期|礼拜)([一二三四五六日天]|[1-7](?!\d))", _weekday),
    (rf"(?:on )?(?:(last|this|next) )?({_WEEKDAY})", _weekday),
    (rf"(\d{{4}}|\d\d|{CHINESE}{{4}})年 ?({NUMBER})月 ?({NUMBER})[日号]", _written),
    (_RELATIVE_YEAR, _relative_year),
    (rf"({NUMBER})月 ?({NUMBER})[日号]", _nearest),
    (r"(\d{1,2})月 ?(\d{1,2})(?=\s|$)", _nearest),
    (rf"(?:({_STEPS})月 ?)?({NUMBER})[日号]", _day_of_month),
    (r"(?:on )?(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", _written),
    (r"(\d{1,2})[-/](\d{1,2})", _nearest),
    (rf"(?:on )?({_MONTH})\.? {_ORDINAL}(?:,? (\d{{4}}))?", _month_first),
    (rf"(?:on )?{_ORDINAL} (?:of )?({_MONTH})\.?(?:,? (\d{{4}}))?", _day_first),
)
STATED: Final = rf"\(?(?:(?:周|星期|礼拜)[一二三四五六日天]|(?:{_WEEKDAY})\b)\)?"
_DATES: Final = (_written, _relative_year, _nearest, _month_first, _day_first)
_DATE: Final = f"(?:{'|'.join(uncaptured(pattern) for pattern, read in _READERS if read in _DATES)})"
_DATE_WITH_WEEKDAY: Final = re.compile(rf"(?:({_WEEKDAY}),? )({_DATE})|({_DATE}) ?({STATED})", re.ASCII)
_CLEAR_AFTER_A_CLOCK: Final = (_relative, _counted, _counted_ahead, _month_first, _day_first)
DAY_AFTER_CLOCK: Final = (
    rf"(?:{'|'.join(uncaptured(pattern) for pattern, read in _READERS if read in _CLEAR_AFTER_A_CLOCK)}"
    rf"|(?:on )?\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|(?:on )?(?:(?:last|this|next) )?(?:{_WEEKDAY}))"
)
DAY: Final = f"(?:{uncaptured(_DATE_WITH_WEEKDAY.pattern)}|{'|'.join(uncaptured(pattern) for pattern, _ in _READERS)})"

_COMPILED: Final = tuple((re.compile(pattern, re.ASCII), read) for pattern, read in _READERS)
_INCOMPLETE: Final = re.compile(
    "|".join(uncaptured(pattern) for pattern, read in _READERS if read in (_nearest, _month_first, _day_first))
    + rf"|(?:周|星期|礼拜)[一二三四五六日天1-7]|{NUMBER}[日号]|(?:{_WEEKDAY})",
    re.ASCII,
)


def read_day(phrase: str, today: date) -> date | None:
    """The day that a plain phrase names, or None where it names none.

    Raises NotUnderstood('impossible') for a day that no calendar has, such as 2月30日.
    """
    stated = _DATE_WITH_WEEKDAY.fullmatch(phrase)
    if stated is None:
        return _calendar_day(phrase, today)
    day = _calendar_day(stated[2] or stated[3], today)
    check_stated(day, stated[1] or stated[4], phrase)
    return day


def _calendar_day(phrase: str, today: date) -> date | None:
    for pattern, read in _COMPILED:
        if found := pattern.fullmatch(phrase):
            try:
                return read(today, *found.groups())
            except (ValueError, OverflowError) as error:
                raise NotUnderstood("impossible", phrase) from error
    return None


def check_stated(day: date | None, weekday: str, phrase: str) -> None:
    """Raise NotUnderstood('impossible') where the weekday written beside a date is not the date's."""
    name = re.sub(r"[()]|周|星期|礼拜", "", weekday)
    if day is None or _WEEKDAYS[name] != day.weekday():
        raise NotUnderstood("impossible", phrase)


def read_later_day(phrase: str, first: date, today: date) -> date | None:
    """The day that ends a range: what it leaves out (year, month, week) is taken from the day that begins it."""
    return read_day(phrase, first if _INCOMPLETE.fullmatch(phrase) else today)


def week_shifted(today: date, step: str) -> tuple[date, date]:
    """First and last day of the week that 上, 下下, last or next names, counted from today's.

    Raises OverflowError where the calendar has no such week.
    """
    monday = today + timedelta(days=7 * _STEP[step] - today.weekday())
    return monday, monday + timedelta(days=6)


def month_shifted(today: date, step: str) -> tuple[date, date]:
    """First and last day of the month that 上, 下下, last or next names, counted from today's.

    Raises ValueError where the calendar has no such month.
    """
    month = month_of(_day_of_month(today, step, "1"))
    return month.first, month.last


STEP: Final = rf"(?:{_STEPS}|last|this|next)"
