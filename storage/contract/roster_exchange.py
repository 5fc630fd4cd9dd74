"""Turns of a roster change hands, so that fewer days are running; all stays exactly as even as it was.

This is for rosters that are too long to be searched through. A turn that runs goes to somebody else, and one of theirs
comes back, or goes on to a third person; the best such exchange is made even where it helps nothing yet, and what was
just given up is not taken back for a while, so that the exchanges do not go round in circles. They end when nobody is
on duty two days running, or after `MOST_LOOKS` looks, with the best roster on the way. Chance has no part in it: where
exchanges are as good, the draw is the same each time.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any, Final, NamedTuple

from storage.contract.duty_days import DayKind, Lane, beside
from storage.contract.roster_standing import Loads, Standing
from storage.contract.turns import Given, Slot

MOST_LOOKS: Final = 120_000
_LOOKS_A_TURN: Final = 3000
"""How many exchanges are looked at, at most: in all, and for each turn of the roster."""
_RUNNING: Final = 1000
"""How much a day running weighs against a turn of somebody who asked for leave, or has another part of that day."""
_PATIENCE: Final = 40
"""After how many exchanges without a better roster those of three turns are looked at too."""
_BARRED: Final = (4, 12)
"""For how many exchanges at least, and less than how many, a turn is not given back."""

Hands = dict[int, str]
"""Who gets which turn, by its place among the slots."""


class _Exchange(NamedTuple):
    """An exchange of turns, and how much more the roster weighs by it."""

    gain: int
    hands: Hands


def exchanged(given: Given, chosen: Mapping[Slot, str], standing: Standing, loads: Loads) -> Mapping[Slot, str]:
    """Who has which turn after the exchanges; `loads` counts the chosen turns too."""
    changing = _Changing(given, list(chosen), list(chosen.values()), standing, loads)
    return dict(zip(chosen, _Walk(changing).best(), strict=True))


class _Changing:
    """A roster while its turns change hands: what may be exchanged, and what that is worth."""

    def __init__(
        self, given: Given, slots: Sequence[Slot], people: list[str], standing: Standing, loads: Loads
    ) -> None:
        self.people = people
        self._slots = slots
        self._standing = standing
        self._loads = loads
        self._asked = given.asked
        places = {slot.day: place for place, slot in enumerate(slots)}
        self._near = [[places[day] for day in beside(slot.day) if day in places] for slot in slots]
        self._alike = [self._others_alike(place) for place in range(len(slots))]
        self._burdens: dict[tuple[int, str], int] = {}

    def running(self) -> list[int]:
        """The turns beside which their person is on duty too, but for those that nobody else can take."""
        movable = (place for place, slot in enumerate(self._slots) if len(slot.able) > 1)
        return [place for place in movable if self._runs(place)]

    def exchanges(self, place: int, *, far: bool) -> Iterator[Hands]:
        """The exchanges of one or two turns that begin with that one, and if `far` those of three that close a ring."""
        giver = self.people[place]
        for taker in self._takers(place):
            first = {place: taker}
            yield first
            for second in self._held_alike(place, taker):
                for next_ in self._takers(second):
                    both = {**first, second: next_}
                    yield both
                    if far and next_ != giver:
                        thirds = (one for one in self._held_alike(second, next_) if one not in both)
                        yield from ({**both, one: giver} for one in thirds if giver in self._slots[one].able)

    def is_even(self, hands: Hands) -> bool:
        """Whether all stays exactly as even, by the squares of what everybody has of each lane and of each kind."""
        lanes: Counter[tuple[Lane, str]] = Counter()
        kinds: Counter[tuple[DayKind, str]] = Counter()
        for place, taker in hands.items():
            slot = self._slots[place]
            for person, change in ((self.people[place], -1), (taker, 1)):
                lanes[slot.lane, person] += change
                kinds[slot.kind, person] += change
        return not _growth(lanes, self._loads.of_lane) and not _growth(kinds, self._loads.of_kind)

    def gain(self, hands: Hands) -> int:
        """How much more the roster weighs with these turns in other hands."""
        return self._weight(hands) - self._weight({place: self.people[place] for place in hands})

    def make(self, hands: Hands) -> None:
        """Make the exchange."""
        for place, taker in hands.items():
            self._loads.add(self._slots[place], self.people[place], -1)
            self._loads.add(self._slots[place], taker)
            self.people[place] = taker

    def _runs(self, place: int) -> bool:
        person = self.people[place]
        near = any(self.people[one] == person for one in self._near[place])
        return near or self._burden(place, person) >= _RUNNING

    def _takers(self, place: int) -> list[str]:
        return [person for person in self._slots[place].able if person != self.people[place]]

    def _held_alike(self, place: int, person: str) -> list[int]:
        """The other turns of the person that count with the one at that place."""
        return [other for other in self._alike[place] if self.people[other] == person]

    def _others_alike(self, place: int) -> list[int]:
        """The others of the lane or the kind of day of that place."""
        lane, kind = self._slots[place].lane, self._slots[place].kind
        alike = (other for other, slot in enumerate(self._slots) if slot.lane == lane or slot.kind == kind)
        return [other for other in alike if other != place]

    def _weight(self, hands: Hands) -> int:
        """What it weighs that these people have these turns; days that run with one another count once."""
        weight = 0
        for place, person in hands.items():
            weight += self._burden(place, person)
            for near in self._near[place]:
                if near not in hands or near > place:
                    weight += _RUNNING * (hands.get(near, self.people[near]) == person)
        return weight

    def _burden(self, place: int, person: str) -> int:
        """What the person's having the turn weighs, whoever has the others."""
        if (place, person) not in self._burdens:
            day = self._slots[place].day
            small = ((person, day) in self._asked) + self._standing.has(person, day)
            self._burdens[place, person] = _RUNNING * self._standing.running(person, day) + small
        return self._burdens[place, person]


