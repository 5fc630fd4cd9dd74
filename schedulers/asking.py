"""To whom a nudge speaks where several people can act, and how their subjects are told apart."""

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


def to_each(situation: Situation, ask: Ask, who: Callable[[date], Sequence[str]]) -> Iterator[Ask]:
    """The ask, to everybody of the day of each of its steps; of steps missed, everybody of today.

    The first is asked under the subject itself, so that its keys stay the same whoever that is; the others with their
    id behind it.
    """
    theirs: defaultdict[tuple[str, bool], list[Step]] = defaultdict(list)
    for step in ask.steps:
        for place, person in enumerate(who(max(day_of(step.at), situation.today))):
            theirs[person, place > 0].append(step)
    for (person, is_further), steps in theirs.items():
        subject = f"{ask.subject}@{person}" if is_further else ask.subject
        yield replace(ask, subject=subject, to=person, steps=steps, climbs=ask.climbs and not is_further)


def without_person(situation: Situation, subject: str) -> str:
    """The subject itself, without the id of whom of several it was put to."""
    bare, _, person = subject.rpartition("@")
    return bare if bare and person in situation.people else subject
