"""The outlook as the records have it: what is fetched for a period gives what all facts give."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.contract.case import Case
from storage.contract.facts import Facts
from storage.contract.foresight import falling_due
from storage.contract.kinds import Inspection
from storage.contract.periods import parse_moment
from storage.contract.rubric import shipped_rows
from storage.contract.scoring import resolve_period, score
from storage.contract.targets import targets
from storage.database import Database
from storage.records.calendar import announced_calendar
from storage.records.ledger import UnitOfWork, by_bot
from storage.records.outlook import due_soon, outlook_of, targets_of
from storage.records.standing import standing_of
from tests.storage.contract.told import TEAM, told
from tests.storage.tellings import TERMS, moments, rulings_on, tellings
from tests.storage.test_standing import PERIODS


@settings(
    deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(tellings, moments, st.sampled_from(PERIODS), st.integers())
def test_what_is_fetched_is_enough(
    database: Database, facts: list[dict[str, Any]], now: str, period: str, seed: int
) -> None:
    at, rows, calendar = parse_moment(now), shipped_rows(), announced_calendar()
    span = resolve_period(period, TERMS, at)
    held = [told(fact) for fact in (*TEAM, *facts)]
    judged = score(Facts.build(held), TERMS, calendar, rows, span, at)
    held += [told(ruling) for ruling in rulings_on((entry.key for entry in judged.entries), now, seed)]
    everything = Facts.build(held)
    standing = score(everything, TERMS, calendar, rows, span, at)
    met = targets(Case.at(everything, TERMS, calendar, span, at))
    with database.write_alone(keep=False) as connection:
        UnitOfWork(connection, by_bot("test"), at).record_all(held, replace=False)
        found = outlook_of(connection, TERMS, span, at)
        assert found.standing == standing == standing_of(connection, TERMS, span, at)
        assert found.targets == met == targets_of(connection, TERMS, span, at)
        if found.due is not None:
            assert found.due == falling_due(everything, TERMS, calendar, rows, at, running=standing.rows)
        running = score(everything, TERMS, calendar, rows, resolve_period(TERMS.appraisal, TERMS, at), at).rows
        assert due_soon(connection, TERMS, at) == falling_due(everything, TERMS, calendar, rows, at, running=running)


@pytest.mark.parametrize(
    ("now", "period", "looks_ahead"),
    [
        ("2026-07-31T23:59:59+08:00", "2026-07", True),
        ("2026-08-01T00:00:00+08:00", "2026-07", False),
        ("2026-06-20T10:00:00+08:00", "2026-07", True),
        ("2027-06-15T00:00:00+08:00", "contract", False),
    ],
)
def test_nothing_falls_due_in_a_period_that_is_over(
    database: Database, now: str, period: str, *, looks_ahead: bool
) -> None:
    at = parse_moment(now)
    with database.write_alone(keep=False) as connection:
        due = outlook_of(connection, TERMS, resolve_period(period, TERMS, at), at).due
    assert (due is not None) is looks_ahead


def test_after_the_term_nothing_is_due(database: Database) -> None:
    at = parse_moment("2027-07-01T00:00:00+08:00")
    with database.write_alone(keep=False) as connection:
        assert due_soon(connection, TERMS, at) == ()


def test_the_last_week_of_the_appraisal_period_names_its_rows(database: Database) -> None:
    rows = {}
    with database.write_alone(keep=False) as connection:
        for now in ("2026-09-23T23:59:59+08:00", "2026-09-24T00:00:00+08:00"):
            rows[now] = {due.row for due in due_soon(connection, TERMS, parse_moment(now))}
    before, after = rows.values()
    assert after - before == {"emergency.plan", "emergency.drill", "satisfaction.survey"}


def test_targets_read_no_more_than_their_period(database: Database) -> None:
    july = Inspection(id="july", type="page", at=parse_moment("2026-07-10T09:00:00+08:00"), by="lin", ok=True)
    now = parse_moment("2026-08-20T09:00:00+08:00")
    with database.write_alone(keep=False) as connection:
        UnitOfWork(connection, by_bot("test"), now).record_all([*map(told, TEAM), july], replace=False)
        pages = {
            period: targets_of(connection, TERMS, resolve_period(period, TERMS, now), now)[0].exact
            for period in ("2026-07", "2026-08")
        }
    assert pages == {"2026-07": Fraction(1, 31), "2026-08": Fraction(0)}
