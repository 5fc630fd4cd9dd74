"""Facts by the windows that measures name, through the tables' indexes."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, select, true, tuple_, union

from storage.contract.fact import Fact, SomeFact
from storage.contract.windows import Among, Condition, Missing, Range, Refers, Wanted
from storage.records.tables import FACT_TABLES, as_facts


def read_wanted(connection: Connection, kind: type[SomeFact], wanted: Wanted) -> list[SomeFact]:
    """The wanted facts of the kind, each once. Raises GarbledError where a cell holds no value of its field."""
    return as_facts(kind, _each_once(row for query in selects(kind, wanted) for row in connection.execute(query)))


def _each_once(rows: Iterable[Row[Any]]) -> Iterator[Row[Any]]:
    seen: set[str] = set()
    for row in rows:
        if row.id not in seen:
            seen.add(row.id)
            yield row


def selects(kind: type[Fact], wanted: Wanted) -> list[Select[Any]]:
    """One query for each alternative, so that each can go through its own index."""
    alternatives = {(): None} if () in wanted else dict.fromkeys(wanted)
    return [select(FACT_TABLES[kind]).where(_all(kind, conditions)) for conditions in alternatives]


def _all(kind: type[Fact], conditions: Iterable[Condition]) -> ColumnElement[bool]:
    """All conditions, the first of which is to be searched by: SQLite cannot tell which one leaves fewer rows."""
    columns = FACT_TABLES[kind].c
    clauses = [
        _clause(condition, columns.__getitem__ if place == 0 else lambda name: _hidden(columns[name]))
        for place, condition in enumerate(conditions)
    ]
    return and_(true(), *clauses)


def _hidden(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The column's value, for which no index is used."""
    return func.coalesce(column, column)


def _clause(condition: Condition, column: Callable[[str], ColumnElement[Any]]) -> ColumnElement[bool]:
    match condition:
        case Range(field, first, before):
            value = column(field)
            return and_(true(), *([value >= first] if first else []), *([value < before] if before else []))
        case Among(field, values):
            return column(field).in_(sorted(values))
        case Missing(field):
            return column(field).is_(None)
        case Refers(fields, other, to, among):
            theirs = FACT_TABLES[other].c
            found = [select(*(theirs[name] for name in to)).where(_all(other, each)) for each in among]
            asked = [column(name) for name in fields]
            return (tuple_(*asked) if len(asked) > 1 else asked[0]).in_(union(*found))
