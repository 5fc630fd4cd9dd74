"""The leader's lock: one holder, gone with the holder, on both databases."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url
from sqlalchemy.exc import SQLAlchemyError

from storage.database import Database
from storage.lock import Lock, lock_of
from storage.records.lead import Leader, leader, note_leader
from tests.storage.postgres import Cluster
from tests.storage.telling import NOW

ROOT = Path(__file__).parents[2]
HOLD = """
import sys, time
from storage.database import Database
from storage import lock
from storage.lock import lock_of
lock.SILENT_SECONDS = 1
print(lock_of(Database(sys.argv[1])).take(), flush=True)
time.sleep(600)
"""


@contextmanager
def holder(url: str) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, url], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "True\n"
        yield process
    finally:
        process.kill()
        process.wait(30)
        process.stdout.close()


@pytest.fixture
def locks(database_url: str) -> Iterator[tuple[Lock, Lock]]:
    databases = [Database(database_url) for _ in range(2)]
    one, other = map(lock_of, databases)
    yield one, other
    one.let_go()
    other.let_go()
    for database in databases:
        database.close()


def wait_until_taken(lock: Lock) -> None:
    deadline = time.monotonic() + 30
    while not lock.take():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_one_holds_it_until_it_lets_go(locks: tuple[Lock, Lock]) -> None:
    one, other = locks
    assert [one.take(), other.take(), one.take(), other.take()] == [True, False, True, False]
    one.let_go()
    wait_until_taken(other)
    assert not one.take()


def test_a_killed_holder_holds_nothing(database_url: str, locks: tuple[Lock, Lock]) -> None:
    with holder(database_url) as process:
        assert not locks[0].take()
        process.kill()
        wait_until_taken(locks[0])


def test_a_holder_whose_session_ended_says_so(
    postgres: Cluster, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.lock.SILENT_SECONDS", 60)
    database = Database(postgres_url)
    one, other = lock_of(database), lock_of(database)
    assert one.take()
    name = make_url(postgres_url).database
    postgres.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    wait_until_taken(other)
    with pytest.raises(SQLAlchemyError):
        one.take()
    assert not one.take()
    one.let_go()
    other.let_go()
    database.close()


def test_postgresql_takes_it_from_a_holder_that_is_paused(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(postgres_url)
    lock = lock_of(database)
    with holder(postgres_url) as process:
        process.send_signal(signal.SIGSTOP)
        wait_until_taken(lock)
        process.send_signal(signal.SIGCONT)
    lock.let_go()
    database.close()


def test_a_deleted_lock_file_is_no_lock(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/zhiban.db")
    one, other = lock_of(database), lock_of(database)
    assert one.take()
    (tmp_path / "zhiban.db.lock").unlink()
    assert other.take()
    assert not one.take()
    other.let_go()
    assert one.take()
    one.let_go()


def test_a_folder_that_takes_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "zhiban.db.lock").mkdir()
    with pytest.raises(OSError, match="lock"):
        lock_of(Database(f"sqlite:///{tmp_path}/zhiban.db")).take()


def test_a_writer_that_is_paused_holds_the_others_up_for_seconds_only(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.database._PAUSED_WRITER_SECONDS", 1)
    paused, other = Database(postgres_url), Database(postgres_url)

    def pauses(connection: Connection) -> None:
        note_leader(connection, "paused", NOW)
        other.write(lambda c: note_leader(c, "other", NOW)).result(30)

    with pytest.raises(SQLAlchemyError):
        paused.write(pauses).result(30)
    with other.read() as connection:
        assert leader(connection) == Leader("other", NOW)
    paused.close()
    other.close()
