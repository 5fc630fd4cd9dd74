"""`score.week`: Monday's digest: the running appraisal period's score, what falls due, what waits."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Final

from commands.kit.blocks import bullets
from commands.kit.buttons import Button
from commands.kit.texts import Translator, text
from commands.score.figures import grade_name, number
from commands.score.outlook_views import next_lines
from commands.score.views import Hidden
from commands.survey.views import period_name
from schedulers.asking import to_heads
from schedulers.nudge import Ask, Nudge, Situation, View
from storage.contract.kinds import Leave, Punch
from storage.contract.periods import Span, day_of, day_over
from storage.contract.rulings import WAITING
from storage.contract.scoring import resolve_period
from storage.contract.steps import Anchor

_MORE: Final = (
    Button(text("What falls due"), "score", "next"),
    Button(text("What waits for the client"), "score", "waiting"),
)


def asks(situation: Situation) -> Iterator[Ask]:
    """Every week of the term."""
    for week in situation.weeks:
        inside = week.clipped(situation.terms.opens, situation.terms.until)
        if inside is not None:
            anchor = Anchor(day=week.first)
            ask = Ask(
                subject=week.name,
                anchor=anchor,
                steps=situation.steps(NUDGE.code, anchor, first=inside.first),
                line=partial(_tells, situation, inside, _nothing),
                discreetly=partial(_tells, situation, inside, _personal),
                does_it=_MORE,
                lapses=day_over(inside.last),
                informs=True,
            )
            yield from to_heads(situation, ask)


def settled(_: Situation, __: str) -> View | None:
    """Never: it asks for nothing."""
    return None


def _tells(situation: Situation, week: Span, hidden: Hidden, now: datetime, t: Translator) -> str:
    standing = situation.standing(resolve_period(situation.terms.appraisal, situation.terms, now), now)
    figures = t(
        "*{week}*: score of {period} {booked} ({grade}), with what is pending {projected}.",
        week=week.name,
        period=period_name(standing.period.name, t),
        booked=number(standing.booked),
        grade=grade_name(standing.grade, t),
        projected=number(standing.projected),
    )
    due = next_lines(situation.due_soon(now), hidden, now, t)
    return "\n".join(
        [figures, *due, *_waits(situation, sum(one.status in WAITING for one in standing.entries), now, t)]
    )


def _personal(row: str, person: str | None) -> bool:
    """What only that person, the PM and managers may read."""
    return person is not None and row.startswith("attendance.")


def _nothing(_: str, __: str | None) -> bool:
    return False


def _waits(situation: Situation, entries: int, now: datetime, t: Translator) -> list[str]:
    claims = [one for kind in (Punch, Leave) for one in situation.of(kind) if one.state == "claimed"]
    waits = [
        t("Waiting for the client's ruling: {count}", count=entries) if entries else "",
        t("Claims to approve: {count}", count=len(claims)) if claims else "",
        t("Documents overdue: {count}", count=late) if (late := _overdue(situation, now)) else "",
    ]
    lines = [line for line in waits if line]
    return [bullets(lines)] if lines else []


def _overdue(situation: Situation, now: datetime) -> int:
    owed = (document for document in situation.documents.values() if document.subject not in situation.came_in)
    return sum(document.due < day_of(now) for document in owed)


NUDGE: Final = Nudge("score.week", asks, settled)
