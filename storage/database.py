"""The database: one writer thread that commits what waits together, and short reading sessions."""

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

T = TypeVar("T")
Work = Callable[[Connection], T]

LOCK_WAIT_SECONDS: Final = 60
MOST_JOBS_A_COMMIT: Final = 256
_WRITERS_LOCK: Final = 0x5A48_4942_414E
"""The advisory lock under which every PostgreSQL writer appends ("ZHIBAN" in ASCII)."""
UNREACHED_AFTER: Final = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""libpq's settings by which a PostgreSQL that went silent is given up in seconds instead of hours."""
_PAUSED_WRITER_SECONDS: Final = 20
"""After this long PostgreSQL ends the transaction of a paused process, which otherwise holds all writers up."""


class DatabaseError(RuntimeError):
    """The database cannot be used as it is; the message says why in one sentence."""


@dataclass(frozen=True, slots=True)
class _Job:
    work: Work[Any]
    done: "Future[Any]"


class Database:
    """A SQLite file or a PostgreSQL database, by its URL."""

    def __init__(self, url: str | URL) -> None:
        self._url = make_url(url)
        if self._url.drivername in ("postgresql", "postgres"):
            self._url = self._url.set(drivername="postgresql+psycopg")
        if self.is_sqlite and self._url.database:
            Path(self._url.database).parent.mkdir(parents=True, exist_ok=True)
        self._readers = self._engine("BEGIN")
        self._writers = self._engine("BEGIN IMMEDIATE")
        if not self.is_sqlite:
            event.listen(self._writers, "connect", _limit_pauses)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    @property
    def url(self) -> URL:
        """Where it is, with the driver that speaks to it."""
        return self._url

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a SQLite file."""
        return self._url.get_backend_name() == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A short reading session with one consistent view."""
        with self._readers.connect() as connection:
            if not self.is_sqlite:
                connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
            yield connection

    @contextmanager
    def write_alone(self, *, keep: bool = True) -> Iterator[Connection]:
        """A writing transaction of its own, for migrations and imports.

        It is committed at the end of the block; undone where the block raises or the effect is not to be kept.
        """
        with self._writers.connect() as connection:
            self._lock_writers(connection)
            yield connection
            if keep:
                connection.commit()

    def write(self, work: Work[T]) -> "Future[T]":
        """Run the work in the writer thread; the future is done once its effect is on disk, or with what it raised.

        Works that wait at the same time share one commit; one that raises leaves no trace and the others stand. What
        was handed in is done: the future cannot be cancelled.
        """
        done: Future[T] = Future()
        done.set_running_or_notify_cancel()  # a caller who walks away must not stop the writer
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._write_on, name="ledger-writer", daemon=True)
                self._thread.start()
            self._jobs.put(_Job(work, done))
        return done

    def close(self) -> None:
        """Finish what was accepted, then let go of every connection."""
        with self._starting:
            if self._thread is not None:
                self._jobs.put(None)
                self._thread.join()
                self._thread = None
        self._readers.dispose()
        self._writers.dispose()

    def _write_on(self) -> None:
        while jobs := self._waiting_jobs():
            self._commit_together([job for job in jobs if job is not None])
            if jobs[-1] is None:
                return

    def _waiting_jobs(self) -> list[_Job | None]:
        jobs = [self._jobs.get()]
        while jobs[-1] is not None and len(jobs) < MOST_JOBS_A_COMMIT:
            try:
                jobs.append(self._jobs.get_nowait())
            except queue.Empty:
                break
        return jobs

    def _commit_together(self, jobs: list[_Job]) -> None:
        answers: list[tuple[_Job, Any, BaseException | None]] = []
        try:
            with self.write_alone() as connection:
                answers = [(job, *_attempt(connection, job)) for job in jobs]
        except BaseException as error:  # noqa: BLE001 -- whatever broke the commit, each waiting caller must learn of it
            for job in jobs:
                job.done.set_exception(error)
            return
        for job, result, failure in answers:
            if failure is not None:
                job.done.set_exception(failure)
            else:
                job.done.set_result(result)

    def _lock_writers(self, connection: Connection) -> None:
        if not self.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITERS_LOCK})

    def _engine(self, begin: str) -> Engine:
        given = {} if self.is_sqlite else {"pool_pre_ping": True, "connect_args": UNREACHED_AFTER}
        engine = create_engine(self._url, **given)
        if self.is_sqlite:
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        else:
            event.listen(engine, "connect", _prepare_postgres)
        return engine


def _attempt(connection: Connection, job: _Job) -> tuple[Any, BaseException | None]:
    """The work's result, or the error it raised with its effects undone."""
    try:
        with connection.begin_nested():
            return job.work(connection), None
    except OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 -- it is handed to the caller who waits for it
        return None, error


def _prepare_sqlite(connection: Any, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # SQLAlchemy says BEGIN itself: the driver would say it too late
    for pragma in (
        f"busy_timeout={LOCK_WAIT_SECONDS * 1000}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _prepare_postgres(connection: Any, _: ConnectionPoolEntry) -> None:
    # in the server's own zone a moment may lie beyond Python's calendar
    _set_for_good(connection, "SET TIME ZONE 'UTC'")


def _limit_pauses(connection: Any, _: ConnectionPoolEntry) -> None:
    _set_for_good(connection, f"SET idle_in_transaction_session_timeout = '{_PAUSED_WRITER_SECONDS}s'")


def _set_for_good(connection: Any, setting: str) -> None:
    """Set it outside a transaction, so that no rollback takes it back."""
    connection.autocommit = True
    connection.execute(setting)
    connection.autocommit = False
