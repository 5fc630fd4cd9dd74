"""Databases as older bots left them, written as they wrote them: what the code of today wants of a table may differ."""

from typing import Final

from alembic import command
from sqlalchemy import Boolean, Connection, Integer, String, column, insert, table

from storage.database import Database
from storage.migrations import configuration
from storage.records.columns import JsonText, Moment
from tests.storage.telling import NOW

SAID: Final = {language: {"text": "?"} for language in ("zh", "en")}
_STRINGS: Final = ("key", "subject", "recipient")
_COUNTS: Final = ("wanted", "shown", "attempts")
_MOMENTS: Final = ("owed_by", "waits_since", "not_before")
_OUTBOX: Final = table(
    "outbox",
    *(column(name, String) for name in _STRINGS),
    *(column(name, Integer) for name in _COUNTS),
    *(column(name, Moment) for name in _MOMENTS),
    column("content", JsonText),
    column("open", Boolean),
)


def upgraded_to(database: Database, revision: str) -> None:
    """The tables of an older bot."""
    with database.write_alone() as connection:
        command.upgrade(configuration(connection), revision)


def told(connection: Connection, key: str, subject: str | None, *, asks: bool) -> None:
    """A post to the ops channel, before revision 0005 kept nudges apart from posts."""
    values = {"key": key, "subject": subject, "recipient": "#ops", "content": SAID, "open": asks}
    counts = {"wanted": 1, "shown": 0, "attempts": 0}
    connection.execute(insert(_OUTBOX).values(**values, **counts, **dict.fromkeys(_MOMENTS, NOW)))
