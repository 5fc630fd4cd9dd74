"""A stand-in with an echo bot behind it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bot.local.echo import EchoBot
from tests.slack import SlackStandIn, ThreadedServer


@pytest.fixture
def slack() -> Iterator[SlackStandIn]:
    with SlackStandIn(subscriptions=frozenset({"message.im", "app_mention"}), answer_seconds=1.0) as standin:
        yield standin


@pytest.fixture
def bot(slack: SlackStandIn) -> Iterator[EchoBot]:
    echo = EchoBot(slack)
    with ThreadedServer(echo.app) as server:
        slack.events_url = f"{server.url}/slack/events"
        yield echo
