"""`/clock status`: who sees what."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from commands.clock.slash import COMMAND
from commands.kit import roles
from commands.kit.blocks import LONGEST_SECTION, MOST_BLOCKS, Reply
from tests.commands.clock.conftest import Desk, at, shown

NOW = at("18:30")


def a_day(desk: Desk) -> None:
    desk.say("lin", "in", at("08:55:10"))
    desk.say("lin", "out", at("18:02"))
    desk.say("wu", "in 8:50", at("09:30"))
    desk.say("zhao", "leave annual today pm", at("09:30"))
    desk.say("lin", "leave 病假 明天", at("17:00"))


def decided_with_a_press(reply: Reply) -> list[str]:
    """What the buttons of the claims say."""
    values = [json.loads(button["value"]) for button in buttons_in(reply)]
    return [f"{verb} {words}" for _, verb, words in values if words]


def home(desk: Desk, person: str, now: datetime) -> Reply:
    """What the person's Home shows of the status."""
    return desk.say(person, "status", now, at_home=True)


def buttons_in(reply: Reply) -> list[dict[str, Any]]:
    rows = [block for block in reply.content()["blocks"] if block["type"] == "actions"]
    return [button for row in rows for button in row["elements"]]


@pytest.mark.parametrize(
    ("said", "offered"),
    [
        ([], [["clock", "in", ""]]),
        ([("in", "08:55")], [["clock", "out", ""]]),
        ([("in", "08:55"), ("out", "18:01")], []),
    ],
)
def test_the_punch_that_comes_next_is_a_press_away(
    desk: Desk, said: list[tuple[str, str]], offered: list[list[str]]
) -> None:
    for way, clock in said:
        desk.say("lin", way, at(clock))
    assert [json.loads(button["value"]) for button in buttons_in(home(desk, "lin", at("18:02")))] == offered


def test_no_punch_is_offered_on_a_day_off(desk: Desk) -> None:
    assert buttons_in(home(desk, "lin", at("09:00", "2026-07-18"))) == []


def test_what_was_typed_is_answered_without_buttons_that_would_grow_stale(desk: Desk) -> None:
    a_day(desk)
    assert [buttons_in(desk.say(who, "status", NOW)) for who in ("lin", "zhao", "chen")] == [[], [], []]


def test_an_engineer_sees_only_the_own_day(desk: Desk) -> None:
    a_day(desk)
    seen = shown(desk.say("lin", "status", NOW))
    assert "in 08:55:10 · out 18:02" in seen
    assert "in by 09:00, out from 18:00" in seen
    assert "(`l-1`)" not in seen
    assert "sick leave 2026-07-16" in seen
    assert not re.search("Wu|Zhao|08:50|/clock approve", seen)


def test_the_pm_sees_the_team_and_what_waits_for_the_pm(desk: Desk) -> None:
    a_day(desk)
    seen = shown(desk.say("zhao", "", NOW))
    assert "Lin: in 08:55:10 · out 18:02" in seen
    assert "Wu: in 08:50 (waits for approval)" in seen
    assert "annual leave, afternoon (waits for approval)" in seen
    assert "`/clock approve p-3` or `/clock refuse p-3" in seen
    assert "/clock approve l-2" in seen
    assert "/clock approve l-1" not in seen
    pressed = decided_with_a_press(home(desk, "zhao", NOW))
    assert pressed == ["approve p-3", "refuse p-3", "approve l-2", "refuse l-2"]
    assert "Sun" not in seen


def test_a_manager_sees_the_pms_claims_only_to_decide_on(desk: Desk) -> None:
    a_day(desk)
    seen = shown(desk.say("chen", "status", NOW))
    assert "/clock approve l-1" in seen
    assert "/clock approve p-3" not in seen
    assert "Your day" not in seen
    assert decided_with_a_press(home(desk, "chen", NOW)) == ["approve l-1", "refuse l-1"]


def test_a_remote_engineer_is_told_that_nothing_is_expected(desk: Desk) -> None:
    a_day(desk)
    seen = shown(desk.say("sun", "status", NOW))
    assert "on site only" in seen
    assert "Lin" not in seen


@pytest.mark.parametrize(
    ("leave", "approved", "expected"),
    [
        ("today", True, "on leave all day"),
        ("today", False, "in by 09:00, out from 18:00"),
        ("today am", True, "in by 13:00, out from 18:00"),
        ("today pm", True, "in by 09:00, out from 12:00"),
    ],
)
def test_approved_leave_changes_what_is_expected(desk: Desk, leave: str, approved: bool, expected: str) -> None:
    desk.say("lin", f"leave sick {leave}", at("08:00"))
    if approved:
        desk.say("zhao", "approve l-1", at("08:01"))
    assert expected in shown(desk.say("lin", "status", at("08:30")))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at("09:00", "2026-07-18"), "it is no working day."),
        (at("09:00", "2026-10-01"), "it is no working day (National Day)"),
        (at("09:00", "2026-10-10"), "in by 09:00"),
        (at("09:00", "2027-03-01"), "That is an estimate: the holidays of 2027"),
    ],
)
def test_the_calendar_decides_what_is_expected(desk: Desk, now: datetime, expected: str) -> None:
    assert expected in shown(desk.say("lin", "status", now))


def test_many_claims_stay_within_slacks_limits(desk: Desk) -> None:
    for day in range(1, 29):
        desk.say("lin", f"leave other 2026-08-{day:02} {'理由' * 500}", at("09:00"))
    blocks = home(desk, "zhao", at("09:00")).content()["blocks"]
    assert len(blocks) <= MOST_BLOCKS
    assert all(len(block["text"]["text"]) <= LONGEST_SECTION for block in blocks if "text" in block)
    assert "/clock approve l-28" in str(blocks)


@pytest.mark.parametrize("verb", [verb.name for verb in COMMAND.verbs])
def test_every_verb_is_in_the_table_of_who_may_what(verb: str) -> None:
    assert f"clock.{verb}" in roles.WHO_MAY


def test_every_example_works(desk: Desk) -> None:
    desk.say("wu", "in 8:00", at("09:00", "2026-07-13"))
    desk.say("wu", "in 8:00", at("09:00", "2026-07-14"))
    desk.say("wu", "in 8:00", at("09:00"))
    desk.say("wu", "leave sick 2026-09-01", at("09:00"))
    desk.say("wu", "leave sick 2026-09-02", at("09:00"))
    for verb in COMMAND.verbs:
        who = "zhao" if verb.name in ("approve", "refuse") else "lin"
        for example in verb.examples:
            desk.say(who, example.removeprefix("/clock "), at("09:00"))


def test_no_sentence_speaks_of_points() -> None:
    folder = Path(__file__).parents[3] / "commands" / "clock"
    for file in folder.glob("*.py"):
        assert not re.search(r"\bpoints\b|扣分|加分", file.read_text("utf-8").replace("points to", "")), file.name
