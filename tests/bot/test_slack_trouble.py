"""Slack slow, refusing or hanging: people are answered all the same, posts come later, in order, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from commands.kit.texts import translator
from tests.bot.conftest import MORNING
from tests.bot.running import OPS, Home, RunningBot, running_bot, slack_id, stand_in


@pytest.fixture(scope="module")
def troubled(new_home: Callable[[], Home]) -> Iterator[RunningBot]:
    with stand_in() as slack, running_bot(new_home(), slack, MORNING) as running:
        yield running


def texts(bot: RunningBot) -> list[str]:
    return [message.text for message in bot.slack.messages(OPS)]


def test_a_hanging_slack_delays_no_answer(troubled: RunningBot) -> None:
    troubled.slack.hang_next(method="users.info")
    assert troubled.say("sun", "/zhiban me")["text"] == translator("zh")("You are {name}", name="Sun")


@pytest.mark.parametrize("person", ["chen", "lin"])
def test_a_refusing_slack_delays_no_answer(troubled: RunningBot, person: str) -> None:
    troubled.slack.fail_next(method="users.info")
    troubled.slack.rate_limit_next(method="users.info")
    assert troubled.say(person, "/zhiban me")["text"]


@pytest.mark.parametrize("trouble", ["503", "429", "500"])
def test_posts_come_later_in_order_and_once(troubled: RunningBot, trouble: str) -> None:
    before = len(texts(troubled))
    if trouble == "429":
        troubled.slack.rate_limit_next(2, method="chat.postMessage")
    else:
        troubled.slack.fail_next(2, int(trouble), method="chat.postMessage")
    notes = [f"{trouble} {number}" for number in range(3)]
    for note in notes:
        troubled.say("wu", f"/inspect problem {note}")
    troubled.slack.wait_for(lambda: len(texts(troubled)) >= before + 3, seconds=40)
    shown = [message.blocks[0]["text"]["text"] for message in troubled.slack.messages(OPS)][before:]
    assert [text.rpartition("&gt;")[2].rpartition(">")[2] for text in shown] == notes


def test_a_hanging_post_delays_no_other_recipient(troubled: RunningBot) -> None:
    before = len(troubled.slack.calls)
    troubled.slack.hang_next(method="chat.postMessage")
    troubled.say("wu", "/inspect done hangs")
    troubled.slack.wait_for(lambda: any(c.method == "chat.postMessage" for c in troubled.slack.calls[before:]))
    troubled.say("wu", "/clock leave 年假 2026-08-03")
    troubled.slack.wait_for(lambda: "l-1" in str([message.text for message in troubled.slack.dms(slack_id("zhao"))]))
    assert "hangs" not in str(troubled.slack.messages(OPS))


def test_health_is_told_meanwhile(troubled: RunningBot) -> None:
    answer = troubled.http.get("/healthz")
    told = answer.json()
    assert (answer.status_code, told["ok"], told["outbox"]) == (200, True, "ok")
    assert told["leader"]["here"]
