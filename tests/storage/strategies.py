"""Hypothesis strategies for facts of every kind, made from the kinds' own field types."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

from hypothesis import strategies as st

from storage.contract.fact import Fact, field_types
from storage.contract.kinds import ALL_KINDS, VendorSpell
from storage.records.factfile import FactError, checked

PEOPLE: Final = ("lin", "wu", "zhao")
_LAST_MOMENT: Final = datetime(9999, 12, 31, 15, 59, 59, 999999)  # noqa: DTZ001 -- Hypothesis adds the zone

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
ids = texts.filter(lambda text: bool(text.strip()))
moments = st.datetimes(max_value=_LAST_MOMENT, timezones=st.just(UTC))
numbers = st.decimals(-(10**9), 10**9, places=6) | st.decimals(0, 100, places=1)
spells = st.builds(
    lambda start, end: VendorSpell(min(start, end or start), end and max(start, end)), moments, st.none() | moments
)

BY_TYPE: Final[dict[Any, st.SearchStrategy[Any]]] = {
    str: texts,
    bool: st.booleans(),
    int: st.integers(0, 2**31 - 1),
    Decimal: numbers,
    datetime: moments,
    date: st.dates(),
}
BY_FIELD: Final[dict[str, st.SearchStrategy[Any]]] = {
    "id": ids,
    "level": st.integers(1, 5),
    "sha256": st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    "for_": st.sampled_from(["2026-W27", "2026-07", "2026-Q3", "2026-H2", "2026", "contract", "first", "second"]),
    "points": st.sampled_from([Decimal("-0.5"), Decimal("-25.00"), Decimal(-45)]),
    "vendor": st.lists(spells, max_size=3).map(lambda some: tuple(sorted(some, key=lambda spell: spell.from_))),
    **dict.fromkeys(("person", "by", "assignee", "recorded_by"), st.sampled_from(PEOPLE)),
}


def facts(kind: type[Fact]) -> st.SearchStrategy[Fact]:
    """Possible facts of the kind, in canonical form."""
    fields = {name: _values(name, type_) for name, type_ in field_types(kind).items()}
    return st.fixed_dictionaries(fields).map(lambda values: _possible(kind, values)).filter(bool).map(_known)


def any_facts() -> st.SearchStrategy[Fact]:
    """Possible facts of every kind."""
    return st.one_of([facts(kind) for kind in ALL_KINDS])


def _values(name: str, type_: Any) -> st.SearchStrategy[Any]:
    if get_origin(type_) in (Union, UnionType):
        plain = next(argument for argument in get_args(type_) if argument is not NoneType)
        return st.none() | _values(name, plain)
    if name in BY_FIELD:
        return BY_FIELD[name]
    if get_origin(type_) is Literal:
        return st.sampled_from(get_args(type_))
    if get_origin(type_) is tuple:
        item = get_args(type_)[0]
        parts = [_values(part, part_type) for part, part_type in item.__annotations__.items()]
        return st.lists(st.tuples(*parts).map(item._make), max_size=3).map(tuple)
    return BY_TYPE[type_]


def _possible(kind: type[Fact], values: dict[str, Any]) -> Fact | None:
    try:
        return checked(kind(**values))
    except FactError:
        return None


def _known(fact: Fact | None) -> Fact:
    assert fact is not None
    return fact
