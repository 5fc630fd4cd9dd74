"""Rows that somebody with the right to judge writes down."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from storage.contract.case import Case
from storage.contract.kinds import Note
from storage.contract.measures.base import evidence, measure
from storage.contract.model import Finding, Row
from storage.contract.text import Text
from storage.contract.windows import Reads, during

_NOTED: Final[Reads] = {Note: during("at")}


@measure(_NOTED, points=("each",))
def noted(row: Row, case: Case) -> Iterator[Finding]:
    """Each note counts the row's points as often as it says."""
    for note in _notes(row, case):
        yield _finding(note, case, row.points["each"] * note.count)


@measure(_NOTED)
def noted_with_points(row: Row, case: Case) -> Iterator[Finding]:
    """Each note carries its own points, chosen within what the row allows."""
    for note in _notes(row, case):
        yield _finding(note, case, (note.points or Decimal(0)) * note.count)


@measure(_NOTED, points=("each",), numbers=("begun",))
def noted_by_lots(row: Row, case: Case) -> Iterator[Finding]:
    """Each note counts the row's points for every lot begun."""
    for note in _notes(row, case):
        yield _finding(note, case, row.points["each"] * -(-note.count // row.numbers["begun"]))


@measure(_NOTED, points=("each", "at_most"), beside=("at_most",))
def noted_up_to(row: Row, case: Case) -> Iterator[Finding]:
    """Each note counts the row's points until the period's cap is reached; what is over is cut, the note stays."""
    left = row.points["at_most"]
    notes = [note for note in _notes(row, case) if case.judged_at(note.at)]
    waived = case.waived([f"{row.code}:{note.id}" for note in notes])
    for note in sorted(notes, key=lambda note: (note.at, note.id)):
        found = _finding(note, case, row.points["each"] * note.count)
        if found.key(row) in waived:
            yield found
        else:
            worth = min(found.points, left)
            left -= worth
            yield replace(found, points=worth)


def _notes(row: Row, case: Case) -> Iterator[Note]:
    return (note for note in case.facts.of(Note) if note.row == row.code)


def _finding(note: Note, case: Case, points: Decimal) -> Finding:
    times = f" × {note.count}" if note.count > 1 else ""
    about = (f"{note.about}：", f"{note.about}: ") if note.about else ("", "")
    return Finding(
        subject=note.id,
        at=note.at,
        points=points,
        reason=Text(f"{about[0]}{note.text}{times}", f"{about[1]}{note.text}{times}"),
        evidence=evidence(note),
        person=note.person,
        confirmed=case.client_manager(note.by),
    )
