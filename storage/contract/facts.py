"""All facts of one telling, by kind, and what of them is seen at a moment (spec, Scoring: the first rules)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from typing import Any, Final, TypeVar, cast

from storage.contract.fact import Fact, as_moment
from storage.contract.kinds import (
    AssetChange,
    Document,
    Drill,
    Fault,
    Guard,
    Problem,
    Punch,
    Request,
    Stocktake,
    Task,
    VendorSpell,
)

Kind = TypeVar("Kind", bound=Fact)

LATER_HAPPENINGS: Final[Mapping[type[Fact], tuple[str, ...]]] = {
    Problem: ("fed_back_at",),
    Fault: ("started_at", "responded_at", "arrived_at", "handled_at", "closed_at"),
    Document: ("submitted_at",),
    Request: ("answered_at", "dispatched_at"),
    Task: ("done_at", "reported_at"),
    AssetChange: ("registered_on",),
    Stocktake: ("done_on",),
    Guard: ("plan_at",),
    Drill: ("held_on", "report_at"),
}
"""Happenings inside a fact after its first: each is read as absent while it still lies ahead."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One tuple of facts a kind, in the order of their ids, so that the order of writing cannot matter."""

    _by_kind: Mapping[type[Fact], tuple[Fact, ...]] = field(default_factory=dict)

    @classmethod
    def build(cls, facts: Iterable[Fact]) -> "Facts":
        """Gather facts of any kinds in any order."""
        gathered: defaultdict[type[Fact], list[Fact]] = defaultdict(list)
        for fact in facts:
            gathered[type(fact)].append(fact)
        return cls({kind: tuple(sorted(some, key=_id)) for kind, some in gathered.items()})

    def of(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """The facts of one kind."""
        return cast("tuple[Kind, ...]", self._by_kind.get(kind, ()))

    def joined_by(self, more: Iterable[Fact]) -> "Facts":
        """These facts and some more."""
        return Facts.build(chain(*self._by_kind.values(), more))

    def with_all(self, kinds: Iterable[type[Fact]], others: "Facts") -> "Facts":
        """These facts, but of those kinds all that the others hold."""
        return Facts({**self._by_kind, **{kind: others.of(kind) for kind in kinds}})

    def known_at(self, now: datetime) -> "Facts":
        """The facts that exist at `now`, also those that count for nothing, without every happening still ahead."""
        return Facts(
            {
                kind: tuple(_without_future(fact, now) for fact in some if _exists(fact, now))
                for kind, some in self._by_kind.items()
            }
        )

    def seen_at(self, now: datetime) -> "Facts":
        """The facts that count at `now`, with every happening still ahead read as absent.

        What is claimed, refused, a draft, replaced by an approved punch, or not yet recorded counts for nothing.
        """
        counting = Facts({kind: tuple(filter(_counts, some)) for kind, some in self._by_kind.items()})
        seen = counting.known_at(now)._by_kind
        punches = cast("tuple[Punch, ...]", seen.get(Punch, ()))
        replaced = {punch.replaces for punch in punches if punch.replaces is not None}
        return Facts({**seen, Punch: tuple(punch for punch in punches if punch.id not in replaced)})


def _id(fact: Fact) -> str:
    return fact.id


def _counts(fact: Fact) -> bool:
    return fact.state == "approved" and not (isinstance(fact, Fault) and fact.draft)


def _exists(fact: Fact, now: datetime) -> bool:
    if fact.recorded_at is not None and fact.recorded_at > now:
        return False
    first = fact.first_happening
    return first is None or first <= now


def _without_future(fact: Kind, now: datetime) -> Kind:
    changes: dict[str, Any] = {}
    for name in LATER_HAPPENINGS.get(type(fact), ()):
        moment = getattr(fact, name)
        if moment is not None and as_moment(moment) > now:
            changes[name] = None
    if isinstance(fact, Fault) and any(
        spell.from_ > now or (spell.until and spell.until > now) for spell in fact.vendor
    ):
        changes["vendor"] = tuple(_spell_seen(spell, now) for spell in fact.vendor if spell.from_ <= now)
    if isinstance(fact, Fault) and any(line.at > now for line in fact.log):
        changes["log"] = tuple(line for line in fact.log if line.at <= now)
    return replace(fact, **changes) if changes else fact


def _spell_seen(spell: VendorSpell, now: datetime) -> VendorSpell:
    ongoing = spell.until is None or spell.until > now
    return VendorSpell(spell.from_, None if ongoing else spell.until)
