"""Form fields within Slack's limits, however much there is to choose from."""

from __future__ import annotations

import pytest

from commands.kit.forms import MOST_OPTIONS, OneOf, Words
from commands.kit.saying import Refused
from commands.kit.texts import LANGUAGES, Language, text, translator

LABEL = text("Fault")


def choices(count: int) -> list[tuple[str, str]]:
    return [(f"f-{number}", f"f-{number} · 慢") for number in range(1, count + 1)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("count", "initial"), [(5, "f-5"), (100, "f-100"), (101, "f-101"), (250, "f-3")])
def test_a_list_holds_the_initial_choice_and_says_where_it_is_not_whole(
    count: int, initial: str, language: Language
) -> None:
    t = translator(language)
    block = OneOf(name="id", label=LABEL, choices=choices(count), initial=initial).block(t).to_dict()
    options = block["element"]["options"]
    assert len(options) == min(count, MOST_OPTIONS)
    assert block["element"]["initial_option"] in options
    assert block["element"]["initial_option"]["value"] == initial
    assert ("hint" in block) is (count > MOST_OPTIONS)


@pytest.mark.parametrize(("length", "shown"), [(9, "x" * 9), (10, "x" * 10), (11, "x" * 9 + "…")])
def test_a_text_too_long_for_its_field_shows_that_it_was_cut(length: int, shown: str) -> None:
    block = Words(name="title", label=LABEL, longest=10, initial="x" * length).block(translator("en")).to_dict()
    assert block["element"]["initial_value"] == shown


@pytest.mark.parametrize(("length", "count"), [(150, 3), (151, 2)])
def test_a_choice_too_long_for_slack_is_left_to_the_command(length: int, count: int) -> None:
    field = OneOf(name="id", label=LABEL, choices=[*choices(2), ("x" * length, "long")], initial="x" * length)
    block = field.block(translator("en")).to_dict()
    assert len(block["element"]["options"]) == count
    assert ("hint" in block) is (count < 3)


def test_a_list_of_nothing_but_such_choices_is_refused() -> None:
    with pytest.raises(Refused):
        OneOf(name="id", label=LABEL, choices=[("x" * 151, "long")]).block(translator("en"))
