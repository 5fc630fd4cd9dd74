"""How the turns of a roster are shared out: which count together, and which evenness goes before the other."""

from collections.abc import Mapping, Sequence

from storage.contract.duty_days import DayKind, Lane
from storage.contract.evenness import FIRST, SECOND, Seat, Share, Turns
from storage.contract.roster_standing import Loads
from storage.contract.turns import Slot

Pool = Lane | DayKind
"""Turns that are shared out together: all of a kind of day, or those of a guard period, which may hold two kinds."""


def pool_of(slot: Slot) -> Pool:
    """The pool that the slot's turn is shared out in."""
    return slot.lane if slot.lane.of == "guard" else slot.kind


def fair_shares(slots: Sequence[Slot], loads: Loads) -> Mapping[Pool, Share]:
    """An even share of each pool; a turn is known by its place among the slots."""
    pools: dict[Pool, list[int]] = {}
    for place, slot in enumerate(slots):
        pools.setdefault(pool_of(slot), []).append(place)
    return {pool: Share.fair(_turns(slots, places, loads)) for pool, places in pools.items()}


def _turns(slots: Sequence[Slot], places: Sequence[int], loads: Loads) -> Turns:
    """The turns at those places, of one pool: each lane is even before each kind of day is, over the history."""
    able = {place: slots[place].able for place in places}
    people = sorted({person for persons in able.values() for person in persons})
    kinds = {slots[place].kind for place in places}
    lanes = {slots[place].lane for place in places}
    by_kind = {Seat(person, kind): loads.of_kind[kind, person] for kind in kinds for person in people}
    by_lane = {Seat(person, lane): loads.of_lane[lane, person] for lane in lanes for person in people}
    if any(lane.of == "guard" for lane in lanes):
        in_lane = {seat.person: count for seat, count in by_lane.items()}
        return Turns(able, {place: slots[place].kind for place in places}, by_kind, in_lane, SECOND, FIRST)
    of_kind = {seat.person: count for seat, count in by_kind.items()}
    return Turns(able, {place: slots[place].lane for place in places}, by_lane, of_kind, FIRST, SECOND)
