from datetime import date
from typing import Any

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.contract.calendar import HolidayError, SpecialDay, WorkCalendar, read_holidays
from storage.contract.kinds import CalendarDay, Document, Fault
from storage.contract.obligations import documents_owed
from storage.contract.periods import parse_moment
from storage.contract.terms import load_terms
from storage.contract.text import Text
from tests.storage.contract.told import mainland

STATUTORY_2027 = ["01-01", *(f"02-{d:02}" for d in range(5, 9)), "04-05", "05-01", "05-02", "06-09", "09-15"]
STATUTORY_2027 += ["10-01", "10-02", "10-03"]


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_an_announced_year_is_the_state_councils(day: date) -> None:
    assert mainland().is_working(day) == chinese_calendar.is_workday(day)
    assert not mainland().is_estimated(day)


@given(st.dates(date(2027, 1, 1), date(2027, 12, 31)))
def test_a_year_not_announced_is_weekdays_less_the_statutory_days(day: date) -> None:
    assert mainland().is_working(day) == (day.weekday() < 5 and f"{day:%m-%d}" not in STATUTORY_2027)
    assert mainland().is_estimated(day)


@pytest.mark.parametrize(
    ("type_", "for_", "due"),
    [
        ("monthly", "2026-09", date(2026, 10, 10)),
        ("weekly", "2026-W40", date(2026, 10, 8)),
        ("fault", "f", date(2026, 10, 10)),
        ("year_end", "2026", date(2026, 12, 31)),
        ("invoice", "first", date(2026, 7, 28)),
        ("invoice", "second", date(2026, 12, 31)),
    ],
)
def test_the_contracts_own_examples_of_due_days(type_: str, for_: str, due: date) -> None:
    cleared = parse_moment("2026-09-30T10:00:00+08:00")
    fault = Fault(id="f", title="t", system="s", level=3, type="data", noticed_at=cleared, handled_at=cleared)
    owed = documents_owed([fault], [Document(id="d", type="other", for_="x")], load_terms(), mainland(), date.max)
    assert {document.due for document in owed if (document.type, document.for_) == (type_, for_)} == {due}


def test_declared_days_win_and_settle_an_estimate() -> None:
    calendar = mainland().overridden(
        [
            CalendarDay(id="1", day=date(2027, 2, 8), off=False, name="调休上班"),
            CalendarDay(id="2", day=date(2026, 10, 10), off=True, name="停电"),
        ]
    )
    assert calendar.is_working(date(2027, 2, 8))
    assert not calendar.is_estimated(date(2027, 2, 8))
    assert not calendar.is_working(date(2026, 10, 10))
    assert calendar.name_of(date(2026, 10, 10)) == Text("停电", "停电")
    assert calendar.name_of(date(2026, 10, 12)) is None


def test_an_announced_year_replaces_the_shipped_estimate() -> None:
    announced = {2027: {date(2027, 2, 4): SpecialDay(True, Text("春节", "Spring Festival"))}}
    calendar = WorkCalendar.build(announced)
    assert not calendar.is_working(date(2027, 2, 4))
    assert calendar.is_working(date(2027, 2, 5))
    assert not calendar.is_estimated(date(2027, 2, 5))


def test_counting_includes_a_working_start() -> None:
    calendar = mainland()
    friday, saturday, monday = date(2026, 7, 3), date(2026, 7, 4), date(2026, 7, 6)
    assert [calendar.nth_working_day(friday, n) for n in (1, 2)] == [friday, monday]
    assert calendar.nth_working_day(saturday, 1) == calendar.next_working_day(friday) == monday
    assert calendar.nth_working_day_after(friday, 2) == date(2026, 7, 7)
    assert calendar.last_working_day(2027) == date(2027, 12, 31)
    assert calendar.last_working_day(2028) == date(2028, 12, 29)


def test_the_calendars_ends_are_safe() -> None:
    calendar = mainland()
    assert calendar.nth_working_day(date.max, 5) == date.max
    assert calendar.next_working_day(date.max) == date.max
    assert calendar.nth_working_day_after(date(9999, 12, 30), 3) == date.max
    assert calendar.last_working_day(9999) == date(9999, 12, 31)
    assert calendar.is_estimated(date.min)


DAY = {"day": date(2027, 1, 1), "off": True, "name": {"zh": "元旦", "en": "New Year"}}


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ({"year": 2027, "estimated": True, "day": [DAY], "sources": []}, "sources"),
        ({"year": 2027, "day": [DAY]}, "estimated"),
        ({"year": "2027", "estimated": True, "day": [DAY]}, "year"),
        ({"year": 2027, "estimated": True, "day": [{**DAY, "work": 1}]}, "work"),
        ({"year": 2028, "estimated": True, "day": [DAY]}, "day"),
        ({"year": 2027, "estimated": True, "day": [DAY, DAY]}, "day"),
    ],
)
def test_a_file_of_holidays_is_read_strictly(table: dict[str, Any], key: str) -> None:
    with pytest.raises(HolidayError, match=f"^h.toml: {key}: "):
        read_holidays("h.toml", table)
