"""Whole phrases: a moment, a day, a time of day, a range of days, each read from end to end or refused."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Final

from commands.kit.when.clocks import CLOCK, PART, place, read_clock
from commands.kit.when.days import (
    DAY,
    DAY_AFTER_CLOCK,
    STATED,
    STEP,
    check_stated,
    month_shifted,
    read_day,
    read_later_day,
    week_shifted,
)
from commands.kit.when.elapsed import read_elapsed
from commands.kit.when.english import read_long_ago
from commands.kit.when.refusal import LONGEST_PHRASE, NotUnderstood, Reason
from commands.kit.when.words import plain
from storage.contract import periods
from storage.contract.periods import BEIJING, day_of

_NOW: Final = re.compile("现在|此刻|刚才|刚刚|now|just now|right now", re.ASCII)
_GAP: Final = r"(?:[ ,，]+|(?<!\d)|(?!\d))"
_DAY_FIRST: Final = re.compile(
    rf"(?:(?P<day>{DAY}){_GAP})?(?:(?P<part>{PART}) ?)?(?:at )?(?P<clock>{CLOCK})(?(day)(?: (?P<stated>{STATED}))?)",
    re.ASCII,
)
_CLOCK_FIRST: Final = re.compile(rf"(?P<clock>{CLOCK}),? (?P<day>{DAY_AFTER_CLOCK})(?: (?P<part>{PART}))?", re.ASCII)
_WITHOUT_CLOCK: Final = re.compile(rf"(?:(?P<day>{DAY}) ?)?(?P<part>{PART})?", re.ASCII)
_DATE_T: Final = re.compile(r"(?<=\d)t(?=\d)", re.ASCII)
_OFFSET: Final = re.compile(r"(\d{4}-\d\d-\d\d)[ t](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?) ?(z|[+-]\d\d:?\d\d)", re.ASCII)
_FUSED: Final = (
    (re.compile(r"([昨今明])(?=[早晚夜晨])"), r"\1天"),
    (re.compile(r"前(?=[晚夜])"), "前天"),
    (re.compile(r"\blast night\b"), "yesterday night"),
    (re.compile(r"\btonight\b"), "today night"),
    (re.compile(r"\bthis (?=morning|afternoon|evening)"), "today "),
)
_PERIOD: Final = re.compile(rf"(?P<step>{STEP})(?P<unit>周|星期|礼拜|月| week| month)", re.ASCII)
_MONTH: Final = re.compile(r"(\d{4})年(\d{1,2})月", re.ASCII)
_CONNECTOR: Final = re.compile(r" ?(?:到|至|~|\.\.+|—+|–|-| to | until | through ) ?", re.ASCII)


def parse_moment(text: str, now: datetime) -> datetime:
    """The moment in Beijing time that the whole text names.

    A bare clock time means today, also where that is still to come (see `past_only`); an offset is honoured where one
    is written. Raises NotUnderstood, with `no_time` for a day alone and `ambiguous` for four bare digits (0905).
    """
    phrase = _tidy(text)
    with _told_of(text):
        return _moment(phrase, now.astimezone(BEIJING))


def parse_day(text: str, now: datetime) -> date:
    """The day that the whole text names. Raises NotUnderstood; a day with a time of day is `unreadable`."""
    phrase = _tidy(text)
    with _told_of(text):
        return _named_day(phrase, day_of(now))


def parse_time_of_day(text: str) -> time:
    """The time of day that the whole text names. Raises NotUnderstood, `impossible` for 24:00, the next day's."""
    phrase = _tidy(text)
    found = _DAY_FIRST.fullmatch(phrase)
    if found is None or found["day"]:
        raise NotUnderstood("unreadable", text)
    with _told_of(text):
        moment = place(None, date.min, found["part"], read_clock(found["clock"]), phrase)
        if moment.date() != date.min:
            raise NotUnderstood("impossible", phrase)
        return moment.time()


def parse_day_range(text: str, now: datetime) -> tuple[date, date]:
    """First and last day of the range that the whole text names: two days, one day, a week, a month, a written period.

    What the last day leaves out is taken from the first: 7月1日到3日, 下周一到周五. Raises NotUnderstood, `impossible`
    for a range that ends before it begins.
    """
    phrase, today = _tidy(text), day_of(now)
    with _told_of(text):
        found = _period(phrase, today) or _span(phrase) or _two_days(phrase, today)
    if found is None:
        day = parse_day(text, now)
        return day, day
    return found


