"""The ledger over SQLite and PostgreSQL: what is written, what is not, and what tampering shows."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from sqlalchemy import text

from storage.contract.kinds import Fault, Person, Punch, Support
from storage.database import Database
from storage.migrations import migrate
from storage.records import receipts
from storage.records.factfile import FactError
from storage.records.ledger import (
    GENESIS,
    UnitOfWork,
    UnknownPersonError,
    chain_head,
    digest,
    faults_in_chain,
    history,
    link,
    newest_by,
    stated,
)
from storage.records.tables import Revision, read_one
from tests.storage.postgres import fresh_database
from tests.storage.telling import LIN, NOW, ZHAO, faults, punch, write


@pytest.fixture
def ledger(database: Database) -> Database:
    """A ledger with Zhao and Lin."""
    return with_team(database)


def with_team(database: Database) -> Database:
    write(database, lambda work: [work.record(ZHAO), work.record(LIN)])
    return database


def head(database: Database) -> int:
    with database.read() as connection:
        return chain_head(connection)[0]


def held(database: Database, id_: str) -> Punch | None:
    with database.read() as connection:
        return read_one(connection, Punch, id_)


def test_a_fact_is_recorded_changed_and_removed(ledger: Database) -> None:
    first, second = punch("p-1"), punch("p-1", 2, reason="forgot")
    for fact in (first, second):
        write(ledger, partial(UnitOfWork.record, fact=fact, reason="because"))
        assert held(ledger, "p-1") == fact
    write(ledger, lambda work: work.remove(second, "void"))
    assert held(ledger, "p-1") is None
    with ledger.read() as connection:
        story = history(connection, "punch", "p-1")
    assert [(stated(row.before), stated(row.after)) for row in story] == [
        (None, first),
        (first, second),
        (second, None),
    ]
    assert [(row.recorded_at, row.recorded_by, row.source, row.reason) for row in story] == [
        (NOW, "zhao", "test", reason) for reason in ("because", "because", "void")
    ]
    assert faults(ledger) == []


def test_an_id_may_be_used_again_after_removal(ledger: Database) -> None:
    for _ in range(2):
        write(ledger, lambda work: work.record(punch("p-1")))
        write(ledger, lambda work: work.remove(punch("p-1")))
    write(ledger, lambda work: work.record(punch("p-1")))
    assert (held(ledger, "p-1"), head(ledger), faults(ledger)) == (punch("p-1"), 7, [])


def test_what_stands_already_leaves_no_trace(ledger: Database) -> None:
    write(ledger, lambda work: work.record(punch("p-1")))
    before = head(ledger)
    write(ledger, lambda work: work.record(punch("p-1", recorded_at=NOW.replace(hour=1))))
    assert head(ledger) == before


def test_a_chain_links_each_digest_to_the_hash_before(ledger: Database) -> None:
    write(ledger, lambda work: [work.record(punch(f"p-{number}")) for number in range(3)])
    previous = GENESIS
    with ledger.read() as connection:
        rows = list(connection.execute(text("SELECT * FROM revision ORDER BY sequence")))
        moments = [row.recorded_at for row in connection.execute(Revision.__table__.select())]  # type: ignore[attr-defined]
    assert [row.sequence for row in rows] == [1, 2, 3, 4, 5]
    assert len({row.salt for row in rows}) == 5
    for row, moment in zip(rows, moments, strict=True):
        assert row.digest == digest({**row._mapping, "recorded_at": moment})
        assert row.hash == link(previous, row.digest)
        previous = row.hash


REFUSALS = [
    (punch("p-1", recorded_by="qian"), UnknownPersonError, "recorded_by"),
    (replace(punch("p-1"), person="p-1"), UnknownPersonError, "person"),
    (replace(punch(" "), id=" "), FactError, "id"),
    (Fault(id="f-1", title="t", system="s", level=9, type="data", noticed_at=NOW), FactError, "level"),
]


@pytest.mark.parametrize(("fact", "error", "field"), REFUSALS, ids=["writer", "itself", "id", "level"])
def test_a_refusal_leaves_nothing(ledger: Database, fact: Punch | Fault, error: type[FactError], field: str) -> None:
    before = head(ledger)

    def work(unit: UnitOfWork) -> None:
        unit.record(punch("p-0"))
        unit.new_id(Punch, "p")
        unit.record(fact)

    with pytest.raises(error) as refusal:
        write(ledger, work)
    assert refusal.value.field == field
    assert (head(ledger), held(ledger, "p-0"), faults(ledger)) == (before, None, [])
    assert write(ledger, lambda unit: unit.new_id(Punch, "p")) == "p-1"


def test_a_person_may_have_recorded_themself(database: Database) -> None:
    write(database, lambda work: work.record(replace(LIN, recorded_by="lin")))
    assert faults(database) == []


def test_ids_once_given_are_not_given_again(ledger: Database) -> None:
    def named(work: UnitOfWork) -> str:
        id_ = work.new_id(Punch, "p")
        work.record(punch(id_))
        return id_

    write(ledger, lambda work: work.record(punch("p-2")))
    assert [write(ledger, named), write(ledger, named)] == ["p-1", "p-3"]
    write(ledger, lambda work: work.remove(punch("p-3")))
    assert write(ledger, named) == "p-4"
    write(ledger, lambda work: work.record(punch("p-5")))
    write(ledger, lambda work: work.remove(punch("p-5")))
    assert write(ledger, named) == "p-6", "nor those that somebody else gave"
    assert write(ledger, lambda work: work.new_id(Fault, "f")) == "f-1"


def test_the_newest_of_one_person_come_first(ledger: Database) -> None:
    for minute, id_ in enumerate(("a", "b", "c")):
        write(ledger, partial(UnitOfWork.record, fact=punch(id_)), NOW + timedelta(minutes=minute))
    with ledger.read() as connection:
        assert [row.fact_id for row in newest_by(connection, "zhao", NOW + timedelta(minutes=1))] == ["c", "b"]
        assert newest_by(connection, "lin", NOW) == []


def test_receipts_answer_alike_and_are_forgotten_in_time(database: Database) -> None:
    day = timedelta(days=1)

    def keep(request: str, now_plus: timedelta) -> None:
        moment = NOW + now_plus
        write(database, lambda work: receipts.keep(work.connection, request, "话", moment, moment - day))

    keep("r-1", timedelta())
    keep("r-2", day)
    with database.read() as connection:
        assert [receipts.answer_to(connection, request) for request in ("r-1", "r-2", "r-3")] == ["话", "话", None]
    keep("r-3", day + timedelta(seconds=1))
    with database.read() as connection:
        assert [receipts.answer_to(connection, request) for request in ("r-1", "r-2", "r-3")] == [None, "话", "话"]


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def storied(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A ledger with a story, of each kind of database; what tests do to it is taken back."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = f"sqlite:///{tmp_path_factory.mktemp('storied')}/zhiban.db"
        else:
            url = stack.enter_context(fresh_database(request.getfixturevalue("postgres"), "template0"))
        database = Database(url)
        migrate(database)
        yield with_story(with_team(database))
        database.close()


def with_story(ledger: Database) -> Database:
    """Revisions 3 to 8: p-1 said and changed; p-2, p-3 and a support said; p-3 removed."""
    support = Support(id="s-1", class_="key", at=NOW, used_min=Decimal(90))
    write(ledger, lambda work: [work.record(punch("p-1")), work.record(punch("p-1", 2)), work.record(punch("p-2"))])
    write(ledger, lambda work: [work.record(punch("p-3")), work.record(support)])
    write(ledger, lambda work: work.remove(punch("p-3")))
    assert (head(ledger), faults(ledger)) == (8, [])
    return ledger


COPY_OF_LAST = """
    INSERT INTO revision
        (sequence, recorded_at, recorded_by, source, reason, kind, fact_id, before, after, salt, digest, hash)
    SELECT 9, recorded_at, recorded_by, source, reason, kind, fact_id, before, after, salt, digest,
    hash FROM revision WHERE sequence = 8
