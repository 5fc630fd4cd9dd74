"""`fault.quiet`: a fault that somebody took up, and of which nothing was heard for a while: still on it?"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Final

from commands.kit.buttons import Button
from commands.kit.moments import show_moment
from commands.kit.texts import Translator, text
from schedulers.fault_words import called, met, over, running, runs
from schedulers.nudge import Ask, Nudge, Situation, View
from storage.contract.kinds import Fault
from storage.contract.obligations import handled, responded
from storage.contract.periods import BEIJING, day_of
from storage.contract.steps import Anchor


def asks(situation: Situation) -> Iterator[Ask]:
    """Every fault responded to and not handled; each news of it begins the silence anew."""
    for fault in running(situation):
        if _under_way(fault) and situation.minds(day_of(situation.until)):
            heard = _last_news(fault)
            anchor = Anchor(start=heard)
            yield Ask(
                subject=_subject(fault),
                to=situation.whose(fault.assignee),
                anchor=anchor,
                steps=situation.steps(NUDGE.code, anchor),
                line=partial(_asks, fault, heard),
                does_it=[
                    Button(text("Say how it stands…"), "fault", "update", fault.id, asks=True, primary=True),
                    Button(text("Handled"), "fault", "handle", fault.id, asks=True),
                ],
            )


def settled(situation: Situation, subject: str) -> View | None:
    """Heard of since, handled, closed or taken back."""
    id_ = subject.rpartition("@")[0]
    fault = situation.fact(Fault, id_)
    if fault is None:
        return over(id_)
    moment = handled(fault)
    if moment is not None:
        return met(situation, fault, moment, text("✓ {fault}: handled {when}"))
    if not runs(fault) or not _under_way(fault):
        return over(id_)
    return (
        None if _subject(fault) == subject else met(situation, fault, _last_news(fault), text("✓ {fault}: news {when}"))
    )


def _under_way(fault: Fault) -> bool:
    return responded(fault) is not None and handled(fault) is None


def _subject(fault: Fault) -> str:
    """The fault and since when it is quiet, so that every silence is asked about once."""
    return f"{fault.id}@{_last_news(fault).astimezone(BEIJING):%Y%m%dT%H%M%S}"


def _last_news(fault: Fault) -> datetime:
    vendor = (moment for spell in fault.vendor for moment in spell if moment is not None)
    told = (line.at for line in fault.log)
    steps = (moment for moment in (fault.responded_at, fault.arrived_at) if moment is not None)
    return max(fault.noticed_at, *vendor, *told, *steps)


def _asks(fault: Fault, heard: datetime, _: datetime, t: Translator) -> str:
    return t(
        "Still on it? {fault}: nothing has been heard since {when}.", fault=called(fault), when=show_moment(heard, t)
    )


NUDGE: Final = Nudge("fault.quiet", asks, settled)
