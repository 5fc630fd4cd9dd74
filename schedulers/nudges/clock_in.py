"""`clock.in`: somebody on site has not clocked in (appendix: attendance): shortly before and after it is expected."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Final

from commands.kit.blocks import Reply
from commands.kit.buttons import Button
from commands.kit.moments import show_day, show_time
from commands.kit.texts import Translator, text
from schedulers.nudge import Ask, Nudge, Situation, View
from schedulers.shifts import Shift, punches_of, read_subject, shift_of, shifts
from storage.contract.steps import Anchor

_CLOCK_IN: Final = Button(text("Clock in"), "clock", "in", primary=True)


def asks(situation: Situation) -> Iterator[Ask]:
    """Every shift without a clock-in, until the shift is over."""
    for shift in shifts(situation):
        if not punches_of(situation, shift.person.id, shift.day, "in"):
            anchor = Anchor(start=shift.start)
            yield Ask(
                subject=shift.subject,
                to=shift.person.id,
                anchor=anchor,
                steps=situation.steps(NUDGE.code, anchor),
                line=partial(_asks, shift),
                does_it=[_CLOCK_IN],
                lapses=shift.end,
            )


def settled(situation: Situation, subject: str) -> View | None:
    """Clocked in, not expected any more or not yet, or the shift is over."""
    day, person = read_subject(subject)
    punches = punches_of(situation, person, day, "in")
    if punches:
        time = show_time(punches[0].at)
        return lambda t: Reply(t("✓ Clock-in of {day}: {time}", day=show_day(day, t), time=time))
    shift = shift_of(situation, person, day)
    if shift is None:
        return lambda t: Reply(t("{day}: no clock-in is expected of you any more.", day=show_day(day, t)))
    if situation.now >= shift.end:
        return lambda t: Reply(t("{day} ended without a clock-in.", day=show_day(day, t)))
    if not situation.steps(NUDGE.code, Anchor(start=shift.start)):
        time = show_time(shift.start)
        return lambda t: Reply(t("{day}: you are expected only by {time}.", day=show_day(day, t), time=time))
    return None


def _asks(shift: Shift, now: datetime, t: Translator) -> str:
    values = {"day": show_day(shift.day, t), "time": show_time(shift.start)}
    if now < shift.start:
        return t("{day}: you are expected in by {time} and have not clocked in yet.", **values)
    return t("{day}: you were expected in by {time} and have not clocked in.", **values)


NUDGE: Final = Nudge("clock.in", asks, settled, personal=True)
