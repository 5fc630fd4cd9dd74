"""What each nudge finds due and settled, on both sides of every limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from commands.kit.texts import translator
from schedulers.manners import newest_due
from schedulers.nudge import Coming, Nudge, Situation
from schedulers.nudges import fault_respond, inspect_page, inspect_server
from storage.contract.facts import Facts
from storage.contract.kinds import Fault, Inspection, Person
from storage.contract.terms import load_terms
from storage.records.calendar import announced_calendar
from storage.records.outbox import OPS_CHANNEL
from tests.schedulers.conftest import TEAM, at
from tests.schedulers.situations import stands

WEDNESDAY, MONDAY, SUNDAY = "2026-07-15", "2026-07-13", "2026-07-19"


def situation(clock: str, day: str = WEDNESDAY, *facts: Inspection | Fault, **limits: Any) -> Situation:
    return Situation(
        now=at(clock, day),
        until=at(clock, day),
        terms=load_terms({"limits": limits} if limits else {}),
        calendar=announced_calendar(),
        facts=Facts.build([*TEAM, *facts]),
    )


def inspection(type_: Any, clock: str, day: str = WEDNESDAY) -> Inspection:
    return Inspection(id="i-1", type=type_, at=at(clock, day), by="lin", ok=True, recorded_at=at(clock, day))


FAULT = Fault(id="f-1", title="down", system="portal", level=3, type="function", noticed_at=at("10:00"))


def newest(nudge: Nudge, stands: Situation) -> list[Coming]:
    """The steps that are due for whoever can act, without the ladder's."""
    return [step for step in newest_due([nudge], stands) if not step.lane]


def steps(nudge: Nudge, stands: Situation) -> list[tuple[str, str]]:
    return [(step.ask.subject, step.step) for step in newest(nudge, stands)]


def words(view: Any, language: Any = "en") -> str:
    assert view is not None
    return str(view(translator(language)).text)


@pytest.mark.parametrize(
    ("clock", "step"),
    [
        ("00:00:00", None),
        ("09:59:59", None),
        ("10:00:00", "10:00"),
        ("14:59:59", "10:00"),
        ("15:00:00", "15:00"),
        ("17:29:59", "15:00"),
        ("17:30:00", "17:30"),
        ("19:59:59", "17:30"),
        ("20:00:00", "20:00"),
        ("23:59:59", "20:00"),
    ],
)
def test_a_page_inspection_is_asked_for_at_its_hours(clock: str, step: str | None) -> None:
    assert steps(inspect_page.NUDGE, situation(clock)) == ([(WEDNESDAY, step)] if step else [])


@pytest.mark.parametrize(
    ("day", "asked"),
    [
        ("2026-06-14", False),
        ("2026-06-15", True),
        ("2026-07-18", True),  # a Saturday: page inspections are owed on every calendar day
        ("2027-06-14", True),
        ("2027-06-15", False),
    ],
)
def test_a_page_inspection_is_asked_for_within_the_term(day: str, *, asked: bool) -> None:
    assert bool(steps(inspect_page.NUDGE, situation("12:00", day))) is asked


@pytest.mark.parametrize(
    ("made", "asked"),
    [
        (inspection("page", "00:00:00"), False),
        (inspection("page", "11:59:59"), False),
        (inspection("page", "23:59:59", "2026-07-14"), True),
        (inspection("server", "11:00:00"), True),
    ],
)
def test_a_page_inspection_made_today_is_not_asked_for(made: Inspection, *, asked: bool) -> None:
    assert bool(steps(inspect_page.NUDGE, situation("12:00", WEDNESDAY, made))) is asked


def test_a_page_nudge_is_settled_when_done_or_over() -> None:
    done = inspection("page", "10:05")
    assert "Lin" in words(inspect_page.settled(situation("10:06", WEDNESDAY, done), WEDNESDAY))
    assert inspect_page.settled(situation("23:59:59"), WEDNESDAY) is None
    over = inspect_page.settled(situation("00:00:00", "2026-07-16"), WEDNESDAY)
    assert "without" in words(over)
    assert "页面巡检" in words(over, "zh")


