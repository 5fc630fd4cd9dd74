"""`report.overdue`: a document whose due day is over and that has not come in: each working day (digest, section 3)."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Final

from commands.kit.blocks import Reply
from commands.kit.moments import show_day
from commands.kit.texts import Translator
from schedulers import documents
from schedulers.asking import to_pms
from schedulers.nudge import Ask, Nudge, Situation, View
from storage.contract.obligations import DocumentOwed
from storage.contract.steps import Anchor


def asks(situation: Situation) -> Iterator[Ask]:
    """Every report or agreed document that is late, or will be if it does not come in."""
    for owed in documents.waiting(situation):
        if owed.type != "invoice" and owed.due < situation.days[-1]:
            anchor = Anchor(day=owed.due)
            yield from to_pms(
                situation,
                Ask(
                    subject=owed.subject,
                    anchor=anchor,
                    steps=situation.steps(NUDGE.code, anchor),
                    line=partial(_asks, owed),
                    does_it=[documents.hands_in(owed)],
                ),
            )


def settled(situation: Situation, subject: str) -> View | None:
    """It came in, is owed no more, or its due day was moved."""
    done, owed = documents.came_in(situation, subject), situation.documents.get(subject)
    if done is not None or owed is None or owed.due < situation.today:
        return done
    return lambda t: Reply(
        t("{what} is not overdue any more: due {day}.", what=documents.shown(owed, t), day=show_day(owed.due, t))
    )


def _asks(owed: DocumentOwed, _: datetime, t: Translator) -> str:
    return documents.is_overdue(owed, t)


NUDGE: Final = Nudge("report.overdue", asks, settled)
