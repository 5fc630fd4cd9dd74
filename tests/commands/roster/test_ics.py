"""`/roster ics`: the roster as a calendar file."""

import re
from datetime import date
from pathlib import Path
from typing import Any

from icalendar import Calendar

from commands.roster.ics import roster_file
from storage.contract.kinds import Duty, Person
from storage.database import Database
from storage.migrations import migrate
from storage.records.ledger import UnitOfWork, by_bot
from tests.commands.conftest import Answer, Room, at, refusals


def turn_of(uid: str) -> str:
    """The turn that a UID means; what follows it tells installations apart."""
    turn, _, installation = uid.partition("@")
    assert re.fullmatch(r"[0-9a-f]{12}\.duty\.zhiban", installation)
    return turn


def events(answer: Answer) -> list[dict[str, Any]]:
    """The events of the file, as another reader of the format understands them."""
    assert answer.file is not None
    calendar = Calendar.from_ical(answer.file.content)
    assert calendar["method"] == "PUBLISH"
    return [
        {
            "uid": turn_of(str(event["uid"])),
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
    assert (first["uid"], first["sequence"], first["stamp"]) == ("du-1", 0, at("10:00"))


def test_ones_own_roster_and_anothers(room: Room) -> None:
    roster(room)
    assert [one["uid"] for one in events(room.does("wu", "/roster ics me"))] == ["du-2"]
    assert [one["uid"] for one in events(room.does("wu", "/roster ics lin 10月1日到7日"))] == ["du-1"]
    assert len(events(room.does("wu", "/roster ics team 2026-10-01 2026-10-07"))) == 2
    assert [one["uid"] for one in events(room.does("wu", "/roster ics 2026-10-02"))] == ["du-2"]


def test_a_change_keeps_the_identity_and_raises_the_sequence(room: Room) -> None:
    roster(room)
    before = room.does("lin", "/roster ics")
    again = room.does("lin", "/roster ics", at("10:30"))
    assert before.file is not None
    assert again.file is not None
    assert before.file.content == again.file.content
    room.does("zhao", "/roster set 2026-10-01 sun", at("11:00"))
    changed = events(room.does("lin", "/roster ics", at("11:01")))[0]
    assert (changed["uid"], changed["sequence"], changed["stamp"]) == ("du-1", 1, at("11:00"))
    assert changed["summary"] == "值班 Duty: Sun"
    assert room.fact(Duty, "du-1").person == "sun"


def test_what_is_no_more_is_cancelled_in_a_calendar_that_may_hold_it(room: Room) -> None:
    roster(room)
    room.does("zhao", "/roster set 2026-10-01 sun", at("11:00"))
    [mine] = events(room.does("lin", "/roster ics me", at("11:01")))
    assert (mine["uid"], mine["status"], mine["sequence"]) == ("du-1", "CANCELLED", 1)
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


def test_another_installations_turns_have_other_identities(room: Room, tmp_path: Path) -> None:
    roster(room)
    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    migrate(other)
    lin = Person(id="lin", name="Lin", side="team", role="engineer", onsite=True)
    facts = [lin, Duty(id="du-1", day=date(2026, 10, 1), person="lin")]
    other.write(lambda c: UnitOfWork(c, by_bot("test"), at("09:00")).record_all(facts, replace=False)).result(10)
    days = (date(2026, 10, 1), date(2026, 10, 1))
    with room.database.read() as here, other.read() as there:
        found = [roster_file(connection, *days).content for connection in (here, there, there)]
    other.close()
    first, second, again = (str(Calendar.from_ical(content).walk("VEVENT")[0]["uid"]) for content in found)
    assert (turn_of(first), turn_of(second)) == ("du-1", "du-1")
    assert first != second
    assert found[1] == found[2]
    assert second == again


def test_the_last_day_of_all_has_an_event_too(room: Room) -> None:
    room.hold(Duty(id="du-1", day=date.max, person="lin"))
    with room.database.read() as connection:
        assert b"DTSTART;VALUE=DATE:99991231" in roster_file(connection, date.max, date.max).content
