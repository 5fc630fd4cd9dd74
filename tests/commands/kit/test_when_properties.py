"""What holds for every typed time: it is read back as it was meant, or refused, and texts lose nothing."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta

import dateparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.kit.when import (
    NotUnderstood,
    parse_day,
    parse_day_range,
    parse_moment,
    parse_time_of_day,
    take_day,
    take_moment,
    take_trailing_moment,
)
from storage.contract.periods import BEIJING, day_of

NOW = datetime(2026, 7, 15, 14, 30, tzinfo=BEIJING)
ENDS_OF_TIME = (datetime(1, 1, 1, tzinfo=BEIJING), datetime(9999, 12, 31, 23, 59, tzinfo=BEIJING))
DIGITS = "零一二三四五六七八九"


def chinese(value: int) -> str:
    tens, ones = divmod(value, 10)
    if tens == 0:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


WRITTEN: dict[str, Callable[[datetime], str]] = {
    "iso": lambda moment: moment.isoformat(),
    "iso, blank": lambda moment: f"{moment:%Y-%m-%d %H:%M:%S}",
    "iso, utc": lambda moment: (moment - timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M:%SZ"),
    "slashes": lambda moment: f"{moment.year}/{moment.month}/{moment.day} {moment.hour}:{moment:%M:%S}",
    "full width": lambda moment: f"{moment:%Y-%m-%d %H:%M:%S}".translate({n: n + 0xFEE0 for n in range(0x30, 0x3B)}),
    "chinese": lambda moment: (
        f"{moment.year}年{moment.month}月{moment.day}日{moment.hour}时{moment.minute}分{moment.second}秒"
    ),
    "chinese numerals": lambda moment: (
        f"{moment.year}年{chinese(moment.month)}月{chinese(moment.day)}号"
        f"{chinese(moment.hour)}时{chinese(moment.minute)}分{chinese(moment.second)}秒"
    ),
    "english, month first": lambda moment: f"{moment:%B} {moment.day}, {moment:%Y at %I:%M:%S %p}",
    "english, day first": lambda moment: f"{moment:%a, %d %b %Y %H:%M:%S}",
    "clock first": lambda moment: f"{moment:%H:%M:%S} on {moment:%Y-%m-%d}",
    "with weekday": lambda moment: f"{moment:%Y-%m-%d %H:%M:%S} 周{'一二三四五六日'[moment.weekday()]}",
}

moments = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)).map(  # noqa: DTZ001 - Hypothesis wants naive limits
    lambda moment: moment.replace(microsecond=0, tzinfo=BEIJING)
)
FRAGMENTS = """
昨 晚 昨天 今早 上午 下午 周 星期 一 五 日 月 年 号 点 时 分 半 刻 秒 前 后 小时 分钟 个 天 十 到 至 的 台 多
0 1 5 9 12 25 60 2026 99999999999 : - / . + t z am pm ago in at on last next night monday may july 1st
yesterday today now noon o'clock an hour and a half to ， , ( ) ： ９ 😀
"""
fragments = st.sampled_from(FRAGMENTS.split())
texts = st.one_of(
    st.text(max_size=60),
    st.lists(fragments, max_size=8).map("".join),
    st.lists(fragments, max_size=8).map(" ".join),
)


@pytest.mark.parametrize("form", WRITTEN)
@given(moment=moments, now=moments)
def test_a_written_moment_is_read_back(form: str, moment: datetime, now: datetime) -> None:
    assert parse_moment(WRITTEN[form](moment), now) == moment


@given(now=moments, away=st.integers(-170, 170))
def test_a_date_without_a_year_is_read_back_within_half_a_year(now: datetime, away: int) -> None:
    day = day_of(now) + timedelta(days=away)

    assert parse_day(f"{day.month}月{day.day}日", now) == day
    assert parse_day(f"{day:%B} {day.day}", now) == day


@given(now=moments, hours=st.integers(0, 99), minutes=st.integers(1, 59))
def test_what_is_counted_from_now_is_read_back(now: datetime, hours: int, minutes: int) -> None:
    expected = now - timedelta(hours=hours, minutes=minutes)

    for phrase in (
        f"{hours}小时{minutes}分钟前",
        f"{hours} hours and {minutes} minutes ago",
        f"{hours}h{minutes}m ago",
    ):
        assert parse_moment(phrase, now) == expected


@given(now=moments, weekday=st.integers(0, 6), weeks=st.integers(-1, 1))
def test_a_weekday_is_of_its_week(now: datetime, weekday: int, weeks: int) -> None:
    step, english = (("上", "last "), ("", ""), ("下", "next "))[weeks + 1]
    monday = day_of(now) - timedelta(days=day_of(now).weekday())
    expected = monday + timedelta(days=weekday, weeks=weeks)

    assert parse_day(f"{step}周{'一二三四五六日'[weekday]}", now) == expected
    assert parse_day(f"{english}{expected:%A}", now) == expected


@given(first=moments, length=st.integers(0, 400))
def test_a_range_is_read_back(first: datetime, length: int) -> None:
    start = first.date()
    end = start + timedelta(days=length)

    for connector in ("..", "到", " - ", " to ", "~"):
        assert parse_day_range(f"{start}{connector}{end}", NOW) == (start, end)


@given(text=texts, now=st.one_of(moments, st.sampled_from(ENDS_OF_TIME)))
def test_any_text_is_read_or_refused(text: str, now: datetime) -> None:
    with suppress(NotUnderstood):
        assert parse_moment(text, now).utcoffset() == timedelta(hours=8)
    with suppress(NotUnderstood):
        assert isinstance(parse_day(text, now), date)
    with suppress(NotUnderstood):
        first, last = parse_day_range(text, now)
        assert first <= last
    with suppress(NotUnderstood):
        parse_time_of_day(text)


@given(text=texts)
def test_the_rest_of_a_text_is_its_end_as_it_was_typed(text: str) -> None:
    for take in (take_moment, take_day):
        with suppress(NotUnderstood):
            found, rest = take(text, NOW)
            assert text.strip().endswith(rest) if found else rest == text


@given(text=texts)
def test_what_stands_before_a_time_is_the_beginning_as_it_was_typed(text: str) -> None:
    with suppress(NotUnderstood):
        found, rest = take_trailing_moment(text, NOW)
        assert text.strip().startswith(rest) if found else rest == text


@given(note=st.text(st.characters(categories=["Lo", "Lu"]), min_size=1, max_size=200), moment=moments)
def test_a_note_after_a_time_is_kept_whole(note: str, moment: datetime) -> None:
    written = f"{moment:%Y-%m-%d %H:%M:%S}"

    assert take_moment(f"{written} ·{note}", NOW) == (moment, f"·{note}")
    assert take_trailing_moment(f"{note}· {written}", NOW) == (moment, f"{note}·")


@pytest.mark.parametrize(
    "piece", ["9", "一", "9:05", "昨晚8点", " ", "前", "9 ", "a ", "9.", "-", "昨", "1小时", "99分钟前", "，"]
)
def test_a_very_long_text_is_answered(piece: str) -> None:
    text = "9:05 " + piece * 5000
    for take in (take_moment, take_trailing_moment, take_day, parse_moment, parse_day, parse_day_range):
        with suppress(NotUnderstood):
            take(text, NOW)
        with suppress(NotUnderstood):
            take(piece * 5000, NOW)


@pytest.mark.parametrize(
    "phrase",
    [
        "yesterday 18:00",
        "yesterday at 6pm",
        "6pm yesterday",
        "the day before yesterday 18:00",
        "an hour ago",
        "1 hour and 20 minutes ago",
        "1.5h ago",
        "in 2 hours",
        "last friday 18:30",
        "July 1 9:05",
        "July 1st at 9:05 am",
        "1 Jul 2026 09:05",
        "noon",
        "this morning 9:05",
        "2026-07-01T01:05:00Z",
    ],
)
def test_english_is_read_as_a_parser_of_other_hands_reads_it(phrase: str) -> None:
    theirs = dateparser.parse(
        phrase,
        languages=["en"],
        settings={
            "TIMEZONE": "+0800",
            "RETURN_AS_TIMEZONE_AWARE": True,
            "RELATIVE_BASE": NOW.replace(tzinfo=None),
        },
    )

    assert parse_moment(phrase, NOW) == theirs
