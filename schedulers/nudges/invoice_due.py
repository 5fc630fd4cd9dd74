"""`invoice.due`: an invoice that is owed (section 3 of the contract): before its day, on it, each working day after.

No points hang on it, money does: the client pays within 10 working days of the invoice.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Final

from commands.kit.texts import Translator
from schedulers import documents
from schedulers.asking import to_pms
from schedulers.nudge import Ask, Nudge, Situation, View
from storage.contract.obligations import DocumentOwed
from storage.contract.periods import day_of, day_over
from storage.contract.steps import Anchor


def asks(situation: Situation) -> Iterator[Ask]:
    """Every invoice that has not come in."""
    for owed in documents.waiting(situation):
        if owed.type == "invoice":
            anchor = Anchor(day=owed.due)
            yield from to_pms(
                situation,
                Ask(
                    subject=owed.for_,
                    anchor=anchor,
                    steps=situation.steps(NUDGE.code, anchor),
                    line=partial(_asks, owed, situation),
                    does_it=[documents.hands_in(owed)],
                    owed_by=day_over(owed.due),
                ),
            )


def settled(situation: Situation, subject: str) -> View | None:
    """It came in."""
    return documents.came_in(situation, f"invoice:{subject}")


def _asks(owed: DocumentOwed, situation: Situation, now: datetime, t: Translator) -> str:
    if owed.due < day_of(now):
        return documents.is_overdue(owed, t)
    return documents.is_due(owed, day_of(now), situation, t)


NUDGE: Final = Nudge("invoice.due", asks, settled)
