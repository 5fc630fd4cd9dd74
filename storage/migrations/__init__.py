"""The database's shape over time: Alembic revisions, applied when the bot or a command opens the database."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlmodel import SQLModel

from storage.database import Database, DatabaseError
from storage.records import outbox, tables

TARGET: Final = SQLModel.metadata
"""The tables as the code wants them."""
_DECLARED: Final = (outbox, tables)


def configuration(connection: Connection) -> Config:
    """Alembic's configuration for work over this connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


def migrate(database: Database) -> None:
    """Bring the database to the newest revision; one process at a time.

    Raises DatabaseError where it was made by a newer bot.
    """
    with database.read() as connection:
        if _current(connection) == _scripts(configuration(connection)).get_current_head():
            return
    with database.write_alone() as connection:
        config = configuration(connection)
        current, scripts = _current(connection), _scripts(config)
        known = {script.revision for script in scripts.walk_revisions()}
        if current is not None and current not in known:
            raise DatabaseError(f"the database was made by a newer bot (its revision is {current}); update the bot")
        command.upgrade(config, "head")


def _scripts(config: Config) -> ScriptDirectory:
    return ScriptDirectory.from_config(config)


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
