"""Which days and weeks were inspected: score and targets ask the same function."""

from dataclasses import dataclass
from itertools import chain

from storage.contract.case import Case
from storage.contract.kinds import Inspection
from storage.contract.obligations import (
    InspectionOwed,
    inspections_by_slot,
    page_inspections_owed,
    server_inspections_owed,
)
from storage.contract.periods import day_end


@dataclass(frozen=True, slots=True)
class Slot:
    """A day or week in which an inspection was owed, and those made in it, however late they were recorded."""

    owed: InspectionOwed
    made: tuple[Inspection, ...]

    @property
    def kept(self) -> bool:
        """Whether one of them counts (reading 10)."""
        return any(self.owed.kept_by(inspection) for inspection in self.made)


def inspection_slots(case: Case) -> list[Slot]:
    """Every day, then every week, that ends within the judged part of the period and has begun."""
    made = inspections_by_slot(case.facts.of(Inspection))
    owed_so_far = chain(
        page_inspections_owed(case.terms, case.today),
        server_inspections_owed(case.terms, case.calendar, case.today),
    )
    return [
        Slot(owed, tuple(each for each in made.get((owed.type, owed.name), ()) if owed.covers(each)))
        for owed in owed_so_far
        if case.judged_at(day_end(owed.last))
    ]
