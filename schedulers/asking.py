"""To whom a nudge speaks where several people can act."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from schedulers.nudge import Ask, Situation
from storage.contract.periods import day_of
from storage.contract.steps import Step
from storage.records.outbox import OPS_CHANNEL


def to_pms(situation: Situation, ask: Ask) -> Iterator[Ask]:
    """The ask, to every PM of the day of each of its steps; to the ops channel where there is none."""
    return to_each(situation, ask, lambda day: situation.pms(day) or [OPS_CHANNEL])


def to_heads(situation: Situation, ask: Ask) -> Iterator[Ask]:
    """The ask, to the PMs and the company's managers; to the ops channel where there is nobody of them."""
    return to_each(situation, ask, lambda day: situation.heads(day) or [OPS_CHANNEL])


def to_each(situation: Situation, ask: Ask, who: Callable[[date], Sequence[str]]) -> Iterator[Ask]:
    """The ask, to everybody of the day of each of its steps; of steps missed, everybody of today."""
    theirs: defaultdict[tuple[str, bool], list[Step]] = defaultdict(list)
    for step in ask.steps:
        for place, person in enumerate(who(max(day_of(step.at), situation.today))):
            theirs[person, place > 0].append(step)
    for (person, further), steps in theirs.items():
        yield replace(ask, to=person, steps=steps, further=further)
