"""`fault.handle`: a fault not handled yet (contract 7.2 (6)): at shares of the limit, then hourly.

Its clock pauses while a vendor holds the fault (reading 6); nobody is held to it for force majeure.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final

from commands.kit.blocks import Reply
from commands.kit.buttons import Button
from commands.kit.moments import show_moment
from commands.kit.texts import text
from schedulers.fault_words import Limit, called, met, over, running, runs
from schedulers.nudge import Ask, Nudge, Situation, View
from storage.contract.kinds import Fault
from storage.contract.obligations import excused, fault_deadlines, handled, handling_time_up, limits_of, with_vendor
from storage.contract.periods import day_of
from storage.contract.steps import Anchor

_WAITS: Final = text("{fault} is to be handled by {when}.")
_LATE: Final = text("{fault} is not handled yet; the limit passed {when}.")


def asks(situation: Situation) -> Iterator[Ask]:
    """Every fault not handled that is in the team's own hands."""
    for fault in running(situation):
        by = fault_deadlines(fault, situation.terms).handle_by
        if by is not None and _waits(fault) and with_vendor(fault) is None and situation.minds(day_of(by)):
            whole = limits_of(fault, situation.terms).handle
            clock = Anchor(start=fault.noticed_at, length=whole, runs=partial(handling_time_up, fault))
            yield Limit(fault, by, clock, _WAITS, _LATE).ask(
                NUDGE.code,
                situation,
                Button(text("Handled"), "fault", "handle", fault.id, asks=True, primary=True),
                Button(text("With the vendor"), "fault", "vendor", f"{fault.id} start"),
            )


def settled(situation: Situation, subject: str) -> View | None:
    """Handled, closed, taken back, or with the vendor for now."""
    fault = situation.fact(Fault, subject)
    moment = handled(fault) if fault else None
    if fault is not None and moment is not None:
        return met(situation, fault, moment, text("✓ {fault}: handled {when}"))
    if fault is None or not runs(fault) or excused(fault):
        return over(subject)
    since, what = with_vendor(fault), called(fault)
    if since is None:
        return None
    return lambda t: Reply(
        t("{fault} has been with the vendor since {when}; its clock pauses.", fault=what, when=show_moment(since, t))
    )


def _waits(fault: Fault) -> bool:
    return handled(fault) is None and not excused(fault)


NUDGE: Final = Nudge("fault.handle", asks, settled)
