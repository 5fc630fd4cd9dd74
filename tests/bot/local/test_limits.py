"""What Slack accepts, on both sides of each limit."""

from __future__ import annotations

from typing import Any

import pytest

from bot.local.limits import message_errors

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
