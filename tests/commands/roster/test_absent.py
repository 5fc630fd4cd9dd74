"""Turns of people who are on leave that day or have left the project."""

import json
from datetime import date
from typing import Any

import pytest

from storage.contract.kinds import Duty, Leave, Person
from tests.commands.conftest import Room, at

DAY = date(2026, 10, 1)
SECOND = date(2026, 10, 2)
THIRD = date(2026, 10, 5)


def duty(who: str, **more: Any) -> Duty:
    return Duty(**{"id": "du-1", "day": DAY, "person": who, **more})


def posts(room: Room, prefix: str) -> dict[str, Any]:
    return {key: row for key, row in room.outbox().items() if key.startswith(prefix)}


def open_(room: Room, prefix: str) -> list[Any]:
    return [row for row in posts(room, prefix).values() if row.open]


def pressed(row: Any) -> list[str]:
    """What the buttons of a post say."""
    actions = [one for block in row.content["en"]["blocks"] if block["type"] == "actions" for one in block["elements"]]
    return ["/{} {} {}".format(*json.loads(one["value"])) for one in actions]


def sun_leaves(room: Room) -> None:
    room.does("zhao", "/zhiban person leave sun 2026-09-30")


@pytest.mark.parametrize(
    ("held", "shown"),
    [
        ([duty("lin")], "2026-10-01 (Thu) — Lin"),
        (
            [duty("lin"), Leave(id="l-1", person="lin", type="sick", from_=DAY, until=DAY)],
            "2026-10-01 (Thu) — *nobody*; not covered: Lin is on leave that day",
        ),
        (
            [
                duty("lin", part="day"),
                duty("wu", id="du-2", part="night"),
                Leave(id="l-1", person="wu", type="sick", from_=DAY, until=DAY, half="pm"),
            ],
            "2026-10-01 (Thu) — Lin · day shift; not covered: Wu (night shift) is on leave that day",
        ),
        (
            [duty("lin"), duty("wu", id="du-2"), Leave(id="l-1", person="wu", type="sick", from_=DAY, until=DAY)],
            "2026-10-01 (Thu) — Lin (Wu is on leave that day)",
        ),
        (
            [
                duty("sun"),
                Person(
                    id="sun",
                    name="Sun",
                    side="team",
                    role="engineer",
                    onsite=False,
                    slack="U0SUN",
                    until=date(2026, 9, 30),
                ),
            ],
            "2026-10-01 (Thu) — *nobody*; not covered: Sun is not in the project that day",
        ),
    ],
)
def test_the_roster_says_who_was_meant_to_be_there(room: Room, held: list[Any], shown: str) -> None:
    room.hold(*held)
    lines = room.does("lin", "/roster show 2026-10-01").words.splitlines()
    assert f"• {shown}" in lines


def test_a_departure_with_later_turns_is_told_to_the_pm_at_once(room: Room) -> None:
    last = date(2026, 9, 30)
    room.hold(duty("sun", id="du-0", day=last), duty("sun"), duty("sun", id="du-2", day=THIRD), duty("wu", id="du-3"))
    sun_leaves(room)
    [told] = posts(room, "roster.gone:").values()
    assert (told.recipient, told.open) == ("zhao", True)
    assert (
        "Sun is on duty on 2026-10-01 (Thu), 2026-10-05 (Mon), but not in the project then"
        in told.content["en"]["text"]
    )
    assert pressed(told) == ["/roster generate 2026-10-01 2026-10-05", "/roster set 2026-10-01"]

    room.does("zhao", "/roster set 2026-10-01 lin", at("10:01"))
    [told] = open_(room, "roster.gone:")
    assert "2026-10-01" not in told.content["en"]["text"]
    room.does("zhao", "/roster set 2026-10-05 lin", at("10:02"))
    assert open_(room, "roster.gone:") == []


def test_who_stays_after_all_is_not_warned_of_any_more(room: Room) -> None:
    room.hold(duty("sun"))
    sun_leaves(room)
    room.does("zhao", "/zhiban undo", at("10:01"))
    assert open_(room, "roster.gone:") == []
    room.does("zhao", "/zhiban person edit sun until=2026-10-01", at("10:02"))
    assert open_(room, "roster.gone:") == []
    room.does("zhao", "/zhiban person edit sun until=2026-09-01", at("10:03"))
    assert len(open_(room, "roster.gone:")) == 1


def test_a_turn_that_an_undo_brings_back_past_a_departure_is_warned_of_anew(room: Room) -> None:
    room.hold(duty("sun"))
    sun_leaves(room)
    room.does("zhao", "/roster set 2026-10-01 lin", at("10:01"))
    assert open_(room, "roster.gone:") == []
    room.does("zhao", "/zhiban undo", at("10:02"))
    [warned] = open_(room, "roster.gone:")
    assert warned.recipient == "zhao"


@pytest.mark.parametrize("state", ["approved", "claimed"])
def test_a_turn_that_comes_to_lie_on_leave_is_warned_of(room: Room, state: str) -> None:
    room.hold(Leave(id="l-1", person="lin", type="annual", from_=DAY, until=DAY, state=state, recorded_by="lin"))  # type: ignore[arg-type]
    room.does("zhao", "/roster set 2026-10-01 lin")
    assert [row.recipient for row in open_(room, "roster.leave:")] == ["lin", "zhao"]
    room.does("zhao", "/roster set 2026-10-01 sun", at("10:01"))
    assert open_(room, "roster.leave:") == []
    room.does("zhao", "/zhiban undo", at("10:02"))
    assert [row.recipient for row in open_(room, "roster.leave:")] == ["lin", "zhao"]


def test_an_edit_of_anything_else_tells_nothing(room: Room) -> None:
    room.hold(duty("sun"))
    sun_leaves(room)
    before = posts(room, "roster.gone:")
    room.does("zhao", "/zhiban person edit sun name=Sunny", at("10:01"))
    assert posts(room, "roster.gone:") == before


def test_leave_over_several_duty_days_is_one_message_for_each_reader(room: Room) -> None:
    room.hold(duty("lin"), duty("lin", id="du-2", day=SECOND), duty("lin", id="du-3", day=THIRD))
    room.does("lin", "/clock leave annual 2026-10-01 2026-10-05")
    lins, zhaos = posts(room, "roster.leave:").values()
    assert (lins.recipient, zhaos.recipient) == ("lin", "zhao")
    for row in (lins, zhaos):
        assert all(f"2026-10-0{number}" in row.content["en"]["text"] for number in (1, 2, 5))
    assert pressed(lins) == ["/roster swap 2026-10-01", "/roster swap 2026-10-02", "/roster swap 2026-10-05"]
    assert pressed(zhaos)[:2] == ["/roster swap 2026-10-01", "/roster set 2026-10-01"]

    room.does("zhao", "/clock approve l-1", at("10:01"))
    assert [row.recipient for row in open_(room, "roster.leave:")] == ["lin", "zhao"]
    assert len(posts(room, "roster.leave:")) == 4
    room.does("wu", "/roster take 2026-10-02", at("10:02"))
    for row in open_(room, "roster.leave:"):
        assert "2026-10-02" not in row.content["en"]["text"]
        assert "2026-10-05" in row.content["en"]["text"]
    room.does("wu", "/roster take 2026-10-01", at("10:03"))
    room.does("wu", "/roster take 2026-10-05", at("10:04"))
    assert open_(room, "roster.leave:") == []
