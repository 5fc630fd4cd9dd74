"""`fault.arrive`: somebody must come and nobody has (contract 7.2 (6)): at shares of the limit, then hourly."""

from collections.abc import Iterator
from typing import Final

from commands.kit.buttons import Button
from commands.kit.texts import text
from schedulers.fault_words import Limit, clock_until, met, over, running, runs
from schedulers.nudge import Ask, Nudge, Situation, View
from storage.contract.kinds import Fault
from storage.contract.obligations import arrived, fault_deadlines
from storage.contract.periods import day_of

_WAITS: Final = text("{fault} needs somebody on site by {when}.")
_LATE: Final = text("{fault}: nobody is on site; the limit passed {when}.")


def asks(situation: Situation) -> Iterator[Ask]:
    """Every fault to which somebody must come and nobody has."""
    for fault in running(situation):
        by = fault_deadlines(fault, situation.terms).arrive_by
        if by is not None and arrived(fault) is None and situation.minds(day_of(by)):
            done = Button(text("Arrived"), "fault", "arrive", fault.id, primary=True)
            yield Limit(fault, by, clock_until(fault, by), _WAITS, _LATE).ask(NUDGE.code, situation, done)


def settled(situation: Situation, subject: str) -> View | None:
    """Somebody came, or need not come any more."""
    fault = situation.fact(Fault, subject)
    moment = arrived(fault) if fault else None
    if fault is not None and moment is not None:
        return met(situation, fault, moment, text("✓ {fault}: {name} on site {when}"))
    return None if fault is not None and runs(fault) and fault.onsite else over(subject)


NUDGE: Final = Nudge("fault.arrive", asks, settled)
