"""How a payload reaches a bot and its answer comes back: over HTTP, signed, with three seconds to answer."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

import httpx

from bot.local.model import Json

ANSWER_SECONDS = 3.0
USER_AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"
FORM = "application/x-www-form-urlencoded"
JSON_TYPE = "application/json"
Kind = Literal["slash_commands", "interactive", "events_api"]
"""Slack's three kinds of payload, as Socket Mode names them."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a request to the bot.

    Attributes:
        status: the HTTP status, None when no answer came in time or at all.
        body: the answer's body as text.
        error: Slack's word for what went wrong, None when the answer was shown (or was empty, as it may be).
        repeatable: whether an event may be sent again; a bot can forbid it.
    """

    status: int | None
    body: str = ""
    error: str | None = None
    repeatable: bool = True

    @property
    def answer(self) -> Json:
        """The body as a message: JSON as it stands, other text as `{"text": …}`, nothing as `{}`."""
        if not self.body.strip():
            return {}
        try:
            value = json.loads(self.body)
        except ValueError:
            return {"text": self.body}
        return value if isinstance(value, dict) else {"text": self.body}


@dataclass(frozen=True, slots=True)
class Retry:
    """That an event is sent again: which time this is, from 1, and Slack's word for why."""

    number: int
    reason: str


class HttpTransport:
    """Posts signed requests to the bot's events endpoint."""

    def __init__(self, url: str, signing_secret: str, http: httpx.AsyncClient, answer_seconds: float) -> None:
        self.url = url
        self._secret = signing_secret.encode()
        self._http = http
        self._answer_seconds = answer_seconds

    async def send(self, kind: Kind, payload: Json, retry: Retry | None = None) -> Outcome:
        """Deliver a payload and wait for the answer; Slack follows no redirect."""
        body, content_type = _encoded(kind, payload)
        headers = {**self.signed(body), "Content-Type": content_type, **_retry_headers(retry)}
        try:
            async with asyncio.timeout(self._answer_seconds):
                response = await self._http.post(self.url, content=body, headers=headers, timeout=None)
        except TimeoutError:
            return Outcome(None, error="operation_timeout")
        except httpx.HTTPError:
            return Outcome(None, error="dispatch_failed")
        taken = response.is_success if kind == "events_api" else response.status_code == httpx.codes.OK
        repeatable = response.headers.get("x-slack-no-retry") != "1"
        return Outcome(response.status_code, response.text, None if taken else "dispatch_failed", repeatable)

    def signed(self, body: bytes) -> dict[str, str]:
        """The headers that prove a body comes from Slack; stamped by the real clock, never by the workspace's."""
        stamp = str(int(time.time()))
        digest = hmac.new(self._secret, b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": "v0=" + digest, "User-Agent": USER_AGENT}


def _encoded(kind: Kind, payload: Json) -> tuple[bytes, str]:
    if kind == "slash_commands":
        return urlencode(payload).encode(), FORM
    text = json.dumps(payload, ensure_ascii=False)
    return (text.encode(), JSON_TYPE) if kind == "events_api" else (urlencode({"payload": text}).encode(), FORM)


def _retry_headers(retry: Retry | None) -> dict[str, str]:
    return {"X-Slack-Retry-Num": str(retry.number), "X-Slack-Retry-Reason": retry.reason} if retry else {}
