"""What the score would be: each kind of row, and sums that add up."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.contract.model import Row, Standing
from storage.contract.rubric import shipped_rows
from storage.contract.terms import load_terms
from storage.contract.what_if import (
    ImpossibleWorthError,
    Named,
    NotJudgedError,
    OnceOnlyError,
    Supposition,
    suppose,
    worths_of,
)
from tests.storage.contract.told import TEAM, standing

TERMS = load_terms({"systems": ["api"]})
NOW = "2026-07-15T10:00:00+08:00"
ROWS = {row.code: row for row in shipped_rows()}
HAZARD = {
    "kind": "note",
    "row": "guard.hazard",
    "about": "g",
    "at": "2026-07-14T09:00:00+08:00",
    "by": "lin",
    "text": "x",
}
SURVEY = {"kind": "survey", "id": "s", "for": "2026-07", "answer": "very", "at": "2026-07-14T09:00:00+08:00"}
LEAVE = {"kind": "leave", "id": "l", "person": "lin", "type": "sick", "from": "2026-07-06", "until": "2026-07-09"}
SETTLED = [
    {"kind": "plan", "id": "p1", "type": "emergency", "filed_on": "2026-06-20"},
    {"kind": "plan", "id": "p2", "type": "drill", "filed_on": "2026-06-20", "for": "2026-Q3"},
]


def held(*facts: dict[str, Any]) -> Standing:
    return standing([*TEAM, *SETTLED, *facts], "2026-Q3", NOW, {"systems": ["api"]})


def supposed(code: str, times: int = 1, points: str | None = None, *facts: dict[str, Any]) -> Supposition:
    named = Named(ROWS[code], times, None if points is None else Decimal(points))
    return suppose(held(*facts), [named], TERMS)


def moved(made: Supposition) -> tuple[float, float]:
    return float(made.booked - made.before.booked), float(made.projected - made.before.projected)


@pytest.mark.parametrize(
    ("code", "times", "points", "booked", "projected", "assumed"),
    [
        ("inspect.missed", 1, None, -0.5, -0.5, False),
        ("inspect.missed", 999, None, -499.5, -499.5, False),
        ("attendance.absence", 2, None, -4, -4, False),
        ("system.severe_fault", 1, None, -10, -10, True),
        ("system.severe_fault", 2, "-5", -10, -10, False),
        ("emergency.handling", 1, None, -1, -1, True),
        ("emergency.handling", 1, "-0.5", -0.5, -0.5, False),
        ("emergency.serious_failure", 1, None, -30, -30, True),
        ("emergency.serious_failure", 2, "-20.5", -41, -41, False),
        ("emergency.major_failure", 1, None, -50, -50, True),
        ("satisfaction.attitude", 1, None, -1, -1, True),
        ("satisfaction.attitude", 3, "0.5", 0, 1.5, False),
        ("docs.typos", 1, None, -0.5, -0.5, False),
        ("docs.typos", 5, None, -0.5, -0.5, False),
        ("docs.typos", 6, None, -1, -1, False),
        ("guard.clean", 2, None, 0, 2, False),
        ("inspect.proactive", 3, None, 0, 1.5, False),
        ("guard.hazard", 5, None, 0, 5, False),
        ("guard.hazard", 6, None, 0, 5, False),
        ("emergency.response", 1, None, -1, -2, True),
        ("emergency.response", 3, "-0.5", -1.5, -2.5, False),
        ("system.availability", 1, None, 0, -2, True),
        ("system.availability", 1, "-0.5", 0, -1.5, False),
        ("system.availability", 1, "1", 0, 0, False),
        ("satisfaction.survey", 1, None, 0, -4, True),
        ("satisfaction.survey", 1, "5", 0, 6, False),
        ("cloud.efficiency_rank", 1, None, 0, -5, True),
        ("support.key_availability", 1, None, 0, -1, True),
        ("emergency.plan", 1, None, 0, -1, True),
        ("emergency.plan", 1, "0", 0, 0, False),
        ("attendance.leave_person", 1, None, 0, -0.5, True),
        ("attendance.leave_person", 1, "-1.5", 0, -1.5, False),
        ("attendance.leave_team", 1, None, 0, -0.5, True),
    ],
)
def test_what_becomes_of_the_score(
    code: str, times: int, points: str | None, booked: float, projected: float, assumed: bool
) -> None:
    made = supposed(code, times, points)
    assert moved(made) == (booked, projected)
    assert made.addends[0].assumed is assumed


def test_a_running_row_takes_the_place_of_todays_worth() -> None:
    assert moved(supposed("satisfaction.survey", 1, None, SURVEY)) == (0, -10)
    assert moved(supposed("satisfaction.survey", 1, "5", SURVEY)) == (0, 0)
    assert moved(supposed("attendance.leave_person", 1, None, LEAVE)) == (0, -0.5)
    assert moved(supposed("attendance.leave_person", 1, "-1.5", LEAVE)) == (0, -1)
    assert supposed("attendance.leave_person", 1, None, LEAVE).addends[0].each == -1


def test_the_cap_counts_what_is_noted_already_and_what_is_named_before() -> None:
    noted = [{**HAZARD, "id": str(n)} for n in range(3)]
    made = supposed("guard.hazard", 3, None, *noted)
    assert (moved(made), made.addends[0].cut) == ((0, 2), True)
    assert supposed("guard.hazard", 2, None, *noted).addends[0].cut is False
    twice = suppose(held(*noted), [Named(ROWS["guard.hazard"], 1)] * 3, TERMS)
    assert [float(addend.pending) for addend in twice.addends] == [1, 1, 0]
    waive = {
        "kind": "ruling",
        "id": "r",
        "entry": "guard.hazard:0",
        "ruling": "waive",
        "by": "chen",
        "at": NOW,
        "reason": "x",
    }
    assert moved(supposed("guard.hazard", 3, None, *noted, waive)) == (0, 3)


def test_the_point_for_a_period_without_an_emergency_is_lost_once_and_only_while_it_is_there() -> None:
    twice = suppose(held(), [Named(ROWS["emergency.response"], 1, Decimal("-0.5"))] * 2, TERMS)
    assert [(addend.forgone, float(addend.booked + addend.pending)) for addend in twice.addends] == [
        (False, -0.5),
        (True, -1),
        (False, -0.5),
    ]
    late = {
        "kind": "fault",
        "id": "f",
        "title": "t",
        "system": "api",
        "level": 4,
        "type": "other",
        "emergency": True,
        "noticed_at": "2026-07-14T09:00:00+08:00",
    }
    assert moved(supposed("emergency.response", 1, "-0.5", late)) == (-0.5, -0.5)


@pytest.mark.parametrize(
    ("code", "points"),
    [
        ("inspect.missed", "-1"),
        ("inspect.missed", "0.5"),
        ("system.severe_fault", "-7"),
        ("emergency.response", "1"),
        ("emergency.serious_failure", "-19.9"),
        ("emergency.serious_failure", "-30.1"),
        ("satisfaction.attitude", "0"),
        ("guard.hazard", "5"),
        ("satisfaction.survey", "2"),
        ("attendance.leave_person", "-0.7"),
        ("attendance.leave_person", "0.5"),
        ("emergency.plan", "1"),
    ],
)
def test_points_that_the_row_can_never_be_worth_are_refused(code: str, points: str) -> None:
    with pytest.raises(ImpossibleWorthError):
        supposed(code, 1, points)


@pytest.mark.parametrize("code", [row.code for row in shipped_rows() if "event" not in row.when])
def test_a_months_or_periods_row_comes_out_once(code: str) -> None:
    supposed(code)
    with pytest.raises(OnceOnlyError):
        supposed(code, 2)
    with pytest.raises(OnceOnlyError):
        suppose(held(), [Named(ROWS[code], 1)] * 2, TERMS)


def test_a_row_that_no_measure_judges_is_refused() -> None:
    row: Row = replace(ROWS["docs.typos"], measure=None)
    with pytest.raises(NotJudgedError):
        worths_of(row)


@pytest.mark.parametrize("row", shipped_rows(), ids=lambda row: row.code)
def test_every_row_has_a_worth_that_it_admits(row: Row) -> None:
    worths = worths_of(row)
    assert worths.least <= worths.most
    assert worths.admits(worths.least)
    assert worths.admits(worths.most)
    assert not worths.admits(worths.least - 1)
    assert not worths.admits(worths.most + 7)


def test_grades_and_refunds_follow() -> None:
    fine = [
        {
            "kind": "inspection",
            "id": f"{n}",
            "type": "page",
            "at": f"2026-07-{n:02}T08:00:00+08:00",
            "by": "lin",
            "ok": True,
        }
        for n in range(1, 15)
    ]
    made = suppose(
        standing([*SETTLED, *fine], "2026-Q3", NOW, {"systems": ["api"]}),
        [Named(ROWS["system.severe_fault"], 1)],
        TERMS,
    )
    assert (made.before.grade, made.grade) == ("excellent", "good")
    assert made.refund == Decimal("40780.00")
    worse = suppose(made.before, [Named(ROWS["emergency.major_failure"], 1)], TERMS)
    assert (worse.grade, worse.refund) == ("unqualified", None)


NAMED = st.sampled_from([row for row in shipped_rows() if "event" in row.when]).flatmap(
    lambda row: st.builds(Named, st.just(row), st.integers(1, 999), st.sampled_from([None, *worths_of(row).only]))
)


@given(st.lists(NAMED, min_size=1, max_size=8))
def test_the_sum_is_that_of_its_terms(named: list[Named]) -> None:
    before = held()
    made = suppose(before, named, TERMS)
    assert made.booked == before.booked + sum(addend.booked for addend in made.addends)
    assert made.projected == before.projected + sum(addend.booked + addend.pending for addend in made.addends)
    assert all(addend.booked <= 0 for addend in made.addends)
    assert all(addend.pending >= 0 or addend.forgone for addend in made.addends)
    assert made.grade == TERMS.grade_of(made.booked)
    hazards = sum((addend.pending for addend in made.addends if addend.row.code == "guard.hazard"), Decimal(0))
    assert hazards <= 5
