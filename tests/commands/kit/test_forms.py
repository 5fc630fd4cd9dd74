"""Form fields within Slack's limits, however much there is to choose from."""

from __future__ import annotations

from typing import Any

import pytest

from bot.local.limits import view_errors
from commands.kit.answers import Answers, FileGiven, SentFile, answers_in, files_in
from commands.kit.fields import MOST_OPTIONS, Account, AnyOf, File, OneOf, SomeOf, Words
from commands.kit.forms import Form, read_sibling, sibling
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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("count", "long"), [(1, 0), (5, 0), (100, 0), (101, 0), (3, 1)])
def test_some_are_chosen_of_a_list_within_slacks_limits(count: int, long: int, language: Language) -> None:
    some = [*choices(count), *[("x" * 151, "long")] * long]
    block = SomeOf(name="ids", label=LABEL, choices=some).block(translator(language), focused=True).to_dict()
    assert block["element"]["type"] == "multi_static_select"
    assert [option["value"] for option in block["element"]["options"]] == [id_ for id_, _ in choices(count)][
        :MOST_OPTIONS
    ]
    assert ("hint" in block) is (count > MOST_OPTIONS or long > 0)
    words = {"type": "plain_text", "text": "x"}
    assert view_errors({"type": "modal", "title": words, "submit": words, "blocks": [block]}) == []


def test_what_was_chosen_is_read_each_once_and_nothing_is_refused() -> None:
    option = [{"value": id_, "text": {"type": "plain_text", "text": label}} for id_, label in choices(3)]
    chosen = {"type": "multi_static_select", "selected_options": [option[2], option[0], option[2]]}
    assert answers_in(filled_in(ids=chosen)).chosen_many("ids") == ("f-3", "f-1")
    for nothing in (
        answers_in(filled_in(ids={**chosen, "selected_options": []})),
        Answers({}),
        Answers({"ids": "f-1"}),
    ):
        with pytest.raises(Refused) as refusal:
            nothing.chosen_many("ids")
        assert refusal.value.field == "ids"


def filled_in(**fields: dict[str, Any]) -> dict[str, Any]:
    return {"state": {"values": {name: {name: element} for name, element in fields.items()}}}


def handed_in(*files: dict[str, Any]) -> dict[str, Any]:
    return {"type": "file_input", "files": list(files)}


TOLD = {"id": "F1", "name": "周报.pdf", "size": 3, "url_private": "https://b", "url_private_download": "https://a"}
GIVEN = FileGiven("周报.pdf", 3, "0" * 64)


@pytest.mark.parametrize("optional", [True, False])
def test_a_file_field_takes_one_file_and_is_never_begun_in(optional: bool) -> None:
    field = File(name="file", label=LABEL, optional=optional)
    block = field.block(translator("en"), focused=True).to_dict()
    assert block["element"] == {"type": "file_input", "action_id": "file", "max_files": 1}
    assert (block["block_id"], block["optional"]) == ("file", optional)
    words = {"type": "plain_text", "text": "x"}
    assert view_errors({"type": "modal", "title": words, "submit": words, "blocks": [block]}) == []


def test_a_file_is_answered_only_once_it_is_kept() -> None:
    view = filled_in(file=handed_in(TOLD), title={"value": " x "})
    assert files_in(view) == {"file": SentFile("F1", "周报.pdf", 3, "https://a")}
    assert answers_in(view).file("file") is None
    kept = answers_in(view, {"file": GIVEN})
    assert (kept.file("file"), kept.words("title"), kept.file("title"), kept.file("none")) == (GIVEN, "x", None, None)


@pytest.mark.parametrize("element", [handed_in(), {"type": "file_input"}, {"type": "file_input", "files": None}])
def test_a_field_left_empty_holds_no_file(element: dict[str, Any]) -> None:
    assert files_in(filled_in(file=element)) == {}
    assert answers_in(filled_in(file=element)).file("file") is None


@pytest.mark.parametrize(
    ("told", "sent"),
    [
        ({"id": "F1"}, SentFile("F1", "F1", None, None)),
        ({"id": "F1", "name": None, "url_private": "https://b"}, SentFile("F1", "F1", None, "https://b")),
    ],
)
def test_a_file_of_which_slack_tells_little(told: dict[str, Any], sent: SentFile) -> None:
    assert files_in(filled_in(file=handed_in(told))) == {"file": sent}


def test_more_than_one_file_is_refused_at_its_field() -> None:
    with pytest.raises(Refused) as refusal:
        files_in(filled_in(file=handed_in(TOLD, TOLD)))
    assert refusal.value.field == "file"


@pytest.mark.parametrize("initial", [[], ["a"], ["b", "a"], ["c"]])
def test_boxes_are_ticked_already_where_they_hold(initial: list[str]) -> None:
    field = AnyOf(name="more", label=LABEL, choices=[("a", "A"), ("b", "B")], initial=initial)
    element = field.block(translator("en")).to_dict()["element"]
    ticked = [option["value"] for option in element.get("initial_options", [])]
    assert ticked == sorted(set(initial) & {"a", "b"})
    assert all(option in element["options"] for option in element.get("initial_options", []))


@pytest.mark.parametrize("account", ["U0LIN", None])
def test_an_account_is_chosen_already_where_one_is_held(account: str | None) -> None:
    element = Account(name="slack", label=LABEL, initial=account).block(translator("en")).to_dict()["element"]
    assert element.get("initial_user") == account


@pytest.mark.parametrize(
    ("name", "part", "sent"), [("zhiban.person", "", "zhiban.person"), ("a.b", "limits", "a.b limits")]
)
def test_a_part_of_a_form_is_told_in_the_switch(name: str, part: str, sent: str) -> None:
    assert sibling(name, part) == sent
    assert read_sibling(sent) == (name, part)


def test_a_form_in_parts_has_a_title_for_each() -> None:
    form = Form(text("Person"), lambda _: [], lambda *_: pytest.fail("unused"), parts={"": LABEL})
    assert form.title_about("") == LABEL
    assert form.title_about("edit:lin") == text("Person")


@pytest.mark.parametrize(
    ("metadata", "about"), [(None, ""), ('{"form": "a.b"}', ""), ('{"form": "a.b", "about": "edit:lin"}', "edit:lin")]
)
def test_what_a_form_is_about_comes_back_with_it(metadata: str | None, about: str) -> None:
    assert answers_in({"private_metadata": metadata}) == Answers({}, about)
