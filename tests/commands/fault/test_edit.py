"""`/fault edit`: every field, valid, invalid and emptied."""

from typing import Any

import pytest

from storage.contract.kinds import Fault
from tests.commands.conftest import NOW, Room, at, refusals

HANDLED = Fault(
    id="f-1",
    title="慢",
    system="cloud",
    level=4,
    type="other",
    module="m",
    cause="own",
    noticed_at=at("09:00"),
    started_at=at("08:30"),
    responded_at=at("09:10"),
    arrived_at=at("09:20"),
    handled_at=at("09:30"),
    closed_at=at("09:40"),
    device="d",
    trouble="t",
    recorded_by="lin",
)
EMPTIED = (
    "module",
    "cause",
    "started_at",
    "responded_at",
    "arrived_at",
    "handled_at",
    "closed_at",
    "device",
    "trouble",
)
NEEDED = ("title", "system", "type", "emergency", "outage", "onsite", "noticed_at", "devices_down")


@pytest.mark.parametrize(
    ("typed", "changes"),
    [
        ("title=首页  打不开", {"title": "首页 打不开"}),
        (f"title={'门' * 200}", {"title": "门" * 200}),
        ("system=portal", {"system": "portal"}),
        ("type=network", {"type": "network"}),
        ("type = Data", {"type": "data"}),
        ("module=登录 模块", {"module": "登录 模块"}),
        ("cause=third_party", {"cause": "third_party"}),
        ("emergency=yes", {"emergency": True}),
        ("outage=是", {"outage": True}),
        ("onsite=TRUE", {"onsite": True}),
        ("started_at=8:00", {"started_at": at("08:00")}),
        ("noticed_at=9:05", {"noticed_at": at("09:05")}),
        ("responded_at=9:00", {"responded_at": at("09:00")}),
        ("arrived_at=9:25", {"arrived_at": at("09:25")}),
        ("handled_at=8:30", {"handled_at": at("08:30")}),
        ("closed_at=今天 9:50", {"closed_at": at("09:50")}),
        ("devices_down=0", {"devices_down": 0}),
        ("devices_down=９９９９", {"devices_down": 9999}),
        ("device=交换机 A", {"device": "交换机 A"}),
        ("trouble=丢包", {"trouble": "丢包"}),
        ("SYSTEM＝portal outage＝yes", {"system": "portal", "outage": True}),
        ("title=慢 system=portal\ntype=data", {"system": "portal", "type": "data"}),
        *((f"{name}=", {name: None}) for name in EMPTIED),
    ],
)
def test_a_field_is_put_right(room: Room, typed: str, changes: dict[str, Any]) -> None:
    room.hold(HANDLED)
    assert room.does("lin", f"/fault edit 1 {typed}").stored == 1
    fault = room.fact(Fault, "f-1")
    assert {name: getattr(fault, name) for name in changes} == changes
    untouched = [name for name in (*EMPTIED, *NEEDED) if name not in changes]
    assert [getattr(fault, name) for name in untouched] == [getattr(HANDLED, name) for name in untouched]
    [line] = room.thread("fault:f-1")
    assert line.startswith("10:00 Lin: ")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "portal",
        "x system=portal",
        "system portal",
        "level=3",
        "colour=red",
        "system=portal system=cloud",
        *(f"{name}=" for name in NEEDED),
        f"title={'门' * 201}",
        f"system={'x' * 5000}",
        "type=slow",
        "cause=bad luck",
        "emergency=maybe",
        "outage=2",
        "onsite=x",
        "devices_down=-1",
        "devices_down=10000",
        "devices_down=many",
        "started_at=someday",
        "noticed_at=明天 9:00",
        "noticed_at=9:11",
        "responded_at=8:59",
        "arrived_at=8:59",
        "handled_at=8:29",
        "closed_at=8:29",
        "started_at=9:31",
        "closed_at=10:02",
        "system=portal outage=perhaps",
    ],
)
def test_what_cannot_be_meant_is_refused(room: Room, typed: str) -> None:
    room.hold(HANDLED)
    refusals(room, "lin", [f"/fault edit 1 {typed}"])
    assert room.fact(Fault, "f-1") == HANDLED


def test_an_edit_is_told_in_the_thread_field_by_field(room: Room) -> None:
    room.does("lin", "/fault open 慢 9:00")
    room.does("lin", "/fault edit 1 outage=yes module=<登录> responded_at=9:05", at("10:01"))
    room.does("lin", "/fault edit 1 outage=no module= responded_at=9:06", at("10:02"))
    room.does("lin", "/fault edit 1 responded_at=", at("10:03"))
    assert room.thread("fault:f-1")[1:] == [
        "10:01 Lin: Responded at 2026-07-15 09:05. Edited: module = &lt;登录&gt;. Edited: outage = yes.",
        "10:02 Lin: Responded: corrected to 2026-07-15 09:06. Edited: module = nothing. Edited: outage = no.",
        "10:03 Lin: Responded: taken back.",
    ]
    assert room.thread("fault:f-1", "zh")[2].endswith("已更正：module = 无。已更正：outage = 否。")


def test_an_edit_that_changes_nothing_is_not_told(room: Room) -> None:
    room.does("lin", "/fault open 慢 --system portal")
    assert room.does("lin", "/fault edit 1 system=portal").stored == 0
    assert len(room.thread("fault:f-1")) == 1


def test_an_untidy_import_can_be_edited_elsewhere(room: Room) -> None:
    untidy = Fault(
        id="f-1", title="慢", system="x", level=4, type="other", noticed_at=at("09:00"), responded_at=at("08:00")
    )
    room.hold(untidy)
    room.does("lin", "/fault edit 1 system=portal")
    refusals(room, "lin", ["/fault edit 1 responded_at=8:30"])
    room.does("lin", "/fault edit 1 responded_at=9:30")


def test_a_planned_fault_has_no_limits(room: Room) -> None:
    room.does("lin", "/fault open 慢")
    room.does("lin", "/fault edit 1 cause=planned", NOW)
    assert "Respond by" not in room.posted("fault:f-1")
    assert "planned" in room.posted("fault:f-1")
