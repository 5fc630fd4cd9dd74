"""What an inspection flags becomes a problem with its clock in one press, and never two."""

import json
from typing import Any

import pytest

from commands.kit.texts import LANGUAGES
from storage.contract.kinds import CheckedItem, Inspection, Person, Problem
from storage.records.settings import TermsInForce
from tests.commands.conftest import NOW, Answer, Room, at, refusals


def pressable(blocks: Any) -> list[str]:
    """What the buttons say, each as it would be typed."""
    elements = [one for block in blocks if block["type"] == "actions" for one in block["elements"]]
    return ["/{} {} {}".format(*json.loads(one["value"])).rstrip() for one in elements]


def in_answer(answer: Answer) -> list[str]:
    return pressable(answer.content["blocks"])


def in_post(room: Room, key: str) -> list[str]:
    return pressable(room.outbox()[key].content["en"]["blocks"])


PORTAL = "/inspect problem --from i-1 portal"
BOTH = "/inspect problem --from i-1"


def test_one_press_makes_a_problem_found_when_it_was_inspected(room: Room) -> None:
    receipt = room.does("lin", "/inspect done 9:55 cloud:ok portal:慢")
    assert in_answer(receipt) == in_post(room, "inspection:i-1") == [PORTAL]
    answer = room.does("wu", PORTAL)
    problem = room.fact(Problem, "pr-i-1-portal")
    assert (problem.found_at, problem.by, problem.recorded_by) == (at("09:55"), "lin", "wu")
    assert (problem.scope, problem.note, problem.fed_back_at) == ("in", "portal: 慢", None)
    assert "2026-07-15 10:10" in answer.words
    assert "慢 — problem `pr-i-1-portal`" in room.posted("inspection:i-1")
    assert in_post(room, "inspection:i-1") == []
    assert in_post(room, "problem:pr-i-1-portal") == ["/inspect feedback pr-i-1-portal"]


@pytest.mark.parametrize("second", [PORTAL, BOTH, "/inspect problem --from 1 PORTAL", "/inspect 问题 —巡检 i-1 portal"])
@pytest.mark.parametrize("presser", ["lin", "wu"])
def test_pressed_twice_there_is_one(room: Room, second: str, presser: str) -> None:
    room.does("lin", "/inspect done portal:慢")
    assert room.does("lin", PORTAL).stored == 1
    room.does("lin", "/inspect edit pr-i-1-portal note=门户很慢 found_at=9:50", at("10:05"))
    again = room.does(presser, second, at("11:00"))
    assert (again.stored, "Nothing was added" in again.text) == (0, True)
    assert [problem.note for problem in room.facts(Problem)] == ["门户很慢"]


def test_each_flagged_item_or_all_of_them_become_problems(room: Room) -> None:
    receipt = room.does("lin", "/inspect done cloud:慢 portal:报错")
    assert in_answer(receipt) == ["/inspect problem --from i-1 cloud", PORTAL, BOTH]
    room.does("lin", PORTAL)
    assert in_post(room, "inspection:i-1") == ["/inspect problem --from i-1 cloud"]
    answer = room.does("lin", BOTH)
    assert answer.stored == 1
    assert "Problems logged: 1." in answer.words
    assert "`pr-i-1-portal` portal: 报错 · feedback due 2026-07-15 10:15 (Wed) · logged already" in answer.words
    assert {problem.id for problem in room.facts(Problem)} == {"pr-i-1-cloud", "pr-i-1-portal"}
    room.does("lin", "/inspect feedback pr-i-1-cloud 10:03", at("10:03"))
    assert "fed back 10:03" in room.does("lin", BOTH, at("10:04")).words
    assert "10:03 已反馈" in room.does("lin", BOTH, at("10:04"), "zh").words


def test_trouble_without_a_checklist_becomes_a_problem_too(room: Room) -> None:
    receipt = room.does("lin", "/inspect done page 首页偶发超时 --trouble")
    assert in_answer(receipt) == [BOTH]
    room.does("lin", BOTH)
    room.does("lin", f"{BOTH} --out")
    [problem] = room.facts(Problem)
    assert (problem.id, problem.note, problem.scope) == ("pr-i-1-whole", "首页偶发超时", "in")


def test_one_outside_our_scope_is_said_to_be(room: Room) -> None:
    room.does("lin", "/inspect done server os:补丁 --trouble")
    room.does("lin", "/inspect problem --from i-1 操作系统 --out", language="zh")
    [problem] = room.facts(Problem)
    assert (problem.scope, problem.note) == ("out", "操作系统：补丁")


def test_taken_back_it_can_be_made_again(room: Room) -> None:
    room.does("lin", "/inspect done portal:慢")
    room.does("lin", PORTAL)
    room.does("lin", "/zhiban undo", at("10:01"))
    assert room.facts(Problem) == []
    assert "withdrawn" in room.posted("problem:pr-i-1-portal")
    assert in_post(room, "inspection:i-1") == [PORTAL]
    assert room.does("lin", PORTAL, at("10:02")).stored == 1
    assert "withdrawn" not in room.posted("problem:pr-i-1-portal")


def test_a_corrected_checklist_is_followed(room: Room) -> None:
    room.does("lin", "/inspect done portal:慢 cloud:慢")
    room.does("lin", PORTAL)
    room.does("lin", "/inspect edit i-1 items=cloud bad 慢; portal bad 慢")
    assert in_post(room, "inspection:i-1") == ["/inspect problem --from i-1 cloud"]
    room.does("lin", "/inspect edit i-1 items=cloud ok ok=yes")
    assert in_post(room, "inspection:i-1") == []
    assert "All was in order" in room.refuses("lin", BOTH)


