"""`inspect.feedback`: a problem in scope that was not fed back yet (digest, section 3: within 15 minutes)."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Final

from commands.kit.blocks import Reply, escape
from commands.kit.buttons import Button
from commands.kit.moments import show_moment
from commands.kit.texts import Translator, text
from schedulers.nudge import Ask, Nudge, Situation, View, quoted
from storage.contract.kinds import Problem
from storage.contract.obligations import feedback_by
from storage.contract.periods import day_of
from storage.contract.steps import Anchor


def asks(situation: Situation) -> Iterator[Ask]:
    """Every problem in scope that was not fed back, of whoever found it."""
    for problem in situation.of(Problem):
        by = feedback_by(problem, situation.terms)
        if _waits(problem) and situation.minds(day_of(by)):
            anchor = Anchor(start=problem.found_at, length=by - problem.found_at)
            yield Ask(
                subject=problem.id,
                to=situation.whose(problem.by),
                anchor=anchor,
                steps=situation.steps(NUDGE.code, anchor),
                line=partial(_asks, problem, by),
                does_it=[Button(text("Fed back"), "inspect", "feedback", problem.id, primary=True)],
                owed_by=by,
            )


def settled(situation: Situation, subject: str) -> View | None:
    """Fed back, taken back, or found to be out of scope."""
    problem = situation.fact(Problem, subject)
    if problem is not None and _waits(problem):
        return None
    told = problem.fed_back_at if problem else None
    if told is None:
        return lambda t: Reply(t("Problem `{id}` needs no feedback any more.", id=escape(subject)))
    return lambda t: Reply(t("✓ Problem `{id}`: fed back {when}", id=escape(subject), when=show_moment(told, t)))


def _waits(problem: Problem) -> bool:
    return problem.scope == "in" and problem.fed_back_at is None


def _asks(problem: Problem, by: datetime, now: datetime, t: Translator) -> str:
    values = {"id": escape(problem.id), "about": quoted(problem.note, t), "when": show_moment(by, t)}
    if now >= by:
        return t("Problem `{id}`{about} was not fed back; the limit passed {when}.", **values)
    return t("Problem `{id}`{about} is to be fed back by {when}.", **values)


NUDGE: Final = Nudge("inspect.feedback", asks, settled)
