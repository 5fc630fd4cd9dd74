"""Days that have a name."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.roster.day_words import named_days
from storage.contract.kinds import CalendarDay, Duty
from storage.records.calendar import announced_calendar
from tests.commands.conftest import Room, refusals

TODAY = date(2026, 7, 15)
NATIONAL = (date(2026, 10, 1), date(2026, 10, 7))


@pytest.mark.parametrize(
    ("words", "today", "first", "last"),
    [
        *(
            (word, TODAY, *NATIONAL)
            for word in ("国庆", "国庆节", "国庆假期", "国庆长假", "National Day", "national  day")
        ),
        ("国庆", date(2026, 10, 7), *NATIONAL),
        ("国庆", date(2026, 10, 8), date(2027, 10, 1), date(2027, 10, 3)),
        ("中秋", TODAY, date(2026, 9, 25), date(2026, 9, 27)),
        ("中秋节", TODAY, date(2026, 9, 25), date(2026, 9, 27)),
        ("元旦", TODAY, date(2027, 1, 1), date(2027, 1, 3)),
        ("端午", TODAY, date(2027, 6, 9), date(2027, 6, 9)),
        ("周末", TODAY, date(2026, 7, 18), date(2026, 7, 19)),
        ("本周末", date(2026, 7, 19), date(2026, 7, 18), date(2026, 7, 19)),
        ("这个周末", date(2026, 7, 20), date(2026, 7, 25), date(2026, 7, 26)),
        ("下周末", TODAY, date(2026, 7, 25), date(2026, 7, 26)),
        ("next weekend", TODAY, date(2026, 7, 25), date(2026, 7, 26)),
        ("7月", TODAY, date(2026, 7, 1), date(2026, 7, 31)),
        ("6月", TODAY, date(2027, 6, 1), date(2027, 6, 30)),
        ("10月", TODAY, date(2026, 10, 1), date(2026, 10, 31)),
        ("十月", TODAY, date(2026, 10, 1), date(2026, 10, 31)),
        ("十二月份", TODAY, date(2026, 12, 1), date(2026, 12, 31)),
        ("十一月", TODAY, date(2026, 11, 1), date(2026, 11, 30)),
        ("二月", TODAY, date(2027, 2, 1), date(2027, 2, 28)),
    ],
)
def test_named_days(words: str, today: date, first: date, last: date) -> None:
    assert named_days(words, today, announced_calendar()) == (first, last)


@pytest.mark.parametrize("words", ["", "节", "假期", "月", "0月", "13月", "十三月", "国庆节日", "周", "Lin", "holiday"])
def test_what_names_no_days(words: str) -> None:
    assert named_days(words, TODAY, announced_calendar()) is None


@given(st.text(max_size=12), st.dates(date(1971, 1, 1), date(2200, 12, 31)))
def test_anything_typed_names_days_in_order_or_none(words: str, today: date) -> None:
    found = named_days(words, today, announced_calendar())
    assert found is None or found[0] <= found[1]


def test_rosters_are_asked_for_by_name(room: Room) -> None:
    assert "2026-10-07" in room.does("zhao", "/roster generate 国庆").words
    room.hold(Duty(id="du-1", day=NATIONAL[0], person="lin"), Duty(id="du-2", day=date(2026, 10, 20), person="wu"))
    assert "(1)" in room.does("lin", "/roster show 国庆节").text
    assert "(2)" in room.does("lin", "/roster show 10月").text
    assert "1 turns" in room.does("lin", "/roster ics 国庆").text
    assert "1 turns" in room.does("lin", "/roster ics wu 10月").text
    refusals(room, "lin", ["/roster show 某节", "/roster ics 某节", "/roster ics wu 某节"])


def test_a_holiday_that_was_declared_here_has_its_name_too(room: Room) -> None:
    declared = CalendarDay(id="c-1", day=date(2026, 8, 5), off=True, name="校庆日")
    room.hold(declared, Duty(id="du-1", day=date(2026, 8, 5), person="lin"))
    assert "(1)" in room.does("lin", "/roster show 校庆日").text
