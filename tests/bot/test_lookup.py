"""A post is found in Slack by its key: in channels, direct messages and threads, on any page, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.responses import JSONResponse

from bot import lookup
from bot.lookup import find_post, metadata_of
from schedulers.sender import Place
from tests.bot.running import OPS, slack_id, stand_in
from tests.slack import SlackStandIn

LIN = slack_id("lin")


@pytest.fixture(scope="module")
def shown() -> Iterator[SlackStandIn]:
    with stand_in() as slack:
        yield slack


@pytest.fixture
def client(shown: SlackStandIn) -> AsyncWebClient:
    return shown.client()


def begun(key: str, thread: str | None = None, ago: timedelta = timedelta(0)) -> Any:
    where = {"parent_channel": OPS, "parent_ts": thread} if thread else {"parent_channel": None, "parent_ts": None}
    return SimpleNamespace(id=1, key=key, attempted_at=datetime.now(UTC) - ago, **where)


async def say(client: AsyncWebClient, key: str, channel: str = OPS, **more: Any) -> Place:
    answer = await client.chat_postMessage(channel=channel, text=key, metadata=metadata_of(key), **more)
    return Place(answer["channel"], answer["ts"])


@pytest.mark.parametrize("target", [OPS, LIN])
async def test_it_is_found_where_it_was_sent(client: AsyncWebClient, target: str) -> None:
    place = await say(client, f"found {target}", target)
    await say(client, "another", target)
    assert await find_post(client, begun(f"found {target}"), target) == place
    assert await find_post(client, begun(f"never {target}"), target) is None


async def test_it_is_found_in_its_thread_and_not_in_the_channel(client: AsyncWebClient) -> None:
    parent = await say(client, "parent")
    reply = await say(client, "reply", thread_ts=parent.ts)
    assert await find_post(client, begun("reply", parent.ts), OPS) == reply
    assert await find_post(client, begun("reply"), OPS) is None


@pytest.mark.parametrize("threaded", [False, True])
async def test_it_is_found_on_any_page(
    client: AsyncWebClient, monkeypatch: pytest.MonkeyPatch, *, threaded: bool
) -> None:
    monkeypatch.setattr(lookup, "PAGE", 2)
    thread = (await say(client, f"pages {threaded}")).ts if threaded else None
    place = await say(client, f"first {threaded}", thread_ts=thread)
    for number in range(5):
        await say(client, f"later {number}", thread_ts=thread)
    assert await find_post(client, begun(f"first {threaded}", thread), OPS) == place
    monkeypatch.setattr(lookup, "MOST_PAGES", 2)
    assert await find_post(client, begun(f"first {threaded}", thread), OPS) is None


async def test_of_what_stood_there_long_before_one_page_is_looked_through(
    client: AsyncWebClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than none, since Slack's clock may not be this machine's."""
    monkeypatch.setattr(lookup, "PAGE", 1)
    place = await say(client, "newest")
    assert await find_post(client, begun("newest", ago=timedelta(days=-400)), OPS) == place
    await say(client, "old")
    await say(client, "new")
    assert await find_post(client, begun("old", ago=timedelta(minutes=-6)), OPS) is None
    assert await find_post(client, begun("old", ago=timedelta(minutes=-4)), OPS) is not None


async def test_only_our_own_metadata_counts(client: AsyncWebClient) -> None:
    metadata = {"event_type": "theirs", "event_payload": {"key": "whose"}}
    await client.chat_postMessage(channel=OPS, text="whose", metadata=metadata)
    await client.chat_postMessage(channel=OPS, text="whose")
    assert await find_post(client, begun("whose"), OPS) is None


@pytest.mark.parametrize("word", ["missing_scope", "not_in_channel", "channel_not_found"])
async def test_where_looking_is_not_allowed_nothing_is_found(
    client: AsyncWebClient, shown: SlackStandIn, word: str
) -> None:
    await say(client, f"hidden {word}")
    shown.answer_next(JSONResponse({"ok": False, "error": word}), "conversations.history")
    assert await find_post(client, begun(f"hidden {word}"), OPS) is None


@pytest.mark.parametrize(
    ("status", "word"), [(429, "ratelimited"), (503, "service_unavailable"), (200, "invalid_auth"), (200, "surprise")]
)
async def test_where_slack_cannot_be_asked_now_that_is_told(
    client: AsyncWebClient, shown: SlackStandIn, status: int, word: str
) -> None:
    shown.answer_next(JSONResponse({"ok": False, "error": word}, status), "conversations.history")
    with pytest.raises(SlackApiError):
        await find_post(client, begun("k"), OPS)


async def test_a_thread_that_is_gone_holds_nothing(client: AsyncWebClient) -> None:
    assert await find_post(client, begun("k", "1.000000"), OPS) is None
