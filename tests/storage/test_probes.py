"""What is kept of the probes: where each stands, days rolled up and let go of; the ledger hears nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from storage.contract.periods import BEIJING, days_later
from storage.contract.probe_findings import DaySum, State
from storage.contract.probes import Probe, Seen
from storage.contract.terms import load_terms
from storage.database import Database
from storage.records import probes
from storage.records.tables import Revision

DAY = date(2026, 7, 15)
START = datetime(2026, 7, 15, 10, tzinfo=BEIJING)
TERMS = load_terms(
    {
        "probe": [
            {"name": "home", "system": "portal", "url": "https://portal.example/"},
            {"name": "login", "system": "portal", "url": "https://portal.example/login"},
            {"name": "api", "system": "cloud", "url": "https://cloud.example/"},
        ]
    }
)
HOME, LOGIN, API = TERMS.probes


def seen(minute: float, *, ok: bool = True, ms: int = 120) -> Seen:
    at = START + timedelta(minutes=minute)
    return Seen(at=at, took=timedelta(milliseconds=ms), trouble=None if ok else "status", detail="" if ok else "503")


def rolled(database: Database, probe: Probe, *found: Seen) -> None:
    """Let the looks be rolled up, one after the other."""

    def work(connection: Connection) -> None:
        before = None
        for one in found:
            probes.roll_up(connection, before, one, probe)
            before = one

    database.write(work).result(10)


def days(database: Database, first: date = DAY, last: date = DAY) -> dict[tuple[str, date], DaySum]:
    with database.read() as connection:
        return {(one.system, one.day): one.sum for one in probes.system_days(connection, TERMS, first, last)}


def test_a_state_comes_back_as_it_was(database: Database) -> None:
    full: dict[str, Any] = {
        "failures": 4,
        "failing_since": START,
        "counts": True,
        "told": True,
        "up_since": START,
        "certificate_until": START + timedelta(days=30),
    }
    for state in (
        State(name="home", last=seen(0)),
        State(name="home", last=seen(1, ok=False), **full),
        State(name="home", last=seen(2)),
    ):
        database.write(partial(probes.keep_state, probe=HOME, state=state)).result(10)
        with database.read() as connection:
            assert probes.state_of(connection, HOME) == state
            assert probes.watched(connection, TERMS) == [
                (HOME, state),
                (LOGIN, State(name="login")),
                (API, State(name="api")),
            ]


@pytest.mark.parametrize("change", [{"url": "https://other.example/"}, {"system": "cloud"}])
def test_a_probe_that_looks_at_something_else_begins_anew(database: Database, change: dict[str, Any]) -> None:
    database.write(lambda c: probes.keep_state(c, HOME, State(name="home", last=seen(0), told=True))).result(10)
    with database.read() as connection:
        assert probes.state_of(connection, replace(HOME, tries=9)).told
        assert probes.state_of(connection, replace(HOME, **change)) == State(name="home")


def test_what_was_never_looked_at_leaves_nothing(database: Database) -> None:
    database.write(lambda c: probes.keep_state(c, HOME, State(name="home"))).result(10)
    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(probes.ProbeState)) == 0


def test_a_day_is_rolled_up_and_systems_add_up(database: Database) -> None:
    rolled(database, HOME, seen(0), seen(5, ok=False), seen(6), seen(11, ms=300))
    rolled(database, LOGIN, seen(0, ms=50), seen(5, ms=70))
    rolled(database, API, seen(0))
    found = days(database)
    portal = found["portal", DAY]
    assert list(found) == [("portal", DAY), ("cloud", DAY)]
    assert (portal.looks, portal.failures, portal.total_ms) == (6, 1, 120 + 120 + 300 + 50 + 70)
    assert (portal.most_ms, portal.steps) == (300, (2, 2, 1, 0, 0, 0, 0, 0))
    assert (portal.watched_s, portal.down_s) == (660 + 300, 60)
    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(Revision)) == 0


def test_a_system_that_is_watched_no_more_is_left_out(database: Database) -> None:
    gone = Probe(name="old", system="archive", url="https://old.example/")
    rolled(database, gone, seen(0))
    assert days(database) == {}


def test_days_are_kept_as_long_as_is_said_and_then_let_go_of(database: Database) -> None:
    for back in (0, 1, 398, 399, 400, 401):
        rolled(database, HOME, seen(-back * 24 * 60))
    database.write(lambda c: probes.forget_old(c, DAY, TERMS.probing.kept_days)).result(10)
    kept = days(database, days_later(DAY, -500))
    assert [(DAY - day).days for _, day in kept] == [399, 398, 1, 0]
