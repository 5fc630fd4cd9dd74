"""Who is expected on site when, and what of their punches stands: what the attendance nudges look at."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal, NamedTuple

from schedulers.nudge import Situation
from storage.contract.kinds import Person, Punch
from storage.contract.obligations import expected_hours
from storage.contract.periods import moment_at


class Shift(NamedTuple):
    """When somebody is expected in and out on a day."""

    person: Person
    day: date
    start: datetime
    end: datetime

    @property
    def subject(self) -> str:
        """The day and the person, as the subject of a nudge."""
        return subject_of(self.day, self.person.id)


def subject_of(day: date, person: str) -> str:
    """A day of a person's, as the subject of a nudge."""
    return f"{day.isoformat()}@{person}"


def read_subject(subject: str) -> tuple[date, str]:
    """The day and the person of such a subject."""
    day, _, person = subject.partition("@")
    return date.fromisoformat(day), person


def shifts(situation: Situation) -> Iterator[Shift]:
    """Every shift of the days that are looked at."""
    for day in situation.days:
        for person in situation.active(day):
            shift = shift_of(situation, person.id, day)
            if shift is not None:
                yield shift


def shift_of(situation: Situation, person: str, day: date) -> Shift | None:
    """When the person is expected that day; None for whoever is not on site, is on leave, or has a day off."""
    known, terms = situation.people.get(person), situation.terms
    if known is None or known.side != "team" or not known.onsite or not known.active(day):
        return None
    if not terms.opens <= day <= terms.until or not situation.calendar.is_working(day):
        return None
    hours = expected_hours(situation.halves_away(person, day), terms)
    return Shift(known, day, moment_at(day, hours[0]), moment_at(day, hours[1])) if hours else None


def punches_of(situation: Situation, person: str, day: date, way: Literal["in", "out"]) -> list[Punch]:
    """The person's punches of the day that stand, approved or claimed, in order."""
    mine = situation.punches.get((person, day), ())
    replaced = {punch.replaces for punch in mine if punch.state == "approved"}
    standing = [one for one in mine if one.way == way and one.state != "refused" and one.id not in replaced]
    return sorted(standing, key=lambda punch: (punch.at, punch.id))
