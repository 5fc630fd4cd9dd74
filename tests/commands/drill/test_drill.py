"""`/drill`: plans on file, drills, their reports."""

from datetime import date

import pytest

from storage.contract.kinds import Drill, Plan
from tests.commands.conftest import NOW, Room, at, refusals

TODAY = date(2026, 7, 15)
HELD = Drill(id="dr-1", planned_on=date(2026, 7, 10))


@pytest.mark.parametrize(
    ("typed", "type_", "for_", "filed_on"),
    [
        ("emergency-plan", "emergency", None, TODAY),
        ("应急预案 2026-07-01", "emergency", None, date(2026, 7, 1)),
        ("plan 2026-Q3", "drill", "2026-Q3", TODAY),
        ("plan 本季度 昨天", "drill", "2026-Q3", date(2026, 7, 14)),
        ("plan contract", "drill", "contract", TODAY),
    ],
)
def test_a_plan_is_put_on_file(room: Room, typed: str, type_: str, for_: str | None, filed_on: date) -> None:
    room.does("zhao", f"/drill {typed}")
    plan = room.fact(Plan, "pl-1")
    assert (plan.type, plan.for_, plan.filed_on) == (type_, for_, filed_on)


@pytest.mark.parametrize(
    "typed",
    [
        "emergency-plan 明天",
        "emergency-plan soon",
        "plan",
        "plan 2026-13",
        "plan 2026-Q3 明天",
        "add",
        "add 2026-08-20",
        "add 主备切换",
        f"add 2026-08-20 {'长' * 2001}",
        "done",
        "done dr-9",
        "done dr-1 明天",
        "report dr-1 明天9:00",
        "edit dr-1 planned_on=",
        "edit pl-1 for=2026-Q3",
    ],
)
def test_what_cannot_be_meant_is_refused(room: Room, typed: str) -> None:
    room.hold(HELD)
    refusals(room, "zhao", [f"/drill {typed}"])


def test_a_drill_is_planned_held_and_reported(room: Room) -> None:
    answer = room.does("zhao", "/drill add 2026-07-20 数据库主备切换")
    assert "report due 2026-07-23 (Thu)" in answer.words
    assert "数据库主备切换" in room.does("lin", "/drill list").words
    room.does("zhao", "/drill edit dr-1 planned_on=2026-07-13")
    assert "report due 2026-07-16" in room.posted("drill:dr-1")
    room.does("zhao", "/drill done 1 2026-07-13")
    room.does("zhao", "/drill report 1")
    drill = room.fact(Drill, "dr-1")
    assert (drill.planned_on, drill.held_on, drill.report_at) == (date(2026, 7, 13), date(2026, 7, 13), NOW)
    refusals(room, "zhao", ["/drill done 1", "/drill report 1 9:00"])
    assert room.outbox()["drill:dr-1"].open is False


def test_the_list_says_where_there_is_nothing(room: Room) -> None:
    assert "No plan is on file" in room.does("lin", "/drill").text


def test_an_edit_empties_what_may_be_empty(room: Room) -> None:
    room.hold(Drill(id="dr-1", planned_on=date(2026, 7, 10), held_on=date(2026, 7, 11), report_at=at("09:00")))
    room.does("zhao", "/drill edit dr-1 held_on= report_at=-")
    drill = room.fact(Drill, "dr-1")
    assert (drill.held_on, drill.report_at) == (None, None)
