"""The hours of nudges as they ship: every ladder has steps, the night is quiet, the client is on no rung."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.contract.nudge_terms import RUNGS, read_nudge_terms
from storage.contract.periods import BEIJING
from storage.contract.terms import load_terms

NUDGES = load_terms().nudges
TABLE: dict[str, Any] = {
    "quiet_from": "22:00",
    "quiet_until": "07:30",
    "urgent": ["a.b"],
    "steps": {"a.b": ["10:00"]},
    "ladders": {"a.b": ["11:00 > pm"]},
}


def test_what_ships_can_be_read_and_names_no_step_twice() -> None:
    for code, rules in NUDGES.steps.items():
        assert rules, code
        named = [rule.name for rule in rules if not rule.unit.startswith("each")]
        assert len(set(named)) == len(named), code


def test_a_ladder_goes_up() -> None:
    for code, climbs in NUDGES.ladders.items():
        assert [climb.to for climb in climbs] == [rung for rung in RUNGS if rung in {climb.to for climb in climbs}], (
            code
        )


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"ladders": {"c.d": ["11:00 > pm"]}}, "no steps for"),
        ({"urgent": ["c.d"]}, "no steps for"),
        ({"ladders": {"a.b": ["11:00 > client"]}}, "climbs to nobody"),
        ({"ladders": {"a.b": ["11:00"]}}, "climbs to nobody"),
        ({"ladders": {"a.b": ["soon > pm"]}}, "is no step"),
        ({"steps": {"a.b": ["soon"]}}, "is no step"),
        ({"quiet_from": "late"}, "late"),
    ],
)
def test_what_cannot_be_meant_is_refused(change: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_nudge_terms({**TABLE, **change})


@pytest.mark.parametrize("missing", TABLE)
def test_nothing_may_be_left_out(missing: str) -> None:
    with pytest.raises(KeyError, match=missing):
        read_nudge_terms({key: value for key, value in TABLE.items() if key != missing})


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))  # noqa: DTZ001 -- a zone is added below
def test_after_the_quiet_it_is_day_soon_and_for_good(naive: datetime) -> None:
    moment = naive.replace(tzinfo=BEIJING)
    heard = NUDGES.speaks_at("task.due", moment)
    assert time(7, 30) <= heard.astimezone(BEIJING).time() < time(22)
    assert timedelta() <= heard - moment <= timedelta(hours=9, minutes=30)
    assert NUDGES.speaks_at("task.due", heard) == heard
    assert NUDGES.speaks_at("fault.respond", moment) == moment
    assert (heard == moment) is (time(7, 30) <= moment.time() < time(22))
