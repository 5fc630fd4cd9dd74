"""The database's shape over time: Alembic revisions, applied when the bot or a command opens the database."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, inspect, text
from sqlmodel import SQLModel

from storage.database import Database, DatabaseError
from storage.records import lead, nudged, outbox, probes, snoozes, tables

if TYPE_CHECKING:
    from alembic.config import Config

VERSIONS: Final = Path(__file__).parent / "versions"
TARGET: Final = SQLModel.metadata
"""The tables as the code wants them."""
_DECLARED: Final = (lead, nudged, outbox, probes, snoozes, tables)


def configuration(connection: Connection) -> "Config":
    """Alembic's configuration for work over this connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent))
    config.attributes["connection"] = connection
    return config


def migrate(database: Database) -> None:
    """Bring the database to the newest revision; one process at a time.

    Raises DatabaseError where it was made by a newer bot. Alembic, which takes half a second to load, is only asked
    where there is something to do.
    """
    with database.read() as connection:
        if current_revision(connection) == newest_revision():
            return
    with database.write_alone() as connection:
        current = current_revision(connection)
        if current is not None and current not in _known_revisions():
            raise DatabaseError(f"the database was made by a newer bot (its revision is {current}); update the bot")
        _upgrade(connection)


def newest_revision() -> str:
    """The revision that the code wants; files in `versions/` are named after theirs, in order."""
    return _known_revisions()[-1]


def current_revision(connection: Connection) -> str | None:
    """The revision that the database has; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _known_revisions() -> list[str]:
    return sorted(path.stem.partition("_")[0] for path in VERSIONS.glob("[0-9]*.py"))


def _upgrade(connection: Connection) -> None:
    from alembic import command

    command.upgrade(configuration(connection), "head")
