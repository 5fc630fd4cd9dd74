"""A lock that one process of the bot holds, for as long as it lives: on a file beside SQLite, in PostgreSQL itself.

Nothing has to be cleaned up after a holder: the machine lets go of the file when the process ends, PostgreSQL when its
session does. A process that is only paused keeps the file; PostgreSQL ends its session after `SILENT_SECONDS`.
"""

import fcntl
import math
import os
from pathlib import Path
from typing import Any, Final, Protocol

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from storage.database import UNREACHED_AFTER, Database

SILENT_SECONDS: Final = 6
"""After so long without a word PostgreSQL takes the lock from a holder that is paused, cut off or gone."""
CERTAIN_SECONDS: Final = 4.0
"""For so long after its last word to PostgreSQL a holder may be sure that nobody else holds the lock."""
_LEADERS_LOCK: Final = 0x5A48_4942_414F
"""The number after the writers' lock."""


class Lock(Protocol):
    """What at most one process holds."""

    certain_seconds: float
    """For how long an answer of `take` holds good, from before it was asked."""

    def take(self) -> bool:
        """Whether this process holds the lock, after asking for it where it does not; never waits for another.

        Raises OSError or SQLAlchemyError where that cannot be known: then it is held no more.
        """

    def let_go(self) -> None:
        """Let another have it."""


def lock_of(database: Database) -> Lock:
    """The lock of all processes that share the database."""
    if database.is_sqlite:
        return FileLock(Path(f"{database.url.database}.lock"))
    return SessionLock(database)


class FileLock:
    """`flock` on a file. It ends with the process, so that who takes it knows the former holder to be gone."""

    certain_seconds = math.inf

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def take(self) -> bool:
        """Whether this process holds the lock. Raises OSError."""
        if self._file is not None and not self._is_at_its_place(self._file):
            self.let_go()
        if self._file is None:
            self._file = self._locked()
        return self._file is not None

    def let_go(self) -> None:
        """Let another have it."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _locked(self) -> int | None:
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(file)
            if isinstance(error, BlockingIOError):
                return None
            raise
        return file

    def _is_at_its_place(self, file: int) -> bool:
        """Whether the file is still the one that others would lock: somebody may have deleted it."""
        try:
            return os.path.samestat(os.fstat(file), os.stat(self._path))
        except FileNotFoundError:
            return False


class SessionLock:
    """`pg_try_advisory_lock` in a session of its own."""

    certain_seconds = CERTAIN_SECONDS

    def __init__(self, database: Database) -> None:
        self._engine = create_engine(
            database.url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=UNREACHED_AFTER
        )
        self._session: Connection | None = None
        self._held = False

    def take(self) -> bool:
        """Whether this process holds the lock. Raises SQLAlchemyError."""
        try:
            if self._session is None:
                self._session = self._new_session()
            if self._held:
                self._session.execute(text("SELECT 1"))
            else:
                query = text("SELECT pg_try_advisory_lock(:key)")
                self._held = bool(self._session.scalar(query, {"key": _LEADERS_LOCK}))
        except BaseException:
            self.let_go()
            raise
        return self._held

    def let_go(self) -> None:
        """Let another have it: the session ends."""
        session, self._session, self._held = self._session, None, False
        if session is not None:
            session.invalidate()
            session.close()

    def _new_session(self) -> Connection:
        session = self._engine.connect()
        # a setting that an older PostgreSQL lacks is left out: there the machines' own keepalives must do
        query = text("SELECT set_config(name, :value, false) FROM pg_settings WHERE name = :name")
        settings: dict[str, Any] = {
            "idle_session_timeout": f"{SILENT_SECONDS}s",
            "tcp_keepalives_idle": str(SILENT_SECONDS),
            "tcp_keepalives_interval": "1",
            "tcp_keepalives_count": "3",
        }
        for name, value in settings.items():
            session.execute(query, {"name": name, "value": value})
        return session
