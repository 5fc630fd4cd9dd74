"""The standing as the records have it: what is fetched for a period gives what all facts give."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.contract.facts import Facts
from storage.contract.kinds import Person, Punch, Ruling
from storage.contract.periods import parse_moment
from storage.contract.rubric import shipped_rows
from storage.contract.scoring import resolve_period, score
from storage.database import Database
from storage.records.calendar import announced_calendar
from storage.records.ledger import UnitOfWork, by_bot
from storage.records.standing import facts_that_matter, standing_of
from tests.storage.contract.told import TEAM, told
from tests.storage.tellings import TERMS, moments, rulings_on, tellings

PERIODS = ("2026-06", "2026-07", "2026-08", "2026-Q2", "2026-Q3", "2026-H1", "2026", "contract")


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(tellings, moments, st.sampled_from(PERIODS), st.integers())
def test_what_is_fetched_for_a_period_is_enough(
    database: Database, facts: list[dict[str, Any]], now: str, period: str, seed: int
) -> None:
    at = parse_moment(now)
    span = resolve_period(period, TERMS, at)
    held = [told(fact) for fact in (*TEAM, *facts)]

    def by_all() -> Any:
        return score(Facts.build(held), TERMS, announced_calendar(), shipped_rows(), span, at)

    held += [told(ruling) for ruling in rulings_on((entry.key for entry in by_all().entries), now, seed)]
    with database.write_alone(keep=False) as connection:
        UnitOfWork(connection, by_bot("test"), at).record_all(held, replace=False)
        assert standing_of(connection, TERMS, span, at) == by_all()


@pytest.mark.parametrize(
    ("period", "ids"),
    [("2026-07", ["last-june", "july", "last-july", "moved"]), ("2026-08", ["last-july", "august"])],
)
def test_nothing_outside_the_window_is_fetched(database: Database, period: str, ids: list[str]) -> None:
    days = {"june": "06-20", "last-june": "06-30", "july": "07-15", "last-july": "07-31", "august": "08-10"}
    punches = [told(_punch(id_, day)) for id_, day in days.items()]
    moved = told({**_punch("moved", "06-21"), "replaces": "july"})
    now = parse_moment("2026-08-20T09:00:00+08:00")
    with database.write_alone(keep=False) as connection:
        UnitOfWork(connection, by_bot("test"), now).record_all([*map(told, TEAM), *punches, moved], replace=False)
        span = resolve_period(period, TERMS, now)
        found = facts_that_matter(connection, shipped_rows(), TERMS, span, now)
    assert sorted(punch.id for punch in found.of(Punch)) == sorted(ids)
    assert len(found.of(Person)) == len(TEAM)
    assert found.of(Ruling) == ()


def _punch(id_: str, day: str) -> dict[str, Any]:
    return {"kind": "punch", "id": id_, "person": "lin", "way": "in", "at": f"2026-{day}T09:00:00+08:00"}
