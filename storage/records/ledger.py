"""The one way to write: each change is appended as a revision and shown in the fact's own table, in one transaction."""

import hashlib
import json
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple, cast

from sqlalchemy import Connection, Row, delete, insert, select, update

from storage.contract.fact import BOT, Fact, SomeFact
from storage.contract.kinds import HELD_KIND_NAMED, Person
from storage.contract.periods import write_moment
from storage.records.factfile import FactError, checked, decode_line, encode, people_named
from storage.records.tables import FACT_TABLES, GarbledError, Numbering, Revision, read_all, read_one, to_row

UNDO: Final = "/zhiban undo"
"""The source of a revision that takes another back; its reason is the ledger's own, not a person's."""
UNDO_WITHIN: Final = timedelta(minutes=10)
"""How long the writer of a revision may take it back (interface, Slash commands)."""
GENESIS: Final = "0" * 64
"""What stands for the hash before the first revision."""
_CHUNK: Final = 500
_NAME_LENGTH: Final = 12

_revisions = Revision.__table__  # type: ignore[attr-defined]
_numbering = Numbering.__table__  # type: ignore[attr-defined]


class ContradictionError(FactError):
    """The id is already taken by a fact with other content."""

    def __init__(self, fact: Fact) -> None:
        super().__init__("id", f"{fact.id!r} is already a {fact.KIND} with other content; --replace takes the new one")
        self.fact = fact


class UnknownPersonError(FactError):
    """The fact names somebody who is not held."""


class Author(NamedTuple):
    """Who writes, and from where: a slash command, an import, the bot itself."""

    person: str
    source: str


class Change(NamedTuple):
    """The fact before and after; None where it did not exist or no longer does."""

    before: Fact | None
    after: Fact | None


@dataclass
class UnitOfWork:
    """What one piece of work may do to the ledger, within its transaction.

    `now` is the moment of recording. Nothing is visible to others before the transaction commits.
    """

    connection: Connection
    author: Author
    now: datetime
    changes: list[Change] = field(default_factory=list)
    """What was changed so far, in order."""

    def get(self, kind: type[SomeFact], id_: str) -> SomeFact | None:
        """The fact as it stands, or None."""
        return read_one(self.connection, kind, id_)

    def record(self, fact: SomeFact, reason: str | None = None) -> SomeFact:
        """Write the fact, new or changed; one that stands already as it is leaves no trace.

        Raises FactError for an impossible value and UnknownPersonError where it names somebody not held.
        """
        fact = checked(fact)
        for name, person in people_named(fact):
            of_itself = isinstance(fact, Person) and person == fact.id
            if not of_itself and self.get(Person, person) is None:
                raise UnknownPersonError(name, f"{person!r} is not on the list of people")
        held = self.get(type(fact), fact.id)
        if held != fact:
            self._append([Change(held, fact)], reason)
        return fact

    def remove(self, fact: Fact, reason: str | None = None) -> None:
        """Take the fact out of what is held; its history stays."""
        self._append([Change(fact, None)], reason)

    def record_all(self, facts: Sequence[Fact], *, replace: bool) -> list[Change]:
        """Write many facts at once and return what changed.

        Raises ContradictionError at the first whose id is held with other content, unless `replace`.
        """
        held = self._held(facts)
        changes: list[Change] = []
        for fact in facts:
            before = held.get((fact.KIND, fact.id))
            if before == fact:
                continue
            if before is not None and not replace:
                raise ContradictionError(fact)
            changes.append(Change(before, fact))
            held[fact.KIND, fact.id] = fact
        self._append(changes, None)
        return changes

    def new_id(self, kind: type[Fact], prefix: str) -> str:
        """An id for a fact that the bot names, such as `f-12`; ids once given are not given again."""
        last = self.connection.scalar(select(_numbering.c.last).where(_numbering.c.kind == kind.KIND)) or 0
        number = last + 1
        while self.get(kind, f"{prefix}-{number}") or history(self.connection, kind.KIND, f"{prefix}-{number}"):
            number += 1
        if last:
            self.connection.execute(update(_numbering).where(_numbering.c.kind == kind.KIND).values(last=number))
        else:
            self.connection.execute(insert(_numbering).values(kind=kind.KIND, last=number))
        return f"{prefix}-{number}"

    def _held(self, facts: Iterable[Fact]) -> dict[tuple[str, str], Fact]:
        ids: dict[type[Fact], list[str]] = {}
        for fact in facts:
            ids.setdefault(type(fact), []).append(fact.id)
        return {
            (kind.KIND, fact.id): fact
            for kind, of_kind in ids.items()
            for start in range(0, len(of_kind), _CHUNK)
            for fact in read_all(self.connection, kind, _with_ids(kind, of_kind[start : start + _CHUNK]))
        }

    def _append(self, changes: Sequence[Change], reason: str | None) -> None:
        if not changes:
            return
        self.changes.extend(changes)
        sequence, previous = chain_head(self.connection)
        rows = []
        for change in changes:
            sequence += 1
            row = self._revision(sequence, change, reason)
            row["digest"] = digest(row)
            previous = row["hash"] = link(previous, row["digest"])
            rows.append(row)
        self.connection.execute(insert(_revisions), rows)
        _show(self.connection, changes)

    def _revision(self, sequence: int, change: Change, reason: str | None) -> dict[str, Any]:
        fact = cast("Fact", change.after or change.before)
        return {
            "sequence": sequence,
            "recorded_at": self.now,
            "recorded_by": self.author.person,
            "source": self.author.source,
            "reason": reason,
            "kind": fact.KIND,
            "fact_id": fact.id,
            "before": encode(change.before) if change.before else None,
            "after": encode(change.after) if change.after else None,
            "salt": secrets.token_hex(16),
        }