class _Walk:
    """A walk from roster to roster, an exchange at a time."""

    def __init__(self, roster: _Changing) -> None:
        self._roster = roster
        self._barred: dict[tuple[int, str], int] = {}
        """Until which step a turn is not given back to whom."""
        self._draw = Random(0)  # noqa: S311  # nothing secret: the same draws for the same input
        self._steps = self._looks = 0

    def best(self) -> Sequence[str]:
        """The roster with the fewest days running that the walk comes by."""
        roster = self._roster
        best, now, least, better_at = list(roster.people), 0, 0, 0
        most = min(MOST_LOOKS, _LOOKS_A_TURN * len(best))
        while self._looks < most and (running := roster.running()):
            self._steps += 1
            self._looks += 1 + len(roster.people) // 10
            place = self._draw.choice(running)
            found = self._best_exchange(place, least - now, far=self._steps - better_at > _PATIENCE)
            if found is not None:
                now += found.gain
                self._go(found.hands)
            if now < least:
                best, least, better_at = list(roster.people), now, self._steps
        return best

    def _best_exchange(self, place: int, enough: int, *, far: bool) -> _Exchange | None:
        """The exchange from that turn on that weighs least, drawn from those that do.

        One that gives back what was given up just now is made only where it gains more than `enough`: where the roster
        becomes better than any before.
        """
        least: list[_Exchange] = []
        for hands in self._roster.exchanges(place, far=far):
            self._looks += 1
            if self._roster.is_even(hands):
                one = _Exchange(self._roster.gain(hands), hands)
                if one.gain < enough or not self._is_barred(hands):
                    least = _lighter(least, one)
        return self._draw.choice(least) if least else None

    def _is_barred(self, hands: Hands) -> bool:
        """Whether the exchange gives back what was given up just now."""
        return any(self._barred.get(hand, 0) > self._steps for hand in hands.items())

    def _go(self, hands: Hands) -> None:
        """Make the exchange, and bar those who give a turn up from having it back for a while."""
        for place in hands:
            self._barred[place, self._roster.people[place]] = self._steps + self._draw.randrange(*_BARRED)
        self._roster.make(hands)


def _lighter(least: list[_Exchange], one: _Exchange) -> list[_Exchange]:
    """Those that weigh least, with one more."""
    if not least or one.gain < least[0].gain:
        return [one]
    return [*least, one] if one.gain == least[0].gain else least


def _growth(changes: Mapping[tuple[Any, str], int], counts: Mapping[tuple[Any, str], int]) -> int:
    """By how much the sum of the squares of the counts grows."""
    return sum(change * (2 * counts[who] + change) for who, change in changes.items())
