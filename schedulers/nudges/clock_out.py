"""`clock.out`: somebody on site has not clocked out (appendix: attendance), a while after they could have."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import Final

from commands.kit.blocks import Reply
from commands.kit.buttons import Button
from commands.kit.moments import show_day, show_time
from commands.kit.texts import Translator, text
from schedulers.nudge import Ask, Nudge, Situation, View
from schedulers.shifts import Shift, punches_of, read_subject, shift_of, shifts
from storage.contract.kinds import Punch
from storage.contract.periods import day_over
from storage.contract.steps import Anchor

_CLOCK_OUT: Final = Button(text("Clock out"), "clock", "out", primary=True)


def asks(situation: Situation) -> Iterator[Ask]:
    """Every shift without a clock-out, until the day is over."""
    for shift in shifts(situation):
        if _left(situation, shift.person.id, shift.day) is None:
            anchor = _anchor(situation, shift)
            yield Ask(
                subject=shift.subject,
                to=shift.person.id,
                anchor=anchor,
                steps=situation.steps(NUDGE.code, anchor),
                line=partial(_asks, shift),
                does_it=[_CLOCK_OUT],
                lapses=day_over(shift.day),
                of_earlier_hours=True,
            )


def settled(situation: Situation, subject: str) -> View | None:
    """Clocked out, not expected any more or not yet, or the day is over."""
    day, person = read_subject(subject)
    left = _left(situation, person, day)
    if left is not None:
        time = show_time(left.at)
        return lambda t: Reply(t("✓ Clock-out of {day}: {time}", day=show_day(day, t), time=time))
    shift = shift_of(situation, person, day)
    if shift is None or not situation.steps(NUDGE.code, _anchor(situation, shift)):
        return lambda t: Reply(t("{day}: no clock-out is missing any more.", day=show_day(day, t)))
    if situation.now >= day_over(day):
        return lambda t: Reply(t("{day} ended without a clock-out.", day=show_day(day, t)))
    return None


def _anchor(situation: Situation, shift: Shift) -> Anchor:
    """The end of the shift; for who came back after it, when they did."""
    ins = punches_of(situation, shift.person.id, shift.day, "in")
    return Anchor(start=max([shift.end, *(punch.at for punch in ins)]))


def _left(situation: Situation, person: str, day: date) -> Punch | None:
    """The last clock-out, unless the person came back after it."""
    outs, ins = punches_of(situation, person, day, "out"), punches_of(situation, person, day, "in")
    if not outs or (ins and ins[-1].at > outs[-1].at):
        return None
    return outs[-1]


def _asks(shift: Shift, _: datetime, t: Translator) -> str:
    values = {"day": show_day(shift.day, t), "time": show_time(shift.end)}
    return t("{day}: your hours ended at {time} and you have not clocked out.", **values)


NUDGE: Final = Nudge("clock.out", asks, settled, personal=True)
