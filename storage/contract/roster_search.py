"""The search for a roster: the days are filled in time order, best first, so that the fewest days are running.

Every turn goes only to somebody with whom all can still come out exactly as even as can be (`evenness.Share`). The
search finds the fewest days running that there can be, unless that takes more than `MOST_TRIES` looks, as it may for
months; then it goes straight on from where it is furthest.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from typing import Final, NamedTuple

from storage.contract.evenness import Share
from storage.contract.periods import ONE_DAY
from storage.contract.roster_shares import Pool, fair_shares, pool_of
from storage.contract.roster_standing import Loads, Standing
from storage.contract.turns import Given, Slot

MOST_TRIES: Final = 1500


class Found(NamedTuple):
    """Who has each turn, and whether no roster as even has fewer days running for certain."""

    people: tuple[str, ...]
    proven: bool


class _State(NamedTuple):
    """The turns given so far, in time order, and how the rest can be shared so that all stays even."""

    people: tuple[str, ...]
    shares: Mapping[Pool, Share]
    running: int
    ranks: int


class _Candidate(NamedTuple):
    """Somebody who might have the next turn, and the days running that this makes."""

    person: str
    running: int


@dataclass(frozen=True, slots=True)
class _Branch:
    """A state, who might have its next turn, the one to be preferred first, and whose go it is."""

    state: _State
    candidates: Sequence[_Candidate]
    rank: int = 0

    @property
    def running(self) -> int:
        return self.state.running + self.candidates[self.rank].running

    @property
    def ranks(self) -> int:
        return self.state.ranks + self.rank


class Search:
    """The search for one run of slots, in time order, each of which somebody can take.

    `earlier` turns were given out before; they are in `standing` and `loads` already.
    """

    def __init__(
        self,
        given: Given,
        slots: Sequence[Slot],
        standing: Standing,
        loads: Loads,
        earlier: Sequence[tuple[Slot, str]] = (),
    ) -> None:
        self._given = given
        self._slots = slots
        self._earlier = earlier
        self._standing = standing
        self._start = _State((), fair_shares(slots, loads), 0, 0)
        self._forced = self._forced_from()
        self._waiting: list[tuple[tuple[int, ...], int, _Branch]] = []
        self._seen: set[tuple[object, ...]] = set()
        self._pushed = self._tries = 0

    def found(self) -> Found:
        """The roster with the fewest days running, as far as `MOST_TRIES` looks can tell."""
        state = self._start
        while len(state.people) < len(self._slots):
            self._wait(_Branch(state, self._candidates(state)))
            state = self._next()
        return Found(state.people, self._tries < MOST_TRIES or state.running == self._forced[0])

    def _wait(self, branch: _Branch) -> None:
        self._pushed += 1
        heappush(self._waiting, (self._order(branch), self._pushed, branch))

    def _next(self) -> _State:
        """The best state that was not met before."""
        while True:
            branch = heappop(self._waiting)[-1]
            self._tries += 1
            if self._tries == MOST_TRIES:
                self._waiting = [(self._order(one), number, one) for _, number, one in self._waiting]
                heapify(self._waiting)
            if branch.rank + 1 < len(branch.candidates):
                self._wait(replace(branch, rank=branch.rank + 1))
            state = self._after(branch)
            if state is not None and self._is_new(state):
                return state

    def _order(self, branch: _Branch) -> tuple[int, ...]:
        """Fewest days running, then furthest; once that took long, furthest first."""
        place = len(branch.state.people)
        if self._tries < MOST_TRIES:
            return branch.running + self._forced[place + 1], -place, branch.ranks
        return -place, branch.running, branch.ranks

    def _after(self, branch: _Branch) -> _State | None:
        """The state with the turn given to the candidate; None where all could not come out as even any more."""
        state, person = branch.state, branch.candidates[branch.rank].person
        place = len(state.people)
        pool = pool_of(self._slots[place])
        even = state.shares[pool].to(place, person)
        if even is None:
            return None
        return _State((*state.people, person), {**state.shares, pool: even}, branch.running, branch.ranks)

    def _is_new(self, state: _State) -> bool:
        """Whether no state was met before that is the same for the rest: who has how many, and who has the newest."""
        slots = zip(self._slots, state.people, strict=False)
        counts = Counter((slot.lane, slot.kind, person) for slot, person in slots)
        key = (len(state.people), state.people[-1], frozenset(counts.items()))
        known = key in self._seen
        self._seen.add(key)
        return not known

    def _forced_from(self) -> list[int]:
        """From each place on, how often somebody must be on duty two days running since nobody else can."""
        counts = [0] * (len(self._slots) + 1)
        for place in reversed(range(len(self._slots))):
            slot, before = self._slots[place], self._slots[max(place - 1, 0)]
            forced = 0
            if len(slot.able) == 1:
                again = before.able == slot.able and slot.day - before.day == ONE_DAY
                forced = again + self._standing.running(slot.able[0], slot.day)
            counts[place] = counts[place + 1] + forced
        return counts

    def _candidates(self, state: _State) -> list[_Candidate]:
        """Who can take the next turn: fewest days running, then no leave asked for, not twice a day, fewest turns."""
        slot = self._slots[len(state.people)]
        so_far = zip(self._slots, state.people, strict=False)
        had = self._given.had_before(slot, [*self._earlier, *so_far])
        newest = {person: one.day for one, person in zip(self._slots, state.people, strict=False)}
        turns = Counter(state.people)

        def preference(candidate: _Candidate) -> tuple[int, bool, bool, int, int, int, str]:
            person = candidate.person
            rest = self._standing.rest(person, slot.day)
            if person in newest:
                rest = min(rest, (slot.day - newest[person]).days)
            count = self._standing.turns(person) + turns[person]
            asked = (person, slot.day) in self._given.asked
            return candidate.running, asked, rest == 0, had[person], count, -rest, person

        running = {person: self._standing.running(person, slot.day) for person in slot.able}
        for person in slot.able:
            running[person] += person in newest and slot.day - newest[person] == ONE_DAY
        return sorted((_Candidate(person, running[person]) for person in slot.able), key=preference)
