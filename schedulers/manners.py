"""How nudges behave: to whom they climb, the quiet of the night, who stands in for somebody on leave, one at a time.

Everything here is pure: it takes how things stand and gives the steps that come.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from schedulers.nudge import Ask, Coming, Nudge, Situation
from storage.contract.kinds import Person
from storage.contract.periods import day_of
from storage.contract.steps import steps_of
from storage.records.outbox import OPS_CHANNEL


def coming(nudges: Iterable[Nudge], situation: Situation) -> Iterator[Coming]:
    """Every step up to `until` that is to be said, as it is to be said."""
    for nudge in nudges:
        for ask in nudge.asks(situation):
            for step in (*_of_the_ask(nudge, ask), *_of_the_ladder(nudge, ask, situation)):
                yield from _mannerly(step, situation)


def newest_due(nudges: Iterable[Nudge], situation: Situation) -> list[Coming]:
    """Of each subject and recipient's lane the newest step that has come and not lapsed."""
    newest: dict[tuple[str, str, str], Coming] = {}
    for step in _come(nudges, situation):
        lane = (step.about, step.lane, step.to if step.lane else "")
        if lane not in newest or newest[lane].at <= step.at:
            newest[lane] = step
    return list(newest.values())


def said_between(nudges: Iterable[Nudge], situation: Situation, start: datetime) -> list[Coming]:
    """What the clock would say from `start` up to `until` if nothing else happened, in time order.

    Steps that the quiet of the night moves to one moment are one, the newest.
    """
    at_once: dict[tuple[str, str, str, datetime], Coming] = {}
    for step in coming(nudges, situation):
        if start <= step.at < situation.until and not _lapsed(step, step.at):
            at_once[step.about, step.lane, step.to, step.at] = step
    return sorted(at_once.values(), key=lambda step: (step.at, step.key, step.to))


def _come(nudges: Iterable[Nudge], situation: Situation) -> Iterator[Coming]:
    """What has come and not lapsed: of an ask's own steps the newest, of its ladder's all.

    The night moves no step before an earlier one, so the newest is the first that has come, seen from the end.
    """
    for nudge in nudges:
        for ask in nudge.asks(situation):
            if ask.lapses is None or situation.now < ask.lapses:
                own = (_come_of(step, situation) for step in reversed(list(_of_the_ask(nudge, ask))))
                yield from next(filter(None, own), [])
                for step in _of_the_ladder(nudge, ask, situation):
                    yield from _come_of(step, situation)


def _come_of(step: Coming, situation: Situation) -> list[Coming]:
    return [one for one in _mannerly(step, situation) if one.at <= situation.now]


def _of_the_ask(nudge: Nudge, ask: Ask) -> Iterator[Coming]:
    for step in sorted(ask.steps, key=lambda step: step.at):
        yield Coming(nudge=nudge, ask=ask, step=step.name, at=step.at, to=ask.to)


def _of_the_ladder(nudge: Nudge, ask: Ask, situation: Situation) -> Iterator[Coming]:
    if not ask.climbs:
        return
    for rule, rung in situation.terms.nudges.ladders.get(nudge.code, ()):
        for step in steps_of([rule], ask.anchor, situation.calendar, situation.until):
            for person in situation.rung(rung, day_of(step.at)):
                if person != ask.to:
                    name = f"{rung}-{person}-{step.name}"
                    yield Coming(nudge=nudge, ask=ask, step=name, at=step.at, to=person, lane=rung)


def _mannerly(step: Coming, situation: Situation) -> Iterator[Coming]:
    since = step.ask.since
    at = step.at if step.nudge.urgent else situation.terms.nudges.after_the_quiet(step.at)
    if at <= situation.until and (since is None or step.at >= since):
        to = step.to if step.nudge.personal else _who_is_there(step.to, at, situation)
        yield replace(step, at=at, to=to, reader=situation.people.get(to))


def _who_is_there(to: str, at: datetime, situation: Situation) -> str:
    """The person, or whoever stands in while they are on leave: the PM, then anybody on site (issue 6, manners)."""
    if to == OPS_CHANNEL or not situation.away(to, at):
        return to
    day = day_of(at)
    onsite = [person.id for person in situation.active(day) if _on_site(person)]
    there = (one for one in (*situation.pms(day), *onsite) if not situation.away(one, at))
    return next(there, to)


def _on_site(person: Person) -> bool:
    return person.side == "team" and person.onsite


def _lapsed(step: Coming, at: datetime) -> bool:
    return step.ask.lapses is not None and at >= step.ask.lapses
