"""The pages of a confirmed outage are up again: is it handled? That is for a person to say, and `probe.down` asks it.

It is asked once a fault; where pages go down again and come back, its post tells so.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Final

from commands.kit.blocks import escape
from commands.kit.buttons import Button
from commands.kit.moments import show_moment
from commands.kit.texts import Translator, text
from schedulers.nudge import Ask, Situation, View
from schedulers.outages import outcome, titled, up_since
from storage.contract.kinds import Fault
from storage.contract.periods import BEIJING, day_of
from storage.contract.steps import Anchor
from storage.records.outbox import OPS_CHANNEL

_UP: Final = "@up"
"""Ends the subject, which is the fault's id otherwise."""


def is_recovery(subject: str) -> bool:
    """Whether a subject of the nudge is a recovery."""
    return subject.endswith(_UP)


def asks(situation: Situation, code: str) -> Iterator[Ask]:
    """Every outage that runs though the pages of its system are up again."""
    for fault in situation.of(Fault):
        runs = not fault.draft and fault.closed_at is None and fault.handled_at is None
        up = up_since(situation, fault) if runs else None
        if up is not None and situation.minds(day_of(situation.until)):
            yield Ask(
                subject=f"{fault.id}{_UP}",
                to=OPS_CHANNEL,
                # the fault has its own clocks, which climb by themselves
                anchor=Anchor(),
                steps=situation.steps(code, Anchor(start=up)),
                line=partial(_asks, fault, up),
                does_it=[_restored(fault, up)],
                stays_true=True,
            )


def settled(situation: Situation, subject: str) -> View | None:
    """Handled, withdrawn, or down again."""
    id_ = subject.removesuffix(_UP)
    fault = situation.fact(Fault, id_)
    known = outcome(fault, id_)
    if known is not None or fault is None or up_since(situation, fault) is not None:
        return known
    return titled(text("`{id}` “{title}”: down again."), fault)


def _restored(fault: Fault, up: datetime) -> Button:
    begins_with = f"{fault.id} {up.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
    return Button(text("Service restored…"), "fault", "handle", begins_with, asks=True, primary=True)


def _asks(fault: Fault, up: datetime, _: datetime, t: Translator) -> str:
    return t(
        "The pages of {system} are up again since {when}. Is fault `{id}` handled?",
        system=escape(fault.system),
        when=show_moment(up, t),
        id=fault.id,
    )
