"""An even share of turns, exactly: a small minimum-cost flow that stays at its minimum while turns are given out.

Each turn goes to one of those who can take it, and counts twice for that person: in its group, and among all the turns
of the share. Both counts are made as even as can be, one before the other by their weights: what is kept smallest is
the sum, over everybody, of 1 + 2 + … + n for n turns, which is the sum of the squares but for what never changes. An
assignment is smallest where no chain of turns handed from one to the next makes it smaller; handing turns along the
cheapest chain is therefore all that happens here.
"""

from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

FIRST: Final = 1 << 40
SECOND: Final = 1
"""Weights: the least difference in what is evened out first outweighs every difference in what comes second."""

Group = Hashable


class Seat(NamedTuple):
    """A person's place in a group of turns."""

    person: str
    group: Group


_Node = Seat | str | None
"""Where a turn too many can be: at a person's place in a group, at the person, or out of everybody's hands."""


@dataclass(frozen=True, slots=True)
class Turns:
    """What is shared out: who can take each turn, the group of each, and how much evenness weighs, by group and in all.

    `in_group` and `in_all` count what people have already.
    """

    able: Mapping[int, Sequence[str]]
    group: Mapping[int, Group]
    in_group: Mapping[Seat, int]
    in_all: Mapping[str, int]
    group_weight: int
    all_weight: int

    @property
    def groups(self) -> list[Group]:
        """Every group, once."""
        return list(dict.fromkeys(self.group.values()))


class _Step(NamedTuple):
    """Where a turn too many can go next, what that costs, and which turn changes hands for it."""

    to: _Node
    cost: int
    turn: int | None = None


class _Chain(NamedTuple):
    """The seat at which a chain begins, and which turns change hands along it, to whom."""

    start: _Node
    hands: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Share:
    """Who has which turn, how many everybody has by that, and which turns of each seat are free to be handed on."""

    turns: Turns
    given: Mapping[int, str]
    in_group: Mapping[Seat, int]
    in_all: Mapping[str, int]
    free: Mapping[Seat, Mapping[str, int]]
    """By whom a free turn of the seat could be taken, and which."""
    settled: frozenset[int] = frozenset()

    @classmethod
    def fair(cls, turns: Turns) -> "Share":
        """An even share of all the turns, each of which somebody can take."""
        share = cls(turns, {}, turns.in_group, turns.in_all, {})
        for turn in turns.able:
            chain = share._cheapest([share._seat(turn, person) for person in turns.able[turn]], None)
            if chain is not None and isinstance(chain.start, Seat):
                share = share._handed({turn: chain.start.person, **chain.hands})
        return share

    def to(self, turn: int, person: str) -> "Share | None":
        """The share with that turn given to that person for good; None where it would be less even.

        It is as even where the turn that the person has too many then finds its way, at no cost, to the place which
        that turn has left.
        """
        former = self.given[turn]
        if person == former:
            return self._handed({}, settled=turn)
        if person not in self.turns.able[turn]:
            return None
        chain = self._cheapest([self._seat(turn, person)], self._seat(turn, former))
        return chain and self._handed({**chain.hands, turn: person}, settled=turn)

    def _seat(self, turn: int, person: str) -> Seat:
        return Seat(person, self.turns.group[turn])

    def _cheapest(self, starts: Iterable[Seat], goal: Seat | None) -> _Chain | None:
        """The cheapest chain on which a turn too many gets from one of the starts to the goal.

        To a seat only where that costs nothing, which is as cheap as can be: the share is at its minimum.
        """
        costs: dict[_Node, int] = dict.fromkeys(starts, 0)
        came: dict[_Node, tuple[_Node, _Step]] = {}
        waiting = deque(costs)
        while waiting:
            node = waiting.popleft()
            for step in self._steps(node, goal):
                cost = costs[node] + step.cost
                if step.to not in costs or cost < costs[step.to]:
                    costs[step.to], came[step.to] = cost, (node, step)
                    if goal is not None and step.to == goal:
                        if cost == 0:
                            return _chain(came, goal)
                    elif step.to not in waiting:
                        waiting.append(step.to)
        return _chain(came, None) if goal is None and None in costs else None

    def _steps(self, node: _Node, goal: Seat | None) -> Iterator[_Step]:
        """Where a turn too many can go from there."""
        if isinstance(node, Seat):
            yield from self._from_seat(node)
        elif node is not None:
            yield from self._from_person(node, goal)
        elif goal is not None:
            yield from self._from_nobody(goal)

    def _from_seat(self, seat: Seat) -> Iterator[_Step]:
        """To the person, who has one more of the group then, or to another seat, with a turn that changes hands."""
        yield _Step(seat.person, self.turns.group_weight * (self.in_group.get(seat, 0) + 1))
        for taker, turn in self.free.get(seat, {}).items():
            yield _Step(Seat(taker, seat.group), 0, turn)

    def _from_person(self, person: str, goal: Seat | None) -> Iterator[_Step]:
        """To nobody's, where the person has one more in all then, or to a group of which they have one fewer."""
        yield _Step(None, self.turns.all_weight * (self.in_all.get(person, 0) + 1))
        for group in self.turns.groups:
            seat = Seat(person, group)
            if self.free.get(seat) or seat == goal:
                yield _Step(seat, -self.turns.group_weight * self.in_group.get(seat, 0))

    def _from_nobody(self, goal: Seat) -> Iterator[_Step]:
        """To somebody, who has one fewer in all then."""
        for person in dict.fromkeys(seat.person for seat in (goal, *self.free)):
            yield _Step(person, -self.turns.all_weight * self.in_all.get(person, 0))

    def _handed(self, hands: Mapping[int, str], settled: int | None = None) -> "Share":
        """The share after turns went to other hands, or to their first, and with one settled."""
        given = {**self.given, **hands}
        fixed = self.settled if settled is None else self.settled | {settled}
        lost = [self._seat(turn, self.given[turn]) for turn in hands if turn in self.given]
        won = [self._seat(turn, person) for turn, person in hands.items()]
        at = [] if settled is None else [self._seat(settled, given[settled])]
        in_group, in_all = dict(self.in_group), dict(self.in_all)
        for seat, change in (*((seat, -1) for seat in lost), *((seat, 1) for seat in won)):
            in_group[seat] = in_group.get(seat, 0) + change
            in_all[seat.person] = in_all.get(seat.person, 0) + change
        rest = {turn: person for turn, person in given.items() if turn not in fixed}
        free = {seat: self._takers(seat, rest) for seat in (*lost, *won, *at)}
        return Share(self.turns, given, in_group, in_all, {**self.free, **free}, fixed)

    def _takers(self, seat: Seat, free: Mapping[int, str]) -> Mapping[str, int]:
        """By whom a turn of the seat could be taken, and which, of the free turns and whose they are."""
        takers: dict[str, int] = {}
        for turn, whose in free.items():
            if whose == seat.person and self.turns.group[turn] == seat.group:
                for person in self.turns.able[turn]:
                    if person != whose:
                        takers.setdefault(person, turn)
        return takers


def _chain(came: Mapping[_Node, tuple[_Node, _Step]], end: _Node) -> _Chain:
    """The chain that ends there, followed back to where it began."""
    hands: dict[int, str] = {}
    node = end
    while node in came:
        node, step = came[node]
        if step.turn is not None and isinstance(step.to, Seat):
            hands[step.turn] = step.to.person
    return _Chain(node, hands)
