"""Rules of when a nudge speaks: which texts are rules, and the moments that follow, on both sides of each."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.contract.kinds import Fault, VendorSpell
from storage.contract.obligations import handling_time_up
from storage.contract.periods import BEIJING, day_of, moment_at
from storage.contract.steps import Anchor, StepRuleError, read_rule, steps_of
from tests.storage.contract.told import mainland

CALENDAR = mainland()
WEDNESDAY = date(2026, 7, 15)
START = datetime(2026, 7, 15, 10, tzinfo=BEIJING)
DAYS = Anchor(day=WEDNESDAY)
HOUR_LONG = Anchor(start=START, length=timedelta(hours=1))


def moments(rule: str, anchor: Anchor, until: datetime) -> list[tuple[str, str]]:
    return [(step.name, f"{step.at:%m-%d %H:%M:%S}") for step in steps_of([read_rule(rule)], anchor, CALENDAR, until)]


@pytest.mark.parametrize(
    ("rule", "anchor", "expected"),
    [
        ("10:00", DAYS, [("10:00", "07-15 10:00:00")]),
        ("00:00", DAYS, [("00:00", "07-15 00:00:00")]),
        ("23:59", DAYS, [("23:59", "07-15 23:59:00")]),
        ("mon 10:00", DAYS, [("mon-10:00", "07-13 10:00:00")]),
        ("wed 10:00", DAYS, [("wed-10:00", "07-15 10:00:00")]),
        ("sun 10:00", DAYS, [("sun-10:00", "07-19 10:00:00")]),
        ("-3 wd 09:30", DAYS, [("-3-wd-09:30", "07-10 09:30:00")]),
        ("-1 wd 09:30", DAYS, [("-1-wd-09:30", "07-14 09:30:00")]),
        ("0 wd 09:30", DAYS, [("0-wd-09:30", "07-15 09:30:00")]),
        ("+1 wd 09:30", DAYS, [("+1-wd-09:30", "07-16 09:30:00")]),
        ("3 wd 09:30", DAYS, [("3-wd-09:30", "07-20 09:30:00")]),
        ("-14 d 09:30", DAYS, [("-14-d-09:30", "07-01 09:30:00")]),
        ("+3 d 09:30", DAYS, [("+3-d-09:30", "07-18 09:30:00")]),
        (
            "every wd 09:30",
            DAYS,
            [(f"2026-07-{day}-09:30", f"07-{day} 09:30:00") for day in (16, 17, 20)],
        ),
        ("+5 min", HOUR_LONG, [("+5-min", "07-15 10:05:00")]),
        ("-10 min", HOUR_LONG, [("-10-min", "07-15 09:50:00")]),
        ("+0 min", HOUR_LONG, [("+0-min", "07-15 10:00:00")]),
        ("0 %", HOUR_LONG, [("0", "07-15 10:00:00")]),
        ("80 %", HOUR_LONG, [("80", "07-15 10:48:00")]),
        ("100 %", HOUR_LONG, [("100", "07-15 11:00:00")]),
        ("10:00", HOUR_LONG, []),
        ("80 %", DAYS, []),
        ("every wd 09:30", HOUR_LONG, []),
        ("every 60 min", DAYS, []),
    ],
)
def test_a_rule_gives_its_moments(rule: str, anchor: Anchor, expected: list[tuple[str, str]]) -> None:
    assert moments(rule, anchor, datetime(2026, 7, 20, 12, tzinfo=BEIJING)) == expected


@pytest.mark.parametrize(
    ("clock", "names"),
    [
        ("11:59:59", []),
        ("12:00:00", ["every-1"]),
        ("12:59:59", ["every-1"]),
        ("14:00:00", ["every-1", "every-2", "every-3"]),
    ],
)
def test_what_repeats_comes_up_to_the_moment_and_first_after_the_whole_length(clock: str, names: list[str]) -> None:
    until = datetime.combine(WEDNESDAY, time.fromisoformat(clock), BEIJING)
    assert [name for name, _ in moments("every 60 min", HOUR_LONG, until)] == names


def test_working_days_leave_out_holidays_and_count_worked_saturdays() -> None:
    october = Anchor(day=date(2026, 10, 9))
    until = datetime(2026, 10, 12, 12, tzinfo=BEIJING)
    assert moments("-2 wd 09:30", october, until) == [("-2-wd-09:30", "09-30 09:30:00")]
    assert [name for name, _ in moments("every wd 09:30", october, until)] == ["2026-10-10-09:30", "2026-10-12-09:30"]


def test_an_anchor_of_a_day_and_a_clock_gives_both_in_time_order() -> None:
    both = Anchor(day=WEDNESDAY, start=START)
    rules = [read_rule(text) for text in ("+0 min", "-60 min", "09:30", "+1 wd 09:30", "100 %")]
    steps = steps_of(rules, both, CALENDAR, datetime(2026, 7, 15, 23, tzinfo=BEIJING))
    assert [step.name for step in steps] == ["-60-min", "09:30", "+0-min", "100"]


def test_a_clock_that_is_paused_goes_by_what_has_run() -> None:
    def runs(run: timedelta) -> datetime | None:
        """Paused from half an hour on, for 2 hours, and for good from 90 minutes on."""
        if run > timedelta(minutes=90):
            return None
        return START + run + (timedelta(hours=2) if run > timedelta(minutes=30) else timedelta())

    paused = Anchor(start=START, length=timedelta(hours=1), runs=runs)
    until = START + timedelta(days=1)
    assert moments("50 %", paused, until) == [("50", "07-15 10:30:00")]
    assert moments("80 %", paused, until) == [("80", "07-15 12:48:00")]
    assert moments("every 30 min", paused, until) == [("every-1", "07-15 13:30:00")]
    assert moments("+91 min", paused, until) == []
    assert moments("-10 min", paused, until) == [("-10-min", "07-15 09:50:00")]


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "24:00",
        "9:30",
        "09:60",
        "monday 10:00",
        "mon",
        "1 wd",
        "1000 d 09:30",
        "-1 wd 9:30",
        "5 min",
        "+12345 min",
        "-5 %",
        "1000 %",
        "every 0 min",
        "every d 09:30",
        "every wd",
        "10:00 ",
        "１0:00",
    ],
)
def test_what_is_no_rule_is_told_so(rule: str) -> None:
    with pytest.raises(StepRuleError, match="is no step"):
        read_rule(rule)


hours = st.times().map(lambda hour: hour.replace(second=0, microsecond=0))
counts = st.integers(-30, 30)


@given(counts, hours, st.dates(date(2026, 1, 10), date(2027, 6, 1)))
def test_so_many_working_days_away_lie_that_many_working_days(count: int, hour: time, day: date) -> None:
    [step] = steps_of(
        [read_rule(f"{count:+d} wd {hour:%H:%M}")], Anchor(day=day), CALENDAR, datetime(2028, 1, 1, tzinfo=BEIJING)
    )
    found = day_of(step.at)
    assert step.at == moment_at(found, hour)
    first, last = sorted((day, found))
    between = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    worked = sum(CALENDAR.is_working(one) for one in between if one != day)
    assert worked == abs(count)
    assert count == 0 or CALENDAR.is_working(found)


@given(st.lists(st.sampled_from(["10:00", "-2 wd 09:30", "every wd 16:00", "+5 min", "80 %", "every 7 min"])), counts)
def test_steps_are_in_order_and_none_comes_after_the_moment(rules: list[str], hours_on: int) -> None:
    until = START + timedelta(hours=hours_on)
    anchor = Anchor(day=WEDNESDAY, start=START, length=timedelta(minutes=30))
    steps = steps_of(map(read_rule, rules), anchor, CALENDAR, until)
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert all(step.at <= until for step in steps)
    earlier = steps_of(map(read_rule, rules), anchor, CALENDAR, until - timedelta(hours=1))
    assert set(earlier) <= set(steps)


@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 300)), max_size=3),
    st.integers(-10, 3000),
    st.sampled_from(["every 7 min", "every 60 min", "every wd 09:30"]),
)
def test_from_a_moment_on_what_repeats_is_the_same(spells: list[tuple[int, int]], minutes: int, rule: str) -> None:
    vendor = [VendorSpell(START + timedelta(minutes=a), START + timedelta(minutes=a + b)) for a, b in sorted(spells)]
    fault = Fault(id="f", title="t", system="s", level=3, type="data", noticed_at=START, vendor=tuple(vendor))
    anchor = Anchor(WEDNESDAY, START, timedelta(minutes=30), partial(handling_time_up, fault))
    since, until = START + timedelta(minutes=minutes), START + timedelta(days=2)
    every = steps_of([read_rule(rule)], anchor, CALENDAR, until)
    later = steps_of([read_rule(rule)], anchor, CALENDAR, until, since)
    assert [step for step in later if step.at >= since] == [step for step in every if step.at >= since]
