"""A fair duty roster (contract section 1 S7): who is on duty on which day, and why that person.

In this order of importance: nobody is on duty on a day of their leave; every day is covered by one of those who are
there; turns are even, and who had fewer before has the extra one; nobody is on duty two days running. What somebody
decided already is kept, unless that person cannot be there.

Working days, weekends, each holiday block and each guard period are shared out for themselves, exactly as even as can
be; among the rosters that are, it is one in which the turns of a kind of day are, over the history and all these days.
Guard periods go first, each by itself, as their days count as working days and weekends too.

A search by the days (`roster_search`) finds the fewest days running; where it would take too long, or guard periods
went first, turns change hands from there on (`roster_exchange`). The same input gives the same roster.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import chain

from storage.contract.duty_days import Lane
from storage.contract.roster_exchange import exchanged
from storage.contract.roster_reasons import Reasons
from storage.contract.roster_search import Found, Search
from storage.contract.roster_standing import Loads, Standing
from storage.contract.turns import Given, Slot, Turn


def draw_up(given: Given) -> list[Turn]:
    """The roster of the days, in time order: a turn for each that is kept, given out, or nobody's."""
    return Reasons(given, _given_out(given)).turns()


def _given_out(given: Given) -> Mapping[Slot, str]:
    """Who has every turn that somebody can take."""
    stand = [(duty.day, duty.person) for duty in (*given.beside, *given.kept)]
    loads = Loads(given)
    runs = _runs(given)
    found = _searched(given, runs, stand, loads)
    chosen = dict(chain.from_iterable(zip(run, one.people, strict=True) for run, one in zip(runs, found, strict=True)))
    if len(runs) == 1 and found[0].proven:
        return chosen
    return exchanged(given, {slot: chosen[slot] for slot in given.slots if slot in chosen}, Standing(stand), loads)


def _searched(
    given: Given, runs: Sequence[Sequence[Slot]], stand: Sequence[tuple[date, str]], loads: Loads
) -> list[Found]:
    """What the search finds for each run, fitted to what stands and to the runs before; `loads` counts it then."""
    founds: list[Found] = []
    earlier: list[tuple[Slot, str]] = []
    for slots in runs:
        standing = Standing([*stand, *((slot.day, person) for slot, person in earlier)])
        found = Search(given, slots, standing, loads, earlier).found()
        founds.append(found)
        new = list(zip(slots, found.people, strict=True))
        earlier = [*earlier, *new]
        for slot, person in new:
            loads.add(slot, person)
    return founds


def _runs(given: Given) -> list[list[Slot]]:
    """The slots that somebody can take, as they are given out: each guard period by itself, then all the others."""
    runs: dict[Lane | None, list[Slot]] = {}
    for slot in given.slots:
        if slot.able:
            runs.setdefault(slot.lane if slot.lane.of == "guard" else None, []).append(slot)
    rest = runs.pop(None, [])
    return [*runs.values(), *([rest] if rest else [])]
