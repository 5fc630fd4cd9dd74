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
    slots = list(chosen)
    people = _Exchanging(given, slots, list(chosen.values()), standing, loads).best()
    return dict(zip(slots, people, strict=True))


class _Exchanging:
    """A roster while its turns change hands."""

    def __init__(
        self, given: Given, slots: Sequence[Slot], people: list[str], standing: Standing, loads: Loads
    ) -> None:
        self._slots = slots
        self._people = people
        self._standing = standing
        self._loads = loads
        self._asked = given.asked
        places = {slot.day: place for place, slot in enumerate(slots)}
        self._near = [[places[day] for day in beside(slot.day) if day in places] for slot in slots]
        self._burdens: dict[tuple[int, str], int] = {}
        self._alike = self._alike_places()
        self._barred: dict[tuple[int, str], int] = {}
        self._draw = Random(0)  # noqa: S311  # nothing secret: the same draws for the same input
        self._looks = self._steps = 0

    def best(self) -> Sequence[str]:
        """The roster with the fewest days running that the exchanges come by."""
        best, now, least, better_at = list(self._people), 0, 0, 0
        while self._looks < MOST_LOOKS and (running := self._running_places()):
            self._steps += 1
            place = self._draw.choice(running)
            found = self._best_exchange(place, least - now, far=self._steps - better_at > _PATIENCE)
            if found is not None:
                now += found.gain
                self._make(found.hands)
            if now < least:
                best, least, better_at = list(self._people), now, self._steps
        return best

    def _running_places(self) -> list[int]:
        """The turns beside which their person is on duty too, but for those that nobody else can take."""
        movable = (place for place, slot in enumerate(self._slots) if len(slot.able) > 1)
        return [place for place in movable if self._runs(place)]

    def _runs(self, place: int) -> bool:
        person = self._people[place]
        near = any(self._people[one] == person for one in self._near[place])
        return near or self._burden(place, person) >= _RUNNING

    def _best_exchange(self, place: int, enough: int, *, far: bool) -> _Exchange | None:
        """The exchange from that turn on that weighs least; one that gives back what was given up only if it is enough.

        Enough is what makes the roster better than any before.
        """
        best: tuple[int, float] | None = None
        hands: Hands = {}
        for one in self._exchanges(place, far=far):
            self._looks += 1
            if not self._is_even(one):
                continue
            gain = self._gain(one)
            if gain >= enough and any(self._barred.get(hand, 0) > self._steps for hand in one.items()):
                continue
            if best is None or gain <= best[0]:
                order = gain, self._draw.random()
                if best is None or order < best:
                    best, hands = order, one
        self._looks += 1
        return None if best is None else _Exchange(best[0], hands)

    def _exchanges(self, place: int, *, far: bool) -> Iterator[Hands]:
        """The exchanges that begin with that turn and might leave all as even: of one, of two, and if far of three."""
        giver = self._people[place]
        for taker in self._takers(place):
            first = {place: taker}
            yield first
            for second in self._held_alike(place, taker):
                for next_ in self._takers(second):
                    yield {**first, second: next_}
                    if far and next_ != giver:
                        for third in self._held_alike(second, next_):
                            if third != place and giver in self._slots[third].able:
                                yield {**first, second: next_, third: giver}

    def _takers(self, place: int) -> list[str]:
        return [person for person in self._slots[place].able if person != self._people[place]]

    def _held_alike(self, place: int, person: str) -> list[int]:
        """The other turns of the person that count with the one at that place, by their lane or their kind of day."""
        return [other for other in self._alike[place] if self._people[other] == person]

    def _alike_places(self) -> list[list[int]]:
        """For each place the others of its lane or its kind of day."""
        everywhere = list(enumerate(self._slots))
        return [
            [
                other
                for other, there in everywhere
                if other != place and (there.lane == slot.lane or there.kind == slot.kind)
            ]
            for place, slot in everywhere
        ]

    def _is_even(self, hands: Hands) -> bool:
        """Whether all stays exactly as even, by the squares of what everybody has of each lane and of each kind."""
        lanes: Counter[tuple[Lane, str]] = Counter()
        kinds: Counter[tuple[DayKind, str]] = Counter()
        for place, taker in hands.items():
            slot = self._slots[place]
            for person, change in ((self._people[place], -1), (taker, 1)):
                lanes[slot.lane, person] += change
                kinds[slot.kind, person] += change
        return not _growth(lanes, self._loads.of_lane) and not _growth(kinds, self._loads.of_kind)

    def _gain(self, hands: Hands) -> int:
        """How much more the roster weighs with these turns in other hands."""
        return sum(self._weight(place, hands, taker) for place, taker in hands.items()) - sum(
            self._weight(place, {one: self._people[one] for one in hands}, self._people[place]) for place in hands
        )

    def _weight(self, place: int, hands: Hands, person: str) -> int:
        """What that person's having the turn weighs; a day running with another of the turns in hand counts once."""
        weight = self._burden(place, person)
        for near in self._near[place]:
            if near not in hands:
                weight += _RUNNING * (self._people[near] == person)
            elif near > place:
                weight += _RUNNING * (hands[near] == person)
        return weight

    def _burden(self, place: int, person: str) -> int:
        """What the person's having the turn weighs, whoever has the others."""
        if (place, person) not in self._burdens:
            day = self._slots[place].day
            small = ((person, day) in self._asked) + self._standing.has(person, day)
            self._burdens[place, person] = _RUNNING * self._standing.running(person, day) + small
        return self._burdens[place, person]

    def _make(self, hands: Hands) -> None:
        """Make the exchange, and bar those who gave a turn up from having it back for a while."""
        for place, taker in hands.items():
            slot, giver = self._slots[place], self._people[place]
            self._loads.add(slot, giver, -1)
            self._loads.add(slot, taker)
            self._people[place] = taker
            self._barred[place, giver] = self._steps + self._draw.randrange(*_BARRED)


def _growth(changes: Mapping[tuple[Any, str], int], counts: Mapping[tuple[Any, str], int]) -> int:
    """By how much the sum of the squares of the counts grows."""
    return sum(change * (2 * counts[who] + change) for who, change in changes.items())
