"""`/healthz`: 200 while database, clock, outbox and probes work, 503 with what does not."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.routing import Route

from bot.app import tell_health
from bot.clock import Clock
from bot.health import CLOCK_SILENT_SECONDS, PARTS, POST_OVERDUE, Health
from schedulers.clock import Ticker
from schedulers.leader import Leadership
from schedulers.probes.prober import Prober
from storage.contract.probes import Probe, Seen
from storage.database import Database
from storage.records.lead import note_leader
from storage.records.outbox import OPS_CHANNEL, Message, enqueue, mark_failed, mark_shown, say_anew
from storage.records.settings import TermsInForce

CLOCK = Clock()
SLACK = timedelta(seconds=5)
"""What the test itself may take."""


def content(words: str) -> dict[str, dict[str, Any]]:
    return {language: {"text": words, "blocks": []} for language in ("zh", "en")}


def looking(database: Database, silent_for: float = 0) -> Ticker:
    ticker = Ticker(database, TermsInForce(), CLOCK, lambda: None, lambda: True)
    ticker.last_look = time.monotonic() - silent_for
    return ticker


async def sees_nothing(_: Probe) -> Seen:
    raise AssertionError("no page is looked at here")


def probing(database: Database) -> Prober:
    return Prober(database, TermsInForce(), sees_nothing, CLOCK, lambda: None)


def health(database: Database, ticker: Ticker | None = None, prober: Prober | None = None) -> Health:
    leadership = Leadership(database, CLOCK)
    return Health(database, ticker or looking(database), prober or probing(database), leadership, CLOCK)


async def troubles(database: Database, silent_for: float = 0) -> set[str]:
    """The parts that do not work."""
    report = await health(database, looking(database, silent_for)).report()
    ill = {part for part in PARTS if report[part] != "ok"}
    assert report["ok"] is not bool(ill)
    return ill


def say(database: Database, ago: timedelta, key: str = "k") -> None:
    database.write(lambda c: enqueue(c, Message(key, OPS_CHANNEL, content(key)), CLOCK() - ago)).result(10)


async def test_all_is_well(database: Database) -> None:
    assert await troubles(database) == set()


@pytest.mark.parametrize(
    ("ago", "well"), [(POST_OVERDUE - SLACK, True), (POST_OVERDUE + SLACK, False), (timedelta(days=3), False)]
)
async def test_a_post_may_wait_ten_minutes(database: Database, ago: timedelta, *, well: bool) -> None:
    say(database, ago)
    assert ("outbox" not in await troubles(database)) is well


async def test_a_post_that_keeps_failing_is_overdue(database: Database) -> None:
    say(database, POST_OVERDUE + SLACK)
    database.write(lambda c: mark_failed(c, 1, "fatal_error", CLOCK() + timedelta(minutes=5))).result(10)
    assert "outbox" in await troubles(database)


async def test_an_old_post_that_just_changed_is_not_overdue(database: Database) -> None:
    say(database, timedelta(days=3))
    database.write(lambda c: mark_shown(c, 1, 1, "C0OPS", "1.1")).result(10)
    database.write(lambda c: say_anew(c, "k", content("newer"), CLOCK())).result(10)
    assert await troubles(database) == set()


@pytest.mark.parametrize(
    ("silent", "well"), [(CLOCK_SILENT_SECONDS - 5, True), (CLOCK_SILENT_SECONDS + 1, False), (10_000, False)]
)
async def test_the_clock_must_look(database: Database, silent: float, *, well: bool) -> None:
    assert ("clock" not in await troubles(database, silent)) is well


async def test_a_nudge_that_fails_is_told(database: Database) -> None:
    ticker = looking(database)
    ticker.failing = frozenset(("task.due", "clock.in"))
    report = await health(database, ticker).report()
    assert (report["ok"], report["clock"]) == (False, "fails: clock.in, task.due")


async def test_a_probe_that_fails_is_told(database: Database) -> None:
    prober = probing(database)
    prober.failing = {"home", "docs"}
    report = await health(database, prober=prober).report()
    assert (report["ok"], report["probes"]) == (False, "fail: docs, home")


async def test_a_database_without_its_tables_is_no_database(tmp_path: Path) -> None:
    empty = Database(f"sqlite:///{tmp_path}/empty.db")
    assert "database" in await troubles(empty)
    empty.close()


async def test_the_answer_says_which_part(database: Database) -> None:
    app = Starlette(routes=[Route("/healthz", tell_health)])
    app.state.health = health(database)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://bot") as http:
        well = await http.get("/healthz")
        database.write(lambda c: c.execute(text("DROP TABLE outbox"))).result(10)
        ill = await http.get("/healthz")
    parts = {"ok": True, "database": "ok", "clock": "ok", "outbox": "ok", "probes": "ok"}
    told = {"leader": None, "waiting": {"posts": 0, "since": None}}
    assert (well.status_code, well.json()) == (200, parts | told)
    assert (ill.status_code, ill.json()["ok"]) == (503, False)
    assert ill.json()["database"] != "ok"


async def test_who_leads_and_what_waits_is_told(database: Database) -> None:
    at = datetime.fromisoformat("2026-07-15T10:00:00+08:00")
    database.write(lambda c: note_leader(c, "duty:1", at)).result(10)
    for minutes in (2, 1):
        message = Message(f"k{minutes}", OPS_CHANNEL, content("k"))
        waits_from = at - timedelta(minutes=minutes)
        database.write(partial(enqueue, message=message, now=waits_from)).result(10)
    report = await health(database).report()
    assert report["leader"] == {"name": "duty:1", "since": "2026-07-15T10:00:00+08:00", "here": False}
    assert report["waiting"] == {"posts": 2, "since": "2026-07-15T09:58:00+08:00"}