def test_a_flag_put_in_later_is_not_in_order_either(room: Room) -> None:
    room.does("lin", "/inspect done portal:ok")
    room.does("lin", "/inspect edit i-1 items=portal bad 慢")
    assert not room.fact(Inspection, "i-1").ok
    assert in_post(room, "inspection:i-1") == [PORTAL]
    room.does("lin", "/inspect edit i-1 items=portal ok")
    assert not room.fact(Inspection, "i-1").ok, "that all was in order is said by itself"
    room.does("lin", "/inspect edit i-1 ok=yes")
    assert room.fact(Inspection, "i-1").ok


def test_the_names_of_targets_that_are_no_words_do_not_meet(room: Room) -> None:
    items = tuple(
        CheckedItem(target, False, "") for target in ("政务 云", "政务  云", "门户", "Ｐ", "P", "p", "x" * 300)
    )
    room.hold(Inspection(id="i-9", type="page", at=NOW, by="lin", ok=False, note="慢", items=items))
    room.does("lin", "/inspect problem --from i-9")
    problems = room.facts(Problem)
    assert len({problem.id.casefold() for problem in problems}) == len(items) - 1
    assert len(problems) == len(items)
    assert {problem.id for problem in problems} >= {"pr-i-9-门户", "pr-i-9-P", "pr-i-9-p"}
    assert room.does("lin", "/inspect problem --from i-9 P").stored == 0
    room.does("lin", "/inspect feedback pr-i-9-门户")


def test_numbered_problems_and_inspections_do_not_meet(room: Room) -> None:
    room.hold(Inspection(id="1", type="page", at=NOW, by="lin", ok=False, note="慢"))
    room.does("lin", "/inspect problem 首页慢")
    assert room.does("lin", "/inspect problem --from 1").stored == 1
    assert {problem.id for problem in room.facts(Problem)} == {"pr-1", "pr-1-whole"}


def test_the_bots_own_inspection_is_made_a_problem_by_a_person(room: Room) -> None:
    room.hold(
        Inspection(id="i-5", type="page", at=NOW, by="zhiban", ok=False, items=(CheckedItem("portal", False, "503"),))
    )
    room.does("lin", "/inspect problem --from i-5")
    problem = room.fact(Problem, "pr-i-5-portal")
    assert (problem.by, problem.recorded_by) == ("zhiban", "lin")


def test_what_cannot_be_made_a_problem_is_refused(room: Room) -> None:
    room.hold(Inspection(id="i-3", type="page", at=NOW, by="lin", ok=True))
    room.hold(Inspection(id="i-4", type="page", at=NOW, by="lin", ok=False, items=(CheckedItem("portal", True, ""),)))
    refusals(
        room,
        "lin",
        [
            "/inspect problem --from",
            "/inspect problem --from i-77",
            "/inspect problem --from i-3",
            "/inspect problem --from i-4 portal",
            "/inspect problem --from i-4 cloud",
            "/inspect problem --from i-4 <!channel>",
            f"/inspect problem --from {'9' * 5000}",
        ],
    )
    assert "engineers and the PM" in room.refuses("chen", "/inspect problem --from i-4")


def test_many_flagged_items_fit_and_each_becomes_one(room: Room) -> None:
    names = [f"系统{number} {'很长的名称' * 30}"[:150] for number in range(40)]
    large = Room(room.database, TermsInForce({"systems": names, "slack": {"ops_channel": "C0OPS"}}))
    items = tuple(CheckedItem(name, False, "慢" * 200) for name in names)
    large.hold(Inspection(id="i-9", type="page", at=NOW, by="lin", ok=False, note="注" * 2000, items=items))
    large.does("lin", "/inspect edit i-9 at=9:30", language="zh")
    assert large.does("lin", "/inspect problem --from i-9 " + names[3]).stored == 1
    assert large.does("lin", "/inspect problem --from i-9").stored == 39
    for language in LANGUAGES:
        large.does("lin", "/inspect problem --from i-9", language=language)


def test_an_item_without_words_says_what_the_inspection_says(room: Room) -> None:
    room.does("lin", "/inspect done 首页白屏 portal:bad")
    room.does("lin", PORTAL)
    assert room.fact(Problem, "pr-i-1-portal").note == "portal: 首页白屏"
    room.does("lin", "/inspect done cloud:bad", at("10:05"))
    room.does("lin", "/inspect problem --from i-2", at("10:05"), "zh")
    assert room.fact(Problem, "pr-i-2-cloud").note == "cloud：异常"


def test_once_still_logs_nothing_that_is_done(room: Room) -> None:
    room.does("lin", "/inspect done page --once")
    again = room.does("wu", "/inspect done page --once", at("15:00"))
    assert (again.stored, "Already logged" in again.text) == (0, True)
    assert room.does("wu", "/inspect done server --once", at("15:00")).stored == 1
    assert [held.ok for held in room.facts(Inspection)] == [True, True]


def test_the_one_who_found_it_is_named_as_they_are_called(room: Room) -> None:
    room.hold(Person(id="sun", name="<Sun>", side="team", role="engineer", onsite=True, slack="U0SUN"))
    room.does("sun", "/inspect done portal:慢")
    room.does("lin", PORTAL)
    assert "&lt;Sun&gt; found a problem (pr-i-1-portal)" in room.posted("problem:pr-i-1-portal")
