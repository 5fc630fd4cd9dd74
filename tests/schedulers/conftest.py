"""A database that knows the team, and shorthand for moments of Wednesday 2026-07-15."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from storage.contract.kinds import Person
from storage.contract.periods import BEIJING
from storage.database import Database
from storage.records.ledger import UnitOfWork, by_bot

TEAM = (
    Person(id="lin", name="Lin", side="team", role="engineer", onsite=True, slack="U0LIN"),
    Person(id="wu", name="Wu", side="team", role="engineer", onsite=True, slack="U0WU"),
    Person(id="zhao", name="Zhao", side="team", role="pm", onsite=True, slack="U0ZHAO"),
)


def at(clock: str, day: str = "2026-07-15") -> datetime:
    """A Beijing moment of Wednesday 2026-07-15, or of another day."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=BEIJING)


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    opened = Database(sqlite_url)
    opened.write(lambda c: UnitOfWork(c, by_bot("test"), at("08:00")).record_all(TEAM, replace=False)).result(10)
    yield opened
    opened.close()
