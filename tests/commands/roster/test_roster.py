"""`/roster`: who is on duty."""

from datetime import date

import pytest

from storage.contract.kinds import Duty
from tests.commands.conftest import Room, refusals


@pytest.mark.parametrize(
    ("typed", "day", "person", "part"),
    [
        ("2026-10-01 lin", date(2026, 10, 1), "lin", "all"),
        ("10月2日 <@U0SUN|sun> night", date(2026, 10, 2), "sun", "night"),
        ("明天 Wu 白班", date(2026, 7, 16), "wu", "day"),
    ],
)
def test_somebody_is_put_on_duty_and_told(room: Room, typed: str, day: date, person: str, part: str) -> None:
    room.does("zhao", f"/roster set {typed}")
    duty = room.fact(Duty, "du-1")
    assert (duty.day, duty.person, duty.part, duty.recorded_by) == (day, person, part, "zhao")
    assert room.outbox()[f"duty:du-1:{person}"].recipient == person


@pytest.mark.parametrize(
    "typed", ["", "lin", "2026-10-01", "2026-10-01 nobody", "2026-10-01 chen", "2026-10-01 lin noon"]
)
def test_what_cannot_be_meant_is_refused(room: Room, typed: str) -> None:
    refusals(room, "zhao", [f"/roster set {typed}"])


def test_another_takes_the_place_and_both_are_told(room: Room) -> None:
    room.does("zhao", "/roster set 2026-10-01 lin")
    room.does("zhao", "/roster set 2026-10-01 wu")
    assert [(duty.id, duty.person) for duty in room.facts(Duty)] == [("du-1", "wu")]
    assert {"duty:du-1:lin", "duty:du-1:wu"} <= room.outbox().keys()


def test_parts_of_a_day_stand_beside_each_other_and_the_whole_day_takes_both(room: Room) -> None:
    room.does("zhao", "/roster set 2026-10-01 lin day")
    room.does("zhao", "/roster set 2026-10-01 wu night")
    assert [(duty.person, duty.part) for duty in room.facts(Duty)] == [("lin", "day"), ("wu", "night")]
    room.does("zhao", "/roster set 2026-10-01 sun")
    assert [(duty.person, duty.part) for duty in room.facts(Duty)] == [("sun", "all")]


def test_the_roster_is_shown_by_day(room: Room) -> None:
    assert "Nobody is on the roster" in room.does("lin", "/roster").text
    room.does("zhao", "/roster set 2026-10-02 wu night")
    room.does("zhao", "/roster set 2026-10-01 lin")
    words = room.does("chen", "/roster show 2026-10-01 2026-10-07").words
    assert words.index("2026-10-01 (Thu) — Lin") < words.index("2026-10-02 (Fri) — Wu · night shift")
    refusals(room, "lin", ["/roster show sometime"])
