"""A fault's post names who is on duty that day."""

from datetime import date

from sqlalchemy import event

from storage.contract.kinds import Duty
from tests.commands.conftest import Room, at
from tests.commands.roster.test_generate import force

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


def open_faults(room: Room, count: int) -> None:
    for number in range(1, count + 1):
        room.does("feng", f"/fault open 第{number}页打不开 --system portal", at("10:00", f"2026-07-{number:02}"))


def test_who_is_away_or_gone_is_not_named_and_the_post_follows(room: Room) -> None:
    room.hold(Duty(id="du-1", day=TODAY, person="lin"), Duty(id="du-2", day=TODAY, person="sun", part="night"))
    room.does("feng", "/fault open 门户首页打不开 --system portal")
    assert "on duty: <@U0LIN>, <@U0SUN>" in room.outbox()["fault:f-1"].content["en"]["text"]
    room.does("lin", "/clock leave sick 2026-07-15", at("10:01"))
    assert "<@U0LIN>" in room.posted("fault:f-1")
    room.does("zhao", "/clock approve l-1", at("10:02"))
    assert "on duty: <@U0SUN>" in room.outbox()["fault:f-1"].content["en"]["text"]
    room.does("zhao", "/zhiban person leave sun 2026-07-14", at("10:03"))
    assert "on duty" not in room.outbox()["fault:f-1"].content["en"]["text"]


def test_a_roster_of_other_days_looks_at_no_fault_by_itself(room: Room) -> None:
    def queries(faults: int) -> int:
        open_faults(room, faults)
        before = room.outbox()
        counted: list[str] = []
        listening = room.database._writers, "before_cursor_execute", lambda *given: counted.append(given[2])
        event.listen(*listening)
        try:
            draft = room.does("zhao", "/roster generate 2026-10-01 2026-10-31 --anew")
            room.does("zhao", force(draft))
        finally:
            event.remove(*listening)
        faults_posts = {key for key in before if key.startswith("fault:")}
        assert all(room.outbox()[key].wanted == before[key].wanted for key in faults_posts)
        room.does("zhao", "/zhiban undo")
        return len(counted)

    assert queries(1) == queries(12)
