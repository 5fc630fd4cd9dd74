"""The nudges about faults: at 50, 80 and 100 % of each limit, then hourly; paused with the vendor; a long silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedulers.manners import newest_due
from schedulers.nudge import Nudge
from schedulers.nudges import fault_arrive, fault_handle, fault_quiet, fault_respond
from storage.contract.kinds import Fault, LogLine, VendorSpell
from storage.contract.obligations import fault_deadlines
from storage.contract.terms import load_terms
from storage.records.outbox import OPS_CHANNEL
from tests.schedulers.conftest import at
from tests.schedulers.situations import all_of, due, says, stands, told

FAULT = Fault(id="f-1", title="<down>", system="portal", level=3, type="function", noticed_at=at("10:00"), onsite=True)
TAKEN = replace(FAULT, responded_at=at("10:05"), assignee="lin")
CLOCKS = (fault_respond.NUDGE, fault_arrive.NUDGE, fault_handle.NUDGE)


def spell(start: str, end: str | None) -> VendorSpell:
    return VendorSpell(at(start), at(end) if end else None)


def steps(nudge: Nudge, clock: str, fault: Fault, **limits: Any) -> str | None:
    return due(nudge, stands(at(clock), fault, limits=limits)).get("f-1")


@pytest.mark.parametrize(
    ("clock", "step"),
    [
        ("10:29:59", None),
        ("10:30", "50"),
        ("10:47:59", "50"),
        ("10:48", "80"),
        ("10:59:59", "80"),
        ("11:00", "100"),
        ("11:59:59", "100"),
        ("12:00", "every-1"),
        ("13:00", "every-2"),
    ],
)
def test_somebody_on_site_is_asked_for(clock: str, step: str | None) -> None:
    assert steps(fault_arrive.NUDGE, clock, FAULT) == step


@pytest.mark.parametrize(
    ("clock", "step"),
    [
        ("13:59:59", None),
        ("14:00", "50"),
        ("16:23:59", "50"),
        ("16:24", "80"),
        ("17:59:59", "80"),
        ("18:00", "100"),
        ("18:59:59", "100"),
        ("19:00", "every-1"),
        ("23:00", "every-5"),
    ],
)
def test_handling_is_asked_for(clock: str, step: str | None) -> None:
    assert steps(fault_handle.NUDGE, clock, FAULT) == step


@pytest.mark.parametrize(
    ("spells", "clock", "step"),
    [
        ([("11:00", "12:00")], "14:59:59", None),
        ([("11:00", "12:00")], "15:00", "50"),
        ([("11:00", "12:00")], "17:23:59", "50"),
        ([("11:00", "12:00")], "17:24", "80"),
        ([("11:00", "12:00")], "19:00", "100"),
        ([("11:00", "12:00"), ("11:30", "13:00")], "15:59:59", None),
        ([("11:00", "12:00"), ("11:30", "13:00")], "16:00", "50"),
        (
            [("14:00", "15:00")],
            "14:30",
            "50",
        ),  # half was used when the vendor took it, and it is back only to the clock
        ([("18:00", "20:00")], "20:59:59", "100"),
        ([("18:00", "20:00")], "21:00", "every-1"),  # the hours after the limit wait for the vendor too
        ([("11:00", None)], "23:00", None),
        ([("18:30", None)], "23:00", None),
    ],
)
def test_handling_is_paused_while_a_vendor_holds_it(
    spells: list[tuple[str, str | None]], clock: str, step: str | None
) -> None:
    held = replace(FAULT, vendor=tuple(spell(*one) for one in spells))
    assert steps(fault_handle.NUDGE, clock, held) == step


def test_a_vendor_stops_neither_response_nor_arrival() -> None:
    held = replace(FAULT, vendor=(spell("10:01", None),))
    assert [steps(nudge, "11:00", held) for nudge in CLOCKS] == ["100", "100", None]


def test_with_the_vendor_the_posts_say_so_and_back_again_they_ask() -> None:
    held, back = (replace(FAULT, vendor=(spell("14:30", end),)) for end in (None, "15:00"))
    said = told(fault_handle.settled(stands(at("14:30"), held), "f-1"))
    assert "14:30" in said
    assert fault_handle.settled(stands(at("15:00"), back), "f-1") is None


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 300)), max_size=4), st.sampled_from([0, 1, 30, 480]))
def test_the_last_share_is_the_limit_that_the_score_judges(spells: list[tuple[int, int]], limit: int) -> None:
    start = at("00:00")
    vendor = tuple(
        VendorSpell(start + timedelta(minutes=first), start + timedelta(minutes=first + more))
        for first, more in sorted(spells)
    )
    fault = replace(FAULT, noticed_at=start, vendor=vendor)
    situation = stands(at("00:00"), fault, until=at("00:00", "2026-07-18"), limits={"handle_min": limit})
    asked = {step.step: step.at for step in all_of(fault_handle.NUDGE, situation) if not step.lane}
    terms = load_terms({"limits": {"handle_min": limit}})
    assert asked["100"] == fault_deadlines(fault, terms).handle_by
    assert asked["50"] <= asked["80"] <= asked["100"] < asked["every-1"]


@pytest.mark.parametrize(
    ("nudge", "answered"),
    [
        *((nudge, change) for nudge in CLOCKS for change in ({"draft": True}, {"cause": "planned"})),
        *((nudge, {"closed_at": at("10:20")}) for nudge in CLOCKS),
        *((nudge, {"handled_at": at("10:20")}) for nudge in CLOCKS),
        (fault_respond.NUDGE, {"responded_at": at("10:20")}),
        (fault_respond.NUDGE, {"arrived_at": at("10:20")}),
        (fault_arrive.NUDGE, {"arrived_at": at("10:20")}),
        (fault_arrive.NUDGE, {"onsite": False}),
        (fault_handle.NUDGE, {"cause": "force_majeure"}),
    ],
    ids=lambda value: value.code if isinstance(value, Nudge) else "-".join(value),
)
def test_what_is_met_or_not_owed_is_not_asked_for(nudge: Nudge, answered: dict[str, Any]) -> None:
    assert due(nudge, stands(at("23:00"), FAULT))
    situation = stands(at("23:00"), replace(FAULT, **answered))
    assert due(nudge, situation) == {}
    told(nudge.settled(situation, "f-1"))


@pytest.mark.parametrize("nudge", CLOCKS, ids=lambda nudge: nudge.code)
def test_what_still_stands_is_not_settled(nudge: Nudge) -> None:
    assert nudge.settled(stands(at("23:00"), FAULT), "f-1") is None
    assert "no reminder" in told(nudge.settled(stands(at("23:00")), "f-1"))


@pytest.mark.parametrize(
    ("nudge", "change", "words"),
    [
        (fault_arrive, {"arrived_at": at("10:40")}, "Lin on site 2026-07-15 10:40"),
        (fault_handle, {"handled_at": at("15:00")}, "handled 2026-07-15 15:00"),
        (fault_respond, {"assignee": None}, "the team responded 2026-07-15 10:05"),
    ],
)
def test_a_settled_post_says_who_and_when(nudge: Any, change: dict[str, Any], words: str) -> None:
    assert words in told(nudge.settled(stands(at("23:00"), replace(TAKEN, **change)), "f-1"))


def test_the_words_change_with_the_limit_and_have_the_button_that_acts() -> None:
    for nudge, verb, before, after in (
        (fault_respond.NUDGE, "respond", "10:15", "10:30"),
        (fault_arrive.NUDGE, "arrive", "10:30", "11:00"),
        (fault_handle.NUDGE, "handle", "14:00", "18:00"),
    ):
        (early,), (late,) = (newest_due([nudge], stands(at(now), FAULT, people=())) for now in (before, after))
        for step, now, passed in ((early, before, False), (late, after, True)):
            english, chinese = says(step, at(now))
            assert ("passed" in english) is passed
            assert ("已过" in chinese) is passed
            assert f'["fault", "{verb}", "f-1"]' in english
            assert "&lt;down&gt;" in english


def test_an_emergency_is_called_so_and_has_limits_of_its_own() -> None:
    emergency = replace(FAULT, emergency=True)
    situation = stands(at("10:05"), emergency, limits={"emergency": {"respond_min": 10}})
    [step] = newest_due([fault_respond.NUDGE], situation)
    assert step.step == "50"
    english, chinese = says(step, at("10:05"))
    assert "Emergency `f-1`" in english
    assert "应急" in chinese


@pytest.mark.parametrize("nudge", [*CLOCKS, fault_quiet.NUDGE], ids=lambda nudge: nudge.code)
def test_faults_speak_at_night(nudge: Nudge) -> None:
    night = replace(TAKEN if nudge is fault_quiet.NUDGE else FAULT, noticed_at=at("22:00"), responded_at=None)
    if nudge is fault_quiet.NUDGE:
        night = replace(night, responded_at=at("22:01"))
    found = all_of(nudge, stands(at("22:00"), night, until=at("07:00", "2026-07-16")))
    assert any(at("22:00") < step.at < at("07:00", "2026-07-16") for step in found)


@pytest.mark.parametrize(
    ("assignee", "to"), [(None, OPS_CHANNEL), ("lin", "lin"), ("chen", OPS_CHANNEL), ("gone", OPS_CHANNEL)]
)
def test_whoever_has_it_is_asked(assignee: str | None, to: str) -> None:
    for nudge in CLOCKS:
        found = newest_due([nudge], stands(at("19:00"), replace(FAULT, assignee=assignee)))
        assert {step.to for step in found if not step.lane} == {to}


def test_the_ladder_reaches_the_pm_then_the_companys_manager_who_has_nothing_to_press() -> None:
    def reached(clock: str) -> dict[str, str]:
        found = newest_due([fault_respond.NUDGE], stands(at(clock), FAULT))
        return {step.to: step.step for step in found if step.lane}

    climbed = [reached(clock) for clock in ("10:23:59", "10:24", "10:29:59")]
    assert climbed == [{}, {"zhao": "pm-zhao-80"}, {"zhao": "pm-zhao-80"}]
    assert reached("10:30") == {"zhao": "pm-zhao-80", "qian": "manager-qian-100"}
    found = {
        step.to: says(step, at("10:30"))[0] for step in newest_due([fault_respond.NUDGE], stands(at("10:30"), FAULT))
    }
    assert "actions" in found["zhao"]
    assert "actions" not in found["qian"]


def test_one_fault_keeps_a_key_for_each_of_its_clocks() -> None:
    situation = stands(at("19:00"), replace(FAULT, assignee="lin"))
    keys = {step.key for step in newest_due(CLOCKS, situation) if not step.lane}
    assert keys == {"fault.respond:f-1:every-8", "fault.arrive:f-1:every-8", "fault.handle:f-1:every-1"}


def test_what_was_due_before_the_books_opened_is_let_be() -> None:
    books: dict[str, Any] = {"term": {"books_open": date(2026, 7, 16)}}
    late = replace(FAULT, noticed_at=at("20:00"))
    found = {nudge.code: due(nudge, stands(at("09:00", "2026-07-16"), late, **books)) for nudge in CLOCKS}
    assert found == {"fault.respond": {}, "fault.arrive": {}, "fault.handle": {"f-1": "every-5"}}


class TestQuiet:
    @pytest.mark.parametrize(("clock", "asked"), [("12:04:59", False), ("12:05", True), ("23:00", True)])
    def test_after_two_hours_without_news_it_is_asked_once(self, clock: str, *, asked: bool) -> None:
        found = due(fault_quiet.NUDGE, stands(at(clock), TAKEN))
        assert found == ({"f-1@20260715T100500": "+120-min"} if asked else {})

    @pytest.mark.parametrize(
        "news",
        [
            {"log": (LogLine(at("11:00"), "lin", "restarting"),)},
            {"vendor": (spell("10:30", "11:00"),)},
            {"vendor": (spell("11:00", None),)},
            {"arrived_at": at("11:00")},
        ],
        ids=str,
    )
    def test_news_begins_another_silence(self, news: dict[str, Any]) -> None:
        fault = replace(TAKEN, **news)
        assert due(fault_quiet.NUDGE, stands(at("12:59:59"), fault)) == {}
        assert due(fault_quiet.NUDGE, stands(at("13:00"), fault)) == {"f-1@20260715T110000": "+120-min"}
        said = told(fault_quiet.settled(stands(at("12:30"), fault), "f-1@20260715T100500"))
        assert "news 2026-07-15 11:00" in said
        assert fault_quiet.settled(stands(at("13:00"), fault), "f-1@20260715T110000") is None

    @pytest.mark.parametrize(
        "change",
        [{"responded_at": None}, {"handled_at": at("12:00")}, {"closed_at": at("12:00")}, {"draft": True}],
        ids=str,
    )
    def test_nobody_is_asked_where_nobody_is_on_it(self, change: dict[str, Any]) -> None:
        situation = stands(at("15:00"), replace(TAKEN, **change))
        assert due(fault_quiet.NUDGE, situation) == {}
        told(fault_quiet.settled(situation, "f-1@20260715T100500"))

    def test_it_goes_to_whoever_is_on_it_with_the_form_for_news(self) -> None:
        [step] = newest_due([fault_quiet.NUDGE], stands(at("12:05"), TAKEN))
        english, chinese = says(step, at("12:05"))
        assert step.to == "lin"
        assert "ask.fault.update" in english
        assert "还在处理吗" in chinese
        assert "no reminder" in told(fault_quiet.settled(stands(at("12:05")), "f-1@20260715T100500"))
