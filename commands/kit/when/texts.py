"""Times at the beginning or the end of a free text: `昨晚8点 全部正常`, `首页打不开 10分钟前`.

The longest phrase that reads as a time is taken; the rest stays as it was typed. A day without a time of day is no
moment: it stays part of the text (今天一切正常), except where it is the whole text, which is refused as `no_time`. What
was evidently meant as a time and cannot be read is refused rather than kept as text.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Final, TypeVar

from commands.kit.when.clocks import CLOCK, PART
from commands.kit.when.days import DAY
from commands.kit.when.elapsed import UNIT
from commands.kit.when.phrases import parse_day, parse_moment
from commands.kit.when.refusal import LONGEST_PHRASE, NotUnderstood
from commands.kit.when.words import NUMBER, plain

_Read = TypeVar("_Read", date, datetime)

_HAN: Final = r"[\u4e00-\u9fff]"
_SEPARATOR: Final = re.compile(rf"\s|[，、；。！(（]|[,;](?!\d)|[:.!](?=\s|$|{_HAN})", re.ASCII)
_BETWEEN: Final = re.compile(r"[\s，、；：。,;:.!]+", re.ASCII)
_COMMAS: Final = "，、；,;"

_NOW_WORD: Final = re.compile("现在|此刻|刚才|刚刚", re.ASCII)
_BARE_HOUR: Final = re.compile(rf"{NUMBER}[点时]", re.ASCII)
_GOES_ON: Final = re.compile("[点时分秒半刻钟整多许左前后到至之以过的]")
_COMPOUND_AFTER_BEFORE: Final = re.compile("[端台置缀往任期后面的]")
_HOUR_WORD: Final = re.compile("[间段区限延长效常候]")
_MEASURE: Final = re.compile("[台个条次项名人处份起套块路件张]")
_BARE_MINUTE: Final = re.compile(rf".*[点时]{NUMBER}", re.ASCII)
_LOOSE_MINUTE: Final = re.compile(r"\s+\d{1,2}(?:\s|$)", re.ASCII)
_CUT_DATE: Final = re.compile(r".*月\s?\d{1,2}", re.ASCII)
_BARE_CLOCK: Final = re.compile(rf"{NUMBER}\s?[:点时].*|.*后", re.ASCII)
_DAY_GOES_ON: Final = re.compile("[前后之以起到至内的早晚夜凌清傍中]|上午|下午|午")
_OPEN_DAY: Final = re.compile(rf"{NUMBER}[日号]|(?:周|星期|礼拜).", re.ASCII)
_EVIDENT_DATE: Final = re.compile(r".*月|\d{4}[-/.]|.*年", re.ASCII)
_RANGE_GOES_ON: Final = re.compile(rf"\s*(?:[-–—~到至]|to\b|until\b)\s*{NUMBER}\s*(?:[:点时]|[ap]m)", re.ASCII)
_RANGE_BEFORE: Final = re.compile(rf"(?:{CLOCK})\s*(?:[-–—~到至]|\bto|\buntil)\s*$", re.ASCII)

_VAGUE: Final = r"(?:(?:大约|大概|约|about|around) ?)?"
_SOME: Final = rf"[-+]?(?:{NUMBER}|\d[\d.,~-]*|(?:[一二三四五六七八九]?十)?几|数)"
_SHAPES: Final = (
    rf"{_VAGUE}(?:{DAY}[ ,，]*(?:{PART} ?)?|[昨今明前]?{PART} ?){_SOME} ?(?:[点时](?![间段区限延长效常候])|:\d)",
    rf"(?:大约|大概|约) ?{NUMBER}点|{NUMBER}点(?=[多钟左前后过半许整几])",
    rf"(?:[昨今明前]|{DAY}){PART}\d{{1,2}}(?=\s|$)",
    r"(?:半天|一会儿?|不久)(?:以|之)?前",
    rf"(?:周|星期|礼拜)[八九十0] ?{NUMBER} ?[点时:]",
    rf"[-+]?{_SOME}(?:、{NUMBER})? ?个?[多半]?(?:分钟?|小时|钟头|秒钟?|刻钟|min|h) ?(?:以|之)?前",
    rf"{_VAGUE}(?:(?:an?|some|half) )?(?:[-+]?\d[\d.~-]*|few|several|an?|some|half)(?: an?)? ?{UNIT} ago\b",
    rf"(?:{DAY}|tonight|last night|this (?:morning|afternoon|evening))(?: (?:morning|afternoon|evening|night))?"
    r",? (?:at [-+]?\d|[-+]?\d{1,2}(?::| ?[ap]\.?m\b))",
    r"\d{4}-\d{1,2}-\d{1,2}t\d",
    r"\d{1,2}\.\d{1,2} \d{1,2}:\d\d",
)
_LIKE_A_CLOCK: Final = "|".join(_SHAPES)
_MEANT_AT_HEAD: Final = re.compile(rf"{_LIKE_A_CLOCK}|[-+]?\d{{1,2}}:\d{{1,2}}(?!\d)", re.ASCII)
_MEANT_AT_TAIL: Final = re.compile(rf"(?:{_LIKE_A_CLOCK}|[-+]?\d{{1,2}}:\d\d(?!\d))\S*", re.ASCII)
_DAY_MEANT: Final = re.compile(
    rf"\d{{4}}[-/.]\d{{1,2}}[-/.]\d|{NUMBER}月{NUMBER}|{DAY}\s?[前到至起之以-]|(?:周|星期|礼拜)[八九十\d]", re.ASCII
)


def take_moment(text: str, now: datetime) -> tuple[datetime | None, str]:
    """The moment that the text begins with, and the rest without the blanks and the comma between them.

    (None, text) where it begins with none. Raises NotUnderstood where it begins with what was evidently meant as one.
    """
    body = text.strip()
    line = plain(body)
    for end in _cuts_from_head(line):
        moment = _moment_at_head(line, end, now)
        if moment is not None:
            return moment, _rest(body, end)
    if _MEANT_AT_HEAD.match(line[: 2 * LONGEST_PHRASE]):
        raise NotUnderstood("unreadable", body)
    return None, text


def take_trailing_moment(text: str, now: datetime) -> tuple[datetime | None, str]:
    """The moment that the text ends with, after a blank or a comma, and what stands before it.

    (None, text) where it ends with none. Raises NotUnderstood where it ends with what was evidently meant as one.
    """
    body = text.strip()
    line = plain(body)
    starts = list(_cuts_from_tail(line))
    for start in starts:
        moment = _attempt(parse_moment, line[start:], now, whole=start == 0)
        if moment is not None:
            if _RANGE_BEFORE.search(line[:start][-LONGEST_PHRASE:]):
                raise NotUnderstood("ambiguous", body[-LONGEST_PHRASE:])
            return moment, body[:start].rstrip().rstrip(_COMMAS).rstrip()
    for start in starts:
        if _MEANT_AT_TAIL.fullmatch(line, start):
            raise NotUnderstood("unreadable", body[start:])
    _refuse_touching_tail(line, now)
    return None, text


def take_day(text: str, now: datetime) -> tuple[date | None, str]:
    """The day that the text begins with, and the rest, as in `take_moment`; for places where a day is expected.

    A Chinese day may touch the word after it (明天事假), but not where that makes another word of it (1号楼, 周日志).
    """
    body = text.strip()
    line = plain(body)
    for end in _cuts_from_head(line):
        if _touches(line, end) and (_DAY_GOES_ON.match(line, end) or _OPEN_DAY.fullmatch(line[:end])):
            continue
        day = _attempt(parse_day, line[:end], now, whole=True)
        if day is not None:
            return day, _rest(body, end)
    if _DAY_MEANT.match(line):
        raise NotUnderstood("unreadable", body)
    return None, text


def _refuse_touching_tail(line: str, now: datetime) -> None:
    """Raise for 首页打不开10分钟前, where no blank tells where the time begins; a bare clock (每天9:05) stays text."""
    for start in range(max(1, len(line) - LONGEST_PHRASE), len(line)):
        phrase, before = line[start:], line[start - 1]
        if before == "每" or not re.match(_HAN, before) or _BARE_CLOCK.fullmatch(phrase) or _NOW_WORD.fullmatch(phrase):
            continue
        if _attempt(parse_moment, phrase, now, whole=False) is not None:
            raise NotUnderstood("ambiguous", phrase)


def _moment_at_head(line: str, end: int, now: datetime) -> datetime | None:
    """The moment that line[:end] names, or None where it names none or belongs to the words that follow it."""
    phrase = line[:end]
    touches = _touches(line, end)
    if touches and _is_part_of_a_sentence(phrase, line[end]):
        return None
    moment = _attempt(parse_moment, phrase, now, whole=end == len(line))
    if moment is None:
        return None
    if _goes_on_as_time(line, end) or (touches and _may_be_a_count(phrase, line[end])):
        raise NotUnderstood("ambiguous", phrase)
    return moment


def _goes_on_as_time(line: str, end: int) -> bool:
    """9:00 - 10:00 is two moments; 9点 30 is half past nine or thirty of something."""
    if _RANGE_GOES_ON.match(line, end) is not None:
        return True
    return line[end - 1] in "点时" and _LOOSE_MINUTE.match(line, end) is not None


def _is_part_of_a_sentence(phrase: str, following: str) -> bool:
    """现在一切正常, 9点多, 一点异常, 2小时后恢复: the words go on, so the time is not one by itself."""
    if _NOW_WORD.fullmatch(phrase) or phrase.endswith(("后", "一点")):
        return True
    if phrase.endswith("时") and _HOUR_WORD.match(following):
        return True
    return not phrase.endswith("前") and _GOES_ON.match(following) is not None


def _may_be_a_count(phrase: str, following: str) -> bool:
    """9点建议 may be nine o'clock or nine points, 9点10台 ten past nine or ten machines, 5分钟前端 前 or 前端."""
    if phrase.endswith("前"):
        return _COMPOUND_AFTER_BEFORE.match(following) is not None
    if _BARE_MINUTE.fullmatch(phrase):
        return _MEASURE.match(following) is not None
    return _BARE_HOUR.fullmatch(phrase) is not None


