"""Days, times of day and ranges of days, on Wednesday 2026-07-15 at 14:30 Beijing time."""

from datetime import date, datetime, time

import pytest

from commands.kit.when import NotUnderstood, Reason, parse_day, parse_day_range, parse_time_of_day
from storage.contract.periods import BEIJING

NOW = datetime(2026, 7, 15, 14, 30, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("今天", "2026-07-15"),
        ("昨天", "2026-07-14"),
        ("前天", "2026-07-13"),
        ("大前天", "2026-07-12"),
        ("明天", "2026-07-16"),
        ("后天", "2026-07-17"),
        ("大后天", "2026-07-18"),
        ("三天前", "2026-07-12"),
        ("3天后", "2026-07-18"),
        ("两周前", "2026-07-01"),
        ("周五", "2026-07-17"),
        ("周5", "2026-07-17"),
        ("下周五", "2026-07-24"),
        ("下下周一", "2026-07-27"),
        ("这周日", "2026-07-19"),
        ("上个礼拜天", "2026-07-12"),
        ("7月3日", "2026-07-03"),
        ("7月3号", "2026-07-03"),
        ("7月3", "2026-07-03"),
        ("3号", "2026-07-03"),
        ("下个月3号", "2026-08-03"),
        ("今年10月1日", "2026-10-01"),
        ("明年1月1日", "2027-01-01"),
        ("2026年7月3日", "2026-07-03"),
        ("2026-07-03 周五", "2026-07-03"),
        ("2026-07-03 (Fri)", "2026-07-03"),
        ("2026/7/3", "2026-07-03"),
        ("7/3", "2026-07-03"),
        ("tomorrow", "2026-07-16"),
        ("the day after tomorrow", "2026-07-17"),
        ("friday", "2026-07-17"),
        ("on Friday", "2026-07-17"),
        ("next friday", "2026-07-24"),
        ("in 3 days", "2026-07-18"),
        ("a week from now", "2026-07-22"),
        ("July 3rd", "2026-07-03"),
        ("3 July 2027", "2027-07-03"),
    ],
)
def test_a_day_is_read(phrase: str, expected: str) -> None:
    assert parse_day(phrase, NOW) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("phrase", "reason"),
    [
        ("", "unreadable"),
        ("5", "unreadable"),
        ("may", "unreadable"),
        ("7.3", "unreadable"),
        ("明天9点", "unreadable"),
        ("明天上午", "unreadable"),
        ("国庆", "unreadable"),
        ("周八", "unreadable"),
        ("2月30日", "impossible"),
        ("13月5日", "impossible"),
        ("31号前", "unreadable"),
        ("上个月31号", "impossible"),
        ("2026-02-29", "impossible"),
        ("7/32", "impossible"),
        ("July 32", "impossible"),
        ("2026-07-03 周四", "impossible"),
        ("99999999天前", "impossible"),
        ("十十天前", "impossible"),
        ("二二年前3月3日", "unreadable"),
        ("2026年十十月3日", "impossible"),
        ("七七月3日", "impossible"),
        ("十二十二年3月3日", "impossible"),
    ],
)
def test_what_is_no_day_is_refused(phrase: str, reason: Reason) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        parse_day(phrase, NOW)

    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("9:05", time(9, 5)),
        ("9点05", time(9, 5)),
        ("18点", time(18)),
        ("下午3点半", time(15, 30)),
        ("凌晨2点", time(2)),
        ("9am", time(9)),
        ("noon", time(12)),
        ("23:59:59", time(23, 59, 59)),
        ("0:00", time()),
    ],
)
def test_a_time_of_day_is_read(phrase: str, expected: time) -> None:
    assert parse_time_of_day(phrase) == expected


