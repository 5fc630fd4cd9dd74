"""`score.month`: on the 1st working day, how the past month stands and what moved it."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import Final

from commands.kit.blocks import bullets
from commands.kit.buttons import Button
from commands.kit.texts import Translator, text
from commands.score.figures import grade_name, number, signed
from schedulers.asking import to_heads
from schedulers.nudge import Ask, Nudge, Situation, View
from storage.contract.model import RowStanding
from storage.contract.obligations import spans_of
from storage.contract.periods import ONE_DAY, Span, day_over, month_of
from storage.contract.rubric import shipped_rows
from storage.contract.rulings import WAITING
from storage.contract.steps import Anchor

_MOST_ROWS: Final = 5


def asks(situation: Situation) -> Iterator[Ask]:
    """Every month that begins after one of the term, as long as it runs."""
    for month in spans_of("month", situation.days[0], situation.days[-1]):
        past = _judged_before(situation, month.first)
        if past is not None:
            anchor = Anchor(day=situation.calendar.nth_working_day(month.first, 1))
            ask = Ask(
                subject=past.name,
                anchor=anchor,
                steps=situation.steps(NUDGE.code, anchor),
                line=partial(_tells, situation, past),
                does_it=[
                    Button(text("Everything about {month}", month=past.name), "score", "period", past.name),
                    Button(text("What waits for the client"), "score", "waiting", past.name),
                ],
                lapses=day_over(month.last),
                informs=True,
            )
            yield from to_heads(situation, ask)


def settled(_: Situation, __: str) -> View | None:
    """Never: it asks for nothing."""
    return None


def _judged_before(situation: Situation, first: date) -> Span | None:
    """The month before that day as far as it lies in the term; None where none of it is judged."""
    past = month_of(first - ONE_DAY)
    judged = past.clipped(situation.terms.opens, situation.terms.until)
    return past.clipped(situation.terms.from_, situation.terms.until) if judged else None


def _tells(situation: Situation, month: Span, now: datetime, t: Translator) -> str:
    standing = situation.standing(month, now)
    figures = t(
        "*{month}* stands at {booked} ({grade}), with what is pending at {projected}.",
        month=month.name,
        booked=number(standing.booked),
        grade=grade_name(standing.grade, t),
        projected=number(standing.projected),
    )
    waits = sum(entry.status in WAITING for entry in standing.entries)
    moved = sorted((row for row in standing.rows if row.booked), key=lambda row: -abs(row.booked))
    lines = [_row(row, t) for row in moved[:_MOST_ROWS]]
    more = [t("Waiting for the client's ruling: {count}", count=waits)] if waits else []
    see = t("`/score {month}` shows everything, `/score explain` why.", month=month.name)
    return "\n".join([figures, *([bullets([*lines, *more])] if lines or more else []), see])


def _row(row: RowStanding, t: Translator) -> str:
    name = next(one.name for one in shipped_rows() if one.code == row.code)
    return f"*{signed(row.booked)}*  {t.of(name)}"


NUDGE: Final = Nudge("score.month", asks, settled)
