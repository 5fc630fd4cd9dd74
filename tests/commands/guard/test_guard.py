"""`/guard`: guard periods, their plans, hazards and accidents in them, supported sessions."""

from datetime import date
from decimal import Decimal

import pytest

from storage.contract.kinds import Guard, Note, Support
from tests.commands.conftest import NOW, Room, at, refusals

HELD = Guard(id="g-1", name="评审保障", from_=date(2026, 7, 13), until=date(2026, 7, 14))


@pytest.mark.parametrize(
    ("typed", "name", "first", "last"),
    [
        ("国庆保障 2026-10-01 2026-10-07", "国庆保障", date(2026, 10, 1), date(2026, 10, 7)),
        ("国庆 中秋 保障 10月1日到7日", "国庆 中秋 保障", date(2026, 10, 1), date(2026, 10, 7)),
        ("expert review 2026-08-03", "expert review", date(2026, 8, 3), date(2026, 8, 3)),
        ("G20 会议 2026-08-03 2026-08-05", "G20 会议", date(2026, 8, 3), date(2026, 8, 5)),
    ],
)
def test_a_guard_period_is_opened(room: Room, typed: str, name: str, first: date, last: date) -> None:
    answer = room.does("zhao", f"/guard open {typed}")
    guard = room.fact(Guard, "g-1")
    assert (guard.name, guard.from_, guard.until) == (name, first, last)
    assert f"plan due {first} 00:00" in answer.words
    assert "Plan on file" in room.posted("guard:g-1")


@pytest.mark.parametrize(
    "typed",
    [
        "open",
        "open 国庆保障",
        "open 2026-10-01 2026-10-07",
        "open 国庆保障 2026-10-07 2026-10-01",
        f"open {'长' * 201} 2026-10-01",
        "plan",
        "plan g-9",
        "plan g-1 明天9:00",
        "hazard g-1",
        "hazard g-9 清除木马",
        "accident g-1",
        "support",
        "support vip 90 0",
        "support key",
        "support key many 0",
        "support key -5 0",
        "support key 90 0 明天9:00",
        "edit g-1 until=2026-07-12",
        "edit g-1 name=",
        "edit su-1 used_min=1",
    ],
)
def test_what_cannot_be_meant_is_refused(room: Room, typed: str) -> None:
    room.hold(HELD)
    refusals(room, "zhao", [f"/guard {typed}"])


def test_the_plan_is_filed_once(room: Room) -> None:
    room.hold(HELD)
    room.does("zhao", "/guard plan 1 9:30")
    assert room.fact(Guard, "g-1").plan_at == at("09:30")
    refusals(room, "zhao", ["/guard plan g-1"])


@pytest.mark.parametrize("person", ["zhao", "chen"])
@pytest.mark.parametrize(("verb", "row"), [("hazard", "guard.hazard"), ("accident", "guard.accident")])
def test_hazards_and_accidents_are_notes_about_the_period(room: Room, person: str, verb: str, row: str) -> None:
    room.hold(HELD)
    answer = room.does(person, f"/guard {verb} g-1 9:30 清除挖矿进程")
    note = room.fact(Note, "n-1")
    assert (note.row, note.about, note.by, note.at, note.text) == (row, "g-1", person, at("09:30"), "清除挖矿进程")
    confirmed = "It counts as confirmed" in answer.words
    assert confirmed is (person == "chen")
    other = "chen" if person == "zhao" else "zhao"
    assert room.outbox()[f"note:n-1:{other}"].recipient == other


@pytest.mark.parametrize(
    ("typed", "class_", "used", "lost", "when"),
    [
        ("key 120 0", "key", "120", "0", NOW),
        ("general 90.5 2.5 9:30", "general", "90.5", "2.5", at("09:30")),
        ("重点 60", "key", "60", "0", NOW),
        ("key 60 昨天15:00", "key", "60", "0", at("15:00", "2026-07-14")),
    ],
)
def test_a_supported_session_is_noted(room: Room, typed: str, class_: str, used: str, lost: str, when: object) -> None:
    room.does("zhao", f"/guard support {typed}")
    support = room.fact(Support, "su-1")
    assert (support.class_, support.used_min, support.outage_min, support.at) == (
        class_,
        Decimal(used),
        Decimal(lost),
        when,
    )


def test_the_list_holds_what_runs_or_is_ahead(room: Room) -> None:
    room.hold(HELD, Guard(id="g-2", name="国庆保障", from_=date(2026, 10, 1), until=date(2026, 10, 7)))
    words = room.does("lin", "/guard").words
    assert "g-2" in words
    assert "g-1" not in words


def test_no_more_minutes_are_lost_than_were_used(room: Room) -> None:
    refusals(room, "zhao", ["/guard support key 10 10.5"])
    room.does("zhao", "/guard support key 10 10")
