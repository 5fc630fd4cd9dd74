"""`staff.notice`: somebody of the team has a last day ahead, and no change was announced (contract 6.2)."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import Final

from commands.kit.blocks import Reply, escape
from commands.kit.buttons import Button
from commands.kit.moments import show_day
from commands.kit.texts import Translator, text
from schedulers.asking import to_pms
from schedulers.nudge import Ask, Nudge, Situation, View
from storage.contract.kinds import Person, StaffChange
from storage.contract.obligations import latest_announcement
from storage.contract.periods import day_of, day_over, parse_day
from storage.contract.steps import Anchor


def asks(situation: Situation) -> Iterator[Ask]:
    """Everybody of the team who leaves before the term ends, unannounced: the person and the last day."""
    for person in situation.people.values():
        if person.until is None or not _unannounced(situation, person):
            continue
        latest = _latest(situation, person, person.until)
        anchor = Anchor(day=latest)
        yield from to_pms(
            situation,
            Ask(
                subject=f"{person.id}:{person.until}",
                anchor=anchor,
                steps=situation.steps(NUDGE.code, anchor),
                line=partial(_asks, person, person.until, latest),
                does_it=[Button(text("Announce a change…"), "staff", "change", person.id, asks=True, primary=True)],
                lapses=day_over(person.until),
                owed_by=day_over(latest),
            ),
        )


def settled(situation: Situation, subject: str) -> View | None:
    """Announced, gone, or staying after all."""
    id_, _, day = subject.rpartition(":")
    person, last = situation.people.get(id_), parse_day(day)
    name = escape(situation.name_of(id_))
    if person is None or person.until != last:
        return lambda t: Reply(t("{name} does not leave on {day} any more.", name=name, day=show_day(last, t)))
    if _unannounced(situation, person):
        return None
    if _announced(situation, person):
        return lambda t: Reply(t("✓ The change of {name} is announced.", name=name))
    return lambda t: Reply(t("{name} left on {day} and no change was announced.", name=name, day=show_day(last, t)))


def _unannounced(situation: Situation, person: Person) -> bool:
    """Whether the change is still to be announced; nobody is replaced where the term ends with them."""
    last, terms = person.until, situation.terms
    leaves = last is not None and max(situation.today, terms.opens) <= last < terms.until
    return person.side == "team" and leaves and not _announced(situation, person)


def _announced(situation: Situation, person: Person) -> bool:
    return any(change.person == person.id for change in situation.known.of(StaffChange))


def _latest(situation: Situation, person: Person, last: date) -> date:
    """The last day in time; counted from the last day itself, since a change may well be told with that day."""
    change = StaffChange(id="", person=person.id, announced_on=situation.today, effective_on=last)
    return latest_announcement(change, situation.terms, onsite=person.onsite)


def _asks(person: Person, last: date, latest: date, now: datetime, t: Translator) -> str:
    values = {"name": escape(person.name), "last": show_day(last, t), "day": show_day(latest, t)}
    if latest < day_of(now):
        return t("{name}'s last day is {last}; the change was to be announced by {day}.", **values)
    return t("{name}'s last day is {last}; the change is to be announced by {day}.", **values)


NUDGE: Final = Nudge("staff.notice", asks, settled)
