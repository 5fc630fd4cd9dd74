"""Times at the beginning and the end of free texts, on Wednesday 2026-07-15 at 14:30 Beijing time."""

from datetime import date, datetime

import pytest

from commands.kit.when import NotUnderstood, Reason, take_day, take_moment, take_trailing_moment
from storage.contract.periods import BEIJING

NOW = datetime(2026, 7, 15, 14, 30, tzinfo=BEIJING)


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("text", "moment", "rest"),
    [
        ("昨晚8点 全部正常", "2026-07-14 20:00", "全部正常"),
        ("昨晚8点，全部正常", "2026-07-14 20:00", "全部正常"),
        ("昨晚8点：全部正常", "2026-07-14 20:00", "全部正常"),
        ("昨晚8点全部正常", "2026-07-14 20:00", "全部正常"),
        ("昨天18:00磁盘满", "2026-07-14 18:00", "磁盘满"),
        ("前天晚上九点一刻 正常", "2026-07-13 21:15", "正常"),
        ("10分钟前发现", "2026-07-15 14:20", "发现"),
        ("10分钟前 3台离线", "2026-07-15 14:20", "3台离线"),
        ("2h ago  Two   blanks", "2026-07-15 12:30", "Two   blanks"),
        ("9:05 ok", "2026-07-15 09:05", "ok"),
        ("  9:05\tok  ", "2026-07-15 09:05", "ok"),
        ("9:05: ok", "2026-07-15 09:05", "ok"),
        ("9:05，3台离线", "2026-07-15 09:05", "3台离线"),
        ("9:05 3/5 节点正常", "2026-07-15 09:05", "3/5 节点正常"),
        ("9:05 3号机柜", "2026-07-15 09:05", "3号机柜"),
        ("9:05 on call", "2026-07-15 09:05", "on call"),
        ("9:05(补录)", "2026-07-15 09:05", "(补录)"),
        ("9点 全部正常", "2026-07-15 09:00", "全部正常"),
        ("9点 10台离线", "2026-07-15 09:00", "10台离线"),
        ("9点半全部正常", "2026-07-15 09:30", "全部正常"),
        ("昨晚8点30全部正常", "2026-07-14 20:30", "全部正常"),
        ("昨晚8点 30分钟后恢复", "2026-07-14 20:00", "30分钟后恢复"),
        ("2026-07-01T09:05 ok", "2026-07-01 09:05", "ok"),
        ("2026-07-15 09:05 周三 ok", "2026-07-15 09:05", "ok"),
        ("6pm yesterday disk full", "2026-07-14 18:00", "disk full"),
        ("18:00 yesterday ok", "2026-07-14 18:00", "ok"),
        ("the day before yesterday at 6pm Ok", "2026-07-13 18:00", "Ok"),
        ("now ok", "2026-07-15 14:30", "ok"),
        ("刚才 重启", "2026-07-15 14:30", "重启"),
        ("2小时后 恢复", "2026-07-15 16:30", "恢复"),
        ("昨晚8点", "2026-07-14 20:00", ""),
    ],
)
def test_the_time_at_the_head_is_taken(text: str, moment: str, rest: str) -> None:
    assert take_moment(text, NOW) == (at(moment), rest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "9",
        "3台服务器磁盘满",
        "5 errors in log",
        "10.20.3.4 掉线",
        "10.20.3.4:8080 refused",
        "8080:80 映射",
        "2026年度备份完成",
        "1430 requests failed",
        "0905 ok",
        "今天一切正常",
        "今天 一切正常",
        "昨天 正常",
        "昨晚3台离线",
        "昨晚 3 台离线",
        "上午 正常",
        "3天前 已报",
        "现在一切正常",
        "刚才重启了",
        "sunny",
        "may be slow",
        "may 50 users",
        "yesterday 5 errors",
        "yesterday the disk was replaced",
        "friday 3 servers",
        "3/5 节点正常",
        "13/20 节点正常",
        "1号机房",
        "40号楼断电",
        "3月50台",
        "3时段正常",
        "一点问题没有",
        "24小时监控正常",
        "8小时无告警",
        "1小时内恢复",
        "2小时后恢复",
        "3 min downtime",
        "5G 网络",
        "90% 磁盘",
        "9amx",
        "😀 9:05",
        "检查于 9:05",
    ],
)
def test_a_note_stays_a_note(text: str) -> None:
    assert take_moment(text, NOW) == (None, text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("25:00 ok", "impossible"),
        ("昨晚8点75分 正常", "impossible"),
        ("昨晚8点75分正常", "impossible"),
        ("13月5日", "impossible"),
        ("2月30日 ok", "impossible"),
        ("2026-07-01T25:00", "impossible"),
        ("yesterday 25:00", "impossible"),
        ("12:00:61 ok", "impossible"),
        ("13pm ok", "impossible"),
        ("99999999999分钟前 ok", "impossible"),
        ("-5分钟前", "unreadable"),
        ("-5分钟前 ok", "unreadable"),
        ("几分钟前 断网", "unreadable"),
        ("十几分钟前 断网", "unreadable"),
        ("5、6分钟前 断网", "unreadable"),
        ("5-10分钟前 断网", "unreadable"),
        ("半天前 断网", "unreadable"),
        ("few minutes ago", "unreadable"),
        ("about 5 minutes ago down", "unreadable"),
        ("昨晚8点多 正常", "unreadable"),
        ("昨晚8点左右正常", "unreadable"),
        ("昨晚8 正常", "unreadable"),
        ("昨晚8点的告警已恢复", "unreadable"),
        ("约9点 正常", "unreadable"),
        ("大约昨晚8点", "unreadable"),
        ("8点过 正常", "unreadable"),
        ("昨晚8点过载，已恢复", "unreadable"),
        ("8点前完成", "unreadable"),
        ("周八9点 正常", "unreadable"),
        ("9:5 ok", "unreadable"),
        ("9:05ok", "unreadable"),
        ("9:00-10:00 巡检", "unreadable"),
        ("9:00到10:00", "unreadable"),
        ("7.1 9:05 升级", "unreadable"),
        ("2026-07-01 9:5 ok", "unreadable"),
        ("yesterday at 6", "unreadable"),
        ("yesterday 9:5", "unreadable"),
        ("9:00 - 10:00 巡检", "ambiguous"),
        ("9:00 to 10:00 check", "ambiguous"),
        ("9点 30 正常", "ambiguous"),
        ("9点10台离线", "ambiguous"),
        ("9点5 ok", "ambiguous"),
        ("9点建议", "ambiguous"),
        ("3点 正常", "ambiguous"),
        ("5分钟前端无响应", "ambiguous"),
        ("10分钟前的告警", "ambiguous"),
        ("midnight backup ok", "ambiguous"),
        ("0905", "ambiguous"),
        ("昨天", "no_time"),
        ("last night", "no_time"),
    ],
)
def test_what_was_meant_as_a_time_is_refused_at_the_head(text: str, reason: Reason) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        take_moment(text, NOW)

    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    ("text", "moment", "rest"),
    [
        ("首页打不开 10分钟前", "2026-07-15 14:20", "首页打不开"),
        ("首页打不开，10分钟前", "2026-07-15 14:20", "首页打不开"),
        ("磁盘 90% yesterday 18:00", "2026-07-14 18:00", "磁盘 90%"),
        ("磁盘  90%  昨晚8点 ", "2026-07-14 20:00", "磁盘  90%"),
        ("CPU 5 10 minutes ago", "2026-07-15 14:20", "CPU 5"),
        ("升级 7月1日 9:05", "2026-07-01 09:05", "升级"),
        ("db down 6pm yesterday", "2026-07-14 18:00", "db down"),
        ("db down 2026-07-01T09:05:00+08:00", "2026-07-01 09:05", "db down"),
        ("db down 2026-07-15 09:05 周三", "2026-07-15 09:05", "db down"),
        ("db slow at noon", "2026-07-15 12:00", "db slow"),
        ("主备 1:1 现在", "2026-07-15 14:30", "主备 1:1"),
        ("页面打不开。 刚才", "2026-07-15 14:30", "页面打不开。"),
        ("9:05", "2026-07-15 09:05", ""),
    ],
)
def test_the_time_at_the_tail_is_taken(text: str, moment: str, rest: str) -> None:
    assert take_trailing_moment(text, NOW) == (at(moment), rest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "服务 响应 5 秒",
        "等待 2 小时",
        "停 30分钟",
        "主备 1:1",
        "端口 8080:80",
        "访问 10.0.0.1:80",
        "error 1430",
        "room 0905",
        "网页 404",
        "版本 1.5",
        "证书到期 2026-08-01",
        "占用 13/20",
        "周报 昨天",
        "deploy friday",
        "建议 3点建议",
        "备份任务每天9:05",
        "备份任务每周一9:05",
        "正常到现在",
        "预计2小时后",
        "9:05 的备份失败",
    ],
)
def test_a_title_stays_a_title(text: str) -> None:
    assert take_trailing_moment(text, NOW) == (None, text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("首页打不开 25:00", "impossible"),
        ("首页打不开 昨晚8点75分", "impossible"),
        ("首页打不开 yesterday 25:00", "impossible"),
        ("首页打不开 2026-02-30", "impossible"),
        ("首页打不开 25:00x", "unreadable"),
        ("首页打不开 昨晚8点多", "unreadable"),
        ("首页打不开 约9点", "unreadable"),
        ("首页打不开 -5分钟前", "unreadable"),
        ("首页打不开 几分钟前", "unreadable"),
        ("首页打不开 9:00-10:00", "unreadable"),
        ("down a few minutes ago", "unreadable"),
        ("首页打不开 9:00 - 10:00", "ambiguous"),
        ("首页打不开 3点", "ambiguous"),
        ("0905", "ambiguous"),
        ("首页打不开10分钟前", "ambiguous"),
        ("首页打不开昨晚8点", "ambiguous"),
        ("昨天", "no_time"),
    ],
)
def test_what_was_meant_as_a_time_is_refused_at_the_tail(text: str, reason: Reason) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        take_trailing_moment(text, NOW)

    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    ("text", "day", "rest"),
    [
        ("明天 事假", "2026-07-16", "事假"),
        ("明天事假", "2026-07-16", "事假"),
        ("明天下线旧系统", "2026-07-16", "下线旧系统"),
        ("7月3日", "2026-07-03", ""),
        ("7月3日事假", "2026-07-03", "事假"),
        ("2026-07-03 Lin", "2026-07-03", "Lin"),
        ("周五 Lin", "2026-07-17", "Lin"),
        ("下周五事假", "2026-07-24", "事假"),
        ("next friday off", "2026-07-24", "off"),
        ("3号 事假", "2026-07-03", "事假"),
        ("7/3 事假", "2026-07-03", "事假"),
        ("July 3 flu", "2026-07-03", "flu"),
        ("后天,病假", "2026-07-17", "病假"),
        ("明天 7月20日 事假", "2026-07-16", "7月20日 事假"),
    ],
)
def test_the_day_at_the_head_is_taken(text: str, day: str, rest: str) -> None:
    assert take_day(text, NOW) == (date.fromisoformat(day), rest)


@pytest.mark.parametrize(
    "text", ["", "Zhao", "1号楼断电", "周日志", "今天的", "明天上午 事假", "may be", "sunny", "2026", "1.5 天"]
)
def test_no_day_is_taken_from_other_words(text: str) -> None:
    assert take_day(text, NOW) == (None, text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("13月5日 事假", "impossible"),
        ("2月30日", "impossible"),
        ("2026-02-30 事假", "impossible"),
        ("7/32 事假", "impossible"),
        ("July 32 off", "impossible"),
        ("周八 事假", "unreadable"),
        ("7月1日前完成", "unreadable"),
        ("7月1日到7月3日 事假", "unreadable"),
        ("2026-07-01x 事假", "unreadable"),
    ],
)
def test_what_was_meant_as_a_day_is_refused(text: str, reason: Reason) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        take_day(text, NOW)

    assert refusal.value.reason == reason
