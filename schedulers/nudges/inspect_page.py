"""`inspect.page`: no page inspection yet today (contract 7.2 (1): every calendar day)."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from functools import partial
from typing import Final

from commands.kit.blocks import Reply
from commands.kit.buttons import Button
from commands.kit.moments import show_day, show_moment
from commands.kit.texts import Translator, text
from schedulers.nudge import Due, Nudge, Situation, View
from storage.contract.kinds import Inspection
from storage.contract.obligations import InspectionOwed
from storage.contract.periods import day_of, moment_at
from storage.records.outbox import OPS_CHANNEL

HOURS: Final = (time(10), time(15), time(17, 30), time(20))

_DONE: Final = Button(text("Done"), "inspect", "done", "page --once", primary=True)


def due(situation: Situation) -> Iterator[Due]:
    """Today's newest hour, while no page inspection was made today."""
    today = day_of(situation.now)
    come = [hour for hour in HOURS if moment_at(today, hour) <= situation.now]
    if come and situation.terms.opens <= today <= situation.terms.until and _done(situation, today) is None:
        midnight = moment_at(today + timedelta(days=1), time())
        yield Due(today.isoformat(), f"{come[-1]:%H:%M}", OPS_CHANNEL, partial(_asks, today), _DONE, midnight)


def settled(situation: Situation, subject: str) -> View | None:
    """Done, or the day is over."""
    day = date.fromisoformat(subject)
    done = _done(situation, day)
    if done is not None:
        name = situation.name_of(done.by)
        return lambda t: Reply(
            t(
                "✓ Page inspection of {day}: {name}, {when}",
                day=show_day(day, t),
                name=name,
                when=show_moment(done.at, t),
            )
        )
    if day < day_of(situation.now):
        return lambda t: Reply(t("{day} ended without a page inspection.", day=show_day(day, t)))
    return None


def _done(situation: Situation, day: date) -> Inspection | None:
    slot = InspectionOwed("page", day.isoformat(), day, day)
    return next((inspection for inspection in situation.inspections if slot.covers(inspection)), None)


def _asks(day: date, t: Translator) -> str:
    return t("No page inspection yet today, {day}. It is owed before midnight.", day=show_day(day, t))


NUDGE: Final = Nudge("inspect.page", due, settled)
