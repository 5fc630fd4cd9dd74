"""What nudges about pages that were down have in common."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from commands.kit.blocks import Reply, brief, escape
from commands.kit.moments import show_plain
from commands.kit.texts import Text, text
from schedulers.nudge import Situation, View
from storage.contract.kinds import DowntimeExempt, Fault
from storage.records.probes import Watched

_SHOWN_TITLE: Final = 80


def pages_of(situation: Situation, system: str) -> Sequence[Watched]:
    """The pages of the system that are looked at."""
    return [one for one in situation.probes if one.probe.system == system]


def up_since(situation: Situation, fault: Fault) -> datetime | None:
    """Since when the pages are up again that the fault is about."""
    return situation.recoveries.get(fault.id)


def is_maintained(situation: Situation, system: str) -> bool:
    """Whether maintenance of the system runs."""
    windows = situation.of(DowntimeExempt)
    return any(window.system == system and window.from_ <= situation.now < window.until for window in windows)


def outcome(fault: Fault | None, id_: str) -> View | None:
    """What became of the fault of that id, in the end; None while it runs."""
    if fault is None:
        return lambda t: Reply(t("Fault `{id}` was withdrawn.", id=escape(id_)))
    if fault.draft and fault.closed_at is not None:
        return titled(text("✓ `{id}` “{title}”: a false alarm."), fault)
    restored = fault.handled_at or fault.closed_at
    if restored is not None:
        return titled(text("✓ `{id}` “{title}”: service restored {time}.", time=show_plain(restored)), fault)
    return None


def titled(what: Text, fault: Fault) -> View:
    """The sentence about the fault, with its id and title."""
    named = {"id": fault.id, "title": escape(brief(fault.title, _SHOWN_TITLE))}
    return lambda t: Reply(t(what, **named))
