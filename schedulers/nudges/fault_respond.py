"""`fault.respond`: a fault nobody has responded to, at 50, 80 and 100 % of its response limit (contract 7.2 (6))."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Final

from commands.kit.blocks import Reply, escape
from commands.kit.buttons import Button
from commands.kit.moments import show_moment
from commands.kit.texts import Translator, text
from schedulers.nudge import Due, Nudge, Situation, View
from storage.contract.kinds import Fault
from storage.contract.obligations import fault_deadlines, responded
from storage.records.outbox import OPS_CHANNEL

PERCENTS: Final = (50, 80, 100)


def due(situation: Situation) -> Iterator[Due]:
    """For each fault still without a response, the newest share of its limit that has gone by."""
    for fault in situation.faults:
        if not _waits(fault):
            continue
        by = fault_deadlines(fault, situation.terms).respond_by
        limit = by - fault.noticed_at
        come = [percent for percent in PERCENTS if fault.noticed_at + limit * percent / 100 <= situation.now]
        if come:
            late = by <= situation.now
            responds = Button(text("Respond"), "fault", "respond", fault.id, primary=True)
            line = partial(_asks, fault, by, late)
            recipient = fault.assignee or OPS_CHANNEL
            yield Due(fault.id, str(come[-1]), recipient, line, responds, None if late else by)


def settled(situation: Situation, subject: str) -> View | None:
    """Responded to, closed, or taken back."""
    fault = next((fault for fault in situation.faults if fault.id == subject), None)
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


def _asks(fault: Fault, by: datetime, late: bool, t: Translator) -> str:
    values = {"id": escape(fault.id), "title": escape(fault.title), "when": show_moment(by, t)}
    if late:
        return t("Fault `{id}` “{title}” has had no response; the limit passed {when}.", **values)
    return t("Fault `{id}` “{title}” waits for a response, due {when}.", **values)


NUDGE: Final = Nudge("fault.respond", due, settled)
