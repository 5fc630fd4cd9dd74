"""What the stand-in sends to a bot, and what it makes of the answer."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier

from tests.bot.local.echo import EchoBot
from tests.slack import SlackStandIn


def ephemeral_texts(slack: SlackStandIn, person: str) -> list[str]:
    return [message["text"] for message in slack.ephemerals(person)]


def test_a_command_arrives_signed_and_as_slack_sends_it(slack: SlackStandIn, bot: EchoBot) -> None:
    outcome = slack.command("U0LIN", "/inspect", "hello @wu in #ops, a<b & @Wuhan https://example.invalid/x?a=1&b=2.")
    assert (outcome.status, outcome.error, outcome.answer) == (200, None, {})
    form = bot.forms[0]
    assert form["text"] == (
        "hello <@U0WU|wu> in <#C0OPS|ops>, a&lt;b &amp; @Wuhan <https://example.invalid/x?a=1&amp;b=2>."
    )
    assert (form["user_id"], form["user_name"], form["command"]) == ("U0LIN", "lin", "/inspect")
    assert (form["channel_id"], form["channel_name"]) == ("C0OPS", "ops")
    assert form["response_url"].startswith(slack.api_url + "response/")
    assert bot.headers[0]["user-agent"].startswith("Slackbot 1.0")
    slack.command("U0LIN", "/inspect", "", channel="@bot")
    assert (bot.forms[1]["channel_id"], bot.forms[1]["channel_name"]) == ("D0LIN", "directmessage")
    assert bot.forms[1]["trigger_id"] != form["trigger_id"]


def test_an_answer_is_private_unless_it_says_otherwise(slack: SlackStandIn, bot: EchoBot) -> None:
    slack.command("U0LIN", "/inspect", "plain")
    assert ephemeral_texts(slack, "U0LIN") == ["just words"]
    assert ephemeral_texts(slack, "U0WU") == []
    assert slack.messages("C0OPS") == []
    slack.command("U0LIN", "/inspect", "all")
    assert [message.text for message in slack.messages("C0OPS")] == ["for everybody"]


@pytest.mark.parametrize(
    ("text", "status", "error"),
    [
        ("slow", None, "operation_timeout"),
        ("fail", 500, "dispatch_failed"),
        ("broken", 200, "invalid_command_response"),
    ],
)
def test_a_failure_is_told_in_the_person_s_language(
    slack: SlackStandIn, bot: EchoBot, text: str, status: int | None, error: str
) -> None:
    assert slack.command("U0LIN", "/inspect", text).error == error
    outcome = slack.command("U0SUN", "/inspect", text)
    assert (outcome.status, outcome.error) == (status, error)
    assert ephemeral_texts(slack, "U0LIN") == [f"/inspect 执行失败，错误代码：“{error}”。"]
    assert ephemeral_texts(slack, "U0SUN") == [f"/inspect failed with the error “{error}”."]


def test_a_bot_that_is_away_fails_the_command(slack: SlackStandIn) -> None:
    assert slack.command("U0LIN", "/inspect").error == "dispatch_failed"


def test_a_wrong_secret_is_noticed_by_the_bot(slack: SlackStandIn, bot: EchoBot) -> None:
    bot.verifier = SignatureVerifier("another secret")
    assert slack.command("U0LIN", "/inspect").status == 401


def test_a_later_answer_replaces_itself_in_place(slack: SlackStandIn, bot: EchoBot) -> None:
    slack.command("U0LIN", "/inspect", "later")
    shown = slack.ephemerals("U0LIN")
    assert [message["text"] for message in shown] == ["first thought", "second thought"]
    assert shown[0]["ts"] == shown[1]["ts"]


def test_a_response_url_is_good_for_five_answers(slack: SlackStandIn, bot: EchoBot) -> None:
    slack.command("U0LIN", "/inspect")
    url = bot.forms[0]["response_url"]
    with httpx.Client(trust_env=False) as http:
        answers = [http.post(url, json={"text": str(number)}) for number in range(6)]
        unknown = http.post(slack.api_url + "response/none", json={"text": "x"})
        garbled = http.post(url, content=b"[")
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert answers[5].json()["error"] == "used_url"
    assert (unknown.status_code, garbled.status_code) == (404, 400)


def test_events_are_delivered_as_subscribed(slack: SlackStandIn, bot: EchoBot) -> None:
    slack.say("U0LIN", "hello there", channel="@bot")
    slack.say("U0LIN", "nobody asked for this")
    slack.say("U0LIN", "<@U0ZHIBAN> typed by hand stays text")
    slack.say("U0LIN", "@Zhiban are you there?")
    slack.event({"type": "member_joined_channel", "user": "U0WU", "channel": "C0OPS"})
    slack.wait_for(lambda: len(bot.events) == 3)
    events = {callback["event"]["type"]: callback["event"] for callback in bot.events}
    assert events["message"]["channel_type"] == "im"
    assert events["message"]["text"] == "hello there"
    assert events["app_mention"]["text"] == "<@U0ZHIBAN> are you there?"
    assert events["member_joined_channel"]["user"] == "U0WU"
    assert len({callback["event_id"] for callback in bot.events}) == 3


def test_a_pressed_button_is_sent_with_its_message(slack: SlackStandIn, bot: EchoBot) -> None:
    posted = asyncio.run(slack.client().chat_postMessage(channel="C0OPS", text="press me"))
    action = {"type": "button", "action_id": "done", "block_id": "b", "value": "i-1"}
    assert slack.press("U0LIN", "C0OPS", posted["ts"], action).status == 200
    assert '"action_id": "done"' in bot.forms[0]["payload"]


def test_slack_itself_answers_commands_it_does_not_know(slack: SlackStandIn, bot: EchoBot) -> None:
    slack.say("U0LIN", "/nothing at all")
    slack.say("U0LIN", " /not a command \n")
    assert slack.messages("C0OPS")[0].text == "/not a command"
    ts = slack.messages("C0OPS")[0].ts
    slack.say("U0LIN", "/inspect done", thread_ts=ts)
    assert bot.forms == []
    told = slack.ephemerals("U0LIN")
    assert [message["user"] for message in told] == ["USLACKBOT", "USLACKBOT"]
    assert "/nothing" in told[0]["text"]
    assert told[1]["thread_ts"] == ts


def test_a_command_typed_with_line_breaks_keeps_them(slack: SlackStandIn, bot: EchoBot) -> None:
    slack.say("U0LIN", "/Fault\nopen one\ntwo ")
    assert (bot.forms[0]["command"], bot.forms[0]["text"]) == ("/fault", "open one\ntwo")
