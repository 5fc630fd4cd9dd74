"""Facts by the words people type for them, and the ids the bot gives."""

from typing import Final

from sqlalchemy import Connection, select

from storage.contract.fact import Fact, SomeFact
from storage.contract.kinds import (
    AssetChange,
    CalendarDay,
    Document,
    DowntimeExempt,
    Drill,
    Duty,
    Fault,
    Guard,
    Inspection,
    Leave,
    Note,
    Plan,
    Problem,
    Punch,
    Rank,
    Request,
    Ruling,
    StaffChange,
    Stocktake,
    Support,
    Survey,
    Task,
    Vacancy,
)
from storage.records.ledger import UnitOfWork
from storage.records.tables import FACT_TABLES, read_all

PREFIXES: Final[dict[type[Fact], str]] = {
    AssetChange: "a",
    CalendarDay: "c",
    Document: "d",
    DowntimeExempt: "m",
    Drill: "dr",
    Duty: "du",
    Fault: "f",
    Guard: "g",
    Inspection: "i",
    Leave: "l",
    Note: "n",
    Plan: "pl",
    Problem: "pr",
    Punch: "p",
    Rank: "rk",
    Request: "q",
    Ruling: "r",
    StaffChange: "sc",
    Stocktake: "st",
    Support: "su",
    Survey: "sv",
    Task: "t",
    Vacancy: "v",
}
"""What the ids begin with that the bot gives: `f-3` is the third fault."""


def new_id(work: UnitOfWork, kind: type[Fact]) -> str:
    """The next id of a fact of the kind that the bot names."""
    return work.new_id(kind, PREFIXES[kind])


def matching(connection: Connection, kind: type[SomeFact], word: str) -> SomeFact | None:
    """The fact that a typed word names: by its id, in any case, or by the bare number of one the bot named."""
    table = FACT_TABLES[kind]
    wanted = {word, word.lower(), word.upper(), f"{PREFIXES[kind]}-{word}"}
    found = read_all(connection, kind, select(table).where(table.c.id.in_(sorted(wanted))))
    return min(found, key=lambda fact: (fact.id != word, fact.id), default=None)


def newest(connection: Connection, kind: type[SomeFact], most: int) -> list[SomeFact]:
    """The facts of the kind that were recorded last, newest first."""
    table = FACT_TABLES[kind]
    happening = table.c[kind.HAPPENING] if kind.HAPPENING else table.c.recorded_at
    return read_all(connection, kind, select(table).order_by(happening.desc(), table.c.id.desc()).limit(most))
