"""`/survey`: the client is asked, answers once, complains and praises."""

from dataclasses import replace
from decimal import Decimal

import pytest

from storage.contract.kinds import Note, Survey
from tests.commands.conftest import NOW, PEOPLE, Room, refusals


@pytest.mark.parametrize(
    ("typed", "answer", "for_"),
    [
        ("satisfied", "satisfied", "2026-Q3"),
        ("非常满意 2026-07", "very", "2026-07"),
        ("very satisfied", "very", "2026-Q3"),
        ("basically satisfied contract", "basic", "contract"),
        ("不满意 本月", "unsatisfied", "2026-07"),
        ("BASIC 2026-h2", "basic", "2026-H2"),
    ],
)
def test_the_client_answers(room: Room, typed: str, answer: str, for_: str) -> None:
    room.does("feng", f"/survey answer {typed}")
    survey = room.fact(Survey, "sv-1")
    assert (survey.answer, survey.for_, survey.by, survey.at) == (answer, for_, "feng", NOW)


@pytest.mark.parametrize(
    "typed",
    ["answer", "answer great", "answer very 2025-01", "answer very 2026-W28", "answer very x", "complaint", "praise"],
)
def test_what_cannot_be_meant_is_refused(room: Room, typed: str) -> None:
    refusals(room, "feng", [f"/survey {typed}"])


def test_nobody_counts_twice_for_a_period(room: Room) -> None:
    room.does("feng", "/survey answer very")
    answer = room.does("feng", "/survey answer basic")
    assert "Before, it was very satisfied" in answer.text
    assert [(survey.id, survey.answer) for survey in room.facts(Survey)] == [("sv-1", "basic")]
    room.does("chen", "/survey answer very")
    room.does("feng", "/survey answer very 2026-07")
    assert len(room.facts(Survey)) == 3


def test_who_is_asked_answers_with_one_press(room: Room) -> None:
    answer = room.does("zhao", "/survey ask")
    assert "Chen, Feng" in answer.text
    asked = {key: row for key, row in room.outbox().items() if key.startswith("survey.ask")}
    assert {row.recipient for row in asked.values()} == {"chen", "feng"}
    assert "非常满意" in room.posted("survey.ask:2026-Q3:feng:1", "zh")
    room.does("feng", "/survey answer satisfied 2026-Q3")
    post = room.outbox()["survey.ask:2026-Q3:feng:1"]
    assert post.open is False
    answer = room.does("zhao", "/survey ask")
    assert "Chen" in answer.text
    assert "Feng" not in answer.text
    assert len([key for key in room.outbox() if key.startswith("survey.ask")]) == 3


def test_whom_slack_does_not_reach_is_named(room: Room) -> None:
    room.hold(replace(PEOPLE[-1], slack=None))
    assert "not reached: Feng" in room.does("zhao", "/survey ask").words


def test_the_pm_sees_the_result(room: Room) -> None:
    room.does("feng", "/survey answer unsatisfied")
    words = room.does("zhao", "/survey result").words
    assert "unsatisfied: 1" in words
    assert "Satisfied or better: 0" in words
    assert "Not answered yet: Chen" in words
    assert "survey:sv-1:zhao" in room.outbox()


@pytest.mark.parametrize(
    ("important", "verb", "points"),
    [(False, "complaint", "-0.5"), (True, "complaint", "-1"), (False, "praise", "0.5"), (True, "praise", "1")],
)
def test_a_complaint_or_praise_weighs_by_who_says_it(room: Room, important: bool, verb: str, points: str) -> None:
    feng = next(person for person in PEOPLE if person.id == "feng")
    room.hold(replace(feng, important=important))
    room.does("feng", f"/survey {verb} 深夜到场")
    note = room.fact(Note, "n-1")
    assert (note.row, note.points, note.by, note.text) == (
        "satisfaction.attitude",
        Decimal(points),
        "feng",
        "深夜到场",
    )


def test_an_answer_that_is_taken_back_is_asked_for_again(room: Room) -> None:
    room.does("zhao", "/survey ask")
    room.does("feng", "/survey answer unsatisfied")
    room.does("feng", "/zhiban undo")
    question = room.outbox()["survey.ask:2026-Q3:feng:1"]
    assert question.open
    assert "非常满意" in room.posted("survey.ask:2026-Q3:feng:1", "zh")
