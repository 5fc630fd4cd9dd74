"""Who leads: the process that keeps the clock and sends, and since when. The lock decides; this only tells."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, insert, select
from sqlmodel import Field, SQLModel

from storage.records.columns import Moment

_ONLY: Final = 1


class Lead(SQLModel, table=True):
    """The one row: who took the lead last."""

    id: int = Field(primary_key=True)
    name: str
    since: datetime = Field(sa_type=Moment)


_leads = Lead.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Leader:
    """Who took the lead last, and when."""

    name: str
    since: datetime


def leader(connection: Connection) -> Leader | None:
    """Who took the lead last; None where nobody ever has."""
    row = connection.execute(select(_leads.c.name, _leads.c.since)).first()
    return None if row is None else Leader(*row)


def note_leader(connection: Connection, name: str, now: datetime) -> None:
    """That process leads from now on."""
    connection.execute(delete(_leads))
    connection.execute(insert(_leads).values(id=_ONLY, name=name, since=now))