@pytest.mark.parametrize(
    ("day", "clock", "step"),
    [
        (MONDAY, "09:59:59", None),
        (MONDAY, "10:00:00", "mon-10:00"),
        (WEDNESDAY, "23:00:00", "mon-10:00"),
        ("2026-07-16", "09:59:59", "mon-10:00"),
        ("2026-07-16", "10:00:00", "thu-10:00"),
        ("2026-07-17", "09:59:59", "thu-10:00"),
        ("2026-07-17", "10:00:00", "fri-10:00"),
        ("2026-07-17", "14:59:59", "fri-10:00"),
        ("2026-07-17", "15:00:00", "fri-15:00"),
        ("2026-07-18", "12:00:00", "fri-15:00"),
        (SUNDAY, "09:59:59", "fri-15:00"),
        (SUNDAY, "10:00:00", "sun-10:00"),
        (SUNDAY, "23:59:59", "sun-10:00"),
        ("2026-06-14", "12:00:00", None),
        ("2027-06-14", "12:00:00", "mon-10:00"),
        ("2027-06-15", "12:00:00", None),
    ],
)
def test_a_server_inspection_is_asked_for_at_its_hours(day: str, clock: str, step: str | None) -> None:
    found = [step.step for step in newest(inspect_server.NUDGE, situation(clock, day))]
    assert found == ([step] if step else [])


def test_no_server_inspection_is_asked_for_before_books_open() -> None:
    for day, clock, step in ((WEDNESDAY, "12:00", []), ("2026-07-16", "10:00", ["thu-10:00"])):
        held = stands(at(clock, day), term={"books_open": date(2026, 7, 15)})
        assert [one.step for one in newest(inspect_server.NUDGE, held)] == step


def test_whoever_made_an_inspection_is_named_as_written() -> None:
    made, odd = (
        inspection("page", "10:00:00"),
        Person(id="lin", name="A & <!channel>", side="team", role="engineer", onsite=True),
    )
    said = words(inspect_page.settled(stands(at("10:06"), made, people=(odd,)), WEDNESDAY))
    assert "A &amp; &lt;!channel&gt;" in said


@pytest.mark.parametrize(
    ("made", "asked"),
    [
        (inspection("server", "00:00:00", MONDAY), False),
        (inspection("server", "23:59:59", "2026-07-12"), True),
        (inspection("page", "11:00:00"), True),
    ],
)
def test_a_server_inspection_of_this_week_is_not_asked_for(made: Inspection, *, asked: bool) -> None:
    assert bool(steps(inspect_server.NUDGE, situation("12:00", WEDNESDAY, made))) is asked


def test_a_server_nudge_is_settled_when_done_or_over() -> None:
    done = inspection("server", "10:05")
    assert "Lin" in words(inspect_server.settled(situation("10:06", WEDNESDAY, done), "2026-W29"))
    assert inspect_server.settled(situation("23:59:59", SUNDAY), "2026-W29") is None
    assert "without" in words(inspect_server.settled(situation("00:00:00", "2026-07-20"), "2026-W29"))


def test_what_is_due_is_never_settled_at_the_same_time() -> None:
    before_the_term = inspection("server", "09:00", "2026-06-16")
    stands = replace(
        situation("12:00", "2026-06-18", before_the_term),
        terms=load_terms({"term": {"from": at("00:00", "2026-06-17").date()}}),
    )
    assert [step.step for step in newest(inspect_server.NUDGE, stands)] == ["thu-10:00"]
    assert inspect_server.settled(stands, "2026-W25") is None


