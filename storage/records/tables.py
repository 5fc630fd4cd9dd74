"""The tables: the ledger's revisions, and for each kind of fact its state today.

The fact tables are made from the fact classes, so that a field exists once; rows become facts and back here.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

from sqlalchemy import Boolean, Column, Connection, Date, Index, Integer, Select, Table, Text, select
from sqlalchemy.types import TypeEngine
from sqlmodel import Field, SQLModel

from storage.contract.fact import Fact, SomeFact, field_types, written
from storage.contract.kinds import HELD_KINDS
from storage.database import DatabaseError
from storage.records.columns import ExactNumber, Moment
from storage.records.factfile import json_list, reader_of


class Revision(SQLModel, table=True):
    """One change of one fact, as it was written; never updated, never deleted.

    `digest` is taken over the revision's content and `salt`, `hash` over the hash before and the digest: content and
    salt may one day be erased, as the contract's end demands, and the chain still holds.
    """

    sequence: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    recorded_at: datetime = Field(sa_type=Moment)
    recorded_by: str
    source: str
    reason: str | None
    kind: str
    fact_id: str
    before: str | None
    after: str | None
    salt: str
    digest: str
    hash: str

    __table_args__ = (Index("revision_of_fact", "kind", "fact_id"), Index("revision_by_person", "recorded_by"))


class GarbledError(DatabaseError):
    """A table holds what the bot never writes."""


class Receipt(SQLModel, table=True):
    """The answer to a request that changed something: its repetition is answered alike and has no effect."""

    request: str = Field(primary_key=True)
    answered_at: datetime = Field(sa_type=Moment, index=True)
    answer: str


class Numbering(SQLModel, table=True):
    """The number last given to a fact of the kind that the bot named itself."""

    kind: str = Field(primary_key=True)
    last: int


_IDS_AT_ONCE: Final = 500
_COLUMN_TYPES: Final[dict[Any, type[TypeEngine[Any]]]] = {
    str: Text,
    bool: Boolean,
    int: Integer,
    Decimal: ExactNumber,
    datetime: Moment,
    date: Date,
}
_LOOKED_UP_BY: Final[dict[str, tuple[str, ...]]] = {
    "punch": ("person", "replaces", "state"),
    "leave": ("person", "from", "until", "state"),
    "person": ("slack",),
    "fault": ("started_at", "handled_at", "closed_at", "device"),
    "problem": ("fed_back_at",),
    "document": ("for", "due"),
    "request": ("answered_at",),
    "task": ("due_at",),
    "stocktake": ("due_on",),
    "drill": ("planned_on",),
    "guard": ("until",),
    "vacancy": ("until",),
    "downtime_exempt": ("until",),
    "note": ("about",),
    "rank": ("for",),
    "survey": ("for",),
    "ruling": ("entry",),
    "duty": ("day",),
}


def _may_be_none(type_: Any) -> bool:
    return get_origin(type_) in (Union, UnionType)


def _plain(type_: Any) -> Any:
    """The type without its None; str for a Literal, tuple for a list."""
    if _may_be_none(type_):
        type_ = next(argument for argument in get_args(type_) if argument is not NoneType)
    origin = get_origin(type_)
    return str if origin is Literal else origin or type_


def _column(name: str, type_: Any) -> Column[Any]:
    nullable = _may_be_none(type_)
    column_type = _COLUMN_TYPES.get(_plain(type_), Text)
    return Column(written(name), column_type(), key=name, primary_key=name == "id", nullable=nullable)


def _fact_table(kind: type[Fact]) -> Table:
    looked_up = (*_LOOKED_UP_BY.get(kind.KIND, ()), *([kind.HAPPENING] if kind.HAPPENING else []))
    table = Table(kind.KIND, SQLModel.metadata, *(_column(*field) for field in field_types(kind).items()))
    for name in looked_up:
        column = next(column for column in table.columns if column.name == name)
        Index(f"{kind.KIND}_{name}", column)
    return table


FACT_TABLES: Final[dict[type[Fact], Table]] = {kind: _fact_table(kind) for kind in HELD_KINDS}
_LISTS: Final[dict[type[Fact], dict[str, Any]]] = {
    kind: {name: reader_of(type_) for name, type_ in field_types(kind).items() if _plain(type_) is tuple}
    for kind in HELD_KINDS
}


def to_row(fact: Fact) -> dict[str, Any]:
    """The fact as column values."""
    lists = _LISTS[type(fact)]
    return {
        name: json_list(getattr(fact, name)) if name in lists else getattr(fact, name)
        for name in FACT_TABLES[type(fact)].columns.keys()  # noqa: SIM118 -- iterating gives columns, not their keys
    }


def from_rows(kind: type[SomeFact], rows: Iterable[Sequence[Any]]) -> list[SomeFact]:
    """The facts of rows that hold all columns of the kind's table, in its order."""
    names = FACT_TABLES[kind].columns.keys()
    lists = _LISTS[kind]
    facts = []
    for row in rows:
        values = dict(zip(names, row, strict=True))
        for name, read in lists.items():
            values[name] = read(json.loads(values[name]))
        facts.append(kind(**values))
    return facts


def read_all(connection: Connection, kind: type[SomeFact], query: Select[Any] | None = None) -> list[SomeFact]:
    """The facts of the kind that the query over its table selects; all of them without a query.

    Raises GarbledError where a cell holds no value of its field.
    """
    return as_facts(kind, connection.execute(select(FACT_TABLES[kind]) if query is None else query))


def as_facts(kind: type[SomeFact], rows: Iterable[Sequence[Any]]) -> list[SomeFact]:
    """The facts of rows of the kind's table. Raises GarbledError where a cell holds no value of its field."""
    try:
        return from_rows(kind, rows)
    except (ValueError, TypeError, ArithmeticError, RecursionError) as error:
        raise GarbledError(
            f"the table of {kind.KIND} holds what is no {kind.KIND}; `zhiban check` says more"
        ) from error


def read_one(connection: Connection, kind: type[SomeFact], id_: str) -> SomeFact | None:
    """The fact of that id, or None."""
    table = FACT_TABLES[kind]
    found = read_all(connection, kind, select(table).where(table.c.id == id_))
    return found[0] if found else None


def read_some(connection: Connection, kind: type[SomeFact], ids: Collection[str]) -> list[SomeFact]:
    """The facts of those ids that there are."""
    table, asked = FACT_TABLES[kind], sorted(ids)
    parts = [asked[start : start + _IDS_AT_ONCE] for start in range(0, len(asked), _IDS_AT_ONCE)]
    return [fact for part in parts for fact in read_all(connection, kind, select(table).where(table.c.id.in_(part)))]
