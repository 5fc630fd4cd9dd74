"""Who is on duty."""

from datetime import date

from sqlalchemy import Connection, select

from storage.contract.kinds import Duty
from storage.records.tables import FACT_TABLES, read_all

_duties = FACT_TABLES[Duty]


def on_days(connection: Connection, first: date, last: date) -> list[Duty]:
    """The turns from `first` to `last`, both included, in order."""
    query = select(_duties).where(_duties.c.day >= first, _duties.c.day <= last)
    return read_all(connection, Duty, query.order_by(_duties.c.day, _duties.c.part, _duties.c.id))
