"""`report.due`: a document that is owed and has not come in (digest, section 3): the days before, and its due day."""

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
from storage.contract.periods import day_of, day_over
from storage.contract.steps import Anchor


def asks(situation: Situation) -> Iterator[Ask]:
    """Every report or agreed document up to the end of its due day."""
    for owed in documents.waiting(situation):
        if owed.type != "invoice" and owed.due >= situation.today:
            anchor, over = Anchor(day=owed.due), day_over(owed.due)
            yield from to_pms(
                situation,
                Ask(
                    subject=owed.subject,
                    anchor=anchor,
                    steps=situation.steps(NUDGE.code, anchor),
                    line=partial(_asks, owed, situation),
                    does_it=[documents.hands_in(owed)],
                    lapses=over,
                    owed_by=over,
                ),
            )


def settled(situation: Situation, subject: str) -> View | None:
    """It came in, is owed no more, or its day is over: from then on `report.overdue` asks."""
    done, owed = documents.came_in(situation, subject), situation.documents.get(subject)
    if done is not None or owed is None or owed.due >= situation.today:
        return done
    return lambda t: Reply(
        t("{what} did not come in by {day}.", what=documents.shown(owed, t), day=show_day(owed.due, t))
    )


def _asks(owed: DocumentOwed, situation: Situation, now: datetime, t: Translator) -> str:
    return documents.is_due(owed, day_of(now), situation, t)


NUDGE: Final = Nudge("report.due", asks, settled)
