"""Holiday blocks and guard periods."""

from datetime import date

import pytest

from storage.contract.duty_days import Lane, beside, blocks, holiday_block, kind_of, lane_of
from storage.contract.kinds import Guard
from storage.records.calendar import announced_calendar

CALENDAR = announced_calendar()


@pytest.mark.parametrize(
    ("day", "first", "last", "name"),
    [
        ("2026-09-25", "2026-09-25", "2026-09-27", "中秋"),
        ("2026-09-27", "2026-09-25", "2026-09-27", "中秋"),
        ("2026-10-04", "2026-10-01", "2026-10-07", "国庆节"),
        ("2027-01-03", "2027-01-01", "2027-01-03", "元旦"),
        ("2027-02-06", "2027-02-05", "2027-02-08", "除夕、春节"),
        ("2027-04-03", "2027-04-03", "2027-04-05", "清明节"),
    ],
)
def test_a_holiday_reaches_as_far_as_the_days_off_around_it(day: str, first: str, last: str, name: str) -> None:
    block = holiday_block(CALENDAR, date.fromisoformat(day))
    assert block is not None
    assert (block.first.isoformat(), block.last.isoformat(), block.name.zh, block.subject) == (first, last, name, first)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2026-09-20", "weekday"),  # a swapped-in Sunday
        ("2026-09-19", "weekend"),
        ("2026-10-10", "weekday"),
        ("2026-10-11", "weekend"),
        ("2026-09-28", "weekday"),
        ("2026-09-26", "holiday"),
    ],
)
def test_how_a_turn_counts(day: str, kind: str) -> None:
    assert kind_of(CALENDAR, date.fromisoformat(day)) == kind
    assert (holiday_block(CALENDAR, date.fromisoformat(day)) is None) == (kind != "holiday")


def test_guard_periods_stand_beside_holidays_but_for_those_within_one() -> None:
    guards = [
        Guard(id="g-1", name="Within", from_=date(2026, 10, 1), until=date(2026, 10, 3)),
        Guard(id="g-2", name="Across", from_=date(2026, 9, 28), until=date(2026, 10, 2)),
        Guard(id="g-3", name="Later", from_=date(2026, 11, 2), until=date(2026, 11, 3)),
    ]
    found = blocks(CALENDAR, guards, date(2026, 9, 27), date(2026, 10, 7))
    assert [block.subject for block in found] == ["2026-09-25", "g-2", "2026-10-01"]
    assert [block.is_guard for block in found] == [False, True, False]
    assert len(found[2].days) == 7


def test_only_what_touches_the_days_is_given() -> None:
    assert blocks(CALENDAR, [], date(2026, 9, 28), date(2026, 9, 30)) == []
    assert [one.subject for one in blocks(CALENDAR, [], date(2026, 10, 7), date(2026, 10, 8))] == ["2026-10-01"]


@pytest.mark.parametrize(
    ("day", "lane"),
    [
        ("2026-09-29", Lane("weekday")),
        ("2026-09-30", Lane("guard", "g-2")),
        ("2026-10-01", Lane("holiday", "2026-10-01")),
        ("2026-10-08", Lane("guard", "g-2")),
        ("2026-10-09", Lane("guard", "g-1")),
        ("2026-10-11", Lane("guard", "g-1")),
        ("2026-10-17", Lane("weekend")),
    ],
)
def test_what_a_day_is_shared_out_with(day: str, lane: Lane) -> None:
    guards = [
        Guard(id="g-1", name="Later", from_=date(2026, 10, 8), until=date(2026, 10, 11)),
        Guard(id="g-2", name="Earlier", from_=date(2026, 9, 30), until=date(2026, 10, 8)),
    ]
    assert lane_of(CALENDAR, guards, date.fromisoformat(day)) == lane


def test_the_days_beside_one_end_with_the_calendar() -> None:
    assert beside(date(2026, 10, 1)) == [date(2026, 9, 30), date(2026, 10, 2)]
    assert beside(date.min) == [date(1, 1, 2)]
    assert beside(date.max) == [date(9999, 12, 30)]
