"""Days declared off or worked, through a unit of work."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, NamedTuple

from storage.contract.kinds import CalendarDay
from storage.contract.obligations import DocumentOwed
from storage.contract.terms import Terms
from storage.records import documents
from storage.records.ledger import UnitOfWork
from storage.records.tables import read_all

_NEAR: Final = timedelta(days=60)
"""No due day that is counted in working days lies further from a day that it depends on."""


class Declared(NamedTuple):
    """What was declared: every day as held, those new or changed, and the documents whose due moved."""

    held: list[CalendarDay]
    changed: frozenset[date]
    moved: list[DocumentOwed]


def declare(work: UnitOfWork, days: Iterable[date], name: str, terms: Terms, *, off: bool) -> Declared:
    """Declare the days off, or worked. A day declared before is declared anew: of two facts only one would hold."""
    wanted = list(days)
    held = by_day(read_all(work.connection, CalendarDay))
    due = _due_near(work, wanted, terms)
    facts = [_declared(work, held.get(day), day, name, off=off) for day in wanted]
    changed = frozenset(fact.day for fact in facts if fact != held.get(fact.day))
    moved = [document for subject, document in _due_near(work, wanted, terms).items() if due.get(subject) != document]
    return Declared(facts, changed, moved)


def by_day(declared: Iterable[CalendarDay]) -> dict[date, CalendarDay]:
    """The fact that holds for each declared day: of several the last by id (spec, Scoring)."""
    return {fact.day: fact for fact in sorted(declared, key=lambda fact: fact.id)}


def _declared(work: UnitOfWork, held: CalendarDay | None, day: date, name: str, *, off: bool) -> CalendarDay:
    if held is not None:
        return work.record(replace(held, off=off, name=name))
    author, now = work.author.person, work.now
    id_ = work.new_id(CalendarDay, "c")
    return work.record(CalendarDay(id=id_, day=day, off=off, name=name, recorded_at=now, recorded_by=author))


def _due_near(work: UnitOfWork, days: list[date], terms: Terms) -> dict[str, DocumentOwed]:
    owed = documents.falling_due(work.connection, terms, days[0] - _NEAR, days[-1] + _NEAR)
    return {document.subject: document for document in owed}
