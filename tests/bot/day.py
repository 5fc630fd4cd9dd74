"""A working day as several people tell it to the bot, and what the bot must hold in the evening."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from tests.bot.running import Fact, RunningBot


@dataclass(frozen=True)
class Said:
    """Who typed what, and words that the answer must repeat: the moment understood, an id."""

    person: str
    typed: str
    repeats: tuple[str, ...] = ()


@dataclass
class Day:
    """A day that was told, the answers in its order, and what was held right afterwards."""

    bot: RunningBot
    answers: list[dict[str, Any]]
    held: list[Fact]


def live(bot: RunningBot) -> Day:
    """Say everything of the day."""
    answers = [bot.say(said.person, said.typed) for said in SCRIPT]
    return Day(bot, answers, bot.home.facts())


def _today(clock: str) -> str:
    return f"2026-07-15T{clock}:00+08:00"


SCRIPT: Final = (
    Said("lin", "/clock in 8:55", ("2026-07-15 08:55", "p-1")),
    Said("wu", "/clock 上班", ("2026-07-15 09:30", "p-2")),
    Said("zhao", "/clock in 9:25", ("2026-07-15 09:25", "p-3")),
    Said("zhao", "/clock approve p-1", ("2026-07-15 08:55",)),
    Said("lin", "/inspect done", ("2026-07-15 09:30", "i-1")),
    Said("sun", "/inspect done server yesterday 18:00 disks & swap <ok>", ("2026-07-14 18:00 (Tue)", "i-2")),
    Said("wu", "/inspect problem 首页加载很慢 10分钟前", ("2026-07-15 09:20", "2026-07-15 09:35", "pr-1")),
    Said("wu", "/inspect feedback pr-1", ("2026-07-15 09:30",)),
    Said("lin", "/inspect 问题 楼层交换机告警 --out 今天9点", ("2026-07-15 09:00", "pr-2")),
    Said("lin", "/inspect todo"),
    Said("lin", "/inspect 历史"),
    Said("feng", "/fault open 门户首页打不开 --level 3 --outage 9:20", ("2026-07-15 09:20", "2026-07-15 09:50", "f-1")),
    Said("feng", "/fault open 数据库宕机 --level 1", ("项目经理",)),
    Said("zhao", "/fault 报障 核心交换机故障 --level 2 --emergency --onsite --type network 9:22", ("09:22", "f-2")),
    Said("lin", "/fault respond f-1 9:21", ("2026-07-15 09:21",)),
    Said("lin", "/fault 到场 f-1 9:22", ("2026-07-15 09:22",)),
    Said("lin", "/fault vendor f-1 start 9:23", ("2026-07-15 09:23",)),
    Said("lin", "/fault vendor f-1 end 9:24", ("2026-07-15 09:24",)),
    Said("lin", "/fault handle f-1 9:25 重启网关后恢复", ("2026-07-15 09:25",)),
    Said("lin", "/fault feedback f-1"),
    Said("lin", "/fault close f-1 9:28", ("2026-07-15 09:28",)),
    Said("wu", "/fault 接单 2 9:24", ("2026-07-15 09:24", "f-2")),
    Said("zhao", "/fault assign f-2 @Lin", ("f-2",)),
    Said("zhao", "/fault level f-2 1", ("f-2",)),
    Said("zhao", "/fault edit f-2 system=portal trouble=断电 outage=yes", ("f-2",)),
    Said("sun", "/fault maintenance portal 明天22:00 后天02:00 数据库升级", ("2026-07-16 22:00", "2026-07-17 02:00")),
    Said("chen", "/fault list", ("f-2",)),
    Said("chen", "/fault show f-2", ("2026-07-15 09:22", "2026-07-15 09:24")),
    Said("chen", "/score month"),
    Said("chen", "/score explain inspect.missed"),
    Said("feng", "/score 2026-07"),
    Said("zhao", "/zhiban person add zhou Zhou engineer --onsite", ("zhou",)),
    Said("zhao", "/zhiban person edit zhou onsite=no", ("zhou",)),
    Said("zhao", "/zhiban person leave zhou 2026-12-31", ("2026-12-31",)),
    Said("lin", "/clock leave 病假 明天 上午 去医院", ("2026-07-16", "l-1")),
    Said("zhao", "/clock refuse l-1 当天需值守", ("2026-07-16",)),
    Said("lin", "/clock leave annual 2026-08-03 2026-08-07", ("2026-08-03", "2026-08-07", "l-2")),
    Said("zhao", "/clock 同意 l-2", ("2026-08-03",)),
    Said("wu", "/clock fix 昨天 in 8:55 忘记打卡", ("2026-07-14 08:55", "p-4")),
    Said("lin", "/clock 下班 5分钟前", ("2026-07-15 09:25", "p-5")),
    Said("sun", "/inspect done now this one was a mistake", ("2026-07-15 09:30", "i-3")),
    Said("sun", "/zhiban undo", ("i-3",)),
    Said("zhao", "/zhiban void pr-2 重复登记", ("pr-2",)),
    Said("lin", "/clock status"),
    Said("chen", "/clock"),
    Said("sun", "/zhiban me"),
    Said("feng", "/zhiban 今天"),
    Said("chen", "/zhiban team"),
    Said("wu", "/zhiban help"),
    Said("wu", "/fault 帮助"),
)

HELD: Final[tuple[Fact, ...]] = (
    {"kind": "person", "id": "zhou", "name": "Zhou", "side": "team", "role": "engineer", "onsite": False}
    | {"until": "2026-12-31", "recorded_by": "zhao"},
    {"kind": "inspection", "id": "i-0", "type": "server", "at": "2026-07-13T09:00:00+08:00", "by": "wu", "ok": True},
    {"kind": "inspection", "id": "i-1", "type": "page", "at": _today("09:30"), "by": "lin", "ok": True}
    | {"recorded_by": "lin"},
    {"kind": "inspection", "id": "i-2", "type": "server", "at": "2026-07-14T18:00:00+08:00", "by": "sun", "ok": True}
    | {"note": "disks & swap <ok>", "recorded_by": "sun"},
    {"kind": "problem", "id": "pr-1", "found_at": _today("09:20"), "fed_back_at": _today("09:30"), "scope": "in"}
    | {"by": "wu", "note": "首页加载很慢", "recorded_by": "wu"},
    {"kind": "punch", "id": "p-1", "person": "lin", "way": "in", "at": _today("08:55"), "recorded_by": "lin"},
    {"kind": "punch", "id": "p-2", "person": "wu", "way": "in", "at": _today("09:30"), "recorded_by": "wu"},
    {"kind": "punch", "id": "p-3", "person": "zhao", "way": "in", "at": _today("09:25"), "recorded_by": "zhao"},
    {"kind": "punch", "id": "p-4", "person": "wu", "way": "in", "at": "2026-07-14T08:55:00+08:00", "state": "claimed"}
    | {"reason": "忘记打卡", "recorded_by": "wu"},
    {"kind": "punch", "id": "p-5", "person": "lin", "way": "out", "at": _today("09:25"), "recorded_by": "lin"},
    {"kind": "leave", "id": "l-1", "person": "lin", "type": "sick", "from": "2026-07-16", "until": "2026-07-16"}
    | {"half": "am", "state": "refused", "reason": "去医院", "recorded_by": "lin"},
    {"kind": "leave", "id": "l-2", "person": "lin", "type": "annual", "from": "2026-08-03", "until": "2026-08-07"}
    | {"recorded_by": "lin"},
    {"kind": "fault", "id": "f-1", "title": "门户首页打不开", "system": "other", "level": 3, "type": "other"}
    | {"outage": True, "noticed_at": _today("09:20"), "responded_at": _today("09:21"), "arrived_at": _today("09:22")}
    | {"handled_at": _today("09:25"), "closed_at": _today("09:28"), "fed_back": True, "assignee": "lin"}
    | {"vendor": [[_today("09:23"), _today("09:24")]], "log": [[_today("09:25"), "lin", "重启网关后恢复"]]}
    | {"recorded_by": "feng"},
    {"kind": "fault", "id": "f-2", "title": "核心交换机故障", "system": "portal", "level": 1, "type": "network"}
    | {"emergency": True, "outage": True, "onsite": True, "noticed_at": _today("09:22"), "trouble": "断电"}
    | {"responded_at": _today("09:24"), "assignee": "lin", "recorded_by": "zhao"},
    {"kind": "downtime_exempt", "id": "m-1", "system": "portal", "from": "2026-07-16T22:00:00+08:00"}
    | {"until": "2026-07-17T02:00:00+08:00", "why": "数据库升级", "recorded_by": "sun"},
)
"""Everything that stands in the evening besides the team itself, without the moments of recording."""