def past_only(moment: datetime, now: datetime, tolerance_seconds: int = 60) -> datetime:
    """The moment where it is not after now; now itself where it is ahead by no more than two clocks may differ.

    Raises NotUnderstood('future') for a moment further ahead.
    """
    ahead = (moment - now).total_seconds()
    if ahead > tolerance_seconds:
        raise NotUnderstood("future", f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}")
    return now if ahead > 0 else moment


def _tidy(text: str) -> str:
    """The text in plain letters with single blanks. Raises NotUnderstood('unreadable') where it is too long."""
    trimmed = text.strip()
    if not trimmed or len(trimmed) > LONGEST_PHRASE:
        raise NotUnderstood("unreadable", trimmed)
    return " ".join(plain(trimmed).split())


@contextmanager
def _told_of(text: str) -> Iterator[None]:
    """Every refusal is told about the text as it was typed, the overflow of a far day included."""
    try:
        yield
    except NotUnderstood as refusal:
        raise NotUnderstood(refusal.reason, text.strip()) from None
    except OverflowError as error:
        raise NotUnderstood("impossible", text.strip()) from error


def _moment(phrase: str, now: datetime) -> datetime:
    if _NOW.fullmatch(phrase):
        return now
    if (elapsed := read_elapsed(phrase)) is not None:
        return now + elapsed
    if (found := _OFFSET.fullmatch(phrase)) is not None:
        return _with_offset(phrase, found)
    return _on_a_day(phrase, now)


def _with_offset(phrase: str, found: re.Match[str]) -> datetime:
    try:
        return datetime.fromisoformat(f"{found[1]}T{found[2]}{found[3].upper()}").astimezone(BEIJING)
    except (ValueError, OverflowError) as error:
        raise NotUnderstood("impossible", phrase) from error


def _on_a_day(phrase: str, now: datetime) -> datetime:
    spelled = _DATE_T.sub(" ", phrase)
    for pattern, whole in _FUSED:
        spelled = pattern.sub(whole, spelled)
    found = _DAY_FIRST.fullmatch(spelled) or _CLOCK_FIRST.fullmatch(spelled)
    if found is None:
        if (long_ago := read_long_ago(spelled, now)) is not None:
            return long_ago
        raise NotUnderstood(_why_not(spelled, now.date()), phrase)
    day = _named_day(found["day"], now.date()) if found["day"] else None
    if stated := found.groupdict().get("stated"):
        check_stated(day, stated, phrase)
    return place(day, now.date(), found["part"], read_clock(found["clock"]), phrase)


def _named_day(phrase: str, today: date) -> date:
    """The day; never the lack of one, which would be taken for today."""
    day = read_day(phrase, today)
    if day is None:
        raise NotUnderstood("unreadable", phrase)
    return day


def _why_not(phrase: str, today: date) -> Reason:
    if re.fullmatch(r"\d{4}", phrase, re.ASCII):
        return "ambiguous"
    found = _WITHOUT_CLOCK.fullmatch(phrase)
    if found is None:
        return "unreadable"
    if found["day"]:
        read_day(found["day"], today)
    return "no_time"


def _period(phrase: str, today: date) -> tuple[date, date] | None:
    found = _PERIOD.fullmatch(phrase)
    if found is None:
        return None
    shifted = month_shifted if found["unit"] in ("月", " month") else week_shifted
    try:
        return shifted(today, found["step"])
    except (ValueError, OverflowError) as error:
        raise NotUnderstood("impossible", phrase) from error


def _span(phrase: str) -> tuple[date, date] | None:
    if not (_MONTH.fullmatch(phrase) or re.match(r"\d{4}-", phrase, re.ASCII)):
        return None
    try:
        span = periods.parse_span(_MONTH.sub(lambda month: f"{month[1]}-{int(month[2]):02}", phrase).upper())
    except ValueError:
        return None
    return span.first, span.last


def _two_days(phrase: str, today: date) -> tuple[date, date] | None:
    for connector in _CONNECTOR.finditer(phrase):
        days = _first_and_last(phrase[: connector.start()], phrase[connector.end() :], today)
        if days is None:
            continue
        if days[1] < days[0]:
            raise NotUnderstood("impossible", phrase)
        return days
    return None


def _first_and_last(start: str, end: str, today: date) -> tuple[date, date] | None:
    if shared := re.fullmatch(r"(.*月)\d{1,2}", start, re.ASCII):
        start, end = start + "日", end if "月" in end else shared[1] + end
    first = read_day(start.removeprefix("from ").removeprefix("从"), today)
    if first is None:
        return None
    last = read_later_day(end, first, today)
    return None if last is None else (first, last)
