"""Outbox post to Slack call: to whom, in which language, new or in place."""

import asyncio
import time
from datetime import timedelta
from typing import Any, Final

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from sqlalchemy import Row

from bot.languages import Languages
from bot.logs import log
from commands.kit.texts import Language
from schedulers.sender import NotTakenError, Place
from storage.contract.kinds import Person
from storage.contract.terms import Terms
from storage.database import Database
from storage.records.outbox import OPS_CHANNEL
from storage.records.tables import read_one

POST_SPACING_SECONDS: Final = 1.0
"""Slack takes about one post a second in a channel."""
NOBODY_THERE: Final = timedelta(hours=1)
"""How long to wait where there is nobody to send to until a person changes a setting."""


class Delivery:
    """Brings posts to Slack."""

    def __init__(self, client: AsyncWebClient, database: Database, terms: Terms, languages: Languages) -> None:
        self._client = client
        self._database = database
        self._terms = terms
        self._languages = languages
        self._next_post: dict[str, float] = {}

    async def send(self, post: Row[Any]) -> Place:
        """Post it, or bring the post to its newest version. Raises NotTakenError."""
        target, language = await self._target(post.recipient)
        content = post.content[language]
        try:
            return await self._updated(post, content) or await self._posted(post, target, content)
        except SlackApiError as error:
            raise self._refused(error, post) from error
        except (ClientError, TimeoutError, OSError) as error:
            raise NotTakenError(type(error).__name__) from error

    async def _updated(self, post: Row[Any], content: dict[str, Any]) -> Place | None:
        """The post edited in place; None where there is none yet, or somebody deleted it in Slack."""
        if post.ts is None:
            return None
        try:
            await self._client.chat_update(channel=post.channel, ts=post.ts, **content)
        except SlackApiError as error:
            if error.response.get("error") != "message_not_found":
                raise
            return None
        return Place(post.channel, post.ts)

    async def _posted(self, post: Row[Any], target: str, content: dict[str, Any]) -> Place:
        await self._spaced(target)
        answer: AsyncSlackResponse = await self._client.chat_postMessage(
            channel=post.parent_channel or target,
            thread_ts=post.parent_ts,
            metadata={"event_type": "zhiban_post", "event_payload": {"key": post.key}},
            unfurl_links=False,
            unfurl_media=False,
            **content,
        )
        return Place(answer["channel"], answer["ts"])

    async def _target(self, recipient: str) -> tuple[str, Language]:
        if recipient == OPS_CHANNEL:
            if not self._terms.ops_channel:
                raise NotTakenError("no ops channel is set", NOBODY_THERE)
            return self._terms.ops_channel, self._terms.language
        slack_id = await asyncio.to_thread(self._slack_id, recipient)
        if slack_id is None:
            raise NotTakenError("the person has no Slack account", NOBODY_THERE)
        return slack_id, await self._languages.of(slack_id)

    def _slack_id(self, person: str) -> str | None:
        with self._database.read() as connection:
            known = read_one(connection, Person, person)
            return known.slack if known else None

    async def _spaced(self, target: str) -> None:
        start = max(self._next_post.get(target, 0.0), time.monotonic())
        self._next_post[target] = start + POST_SPACING_SECONDS
        await asyncio.sleep(max(start - time.monotonic(), 0))

    def _refused(self, error: SlackApiError, post: Row[Any]) -> NotTakenError:
        response = error.response
        trouble = str(response.get("error") or response.status_code)
        log("slack refused a post", post=post.id, trouble=trouble)
        if response.status_code == 429:
            return NotTakenError("ratelimited", timedelta(seconds=float(response.headers.get("Retry-After", 1))))
        return NotTakenError(trouble)
