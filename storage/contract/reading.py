"""Which rows of the rubric a fact could matter to in a period, so that no others are judged again for it."""

from collections.abc import Iterable
from typing import Final

from storage.contract.fact import Fact
from storage.contract.kinds import Ruling
from storage.contract.measures import MEASURES
from storage.contract.model import Row
from storage.contract.windows import Among, Condition, Missing, Range, Reach, Refers, Wanted

_FOLLOWS_RULINGS_ON: Final = {"guard.clean": "guard.accident"}
"""A row whose entries depend on the rulings on another's: an accident that was waived costs no clean guard."""


def rows_reading(rows: Iterable[Row], fact: Fact, reach: Reach) -> frozenset[str]:
    """The codes of the rows that may be judged otherwise in the period because of the fact: rather too many."""
    if isinstance(fact, Ruling):
        ruled = fact.entry.partition(":")[0]
        return frozenset(row.code for row in rows if ruled in (row.code, _FOLLOWS_RULINGS_ON.get(row.code)))
    return frozenset(row.code for row in rows if row.measure is not None and _reads(row.measure, fact, reach))


def _reads(measure: str, fact: Fact, reach: Reach) -> bool:
    window = MEASURES[measure].reads.get(type(fact))
    return window is not None and _may_hold(window(reach), fact)


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