def by_bot(source: str) -> Author:
    """The bot as author."""
    return Author(BOT, source)


def chain_head(connection: Connection) -> tuple[int, str]:
    """Sequence and hash of the newest revision; 0 and the genesis hash where there is none."""
    newest = select(_revisions.c.sequence, _revisions.c.hash).order_by(_revisions.c.sequence.desc()).limit(1)
    row = connection.execute(newest).first()
    return (row.sequence, row.hash) if row else (0, GENESIS)


def installation(connection: Connection) -> str:
    """What tells this ledger from any other, and never changes: the beginning of its first revision's hash."""
    first: str | None = connection.scalar(select(_revisions.c.hash).where(_revisions.c.sequence == 1))
    return (first or GENESIS)[:_NAME_LENGTH]


def digest(revision: dict[str, Any]) -> str:
    """SHA-256 over a revision's content and salt."""
    content = [
        revision["sequence"],
        write_moment(revision["recorded_at"]),
        *(revision[name] for name in ("recorded_by", "source", "reason", "kind", "fact_id", "before", "after", "salt")),
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def link(previous: str, digest_: str) -> str:
    """The hash that chains a digest to the hash before it."""
    return hashlib.sha256(f"{previous}{digest_}".encode()).hexdigest()


def history(connection: Connection, kind: str, id_: str) -> list[Row[Any]]:
    """The revisions of one fact, oldest first."""
    query = select(_revisions).where(_revisions.c.kind == kind, _revisions.c.fact_id == id_)
    return list(connection.execute(query.order_by(_revisions.c.sequence)))


def reason_given(revision: Row[Any]) -> str | None:
    """Why a person made the change, in their words; an undo's reason is the ledger's own."""
    return None if revision.source == UNDO else revision.reason


def kinds_with(connection: Connection, id_: str) -> list[str]:
    """The kinds of which a fact was ever held under that id, in the order of their names."""
    of_id = _revisions.c.kind.in_(HELD_KIND_NAMED) & (_revisions.c.fact_id == id_)
    return list(connection.scalars(select(_revisions.c.kind).distinct().where(of_id).order_by(_revisions.c.kind)))


def altered(connection: Connection, revisions: Sequence[Row[Any]]) -> list[int]:
    """Those of the revisions, by sequence, that are not as they were written, or not chained to the one before."""
    before = [row.sequence - 1 for row in revisions]
    hashes = {0: GENESIS}
    for start in range(0, len(before), _CHUNK):
        of_chunk = _revisions.c.sequence.in_(before[start : start + _CHUNK])
        rows = connection.execute(select(_revisions.c.sequence, _revisions.c.hash).where(of_chunk))
        hashes |= {row.sequence: row.hash for row in rows}
    return [row.sequence for row in revisions if not _as_written(row, hashes.get(row.sequence - 1, ""))]


def _as_written(row: Row[Any], previous: str) -> bool:
    return bool(digest(dict(row._mapping)) == row.digest and link(previous, row.digest) == row.hash)


def newest_by(connection: Connection, person: str, since: datetime) -> list[Row[Any]]:
    """What the person wrote since the moment, newest first."""
    query = select(_revisions).where(_revisions.c.recorded_by == person, _revisions.c.recorded_at >= since)
    return list(connection.execute(query.order_by(_revisions.c.sequence.desc())))


def faults_in_chain(connection: Connection) -> Iterator[str]:
    """Every place where the ledger is not as it was written, one English sentence each; none where it is sound.

    The chain shows a changed, removed or inserted revision; comparing the fact tables with the revisions shows a fact
    changed behind the ledger's back, and revisions cut off at the end.
    """
    standing: defaultdict[str, dict[str, str]] = defaultdict(dict)
    try:
        yield from _broken_links(connection, standing)
    except (ValueError, TypeError):
        yield "the table of revisions holds what is no revision"
    else:
        yield from _facts_unlike_ledger(connection, standing)


def _broken_links(connection: Connection, standing: defaultdict[str, dict[str, str]]) -> Iterator[str]:
    """What is wrong with the chain; `standing` gathers what the revisions lead to, by kind and id."""
    previous, expected = GENESIS, 1
    for row in connection.execute(select(_revisions).order_by(_revisions.c.sequence)).yield_per(1000):
        if row.sequence != expected:
            yield f"revision {expected} is missing"
        if digest(dict(row._mapping)) != row.digest:
            yield f"revision {row.sequence} ({row.kind} {row.fact_id}) was changed after it was written"
        if link(previous, row.digest) != row.hash:
            yield f"revision {row.sequence} does not follow the one before it"
        previous, expected = row.hash, row.sequence + 1
        if row.after is None:
            standing[row.kind].pop(row.fact_id, None)
        else:
            standing[row.kind][row.fact_id] = row.after


def _facts_unlike_ledger(connection: Connection, standing: defaultdict[str, dict[str, str]]) -> Iterator[str]:
    for name, kind in HELD_KIND_NAMED.items():
        try:
            shown = {fact.id: encode(fact) for fact in read_all(connection, kind)}
        except (GarbledError, TypeError):
            yield f"the table of {name} holds what is no {name}"
            continue
        said = standing[name]
        for id_, line in shown.items():
            if id_ not in said:
                yield f"{name} {id_} stands in its table without a revision"
            elif said[id_] != line:
                yield f"{name} {id_} differs from its last revision"
        for id_ in said:
            if id_ not in shown:
                yield f"{name} {id_} is missing from its table"


def _show(connection: Connection, changes: Sequence[Change]) -> None:
    """Bring the fact tables to where the changes lead."""
    added: dict[type[Fact], dict[str, Fact]] = {}
    gone: dict[type[Fact], list[str]] = {}
    for before, after in changes:
        if before is not None:
            gone.setdefault(type(before), []).append(before.id)
        if after is not None:
            added.setdefault(type(after), {})[after.id] = after
    for kind, ids in gone.items():
        for start in range(0, len(ids), _CHUNK):
            table = FACT_TABLES[kind]
            connection.execute(delete(table).where(table.c.id.in_(ids[start : start + _CHUNK])))
    for kind, facts in added.items():
        connection.execute(insert(FACT_TABLES[kind]), [to_row(fact) for fact in facts.values()])


def _with_ids(kind: type[Fact], ids: Sequence[str]) -> Any:
    table = FACT_TABLES[kind]
    return select(table).where(table.c.id.in_(ids))


def stated(line: str | None) -> Fact | None:
    """The fact of a revision's `before` or `after`."""
    return None if line is None else decode_line(line)
