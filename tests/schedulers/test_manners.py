"""Manners: the quiet of the night, deputies, ladders, the newest missed step; all of it from made-up nudges."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.kit.buttons import Button
from commands.kit.texts import text, translator
from schedulers.manners import coming, newest_due, said_between
from schedulers.nudge import Ask, Coming, Nudge, Situation
from storage.contract.fact import Fact
from storage.contract.kinds import Leave, Person
from storage.contract.nudge_terms import NudgeTerms, read_nudge_terms
from storage.contract.periods import BEIJING, ONE_DAY
from storage.contract.steps import Anchor, Step
from storage.records.outbox import OPS_CHANNEL
from tests.schedulers.conftest import TEAM, at
from tests.schedulers.situations import BOSS, CLIENT, EVERYBODY, REMOTE, stands

TOMORROW = "2026-07-16"
LIN, WU, ZHAO = TEAM


def a_nudge(*moments: datetime, to: str = "lin", **more: Any) -> Nudge:
    """A nudge that speaks at those moments."""
    urgent, personal = more.pop("urgent", False), more.pop("personal", False)
    buttons = [Button(text("Done"), "inspect", "done", primary=True)]
    anchor = Anchor(day=date(2026, 7, 15))

    def asks(_: Situation) -> Iterable[Ask]:
        steps = [Step(f"s{place}", moment) for place, moment in enumerate(moments)]
        yield Ask(subject="x", to=to, anchor=anchor, steps=steps, line=lambda _, __: "do", does_it=buttons, **more)

    return Nudge("fault.quiet" if urgent else "some.nudge", asks, lambda _, __: None, personal=personal)


def with_ladder(situation: Situation, *rules: str) -> Situation:
    nudges = situation.terms.nudges
    table = {"steps": {"some.nudge": []}, "ladders": {"some.nudge": list(rules)}, "quiet_from": "22:00", "urgent": []}
    read = read_nudge_terms({**table, "quiet_until": "07:30"})
    terms: NudgeTerms = replace(nudges, steps=read.steps, ladders=read.ladders)
    return replace(situation, terms=replace(situation.terms, nudges=terms))


def leave(person: str, half: Any = None, state: Any = "approved") -> Leave:
    return Leave(
        id=f"l-{person}",
        person=person,
        type="sick",
        from_=at("00:00").date(),
        until=at("00:00").date(),
        half=half,
        state=state,
    )


@pytest.mark.parametrize(
    ("said_at", "heard_at"),
    [
        (at("21:59:59"), at("21:59:59")),
        (at("22:00"), at("07:30", TOMORROW)),
        (at("23:59:59"), at("07:30", TOMORROW)),
        (at("00:00", TOMORROW), at("07:30", TOMORROW)),
        (at("07:29:59", TOMORROW), at("07:30", TOMORROW)),
        (at("07:30", TOMORROW), at("07:30", TOMORROW)),
    ],
)
def test_the_night_is_quiet_but_for_what_is_urgent(said_at: datetime, heard_at: datetime) -> None:
    situation = stands(at("12:00"), until=at("12:00", TOMORROW))
    assert [step.at for step in coming([a_nudge(said_at)], situation)] == [heard_at]
    assert [step.at for step in coming([a_nudge(said_at, urgent=True)], situation)] == [said_at]


def test_what_the_night_keeps_back_is_not_due_before_the_morning() -> None:
    nudge = a_nudge(at("22:00"))
    assert newest_due([nudge], stands(at("07:29:59", TOMORROW))) == []
    assert len(newest_due([nudge], stands(at("07:30", TOMORROW)))) == 1


def test_of_what_the_night_keeps_back_the_morning_hears_the_newest_unless_it_lapsed() -> None:
    moments = (at("22:00"), at("23:00"), at("03:00", TOMORROW))
    situation = stands(at("07:30", TOMORROW))
    assert [step.step for step in newest_due([a_nudge(*moments)], situation)] == ["s2"]
    assert newest_due([a_nudge(*moments, lapses=at("07:30", TOMORROW))], situation) == []
    foreseen = said_between([a_nudge(*moments)], replace(situation, until=at("08:00", TOMORROW)), at("12:00"))
    assert [(step.step, step.at) for step in foreseen] == [("s2", at("07:30", TOMORROW))]


@pytest.mark.parametrize(
    ("away", "clock", "to"),
    [
        ([], "10:00", "lin"),
        ([leave("lin")], "10:00", "zhao"),
        ([leave("lin", state="claimed")], "10:00", "lin"),
        ([leave("lin", state="refused")], "10:00", "lin"),
        ([leave("lin", "am")], "11:59:59", "zhao"),
        ([leave("lin", "am")], "12:00", "lin"),
        ([leave("lin", "pm")], "11:59:59", "lin"),
        ([leave("lin", "pm")], "12:00", "zhao"),
        ([leave("lin"), leave("zhao")], "10:00", "wu"),
        ([leave("lin"), leave("zhao"), leave("wu")], "10:00", OPS_CHANNEL),
        ([leave("wu")], "10:00", "lin"),
    ],
)
def test_somebody_stands_in_for_who_is_on_leave(away: list[Fact], clock: str, to: str) -> None:
    [step] = newest_due([a_nudge(at(clock))], stands(at(clock), *away))
    assert (step.to, step.reader) == (to, next((person for person in EVERYBODY if person.id == to), None))
    assert step.stands_in_for == (None if to == "lin" else LIN)


def test_a_channel_is_never_on_leave() -> None:
    [step] = newest_due([a_nudge(at("10:00"), to=OPS_CHANNEL)], stands(at("10:00"), leave("lin"), leave("zhao")))
    assert step.to == OPS_CHANNEL


def test_nobody_stands_in_where_it_is_personal() -> None:
    assert newest_due([a_nudge(at("10:00"), personal=True)], stands(at("10:00"), leave("lin"))) == []


def test_remote_people_stand_in_for_nobody() -> None:
    [step] = newest_due([a_nudge(at("10:00"))], stands(at("10:00"), leave("lin"), people=(LIN, REMOTE)))
    assert step.to == OPS_CHANNEL


def test_who_stands_in_is_told_for_whom() -> None:
    [step] = newest_due([a_nudge(at("10:00"))], stands(at("10:00"), leave("lin")))
    assert step.says(at("10:00"), translator("en")).text == "Lin is on leave: do"


def test_who_left_is_told_nothing_and_the_channel_is() -> None:
    gone = replace(LIN, until=at("10:00").date() - ONE_DAY)
    [step] = newest_due([a_nudge(at("10:00"))], stands(at("10:00"), people=(gone, ZHAO)))
    assert (step.to, step.stands_in_for) == (OPS_CHANNEL, None)
    assert newest_due([a_nudge(at("10:00"), personal=True)], stands(at("10:00"), people=(gone, ZHAO))) == []


def test_leave_is_looked_at_when_the_step_is_said() -> None:
    """A step missed while nobody ran the bot goes to who is there now."""
    yesterday = at("16:00", "2026-07-14")
    assert [step.to for step in newest_due([a_nudge(yesterday)], stands(at("10:00"), leave("lin")))] == ["zhao"]
    back = replace(leave("lin"), from_=yesterday.date(), until=yesterday.date())
    assert [step.to for step in newest_due([a_nudge(yesterday)], stands(at("10:00"), back))] == ["lin"]


def test_a_deputy_who_is_told_already_is_not_told_twice() -> None:
    situation = with_ladder(stands(at("15:00"), leave("zhao"), leave("wu")), "15:00 > pm")
    assert [(step.to, step.lane) for step in newest_due([a_nudge(at("15:00"))], situation)] == [("lin", "")]
    foreseen = said_between([a_nudge(at("15:00"))], replace(situation, until=at("16:00")), at("15:00"))
    assert [(step.to, step.lane) for step in foreseen] == [("lin", "")]


@pytest.mark.parametrize(
    ("away", "reached"),
    [([], ["zhao"]), ([leave("zhao")], ["qian"]), ([leave("zhao"), leave("qian")], [])],
)
def test_a_personal_matter_climbs_only_to_who_is_there(away: list[Fact], reached: list[str]) -> None:
    situation = with_ladder(stands(at("15:00"), *away), "15:00 > pm")
    found = newest_due([a_nudge(at("10:00"), personal=True)], situation)
    assert [step.to for step in found if step.lane] == reached


def test_a_ladder_reaches_nobody_who_left() -> None:
    gone = replace(ZHAO, until=at("15:00").date() - ONE_DAY)
    missed = with_ladder(stands(at("15:00"), people=(LIN, gone, WU)), "-1 d 15:00 > pm")
    assert [step.lane for step in newest_due([a_nudge(at("10:00"))], missed)] == [""]


@pytest.mark.parametrize(
    ("clock", "reached"),
    [
        ("09:59:59", []),
        ("10:00", [("lin", "")]),
        ("14:59:59", [("lin", "")]),
        ("15:00", [("lin", ""), ("zhao", "pm")]),
        ("16:00", [("lin", ""), ("zhao", "pm"), ("qian", "manager")]),
    ],
)
def test_a_ladder_is_climbed_in_its_time_and_never_to_the_client(clock: str, reached: list[tuple[str, str]]) -> None:
    situation = with_ladder(stands(at(clock)), "15:00 > pm", "16:00 > manager")
    assert [(step.to, step.lane) for step in newest_due([a_nudge(at("10:00"))], situation)] == reached


def test_who_is_asked_already_is_not_reached_by_the_ladder() -> None:
    situation = with_ladder(stands(at("15:00")), "15:00 > pm")
    assert [step.lane for step in newest_due([a_nudge(at("10:00"), to="zhao")], situation)] == [""]


def test_every_pm_of_that_day_is_reached_by_a_key_of_their_own() -> None:
    others = (
        Person(id="yan", name="Yan", side="team", role="pm", onsite=False),
        Person(id="old", name="Old", side="team", role="pm", onsite=False, until=date(2026, 7, 14)),
    )
    situation = with_ladder(stands(at("15:00"), people=(*EVERYBODY, *others)), "15:00 > pm")
    keys = [step.key for step in newest_due([a_nudge(at("10:00"))], situation) if step.lane]
    assert keys == ["some.nudge:x:pm-yan-15:00", "some.nudge:x:pm-zhao-15:00"]


def test_the_ladder_stops_where_the_subject_has_lapsed() -> None:
    situation = with_ladder(stands(at("15:00")), "15:00 > pm")
    assert newest_due([a_nudge(at("10:00"), lapses=at("15:00"))], situation) == []
    assert len(newest_due([a_nudge(at("10:00"), lapses=at("15:00:01"))], situation)) == 2


def test_no_step_comes_before_there_was_anything_to_remind_of() -> None:
    situation = with_ladder(stands(at("16:00")), "15:00 > pm")
    for since, steps in ((at("10:00"), 2), (at("10:00:01"), 1), (at("15:00"), 1), (at("15:00:01"), 0)):
        assert len(newest_due([a_nudge(at("10:00"), since=since)], situation)) == steps


def pressed(step: Coming) -> str:
    return str(step.says(step.at, translator("en")).content()["blocks"])


def test_people_are_shown_what_they_may_press() -> None:
    situation = with_ladder(stands(at("15:00")), "15:00 > pm", "15:00 > manager")
    nudge = a_nudge(at("10:00"), owed_by=at("23:00"))
    shown = {step.to: pressed(step) for step in newest_due([nudge], situation)}
    assert {to: ('"inspect", "done"' in said, "snooze" in said) for to, said in shown.items()} == {
        "lin": (True, True),
        "zhao": (True, True),
        "qian": (False, False),
    }
    personal = {step.to: pressed(step) for step in newest_due([replace(nudge, personal=True)], situation)}
    assert {to: "actions" in said for to, said in personal.items()} == {"lin": True, "zhao": False, "qian": False}
    [channel] = newest_due([a_nudge(at("10:00"), to=OPS_CHANNEL)], stands(at("10:00")))
    assert '"inspect", "done"' in pressed(channel)


moments = st.integers(0, 3 * 24 * 60 - 1).map(lambda minute: at("00:00") + minute * (ONE_DAY / 1440))


@given(st.lists(moments, max_size=6, unique=True), moments, st.booleans())
def test_after_any_outage_only_the_newest_missed_step_is_said(
    said: list[datetime], now: datetime, urgent: bool
) -> None:
    nudge, situation = a_nudge(*said, urgent=urgent), stands(now)
    found = newest_due([nudge], situation)
    hours = situation.terms.nudges
    heard = [hours.speaks_at(nudge.code, one) for one in said]
    missed = sorted(one for one in heard if one <= now)
    assert [step.at for step in found] == missed[-1:]


@given(st.lists(moments, max_size=6, unique=True), moments, moments)
def test_what_is_foreseen_is_in_order_within_the_time_and_never_at_night(
    said: list[datetime], start: datetime, until: datetime
) -> None:
    found = said_between([a_nudge(*said)], stands(min(start, until), until=max(start, until)), min(start, until))
    assert [step.at for step in found] == sorted({step.at for step in found})
    for step in found:
        assert min(start, until) <= step.at < max(start, until)
        assert "07:30" <= f"{step.at.astimezone(BEIJING):%H:%M}" < "22:00"


def test_the_client_is_on_no_rung() -> None:
    situation = stands(at("10:00"), people=(CLIENT, BOSS, ZHAO))
    assert [situation.rung(rung, date(2026, 7, 15)) for rung in ("pm", "manager")] == [["zhao"], ["qian"]]
