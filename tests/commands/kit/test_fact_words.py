"""Every kind, field and value has a name in words."""

import types
from typing import Any, Literal, Union, get_args, get_origin

import pytest

from commands.kit.fact_words import CHOICE_NAMES, FIELD_NAMES, choice_name, choices_of, field_name, kind_name
from commands.kit.texts import translator
from storage.contract.fact import Fact, field_types, written
from storage.contract.kinds import HELD_KINDS, CalendarDay, Fault, Note, Person, Rank

FIELDS = [(kind, name, type_) for kind in HELD_KINDS for name, type_ in field_types(kind).items()]


def literals(type_: Any) -> tuple[Any, ...]:
    """The values that a field of one of a few takes."""
    if get_origin(type_) is Literal:
        return get_args(type_)
    inner = get_args(type_) if get_origin(type_) in (Union, types.UnionType) else ()
    return tuple(value for one in inner for value in literals(one))


@pytest.mark.parametrize("kind", HELD_KINDS)
def test_every_kind_has_a_name(kind: type[Fact]) -> None:
    assert translator("en")(kind_name(kind))


@pytest.mark.parametrize(("kind", "attribute", "type_"), FIELDS)
def test_every_field_and_each_of_its_values_has_a_name(kind: type[Fact], attribute: str, type_: Any) -> None:
    assert translator("en")(field_name(kind, attribute))
    for value in literals(type_):
        assert translator("en")(choice_name(kind, attribute, value))
    if kind not in (Note, Rank) and attribute not in ("level", "state"):
        assert set(choices_of(kind, attribute)) == set(literals(type_))


def test_no_name_is_spare() -> None:
    assert {written(attribute) for _, attribute, _ in FIELDS} == set(FIELD_NAMES)
    assert {(kind, written(attribute)) for kind, attribute, _ in FIELDS} >= set(CHOICE_NAMES)


def test_names_are_told_by_kind_and_in_both_languages() -> None:
    en, zh = translator("en"), translator("zh")
    assert en(field_name(Person, "from_")) == "First day"
    assert en(field_name(CalendarDay, "name")) == "Name of the day"
    assert en(choice_name(Fault, "level", 3)) == "Level 3"
    assert en(choice_name(Fault, "outage", value=True)) == "yes"
    assert en(choice_name(Note, "row", "docs.typos")).endswith("(docs.typos)")
    assert zh(choice_name(Note, "row", "docs.typos")).endswith("（docs.typos）")
    with pytest.raises(KeyError):
        choice_name(Fault, "type", "weather")
