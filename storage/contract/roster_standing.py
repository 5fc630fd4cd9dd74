"""What a roster in the making is fitted to: the turns that stand, and how many everybody has by them."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Final

from storage.contract.duty_days import DayKind, Lane, beside
from storage.contract.turns import Given, Slot

_RESTED: Final = 60
"""Days after which somebody is as rested as can be."""


class Standing:
    """The turns that stand, whatever else is given out: who is on duty when."""

    def __init__(self, turns: Iterable[tuple[date, str]]) -> None:
        self._on: dict[date, set[str]] = {}
        self._days: dict[str, list[date]] = {}
        for day, person in sorted(turns):
            self._on.setdefault(day, set()).add(person)
            self._days.setdefault(person, []).append(day)

    def turns(self, person: str) -> int:
        """How many of them the person has."""
        return len(self._days.get(person, ()))

    def has(self, person: str, day: date) -> bool:
        """Whether the person is on duty that day."""
        return person in self._on.get(day, ())

    def running(self, person: str, day: date) -> int:
        """How many of the days beside that day the person is on duty."""
        return sum(self.has(person, one) for one in beside(day))

    def rest(self, person: str, day: date) -> int:
        """How many days lie between that day and the nearest on which the person is on duty, `_RESTED` at most."""
        days = self._days.get(person, [])
        place = bisect_left(days, day)
        return min((_RESTED, *(abs((day - one).days) for one in days[max(place - 1, 0) : place + 1])))


class Loads:
    """How many turns everybody has of each lane and of each kind of day."""

    def __init__(self, given: Given) -> None:
        self.of_lane: Counter[tuple[Lane, str]] = Counter()
        self.of_kind: Counter[tuple[DayKind, str]] = Counter()
        for duty in given.counting:
            lane = given.lane(duty.day)
            if lane.is_block or duty.day >= given.first:
                self.of_lane[lane, duty.person] += 1
            self.of_kind[given.kind(duty.day), duty.person] += 1

    def add(self, slot: Slot, person: str, count: int = 1) -> None:
        """Count a turn that was given to somebody, or with -1 one that was taken from them."""
        self.of_lane[slot.lane, person] += count
        self.of_kind[slot.kind, person] += count
