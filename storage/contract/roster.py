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

from collections.abc import Mapping

from storage.contract.duty_days import Lane
from storage.contract.roster_exchange import exchanged
from storage.contract.roster_reasons import Reasons
from storage.contract.roster_search import Search
from storage.contract.roster_standing import Loads, Standing
from storage.contract.turns import Given, Slot, Turn


def draw_up(given: Given) -> list[Turn]:
    """The roster of the days, in time order: a turn for each that is kept, given out, or nobody's."""
    return Reasons(given, _given_out(given)).turns()


def _given_out(given: Given) -> Mapping[Slot, str]:
    """Who has every turn that somebody can take."""
    stand = [(duty.day, duty.person) for duty in (*given.beside, *given.kept)]
    loads = Loads(given)
    chosen: list[tuple[Slot, str]] = []
    runs = _runs(given)
    proven = len(runs) == 1
    for slots in runs:
        standing = Standing([*stand, *((slot.day, person) for slot, person in chosen)])
        found = Search(given, slots, standing, loads, chosen).found()
        for slot, person in zip(slots, found.people, strict=True):
            loads.add(slot, person)
            chosen.append((slot, person))
        proven = proven and found.proven
    if proven:
        return dict(chosen)
    in_order = sorted(chosen, key=lambda turn: turn[0].day)
    return exchanged(given, dict(in_order), Standing(stand), loads)


def _runs(given: Given) -> list[list[Slot]]:
    """The slots that somebody can take, as they are given out: each guard period by itself, then all the others."""
    runs: dict[Lane | None, list[Slot]] = {}
    for slot in given.slots:
        if slot.able:
            runs.setdefault(slot.lane if slot.lane.of == "guard" else None, []).append(slot)
    rest = runs.pop(None, [])
    return [*runs.values(), *([rest] if rest else [])]
