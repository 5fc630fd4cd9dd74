"""A fair duty roster (contract section 1 S7): who is on duty on which day, and why that person.

In this order of importance: nobody is on duty on a day of their leave; every day is covered by one of those who are
there; turns are even, and who had fewer before has the extra one; nobody is on duty two days running. What somebody
decided already is kept, unless that person cannot be there.

Working days, weekends and holidays are shared out apart from each other, each holiday block for itself: so much stays
exactly as even as can be (`evenness.Share`). Within that, the days are filled in time order by a best-first search for
the fewest days running; it finds the fewest there can be unless that takes more than `MOST_TRIES` looks, as it may for
months, and then turns change hands two by two as long as that helps. The same input gives the same roster.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from heapq import heapify, heappop, heappush
from typing import Final

from storage.contract.duty_days import DayKind, holiday_block, kind_of
from storage.contract.evenness import Share
from storage.contract.kinds import Duty
from storage.contract.periods import ONE_DAY, days_later
from storage.contract.turns import Because, Given, Reason, Slot, Turn

MOST_TRIES: Final = 1500
_RESTED: Final = 60
"""Days after which somebody is as rested as can be."""


@dataclass(frozen=True)
class _State:
    """The turns given so far, in time order, and how the rest can be shared so that all stays even."""

    given: tuple[str, ...] = ()
    shares: Mapping[str, Share] = field(default_factory=dict)
    running: int = 0
    ranks: int = 0

    def key(self, slots: Sequence[Slot]) -> tuple[object, ...]:
        """What matters for the rest: how many turns of each lane everybody has, and who has the newest."""
        counts = Counter((slot.lane, person) for slot, person in zip(slots, self.given, strict=False))
        return (len(self.given), self.given[-1:], frozenset(counts.items()))


def draw_up(given: Given) -> list[Turn]:
    """The roster of the days, in time order: a turn for each that is kept, given out, or nobody's."""
    return _Drawing(given).turns()


