"""Outbox post to Slack call: to whom, in which language, new or in place."""

import asyncio
import logging
import time
from datetime import timedelta
from typing import Any, Final, NamedTuple

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
from storage.database import Database
from storage.records.outbox import ACCOUNT, OPS_CHANNEL
from storage.records.settings import TermsInForce
from storage.records.tables import read_one

TOO_MANY: Final = 429
SERVER_TROUBLE: Final = 500
POST_SPACING_SECONDS: Final = 1.0
"""Slack takes about one post a second in a channel."""
NOBODY_THERE: Final = timedelta(hours=1)
"""How long to wait where there is nobody to send to until a person changes a setting."""
UNTOLD_WAIT: Final = timedelta(seconds=30)
"""How long to wait after a 429 that does not say."""
NOT_THE_MESSAGE: Final = frozenset(
    (
        "access_denied",
        "account_inactive",
        "channel_not_found",
        "fatal_error",
        "internal_error",
        "invalid_auth",
        "is_archived",
        "not_authed",
        "not_in_channel",
        "ratelimited",
        "request_timeout",
        "restricted_action",
        "service_unavailable",
        "token_expired",
        "token_revoked",
    )
)
"""Slack's words for trouble that any message to the same recipient would have."""

NO_SUCH_READER: Final = frozenset(("cannot_dm_bot", "user_not_found", "user_disabled", "messages_tab_disabled"))
"""Slack's words for an account that can be told nothing, ever."""


class Delivery:
    """Brings posts to Slack."""

    def __init__(self, client: AsyncWebClient, database: Database, terms: TermsInForce, languages: Languages) -> None:
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
            raise _refused(error, post) from error
        except (ClientError, TimeoutError, OSError) as error:
            log("slack not reached", post=post.id, trouble=type(error).__name__)
            raise NotTakenError(type(error).__name__, takes_nothing=True) from error
        except NotTakenError:
            raise
        except Exception as error:  # no answer of Slack's, or a post that cannot be sent: the others must go on
            log("post failed", level=logging.ERROR, error=error, post=post.id)
            raise NotTakenError(type(error).__name__) from error

    async def _updated(self, post: Row[Any], content: dict[str, Any]) -> Place | None:
        """The post edited in place; None where there is none yet, or somebody deleted it in Slack."""
        if post.ts is None:
            return None
        try:
            await self._client.chat_update(channel=post.channel, ts=post.ts, **content)
        except SlackApiError as error:
            if answer_of(error).word != "message_not_found":
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
            terms = self._terms.latest
            if not terms.ops_channel:
                raise NotTakenError("no ops channel is set", NOBODY_THERE)
            return terms.ops_channel, terms.language
        account = recipient.removeprefix(ACCOUNT) if recipient.startswith(ACCOUNT) else None
        slack_id = account or await asyncio.to_thread(self._slack_id, recipient)
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


class SlackAnswer(NamedTuple):
    """What Slack said against a call: its word, empty where it had none, the HTTP status, the seconds to wait."""

    word: str
    status: int
    retry_after: str


def answer_of(error: SlackApiError) -> SlackAnswer:
    """Read from the SDK's response, or from the bare HTTP answer that stands there where the body was no JSON."""
    response: Any = error.response
    data = getattr(response, "data", None)
    status: int = getattr(response, "status_code", 0) or getattr(response, "status", 0)
    word = data.get("error") if isinstance(data, dict) else None
    return SlackAnswer(str(word or ""), status, str(response.headers.get("Retry-After", "")))


def _refused(error: SlackApiError, post: Row[Any]) -> NotTakenError:
    answer = answer_of(error)
    trouble = answer.word or str(answer.status)
    log("slack refused a post", post=post.id, trouble=trouble)
    if answer.status == TOO_MANY:
        wait = timedelta(seconds=int(answer.retry_after)) if answer.retry_after.isdecimal() else UNTOLD_WAIT
        return NotTakenError("ratelimited", wait, takes_nothing=True)
    if answer.word in NO_SUCH_READER and post.recipient.startswith(ACCOUNT):
        return NotTakenError(trouble, never_will=True)
    return NotTakenError(trouble, takes_nothing=answer.word in NOT_THE_MESSAGE or answer.status >= SERVER_TROUBLE)
