"""`contract.end`: the term ends: hand-over, return or destruction of material, the application for acceptance.

It only tells: no fact says that these are done, so nothing would settle it.
"""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import Final

from commands.kit.buttons import Button
from commands.kit.moments import show_day
from commands.kit.texts import Translator, text
from schedulers.asking import to_pms
from schedulers.nudge import Ask, Nudge, Situation, View
from storage.contract.obligations import material_back_by
from storage.contract.periods import day_of, day_over, days_later
from storage.contract.steps import Anchor

_OWED: Final = Button(text("What is owed"), "report", "due")


def asks(situation: Situation) -> Iterator[Ask]:
    """The days before the term's end; after it, those before the material must be back."""
    ends, back = situation.terms.until, material_back_by(situation.terms)
    yield from to_pms(situation, _ask("contract", ends, ends, situation))
    after = _ask("material", back, back, situation)
    yield from to_pms(situation, after)


def settled(_: Situation, __: str) -> View | None:
    """Never."""
    return None


def _ask(subject: str, day: date, last: date, situation: Situation) -> Ask:
    anchor = Anchor(day=day)
    first = None if subject == "contract" else days_later(situation.terms.until, 1)
    return Ask(
        subject=subject,
        anchor=anchor,
        steps=situation.steps(NUDGE.code, anchor, first=first),
        line=partial(_tells, situation),
        does_it=[_OWED],
        lapses=day_over(last),
        informs=True,
    )


def _tells(situation: Situation, now: datetime, t: Translator) -> str:
    ends, back = situation.terms.until, show_day(material_back_by(situation.terms), t)
    if ends < day_of(now):
        return t(
            "The contract's term ended {day}. All material goes back or is destroyed by {back}; work goes on until "
            "the next provider has taken over.",
            day=show_day(ends, t),
            back=back,
        )
    return t(
        "The contract's term ends {day}{ahead}. Prepare the hand-over to the next provider, the return or "
        "destruction of all material by {back}, and the application for acceptance (work and documents complete, "
        "audit report, appraisal result, expert meeting).",
        day=show_day(ends, t),
        ahead=_ahead((ends - day_of(now)).days, t),
        back=back,
    )


def _ahead(days: int, t: Translator) -> str:
    if days > 1:
        return t(", in {days} days", days=days)
    return t(", tomorrow") if days else t(", today")


NUDGE: Final = Nudge("contract.end", asks, settled)
