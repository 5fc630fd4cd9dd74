"""Which days and weeks were inspected: score, targets and history ask the same function."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain

from storage.contract.calendar import WorkCalendar
from storage.contract.case import Case
from storage.contract.kinds import Inspection
from storage.contract.obligations import (
    InspectionOwed,
    inspections_by_slot,
    page_inspections_owed,
    server_inspections_owed,
)
from storage.contract.periods import day_end
from storage.contract.terms import Terms


@dataclass(frozen=True, slots=True)
class Slot:
    """A day or week in which an inspection was owed, and those made in it, however late they were recorded."""

    owed: InspectionOwed
    made: tuple[Inspection, ...]

    @property
    def kept(self) -> bool:
        """Whether one of them counts (reading 10)."""
        return any(self.owed.kept_by(inspection) for inspection in self.made)


def slots_owed(inspections: Iterable[Inspection], terms: Terms, calendar: WorkCalendar, until: date) -> Iterator[Slot]:
    """Every day, then every week, that has begun by `until`, with those of the inspections that were made in it."""
    made = inspections_by_slot(inspections)
    owed_so_far = chain(page_inspections_owed(terms, until), server_inspections_owed(terms, calendar, until))
    for owed in owed_so_far:
        yield Slot(owed, tuple(each for each in made.get((owed.type, owed.name), ()) if owed.covers(each)))


def inspection_slots(case: Case) -> list[Slot]:
    """Every day, then every week, that ends within the judged part of the period and has begun."""
    slots = slots_owed(case.facts.of(Inspection), case.terms, case.calendar, case.today)
    return [slot for slot in slots if case.judged_at(day_end(slot.owed.last))]
