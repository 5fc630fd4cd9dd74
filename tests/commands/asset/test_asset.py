"""`/asset`: confirmed changes into the register, planned stock-takes."""

from datetime import date

import pytest

from storage.contract.kinds import AssetChange, Stocktake
from tests.commands.conftest import Room, refusals

TODAY = date(2026, 7, 15)
HELD = (
    AssetChange(id="a-1", asset="交换机 A", confirmed_on=date(2026, 7, 10)),
    Stocktake(id="st-1", due_on=date(2026, 7, 31)),
)


@pytest.mark.parametrize(
    ("typed", "asset", "confirmed_on"),
    [
        ("新增虚拟机 2 台", "新增虚拟机 2 台", TODAY),
        ("switch A replaced 2026-07-14", "switch A replaced", date(2026, 7, 14)),
        ("交换机 A 报废 昨天", "交换机 A 报废", date(2026, 7, 14)),
    ],
)
def test_a_change_is_noted_with_its_limit(room: Room, typed: str, asset: str, confirmed_on: date) -> None:
    answer = room.does("lin", f"/asset change {typed}")
    change = room.fact(AssetChange, "a-1")
    assert (change.asset, change.confirmed_on, change.registered_on) == (asset, confirmed_on, None)
    assert f"into the register by 2026-07-{confirmed_on.day + 7}" in answer.words
    assert "In the register" in room.posted("asset_change:a-1")


@pytest.mark.parametrize(
    "typed",
    [
        "change",
        "change 交换机 2026-07-16",
        f"change {'长' * 201}",
        "registered",
        "registered a-9",
        "registered a-1 2026-07-09",
        "registered a-1 明天",
        "registered st-1",
        "stocktake",
        "stocktake soon",
        "counted st-9",
        "counted a-1",
        "counted st-1 明天",
        "edit a-1 confirmed_on=明天",
        "edit a-1 asset=",
        "edit 9 asset=x",
    ],
)
def test_what_cannot_be_meant_is_refused(room: Room, typed: str) -> None:
    room.hold(*HELD)
    refusals(room, "lin", [f"/asset {typed}"])


def test_what_waits_is_listed_until_it_is_done(room: Room) -> None:
    room.hold(*HELD)
    words = room.does("chen", "/asset").words
    assert "into the register by 2026-07-17" in words
    assert "2026-07-31" in words
    room.does("lin", "/asset registered 1 2026-07-14")
    room.does("lin", "/asset counted 1")
    assert room.fact(AssetChange, "a-1").registered_on == date(2026, 7, 14)
    assert room.fact(Stocktake, "st-1").done_on == TODAY
    assert "no stock-take is open" in room.does("chen", "/asset list").text
    refusals(room, "lin", ["/asset registered a-1", "/asset counted st-1"])


def test_a_bare_number_is_a_change_and_never_a_stocktake(room: Room) -> None:
    room.hold(*HELD)
    room.does("lin", "/asset edit 1 asset=交换机 B")
    assert room.fact(AssetChange, "a-1").asset == "交换机 B"
    room.does("lin", "/asset edit ST-1 due_on=2026-08-31")
    assert room.fact(Stocktake, "st-1").due_on == date(2026, 8, 31)
