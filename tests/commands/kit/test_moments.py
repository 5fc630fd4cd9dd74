"""Moments, days and durations, shown in full."""

from datetime import UTC, date, datetime, timedelta

import pytest

from commands.kit.moments import (
    done_or_open,
    show_day,
    show_duration,
    show_moment,
    show_plain,
    show_time,
    to_the_second,
)
from commands.kit.texts import translator
from storage.contract.periods import BEIJING

EN, ZH = translator("en"), translator("zh")
MOMENT = datetime(2026, 7, 15, 9, 5, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("day", "en", "zh"),
    [(13, "Mon", "周一"), (14, "Tue", "周二"), (15, "Wed", "周三"), (18, "Sat", "周六"), (19, "Sun", "周日")],
)
def test_days_and_moments_name_their_weekday(day: int, en: str, zh: str) -> None:
    assert show_day(date(2026, 7, day), EN) == f"2026-07-{day} ({en})"
    assert show_day(date(2026, 7, day), ZH) == f"2026-07-{day} {zh}"
    assert show_moment(MOMENT.replace(day=day), EN) == f"2026-07-{day} 09:05 ({en})"
    assert show_moment(MOMENT.replace(day=day), ZH) == f"2026-07-{day} 09:05 {zh}"


def test_moments_are_shown_in_beijing_time_with_seconds_only_where_there_are_some() -> None:
    utc = datetime(2026, 7, 14, 16, 30, 5, 999, tzinfo=UTC)
    assert (show_plain(utc), show_time(utc)) == ("2026-07-15 00:30:05", "00:30:05")
    assert (show_plain(MOMENT), show_time(MOMENT)) == ("2026-07-15 09:05", "09:05")
    assert to_the_second(utc).microsecond == 0


@pytest.mark.parametrize(
    ("seconds", "en", "zh"),
    [
        (0, "0 s", "0 秒"),
        (59, "59 s", "59 秒"),
        (60, "1 min", "1 分钟"),
        (3599, "59 min", "59 分钟"),
        (3600, "1 h", "1 小时"),
        (4800, "1 h 20 min", "1 小时 20 分钟"),
        (86400, "1 d", "1 天"),
        (90060, "1 d 1 h 1 min", "1 天 1 小时 1 分钟"),
        (-60, "1 min", "1 分钟"),
    ],
)
def test_durations(seconds: int, en: str, zh: str) -> None:
    assert show_duration(timedelta(seconds=seconds), EN) == en
    assert show_duration(timedelta(seconds=seconds), ZH) == zh


def test_done_or_open() -> None:
    assert done_or_open("Report", None, EN) == "Report: *open*"
    assert done_or_open("Report", MOMENT, EN) == "Report: done 2026-07-15 09:05 (Wed)"
