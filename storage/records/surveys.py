"""Answers to the satisfaction survey."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from storage.contract.kinds import Survey
from storage.records.tables import FACT_TABLES, read_all

_surveys = FACT_TABLES[Survey]


def given_for(connection: Connection, period: str) -> list[Survey]:
    """The answers for exactly that period, oldest first."""
    query = select(_surveys).where(_surveys.c.for_ == period)
    return read_all(connection, Survey, query.order_by(_surveys.c.at, _surveys.c.id))


def given_within(connection: Connection, periods: Collection[str]) -> list[Survey]:
    """The answers given for any of the periods, oldest first."""
    query = select(_surveys).where(_surveys.c.for_.in_(sorted(periods)))
    return read_all(connection, Survey, query.order_by(_surveys.c.at, _surveys.c.id))
