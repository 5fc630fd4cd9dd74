"""`/zhiban calendar`: the special days ahead, days declared off or worked, and what moves with them."""

from __future__ import annotations

from datetime import date

import pytest

from commands.kit.texts import LANGUAGES, Language
from storage.contract.kinds import CalendarDay
from storage.records.calendar import working_days
from tests.commands.conftest import NOW, Room, at, refusals

SEPTEMBER = at("10:00", "2026-09-21")


def is_working(room: Room, day: date) -> bool:
    with room.database.read() as connection:
        return working_days(connection).is_working(day)


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            [
                "2026-09-25 (Fri) to 2026-09-27 (Sun): day off · Mid-autumn Festival",
                "2026-10-01 (Thu) to 2026-10-07 (Wed): day off · National Day",
                "2026-10-10 (Sat): working day · National Day",
                "2027 is only estimated",
            ],
        ),
        ("zh", ["2026-10-01 周四 至 2026-10-07 周三：休息日 · 国庆节", "2027 年的放假安排尚未公布"]),
    ],
)
@pytest.mark.parametrize("person", ["lin", "zhao", "chen", "feng"])
def test_the_special_days_ahead_are_listed(room: Room, person: str, language: Language, lines: list[str]) -> None:
    words = room.does(person, "/zhiban calendar", SEPTEMBER, language).words
    assert [line for line in lines if line not in words] == []
    assert ("ask.zhiban.calendar" in words) is (person == "zhao")
    assert "2026 is only" not in words


def test_days_of_a_year_not_announced_are_called_estimated(room: Room) -> None:
    words = room.does("lin", "/zhiban calendar", at("10:00", "2027-01-15")).words
    assert "2027-02-05 (Fri): day off · Lunar New Year's Eve · estimated" in words


def test_nothing_ahead_is_said(room: Room) -> None:
    assert "No day is off" in room.does("lin", "/zhiban calendar", at("10:00", "2026-07-01")).words


@pytest.mark.parametrize(
    ("typed", "days", "off", "name"),
    [
        ("add 2026-08-03 off 厂庆", ["2026-08-03"], True, "厂庆"),
        ("新增 8月3日 休 厂庆 放假", ["2026-08-03"], True, "厂庆 放假"),
        ("add next Monday 放假 x", ["2026-07-20"], True, "x"),
        ("add 2026-08-01 work 补 <班>", ["2026-08-01"], False, "补 <班>"),
        ("add 2026-08-01 2026-08-02 上班 加班", ["2026-08-01", "2026-08-02"], False, "加班"),
        ("add 8月1日到2日 班 加班", ["2026-08-01", "2026-08-02"], False, "加班"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_is_declared_as_understood(
    room: Room, typed: str, days: list[str], name: str, language: Language, *, off: bool
) -> None:
    answer = room.does("zhao", f"/zhiban calendar {typed}", language=language)
    held = room.facts(CalendarDay)
    assert [(fact.id, f"{fact.day}", fact.off, fact.name) for fact in held] == [
        (f"c-{number}", day, off, name) for number, day in enumerate(days, start=1)
    ]
    assert {(fact.recorded_by, fact.recorded_at) for fact in held} == {("zhao", NOW)}
    assert all(day in answer.words for day in days)
    assert "<班>" not in answer.words
    assert {is_working(room, fact.day) for fact in held} == {not off}
    assert answer.stored == len(days)


@pytest.mark.parametrize(
    "typed",
    [
        "remove 2026-08-03",
        "add",
        "add 2026-08-03",
        "add 2026-08-03 off",
        "add 2026-08-03 holiday 厂庆",
        "add off 厂庆",
        "add 2026-02-30 off 厂庆",
        "add 2026-08-03 2026-08-01 off 厂庆",
        "add 2026-08-01 2026-09-01 off 厂庆",
        "add 2025-06-01 off 厂庆",
        "add 2028-07-01 off 厂庆",
        f"add 2026-08-03 off {'x' * 61}",
    ],
)
def test_what_cannot_be_meant_is_refused(room: Room, typed: str) -> None:
    refusals(room, "zhao", [f"/zhiban calendar {typed}"])


def test_at_most_a_month_at_once(room: Room) -> None:
    assert room.does("zhao", f"/zhiban calendar add 2026-08-01 2026-08-31 off {'x' * 60}").stored == 31


@pytest.mark.parametrize("person", ["lin", "chen", "feng"])
def test_only_the_pm_declares(room: Room, person: str) -> None:
    for language in LANGUAGES:
        room.refuses(person, "/zhiban calendar add 2026-08-03 off 厂庆", language=language)


def test_of_two_facts_for_a_day_the_one_that_holds_is_changed(room: Room) -> None:
    day = date(2026, 8, 3)
    room.hold(
        CalendarDay(id="c-9", day=day, off=True, name="一"), CalendarDay(id="c-10", day=day, off=False, name="二")
    )
    assert not is_working(room, day)
    room.does("zhao", "/zhiban calendar add 2026-08-03 work 三")
    assert is_working(room, day)
    assert (room.fact(CalendarDay, "c-9").name, room.fact(CalendarDay, "c-10").name) == ("三", "二")
    assert len(room.facts(CalendarDay)) == 2


def test_days_declared_anew_are_changed_in_place_also_beyond_nine(room: Room) -> None:
    room.does("zhao", "/zhiban calendar add 2026-08-03 2026-08-14 off 检修", at("10:00"))
    answer = room.does("zhao", "/zhiban calendar add 2026-08-12 2026-08-15 work 照常", at("10:01"))
    assert answer.stored == 4
    held = {f"{fact.day}": fact for fact in room.facts(CalendarDay)}
    assert len(held) == 13
    assert (held["2026-08-12"].id, held["2026-08-15"].id) == ("c-10", "c-13")
    assert [is_working(room, date(2026, 8, day)) for day in (11, 12, 14, 15)] == [False, True, True, True]
    same = room.does("zhao", "/zhiban calendar add 2026-08-12 2026-08-15 work 照常", at("10:02"))
    assert (same.stored, "nothing was changed" in same.text) == (0, True)
    partly = room.does("zhao", "/zhiban calendar add 2026-08-15 2026-08-16 work 照常", at("10:03"))
    assert (partly.stored, "2026-08-15" in partly.words) == (1, False)


def test_due_days_that_move_are_told(room: Room) -> None:
    answer = room.does("zhao", "/zhiban calendar add 2026-10-08 2026-10-12 off 检修", SEPTEMBER)
    assert "monthly report 2026-09: due 2026-10-15 (Thu)" in answer.words
    assert "moved" not in room.does("zhao", "/zhiban calendar add 2026-10-24 off 周六", SEPTEMBER).words


@pytest.mark.parametrize(("day", "past"), [("2026-07-14", True), ("2026-07-15", True), ("2026-07-16", False)])
def test_a_day_that_has_begun_is_judged_anew_and_the_answer_says_so(room: Room, day: str, past: bool) -> None:
    assert ("standing may move" in room.does("zhao", f"/zhiban calendar add {day} off x").words) is past


def test_declared_days_are_listed_by_their_ids_and_can_be_undone_together(room: Room) -> None:
    room.does("zhao", "/zhiban calendar add 2026-07-20 2026-07-22 off 检修", at("10:00"))
    words = room.does("lin", "/zhiban calendar", at("10:01")).words
    assert "2026-07-20 (Mon) to 2026-07-22 (Wed): day off · 检修 · declared (`c-1` … `c-3`)" in words
    room.does("zhao", "/zhiban undo", at("10:02"))
    assert room.facts(CalendarDay) == []
    assert is_working(room, date(2026, 7, 20))
