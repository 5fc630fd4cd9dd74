"""Posts about a fact stay true for everybody who was told, and say nothing to who has left."""

from __future__ import annotations

import pytest

from storage.contract.kinds import Duty, Inspection, Task
from tests.commands.conftest import MORNING, NOW, Room, at

LATER = at("10:15")


def test_who_takes_a_note_back_sees_it_withdrawn_too(room: Room) -> None:
    room.does("zhao", "/score note conduct.dress --person lin 未着工装")
    room.does("chen", "/zhiban void n-1 误记", at("10:01"))
    assert {key for key in room.outbox() if key.startswith("note:")} == {"note:n-1:chen", "note:n-1:lin"}
    assert all("(withdrawn)" in room.posted(key) for key in ("note:n-1:chen", "note:n-1:lin"))


def test_nobody_learns_of_a_fact_by_its_being_taken_back(room: Room) -> None:
    room.does("chen", "/score note conduct.dress 未着工装")
    room.does("zhao", "/zhiban void n-1 误记", at("10:01"))
    assert "note:n-1:chen" not in room.outbox()


def test_everybody_who_had_a_request_sees_what_became_of_it(room: Room) -> None:
    room.does("lin", "/request open 无法登录 9:50")
    for person in ("sun", "wu", "zhao"):
        room.does("lin", f"/request dispatch q-1 {person}")
    room.does("zhao", "/request answer q-1", at("10:05"))
    for person in ("sun", "wu", "zhao"):
        shown = room.posted(f"request:q-1:{person}")
        assert "To whom*\nZhao" in shown
        assert "Answered at" in shown
        assert not room.outbox()[f"request:q-1:{person}"].open


def test_everybody_who_was_on_duty_sees_who_is(room: Room) -> None:
    for person in ("lin", "wu", "sun"):
        room.does("zhao", f"/roster set 2026-10-01 {person}")
    assert all("Sun" in room.posted(f"duty:du-1:{person}") for person in ("lin", "wu", "sun"))


def test_a_whole_day_over_two_turns_names_both_and_is_undone_together(room: Room) -> None:
    room.does("zhao", "/roster set 2026-10-01 lin day")
    room.does("zhao", "/roster set 2026-10-01 wu night")
    answer = room.does("zhao", "/roster set 2026-10-01 sun", at("10:01"))
    assert "Lin · day shift" in answer.words
    assert "Wu · night shift" in answer.words
    room.does("zhao", "/zhiban undo", at("10:02"))
    assert sorted((duty.person, duty.part) for duty in room.facts(Duty)) == [("lin", "day"), ("wu", "night")]


def test_what_is_left_to_nobody_is_said(room: Room) -> None:
    room.does("zhao", "/roster set 2026-10-01 lin")
    answer = room.does("zhao", "/roster set 2026-10-01 wu day")
    assert "Nobody is on duty for the night shift now." in answer.words


def test_who_has_left_is_told_nothing_more(room: Room) -> None:
    room.does("zhao", "/task add lin 2026-07-30 18:00 整理")
    before = room.posted("task:t-1:lin")
    room.does("zhao", "/zhiban person leave lin 2026-07-15")
    room.does("zhao", "/task edit t-1 text=保密内容", at("10:00", "2026-07-20"))
    assert room.posted("task:t-1:lin") == before


@pytest.mark.parametrize(
    ("now", "told"), [(at("10:10"), set()), (at("10:10:01"), {"zhao", "chen"}), (LATER, {"zhao", "chen"})]
)
def test_a_late_correction_is_told_to_who_oversees(room: Room, now: object, told: set[str]) -> None:
    room.does("lin", "/request open 无法登录 9:50")
    room.does("wu", "/request edit q-1 arrived_at=9:55", now)  # type: ignore[arg-type]
    corrections = {row.recipient for key, row in room.outbox().items() if key.startswith("correction:")}
    assert corrections == told
    for key in room.outbox():
        if key.startswith("correction:"):
            assert "Wu corrected request `q-1`" in room.posted(key)
            assert "2026-07-15 09:50 → 2026-07-15 09:55" in room.posted(key)


@pytest.mark.parametrize(
    ("typed", "said_now"),
    [("at=昨天10:00", True), ("type=server", True), ("at=9:30", False), ("note=补充", False)],
)
def test_an_inspection_moved_to_another_day_or_kind_was_said_only_now(room: Room, typed: str, said_now: bool) -> None:
    room.hold(
        Inspection(id="i-1", type="page", at=at("09:00"), by="lin", ok=True, recorded_at=at("09:00")), now=MORNING
    )
    room.does("lin", f"/inspect edit i-1 {typed}")
    inspection = room.fact(Inspection, "i-1")
    assert (inspection.recorded_at == NOW) is said_now


def test_a_task_or_a_change_is_for_somebody_of_the_team(room: Room) -> None:
    for line in (
        "/task add feng 明天18:00 整理",
        "/staff change chen 2026-09-01",
        "/roster set 2026-10-01 chen",
    ):
        assert "nobody called" in room.refuses("zhao", line)
    room.hold(Task(id="t-1", person="lin", due_at=at("18:00"), text="整理"))
    assert "nobody called" in room.refuses("zhao", "/task edit t-1 person=chen")
