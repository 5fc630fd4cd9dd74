"""`inspect.server`: no server inspection yet this week (contract 7.2 (1): every ISO week with a working day)."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Final

from commands.kit.blocks import Reply, escape
from commands.kit.buttons import Button
from commands.kit.moments import show_day, show_moment
from commands.kit.texts import Translator, text
from schedulers.nudge import Ask, Nudge, Situation, View
from storage.contract.kinds import Inspection
from storage.contract.obligations import InspectionOwed, server_inspections_owed
from storage.contract.periods import day_of, day_over, parse_span
from storage.contract.steps import Anchor
from storage.records.outbox import OPS_CHANNEL

_DONE: Final = Button(text("Done"), "inspect", "done", "server --once", primary=True)


def asks(situation: Situation) -> Iterator[Ask]:
    """Every week without a server inspection that is not over yet."""
    for owed in server_inspections_owed(situation.terms, situation.calendar, situation.days[-1]):
        if owed.last >= situation.today and _done(situation, owed) is None:
            anchor, over = Anchor(day=owed.first), day_over(owed.last)
            yield Ask(
                subject=owed.name,
                to=OPS_CHANNEL,
                anchor=anchor,
                steps=situation.steps(NUDGE.code, anchor, first=max(owed.first, situation.terms.opens)),
                line=partial(_asks, owed),
                does_it=[_DONE],
                lapses=over,
                owed_by=over,
            )


def settled(situation: Situation, subject: str) -> View | None:
    """Done, or the week is over."""
    week = parse_span(subject)
    owed = server_inspections_owed(situation.terms, situation.calendar, week.last)
    slot = next((slot for slot in owed if slot.name == subject), None)
    done = _done(situation, slot) if slot else None
    if done is not None:
        name = escape(situation.name_of(done.by))
        return lambda t: Reply(
            t("✓ Server inspection of {week}: {name}, {when}", week=subject, name=name, when=show_moment(done.at, t))
        )
    if slot is None or slot.last < day_of(situation.now):
        return lambda t: Reply(t("{week} ended without a server inspection.", week=subject))
    return None


def _done(situation: Situation, slot: InspectionOwed) -> Inspection | None:
    return next((inspection for inspection in situation.of(Inspection) if slot.covers(inspection)), None)


def _asks(owed: InspectionOwed, _: datetime, t: Translator) -> str:
    return t("No server inspection yet this week. It is owed by {day}.", day=show_day(owed.last, t))


NUDGE: Final = Nudge("inspect.server", asks, settled)
