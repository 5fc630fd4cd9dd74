"""Nudges from the running bot: the right post at its hour, nothing twice after a restart, edited once it is done."""

from __future__ import annotations

from collections.abc import Callable

from bot.local.model import Message
from tests.bot.running import OPS, Home, running_bot, stand_in
from tests.slack import SlackStandIn

TEN = "inspect.page:2026-07-15:10:00"
EIGHT = "inspect.page:2026-07-15:20:00"


def shown(slack: SlackStandIn) -> dict[str, Message]:
    messages = slack.messages(OPS)
    by_key = {message.metadata["event_payload"]["key"]: message for message in messages if message.metadata}
    assert len(by_key) == len(messages)
    return by_key


def test_a_day_without_an_inspection_is_nudged_about(new_home: Callable[[], Home]) -> None:
    home = new_home()
    with stand_in() as slack:
        with running_bot(home, slack, "2026-07-15T09:59:58+08:00"):
            slack.wait_for(lambda: shown(slack))
        assert list(shown(slack)) == [TEN]
        with running_bot(home, slack, "2026-07-15T20:30:00+08:00") as bot:
            slack.wait_for(lambda: EIGHT in shown(slack))
            assert list(shown(slack)) == [TEN, EIGHT]
            bot.say("lin", "/inspect done")
            slack.wait_for(lambda: all("✓" in shown(slack)[key].text for key in (TEN, EIGHT)))
            slack.wait_for(lambda: len(shown(slack)) == 3)
            bot.say("lin", "/zhiban undo")
            slack.wait_for(lambda: "✓" not in shown(slack)[EIGHT].text)
        assert len(shown(slack)) == 3
