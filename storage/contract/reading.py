"""Which rows of the rubric a fact could matter to in a period, so that no others are judged again for it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from storage.contract.fact import Fact
from storage.contract.kinds import Ruling
from storage.contract.measures import MEASURES
from storage.contract.model import Row
from storage.contract.windows import Among, Condition, Missing, Range, Reach, Refers, Wanted, Window

_FOLLOWS_RULINGS_ON: Final = {"guard.clean": "guard.accident"}
"""A row whose entries depend on the rulings on another's: an accident that was waived costs no clean guard."""


def rows_reading(rows: Iterable[Row], facts: Iterable[Fact], reach: Reach) -> frozenset[str]:
    """The codes of the rows that may be judged otherwise in the period because of the facts: rather too many."""
    by_kind: defaultdict[type[Fact], list[Fact]] = defaultdict(list)
    for fact in facts:
        by_kind[type(fact)].append(fact)
    asked: dict[tuple[type[Fact], Window], bool] = {}

    def held(kind: type[Fact], window: Window) -> bool:
        if (kind, window) not in asked:
            asked[kind, window] = _any_holds(window(reach), by_kind[kind])
        return asked[kind, window]

    ruled = {ruling.entry.partition(":")[0] for ruling in by_kind.pop(Ruling, []) if isinstance(ruling, Ruling)}
    return frozenset(
        row.code
        for row in rows
        if not ruled.isdisjoint((row.code, _FOLLOWS_RULINGS_ON.get(row.code)))
        or any(kind in by_kind and held(kind, window) for kind, window in _windows(row))
    )


def _windows(row: Row) -> Iterable[tuple[type[Fact], Window]]:
    return MEASURES[row.measure].reads.items() if row.measure is not None else ()


def _any_holds(wanted: Wanted, facts: Iterable[Fact]) -> bool:
    return any(_may_hold(wanted, fact) for fact in facts)


def _may_hold(wanted: Wanted, fact: Fact) -> bool:
    return any(all(_meets(condition, fact) for condition in conditions) for conditions in wanted)


def _meets(condition: Condition, fact: Fact) -> bool:
    """Whether the fact meets the condition, or may: what it refers to is not looked up."""
    match condition:
        case Range(field, first, before):
            value = getattr(fact, field)
            return value is not None and (first is None or value >= first) and (before is None or value < before)
        case Among(field, values):
            return getattr(fact, field) in values
        case Missing(field):
            return getattr(fact, field) is None
        case Refers(fields, _, _, _):
            return all(getattr(fact, field) is not None for field in fields)
