"""A small team and short ways to write facts about it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from storage.contract.kinds import Person, Punch
from storage.database import Database
from storage.records.facts import Imported, export_lines, import_file
from storage.records.ledger import Author, UnitOfWork, faults_in_chain

T = TypeVar("T")
NOW = datetime(2026, 7, 15, 1, 30, tzinfo=UTC)
ZHAO = Person(id="zhao", name="Zhao", side="team", role="pm", onsite=True)
LIN = Person(id="lin", name="Lin", side="team", role="engineer", onsite=True)


def punch(id_: str, hour: int = 1, **values: Any) -> Punch:
    """Lin's clock-in at that hour (UTC) of 15 July."""
    return Punch(id=id_, person="lin", way="in", at=NOW.replace(hour=hour), **values)


def write(database: Database, act: Callable[[UnitOfWork], T], now: datetime = NOW) -> T:
    """Do something through the one writer, as Zhao."""
    return database.write(lambda connection: act(UnitOfWork(connection, Author("zhao", "test"), now))).result(30)


def take_in(database: Database, content: bytes, *, replace: bool = False, keep: bool = True) -> Imported:
    """Import a facts file called `f`."""
    with database.write_alone(keep=keep) as connection:
        return import_file(UnitOfWork(connection, Author("zhao", "test"), NOW), "f", content, replace=replace)


def export(database: Database) -> bytes:
    """Everything held, as a facts file."""
    with database.read() as connection:
        return "".join(f"{line}\n" for line in export_lines(connection)).encode()


def faults(database: Database) -> list[str]:
    """What is wrong with the ledger."""
    with database.read() as connection:
        return list(faults_in_chain(connection))
