"""Outbox post to Slack call: to whom, in which language, new or in place, looked for or sent."""

import asyncio
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from aiohttp import ConnectionTimeoutError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from sqlalchemy import Row

from bot.languages import Languages
from bot.logs import log
from bot.lookup import find_post, metadata_of
from bot.slack_answers import answer_of, not_taken
from commands.kit.texts import Language
from schedulers.sender import ARRIVES_WITHIN, NotTakenError, Place, StillOurs
from storage.contract.kinds import Person
from storage.database import Database
from storage.records.outbox import ACCOUNT, NO_ACCOUNT, NO_READER, OPS_CHANNEL
from storage.records.settings import TermsInForce
from storage.records.tables import read_one

NOBODY_THERE: Final = timedelta(hours=1)
"""How long to wait where there is nobody to send to until a person changes a setting."""
ARRIVES_LATE_SECONDS: Final = 15.0
"""For so long after a call that took too long its message may still arrive, and is not sent again."""
EDITS_NO_MORE: Final = frozenset(("cant_update_message", "edit_window_closed"))
"""Slack's words for a message that stays as it is."""
_POSTS: Final = UUID("5f7c2b1e-7a0b-4b9a-9a55-2c8d6e3f4a10")
"""The name space of the ids that posts are sent with."""


class Delivery:
    """Brings posts to Slack. Its client must not send anything a second time by itself."""

    def __init__(self, client: AsyncWebClient, database: Database, terms: TermsInForce, languages: Languages) -> None:
        self._client = client
        self._database = database
        self._terms = terms
        self._languages = languages
        self._may_arrive_until: dict[int, float] = {}
        """Of posts whose call took too long: until when they may still arrive, on the monotonic clock."""

    async def send(self, post: Row[Any], still_ours: StillOurs) -> Place:
        """Post it, or bring the post to its newest version. Raises NotTakenError."""
        in_doubt = post.ts is None and post.attempted_at is not None
        with _troubles(post, may_have_arrived=in_doubt):
            target, language = await self._target(post.recipient)
            content = post.content[language]
            found = await find_post(self._client, post, target) if in_doubt else None
        if found is not None and post.wanted == 1:
            return found
        if found is not None:
            return await self._edited(post, found, content)
        if post.ts is not None:
            return await self._edited(post, Place(post.channel, post.ts), content)
        if in_doubt and time.monotonic() < self._may_arrive_until.get(post.id, 0):
            raise NotTakenError("may still arrive", ARRIVES_WITHIN, takes_nothing=True, may_have_arrived=True)
        if post.moot:
            raise NotTakenError("settled, and not in Slack", never_will=True)
        if not still_ours():
            raise NotTakenError("another process leads", may_have_arrived=in_doubt)
        return await self._posted(post, target, content)

    async def _edited(self, post: Row[Any], place: Place, content: dict[str, Any]) -> Place:
        """The post edited in place, which may be done again and again."""
        with _troubles(post, may_have_arrived=post.ts is None):
            try:
                await self._client.chat_update(channel=place.channel, ts=place.ts, **content)
            except SlackApiError as error:
                word = answer_of(error).word
                if word == "message_not_found":
                    raise NotTakenError("deleted in Slack", gone=True) from error
                if word in EDITS_NO_MORE:
                    raise NotTakenError(word, never_will=True) from error
                raise
        return place

    async def _posted(self, post: Row[Any], target: str, content: dict[str, Any]) -> Place:
        with _troubles(post), self._noting_what_may_arrive_late(post):
            answer: AsyncSlackResponse = await self._client.chat_postMessage(
                channel=post.parent_channel or target,
                thread_ts=post.parent_ts,
                metadata=metadata_of(post.key),
                client_msg_id=str(uuid5(_POSTS, post.key)),
                unfurl_links=False,
                unfurl_media=False,
                **content,
            )
            channel, ts = answer.get("channel"), answer.get("ts")
            if not (isinstance(channel, str) and isinstance(ts, str)):
                raise NotTakenError("no place in the answer", may_have_arrived=True)
            return Place(channel, ts)

    @contextmanager
    def _noting_what_may_arrive_late(self, post: Row[Any]) -> Iterator[None]:
        self._may_arrive_until.pop(post.id, None)
        try:
            yield
        except ConnectionTimeoutError:
            raise
        except TimeoutError:
            self._may_arrive_until[post.id] = time.monotonic() + ARRIVES_LATE_SECONDS
            raise

    async def _target(self, recipient: str) -> tuple[str, Language]:
        if recipient == OPS_CHANNEL:
            terms = self._terms.latest
            if not terms.ops_channel:
                raise NotTakenError("no ops channel is set", NOBODY_THERE, unasked=True)
            return terms.ops_channel, terms.language
        account = recipient.removeprefix(ACCOUNT) if recipient.startswith(ACCOUNT) else None
        slack_id = account or await asyncio.to_thread(self._slack_id, recipient)
        if slack_id is None:
            raise NotTakenError(NO_ACCOUNT, NOBODY_THERE, unasked=True)
        return slack_id, await self._languages.of(slack_id)

    def _slack_id(self, person: str) -> str | None:
        with self._database.read() as connection:
            known = read_one(connection, Person, person)
            return known.slack if known else None


@contextmanager
def _troubles(post: Row[Any], *, may_have_arrived: bool | None = None) -> Iterator[None]:
    """Every trouble becomes a NotTakenError, since the other posts must go on.

    Whether the post may have arrived is given where the calls within cannot make it arrive, otherwise read from the
    trouble.
    """
    try:
        yield
    except Exception as error:
        trouble = error if isinstance(error, NotTakenError) else _told(error, post)
        if may_have_arrived is not None:
            trouble.may_have_arrived = may_have_arrived
        raise trouble from error


def _told(error: Exception, post: Row[Any]) -> NotTakenError:
    """The trouble, after the log was told of it."""
    trouble = not_taken(error)
    if isinstance(error, SlackApiError) and answer_of(error).word in NO_READER:
        trouble.never_will = post.recipient.startswith(ACCOUNT)
        trouble.after = NOBODY_THERE
    if isinstance(error, SlackApiError):
        log("slack refused a post", post=post.id, trouble=trouble.trouble)
    elif trouble.unreached:
        log("slack not reached", post=post.id, trouble=trouble.trouble)
    else:
        log("post failed", level=logging.ERROR, error=error, post=post.id)
    return trouble