@pytest.mark.parametrize(
    ("clock", "step"),
    [
        ("10:14:59", None),
        ("10:15:00", "50"),
        ("10:23:59", "50"),
        ("10:24:00", "80"),
        ("10:29:59", "80"),
        ("10:30:00", "100"),
        ("11:29:59", "100"),
        ("11:30:00", "every-1"),
        ("23:00:00", "every-12"),
    ],
)
def test_a_response_is_asked_for_by_shares_of_its_limit(clock: str, step: str | None) -> None:
    assert steps(fault_respond.NUDGE, situation(clock, WEDNESDAY, FAULT)) == ([("f-1", step)] if step else [])


@pytest.mark.parametrize(("clock", "step"), [("10:04:59", None), ("10:05:00", "50"), ("10:10:00", "100")])
def test_the_contracts_own_limits_hold(clock: str, step: str | None) -> None:
    found = steps(fault_respond.NUDGE, situation(clock, WEDNESDAY, FAULT, level3={"respond_min": 10}))
    assert found == ([("f-1", step)] if step else [])


@pytest.mark.parametrize(
    "answered",
    [
        {"responded_at": at("10:05")},
        {"arrived_at": at("10:05")},
        {"handled_at": at("10:05")},
        {"closed_at": at("10:05")},
        {"draft": True},
        {"cause": "planned"},
    ],
    ids=str,
)
def test_a_fault_that_needs_no_response_is_not_asked_for(answered: dict[str, Any]) -> None:
    fault = replace(FAULT, **answered)
    assert steps(fault_respond.NUDGE, situation("11:00", WEDNESDAY, fault)) == []
    assert fault_respond.settled(situation("11:00", WEDNESDAY, fault), "f-1") is not None


def test_a_response_is_asked_of_whoever_has_the_fault() -> None:
    def asked(fault: Fault) -> Coming:
        return newest(fault_respond.NUDGE, situation("10:20", WEDNESDAY, fault))[0]

    assert asked(FAULT).to == OPS_CHANNEL
    assert asked(replace(FAULT, assignee="lin")).to == "lin"
    post = asked(FAULT).says(at("10:20"), translator("en"))
    assert "2026-07-15 10:30" in post.text
    assert '["fault", "respond", "f-1"]' in str(post.content())


@pytest.mark.parametrize(
    ("nudge", "clock", "day", "offered"),
    [
        (inspect_page.NUDGE, "20:59:59", WEDNESDAY, ["in 1 hour"]),
        (inspect_page.NUDGE, "21:00:00", WEDNESDAY, []),  # it would speak again only in the morning
        (inspect_server.NUDGE, "21:00:00", WEDNESDAY, ["in 1 hour", "tomorrow 09:30"]),
        (inspect_server.NUDGE, "20:59:59", SUNDAY, ["in 1 hour"]),
        (inspect_server.NUDGE, "21:00:00", SUNDAY, []),
    ],
)
def test_what_is_owed_can_be_put_off_in_time_only(nudge: Any, clock: str, day: str, offered: list[str]) -> None:
    [step] = newest(nudge, situation(clock, day))
    said = str(step.says(at(clock, day), translator("en")).content())
    assert [until for until in ("in 1 hour", "tomorrow 09:30") if f"{until} {step.about}" in said] == offered


def test_a_response_can_be_put_off_while_its_limit_is_far() -> None:
    fault = replace(FAULT, noticed_at=at("08:00"))
    for minutes, clock, offered in ((240, "10:59:59", True), (240, "11:00:00", False), (60, "09:00:00", False)):
        [step] = newest(fault_respond.NUDGE, situation(clock, WEDNESDAY, fault, respond_min=minutes))
        post = step.says(at(clock), translator("en"))
        assert ("snooze" in str(post.content())) is offered


def test_a_response_nudge_is_settled_by_the_response() -> None:
    responded = replace(FAULT, responded_at=at("10:20"), assignee="lin")
    told = words(fault_respond.settled(situation("10:21", WEDNESDAY, responded), "f-1"))
    assert "Lin" in told
    assert "10:20" in told
    assert fault_respond.settled(situation("12:00", WEDNESDAY, FAULT), "f-1") is None
    assert "no reminder any more" in words(fault_respond.settled(situation("12:00"), "f-1"))
