"""Events: which are told, and how often when nobody takes them."""

from __future__ import annotations

import pytest

from tests.bot.local.echo import EchoBot
from tests.slack import SlackStandIn

JOINED = {"type": "member_joined_channel", "user": "U0WU", "channel": "C0OPS"}


def tries(bot: EchoBot) -> list[tuple[str | None, str | None]]:
    told = [headers for headers in bot.headers if headers["content-type"] == "application/json"]
    return [(headers.get("x-slack-retry-num"), headers.get("x-slack-retry-reason")) for headers in told]


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([200], [(None, None)]),
        ([204], [(None, None)]),
        ([500], [(None, None), ("1", "http_error")]),
        ([500, 404, 302], [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]),
        ([500] * 4, [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]),
    ],
)
def test_an_event_is_sent_again_until_it_is_taken_three_times_at_most(
    slack: SlackStandIn, bot: EchoBot, statuses: list[int], expected: list[tuple[str | None, str | None]]
) -> None:
    bot.statuses.extend(statuses)
    slack.event(JOINED)
    slack.wait_for(lambda: len(tries(bot)) == len(expected))
    slack.event({**JOINED, "user": "U0SUN"})
    slack.wait_for(lambda: tries(bot)[-1] == (None, None))
    assert tries(bot)[: len(expected)] == expected
    assert len({callback["event_id"] for callback in bot.events}) == 2


def test_leaving_and_joining_an_open_channel_is_told_and_stays(slack: SlackStandIn, bot: EchoBot) -> None:
    slack.join("U0WU")
    slack.wait_for(lambda: bot.events)
    event = bot.events[0]["event"]
    assert {name: event[name] for name in JOINED} == JOINED
    state = slack.workspace.state
    assert "U0WU" in state.members("C0OPS")
    state.move("U0WU", "C0OPS", joined=False)
    assert state.open_channels("U0WU") == ["C0OPS"]
    assert "C0OPS" not in state.conversations_of("U0WU")
    assert not state.move("U0WU", "C0MGMT", joined=True)
    assert not state.move("U0WU", "C0OPS", joined=False)


def test_every_message_is_told_to_a_bot_that_reads_the_channel(bot: EchoBot, slack: SlackStandIn) -> None:
    with SlackStandIn(slack.events_url, subscriptions=frozenset({"message.channels"})) as reading:
        reading.say("U0LIN", "门户打不开了")
        reading.wait_for(lambda: bot.events)
    assert (bot.events[0]["event"]["channel_type"], bot.events[0]["event"]["text"]) == ("channel", "门户打不开了")
