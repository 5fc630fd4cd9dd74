"""Elements in messages: what the bot is told when they are used, and what its answers do."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from slack_sdk import WebClient

from bot.local.values import NoSuchElementError
from tests.bot.local.echo import EchoBot
from tests.bot.local.samples import BUTTONS, plain
from tests.slack import SlackStandIn

Json = dict[str, Any]


def web(slack: SlackStandIn) -> WebClient:
    return WebClient(token=slack.token, base_url=slack.api_url)


def post_buttons(slack: SlackStandIn, thread_ts: str | None = None) -> str:
    posted = web(slack).chat_postMessage(channel="C0OPS", text="F-12", blocks=BUTTONS, thread_ts=thread_ts)
    return str(posted["ts"])


USES = [
    ("respond", None, "flow", {"type": "button", "text": plain("响应"), "value": "f-12"}),
    (
        "more",
        "merge",
        "flow",
        {"type": "overflow", "selected_option": {"text": plain("合并到其他故障"), "value": "merge"}},
    ),
    ("assign", "U0WU", "owner", {"type": "users_select", "selected_user": "U0WU"}),
    (
        "level",
        "portal",
        "set",
        {"type": "static_select", "selected_option": {"text": plain("门户网站"), "value": "portal"}},
    ),
    ("due", "2026-07-16", "set", {"type": "datepicker", "selected_date": "2026-07-16"}),
    ("due_at", "17:30", "set", {"type": "timepicker", "selected_time": "17:30"}),
    ("snooze", 1_784_104_200, "set", {"type": "datetimepicker", "selected_date_time": 1_784_104_200}),
    (
        "kinds",
        ["data"],
        "impact",
        {"type": "checkboxes", "selected_options": [{"text": plain("数据有误"), "value": "data"}]},
    ),
    (
        "which",
        "night",
        "shift",
        {"type": "radio_buttons", "selected_option": {"text": plain("夜班"), "value": "night"}},
    ),
]


@pytest.mark.parametrize(("action_id", "value", "block", "action"), USES, ids=[use[0] for use in USES])
def test_each_element_is_told_as_slack_tells_it(
    slack: SlackStandIn, bot: EchoBot, action_id: str, value: object, block: str, action: Json
) -> None:
    ts = post_buttons(slack)
    assert slack.press("U0LIN", "C0OPS", ts, action_id, value).error is None
    told = bot.payloads[0]["actions"][0]
    assert told.pop("action_ts") > ts
    assert told == {"action_id": action_id, "block_id": block, **action}


def test_a_press_carries_its_message_its_place_and_the_state_of_the_others(slack: SlackStandIn, bot: EchoBot) -> None:
    parent = str(web(slack).chat_postMessage(channel="C0OPS", text="parent")["ts"])
    ts = post_buttons(slack, thread_ts=parent)
    slack.press("U0LIN", "C0OPS", ts, "respond", values={"set": {"due": "2026-07-20"}})
    payload = bot.payloads[0]
    assert payload["type"] == "block_actions"
    assert payload["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": "C0OPS",
        "thread_ts": parent,
        "is_ephemeral": False,
    }
    assert (payload["user"]["id"], payload["team"]["id"], payload["channel"]["name"]) == ("U0LIN", "T0ZHIBAN", "ops")
    assert (payload["message"]["blocks"], payload["message"]["thread_ts"]) == (BUTTONS, parent)
    state = payload["state"]["values"]
    assert state["set"]["due"]["selected_date"] == "2026-07-20"
    assert state["set"]["due_at"]["selected_time"] == "18:00"
    assert state["set"]["level"] == {"type": "static_select", "selected_option": None}
    assert state["shift"]["which"]["selected_option"]["value"] == "day"
    assert "respond" not in state.get("flow", {})


def test_an_ephemeral_answer_s_button_is_pressed_without_the_message_and_replaced_in_place(
    slack: SlackStandIn, bot: EchoBot
) -> None:
    slack.command("U0LIN", "/fault", "buttons")
    ts = slack.ephemerals("U0LIN")[0]["ts"]
    with pytest.raises(NoSuchElementError):
        slack.press("U0WU", "C0OPS", ts, "respond")
    slack.press("U0LIN", "C0OPS", ts, "respond")
    payload = bot.payloads[0]
    assert payload["container"]["is_ephemeral"]
    assert "message" not in payload
    httpx.post(payload["response_url"], json={"text": "已响应", "replace_original": True}, trust_env=False)
    shown = slack.ephemerals("U0LIN")[-1]
    assert (shown["ts"], shown["text"], shown.get("blocks", [])) == (ts, "已响应", [])
    with pytest.raises(NoSuchElementError):
        slack.press("U0LIN", "C0OPS", ts, "respond")


def test_missing_ids_are_given_as_slack_gives_them(slack: SlackStandIn, bot: EchoBot) -> None:
    button = {"type": "button", "text": plain("好")}
    posted = web(slack).chat_postMessage(channel="C0OPS", text="x", blocks=[{"type": "actions", "elements": [button]}])
    block = posted["message"]["blocks"][0]
    action_id = block["elements"][0]["action_id"]
    slack.press("U0LIN", "C0OPS", posted["ts"], action_id)
    assert bot.payloads[0]["actions"][0]["block_id"] == block["block_id"]


@pytest.mark.parametrize(("statuses", "error"), [([500], "dispatch_failed"), ([], None)])
def test_a_bot_that_fails_is_named_so(
    slack: SlackStandIn, bot: EchoBot, statuses: list[int], error: str | None
) -> None:
    ts = post_buttons(slack)
    bot.statuses.extend(statuses)
    assert slack.press("U0LIN", "C0OPS", ts, "vendor").error == error


def test_what_is_not_there_cannot_be_pressed(slack: SlackStandIn, bot: EchoBot) -> None:
    ts = post_buttons(slack)
    for action_id, value in (("nothing", None), ("level", "no such system"), ("snooze", "soon"), ("kinds", 5)):
        with pytest.raises(NoSuchElementError):
            slack.press("U0LIN", "C0OPS", ts, action_id, value)
    assert bot.payloads == []


def test_a_message_shortcut_opens_a_modal(slack: SlackStandIn, bot: EchoBot) -> None:
    slack.say("U0WU", "门户打不开了")
    ts = slack.messages("C0OPS")[0].ts
    assert slack.shortcut("U0LIN", "C0OPS", ts, "fault.from").error is None
    payload = bot.payloads[0]
    assert (payload["type"], payload["callback_id"], payload["message_ts"]) == ("message_action", "fault.from", ts)
    assert (payload["message"]["text"], payload["message"]["user"]) == ("门户打不开了", "U0WU")
    assert [view["callback_id"] for view in slack.views_opened] == ["fault.open"]
