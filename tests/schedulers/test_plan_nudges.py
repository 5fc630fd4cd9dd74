"""Drills, guard periods, plans and people who leave: both sides of every step and of every settling."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from schedulers.nudges import drill_due, guard_plan, plan_missing, staff_notice
from storage.contract.kinds import Drill, Guard, Person, Plan, StaffChange
from tests.schedulers.conftest import TEAM
from tests.schedulers.stage import EVERYBODY, GU, becomes, day, keys, moment, says, stands, steps

DRILLS, GUARDS, PLANS, STAFF = drill_due.NUDGE, guard_plan.NUDGE, plan_missing.NUDGE, staff_notice.NUDGE
DRILL = Drill(id="dr-1", planned_on=day("2026-09-29"))  # its report is due on Friday 2026-10-09
GUARD = Guard(id="g-1", name="国庆保障", from_=day("2026-10-01"), until=day("2026-10-07"))
EMERGENCY = Plan(id="pl-1", type="emergency", filed_on=day("2026-06-20"))
LIN = TEAM[0]


@pytest.mark.parametrize(
    ("now", "step"),
    [
        ("2026-09-15 09:29:59", None),
        ("2026-09-15 09:30:00", "-14-d-09:30"),
        ("2026-09-22 09:29:59", "-14-d-09:30"),
        ("2026-09-22 09:30:00", "-7-d-09:30"),
        ("2026-09-28 09:29:59", "-7-d-09:30"),
        ("2026-09-28 09:30:00", "-1-d-09:30"),
        ("2026-09-29 23:59:59", "-1-d-09:30"),
        ("2026-09-30 00:00:00", None),
    ],
)
def test_a_drill_is_told_of_before_its_day(now: str, step: str | None) -> None:
    assert steps(DRILLS, stands(now, DRILL), "dr-1") == ([step] if step else [])


@pytest.mark.parametrize(
    ("now", "step"),
    [
        ("2026-10-08 09:29:59", None),
        ("2026-10-08 09:30:00", "-1-wd-09:30"),
        ("2026-10-09 09:29:59", "-1-wd-09:30"),
        ("2026-10-09 09:30:00", "09:30"),
        ("2026-10-09 15:00:00", "15:00"),
        ("2026-10-09 17:29:59", "15:00"),
        ("2026-10-09 17:30:00", "17:30"),
        ("2026-10-10 09:29:59", "17:30"),
        ("2026-10-10 09:30:00", "2026-10-10-09:30"),
        ("2026-10-11 09:30:00", "2026-10-10-09:30"),
        ("2026-10-12 09:30:00", "2026-10-12-09:30"),
    ],
)
def test_a_drills_report_is_asked_for_until_it_is_in(now: str, step: str | None) -> None:
    assert steps(DRILLS, stands(now, DRILL), "dr-1@report") == ([step] if step else [])
    assert becomes(DRILLS, stands(now, DRILL), "dr-1@report") is None
    reported = replace(DRILL, report_at=moment("2026-09-29 20:00"))
    assert keys(DRILLS, stands(now, reported)) == {}
    assert "✓" in str(becomes(DRILLS, stands(now, reported), "dr-1@report"))


def test_a_drill_planned_before_books_open_is_let_be() -> None:
    now = "2026-09-28 09:30"
    opens: dict[str, Any] = {"term": {"books_open": day("2026-10-20")}}
    assert keys(DRILLS, stands(now, DRILL)) != {}
    assert keys(DRILLS, stands(now, DRILL, **opens)) == {}


def test_what_a_drill_wants_has_its_button_and_its_day() -> None:
    assert '["drill", "done", "dr-1"]' in says(DRILLS, stands("2026-09-28 09:30", DRILL), "dr-1")
    asks = says(DRILLS, stands("2026-10-09 09:30", DRILL), "dr-1@report")
    assert '["drill", "report", "dr-1"]' in asks
    assert "is due 2026-10-09" in asks
    assert "was due 2026-10-09" in says(DRILLS, stands("2026-10-10 09:30", DRILL), "dr-1@report")


@pytest.mark.parametrize(
    ("now", "drill", "words"),
    [
        ("2026-09-29 23:59:59", DRILL, None),
        ("2026-09-30 00:00:00", DRILL, "its report is due 2026-10-09"),
        ("2026-09-29 12:00:00", replace(DRILL, held_on=day("2026-09-29")), "held 2026-09-29"),
        ("2026-09-29 12:00:00", replace(DRILL, report_at=moment("2026-09-29 11:00")), "report came in"),
        ("2026-09-29 12:00:00", replace(DRILL, planned_on=day("2026-10-20")), None),
    ],
)
def test_a_drill_is_settled_when_held_reported_or_over(now: str, drill: Drill, words: str | None) -> None:
    told = becomes(DRILLS, stands(now, drill), "dr-1")
    assert told is None if words is None else words in str(told)


def test_a_drill_that_is_gone_or_before_books_open_is_let_be() -> None:
    assert "not planned" in str(becomes(DRILLS, stands("2026-09-28 09:30"), "dr-1"))
    opened: dict[str, Any] = {"term": {"books_open": day("2026-10-10")}}
    assert keys(DRILLS, stands("2026-10-12 09:30", DRILL, **opened)) == {}


@pytest.mark.parametrize(
    ("now", "step"),
    [
        ("2026-09-26 09:29:59", None),
        ("2026-09-26 09:30:00", "-5-d-09:30"),
        ("2026-09-28 09:29:59", "-5-d-09:30"),
        ("2026-09-28 09:30:00", "-3-d-09:30"),
        ("2026-09-30 09:29:59", "-3-d-09:30"),
        ("2026-09-30 09:30:00", "-1-d-09:30"),
        ("2026-09-30 23:59:59", "-1-d-09:30"),
        ("2026-10-01 00:00:00", None),
    ],
)
def test_a_guard_plan_is_asked_for_before_the_guard_begins(now: str, step: str | None) -> None:
    assert steps(GUARDS, stands(now, GUARD), "g-1") == ([step] if step else [])
    assert (becomes(GUARDS, stands(now, GUARD), "g-1") is None) is (now < "2026-10-01")
    filed = replace(GUARD, plan_at=moment("2026-09-20 10:00"))
    assert steps(GUARDS, stands(now, filed), "g-1") == []
    assert "✓" in str(becomes(GUARDS, stands(now, filed), "g-1"))


def test_a_guard_plan_climbs_to_the_companys_manager_the_day_before() -> None:
    assert GU.id not in keys(GUARDS, stands("2026-09-30 14:59:59", GUARD), ladder=True).values()
    climbed = keys(GUARDS, stands("2026-09-30 15:00:00", GUARD), ladder=True)
    assert climbed["g-1:manager-gu--1-d-15:00"] == GU.id
    assert '["guard", "plan", "g-1"]' in says(GUARDS, stands("2026-09-30 09:30", GUARD), "g-1")


@pytest.mark.parametrize(
    ("now", "asked"),
    [
        ("2026-06-15 09:29:59", []),
        ("2026-06-15 09:30:00", ["drill:2026-Q2:2026-W25", "emergency:2026-W25"]),  # the term's first day, a Monday
        ("2026-07-05 23:59:59", ["drill:2026-Q2:2026-W27", "emergency:2026-W27"]),  # the week began in June
        ("2026-07-06 09:29:59", []),
        ("2026-07-06 09:30:00", ["drill:2026-Q3:2026-W28", "emergency:2026-W28"]),
        ("2027-06-14 09:30:00", ["drill:2027-Q2:2027-W24", "emergency:2027-W24"]),
        ("2027-06-15 00:00:00", []),
        ("2027-06-21 09:30:00", []),
    ],
)
def test_missing_plans_are_asked_for_on_mondays_of_the_term(now: str, asked: list[str]) -> None:
    found = sorted(key.removesuffix(":mon-09:30") for key in keys(PLANS, stands(now)))
    if now.startswith("2026-07-05"):
        asked = ["emergency:2026-W27"]  # the quarter is over, and the next one's plan waits for its Monday
    assert found == asked


@pytest.mark.parametrize(
    ("plan", "missing"),
    [
        (EMERGENCY, ["drill"]),
        (replace(EMERGENCY, filed_on=day("2026-07-06")), ["drill"]),
        (replace(EMERGENCY, filed_on=day("2026-07-07")), ["drill", "emergency"]),
        (replace(EMERGENCY, state="claimed"), ["drill", "emergency"]),
        (Plan(id="pl-2", type="drill", filed_on=day("2026-07-01"), for_="2026-Q3"), ["emergency"]),
        (Plan(id="pl-2", type="drill", filed_on=day("2026-07-01"), for_="2026-08"), ["emergency"]),
        (Plan(id="pl-2", type="drill", filed_on=day("2026-07-01"), for_="contract"), ["emergency"]),
        (Plan(id="pl-2", type="drill", filed_on=day("2026-07-01"), for_="2026-Q4"), ["drill", "emergency"]),
    ],
    ids=str,
)
def test_a_plan_on_file_is_not_asked_for(plan: Any, missing: list[str]) -> None:
    situation = stands("2026-07-06 10:00", plan)
    assert sorted(key.partition(":")[0] for key in keys(PLANS, situation)) == missing
    told = {"drill": "drill:2026-Q3:2026-W28", "emergency": "emergency:2026-W28"}
    assert sorted(kind for kind, subject in told.items() if becomes(PLANS, situation, subject) is None) == missing


def test_a_missing_plan_is_let_be_when_its_time_is_over() -> None:
    assert becomes(PLANS, stands("2026-09-30 23:59:59"), "drill:2026-Q3:2026-W28") is None
    assert "2026-Q3 ended" in str(becomes(PLANS, stands("2026-10-01 00:00"), "drill:2026-Q3:2026-W28"))
    assert becomes(PLANS, stands("2027-06-14 23:59:59"), "emergency:2026-W28") is None
    assert "term ended" in str(becomes(PLANS, stands("2027-06-15 00:00"), "emergency:2026-W28"))
    assert '["drill", "plan", "2026-Q3"]' in says(PLANS, stands("2026-07-06 10:00"), "drill:2026-Q3:2026-W28")


def leaving(person: Person, last: str) -> list[Person]:
    return [replace(one, until=day(last)) if one.id == person.id else one for one in EVERYBODY]


@pytest.mark.parametrize(
    ("now", "step"),
    [  # on site: one month before 2026-11-10 is Saturday 2026-10-10, a working day
        ("2026-09-27 09:29:59", None),
        ("2026-09-28 09:30:00", "-5-wd-09:30"),
        ("2026-10-09 09:29:59", "-5-wd-09:30"),
        ("2026-10-09 09:30:00", "-1-wd-09:30"),
        ("2026-10-10 09:29:59", "-1-wd-09:30"),
        ("2026-10-10 09:30:00", "09:30"),
        ("2026-11-10 23:59:59", "09:30"),
        ("2026-11-11 00:00:00", None),
    ],
)
def test_a_change_is_to_be_announced_before_the_last_day_in_time(now: str, step: str | None) -> None:
    people = leaving(LIN, "2026-11-10")
    assert steps(STAFF, stands(now, people=people), "lin:2026-11-10") == ([step] if step else [])
    announced = StaffChange(id="sc-1", person="lin", announced_on=day("2026-09-01"), effective_on=day("2026-11-11"))
    assert keys(STAFF, stands(now, announced, people=people)) == {}
    assert "✓" in str(becomes(STAFF, stands(now, announced, people=people), "lin:2026-11-10")) or now > "2026-11-11"


def test_a_remote_person_needs_a_week_and_the_client_and_the_terms_end_none() -> None:
    remote = Person(id="sun", name="Sun", side="team", role="engineer", onsite=False, until=day("2026-11-10"))
    assert steps(STAFF, stands("2026-11-03 09:30", people=[*TEAM, remote]), "sun:2026-11-10") == ["09:30"]
    assert keys(STAFF, stands("2026-10-10 09:30", people=leaving(EVERYBODY[-1], "2026-11-10"))) == {}
    for last, asked in (("2027-06-13", True), ("2027-06-14", False)):
        assert bool(keys(STAFF, stands("2027-05-14 09:30", people=leaving(LIN, last)))) is asked


def test_somebody_elses_change_settles_nothing() -> None:
    other = StaffChange(id="sc-1", person="wu", announced_on=day("2026-09-01"), effective_on=day("2026-11-11"))
    assert keys(STAFF, stands("2026-10-10 09:30", other, people=leaving(LIN, "2026-11-10")))


@pytest.mark.parametrize(
    ("now", "last", "words"),
    [
        ("2026-11-10 23:59:59", "2026-11-10", None),
        ("2026-11-11 00:00:00", "2026-11-10", "left on 2026-11-10"),
        ("2026-10-10 10:00:00", "2026-12-31", "does not leave on 2026-11-10"),
    ],
)
def test_a_notice_is_settled_when_the_person_is_gone_or_stays(now: str, last: str, words: str | None) -> None:
    told = becomes(STAFF, stands(now, people=leaving(LIN, last)), "lin:2026-11-10")
    assert told is None if words is None else words in str(told)
    assert "was to be announced" in says(
        STAFF, stands("2026-10-11 09:30", people=leaving(LIN, "2026-11-10")), "lin:2026-11-10"
    )
