"""Looks in Slack for a post whose sending was never answered, by the key that its metadata carries.

Wants the scopes `channels:history` and `im:history`, and membership in the channel. Where Slack does not let the bot
look, nothing is found.
"""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any, Final

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from sqlalchemy import Row

from bot.logs import log
from bot.slack_answers import answer_of
from schedulers.sender import Place

EVENT_TYPE: Final = "zhiban_post"
CLOCKS_DIFFER: Final = timedelta(minutes=5)
"""By how much Slack's clock may be behind this machine's."""
PAGE: Final = 200
MOST_PAGES: Final = 20
NOT_ALLOWED: Final = frozenset(
    (
        "access_denied",
        "channel_not_found",
        "method_not_supported_for_channel_type",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_in_channel",
        "restricted_action",
        "thread_not_found",
    )
)
"""Slack's words where it does not let the bot look, or there is nothing to look at."""


def metadata_of(key: str) -> dict[str, Any]:
    """What a post carries, unseen by people, so that it can be found."""
    return {"event_type": EVENT_TYPE, "event_payload": {"key": key}}


async def find_post(client: AsyncWebClient, post: Row[Any], target: str) -> Place | None:
    """Where the post stands that was begun at `post.attempted_at`; None where Slack does not show it.

    Raises what the client raises where Slack cannot be asked now.
    """
    try:
        channel = post.parent_channel or await _conversation(client, target)
        async for message in _messages(client, channel, post.parent_ts, post.attempted_at - CLOCKS_DIFFER):
            if _key_of(message) == post.key:
                log("post found in slack", post=post.id)
                return Place(channel, message["ts"])
    except SlackApiError as error:
        word = answer_of(error).word
        if word not in NOT_ALLOWED:
            raise
        log("not allowed to look for a post", post=post.id, trouble=word)
    return None


async def _conversation(client: AsyncWebClient, target: str) -> str:
    """The channel's id; for a person's that of the direct message with them."""
    if not target.startswith(("U", "W")):
        return target
    return str((await client.conversations_open(users=target))["channel"]["id"])


async def _messages(
    client: AsyncWebClient, channel: str, thread: str | None, since: datetime
) -> AsyncIterator[dict[str, Any]]:
    """What was said in the channel since then and before, the newest first, or in the thread; at most so many pages.

    Slack is not asked to leave out what is older, since its clock may not be this machine's.
    """
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        asked: dict[str, Any] = {"channel": channel, "limit": PAGE, "include_all_metadata": True, "cursor": cursor}
        answer: AsyncSlackResponse = (
            await client.conversations_replies(ts=thread, **asked)
            if thread
            else await client.conversations_history(**asked)
        )
        messages: list[dict[str, Any]] = answer["messages"]
        for message in messages:
            yield message
        cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if not cursor or (thread is None and messages and float(messages[-1]["ts"]) < since.timestamp()):
            return


def _key_of(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    key: str | None = (metadata.get("event_payload") or {}).get("key")
    return key if metadata.get("event_type") == EVENT_TYPE else None
