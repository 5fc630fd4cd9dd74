"""How nudges behave: to whom they climb, the quiet of the night, who stands in for somebody on leave, one at a time.

Everything here is pure: it takes how things stand and gives the steps that come.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from schedulers.nudge import FURTHER, Ask, Coming, Nudge, Situation
from storage.contract.kinds import Person
from storage.contract.nudge_terms import Rung
from storage.contract.periods import day_of
from storage.contract.steps import Step, steps_of
from storage.records.outbox import OPS_CHANNEL


def coming(nudges: Iterable[Nudge], situation: Situation) -> Iterator[Coming]:
    """Every step up to `until` that is to be said, as it is to be said."""
    for nudge in nudges:
        for ask in nudge.asks(situation):
            for step in (*_of_the_ask(nudge, ask, situation), *_of_the_ladder(nudge, ask, situation)):
                yield from _mannerly(step, situation)


def newest_due(nudges: Iterable[Nudge], situation: Situation) -> list[Coming]:
    """Of each subject and lane the newest step that has come and not lapsed; nobody is told of one subject twice."""
    newest: dict[tuple[str, str, str], Coming] = {}
    for step in _come(nudges, situation):
        lane = (step.about, step.lane, step.to if step.lane else "")
        if lane not in newest or newest[lane].at <= step.at:
            newest[lane] = step
    heard: dict[tuple[str, str], Coming] = {}
    for step in newest.values():
        same = heard.setdefault((step.about, step.to), step)
        if same.at < step.at:
            heard[step.about, step.to] = step
    return list(heard.values())


def said_between(nudges: Iterable[Nudge], situation: Situation, start: datetime) -> list[Coming]:
    """What the clock would say from `start` up to `until` if nothing else happened, in time order.

    Steps that the quiet of the night moves to one moment are one, the newest; so are those to one person.
    """
    at_once: dict[tuple[str, str, datetime], Coming] = {}
    for step in coming(nudges, situation):
        if start <= step.at < situation.until and not _lapsed(step, step.at):
            same = at_once.setdefault((step.about, step.to, step.at), step)
            if same.lane == step.lane:
                at_once[step.about, step.to, step.at] = step
    return sorted(at_once.values(), key=lambda step: (step.at, step.key, step.to))


def _come(nudges: Iterable[Nudge], situation: Situation) -> Iterator[Coming]:
    """What has come and not lapsed: of an ask's own steps the newest, of its ladder's all.

    The night moves no step before an earlier one, so the newest is the first that has come, seen from the end.
    """
    for nudge in nudges:
        for ask in nudge.asks(situation):
            if ask.lapses is None or situation.now < ask.lapses:
                own = (_come_of(step, situation) for step in reversed(list(_of_the_ask(nudge, ask, situation))))
                yield from next(filter(None, own), [])
                for step in _of_the_ladder(nudge, ask, situation):
                    yield from _come_of(step, situation)


def _come_of(step: Coming, situation: Situation) -> list[Coming]:
    return [one for one in _mannerly(step, situation) if one.at <= situation.now]


def _of_the_ask(nudge: Nudge, ask: Ask, situation: Situation) -> Iterator[Coming]:
    for step in sorted(ask.steps, key=lambda step: step.at):
        name, lane = (f"{ask.to}-{step.name}", FURTHER) if ask.further else (step.name, "")
        yield Coming(nudge=nudge, hours=situation.terms.nudges, ask=ask, step=name, at=step.at, to=ask.to, lane=lane)


def _of_the_ladder(nudge: Nudge, ask: Ask, situation: Situation) -> Iterator[Coming]:
    if ask.further:
        return
    for rule, rung in situation.terms.nudges.ladders.get(nudge.code, ()):
        for step in steps_of([rule], ask.anchor, situation.calendar, situation.until):
            for person in _reached(nudge, rung, step, situation):
                if person != ask.to:
                    name = f"{rung}-{person}-{step.name}"
                    yield Coming(
                        nudge=nudge, hours=situation.terms.nudges, ask=ask, step=name, at=step.at, to=person, lane=rung
                    )


def _reached(nudge: Nudge, rung: Rung, step: Step, situation: Situation) -> Sequence[str]:
    """Whom the rung reaches; of a personal matter nobody but who is there, and where no PM is, the manager."""
    at = max(step.at, situation.now)
    people = situation.rung(rung, day_of(at))
    if not nudge.personal:
        return people
    there = [person for person in people if situation.there(person, at)]
    return there if there or rung == "manager" else _reached(nudge, "manager", step, situation)


def _mannerly(step: Coming, situation: Situation) -> Iterator[Coming]:
    since, at = step.ask.since, step.speaks_at(step.at)
    if at > situation.until or (since is not None and step.at < since):
        return
    heard_at, people = max(at, situation.now), situation.people
    to = _who_hears(step, heard_at, situation)
    if to is not None:
        absent = people.get(step.to) if to != step.to and situation.away(step.to, heard_at) else None
        on_duty = situation.on_duty(day_of(heard_at)) if _names_duty(step, to) else ()
        yield replace(step, at=at, to=to, reader=people.get(to), stands_in_for=absent, on_duty=on_duty)


def _who_hears(step: Coming, at: datetime, situation: Situation) -> str | None:
    """The person, or whoever stands in while they are on leave: the PM, then anybody on site.

    The ops channel where nobody is there, or the person has left; nobody where it is personal.
    """
    if step.to == OPS_CHANNEL or situation.there(step.to, at) or step.ask.of_earlier_hours:
        return step.to
    if step.nudge.personal:
        return None
    if not situation.away(step.to, at):
        return OPS_CHANNEL
    day = day_of(at)
    onsite = [person.id for person in situation.active(day) if _on_site(person)]
    return next((one for one in (*situation.pms(day), *onsite) if situation.there(one, at)), OPS_CHANNEL)


def _names_duty(step: Coming, to: str) -> bool:
    return to == OPS_CHANNEL and step.nudge.names_duty


def _on_site(person: Person) -> bool:
    return person.side == "team" and person.onsite


def _lapsed(step: Coming, at: datetime) -> bool:
    return step.ask.lapses is not None and at >= step.ask.lapses
