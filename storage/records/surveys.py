"""Answers to the satisfaction survey."""

from sqlalchemy import Connection, select

from storage.contract.kinds import Survey
from storage.records.tables import FACT_TABLES, read_all

_surveys = FACT_TABLES[Survey]


def given_for(connection: Connection, period: str) -> list[Survey]:
    """The answers for exactly that period, oldest first."""
    query = select(_surveys).where(_surveys.c.for_ == period)
    return read_all(connection, Survey, query.order_by(_surveys.c.at, _surveys.c.id))
