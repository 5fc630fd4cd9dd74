"""Whole phrases that name a moment, on Wednesday 2026-07-15 at 14:30 Beijing time."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from commands.kit.when import NotUnderstood, Reason, parse_moment, past_only
from storage.contract.periods import BEIJING

NOW = datetime(2026, 7, 15, 14, 30, tzinfo=BEIJING)

CHINESE = """
昨晚8点 = 2026-07-14 20:00
昨晚八点半 = 2026-07-14 20:30
昨晚8点整 = 2026-07-14 20:00
昨晚8点零五分 = 2026-07-14 20:05
昨晚 20:15 = 2026-07-14 20:15
昨夜11点 = 2026-07-14 23:00
前晚9点 = 2026-07-13 21:00
今早9点 = 2026-07-15 09:00
今晚8点 = 2026-07-15 20:00
明早9点 = 2026-07-16 09:00
明晚十点 = 2026-07-16 22:00
上午9点05 = 2026-07-15 09:05
上午9:05 = 2026-07-15 09:05
早上8点 = 2026-07-15 08:00
早8点 = 2026-07-15 08:00
下午3点一刻 = 2026-07-15 15:15
下午3点三刻 = 2026-07-15 15:45
下午 3:20 = 2026-07-15 15:20
下午15点 = 2026-07-15 15:00
下午12点半 = 2026-07-15 12:30
中午12点 = 2026-07-15 12:00
中午1点 = 2026-07-15 13:00
正午 = 2026-07-15 12:00
傍晚6点 = 2026-07-15 18:00
晚上十点 = 2026-07-15 22:00
晚8点 = 2026-07-15 20:00
夜里11点 = 2026-07-15 23:00
半夜2点 = 2026-07-15 02:00
凌晨2点 = 2026-07-15 02:00
凌晨12点 = 2026-07-15 00:00
昨天凌晨2点 = 2026-07-14 02:00
0点 = 2026-07-15 00:00
昨天零点 = 2026-07-14 00:00
昨晚2点 = 2026-07-15 02:00
昨晚12点 = 2026-07-15 00:00
晚上12点 = 2026-07-16 00:00
24:00 = 2026-07-16 00:00
昨天24点 = 2026-07-15 00:00
10分钟前 = 2026-07-15 14:20
十分钟之前 = 2026-07-15 14:20
10 分钟以前 = 2026-07-15 14:20
半小时前 = 2026-07-15 14:00
半个小时前 = 2026-07-15 14:00
一个半小时前 = 2026-07-15 13:00
1.5小时前 = 2026-07-15 13:00
1小时半前 = 2026-07-15 13:00
两小时前 = 2026-07-15 12:30
2个小时前 = 2026-07-15 12:30
1小时20分钟前 = 2026-07-15 13:10
1小时20分前 = 2026-07-15 13:10
1天2小时前 = 2026-07-14 12:30
一刻钟前 = 2026-07-15 14:15
30秒前 = 2026-07-15 14:29:30
10分钟后 = 2026-07-15 14:40
刚才 = 2026-07-15 14:30
刚刚 = 2026-07-15 14:30
现在 = 2026-07-15 14:30
前天18:00 = 2026-07-13 18:00
大前天18:00 = 2026-07-12 18:00
后天9点 = 2026-07-17 09:00
昨天18:00 = 2026-07-14 18:00
明天9点 = 2026-07-16 09:00
3天前18:00 = 2026-07-12 18:00
三天前 18点 = 2026-07-12 18:00
一周前9点 = 2026-07-08 09:00
周一9点 = 2026-07-13 09:00
周一十一点 = 2026-07-13 11:00
周三9点 = 2026-07-15 09:00
本周日18点 = 2026-07-19 18:00
上周五18:30 = 2026-07-10 18:30
上上周五18:30 = 2026-07-03 18:30
上个星期五18:30 = 2026-07-10 18:30
下周一9点 = 2026-07-20 09:00
礼拜天9点 = 2026-07-19 09:00
星期天9点 = 2026-07-19 09:00
星期日9点 = 2026-07-19 09:00
7月1日9:05 = 2026-07-01 09:05
7月1号 9点 = 2026-07-01 09:00
7月1日，9:05 = 2026-07-01 09:05
七月十九日十九点 = 2026-07-19 19:00
7月1日(周三)9:05 = 2026-07-01 09:05
7月1日 星期三 9:05 = 2026-07-01 09:05
2026年7月1日 9点5分 = 2026-07-01 09:05
2026年7月1日9点5分30秒 = 2026-07-01 09:05:30
26年7月1日9点 = 2026-07-01 09:00
二〇二六年七月一日9点 = 2026-07-01 09:00
去年12月31日9点 = 2025-12-31 09:00
12月31日9点 = 2026-12-31 09:00
2月1日9点 = 2026-02-01 09:00
3号9点 = 2026-07-03 09:00
上个月28号9点 = 2026-06-28 09:00
9:05 = 2026-07-15 09:05
18:00 = 2026-07-15 18:00
18:00整 = 2026-07-15 18:00
9:30分 = 2026-07-15 09:30
09:05:30 = 2026-07-15 09:05:30
9：05 = 2026-07-15 09:05
９：０５ = 2026-07-15 09:05
18点 = 2026-07-15 18:00
18时30分 = 2026-07-15 18:30
9点钟 = 2026-07-15 09:00
9点十五 = 2026-07-15 09:15
03点 = 2026-07-15 03:00
3时 = 2026-07-15 03:00
6点 = 2026-07-15 06:00
"""

NUMERIC = """
2026-07-01 09:05 = 2026-07-01 09:05
2026-07-01T09:05 = 2026-07-01 09:05
2026-07-01T09:05:00+08:00 = 2026-07-01 09:05
2026-07-01T01:05:00Z = 2026-07-01 09:05
2026-07-01 01:05:00 +0000 = 2026-07-01 09:05
2026/7/1 9:05 = 2026-07-01 09:05
2026.7.1 9:05 = 2026-07-01 09:05
7/1 9:05 = 2026-07-01 09:05
7/1上午9点 = 2026-07-01 09:00
07-01 09:05 = 2026-07-01 09:05
2026-07-15 09:05 周三 = 2026-07-15 09:05
2026-07-15 09:05 (Wed) = 2026-07-15 09:05
"""

ENGLISH = """
yesterday 18:00 = 2026-07-14 18:00
Yesterday at 6pm = 2026-07-14 18:00
6pm yesterday = 2026-07-14 18:00
6:30 p.m. yesterday = 2026-07-14 18:30
18:00 monday = 2026-07-13 18:00
9:05 on 2026-07-01 = 2026-07-01 09:05
9:05 on 2026/7/1 = 2026-07-01 09:05
9am on friday = 2026-07-17 09:00
6pm on July 1st = 2026-07-01 18:00
the day before yesterday at 6pm = 2026-07-13 18:00
today 9:05 = 2026-07-15 09:05
9:05am = 2026-07-15 09:05
9:05 AM = 2026-07-15 09:05
at 9:05 = 2026-07-15 09:05
9am = 2026-07-15 09:00
12am = 2026-07-15 00:00
12pm = 2026-07-15 12:00
noon = 2026-07-15 12:00
yesterday noon = 2026-07-14 12:00
noon yesterday = 2026-07-14 12:00
9 o'clock = 2026-07-15 09:00
10 minutes ago = 2026-07-15 14:20
ten minutes ago = 2026-07-15 14:20
10 min ago = 2026-07-15 14:20
10m ago = 2026-07-15 14:20
half an hour ago = 2026-07-15 14:00
an hour ago = 2026-07-15 13:30
an hour and a half ago = 2026-07-15 13:00
2 hours ago = 2026-07-15 12:30
2 and a half hours ago = 2026-07-15 12:00
1.5h ago = 2026-07-15 13:00
1h20m ago = 2026-07-15 13:10
1 hour and 20 minutes ago = 2026-07-15 13:10
3 days ago 18:00 = 2026-07-12 18:00
2 weeks ago at 9am = 2026-07-01 09:00
last friday 18:30 = 2026-07-10 18:30
last monday 9:00 = 2026-07-06 09:00
monday 9:00 = 2026-07-13 09:00
sat 9:00 = 2026-07-18 09:00
next friday 9:00 = 2026-07-24 09:00
last night 8pm = 2026-07-14 20:00
8pm last night = 2026-07-14 20:00
last night 2am = 2026-07-15 02:00
last night 12am = 2026-07-15 00:00
this morning 9:05 = 2026-07-15 09:05
this morning at 9 o'clock = 2026-07-15 09:00
this afternoon 3:20 = 2026-07-15 15:20
tonight 8pm = 2026-07-15 20:00
yesterday evening 8:00 = 2026-07-14 20:00
tomorrow 9:00 = 2026-07-16 09:00
tomorrow morning 9am = 2026-07-16 09:00
now = 2026-07-15 14:30
just now = 2026-07-15 14:30
in 2 hours = 2026-07-15 16:30
in an hour = 2026-07-15 15:30
20 minutes from now = 2026-07-15 14:50
July 1 9:05 = 2026-07-01 09:05
July 1st at 9:05 am = 2026-07-01 09:05
Jul 1, 2026, 9:05am = 2026-07-01 09:05
1 Jul 2026 09:05 = 2026-07-01 09:05
1st of July 9:05 = 2026-07-01 09:05
Wed, 1 Jul 2026 09:05 = 2026-07-01 09:05
昨天 6pm = 2026-07-14 18:00
"""

REFUSED: dict[Reason, str] = {
    "unreadable": """
        |5|9|may|on|day|ok|昨|前|点|:|9:5|9:005|7/19:05|July 19:05|7月19点|七月十九点|13月|十几分钟前|几分钟前
        |-5分钟前|约9点|昨晚8点多|昨晚8点左右|昨晚8点 昨晚9点|9:00-10:00|yesterday at 6|first monday 9:00
        |a few minutes ago|1,5h ago|😀|9:05 😀|周八9点|9:05 PM PM|2026-07-01T9|9 05|9.05|昨晚8|一个月前
        |10 minutes
    """,
    "impossible": """
        |25:00|24:01|9:60|9:05:60|昨晚25点|昨晚8点75分|上午15点|凌晨8点|中午9点|2月30日9点|13月5日9点
        |2026-02-29 9:00|7/32 9:05|yesterday 25:00|13pm|0am|13:05pm|last night 12pm|this morning 9pm
        |99999999999分钟前|9999999999999999999999999999999999天1小时前|in 99999999999 hours|7月1日周四9:05
        |Thu 1 Jul 2026 09:05|2026-07-15 09:05 (Thu)|0000-01-01 09:00|9999-12-31 24:00|0001-01-01T00:00:00+08:00
        |2026-13-01T00:00:00Z|2026-07-01T09:05:00+99:00|2月30日|99999999天前9点|十十分钟前|二二点|9点二二分
    """,
    "ambiguous": """
        |0905|1430|3点|2点半|周一一点|3 o'clock|9点5|昨晚5点|夜里5点|晚上2点|半夜12点|昨天半夜2点|midnight|午夜
        |上午12点|yesterday midnight
    """,
    "no_time": """
        |今天|昨天|三天前|周五|上周五|7月1日|2026-07-01|7/1|today|yesterday|3 days ago|sat|July 1|昨晚|last night
        |中午|今早|this morning|昨天下午
    """,
}


def table(rows: str) -> list[tuple[str, str]]:
    return [(phrase, expected) for phrase, expected in (row.split(" = ") for row in rows.strip().splitlines())]


def refused() -> list[tuple[str, Reason]]:
    return [
        (phrase.strip(), reason)
        for reason, phrases in REFUSED.items()
        for phrase in phrases.strip().removeprefix("|").split("|")
    ]


@pytest.mark.parametrize(("phrase", "expected"), table(CHINESE) + table(NUMERIC) + table(ENGLISH))
def test_a_phrase_is_read(phrase: str, expected: str) -> None:
    moment = parse_moment(phrase, NOW)

    assert moment == datetime.fromisoformat(expected).replace(tzinfo=BEIJING)
    assert moment.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize(("phrase", "expected"), table(CHINESE)[:10] + table(ENGLISH)[:10])
def test_blanks_around_and_the_zone_of_now_change_nothing(phrase: str, expected: str) -> None:
    for zone in (UTC, timezone(timedelta(hours=-7))):
        moment = parse_moment(f" {phrase}\u3000", NOW.astimezone(zone))
        assert moment == datetime.fromisoformat(expected).replace(tzinfo=BEIJING)


@pytest.mark.parametrize(("phrase", "reason"), refused())
def test_what_cannot_be_read_is_refused_with_its_reason(phrase: str, reason: Reason) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        parse_moment(phrase, NOW)

    assert refusal.value.reason == reason
    assert refusal.value.phrase == phrase


def test_the_refused_phrase_is_kept_short_enough_to_be_repeated() -> None:
    with pytest.raises(NotUnderstood) as refusal:
        parse_moment("9" * 5000, NOW)

    assert refusal.value.reason == "unreadable"
    assert len(refusal.value.phrase) == 48
    assert refusal.value.phrase.endswith("…")


def test_today_is_the_day_in_beijing() -> None:
    shortly_after_midnight = datetime(2026, 7, 14, 16, 10, tzinfo=UTC)

    assert parse_moment("0:05", shortly_after_midnight) == datetime(2026, 7, 15, 0, 5, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("today", "phrase", "expected"),
    [
        ("2026-01-05", "12月30日9点", "2025-12-30 09:00"),
        ("2026-12-30", "1月2日9点", "2027-01-02 09:00"),
        ("2026-07-15", "1月13日9点", "2027-01-13 09:00"),
        ("2026-07-15", "1月14日9点", "2026-01-14 09:00"),
        ("2027-12-01", "2月29日9点", "2028-02-29 09:00"),
        ("2026-01-01", "昨天9点", "2025-12-31 09:00"),
        ("2026-01-01", "上个月31号9点", "2025-12-31 09:00"),
        ("2026-07-19", "周日9点", "2026-07-19 09:00"),
        ("2026-07-20", "周日9点", "2026-07-26 09:00"),
        ("2026-07-19", "上周日9点", "2026-07-12 09:00"),
    ],
)
def test_years_months_and_weeks_are_those_around_today(today: str, phrase: str, expected: str) -> None:
    now = datetime.fromisoformat(f"{today}T14:30:00+08:00")

    assert parse_moment(phrase, now) == datetime.fromisoformat(expected).replace(tzinfo=BEIJING)


def test_the_29th_of_february_needs_a_leap_year_nearby() -> None:
    with pytest.raises(NotUnderstood, match="impossible"):
        parse_moment("2月29日9点", NOW)


@pytest.mark.parametrize(("ahead", "expected"), [(-60, -60), (0, 0), (1, 0), (60, 0)])
def test_a_moment_barely_ahead_is_now(ahead: int, expected: int) -> None:
    assert past_only(NOW + timedelta(seconds=ahead), NOW) == NOW + timedelta(seconds=expected)


def test_a_moment_ahead_is_refused() -> None:
    with pytest.raises(NotUnderstood) as refusal:
        past_only((NOW + timedelta(seconds=61)).astimezone(UTC), NOW)

    assert (refusal.value.reason, refusal.value.phrase) == ("future", "2026-07-15 14:31")
