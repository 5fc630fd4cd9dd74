"""`inspect.server`: no server inspection yet this week (contract 7.2 (1): every ISO week with a working day)."""

from collections.abc import Iterator
from datetime import time, timedelta
from functools import partial
from typing import Final

from commands.kit.blocks import Reply
from commands.kit.buttons import Button
from commands.kit.moments import show_day, show_moment
from commands.kit.texts import Translator, text
from schedulers.nudge import Due, Nudge, Situation, View
from storage.contract.kinds import Inspection
from storage.contract.obligations import InspectionOwed, server_inspections_owed
from storage.contract.periods import day_of, moment_at, parse_span, week_of
from storage.records.outbox import OPS_CHANNEL

MONDAY, THURSDAY, FRIDAY, SUNDAY = 0, 3, 4, 6
STEPS: Final = (
    ("mon-10:00", MONDAY, time(10)),
    ("thu-10:00", THURSDAY, time(10)),
    ("fri-10:00", FRIDAY, time(10)),
    ("fri-15:00", FRIDAY, time(15)),
    ("sun-10:00", SUNDAY, time(10)),
)

_DONE: Final = Button(text("Done"), "inspect", "done", "server --once", primary=True)


def due(situation: Situation) -> Iterator[Due]:
    """This week's newest step, while no server inspection was made in it."""
    monday = week_of(day_of(situation.now)).first
    come = [name for name, weekday, hour in STEPS if moment_at(monday + timedelta(days=weekday), hour) <= situation.now]
    owed = _owed_now(situation)
    if come and owed and _done(situation, owed) is None:
        over = moment_at(owed.last + timedelta(days=1), time())
        yield Due(owed.name, come[-1], OPS_CHANNEL, partial(_asks, owed), _DONE, over)


def settled(situation: Situation, subject: str) -> View | None:
    """Done, or the week is over."""
    week = parse_span(subject)
    owed = server_inspections_owed(situation.terms, situation.calendar, week.last)
    slot = next((slot for slot in owed if slot.name == subject), None)
    done = _done(situation, slot) if slot else None
    if done is not None:
        name = situation.name_of(done.by)
        return lambda t: Reply(
            t("✓ Server inspection of {week}: {name}, {when}", week=subject, name=name, when=show_moment(done.at, t))
        )
    if slot is None or slot.last < day_of(situation.now):
        return lambda t: Reply(t("{week} ended without a server inspection.", week=subject))
    return None


def _owed_now(situation: Situation) -> InspectionOwed | None:
    today = day_of(situation.now)
    owed = server_inspections_owed(situation.terms, situation.calendar, today)
    return next((slot for slot in owed if slot.first <= today <= slot.last), None)


def _done(situation: Situation, slot: InspectionOwed) -> Inspection | None:
    return next((inspection for inspection in situation.inspections if slot.covers(inspection)), None)


def _asks(owed: InspectionOwed, t: Translator) -> str:
    return t("No server inspection yet this week. It is owed by {day}.", day=show_day(owed.last, t))


NUDGE: Final = Nudge("inspect.server", due, settled)
