"""Requests that nobody has settled."""

from sqlalchemy import Connection, select

from storage.contract.kinds import Request
from storage.records.tables import FACT_TABLES, read_all

_requests = FACT_TABLES[Request]


def waiting(connection: Connection) -> list[Request]:
    """The requests neither answered nor missed, oldest first."""
    query = select(_requests).where(_requests.c.answered_at.is_(None), _requests.c.missed.is_(False))
    return read_all(connection, Request, query.order_by(_requests.c.arrived_at, _requests.c.id))
