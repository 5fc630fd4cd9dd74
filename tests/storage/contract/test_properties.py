"""What holds for every telling, however untidy."""

import random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.contract.facts import Facts
from storage.contract.model import Standing
from tests.storage.contract.told import TEAM, standing_of, told
from tests.storage.tellings import TERMS, moments, rulings_on, tellings

slow_is_fine = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def _standing(facts: list[dict[str, Any]], now: str) -> Standing:
    return standing_of(Facts.build(told(fact) for fact in (*TEAM, *facts)), "contract", now, TERMS)


def _ruled(facts: list[dict[str, Any]], now: str, seed: int) -> list[dict[str, Any]]:
    """The facts with rulings on some of the entries they make."""
    return facts + rulings_on((entry.key for entry in _standing(facts, now).entries), now, seed)


@slow_is_fine
@given(tellings, moments, st.integers())
def test_booked_is_100_and_the_booked_entries(facts: list[dict[str, Any]], now: str, seed: int) -> None:
    made = _standing(_ruled(facts, now, seed), now)
    assert made.booked == 100 + sum(entry.points for entry in made.entries if not entry.pending)
    assert made.projected == made.booked + sum(row.pending for row in made.rows)
    assert all(entry.points == 0 for entry in made.entries if entry.status == "waived")
    keys = [entry.key for entry in made.entries]
    assert len(keys) == len(set(keys))


@slow_is_fine
@given(tellings, moments, st.randoms(use_true_random=False))
def test_the_order_of_facts_is_irrelevant(facts: list[dict[str, Any]], now: str, chance: random.Random) -> None:
    shuffled = chance.sample(facts, len(facts))
    assert _standing(facts, now) == _standing(shuffled, now)


@slow_is_fine
@given(tellings, moments, moments)
def test_time_alone_takes_nothing_back_but_late_for_absent(facts: list[dict[str, Any]], one: str, other: str) -> None:
    known = [{key: value for key, value in fact.items() if key != "recorded_at"} for fact in facts]
    told_at_once = [fact for fact in known if fact["kind"] not in ("punch", "inspection", "note")]
    before, after = (_standing(told_at_once, now) for now in sorted((one, other)))
    kept = {entry.key for entry in after.entries}
    gone = {entry.key for entry in before.entries} - kept
    assert all(key.startswith("attendance.late_early") for key in gone)
