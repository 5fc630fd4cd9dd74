"""The nudges about problems, requests, tasks and assets: what is due when, to whom, and what settles it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from schedulers.catalog import NUDGES
from schedulers.manners import newest_due
from schedulers.nudge import Nudge
from schedulers.nudges import asset_due, inspect_feedback, request_dispatch, task_due
from storage.contract.fact import Fact
from storage.contract.kinds import AssetChange, Problem, Request, Stocktake, Task
from storage.contract.terms import load_terms
from storage.records.outbox import OPS_CHANNEL
from tests.schedulers.conftest import at
from tests.schedulers.situations import BOSS, all_of, due, says, stands, told

TODAY, YESTERDAY, TOMORROW = "2026-07-15", "2026-07-14", "2026-07-16"
PROBLEM = Problem(id="pr-1", found_at=at("10:00"), scope="in", by="lin", note="<slow>")
REQUEST = Request(id="q-1", channel="call", arrived_at=at("10:00"), text="<login>")
TASK = Task(id="t-1", person="lin", due_at=at("18:00"), text="<tidy>")
CHANGE = AssetChange(id="a-1", asset="<switch>", confirmed_on=date(2026, 7, 8))
STOCKTAKE = Stocktake(id="st-1", due_on=date(2026, 7, 15))


def step(nudge: Nudge, clock: str, fact: Fact, day: str = TODAY, **overlay: Any) -> str | None:
    return due(nudge, stands(at(clock, day), fact, **overlay)).get(fact.id)


@pytest.mark.parametrize("nudge", NUDGES, ids=lambda nudge: nudge.code)
def test_each_has_its_hours_and_is_listed_once(nudge: Nudge) -> None:
    assert load_terms().nudges.steps[nudge.code]
    assert [one.code for one in NUDGES].count(nudge.code) == 1


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("10:04:59", None),
        ("10:05", "+5-min"),
        ("10:09:59", "+5-min"),
        ("10:10", "+10-min"),
        ("10:14:59", "+10-min"),
        ("10:15", "+15-min"),
        ("23:00", "+15-min"),
    ],
)
def test_feedback_is_asked_for(clock: str, expected: str | None) -> None:
    assert step(inspect_feedback.NUDGE, clock, PROBLEM) == expected


@pytest.mark.parametrize("change", [{"scope": "out"}, {"fed_back_at": at("10:03")}], ids=str)
def test_feedback_that_is_given_or_not_owed_is_not_asked_for(change: dict[str, Any]) -> None:
    assert step(inspect_feedback.NUDGE, "10:20", replace(PROBLEM, **change)) is None
    told(inspect_feedback.settled(stands(at("10:20"), replace(PROBLEM, **change)), "pr-1"))


def test_whoever_found_it_is_asked_and_next_the_pm_and_the_manager() -> None:
    def asked(clock: str, **change: Any) -> list[str]:
        found = newest_due([inspect_feedback.NUDGE], stands(at(clock), replace(PROBLEM, **change)))
        return [step.to for step in found]

    assert [asked(clock) for clock in ("10:09:59", "10:10", "10:15")] == [
        ["lin"],
        ["lin", "zhao"],
        ["lin", "zhao", "qian"],
    ]
    assert asked("10:05", by="zhiban") == [OPS_CHANNEL]


def test_feedback_is_not_asked_for_at_night() -> None:
    night = replace(PROBLEM, found_at=at("22:00"))
    situation = stands(at("22:00"), night, until=at("07:30", TOMORROW), people=())
    assert {step.at for step in all_of(inspect_feedback.NUDGE, situation)} == {at("07:30", TOMORROW)}


@pytest.mark.parametrize(
    ("minutes", "clock", "expected"),
    [
        (30, "10:14:59", None),
        (30, "10:15", "50"),
        (30, "10:23:59", "50"),
        (30, "10:24", "80"),
        (30, "10:29:59", "80"),
        (30, "10:30", "100"),
        (30, "23:59:59", "100"),
        (10, "10:05", "50"),
        (10, "10:10", "100"),
    ],
)
def test_a_request_is_asked_about(minutes: int, clock: str, expected: str | None) -> None:
    assert step(request_dispatch.NUDGE, clock, REQUEST, limits={"dispatch_min": minutes}) == expected


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"answered_at": at("10:20")}, "answered 2026-07-15 10:20"),
        ({"dispatched_at": at("10:20"), "person": "wu"}, "given to Wu, 2026-07-15 10:20"),
        ({"missed": True}, "waits for nobody"),
    ],
)
def test_a_request_that_moved_is_settled(change: dict[str, Any], words: str) -> None:
    situation = stands(at("10:40"), replace(REQUEST, **change))
    assert due(request_dispatch.NUDGE, situation) == {}
    assert words in told(request_dispatch.settled(situation, "q-1"))


def test_requests_speak_at_night_and_climb() -> None:
    night = replace(REQUEST, arrived_at=at("23:00"))
    found = all_of(request_dispatch.NUDGE, stands(at("23:00"), night, until=at("23:50")))
    assert [(step.to, step.at) for step in found] == [
        (OPS_CHANNEL, at("23:15")),
        (OPS_CHANNEL, at("23:24")),
        ("zhao", at("23:24")),
        (OPS_CHANNEL, at("23:30")),
        ("qian", at("23:30")),
    ]


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        (YESTERDAY, "09:29:59", None),
        (YESTERDAY, "09:30", "-1-wd-09:30"),
        (TODAY, "09:29:59", "-1-wd-09:30"),
        (TODAY, "09:30", "09:30"),
        (TODAY, "16:59:59", "09:30"),
        (TODAY, "17:00", "-60-min"),
        (TODAY, "17:59:59", "-60-min"),
        (TODAY, "18:00", "+0-min"),
        (TOMORROW, "09:29:59", "+0-min"),
        (TOMORROW, "09:30", f"{TOMORROW}-09:30"),
        ("2026-07-18", "12:00", "2026-07-17-09:30"),
        ("2026-07-20", "09:30", "2026-07-20-09:30"),
    ],
)
def test_a_task_is_asked_about(day: str, clock: str, expected: str | None) -> None:
    assert step(task_due.NUDGE, clock, TASK, day) == expected


def test_an_hour_of_its_due_day_says_nothing_new_of_a_late_task() -> None:
    early = replace(TASK, due_at=at("09:00"))
    assert [step(task_due.NUDGE, clock, early) for clock in ("08:59", "09:00", "09:30", "18:00")] == [
        "-60-min",
        "+0-min",
        "+0-min",
        "+0-min",
    ]
    assert step(task_due.NUDGE, "09:30", early, TOMORROW) == f"{TOMORROW}-09:30"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"done_at": at("17:00")}, "done 2026-07-15 17:00"),
        ({"reported_at": at("17:01")}, "reported on 2026-07-15 17:01"),
    ],
)
def test_a_task_that_is_done_or_reported_on_is_settled(change: dict[str, Any], words: str) -> None:
    situation = stands(at("19:00"), replace(TASK, **change))
    assert due(task_due.NUDGE, situation) == {}
    assert words in told(task_due.settled(situation, "t-1"))


@pytest.mark.parametrize(
    ("nudge", "fact"),
    [(task_due.NUDGE, TASK), (asset_due.NUDGE, STOCKTAKE), (asset_due.NUDGE, CHANGE)],
    ids=["task", "stock-take", "change"],
)
def test_what_came_up_late_is_not_reminded_of_for_earlier(nudge: Nudge, fact: Fact) -> None:
    made = replace(fact, recorded_at=at("10:00"))
    assert step(nudge, "10:01", made) is None
    assert step(nudge, "18:00", made) in ("+0-min", "17:30")
    assert step(nudge, "10:00", replace(fact, recorded_at=at("09:30"))) == "09:30"


def test_a_late_task_climbs_to_the_pm_an_hour_after() -> None:
    for clock, told_to in (("18:59:59", ["lin"]), ("19:00", ["lin", "zhao"])):
        assert [step.to for step in newest_due([task_due.NUDGE], stands(at(clock), TASK))] == told_to


@pytest.mark.parametrize("fact", [CHANGE, STOCKTAKE], ids=["change", "stock-take"])
@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        ("2026-07-10", "09:29:59", None),
        ("2026-07-10", "09:30", "-3-wd-09:30"),
        (YESTERDAY, "09:29:59", "-3-wd-09:30"),
        (YESTERDAY, "09:30", "-1-wd-09:30"),
        (TODAY, "09:30", "09:30"),
        (TODAY, "14:59:59", "09:30"),
        (TODAY, "15:00", "15:00"),
        (TODAY, "17:30", "17:30"),
        (TOMORROW, "09:29:59", "17:30"),
        (TOMORROW, "09:30", f"{TOMORROW}-09:30"),
        ("2026-07-18", "12:00", "2026-07-17-09:30"),
    ],
)
def test_assets_are_asked_about(fact: Fact, day: str, clock: str, expected: str | None) -> None:
    assert step(asset_due.NUDGE, clock, fact, day) == expected


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (replace(CHANGE, registered_on=date(2026, 7, 14)), "in the register 2026-07-14"),
        (replace(STOCKTAKE, done_on=date(2026, 7, 14)), "done 2026-07-14"),
    ],
)
def test_assets_are_settled(fact: Fact, words: str) -> None:
    situation = stands(at("12:00"), fact)
    assert due(asset_due.NUDGE, situation) == {}
    assert words in told(asset_due.settled(situation, fact.id))


@pytest.mark.parametrize(
    ("nudge", "fact"),
    [
        (inspect_feedback.NUDGE, PROBLEM),
        (request_dispatch.NUDGE, REQUEST),
        (task_due.NUDGE, TASK),
        (asset_due.NUDGE, CHANGE),
        (asset_due.NUDGE, STOCKTAKE),
    ],
    ids=lambda value: getattr(value, "code", None) or value.id,
)
class TestEach:
    def test_what_stands_is_not_settled_and_what_is_gone_is(self, nudge: Nudge, fact: Fact) -> None:
        assert nudge.settled(stands(at("18:00"), fact), fact.id) is None
        assert "any more" in told(nudge.settled(stands(at("18:00")), fact.id))

    def test_what_was_due_before_the_books_opened_is_let_be(self, nudge: Nudge, fact: Fact) -> None:
        for opens, asked in ((date(2026, 7, 15), True), (date(2026, 7, 16), False)):
            found = due(nudge, stands(at("18:00", TOMORROW), fact, term={"books_open": opens}))
            assert bool(found) is asked

    def test_what_falls_due_after_the_term_is_reminded_of(self, nudge: Nudge, fact: Fact) -> None:
        assert due(nudge, stands(at("18:00"), fact, term={"until": date(2026, 7, 1)}))

    def test_it_says_so_in_both_languages_with_a_button_and_escapes_what_people_wrote(
        self, nudge: Nudge, fact: Fact
    ) -> None:
        for now in (at("10:05"), at("09:30", TOMORROW)):
            situation = stands(now, fact, people=(), until=max(now, at("10:15")))
            [step] = newest_due([nudge], replace(situation, now=max(now, at("10:15"))))
            english, chinese = says(step, now)
            assert "actions" in english
            assert fact.id in english
            assert fact.id in chinese
            assert english.split("actions")[0] != chinese.split("actions")[0]
            assert not any(mark in english for mark in ("<slow>", "<login>", "<tidy>", "<switch>"))


def test_who_left_is_not_asked() -> None:
    assert [step.to for step in newest_due([task_due.NUDGE], stands(at("18:00"), TASK, people=(BOSS,)))] == [
        OPS_CHANNEL
    ]


def test_where_nothing_was_written_nothing_is_quoted() -> None:
    for nudge, fact in (
        (inspect_feedback.NUDGE, replace(PROBLEM, note=None)),
        (request_dispatch.NUDGE, replace(REQUEST, text=None)),
        (task_due.NUDGE, replace(TASK, text=None)),
    ):
        for said in says(newest_due([nudge], stands(at("18:00"), fact, people=()))[0], at("18:00")):
            assert "“" not in said
