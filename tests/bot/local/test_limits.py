"""What Slack accepts, on both sides of each limit."""

from __future__ import annotations

from typing import Any

import pytest

from bot.local.limits import message_errors, view_errors

Json = dict[str, Any]


def section(size: int = 1, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": "x" * size}, **more}


def header(size: int) -> Json:
    return {"type": "header", "text": {"type": "plain_text", "text": "x" * size}}


def fields(count: int, size: int = 1) -> Json:
    return {"type": "section", "fields": [{"type": "mrkdwn", "text": "x" * size}] * count}


def context(count: int) -> Json:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}] * count}


def button(number: int = 0, **more: Any) -> Json:
    return {"type": "button", "action_id": f"a{number}", "text": {"type": "plain_text", "text": "Go"}, **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def select(options: int) -> Json:
    option = {"text": {"type": "plain_text", "text": "x"}, "value": "v"}
    return {"type": "static_select", "action_id": "s", "options": [option] * options}


def picture(alt: int = 1, **named: str) -> Json:
    return {"type": "image", "slack_file": named, "alt_text": "x" * alt}


def titled(kind: str, size: int) -> Json:
    return {**picture(id="F12345678"), "title": {"type": kind, "text": "x" * size}}


LONGEST_TEXT = {"type": "plain_text", "text": "x" * 75}
TOO_LONG_TEXT = {"type": "plain_text", "text": "x" * 76}

LIMITS = [
    ("section text", [section(3_000)], [section(3_001)]),
    ("empty section", [section(1)], [section(0)]),
    ("section without anything", [section()], [{"type": "section"}]),
    ("header", [header(150)], [header(151)]),
    ("header in mrkdwn", [header(1)], [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}]),
    ("blocks", [section()] * 50, [section()] * 51),
    ("fields", [fields(10)], [fields(11)]),
    ("field text", [fields(1, 2_000)], [fields(1, 2_001)]),
    ("context elements", [context(10)], [context(11)]),
    ("no context element", [context(1)], [context(0)]),
    ("buttons", [actions(*map(button, range(5)))], [actions(*map(button, range(6)))]),
    ("no button", [actions(button())], [actions()]),
    ("button text", [actions(button(text=LONGEST_TEXT))], [actions(button(text=TOO_LONG_TEXT))]),
    ("button value", [actions(button(value="x" * 2_000))], [actions(button(value="x" * 2_001))]),
    ("options", [actions(select(100))], [actions(select(101))]),
    ("block id", [section(block_id="x" * 255)], [section(block_id="x" * 256)]),
    ("block ids", [section(block_id="a"), section(block_id="b")], [section(block_id="a"), section(block_id="a")]),
    ("action ids", [actions(button(1)), section(accessory=button(2))], [actions(button(1), button(1))]),
    ("image", [{"type": "image", "image_url": "https://a", "alt_text": "a"}], [{"type": "image", "image_url": "u"}]),
    ("picture of ours", [picture(id="F12345678")], [picture(id="F1234567")]),
    ("picture's id", [picture(id="F0ABC1234Z")], [picture(id="f0abc1234z")]),
    ("picture by address", [picture(url="x" * 3_000)], [picture(url="x" * 3_001)]),
    ("picture by either", [picture(id="F12345678")], [picture(id="F12345678", url="https://a")]),
    ("picture by nothing", [picture(url="https://a")], [picture()]),
    ("picture by something else", [picture(url="https://a")], [picture(url="https://a", name="a")]),
    ("shape of a picture", [picture(url="u")], [{**picture(), "slack_file": "F12345678"}]),
    ("one picture", [picture(url="u")], [{**picture(url="u"), "image_url": "https://a"}]),
    ("image without a picture", [picture(url="u")], [{"type": "image", "alt_text": "a"}]),
    ("alternative text", [picture(2_000, id="F12345678")], [picture(2_001, id="F12345678")]),
    ("no alternative text", [picture(1, id="F12345678")], [picture(0, id="F12345678")]),
    ("title of a picture", [titled("plain_text", 2_000)], [titled("plain_text", 2_001)]),
    ("title in mrkdwn", [titled("plain_text", 1)], [titled("mrkdwn", 1)]),
    ("kind of block", [{"type": "divider"}], [{"type": "dance"}]),
    ("shape of blocks", [section()], {"type": "section"}),
    ("shape of a block", [section()], ["section"]),
]


@pytest.mark.parametrize(("good", "bad"), [limit[1:] for limit in LIMITS], ids=[limit[0] for limit in LIMITS])
def test_each_limit_holds_on_both_sides(good: object, bad: object) -> None:
    assert message_errors("text", good) == []
    assert message_errors("text", bad) != []


@pytest.mark.parametrize(
    ("text", "blocks", "errors"),
    [
        ("", None, ["no_text"]),
        (None, [], ["no_text"]),
        ("\n", None, ["no_text"]),
        ("x", None, []),
        ("", [section()], []),
        ("x" * 40_000, [section()], []),
        ("x" * 40_001, None, ["msg_too_long"]),
    ],
)
def test_a_message_needs_something_to_show(text: str | None, blocks: object, errors: list[str]) -> None:
    assert message_errors(text, blocks) == errors


def option(value: str = "v", text: str = "x", **more: Any) -> Json:
    return {"text": {"type": "plain_text", "text": text}, "value": value, **more}


def pick(kind: str = "static_select", count: int = 1, **more: Any) -> Json:
    return {"type": kind, "action_id": "s", "options": [option(str(number)) for number in range(count)], **more}


def said(size: int = 1) -> Json:
    return {"type": "plain_text", "text": "x" * size}


def confirm(title: int = 1, text: int = 1, button: int = 1) -> Json:
    return button_with(confirm={"title": said(title), "text": said(text), "confirm": said(button), "deny": said()})


