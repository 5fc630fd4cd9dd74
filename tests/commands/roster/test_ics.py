"""`/roster ics`: the roster as a calendar file."""

from datetime import date
from typing import Any

from icalendar import Calendar

from storage.contract.kinds import Duty
from tests.commands.conftest import Answer, Room, at, refusals


def events(answer: Answer) -> list[dict[str, Any]]:
    """The events of the file, as another reader of the format understands them."""
    assert answer.file is not None
    calendar = Calendar.from_ical(answer.file.content)
    assert calendar["method"] == "PUBLISH"
    return [
        {
            "uid": str(event["uid"]),
            "day": event.decoded("dtstart"),
            "until": event.decoded("dtend"),
            "summary": str(event["summary"]),
            "sequence": event["sequence"],
            "status": event.get("status"),
            "stamp": event.decoded("dtstamp"),
        }
        for event in calendar.walk("VEVENT")
    ]


def roster(room: Room) -> None:
    room.does("zhao", "/roster set 2026-10-01 lin")
    room.does("zhao", "/roster set 2026-10-02 wu night")


def test_the_teams_roster(room: Room) -> None:
    roster(room)
    answer = room.does("sun", "/roster ics")
    assert answer.file is not None
    assert answer.file.filename == "roster-2026-07-15-2026-10-02.ics"
    first, second = events(answer)
    assert (first["day"], first["until"]) == (date(2026, 10, 1), date(2026, 10, 2))
    assert (first["summary"], second["summary"]) == ("值班 Duty: Lin", "值班 Duty: Wu (夜班 night shift)")
    assert (first["uid"], first["sequence"], first["stamp"]) == ("du-1@duty.zhiban", 0, at("10:00"))


def test_ones_own_roster_and_anothers(room: Room) -> None:
    roster(room)
    assert [one["uid"] for one in events(room.does("wu", "/roster ics me"))] == ["du-2@duty.zhiban"]
    assert [one["uid"] for one in events(room.does("wu", "/roster ics lin 10月1日到7日"))] == ["du-1@duty.zhiban"]
    assert len(events(room.does("wu", "/roster ics team 2026-10-01 2026-10-07"))) == 2
    assert [one["uid"] for one in events(room.does("wu", "/roster ics 2026-10-02"))] == ["du-2@duty.zhiban"]


def test_a_change_keeps_the_identity_and_raises_the_sequence(room: Room) -> None:
    roster(room)
    before = room.does("lin", "/roster ics")
    again = room.does("lin", "/roster ics", at("10:30"))
    assert before.file is not None
    assert again.file is not None
    assert before.file.content == again.file.content
    room.does("zhao", "/roster set 2026-10-01 sun", at("11:00"))
    changed = events(room.does("lin", "/roster ics", at("11:01")))[0]
    assert (changed["uid"], changed["sequence"], changed["stamp"]) == ("du-1@duty.zhiban", 1, at("11:00"))
    assert changed["summary"] == "值班 Duty: Sun"
    assert room.fact(Duty, "du-1").person == "sun"


def test_what_is_no_more_is_cancelled_in_a_calendar_that_may_hold_it(room: Room) -> None:
    roster(room)
    room.does("zhao", "/roster set 2026-10-01 sun", at("11:00"))
    [mine] = events(room.does("lin", "/roster ics me", at("11:01")))
    assert (mine["uid"], mine["status"], mine["sequence"]) == ("du-1@duty.zhiban", "CANCELLED", 1)
    assert [one["status"] for one in events(room.does("lin", "/roster ics", at("11:01")))] == [None, None]
    room.does("zhao", "/roster set 2026-10-01 lin", at("12:00"))
    [mine] = events(room.does("lin", "/roster ics me", at("12:01")))
    assert (mine["status"], mine["sequence"]) == (None, 2)
    room.does("zhao", "/zhiban void du-1 misread", at("12:05"))
    assert [
        one["status"] for one in events(room.does("lin", "/roster ics team 2026-10-01 2026-10-07", at("12:06")))
    ] == [
        None,
        "CANCELLED",
    ]


def test_nothing_to_send_and_what_cannot_be_read(room: Room) -> None:
    refusals(room, "lin", ["/roster ics"])
    roster(room)
    refusals(
        room,
        "lin",
        ["/roster ics me 2026-10-02", "/roster ics nobody", "/roster ics lin soon", "/roster ics 2026-10-01 x"],
    )
