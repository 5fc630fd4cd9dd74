"""`fault.respond`: a fault without a response (contract 7.2 (6)): at shares of the limit, then hourly."""

from collections.abc import Iterator
from typing import Final

from commands.kit.buttons import Button
from commands.kit.texts import text
from schedulers.fault_words import Limit, clock_until, met, over, running, runs
from schedulers.nudge import Ask, Nudge, Situation, View
from storage.contract.kinds import Fault
from storage.contract.obligations import fault_deadlines, responded
from storage.contract.periods import day_of

_WAITS: Final = text("{fault} waits for a response, due {when}.")
_LATE: Final = text("{fault} has had no response; the limit passed {when}.")


def asks(situation: Situation) -> Iterator[Ask]:
    """Every fault still without a response."""
    for fault in running(situation):
        by = fault_deadlines(fault, situation.terms).respond_by
        if responded(fault) is None and situation.minds(day_of(by)):
            done = Button(text("Respond"), "fault", "respond", fault.id, primary=True)
            yield Limit(fault, by, clock_until(fault, by), _WAITS, _LATE).ask(NUDGE.code, situation, done)


def settled(situation: Situation, subject: str) -> View | None:
    """Responded to, closed, or taken back."""
    fault = situation.fact(Fault, subject)
    moment = responded(fault) if fault else None
    if fault is not None and moment is not None:
        return met(situation, fault, moment, text("✓ {fault}: {name} responded {when}"))
    return None if fault is not None and runs(fault) else over(subject)


NUDGE: Final = Nudge("fault.respond", asks, settled)