"""
CHANGED = "revision 4 (punch p-1) was changed after it was written"
BROKEN = "revision {} does not follow the one before it"
TAMPERING = {
    "the fact after": ("UPDATE revision SET after = replace(after, 'lin', 'wu') WHERE sequence = 4", CHANGED),
    "the fact before": ("UPDATE revision SET before = NULL WHERE sequence = 4", CHANGED),
    "who": ("UPDATE revision SET recorded_by = 'lin' WHERE sequence = 4", CHANGED),
    "when": ("UPDATE revision SET recorded_at = '2026-07-15 01:30:01' WHERE sequence = 4", CHANGED),
    "from where": ("UPDATE revision SET source = 'import' WHERE sequence = 4", CHANGED),
    "why": ("UPDATE revision SET reason = 'rain' WHERE sequence = 4", CHANGED),
    "the salt": ("UPDATE revision SET salt = '' WHERE sequence = 4", CHANGED),
    "the digest": ("UPDATE revision SET digest = hash WHERE sequence = 4", BROKEN.format(4)),
    "the hash": ("UPDATE revision SET hash = digest WHERE sequence = 4", BROKEN.format(5)),
    "one of the middle gone": ("DELETE FROM revision WHERE sequence = 4", "revision 4 is missing"),
    "the first gone": ("DELETE FROM revision WHERE sequence = 1", "revision 1 is missing"),
    "the last gone": ("DELETE FROM revision WHERE sequence = 8", "punch p-3 is missing from its table"),
    "all gone": ("DELETE FROM revision", "person lin stands in its table without a revision"),
    "one more": (COPY_OF_LAST, "revision 9 (punch p-3) was changed after it was written"),
    "a fact changed": ("UPDATE punch SET way = 'out' WHERE id = 'p-1'", "punch p-1 differs from its last revision"),
    "a fact renamed": ("UPDATE punch SET id = 'p-9' WHERE id = 'p-1'", "punch p-1 is missing from its table"),
    "a fact added": (
        "INSERT INTO stocktake (id, due_on, state) VALUES ('x', '2026-07-01', 'approved')",
        "stocktake x stands in its table without a revision",
    ),
    "a fact gone": ("DELETE FROM punch WHERE id = 'p-2'", "punch p-2 is missing from its table"),
    "a number that is none": ("UPDATE support SET used_min = 'many'", "the table of support holds what is no support"),
}


@pytest.mark.parametrize("case", TAMPERING)
def test_tampering_is_found(storied: Database, case: str) -> None:
    statement, trouble = TAMPERING[case]
    assert trouble in faults_after(storied, statement)


GARBAGE = {
    "a moment": ("UPDATE punch SET at = 'noon' WHERE id = 'p-1'", "punch"),
    "a truth": ("UPDATE person SET important = 'perhaps' WHERE id = 'lin'", "person"),
    "bytes": ("UPDATE punch SET reason = x'ff' WHERE id = 'p-1'", "punch"),
    "an id of bytes": ("UPDATE punch SET id = x'ff' WHERE id = 'p-1'", "punch"),
    "a moment of a revision": ("UPDATE revision SET recorded_at = 'noon' WHERE sequence = 4", "table of revisions"),
    "bytes in a revision": ("UPDATE revision SET salt = x'ff' WHERE sequence = 4", "table of revisions"),
}


@pytest.mark.parametrize("case", GARBAGE)
@pytest.mark.parametrize("storied", ["sqlite"], indirect=True)
def test_garbage_that_only_sqlite_takes_is_found(storied: Database, case: str) -> None:
    statement, kind = GARBAGE[case]
    assert any(kind in trouble for trouble in faults_after(storied, statement))


def faults_after(database: Database, statement: str) -> list[str]:
    with database.write_alone(keep=False) as connection:
        connection.exec_driver_sql(statement)
        return list(faults_in_chain(connection))


def test_a_person_is_found_by_id(ledger: Database) -> None:
    with ledger.read() as connection:
        assert read_one(connection, Person, "lin") == LIN
        assert read_one(connection, Person, "LIN") is None
