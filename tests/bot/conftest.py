"""A home with the team in it, made once and copied, and a bot that tests share."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.database import Database
from tests.bot.day import Day, live
from tests.bot.running import Home, RunningBot, people_facts, running_bot, stand_in
from tests.slack import SlackStandIn

MORNING = "2026-07-15T09:30:00+08:00"
"""A Wednesday, a working day, half an hour before the first nudge of a page inspection."""


@pytest.fixture(scope="session")
def team_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A database that knows the team; a server inspection of this week lets the clock be quiet."""
    home = Home(tmp_path_factory.mktemp("team"))
    monday = {"kind": "inspection", "id": "i-0", "type": "server", "at": "2026-07-13T09:00:00+08:00", "by": "wu"}
    home.take_in([*people_facts(), {**monday, "ok": True}])
    return home


@pytest.fixture(scope="session")
def new_home(team_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Home]:
    """Makes a copy of the team's home."""

    def copy() -> Home:
        path: Path = tmp_path_factory.mktemp("home")
        shutil.copy(team_home.database, path / "zhiban.db")
        return Home(path)

    return copy


@pytest.fixture(scope="session")
def slack() -> Iterator[SlackStandIn]:
    """Slack for the shared bot."""
    with stand_in() as standin:
        yield standin


@pytest.fixture(scope="session")
def bot(slack: SlackStandIn, new_home: Callable[[], Home]) -> Iterator[RunningBot]:
    """A bot that tests share who need no ledger of their own, on Wednesday 2026-07-15, from 9:30 on."""
    with running_bot(new_home(), slack, MORNING) as running:
        yield running


@pytest.fixture(scope="session")
def day(new_home: Callable[[], Home]) -> Iterator[Day]:
    """A day that was told to a bot of its own; its posts reach the channel one a second, while other tests run."""
    with stand_in() as standin, running_bot(new_home(), standin, MORNING) as running:
        yield live(running)


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    """An empty SQLite database with its tables."""
    opened = Database(sqlite_url)
    yield opened
    opened.close()
