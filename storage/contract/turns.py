"""What a duty roster is made of: turns, why each is whose, and all that a roster is drawn up from."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple

from storage.contract.calendar import WorkCalendar
from storage.contract.coverage import covers
from storage.contract.duty_days import DayKind, Lane, days_between, kind_of, lane_of
from storage.contract.kinds import Duty, Guard, Leave, Person
from storage.contract.obligations import halves_on_leave

Part = Literal["day", "night", "all"]
Because = Literal["kept", "nobody", "only", "fewest", "rest", "even", "block", "level"]
"""Why a day is somebody's: set before; nobody can; nobody else can; had fewest so far; those with fewer were on duty
the day before or are the day after; those with fewer have other of these days; or other days of the same holiday or
guard period; or nothing of that, but all comes out as even as can be."""


class Reason(NamedTuple):
    """Why a turn is that person's. `had` counts their turns of the kind of day before this one."""

    because: Because
    kind: DayKind
    had: int = 0
    away: tuple[str, ...] = ()
    """Who is on leave that day."""
    resting: tuple[str, ...] = ()
    """Who had fewer turns and has the day before or after."""


class Turn(NamedTuple):
    """A turn of the roster; `person` is None where nobody can, `held` the fact that stands for that turn already."""

    day: date
    part: Part
    person: str | None
    reason: Reason
    held: Duty | None = None

    @property
    def is_new(self) -> bool:
        """Whether it says something else than what is held."""
        held = None if self.held is None else (self.held.person, self.held.part)
        return self.person is not None and held != (self.person, self.part)


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a roster is made from: the days, everybody, all leave and turns that are known, the calendar.

    Of turns after the days only those of the day after them, and of a block that reaches past them, matter.
    """

    first: date
    last: date
    people: Sequence[Person]
    leave: Sequence[Leave]
    duties: Sequence[Duty]
    calendar: WorkCalendar
    anew: bool = False
    """Whether turns of these days are given out again that somebody could keep."""
    guards: Sequence[Guard] = ()
    """The guard periods that hold any of the days, and those that share days with them."""

    @cached_property
    def members(self) -> list[Person]:
        """Who takes turns, in the order of their ids."""
        return sorted((person for person in self.people if takes_turns(person)), key=lambda person: person.id)

    @cached_property
    def _away(self) -> Collection[tuple[str, date]]:
        """On which days each person has approved leave, if only for half of it."""
        approved = (leave for leave in self.leave if leave.state == "approved")
        return {of for of, halves in halves_on_leave(approved, self.first, self.last).items() if halves}

    @cached_property
    def asked(self) -> Collection[tuple[str, date]]:
        """On which days each person has asked for leave that nobody decided on."""
        claimed = (leave for leave in self.leave if leave.state == "claimed")
        return {of for of, halves in halves_on_leave(claimed, self.first, self.last).items() if halves}

    def away(self, day: date) -> tuple[str, ...]:
        """Who of the members is on leave that day."""
        return tuple(person.id for person in self.members if (person.id, day) in self._away)

    def able(self, day: date) -> tuple[str, ...]:
        """Who of the members can take a turn that day."""
        here = (person for person in self.members if person.active(day))
        return tuple(person.id for person in here if (person.id, day) not in self._away)

    def stands(self, duty: Duty) -> bool:
        """Whether who has the turn can be there."""
        person = next((one for one in self.people if one.id == duty.person), None)
        return person is not None and person.active(duty.day) and (person.id, duty.day) not in self._away

    @cached_property
    def kept(self) -> list[Duty]:
        """The turns of these days that stand."""
        return [] if self.anew else [duty for duty in self._held if self.stands(duty)]

    @property
    def beside(self) -> list[Duty]:
        """The turns before and after these days."""
        return [duty for duty in self.duties if not self.first <= duty.day <= self.last]

    @cached_property
    def _held(self) -> list[Duty]:
        within = (duty for duty in self.duties if self.first <= duty.day <= self.last)
        return sorted(within, key=lambda duty: (duty.day, duty.part, duty.id))

    @property
    def spare(self) -> list[Duty]:
        """The turns of these days that do not stand, where another fact or nobody's takes their place."""
        reused = {slot.held.id for slot in self.slots if slot.held is not None}
        covered = {slot.day for slot in self.slots if slot.able}
        stale = (duty for duty in self._held if duty not in self.kept and duty.id not in reused)
        return [duty for duty in stale if duty.day in covered or duty.day not in {slot.day for slot in self.slots}]

    @cached_property
    def slots(self) -> list["Slot"]:
        """What is to be given out, a turn a day at most, in time order."""
        return [slot for day in days_between(self.first, self.last) for slot in self._missing(day)]

    def _missing(self, day: date) -> Iterator["Slot"]:
        turns = [duty for duty in self.kept if duty.day == day]
        if covers(turns):
            return
        parts = {duty.part for duty in turns}
        part: Part = "all" if not parts else "night" if "day" in parts else "day"
        held = next((duty for duty in self._held if duty.day == day and duty not in self.kept), None)
        yield Slot(day, part, self.kind(day), self.lane(day), self.able(day), held)

    def kind(self, day: date) -> DayKind:
        """How a turn on that day counts."""
        return self._known(day)[0]

    def lane(self, day: date) -> Lane:
        """What the day is shared out with."""
        return self._known(day)[1]

    def _known(self, day: date) -> tuple[DayKind, Lane]:
        if day not in self._places:
            self._places[day] = kind_of(self.calendar, day), lane_of(self.calendar, self.guards, day)
        return self._places[day]

    @cached_property
    def _places(self) -> dict[date, tuple[DayKind, Lane]]:
        """What was worked out of days already."""
        return {}

    @property
    def counting(self) -> list[Duty]:
        """The turns that count with those given out here: all up to the last day that stand, and the rest of its block.

        A block counts where it has a turn to be given out.
        """
        lanes = {slot.lane for slot in self.slots if slot.able and slot.lane.is_block}
        beside = (duty for duty in self.beside if duty.day < self.first or self.lane(duty.day) in lanes)
        return [*beside, *self.kept]

    def before(self, kind: DayKind) -> Mapping[str, int]:
        """How many turns on such days each person had before the first of these days."""
        return self._history[kind]

    def had_before(self, slot: "Slot", given_out: Iterable[tuple["Slot", str]]) -> Counter[str]:
        """How many turns of that kind of day each person had before the slot's, with those given out."""
        had = Counter(self.before(slot.kind))
        had.update(duty.person for duty in self.kept if duty.day < slot.day and self.kind(duty.day) == slot.kind)
        had.update(person for one, person in given_out if one.day < slot.day and one.kind == slot.kind)
        return had

    @cached_property
    def _history(self) -> Mapping[DayKind, Counter[str]]:
        counted: dict[DayKind, Counter[str]] = {"weekday": Counter(), "weekend": Counter(), "holiday": Counter()}
        for duty in self.duties:
            if duty.day < self.first:
                counted[self.kind(duty.day)][duty.person] += 1
        return counted


class Slot(NamedTuple):
    """A turn to be given out: which share it belongs to, and who is able to take it."""

    day: date
    part: Part
    kind: DayKind
    lane: Lane
    able: tuple[str, ...]
    held: Duty | None


def takes_turns(person: Person) -> bool:
    """Whether the person is on the duty list."""
    return person.side == "team" if person.duty is None else person.duty