def _attempt(parse: Callable[[str, datetime], _Read], phrase: str, now: datetime, *, whole: bool) -> _Read | None:
    """What the phrase names, or None where it is no time. Raises NotUnderstood where it is one that cannot be meant.

    Four digits, a day without a time and an impossible short date (3/50, may 50) are no times beside other text.
    """
    try:
        return parse(phrase, now)
    except NotUnderstood as refusal:
        evident = refusal.reason != "no_time" and not phrase.isdigit()
        if refusal.reason == "impossible" and not _has_clock(phrase):
            evident = _EVIDENT_DATE.match(phrase) is not None
        if refusal.reason != "unreadable" and (whole or evident):
            raise
        return None


def _has_clock(phrase: str) -> bool:
    return re.search("[:点时前后]|ago|[ap]m", phrase) is not None


def _cuts_from_head(line: str) -> Iterator[int]:
    """Where a time at the head may end, the furthest first: at the end, before a separator or a Chinese character."""
    if 0 < len(line) <= LONGEST_PHRASE:
        yield len(line)
    for end in range(min(len(line) - 1, LONGEST_PHRASE), 0, -1):
        if not line[end - 1].isspace() and (
            _SEPARATOR.match(line, end) or (_touches(line, end) and not _CUT_DATE.fullmatch(line[:end]))
        ):
            yield end


def _cuts_from_tail(line: str) -> Iterator[int]:
    """Where a time at the tail may begin, the furthest first."""
    for start in range(max(0, len(line) - LONGEST_PHRASE), len(line)):
        if not line[start].isspace() and (start == 0 or line[start - 1] in " \t\n\r，、；。,;"):
            yield start


def _touches(line: str, end: int) -> bool:
    return end < len(line) and re.match(_HAN, line[end]) is not None


def _rest(body: str, end: int) -> str:
    between = _BETWEEN.match(body, end)
    return body[between.end() :] if between else body[end:]