class _Drawing:
    """One roster in the making."""

    def __init__(self, given: Given) -> None:
        self._given = given
        self._slots = [slot for slot in given.slots if slot.able]
        self._kept: dict[date, set[str]] = {}
        outside = (given.first - ONE_DAY if given.first > date.min else given.first, days_later(given.last, 1))
        near = (duty for duty in given.duties if duty.day in outside)
        for duty in (*given.kept, *near):
            self._kept.setdefault(duty.day, set()).add(duty.person)
        self._known: dict[date, tuple[DayKind, str]] = {}
        self._days_of: dict[str, list[date]] = {}
        for duty in given.duties:
            if duty.day < given.first or duty in given.kept or duty.day > given.last:
                self._days_of.setdefault(duty.person, []).append(duty.day)

    def turns(self) -> list[Turn]:
        """Search, then tell why each day is whose."""
        chosen = dict(zip(self._slots, self._calmed(self._search()), strict=True))
        kept = [
            Turn(duty.day, duty.part, duty.person, Reason("kept", self._kind(duty.day)), duty)
            for duty in self._given.kept
        ]
        new = [self._turn(slot, chosen) for slot in self._given.slots]
        return sorted([*kept, *new], key=lambda turn: (turn.day, turn.part, turn.person or ""))

    def _search(self) -> _State:
        """Best first: fewest days running, then furthest; once that took long, furthest first."""
        forced = self._forced()
        waiting: list[tuple[tuple[int, ...], int, _State]] = [((forced[0], 0, 0), 0, _State())]
        seen: set[tuple[object, ...]] = set()
        pushed = tries = 0
        while True:
            _, __, state = heappop(waiting)
            if len(state.given) == len(self._slots):
                return state
            key = state.key(self._slots)
            if key in seen:
                continue
            seen.add(key)
            tries += 1
            for following in self._following(state):
                pushed += 1
                heappush(waiting, (self._order(following, forced, tries), pushed, following))
            if tries == MOST_TRIES:
                waiting = [(self._order(one, forced, tries), number, one) for _, number, one in waiting]
                heapify(waiting)

    def _calmed(self, state: _State) -> Sequence[str]:
        """Turns of one lane change hands, two by two, as long as that leaves fewer days running; all stays as even.

        Only a search that was cut short leaves anything to be done here.
        """
        given = list(state.given)
        places = {slot.day: place for place, slot in enumerate(self._slots)}
        calmer = state.running > self._forced()[0]
        while calmer:
            calmer = False
            for place in range(len(given)):
                other = self._better_place(place, given, places)
                if other is not None:
                    given[place], given[other] = given[other], given[place]
                    calmer = True
        return given

    def _better_place(self, place: int, given: Sequence[str], places: Mapping[date, int]) -> int | None:
        """Another turn of the lane with which this one would change hands so that fewer days are running."""
        mine, slot = given[place], self._slots[place]
        if self._beside(place, mine, given, places) == 0:
            return None
        for other, whose in enumerate(given):
            there = self._slots[other]
            if there.lane == slot.lane and whose != mine and whose in slot.able and mine in there.able:
                now = self._beside(place, mine, given, places) + self._beside(other, whose, given, places)
                swapped = {place: whose, other: mine}
                then = sum(self._beside(one, person, given, places, swapped) for one, person in swapped.items())
                if then < now:
                    return other
        return None

    def _beside(
        self,
        place: int,
        person: str,
        given: Sequence[str],
        places: Mapping[date, int],
        swapped: Mapping[int, str] | None = None,
    ) -> int:
        """On how many of the days next to that turn the person is on duty, had some turns changed hands."""
        day, count = self._slots[place].day, 0
        for next_ in (days_later(day, -1), days_later(day, 1)):
            near = places.get(next_)
            there = None if near is None else (swapped or {}).get(near, given[near])
            count += there == person or person in self._kept.get(next_, ())
        return count

    def _order(self, state: _State, forced: Sequence[int], tries: int) -> tuple[int, ...]:
        place = len(state.given)
        if tries < MOST_TRIES:
            return state.running + forced[place], -place, state.ranks
        return -place, state.running, state.ranks

    def _forced(self) -> list[int]:
        """From each place on, how often somebody must be on duty two days running since nobody else can."""
        counts = [0] * (len(self._slots) + 1)
        for place in reversed(range(len(self._slots))):
            slot, following = self._slots[place], self._slots[place + 1 : place + 2]
            alone = len(slot.able) == 1
            again = alone and any(next_.able == slot.able and next_.day == slot.day + ONE_DAY for next_ in following)
            counts[place] = counts[place + 1] + again
        return counts

    def _following(self, state: _State) -> Iterator[_State]:
        """The states with the next turn given, the one to be preferred first."""
        place = len(state.given)
        slot = self._slots[place]
        share = state.shares.get(slot.lane) or self._fair(slot, state)
        settled = [number for number in range(place) if self._slots[number].lane == slot.lane]
        had = self._had_before(slot, dict(zip(self._slots, state.given, strict=False)))
        preferred = sorted(slot.able, key=lambda one: self._preference(one, slot, state, had))
        for rank, person in enumerate(preferred):
            even = share.to(place, person, settled)
            if even is not None:
                running = state.running + self._running(person, slot.day, state)
                yield _State((*state.given, person), {**state.shares, slot.lane: even}, running, state.ranks + rank)

    def _fair(self, slot: Slot, state: _State) -> Share:
        """The even share of the slot's lane, of which nothing is given out yet."""
        able = {number: one.able for number, one in enumerate(self._slots) if one.lane == slot.lane}
        kept = Counter(duty.person for duty in self._given.kept if self._lane(duty.day) == slot.lane)
        beside = [duty for duty in self._given.beside if slot.kind == "holiday" and self._lane(duty.day) == slot.lane]
        kept.update(duty.person for duty in beside)
        before = Counter(self._given.before(slot.kind))
        before.subtract(duty.person for duty in beside if duty.day < self._given.first)
        earlier = zip(self._slots, state.given, strict=False)
        before.update(person for one, person in earlier if one.kind == slot.kind)
        before.update(duty.person for duty in self._given.kept if self._in_an_earlier_lane(duty, slot))
        had = {person: (kept[person], before[person]) for turn in able.values() for person in turn}
        return Share.fair(able, had)

    def _in_an_earlier_lane(self, duty: Duty, slot: Slot) -> bool:
        return duty.day < slot.day and self._kind(duty.day) == slot.kind and self._lane(duty.day) != slot.lane

    def _preference(
        self, person: str, slot: Slot, state: _State, had: Mapping[str, int]
    ) -> tuple[int, bool, bool, int, int, int, str]:
        mine = [one.day for one, whose in zip(self._slots, state.given, strict=False) if whose == person]
        days = [*self._days_of.get(person, ()), *mine]
        rest = min((abs((slot.day - day).days) for day in days), default=_RESTED)
        asked = (person, slot.day) in self._given.asked
        running = self._running(person, slot.day, state)
        return running, asked, rest == 0, had[person], len(days), -min(rest, _RESTED), person

    def _running(self, person: str, day: date, state: _State) -> int:
        """How many days next to that day the person is on duty already."""
        newest = self._slots[len(state.given) - 1] if state.given else None
        before = newest is not None and newest.day == day - ONE_DAY and state.given[-1] == person
        around = (person in self._kept.get(days_later(day, offset), ()) for offset in (-1, 1))
        return int(before) + sum(around)

    def _turn(self, slot: Slot, chosen: Mapping[Slot, str]) -> Turn:
        person = chosen.get(slot)
        away = self._given.away(slot.day)
        if person is None:
            return Turn(slot.day, slot.part, None, Reason("nobody", slot.kind, away=away), slot.held)
        had = self._had_before(slot, chosen)
        fewer = [one for one in slot.able if had[one] < had[person]]
        resting = tuple(one for one in fewer if self._is_near(one, slot.day, chosen))
        because: Because
        if len(slot.able) == 1:
            because = "only"
        elif not fewer:
            because = "fewest"
        else:
            because = "rest" if len(resting) == len(fewer) else "even"
        reason = Reason(because, slot.kind, had[person], away, resting if because == "rest" else ())
        return Turn(slot.day, slot.part, person, reason, slot.held)

    def _had_before(self, slot: Slot, chosen: Mapping[Slot, str]) -> Counter[str]:
        """How many turns of that kind of day each person had before the slot's."""
        had = Counter(self._given.before(slot.kind))
        had.update(
            duty.person for duty in self._given.kept if duty.day < slot.day and self._kind(duty.day) == slot.kind
        )
        had.update(person for one, person in chosen.items() if one.day < slot.day and one.kind == slot.kind)
        return had

    def _is_near(self, person: str, day: date, chosen: Mapping[Slot, str]) -> bool:
        """Whether the person is on duty the day before or after."""
        around = {days_later(day, -1), days_later(day, 1)}
        given = (whose for one, whose in chosen.items() if one.day in around)
        return person in given or any(person in self._kept.get(one, ()) for one in around)

    def _kind(self, day: date) -> DayKind:
        return self._places(day)[0]

    def _lane(self, day: date) -> str:
        return self._places(day)[1]

    def _places(self, day: date) -> tuple[DayKind, str]:
        """The kind of the day, and its lane: the kind, or the holiday block that it belongs to."""
        if day not in self._known:
            kind, block = kind_of(self._given.calendar, day), holiday_block(self._given.calendar, day)
            self._known[day] = kind, block.subject if block else kind
        return self._known[day]