@pytest.mark.parametrize(
    ("phrase", "reason"),
    [
        ("昨天9点", "unreadable"),
        ("10分钟前", "unreadable"),
        ("now", "unreadable"),
        ("", "unreadable"),
        ("3点", "ambiguous"),
        ("midnight", "ambiguous"),
        ("25:00", "impossible"),
        ("24:00", "impossible"),
        ("晚上12点", "impossible"),
    ],
)
def test_what_is_no_time_of_day_is_refused(phrase: str, reason: Reason) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        parse_time_of_day(phrase)

    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    ("phrase", "first", "last"),
    [
        ("7月1日到7月3日", "2026-07-01", "2026-07-03"),
        ("从7月1日至3日", "2026-07-01", "2026-07-03"),
        ("7月1-3日", "2026-07-01", "2026-07-03"),
        ("7月1-7月3日", "2026-07-01", "2026-07-03"),
        ("7月1日—7月3日", "2026-07-01", "2026-07-03"),
        ("7/1-7/3", "2026-07-01", "2026-07-03"),
        ("7/1 ～ 7/3", "2026-07-01", "2026-07-03"),
        ("1号到3号", "2026-07-01", "2026-07-03"),
        ("2026-07-01..2026-07-03", "2026-07-01", "2026-07-03"),
        ("2026-07-01 - 2026-07-03", "2026-07-01", "2026-07-03"),
        ("2026-07-01 to 2026-07-03", "2026-07-01", "2026-07-03"),
        ("12月30日到1月2日", "2026-12-30", "2027-01-02"),
        ("周一到周五", "2026-07-13", "2026-07-17"),
        ("下周一到周五", "2026-07-20", "2026-07-24"),
        ("周五到下周一", "2026-07-17", "2026-07-20"),
        ("明天到后天", "2026-07-16", "2026-07-17"),
        ("from monday to friday", "2026-07-13", "2026-07-17"),
        ("July 1 until July 3", "2026-07-01", "2026-07-03"),
        ("tomorrow", "2026-07-16", "2026-07-16"),
        ("2026-07-01", "2026-07-01", "2026-07-01"),
        ("本周", "2026-07-13", "2026-07-19"),
        ("下周", "2026-07-20", "2026-07-26"),
        ("上星期", "2026-07-06", "2026-07-12"),
        ("this week", "2026-07-13", "2026-07-19"),
        ("next week", "2026-07-20", "2026-07-26"),
        ("本月", "2026-07-01", "2026-07-31"),
        ("上个月", "2026-06-01", "2026-06-30"),
        ("next month", "2026-08-01", "2026-08-31"),
        ("2026-07", "2026-07-01", "2026-07-31"),
        ("2026年7月", "2026-07-01", "2026-07-31"),
        ("2026-Q3", "2026-07-01", "2026-09-30"),
        ("2026-w28", "2026-07-06", "2026-07-12"),
    ],
)
def test_a_range_of_days_is_read(phrase: str, first: str, last: str) -> None:
    assert parse_day_range(phrase, NOW) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("phrase", "reason"),
    [
        ("国庆", "unreadable"),
        ("2026", "unreadable"),
        ("2026-13", "unreadable"),
        ("7月1日到", "unreadable"),
        ("7月1日到明晚", "unreadable"),
        ("7月1日 7月3日", "unreadable"),
        ("7月3日到7月1日", "impossible"),
        ("2月28日到2月30日", "impossible"),
        ("9999-12-31到99999999天后", "impossible"),
    ],
)
def test_what_is_no_range_is_refused(phrase: str, reason: Reason) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        parse_day_range(phrase, NOW)

    assert refusal.value.reason == reason
    assert refusal.value.phrase == phrase


@pytest.mark.parametrize("phrase", ["next month", "next week", "明天", "明年1月1日", "下下周一", "下个月1号"])
def test_the_last_day_of_the_calendar_has_no_day_after(phrase: str) -> None:
    with pytest.raises(NotUnderstood, match="impossible"):
        parse_day_range(phrase, datetime(9999, 12, 31, 12, 0, tzinfo=BEIJING))
