"""`fault.respond`: a fault without a response (contract 7.2 (6)): at shares of the limit, then hourly."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Final

from commands.kit.blocks import Reply, escape
from commands.kit.buttons import Button
from commands.kit.moments import show_moment
from commands.kit.texts import Translator, text
from schedulers.nudge import Ask, Nudge, Situation, View
from storage.contract.kinds import Fault
from storage.contract.obligations import fault_deadlines, responded
from storage.contract.steps import Anchor
from storage.records.outbox import OPS_CHANNEL


def asks(situation: Situation) -> Iterator[Ask]:
    """Every fault still without a response."""
    for fault in situation.of(Fault):
        if not _waits(fault):
            continue
        by = fault_deadlines(fault, situation.terms).respond_by
        anchor = Anchor(start=fault.noticed_at, length=by - fault.noticed_at)
        yield Ask(
            subject=fault.id,
            to=fault.assignee or OPS_CHANNEL,
            anchor=anchor,
            steps=situation.steps(NUDGE.code, anchor),
            line=partial(_asks, fault, by),
            does_it=[Button(text("Respond"), "fault", "respond", fault.id, primary=True)],
            owed_by=by,
        )


def settled(situation: Situation, subject: str) -> View | None:
    """Responded to, closed, or taken back."""
    fault = situation.fact(Fault, subject)
    if fault is not None and _waits(fault):
        return None
    moment = responded(fault) if fault else None
    if fault is None or moment is None:
        return lambda t: Reply(t("Fault `{id}` needs no response any more.", id=escape(subject)))
    name = situation.name_of(fault.assignee)
    return lambda t: Reply(
        t("✓ Fault `{id}`: {name} responded {when}", id=escape(subject), name=escape(name), when=show_moment(moment, t))
    )


def _waits(fault: Fault) -> bool:
    return not fault.draft and fault.cause != "planned" and responded(fault) is None and fault.closed_at is None


def _asks(fault: Fault, by: datetime, now: datetime, t: Translator) -> str:
    values = {"id": escape(fault.id), "title": escape(fault.title), "when": show_moment(by, t)}
    if by <= now:
        return t("Fault `{id}` “{title}” has had no response; the limit passed {when}.", **values)
    return t("Fault `{id}` “{title}” waits for a response, due {when}.", **values)


NUDGE: Final = Nudge("fault.respond", asks, settled, urgent=True)
