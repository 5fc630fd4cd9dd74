"""The nudges about attendance: only for people on site, by their own hours, to nobody but the person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Literal

import pytest

from schedulers.manners import newest_due
from schedulers.nudge import Nudge
from schedulers.nudges import clock_approve, clock_in, clock_out, clock_unexplained
from storage.contract.fact import Fact, State
from storage.contract.kinds import Leave, Person, Punch
from tests.schedulers.conftest import TEAM, at
from tests.schedulers.situations import BOSS, CLIENT, EVERYBODY, REMOTE, all_of, due, says, stands, told

LIN, _, ZHAO = TEAM
TODAY, YESTERDAY, TOMORROW = "2026-07-15", "2026-07-14", "2026-07-16"
FRIDAY, SATURDAY, MONDAY = "2026-07-17", "2026-07-18", "2026-07-20"


def punch(way: Literal["in", "out"], clock: str, day: str = TODAY, state: State = "approved", **more: Any) -> Punch:
    return Punch(id=f"p-{way}-{day}-{clock}", person="lin", way=way, at=at(clock, day), state=state, **more)


def leave(half: Literal["am", "pm"] | None = None, day: str = TODAY, state: State = "approved") -> Leave:
    on = date.fromisoformat(day)
    return Leave(id=f"l-{day}", person="lin", type="annual", from_=on, until=on, half=half, state=state)


def step(nudge: Nudge, clock: str, *facts: Fact, day: str = TODAY, of: str = TODAY, **overlay: Any) -> str | None:
    return due(nudge, stands(at(clock, day), *facts, people=(LIN,), **overlay)).get(f"{of}@lin")


@pytest.mark.parametrize(
    ("clock", "facts", "expected"),
    [
        ("08:49:59", (), None),
        ("08:50", (), "-10-min"),
        ("09:04:59", (), "-10-min"),
        ("09:05", (), "+5-min"),
        ("17:59:59", (), "+5-min"),
        ("18:00", (), None),
        ("09:05", (punch("in", "08:59"),), None),
        ("09:05", (punch("in", "08:59", state="claimed"),), None),
        ("09:05", (punch("in", "08:59", state="refused"),), "+5-min"),
        ("09:05", (punch("in", "08:59", YESTERDAY),), "+5-min"),
        ("09:05", (punch("out", "09:00"),), "+5-min"),
        ("09:05", (leave(),), None),
        ("12:00", (leave(),), None),
        ("09:05", (leave(state="claimed"),), "+5-min"),
        ("12:49:59", (leave("am"),), None),
        ("12:50", (leave("am"),), "-10-min"),
        ("13:05", (leave("am"),), "+5-min"),
        ("08:50", (leave("pm"),), "-10-min"),
        ("12:00", (leave("pm"),), None),
    ],
)
def test_clocking_in_is_asked_for_by_the_persons_hours(clock: str, facts: tuple[Fact, ...], expected: str) -> None:
    assert step(clock_in.NUDGE, clock, *facts) == expected


@pytest.mark.parametrize(
    ("clock", "facts", "expected"),
    [
        ("18:14:59", (), None),
        ("18:15", (), "+15-min"),
        ("23:59:59", (), "+15-min"),
        ("18:15", (punch("out", "18:00"),), None),
        ("18:15", (punch("out", "18:00", state="claimed"),), None),
        ("18:15", (punch("out", "17:30"),), None),
        ("18:15", (punch("out", "12:00"), punch("in", "13:00")), "+15-min"),
        ("18:15", (punch("in", "09:00"),), "+15-min"),
        ("18:15", (leave(),), None),
        ("12:14:59", (leave("pm"),), None),
        ("12:15", (leave("pm"),), "+15-min"),
        ("18:15", (leave("am"),), "+15-min"),
    ],
)
def test_clocking_out_is_asked_for_by_the_persons_hours(clock: str, facts: tuple[Fact, ...], expected: str) -> None:
    assert step(clock_out.NUDGE, clock, *facts) == expected


def test_the_contracts_own_hours_hold() -> None:
    hours: dict[str, Any] = {"hours": {"on": "08:00", "off": "17:00"}}
    assert step(clock_in.NUDGE, "07:50", **hours) == "-10-min"
    assert step(clock_in.NUDGE, "07:49", **hours) is None
    assert step(clock_out.NUDGE, "17:15", **hours) == "+15-min"


@pytest.mark.parametrize("nudge", [clock_in.NUDGE, clock_out.NUDGE], ids=lambda nudge: nudge.code)
@pytest.mark.parametrize(
    ("day", "asked"),
    [
        (FRIDAY, True),
        (SATURDAY, False),
        ("2026-10-01", False),
        ("2026-10-10", True),  # a Saturday that is worked in exchange
        ("2026-06-12", False),  # before the term
        ("2026-06-15", True),
        ("2027-06-14", True),
        ("2027-06-15", False),  # after it
    ],
)
def test_only_working_days_of_the_term_are_asked_about(nudge: Nudge, day: str, *, asked: bool) -> None:
    clock = "09:05" if nudge is clock_in.NUDGE else "18:15"
    assert (step(nudge, clock, day=day, of=day) is not None) is asked


def test_only_the_people_on_site_are_asked_each_by_direct_message() -> None:
    gone = Person(id="old", name="Old", side="team", role="engineer", onsite=True, until=date(2026, 7, 14))
    for nudge, clock in ((clock_in.NUDGE, "09:05"), (clock_out.NUDGE, "18:15")):
        found = newest_due([nudge], stands(at(clock), people=(*EVERYBODY, gone)))
        assert {step.ask.subject: step.to for step in found} == {
            f"{TODAY}@{person}": person for person in ("lin", "wu", "zhao")
        }


def test_nobody_stands_in_for_a_punch() -> None:
    [found] = newest_due([clock_out.NUDGE], stands(at("12:15"), leave("pm"), people=(LIN, ZHAO)))
    assert found.to == "lin"


def test_the_punch_is_one_press_away() -> None:
    for nudge, verb, clock, words in (
        (clock_in.NUDGE, "in", "08:50", "expected in by 09:00 and have not clocked in yet"),
        (clock_in.NUDGE, "in", "09:05", "were expected in by 09:00"),
        (clock_out.NUDGE, "out", "18:15", "ended at 18:00"),
    ):
        [found] = newest_due([nudge], stands(at(clock), people=(LIN,)))
        english, chinese = says(found, at(clock))
        assert words in english
        assert f'["clock", "{verb}", ""]' in english
        assert "打卡" in chinese


@pytest.mark.parametrize(
    ("nudge", "clock", "day", "facts", "words"),
    [
        (clock_in, "09:05", TODAY, (), None),
        (clock_in, "09:05", TODAY, (punch("in", "08:59"),), "08:59"),
        (clock_in, "09:05", TODAY, (leave(),), "no clock-in is expected"),
        (clock_in, "09:05", TODAY, (leave("am"),), "only by 13:00"),
        (clock_in, "12:50", TODAY, (leave("am"),), None),
        (clock_in, "17:59:59", TODAY, (), None),
        (clock_in, "18:00", TODAY, (), "ended without a clock-in"),
        (clock_out, "18:15", TODAY, (), None),
        (clock_out, "18:15", TODAY, (punch("out", "18:01"),), "18:01"),
        (clock_out, "18:15", TODAY, (leave(),), "no clock-out is missing"),
        (clock_out, "23:59:59", TODAY, (), None),
        (clock_out, "00:00", TOMORROW, (), "ended without a clock-out"),
    ],
)
def test_a_punch_nudge_is_settled(nudge: Any, clock: str, day: str, facts: tuple[Fact, ...], words: str | None) -> None:
    view = nudge.settled(stands(at(clock, day), *facts, people=(LIN,)), f"{TODAY}@lin")
    assert view is None if words is None else words in told(view)


FULL_DAY = (punch("in", "08:59", YESTERDAY), punch("out", "18:00", YESTERDAY))
DAY_BEFORE = (punch("in", "08:59", "2026-07-13"), punch("out", "18:00", "2026-07-13"))


@pytest.mark.parametrize(
    ("clock", "facts", "expected"),
    [
        ("09:29:59", (), None),
        ("09:30", (), "+1-wd-09:30"),
        ("15:59:59", (), "+1-wd-09:30"),
        ("16:00", (), "+1-wd-16:00"),
        ("23:59:59", (), "+1-wd-16:00"),
        ("09:30", FULL_DAY, None),
        ("09:30", FULL_DAY[:1], "+1-wd-09:30"),
        ("09:30", FULL_DAY[1:], "+1-wd-09:30"),
        ("09:30", (FULL_DAY[0], replace(FULL_DAY[1], state="claimed")), None),
        ("09:30", (FULL_DAY[0], replace(FULL_DAY[1], state="refused")), "+1-wd-09:30"),
        ("09:30", (leave(day=YESTERDAY),), None),
        ("09:30", (leave(day=YESTERDAY, state="claimed"),), None),
        ("09:30", (leave("pm", day=YESTERDAY), FULL_DAY[0]), "+1-wd-09:30"),
        ("09:30", (leave("pm", day=YESTERDAY), FULL_DAY[0], punch("out", "12:00", YESTERDAY)), None),
        ("09:30", (leave(),), None),  # on leave oneself
        ("16:00", (leave("am"),), "+1-wd-16:00"),
    ],
)
def test_a_day_without_its_punches_is_asked_about(clock: str, facts: tuple[Fact, ...], expected: str | None) -> None:
    assert step(clock_unexplained.NUDGE, clock, *DAY_BEFORE, *facts, of=YESTERDAY) == expected


@pytest.mark.parametrize(
    ("day", "clock", "asked"),
    [
        (SATURDAY, "09:30", False),
        ("2026-07-19", "16:00", False),
        (MONDAY, "09:29:59", False),
        (MONDAY, "09:30", True),
        (MONDAY, "23:59:59", True),
        ("2026-07-21", "00:00", False),
    ],
)
def test_the_day_of_grace_is_the_next_working_day(day: str, clock: str, *, asked: bool) -> None:
    assert (step(clock_unexplained.NUDGE, clock, day=day, of=FRIDAY) is not None) is asked


def test_the_day_before_a_long_holiday_is_asked_about_after_it() -> None:
    assert step(clock_unexplained.NUDGE, "09:30", day="2026-10-08", of="2026-09-30") == "+1-wd-09:30"


def test_a_day_that_comes_is_foreseen() -> None:
    situation = stands(at("09:00"), people=(LIN,), until=at("17:00", TOMORROW))
    found = [(step.key, step.at) for step in all_of(clock_unexplained.NUDGE, situation)]
    assert (f"clock.unexplained:{TODAY}@lin:+1-wd-09:30", at("09:30", TOMORROW)) in found


def test_it_says_what_is_missing_and_opens_the_forms_for_that_day() -> None:
    for facts, words, chinese_words, way in (
        ((), "no punch at all", "均未打卡", "in"),
        (FULL_DAY[:1], "no clock-out", "缺下班", "out"),
        (FULL_DAY[1:], "no clock-in", "缺上班", "in"),
    ):
        situation = stands(at("09:30"), *DAY_BEFORE, *facts, people=(LIN,))
        [found] = newest_due([clock_unexplained.NUDGE], situation)
        english, chinese = says(found, at("09:30"))
        assert found.to == "lin"
        assert words in english
        assert chinese_words in chinese
        assert f'["clock", "fix", "{YESTERDAY} {way}"]' in english
        assert f'["clock", "leave", "{YESTERDAY}"]' in english


def test_at_17_the_pm_is_told_and_not_asked_to_do_it() -> None:
    for clock, told_to in (("16:59:59", {"lin"}), ("17:00", {"lin", "zhao"})):
        situation = stands(at(clock), *DAY_BEFORE, people=(LIN, ZHAO), term={"books_open": date(2026, 7, 14)})
        found = [step for step in newest_due([clock_unexplained.NUDGE], situation) if "@lin" in step.ask.subject]
        assert {step.to for step in found} == told_to
    [for_pm] = [step for step in found if step.to == "zhao"]
    assert "actions" not in says(for_pm, at("17:00"))[0]


@pytest.mark.parametrize(
    ("now", "day", "facts", "words"),
    [
        ("10:00", TODAY, (), None),
        ("23:59:59", TODAY, (), None),
        ("00:00", TOMORROW, (), "nothing explained it in time"),
        ("10:00", TODAY, FULL_DAY, "explained"),
        ("10:00", TODAY, (leave(day=YESTERDAY),), "explained"),
        ("10:00", TODAY, (leave(day=YESTERDAY, state="claimed"),), "waits for approval"),
        ("10:00", TODAY, (leave(day=YESTERDAY, state="refused"),), None),
    ],
)
def test_an_unexplained_day_is_settled(now: str, day: str, facts: tuple[Fact, ...], words: str | None) -> None:
    view = clock_unexplained.settled(stands(at(now, day), *facts, people=(LIN,)), f"{YESTERDAY}@lin")
    assert view is None if words is None else words in told(view)


CLAIM = punch("in", "08:55", state="claimed", recorded_at=at("10:00"))


@pytest.mark.parametrize(
    ("clock", "day", "expected"),
    [
        ("16:29:59", TODAY, None),
        ("16:30", TODAY, "16:30"),
        ("09:29:59", TOMORROW, "16:30"),
        ("09:30", TOMORROW, f"{TOMORROW}-09:30"),
        ("09:30", FRIDAY, f"{FRIDAY}-09:30"),
        ("12:00", SATURDAY, f"{FRIDAY}-09:30"),
        ("09:30", MONDAY, f"{MONDAY}-09:30"),
    ],
)
def test_a_claim_is_brought_to_mind(clock: str, day: str, expected: str | None) -> None:
    assert due(clock_approve.NUDGE, stands(at(clock, day), CLAIM)).get(f"{CLAIM.id}@zhao") == expected


def test_what_is_claimed_late_in_the_day_waits_for_the_next() -> None:
    late = replace(CLAIM, recorded_at=at("16:31"))
    assert due(clock_approve.NUDGE, stands(at("23:00"), late)) == {}
    assert due(clock_approve.NUDGE, stands(at("09:30", TOMORROW), late)) == {f"{late.id}@zhao": f"{TOMORROW}-09:30"}


@pytest.mark.parametrize(
    ("claimant", "people", "asked"),
    [
        ("lin", EVERYBODY, {"zhao"}),
        ("lin", (*EVERYBODY, Person(id="yan", name="Yan", side="team", role="pm", onsite=False)), {"zhao", "yan"}),
        ("zhao", EVERYBODY, {"qian"}),
        ("zhao", (ZHAO, REMOTE, CLIENT), {"chen"}),
        ("lin", (LIN, BOSS, REMOTE), {"qian"}),
        ("zhao", (ZHAO, REMOTE), set()),
    ],
)
def test_those_who_decide_are_asked(claimant: str, people: tuple[Person, ...], asked: set[str]) -> None:
    found = newest_due([clock_approve.NUDGE], stands(at("17:00"), replace(CLAIM, person=claimant), people=people))
    assert {step.to for step in found} == asked
    assert {step.ask.subject for step in found} == {f"{CLAIM.id}@{person}" for person in asked}


@pytest.mark.parametrize(("half", "asked"), [(None, {"qian"}), ("am", {"zhao"}), ("pm", set())])
def test_while_the_pm_is_on_leave_the_companys_manager_decides(half: Any, asked: set[str]) -> None:
    off = replace(leave(), person="zhao", half=half)
    found = newest_due([clock_approve.NUDGE], stands(at("17:00"), CLAIM, off))
    assert {step.to for step in found} == asked


def test_a_claim_can_be_approved_or_refused_there() -> None:
    [found] = newest_due([clock_approve.NUDGE], stands(at("17:00"), CLAIM))
    english, chinese = says(found, at("17:00"))
    assert f'["clock", "approve", "{CLAIM.id}"]' in english
    assert f'["clock", "refuse", "{CLAIM.id}"]' in english
    assert "Lin waits for your decision: clock-in 2026-07-15 08:55" in english
    assert "审批" in chinese


@pytest.mark.parametrize(
    ("facts", "people", "words"),
    [
        ((CLAIM,), EVERYBODY, None),
        ((replace(CLAIM, state="approved"),), EVERYBODY, "is approved"),
        ((replace(CLAIM, state="refused"),), EVERYBODY, "is refused"),
        ((), EVERYBODY, "no longer waits"),
        ((CLAIM,), (LIN, CLIENT), "no longer waits"),
        ((replace(leave(state="approved"), id=CLAIM.id),), EVERYBODY, "annual leave"),
    ],
)
def test_a_claim_is_settled(facts: tuple[Fact, ...], people: tuple[Person, ...], words: str | None) -> None:
    view = clock_approve.settled(stands(at("17:00"), *facts, people=people), f"{CLAIM.id}@zhao")
    assert view is None if words is None else words in told(view)
