"""What somebody asked not to be reminded of for a while: by the nudge and what it is about."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select
from sqlmodel import Field, SQLModel

from storage.records.columns import Moment


class Snooze(SQLModel, table=True):
    """Until when a nudge says no more about its subject, and who wanted so."""

    nudge: str = Field(primary_key=True)
    """The nudge's code and its subject, as the keys of its posts begin: `inspect.page:2026-11-23`."""
    until: datetime = Field(sa_type=Moment)
    by: str


_snoozes = Snooze.__table__  # type: ignore[attr-defined]


def snoozes(connection: Connection) -> Mapping[str, Snooze]:
    """Every snooze by its nudge, also those that are over and have not been followed by a new post."""
    return {row.nudge: Snooze(**row._mapping) for row in connection.execute(select(_snoozes))}


def snooze(connection: Connection, nudge: str, until: datetime, by: str) -> None:
    """Let the nudge be silent until then, in place of an earlier snooze."""
    wake(connection, nudge)
    connection.execute(insert(_snoozes).values(nudge=nudge, until=until, by=by))


def wake(connection: Connection, nudge: str) -> None:
    """End the nudge's snooze."""
    connection.execute(delete(_snoozes).where(_snoozes.c.nudge == nudge))
