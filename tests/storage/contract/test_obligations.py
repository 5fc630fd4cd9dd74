from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.contract.facts import Facts
from storage.contract.intervals import Interval, clipped, merged, minus, total
from storage.contract.kinds import Fault, StaffChange, VendorSpell
from storage.contract.obligations import (
    fault_deadlines,
    handling_limit_passed,
    latest_announcement,
    server_inspections_owed,
)
from storage.contract.periods import BEIJING, parse_moment
from storage.contract.terms import load_terms
from tests.storage.contract.told import mainland

NOTICED = datetime(2026, 7, 1, 10, tzinfo=BEIJING)
TERMS = load_terms()


def _at(minutes: int) -> datetime:
    return NOTICED + timedelta(minutes=minutes)


def _fault(*spells: tuple[int, int | None], onsite: bool = False) -> Fault:
    vendor = tuple(VendorSpell(_at(start), None if end is None else _at(end)) for start, end in spells)
    return Fault(id="f", title="t", system="s", level=3, type="data", noticed_at=NOTICED, vendor=vendor, onsite=onsite)


@pytest.mark.parametrize(
    ("spells", "minutes"),
    [
        ([], 480),
        ([(60, 120)], 540),
        ([(60, 120), (90, 150)], 570),
        ([(60, 180), (90, 120)], 600),
        ([(-60, 30)], 510),
        ([(-60, -30)], 480),
        ([(480, None)], 480),
        ([(479, None)], None),
        ([(0, None)], None),
    ],
)
def test_handling_waits_while_a_vendor_holds_the_fault(
    spells: list[tuple[int, int | None]], minutes: int | None
) -> None:
    deadlines = fault_deadlines(_fault(*spells), TERMS)
    assert deadlines.handle_by == (None if minutes is None else _at(minutes))
    assert (deadlines.respond_by, deadlines.arrive_by) == (_at(30), None)


def test_arrival_is_due_only_where_somebody_must_come() -> None:
    assert fault_deadlines(_fault(onsite=True), TERMS).arrive_by == _at(60)


@given(st.lists(st.tuples(st.integers(0, 700), st.integers(0, 300)), max_size=5), st.integers(0, 2000))
def test_the_handling_clock_counts_the_minutes_nobody_else_held(pauses: list[tuple[int, int]], now: int) -> None:
    spells = [(start, start + long) for start, long in sorted(pauses)]
    paused = {minute for start, end in spells for minute in range(start, end)}
    ran = [minute for minute in range(now) if minute not in paused]
    seen = Facts.build([_fault(*spells)]).seen_at(_at(now)).of(Fault)
    passed = [handling_limit_passed(fault, TERMS, _at(now)) for fault in seen]
    assert passed == [_at(ran[479] + 1) if len(ran) >= 480 else None]


@pytest.mark.parametrize(
    ("effective", "onsite", "latest"),
    [
        (date(2026, 8, 10), True, date(2026, 7, 10)),
        (date(2026, 7, 31), True, date(2026, 6, 30)),
        (date(2027, 3, 29), True, date(2027, 2, 28)),
        (date(2027, 1, 15), True, date(2026, 12, 15)),
        (date(2026, 8, 10), False, date(2026, 8, 3)),
        (date(1, 1, 3), True, date.min),
        (date(1, 1, 3), False, date.min),
    ],
)
def test_a_change_is_announced_a_month_or_a_week_ahead(effective: date, onsite: bool, latest: date) -> None:
    change = StaffChange(id="1", person="lin", announced_on=effective, effective_on=effective)
    assert latest_announcement(change, TERMS, onsite=onsite) == latest


def test_server_weeks_are_clipped_to_the_term() -> None:
    owed = list(server_inspections_owed(TERMS, mainland(), date.max))
    assert (owed[0].name, owed[0].first, owed[0].last) == ("2026-W25", date(2026, 6, 15), date(2026, 6, 21))
    assert (owed[-1].name, owed[-1].first, owed[-1].last) == ("2027-W24", date(2027, 6, 14), date(2027, 6, 14))


stretches = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted), max_size=6).map(
    lambda pairs: [Interval(_at(start), _at(end)) for start, end in pairs]
)


def _minutes(intervals: list[Interval]) -> set[int]:
    return {minute for minute in range(60) if any(each.start <= _at(minute) < each.end for each in intervals)}


@given(stretches, stretches)
def test_stretches_of_time_behave_like_sets_of_minutes(some: list[Interval], others: list[Interval]) -> None:
    joined, taken = merged(some), merged(others)
    assert _minutes(joined) == _minutes(some)
    assert total(joined) == timedelta(minutes=len(_minutes(some)))
    assert _minutes(minus(joined, taken)) == _minutes(some) - _minutes(others)
    assert _minutes(clipped(joined, Interval(_at(10), _at(20)))) == _minutes(some) & set(range(10, 20))


def test_what_lies_ahead_is_not_seen() -> None:
    now = parse_moment("2026-07-01T12:00:00+08:00")
    spells = (VendorSpell(_at(60), _at(180)), VendorSpell(_at(150), _at(160)))
    fault = Fault(
        id="f",
        title="t",
        system="s",
        level=3,
        type="data",
        started_at=_at(121),
        noticed_at=NOTICED,
        responded_at=_at(120),
        handled_at=_at(200),
        vendor=spells,
    )
    (seen,) = Facts.build([fault]).seen_at(now).of(Fault)
    assert (seen.start, seen.responded_at, seen.handled_at) == (NOTICED, _at(120), None)
    assert seen.vendor == (VendorSpell(_at(60), None),)
    assert Facts.build([fault]).seen_at(_at(-1)).of(Fault) == ()
