"""An even share of turns, exactly: a small minimum-cost flow that stays at its minimum while turns are given out.

Each turn goes to one of those who can take it. What is kept smallest is the sum of the squares of everybody's number of
turns, so that numbers differ by no more than leave makes them, and among equals the sum of what each of these people
had before. An assignment is smallest where no chain of turns handed from one to the next makes it smaller; handing
turns along such a chain is therefore all that happens here.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """Who has which turn. `able` says who can take it; `had` counts what a person has already, and had before that."""

    able: Mapping[int, Collection[str]]
    had: Mapping[str, tuple[int, int]]
    given: Mapping[int, str]

    @classmethod
    def fair(cls, able: Mapping[int, Collection[str]], had: Mapping[str, tuple[int, int]]) -> "Share":
        """An even share of all the turns that somebody can take."""
        share = cls(able, had, {})
        for turn in able:
            share = share._with(turn)
        return share

    def to(self, turn: int, person: str, settled: Collection[int]) -> "Share | None":
        """The share with that turn given to that person and no `settled` one moved; None where it would be less even.

        Nobody but the two ends of the chain has more or fewer turns then. It costs nothing where the chain comes back
        to who had the turn, or ends with somebody for whom one more weighs as much as the turn did for that person.
        """
        former = self.given[turn]
        if former == person:
            return self
        if person not in self.able[turn]:
            return None
        free = [one for one in self.given if one != turn and one not in settled]
        chains = self._chains({person: ()}, free)
        count, before = self._weight(former)
        for end, chain in chains.items():
            if end == former or self._weight(end) == (count - 1, before):
                return self._handed({turn: person, **dict(chain)})
        return None

    def _with(self, turn: int) -> "Share":
        starts: dict[str, tuple[tuple[int, str], ...]] = dict.fromkeys(self.able[turn], ())
        chains = self._chains(starts, self.given)
        if not chains:
            return self
        end = min(chains, key=lambda person: (self._weight(person), person))
        chain = chains[end]
        first = self.given[chain[0][0]] if chain else end
        return self._handed({turn: first, **dict(chain)})

    def _chains(
        self, starts: Mapping[str, tuple[tuple[int, str], ...]], free: Collection[int]
    ) -> dict[str, tuple[tuple[int, str], ...]]:
        """Everybody who can be reached by handing free turns on, and the chain (which turn, to whom) to them."""
        chains = dict(starts)
        waiting = list(starts)
        for giver in waiting:
            for turn in (one for one in free if self.given[one] == giver):
                for taker in self.able[turn]:
                    if taker not in chains:
                        chains[taker] = (*chains[giver], (turn, taker))
                        waiting.append(taker)
        return chains

    def _weight(self, person: str) -> tuple[int, int]:
        has, before = self.had[person]
        return has + sum(one == person for one in self.given.values()), before

    def _handed(self, changes: Mapping[int, str]) -> "Share":
        return Share(self.able, self.had, {**self.given, **changes})
