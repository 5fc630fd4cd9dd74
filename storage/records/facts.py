"""Records as the contract's facts, and the facts file in and out."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import Connection

from storage.contract.fact import Fact
from storage.contract.kinds import ALL_KINDS
from storage.records import people
from storage.records.factfile import LineError, NumberedFact, canonical_order, encode, first_contradiction, read_facts
from storage.records.ledger import ContradictionError, UnitOfWork
from storage.records.tables import read_all


class Imported(NamedTuple):
    """What an import did, in numbers of facts."""

    new: int
    replaced: int
    unchanged: int


def import_file(work: UnitOfWork, name: str, content: bytes, *, replace: bool) -> Imported:
    """Take in a whole facts file, or nothing of it.

    Raises LineError at its first line that cannot be taken; `name` is the file's name there.
    """
    numbered = read_facts(name, content)
    held = {person.id for person in people.everyone(work.connection)}
    if unknown := first_contradiction(numbered, held.__contains__):
        raise LineError(name, *unknown)
    try:
        changes = work.record_all([entry.fact for entry in numbered], replace=replace)
    except ContradictionError as error:
        raise LineError(name, _line_of(error.fact, numbered), error) from error
    new = sum(change.before is None for change in changes)
    return Imported(new, len(changes) - new, len(numbered) - len(changes))


def export_lines(connection: Connection) -> Iterator[str]:
    """Everything held, one canonical line a fact, in canonical order."""
    facts = [fact for kind in ALL_KINDS for fact in read_all(connection, kind)]
    return (encode(fact) for fact in sorted(facts, key=canonical_order))


def export_file(connection: Connection) -> bytes:
    """The same as a facts file."""
    return "".join(f"{line}\n" for line in export_lines(connection)).encode()


def _line_of(fact: Fact, numbered: Iterable[NumberedFact]) -> int:
    return next(entry.line for entry in numbered if entry.fact is fact)
