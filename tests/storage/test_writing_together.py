"""Many writers at once, in threads and in processes; writers that fail, walk away or are killed."""

import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from storage.contract.kinds import Punch
from storage.database import MOST_JOBS_A_COMMIT, Database
from storage.records.ledger import UnitOfWork, by_bot
from storage.records.tables import read_all
from tests.storage.telling import LIN, NOW, faults, punch, write

ROOT = Path(__file__).parents[2]


class FailedError(Exception):
    """Work that did something and then failed."""


@pytest.fixture
def ledger(database: Database) -> Database:
    write(database, lambda work: work.record(LIN))
    return database


def punches(database: Database) -> set[str]:
    with database.read() as connection:
        return {fact.id for fact in read_all(connection, Punch)}


def one(id_: str, *, fails: bool = False) -> Callable[[Connection], str]:
    """Work that records a punch, and then may fail."""

    def work(connection: Connection) -> str:
        UnitOfWork(connection, by_bot("test"), NOW).record(punch(id_))
        if fails:
            raise FailedError(id_)
        return id_

    return work


def test_all_effects_of_many_threads_are_there_and_no_trace_of_those_that_failed(ledger: Database) -> None:
    def write_some(thread: int) -> list[BaseException | None]:
        jobs = [one(f"{thread}-{number}", fails=number % 5 == 0) for number in range(25)]
        return [ledger.write(job).exception(60) for job in jobs]

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(write_some, range(8)))
    for errors in outcomes:
        assert [isinstance(error, FailedError) for error in errors] == [number % 5 == 0 for number in range(25)]
    assert punches(ledger) == {f"{thread}-{number}" for thread in range(8) for number in range(25) if number % 5}
    assert faults(ledger) == []


def held_back(database: Database) -> threading.Event:
    """Let the writer wait until the event is set, so that jobs gather behind it."""
    begun, go = threading.Event(), threading.Event()

    def wait(_: Connection) -> None:
        begun.set()
        go.wait(30)

    database.write(wait)
    assert begun.wait(30)
    return go


def test_works_that_wait_share_a_commit_and_those_that_fail_stand_alone(ledger: Database) -> None:
    go = held_back(ledger)
    waiting: list[Future[Connection]] = [ledger.write(lambda connection: connection) for _ in range(MOST_JOBS_A_COMMIT)]
    failing = ledger.write(one("bad", fails=True))
    good = ledger.write(one("good"))
    go.set()
    shared = Counter(id(future.result(30)) for future in waiting)
    assert max(shared.values()) == MOST_JOBS_A_COMMIT
    assert isinstance(failing.exception(30), FailedError)
    assert good.result(30) == "good"
    assert punches(ledger) == {"good"}


def test_a_caller_who_walks_away_stops_nobody(ledger: Database) -> None:
    go = held_back(ledger)
    left, stayed = ledger.write(one("left")), ledger.write(one("stayed"))
    assert not left.cancel()
    go.set()
    assert stayed.result(30) == "stayed"
    assert ledger.write(one("later")).result(30) == "later"
    assert punches(ledger) == {"left", "stayed", "later"}


def test_the_writer_outlives_a_database_that_fails_it(ledger: Database) -> None:
    broken = ledger.write(lambda connection: connection.execute(text("SELECT * FROM nowhere")))
    assert broken.exception(30) is not None
    assert ledger.write(one("next")).result(30) == "next"


def test_closing_finishes_what_was_accepted(database_url: str) -> None:
    database = Database(database_url)
    write(database, lambda work: work.record(LIN))
    futures = [database.write(one(str(number))) for number in range(50)]
    database.close()
    assert all(future.done() and future.exception() is None for future in futures)
    again = Database(database_url)
    assert len(punches(again)) == 50
    again.close()


def test_a_reader_sees_one_moment(ledger: Database) -> None:
    write(ledger, lambda work: work.record(punch("p-1")))
    with ledger.read() as connection:
        before = len(read_all(connection, Punch))
        write(ledger, lambda work: work.record(punch("p-2")))
        assert len(read_all(connection, Punch)) == before == 1
    assert punches(ledger) == {"p-1", "p-2"}


def started_together(url: str, count: int, processes: int) -> "list[subprocess.Popen[str]]":
    """Processes that have just begun to write, all at once."""
    command = [sys.executable, "-m", "tests.storage.writer", url, str(count)]
    pipe = subprocess.PIPE
    writers = [
        subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True) for _ in range(processes)
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("\n")
        writer.stdin.flush()
    return writers


def ended(writers: "list[subprocess.Popen[str]]", code: int) -> list[str]:
    """The ids that the processes said before they ended with that code."""
    said = [writer.communicate(timeout=60) for writer in writers]
    assert [(writer.returncode, errors) for writer, (_, errors) in zip(writers, said, strict=True)] == [
        (code, "") for _ in writers
    ]
    return [id_ for words, _ in said for id_ in words.split("\n")[:-1]]


def test_processes_that_write_at_once_lose_nothing(ledger: Database, database_url: str) -> None:
    ids = ended(started_together(database_url, 60, 2), 0)
    assert sorted(ids, key=lambda id_: int(id_[2:])) == [f"p-{number}" for number in range(1, 121)]
    assert punches(ledger) == set(ids)
    assert faults(ledger) == []


def test_what_was_acknowledged_outlives_kill_9(ledger: Database, database_url: str) -> None:
    chance = random.Random()
    acknowledged: set[str] = set()
    for _ in range(2):
        writers = started_together(database_url, 1_000_000, 2)
        for writer in writers:
            time.sleep(chance.uniform(0.05, 0.25))
            writer.send_signal(signal.SIGKILL)
        acknowledged.update(ended(writers, -signal.SIGKILL))
    assert acknowledged
    assert acknowledged <= punches(ledger)
    assert faults(ledger) == []
    assert ledger.write(one("after")).result(60) == "after"
