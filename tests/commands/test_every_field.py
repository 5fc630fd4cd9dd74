"""Every field of every fact of the public facts file can be set from Slack, by somebody."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from storage.contract.fact import Fact, field_types
from storage.contract.kinds import (
    ALL_KINDS,
    AssetChange,
    CalendarDay,
    CheckedItem,
    Document,
    DowntimeExempt,
    Drill,
    Duty,
    Fault,
    Guard,
    Inspection,
    Leave,
    LogLine,
    Note,
    Person,
    Plan,
    Problem,
    Punch,
    Rank,
    Request,
    Ruling,
    StaffChange,
    Stocktake,
    Support,
    Survey,
    Task,
    Vacancy,
    VendorSpell,
)
from tests.commands.conftest import NOW, Room, at

HASH = "ab" * 32
KEPT_BY_THE_BOT = {"id", "recorded_at", "recorded_by"}
"""Given and kept by the ledger for every fact that somebody says."""
ONLY_CLAIMS_HAVE_A_STATE = {"state"}
"""The facts file has it on punches and leave (spec, facts)."""

Said = tuple[str, str]
SAID: Mapping[type[Fact], tuple[tuple[Said, ...], str, Mapping[str, Any]]] = {
    Person: (
        (
            (
                "zhao",
                "/zhiban person add zhou 周工 manager --side team --slack <@U0ZHOU|zhou> --onsite --important",
            ),
            ("zhao", "/zhiban person edit zhou from=2026-07-01 duty=no"),
            ("zhao", "/zhiban person leave zhou 2026-12-31"),
        ),
        "zhou",
        {
            "name": "周工",
            "side": "team",
            "role": "manager",
            "onsite": True,
            "slack": "U0ZHOU",
            "from_": date(2026, 7, 1),
            "until": date(2026, 12, 31),
            "important": True,
            "duty": False,
        },
    ),
    Punch: (
        (("lin", "/clock in"), ("lin", "/clock fix 今天 in 8:55 忘记打卡"), ("zhao", "/clock approve p-2")),
        "p-2",
        {
            "person": "lin",
            "way": "in",
            "at": at("08:55"),
            "state": "approved",
            "replaces": "p-1",
            "reason": "忘记打卡",
        },
    ),
    Leave: (
        (("lin", "/clock leave 病假 2026-07-16 上午 去医院"), ("zhao", "/clock refuse l-1 当天需值守")),
        "l-1",
        {
            "person": "lin",
            "type": "sick",
            "from_": date(2026, 7, 16),
            "until": date(2026, 7, 16),
            "half": "am",
            "state": "refused",
            "reason": "去医院",
        },
    ),
    Inspection: (
        (
            ("lin", "/inspect done server 9:30 磁盘偏满 --trouble"),
            ("lin", "/inspect edit i-1 items=db1 正常; db2 异常 磁盘 91% by=wu"),
        ),
        "i-1",
        {
            "type": "server",
            "at": at("09:30"),
            "by": "wu",
            "ok": False,
            "note": "磁盘偏满",
            "items": (CheckedItem("db1", True, ""), CheckedItem("db2", False, "磁盘 91%")),
        },
    ),
    Problem: (
        (("lin", "/inspect problem 楼层交换机告警 --out 9:30"), ("lin", "/inspect feedback pr-1 9:40")),
        "pr-1",
        {
            "found_at": at("09:30"),
            "fed_back_at": at("09:40"),
            "scope": "out",
            "by": "lin",
            "note": "楼层交换机告警",
        },
    ),
    Fault: (
        (
            (
                "zhao",
                "/fault open 交换机掉线 --system portal --type network --outage --emergency --onsite --draft 9:00",
            ),
            ("zhao", "/fault level f-1 2"),
            ("zhao", "/fault assign f-1 wu"),
            ("wu", "/fault respond f-1 9:05"),
            ("wu", "/fault arrive f-1 9:20"),
            ("wu", "/fault vendor f-1 start 9:25"),
            ("wu", "/fault vendor f-1 end 9:30"),
            ("wu", "/fault update f-1 9:32 更换光模块"),
            ("wu", "/fault update f-1 9:40 已恢复"),
            ("wu", "/fault edit f-1 handled_at=9:40"),
            ("wu", "/fault feedback f-1"),
            ("wu", "/fault close f-1 9:50"),
            (
                "wu",
                "/fault edit f-1 module=接入 cause=third_party started_at=8:50 devices_down=3 device=SW-A trouble=掉线",
            ),
        ),
        "f-1",
        {
            "title": "交换机掉线",
            "system": "portal",
            "level": 2,
            "type": "network",
            "module": "接入",
            "draft": True,
            "emergency": True,
            "outage": True,
            "onsite": True,
            "cause": "third_party",
            "started_at": at("08:50"),
            "noticed_at": at("09:00"),
            "responded_at": at("09:05"),
            "arrived_at": at("09:20"),
            "handled_at": at("09:40"),
            "closed_at": at("09:50"),
            "fed_back": True,
            "vendor": (VendorSpell(at("09:25"), at("09:30")),),
            "devices_down": 3,
            "device": "SW-A",
            "trouble": "掉线",
            "assignee": "wu",
            "log": (LogLine(at("09:32"), "wu", "更换光模块"), LogLine(at("09:40"), "wu", "已恢复")),
        },
    ),
    Document: (
        (
            ("zhao", "/report agree 机房搬迁方案 2026-08-15"),
            ("lin", f"/report submit 其他 机房搬迁方案 9:30 --sha256 {HASH}"),
        ),
        "d-1",
        {
            "type": "other",
            "for_": "机房搬迁方案",
            "due": date(2026, 8, 15),
            "submitted_at": at("09:30"),
            "sha256": HASH,
        },
    ),
    Request: (
        (
            ("lin", "/request open 专家评审系统无法登录 --channel visit 9:00"),
            ("lin", "/request dispatch q-1 sun 9:10"),
            ("lin", "/request missed q-1"),
            ("lin", "/request edit q-1 answered_at=9:40"),
        ),
        "q-1",
        {
            "channel": "visit",
            "arrived_at": at("09:00"),
            "answered_at": at("09:40"),
            "dispatched_at": at("09:10"),
            "person": "sun",
            "missed": True,
            "text": "专家评审系统无法登录",
        },
    ),
    Task: (
        (
            ("chen", "/task add lin 2026-07-16 18:00 整理上月记录"),
            ("lin", "/task report t-1 9:40 周五完成"),
            ("lin", "/task done t-1 9:50"),
        ),
        "t-1",
        {
            "person": "lin",
            "due_at": at("18:00", "2026-07-16"),
            "done_at": at("09:50"),
            "reported_at": at("09:40"),
            "text": "整理上月记录",
        },
    ),
    StaffChange: (
        (("zhao", "/staff change lin 2026-09-01 --announced 2026-07-10"),),
        "sc-1",
        {"person": "lin", "announced_on": date(2026, 7, 10), "effective_on": date(2026, 9, 1)},
    ),
    Vacancy: (
        (("zhao", "/staff vacancy 驻场工程师 2026-07-13 2026-07-14"),),
        "v-1",
        {"post": "驻场工程师", "from_": date(2026, 7, 13), "until": date(2026, 7, 14)},
    ),
    AssetChange: (
        (("lin", "/asset change 新增虚拟机 2 台 2026-07-10"), ("lin", "/asset registered a-1 2026-07-14")),
        "a-1",
        {"asset": "新增虚拟机 2 台", "confirmed_on": date(2026, 7, 10), "registered_on": date(2026, 7, 14)},
    ),
    Stocktake: (
        (("lin", "/asset stocktake 2026-07-31"), ("lin", "/asset counted st-1")),
        "st-1",
        {"due_on": date(2026, 7, 31), "done_on": date(2026, 7, 15)},
    ),
    Guard: (
        (("zhao", "/guard open 国庆 保障 2026-10-01 2026-10-07"), ("zhao", "/guard plan g-1 9:30")),
        "g-1",
        {
            "name": "国庆 保障",
            "from_": date(2026, 10, 1),
            "until": date(2026, 10, 7),
            "plan_at": at("09:30"),
        },
    ),
    Support: (
        (("zhao", "/guard support general 90 2.5 9:30"),),
        "su-1",
        {"class_": "general", "at": at("09:30"), "used_min": Decimal(90), "outage_min": Decimal("2.5")},
    ),
    Plan: (
        (("zhao", "/drill plan 2026-Q3 2026-07-02"),),
        "pl-1",
        {"type": "drill", "filed_on": date(2026, 7, 2), "for_": "2026-Q3"},
    ),
    Drill: (
        (
            ("zhao", "/drill add 2026-07-13 主备切换"),
            ("zhao", "/drill done dr-1 2026-07-14"),
            ("zhao", "/drill report dr-1 9:30"),
        ),
        "dr-1",
        {"planned_on": date(2026, 7, 13), "held_on": date(2026, 7, 14), "report_at": at("09:30")},
    ),
    DowntimeExempt: (
        (("lin", "/fault maintenance portal 2026-07-16 22:00 2026-07-17 02:00 数据库升级"),),
        "m-1",
        {
            "system": "portal",
            "from_": at("22:00", "2026-07-16"),
            "until": at("02:00", "2026-07-17"),
            "why": "数据库升级",
        },
    ),
    Rank: (
        (("chen", "/score rank cloud.efficiency_rank 5 20 88.5 80 2026-Q3"),),
        "rk-1",
        {
            "row": "cloud.efficiency_rank",
            "for_": "2026-Q3",
            "rank": 5,
            "of": 20,
            "value": Decimal("88.5"),
            "mean": Decimal(80),
        },
    ),
    CalendarDay: (
        (("zhao", "/zhiban calendar add 2027-02-08 off 春节"),),
        "c-1",
        {"day": date(2027, 2, 8), "off": True, "name": "春节"},
    ),
    Survey: (
        (("feng", "/survey answer 基本满意 2026-07"),),
        "sv-1",
        {"for_": "2026-07", "answer": "basic", "at": NOW, "by": "feng"},
    ),
    Note: (
        (
            ("zhao", "/guard open 评审保障 2026-07-13 2026-07-14"),
            ("chen", "/score note guard.hazard --about g-1 --person lin --count 2 清除挖矿进程 9:30"),
            ("chen", "/score note satisfaction.attitude --points -0.5 态度生硬"),
        ),
        "n-1",
        {
            "row": "guard.hazard",
            "at": at("09:30"),
            "by": "chen",
            "about": "g-1",
            "person": "lin",
            "count": 2,
            "points": None,
            "text": "清除挖矿进程",
        },
    ),
    Duty: (
        (("zhao", "/roster set 2026-10-01 lin night"),),
        "du-1",
        {"day": date(2026, 10, 1), "person": "lin", "part": "night"},
    ),
    Ruling: (
        (("chen", "/score confirm inspect.missed:page:2026-07-10 属实"),),
        "r-1",
        {
            "entry": "inspect.missed:page:2026-07-10",
            "ruling": "confirm",
            "by": "chen",
            "at": NOW,
            "reason": "属实",
        },
    ),
}


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.KIND)
def test_every_field_is_set_by_somebody(room: Room, kind: type[Fact]) -> None:
    lines, id_, wanted = SAID[kind]
    told = set(wanted) | (set() if kind in (Punch, Leave) else ONLY_CLAIMS_HAVE_A_STATE)
    assert told == set(field_types(kind)) - KEPT_BY_THE_BOT, "every field is named here"
    for person, line in lines:
        room.does(person, line)
    fact = room.fact(kind, id_)
    assert {name: getattr(fact, name) for name in wanted} == wanted
    first = room.history(kind, id_)[0]
    assert (fact.recorded_at or fact.first_happening, fact.recorded_by) == (NOW, first.recorded_by)


def test_the_points_of_a_note_are_set_too(room: Room) -> None:
    for person, line in SAID[Note][0]:
        room.does(person, line)
    assert room.fact(Note, "n-2").points == Decimal("-0.5")
