"""The times of day people type: 9:05, 下午3点一刻, 18时30分, 9am, noon, and what 晚上 or morning makes of an hour.

An hour without such a word is of the 24-hour clock; only 1点 to 5点 (and 1 o'clock to 5 o'clock) are refused
without one, since people mean the afternoon as often as the night. 24:00, 晚上12点 and 昨晚12点 are the midnight
that ends the day. 昨晚1点 to 昨晚4点 and last night 2:00 are of the small hours that follow; 昨晚5点 is refused,
being either end of the night.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

from commands.kit.when.refusal import NotUnderstood
from commands.kit.when.words import NUMBER, number, uncaptured
from storage.contract.periods import day_start

_Style = Literal["clock", "spoken", "half_day"]


@dataclass(frozen=True, slots=True)
class Clock:
    """Hour, minute and second as typed, and how the hour was given.

    `clock` is of the 24-hour clock, `spoken` an hour such as 3点 that may be of either half of the day, `half_day` one
    with am or pm.
    """

    hour: int
    minute: int = 0
    second: int = 0
    style: _Style = "clock"


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the day: how many hours after the day's start an hour typed with it lies, and which cannot be told."""

    hours: dict[int, int]
    ambiguous: frozenset[int] = frozenset()
    ambiguous_without_day: frozenset[int] = frozenset()
    ambiguous_with_day: frozenset[int] = frozenset()


def _as_typed(first: int, last: int) -> dict[int, int]:
    return {hour: hour for hour in range(first, last + 1)}


def _afternoon(first: int, last: int) -> dict[int, int]:
    return {hour: hour + 12 for hour in range(first, last + 1)}


_MIDNIGHT: Final = dict.fromkeys((0, 12, 24), 24)
_SMALL_HOURS: Final = frozenset(range(1, 5))
_DAWN: Final = _Part(_as_typed(0, 6) | {12: 0})
_MORNING: Final = _Part(_as_typed(0, 11), ambiguous=frozenset({12}))
_NOON: Final = _Part(_as_typed(11, 14) | _afternoon(1, 2))
_AFTERNOON: Final = _Part(_afternoon(1, 11) | _as_typed(12, 23))
_DUSK: Final = _Part(_afternoon(4, 8) | _as_typed(16, 20))
_EVENING: Final = _Part(
    _afternoon(6, 11) | _as_typed(17, 23) | _MIDNIGHT | {hour: hour + 24 for hour in _SMALL_HOURS},
    ambiguous=frozenset({5}),
    ambiguous_without_day=_SMALL_HOURS,
)
_NIGHT: Final = _Part(
    _afternoon(8, 11) | _as_typed(20, 23) | _MIDNIGHT | _as_typed(1, 4),
    ambiguous=frozenset({5}),
    ambiguous_without_day=frozenset({0, 12, 24}),
    ambiguous_with_day=_SMALL_HOURS,
)

_PARTS: Final = {
    **dict.fromkeys(("凌晨",), _DAWN),
    **dict.fromkeys(("早上", "早晨", "清晨", "清早", "一早", "上午", "早", "晨", "morning"), _MORNING),
    **dict.fromkeys(("中午", "正午"), _NOON),
    **dict.fromkeys(("下午", "午后", "afternoon"), _AFTERNOON),
    **dict.fromkeys(("傍晚",), _DUSK),
    **dict.fromkeys(("晚上", "晚间", "夜晚", "晚", "夜", "evening", "night"), _EVENING),
    **dict.fromkeys(("半夜", "夜里", "夜间", "深夜"), _NIGHT),
}
PART: Final = f"(?:{'|'.join(sorted(_PARTS, key=len, reverse=True))})"

