"""Guard periods."""

from datetime import date

from sqlalchemy import Connection, select

from storage.contract.kinds import Guard
from storage.records.tables import FACT_TABLES, read_all

_guards = FACT_TABLES[Guard]


def running_or_ahead(connection: Connection, day: date) -> list[Guard]:
    """The guard periods that end on that day or later, the earliest first."""
    query = select(_guards).where(_guards.c.until >= day)
    return read_all(connection, Guard, query.order_by(_guards.c.from_, _guards.c.id))


def without_plan(connection: Connection) -> list[Guard]:
    """The guard periods whose plan is not on file, the latest first."""
    query = select(_guards).where(_guards.c.plan_at.is_(None))
    return read_all(connection, Guard, query.order_by(_guards.c.from_.desc(), _guards.c.id))


def latest(connection: Connection, most: int) -> list[Guard]:
    """The guard periods that began last, the latest first."""
    return read_all(connection, Guard, select(_guards).order_by(_guards.c.from_.desc(), _guards.c.id).limit(most))
