"""`rank.ask`: the appraisal period ends soon and rankings of the client's cloud monitor are missing (appendix).

The PM asks the client's monitor for them; the client itself hears of it only from the PM.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from commands.kit.blocks import Reply
from commands.kit.buttons import Button
from commands.kit.moments import show_day
from commands.kit.texts import Translator, text
from commands.survey.views import period_name
from schedulers.asking import to_pms
from schedulers.nudge import Ask, Nudge, Situation, View
from storage.contract.kinds import Rank
from storage.contract.model import Row
from storage.contract.obligations import speaks_for
from storage.contract.periods import Span, day_over
from storage.contract.rubric import shipped_rows
from storage.contract.steps import Anchor

_RANKED: Final = ("system.fault_rank", "cloud.efficiency_rank")


def asks(situation: Situation) -> Iterator[Ask]:
    """Every appraisal period without all its rankings."""
    for period in situation.appraisals:
        missing = _missing(situation, period)
        if missing:
            anchor = Anchor(day=period.last)
            yield from to_pms(
                situation,
                Ask(
                    subject=period.name,
                    anchor=anchor,
                    steps=situation.steps(NUDGE.code, anchor),
                    line=partial(_asks, period, missing),
                    does_it=[Button(text("Write down a ranking…"), "score", "rank", asks=True, primary=True)],
                    owed_by=day_over(period.last),
                ),
            )


def settled(situation: Situation, subject: str) -> View | None:
    """All rankings are written down; while one is missing it stays asked for, for it may be published later."""
    name = subject
    period = situation.terms.span_named(name)
    if period is None:
        return lambda t: Reply(t("{period} is no appraisal period any more.", period=period_name(name, t)))
    if _missing(situation, period):
        return None
    return lambda t: Reply(t("✓ The rankings of {period} are written down.", period=period_name(name, t)))


def _missing(situation: Situation, period: Span) -> Sequence[Row]:
    given = {rank.row for rank in situation.known.of(Rank) if speaks_for(rank.for_, period, situation.terms)}
    return [row for row in shipped_rows() if row.code in _RANKED and row.code not in given]


def _asks(period: Span, missing: Sequence[Row], _: datetime, t: Translator) -> str:
    return t(
        "{period} ends {day}; not written down yet: {rows}. The client's cloud monitor has the rankings.",
        period=period_name(period.name, t),
        day=show_day(period.last, t),
        rows=t.listed(t.of(row.name) for row in missing),
    )


NUDGE: Final = Nudge("rank.ask", asks, settled)