def button_with(**more: Any) -> Json:
    return actions(button(**more))


def field(element: Json | None = None, label: int = 1, **more: Any) -> Json:
    typed = {"type": "plain_text_input", "action_id": "t"}
    return {"type": "input", "label": said(label), "element": element or typed, **more}


def typed(**more: Any) -> Json:
    return field({"type": "plain_text_input", "action_id": "t", **more})


def file_input(**more: Any) -> Json:
    return field({"type": "file_input", "action_id": "f", **more})


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": said(), "submit": said(), "blocks": list(blocks), **more}


GROUP = {"label": said(75), "options": [option()]}
GROUPS = {"type": "static_select", "action_id": "s", "option_groups": [GROUP]}
IN_GROUP = field({**GROUPS, "initial_option": option()})
NOT_IN_GROUP = field({**GROUPS, "initial_option": option("other")})
BARE = {"type": "plain_text_input"}
VIEW_LIMITS = [
    ("files", modal(file_input(max_files=10)), modal(file_input(max_files=11))),
    ("no file", modal(file_input(max_files=1)), modal(file_input(max_files=0))),
    ("file types", modal(file_input(filetypes=["pdf"])), modal(file_input(filetypes=[]))),
    ("focus on a file", modal(file_input()), modal(file_input(focus_on_load=True))),
    ("title", modal(title=said(24)), modal(title=said(25))),
    ("no title", modal(), {"type": "modal", "blocks": []}),
    ("submit", modal(submit=said(24)), modal(submit=said(25))),
    ("close", modal(close=said(24)), modal(close=said(25))),
    ("no submit with inputs", modal(section(), submit=None), modal(field(), submit=None)),
    ("blocks", modal(*[section()] * 100), modal(*[section()] * 101)),
    ("private metadata", modal(private_metadata="x" * 3_000), modal(private_metadata="x" * 3_001)),
    ("callback id", modal(callback_id="x" * 255), modal(callback_id="x" * 256)),
    ("kind", {"type": "home", "blocks": [section()]}, {"type": "dialog", "blocks": [section()]}),
    ("label", modal(field(label=2_000)), modal(field(label=2_001))),
    ("hint", modal(field(hint=said(2_000))), modal(field(hint=said(2_001)))),
    ("placeholder", modal(typed(placeholder=said(150))), modal(typed(placeholder=said(151)))),
    ("max length", modal(typed(max_length=3_000)), modal(typed(max_length=3_001))),
    ("min length", modal(typed(min_length=5, max_length=5)), modal(typed(min_length=6, max_length=5))),
    (
        "option text",
        modal(field(pick(options=[option(text="x" * 75)]))),
        modal(field(pick(options=[option(text="x" * 76)]))),
    ),
    ("option value", modal(field(pick(options=[option("x" * 150)]))), modal(field(pick(options=[option("x" * 151)])))),
    ("options", modal(field(pick(count=100))), modal(field(pick(count=101)))),
    ("radio buttons", modal(field(pick("radio_buttons", 10))), modal(field(pick("radio_buttons", 11)))),
    ("initial option", modal(field(pick(initial_option=option("0")))), modal(field(pick(initial_option=option("9"))))),
    (
        "initial options",
        modal(field(pick("checkboxes", 2, initial_options=[option("1")]))),
        modal(field(pick("checkboxes", 2, initial_options=[option("1"), option("9")]))),
    ),
    ("initial option in a group", modal(IN_GROUP), modal(NOT_IN_GROUP)),
    ("a button as input", modal(button_with()), modal(field(button()))),
    ("an input as button", modal(field(BARE)), modal(actions(BARE))),
    (
        "several to choose in a row",
        modal(field(pick("multi_static_select"))),
        modal(actions(pick("multi_static_select"))),
    ),
    (
        "number",
        modal(field({"type": "number_input", "is_decimal_allowed": True})),
        modal(field({"type": "number_input"})),
    ),
    (
        "date",
        modal(field({"type": "datepicker", "initial_date": "2026-07-15"})),
        modal(field({"type": "datepicker", "initial_date": "15/7"})),
    ),
    (
        "time",
        modal(field({"type": "timepicker", "initial_time": "09:05"})),
        modal(field({"type": "timepicker", "initial_time": "9:05"})),
    ),
    (
        "moment",
        modal(field({"type": "datetimepicker", "initial_date_time": 1_784_100_600})),
        modal(field({"type": "datetimepicker", "initial_date_time": "1784100600"})),
    ),
    (
        "action ids",
        modal(typed(action_id="a"), typed(action_id="b")),
        modal(typed(action_id="a"), typed(action_id="a")),
    ),
    ("confirm title", modal(confirm(title=100)), modal(confirm(title=101))),
    ("confirm text", modal(confirm(text=300)), modal(confirm(text=301))),
    ("confirm button", modal(confirm(button=30)), modal(confirm(button=31))),
    ("style", modal(button_with(style="danger")), modal(button_with(style="red"))),
    ("overflow", modal(actions(pick("overflow", 5))), modal(actions(pick("overflow", 6)))),
    ("shape of a view", modal(), []),
    ("size of a view", modal(), modal(*[section(3_000)] * 90)),
]


@pytest.mark.parametrize(("good", "bad"), [limit[1:] for limit in VIEW_LIMITS], ids=[limit[0] for limit in VIEW_LIMITS])
def test_each_limit_of_a_view_holds_on_both_sides(good: object, bad: object) -> None:
    assert view_errors(good) == []
    assert view_errors(bad) != []


def test_an_input_stands_only_in_a_view() -> None:
    assert message_errors("x", [field()]) == ["unsupported type: input [json-pointer:/blocks/0/type]"]
