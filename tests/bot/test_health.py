"""`/healthz`: 200 while database, clock and outbox work, 503 with what does not."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.routing import Route

from bot.app import tell_health
from bot.clock import Clock
from bot.health import CLOCK_SILENT_SECONDS, POST_OVERDUE, Health
from schedulers.clock import Ticker
from storage.database import Database
from storage.records.outbox import OPS_CHANNEL, Message, enqueue, mark_failed, mark_shown, say_anew
from storage.records.settings import TermsInForce

CLOCK = Clock()
SLACK = timedelta(seconds=5)
"""What the test itself may take."""


def content(words: str) -> dict[str, dict[str, Any]]:
    return {language: {"text": words, "blocks": []} for language in ("zh", "en")}


def health(database: Database, silent_for: float = 0) -> Health:
    ticker = Ticker(database, TermsInForce(), CLOCK, lambda: None)
    ticker.last_look = time.monotonic() - silent_for
    return Health(database, ticker, CLOCK)


def say(database: Database, ago: timedelta, key: str = "k") -> None:
    database.write(lambda c: enqueue(c, Message(key, OPS_CHANNEL, content(key)), CLOCK() - ago)).result(10)


async def test_all_is_well(database: Database) -> None:
    assert await health(database).troubles() == {}


@pytest.mark.parametrize(
    ("ago", "well"), [(POST_OVERDUE - SLACK, True), (POST_OVERDUE + SLACK, False), (timedelta(days=3), False)]
)
async def test_a_post_may_wait_ten_minutes(database: Database, ago: timedelta, *, well: bool) -> None:
    say(database, ago)
    assert ("outbox" not in await health(database).troubles()) is well


async def test_a_post_that_keeps_failing_is_overdue(database: Database) -> None:
    say(database, POST_OVERDUE + SLACK)
    database.write(lambda c: mark_failed(c, 1, "fatal_error", CLOCK() + timedelta(minutes=5))).result(10)
    assert "outbox" in await health(database).troubles()


async def test_an_old_post_that_just_changed_is_not_overdue(database: Database) -> None:
    say(database, timedelta(days=3))
    database.write(lambda c: mark_shown(c, 1, 1, "C0OPS", "1.1")).result(10)
    database.write(lambda c: say_anew(c, "k", content("newer"), CLOCK())).result(10)
    assert await health(database).troubles() == {}


@pytest.mark.parametrize(
    ("silent", "well"), [(CLOCK_SILENT_SECONDS - 5, True), (CLOCK_SILENT_SECONDS + 1, False), (10_000, False)]
)
async def test_the_clock_must_look(database: Database, silent: float, *, well: bool) -> None:
    assert ("clock" not in await health(database, silent).troubles()) is well


async def test_a_database_without_its_tables_is_no_database(tmp_path: Path) -> None:
    empty = Database(f"sqlite:///{tmp_path}/empty.db")
    assert "database" in await health(empty).troubles()
    empty.close()


async def test_the_answer_says_which_part(database: Database) -> None:
    app = Starlette(routes=[Route("/healthz", tell_health)])
    app.state.health = health(database)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://bot") as http:
        well = await http.get("/healthz")
        database.write(lambda c: c.execute(text("DROP TABLE outbox"))).result(10)
        ill = await http.get("/healthz")
    assert (well.status_code, well.json()) == (200, {"ok": True, "database": "ok", "clock": "ok", "outbox": "ok"})
    assert (ill.status_code, ill.json()["ok"]) == (503, False)
    assert ill.json()["database"] != "ok"
