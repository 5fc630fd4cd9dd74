"""What holds for every telling, however untidy."""

import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.contract.facts import Facts
from storage.contract.model import Standing
from storage.contract.periods import write_moment
from storage.contract.terms import load_terms
from tests.storage.contract.told import TEAM, standing_of, told

START = datetime(2026, 6, 29, tzinfo=UTC)
TERMS = load_terms({"systems": ["api"], "network": {"devices": 3}})
PEOPLE = ("lin", "wu", "sun", "chen")

minutes = st.integers(0, 14 * 24 * 60)
moments = minutes.map(lambda after: write_moment(START + timedelta(minutes=after)))
days = st.integers(0, 13).map(lambda after: (START + timedelta(days=after)).date().isoformat())
ids = st.integers(0, 30).map(str)


def facts_of(kind: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    always = {"kind": st.just(kind), "id": ids}
    return st.fixed_dictionaries({**always, **fields}, optional={"recorded_at": moments})


def later_than(first: str, *names: str) -> Any:
    def add(fact: Mapping[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
        base = datetime.fromisoformat(fact[first])
        after = st.integers(0, 3000).map(lambda wait: write_moment(base + timedelta(minutes=wait)))
        return st.fixed_dictionaries({}, optional=dict.fromkeys(names, after)).map(lambda more: {**fact, **more})

    return add


tellings = st.lists(
    st.one_of(
        facts_of("punch", person=st.sampled_from(PEOPLE), way=st.sampled_from(["in", "out"]), at=moments),
        facts_of(
            "inspection", type=st.sampled_from(["page", "server"]), at=moments, by=st.just("lin"), ok=st.just(True)
        ),
        facts_of("problem", scope=st.sampled_from(["in", "out"]), by=st.just("lin"), found_at=moments).flatmap(
            later_than("found_at", "fed_back_at")
        ),
        facts_of(
            "fault",
            title=st.just("t"),
            system=st.sampled_from(["api", "else"]),
            level=st.integers(1, 5),
            type=st.sampled_from(["network", "terminal"]),
            emergency=st.booleans(),
            outage=st.booleans(),
            onsite=st.booleans(),
            device=st.just("d"),
            trouble=st.just("x"),
            noticed_at=moments,
        ).flatmap(later_than("noticed_at", "responded_at", "arrived_at", "handled_at", "closed_at")),
        facts_of("request", channel=st.just("call"), missed=st.booleans(), arrived_at=moments).flatmap(
            later_than("arrived_at", "answered_at", "dispatched_at")
        ),
        facts_of("vacancy", post=st.just("x"), **{"from": days}),
        facts_of(
            "note",
            row=st.sampled_from(["guard.hazard", "fault.advice", "docs.typos"]),
            about=st.just("g"),
            at=moments,
            by=st.sampled_from(PEOPLE),
            count=st.integers(1, 7),
            text=st.just("x"),
        ),
    ),
    max_size=40,
    unique_by=lambda fact: (fact["kind"], fact["id"]),
)
slow_is_fine = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def _standing(facts: list[dict[str, Any]], now: str) -> Standing:
    return standing_of(Facts.build(told(fact) for fact in (*TEAM, *facts)), "contract", now, TERMS)


def _ruled(facts: list[dict[str, Any]], now: str, seed: int) -> list[dict[str, Any]]:
    """The facts with rulings on some of the entries they make."""
    chance = random.Random(seed)
    keys = [entry.key for entry in _standing(facts, now).entries]
    return facts + [
        {
            "kind": "ruling",
            "id": str(number),
            "entry": key,
            "ruling": chance.choice(["confirm", "waive", "appeal", "uphold"]),
            "by": "chen",
            "at": now,
            "reason": "x",
        }
        for number, key in enumerate(chance.sample(keys, min(5, len(keys))))
    ]


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
