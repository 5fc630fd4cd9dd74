"""Untidy tellings of two weeks about a month's and a quarter's turn, as Hypothesis makes them up."""

import random
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from storage.contract.periods import write_moment
from storage.contract.terms import load_terms

START = datetime(2026, 6, 29, tzinfo=UTC)
TERMS = load_terms({"systems": ["api"], "network": {"devices": 3}})
PEOPLE = ("lin", "wu", "sun", "chen")

minutes = st.integers(0, 14 * 24 * 60)
moments = minutes.map(lambda after: write_moment(START + timedelta(minutes=after)))
days = st.integers(0, 13).map(lambda after: (START + timedelta(days=after)).date().isoformat())
ids = st.integers(0, 30).map(str)


def facts_of(kind: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A fact of the kind, sometimes recorded at another moment than it happened."""
    always = {"kind": st.just(kind), "id": ids}
    return st.fixed_dictionaries({**always, **fields}, optional={"recorded_at": moments})


def later_than(first: str, *names: str) -> Any:
    """Adds happenings after the first."""

    def add(fact: Mapping[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
        base = datetime.fromisoformat(fact[first])
        after = st.integers(0, 3000).map(lambda wait: write_moment(base + timedelta(minutes=wait)))
        return st.fixed_dictionaries({}, optional=dict.fromkeys(names, after)).map(lambda more: {**fact, **more})

    return add


def lasting(kind: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A fact of some days."""
    return st.tuples(days, days, facts_of(kind, **fields)).map(
        lambda made: {**made[2], "from": min(made[:2]), "until": max(made[:2])}
    )


def until(fact: Mapping[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """The fact with an end after its beginning."""
    base = datetime.fromisoformat(fact["from"])
    return st.integers(0, 3000).map(lambda wait: {**fact, "until": write_moment(base + timedelta(minutes=wait))})


periods = st.sampled_from(["2026-06", "2026-07", "2026-W27", "2026-Q3", "2026-H2", "2026", "contract"])
weeks = st.sampled_from(["2026-W26", "2026-W27", "2026-W28"])
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
            type=st.sampled_from(["network", "terminal", "data"]),
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
        lasting("leave", person=st.sampled_from(PEOPLE), type=st.sampled_from(["sick", "personal", "official"])),
        lasting("guard", name=st.just("g")),
        facts_of("downtime_exempt", system=st.just("api"), why=st.just("x"), **{"from": moments}).flatmap(until),
        facts_of("document", type=st.just("weekly"), submitted_at=moments, **{"for": weeks}),
        facts_of("document", type=st.just("monthly"), submitted_at=moments, **{"for": st.just("2026-06")}),
        facts_of("document", type=st.just("fault"), submitted_at=moments, **{"for": ids}),
        facts_of("document", type=st.just("other"), due=days, **{"for": st.just("x")}),
        facts_of("task", person=st.just("lin"), due_at=moments).flatmap(later_than("due_at", "done_at")),
        facts_of("staff_change", person=st.sampled_from(PEOPLE), announced_on=days, effective_on=days),
        facts_of("asset_change", asset=st.just("x"), confirmed_on=days),
        facts_of("stocktake", due_on=days),
        facts_of("plan", type=st.just("drill"), filed_on=days, **{"for": periods}),
        facts_of("plan", type=st.just("emergency"), filed_on=days),
        facts_of("drill", planned_on=days),
        facts_of(
            "support",
            at=moments,
            used_min=st.integers(1, 90),
            outage_min=st.integers(0, 1),
            **{"class": st.sampled_from(["key", "general"])},
        ),
        facts_of(
            "survey",
            answer=st.sampled_from(["very", "unsatisfied"]),
            at=moments,
            by=st.just("chen"),
            **{"for": periods},
        ),
        facts_of("calendar_day", day=days, off=st.booleans(), name=st.just("x")),
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


def rulings_on(keys: Iterable[str], now: str, seed: int) -> list[dict[str, Any]]:
    """Rulings on some of the entries."""
    chance, known = random.Random(seed), list(keys)
    return [
        {
            "kind": "ruling",
            "id": str(number),
            "entry": key,
            "ruling": chance.choice(["confirm", "waive", "appeal", "uphold"]),
            "by": "chen",
            "at": now,
            "reason": "x",
        }
        for number, key in enumerate(chance.sample(known, min(5, len(known))))
    ]