_MINUTE: Final = rf" ?(整|半|[一三13]刻)|过?({NUMBER})(?![ \d]?分)| ?过? ?({NUMBER}) ?分(?: ?({NUMBER}) ?秒)?"
_CHINESE_CLOCK: Final = rf"({NUMBER}) ?(点钟?|时)(?:{_MINUTE})?"
_COLON_CLOCK: Final = r"(\d{1,2}):(\d\d)(?::(\d\d))?(?: ?([ap])\.?m\.?|[整分])?"
_HOUR_CLOCK: Final = r"(\d{1,2}) ?([ap])\.?m\.?"
_OCLOCK: Final = r"(\d{1,2}) ?o'?clock"
_NAMED: Final = r"(noon|midday|正午|midnight|午夜)"
CLOCK: Final = f"(?:{'|'.join(map(uncaptured, (_CHINESE_CLOCK, _COLON_CLOCK, _HOUR_CLOCK, _OCLOCK, _NAMED)))})"

_MINUTES: Final = {"整": 0, "半": 30, "一刻": 15, "1刻": 15, "三刻": 45, "3刻": 45}


def read_clock(phrase: str) -> Clock:
    """The clock that a plain phrase of the form CLOCK gives, not yet checked.

    Raises NotUnderstood('ambiguous') for midnight, which may be either end of the day, and for 9点5 (05 or 50).
    """
    if found := re.fullmatch(_CHINESE_CLOCK, phrase, re.ASCII):
        return _chinese(phrase, *found.groups())
    if found := re.fullmatch(_COLON_CLOCK, phrase, re.ASCII):
        return _half_day(found[4], int(found[1]), int(found[2]), int(found[3] or 0), phrase)
    if found := re.fullmatch(_HOUR_CLOCK, phrase, re.ASCII):
        return _half_day(found[2], int(found[1]), 0, 0, phrase)
    if found := re.fullmatch(_OCLOCK, phrase, re.ASCII):
        return Clock(int(found[1]), style="spoken")
    if phrase in ("midnight", "午夜"):
        raise NotUnderstood("ambiguous", phrase)
    return Clock(12)


def place(day: date | None, today: date, part: str | None, clock: Clock, phrase: str) -> datetime:
    """The moment of the clock on the day (today where none was named), with the part of the day taken into account.

    Raises NotUnderstood('impossible') for what no clock shows, 'ambiguous' for an hour of either half of the day.
    """
    if clock.minute > 59 or clock.second > 59 or (clock.hour == 24 and (clock.minute or clock.second)):
        raise NotUnderstood("impossible", phrase)
    hours = _hours_of_part(part, clock, day is not None, phrase) if part else _hours(clock, phrase)
    return day_start(day or today) + timedelta(hours=hours, minutes=clock.minute, seconds=clock.second)


def _chinese(
    phrase: str, hour: str, mark: str, named: str | None, bare: str | None, minute: str | None, second: str | None
) -> Clock:
    if bare and bare.isdigit() and len(bare) == 1:
        raise NotUnderstood("ambiguous", phrase)
    hours, seconds = number(hour), number(second or "0")
    minutes = _MINUTES[named] if named else number(bare or minute or "0")
    if hours is None or minutes is None or seconds is None:
        raise NotUnderstood("impossible", phrase)
    spoken = mark != "时" and not hour.startswith(("0", "零"))
    return Clock(hours, minutes, seconds, "spoken" if spoken else "clock")


def _half_day(letter: str | None, hour: int, minute: int, second: int, phrase: str) -> Clock:
    if letter is None:
        return Clock(hour, minute, second)
    if not 1 <= hour <= 12:
        raise NotUnderstood("impossible", phrase)
    return Clock(hour % 12 + (12 if letter == "p" else 0), minute, second, "half_day")


def _hours(clock: Clock, phrase: str) -> int:
    if clock.hour > 24:
        raise NotUnderstood("impossible", phrase)
    if clock.style == "spoken" and 1 <= clock.hour <= 5:
        raise NotUnderstood("ambiguous", phrase)
    return clock.hour


def _hours_of_part(name: str, clock: Clock, with_day: bool, phrase: str) -> int:
    part = _PARTS[name]
    by_day = part.ambiguous_with_day if with_day else part.ambiguous_without_day
    if clock.style != "half_day" and clock.hour in part.ambiguous | by_day:
        raise NotUnderstood("ambiguous", phrase)
    hours = part.hours.get(clock.hour)
    if hours is None or (clock.style == "half_day" and hours % 24 != clock.hour):
        raise NotUnderstood("impossible", phrase)
    return hours
