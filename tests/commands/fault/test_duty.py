"""A fault's post names who is on duty that day."""

from datetime import date

from storage.contract.kinds import Duty
from tests.commands.conftest import Room

TODAY = date(2026, 7, 15)


def test_the_post_names_who_is_on_duty_and_follows_the_roster(room: Room) -> None:
    room.hold(Duty(id="du-1", day=TODAY, person="lin"))
    room.does("feng", "/fault open 门户首页打不开 --system portal")
    post = room.outbox()["fault:f-1"].content["en"]
    assert "on duty: <@U0LIN>" in post["text"]
    assert "<@U0LIN>" in room.posted("fault:f-1", "zh")
    room.does("wu", "/roster take 2026-07-15")
    assert "<@U0WU>" in room.posted("fault:f-1")
    assert "<@U0LIN>" not in room.posted("fault:f-1")
    room.does("wu", "/fault respond f-1")
    assert "<@U0WU>" in room.posted("fault:f-1")


def test_without_a_roster_nobody_is_named(room: Room) -> None:
    room.hold(Duty(id="du-1", day=date(2026, 7, 16), person="lin"))
    room.does("feng", "/fault open 门户首页打不开 --system portal")
    assert "<@" not in room.posted("fault:f-1")
