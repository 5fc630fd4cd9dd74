"""`fault.arrive`: somebody must come and nobody has (contract 7.2 (6)): at shares of the limit, then hourly."""

from collections.abc import Iterator
from typing import Final

from commands.kit.buttons import Button
from commands.kit.texts import text
from schedulers.fault_words import by_when, met, over, running, runs
from schedulers.nudge import Ask, Nudge, Situation, View
from storage.contract.kinds import Fault
from storage.contract.obligations import arrived, fault_deadlines
from storage.contract.periods import day_of
from storage.contract.steps import Anchor

_WAITS: Final = text("{fault} needs somebody on site by {when}.")
_LATE: Final = text("{fault}: nobody is on site; the limit passed {when}.")


def asks(situation: Situation) -> Iterator[Ask]:
    """Every fault to which somebody must come and nobody has."""
    for fault in running(situation):
        by = fault_deadlines(fault, situation.terms).arrive_by
        if by is not None and arrived(fault) is None and situation.minds(day_of(by)):
            anchor = Anchor(start=fault.noticed_at, length=by - fault.noticed_at)
            yield Ask(
                subject=fault.id,
                to=situation.whose(fault.assignee),
                anchor=anchor,
                steps=situation.steps(NUDGE.code, anchor),
                line=by_when(_WAITS, _LATE, fault, by),
                does_it=[Button(text("Arrived"), "fault", "arrive", fault.id, primary=True)],
                owed_by=by,
            )


def settled(situation: Situation, subject: str) -> View | None:
    """Somebody came, or need not come any more."""
    fault = situation.fact(Fault, subject)
    moment = arrived(fault) if fault else None
    if fault is not None and moment is not None:
        return met(situation, fault, moment, text("✓ {fault}: {name} on site {when}"))
    return None if fault is not None and runs(fault) and fault.onsite else over(subject)


NUDGE: Final = Nudge("fault.arrive", asks, settled)
