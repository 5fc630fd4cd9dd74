"""What Slack sends to a bot: slash commands, interactions and events, signed, with three seconds to answer."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx

from bot.local import slackbot
from bot.local.answers import Answers
from bot.local.arguments import ApiError
from bot.local.model import SLACKBOT_ID, Json, LocalPerson, Message
from bot.local.workspace import Workspace

ANSWER_SECONDS = 3.0
USER_AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"
FORM = "application/x-www-form-urlencoded"
VERIFICATION_TOKEN = "local-workspace"  # noqa: S105 - Slack's deprecated field; no secret, and nothing should check it


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a request to the bot.

    Attributes:
        status: the HTTP status, None when no answer came in time or at all.
        body: the answer's body as text.
        error: Slack's word for what went wrong, None when the answer was shown (or was empty, as it may be).
    """

    status: int | None
    body: str = ""
    error: str | None = None

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


class Dispatcher:
    """Sends requests to the bot's events endpoint and shows what comes back."""

    def __init__(
        self,
        workspace: Workspace,
        answers: Answers,
        events_url: str,
        signing_secret: str,
        http: httpx.AsyncClient,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._workspace = workspace
        self._answers = answers
        self.events_url = events_url
        self._secret = signing_secret.encode()
        self._http = http
        self._answer_seconds = answer_seconds

    async def command(self, person: LocalPerson, channel: str, command: str, typed: str) -> Outcome:
        """Send a slash command as `person` typed it in `channel`, and show the answer or Slack's word of failure."""
        response_url = self._answers.issue(channel, person.slack_id)
        form = self._command_form(person, channel, command, typed, response_url)
        outcome = await self._send(urlencode(form).encode(), FORM)
        outcome = outcome if outcome.error else self._shown(outcome, response_url)
        if outcome.error:
            self.tell(person, channel, slackbot.command_failed(person, command, outcome.error))
        return outcome

    async def press(self, person: LocalPerson, message: Message, action: Mapping[str, object]) -> Outcome:
        """Send the press of a message's button (`block_actions`) with the action as Slack describes it."""
        response_url = self._answers.issue(message.channel, person.slack_id, about=message)
        payload = {
            **self._interaction(person),
            "type": "block_actions",
            "container": {"type": "message", "message_ts": message.ts, "channel_id": message.channel},
            "channel": {"id": message.channel, "name": self._channel_name(message.channel)},
            "message": self._workspace.describe(message),
            "response_url": response_url,
            "actions": [{**action, "action_ts": self._workspace.fresh_stamp()}],
        }
        return await self._send(urlencode({"payload": json.dumps(payload, ensure_ascii=False)}).encode(), FORM)

    async def event(self, event: Json) -> Outcome:
        """Deliver one event (`event_callback`); unlike Slack a failed delivery is not repeated."""
        identity = self._workspace.identity
        callback = {
            "token": VERIFICATION_TOKEN,
            "team_id": identity.team_id,
            "api_app_id": identity.app_id,
            "type": "event_callback",
            "event_id": "Ev" + secrets.token_hex(6).upper(),
            "event_time": int(self._workspace.now().timestamp()),
            "authorizations": [
                {"team_id": identity.team_id, "user_id": identity.bot_user_id, "is_bot": True, "enterprise_id": None}
            ],
            "event": event,
        }
        return await self._send(json.dumps(callback, ensure_ascii=False).encode(), "application/json")

    def tell(self, person: LocalPerson, channel: str, text: str, thread_ts: str | None = None) -> None:
        """Say something in Slack's own name, to one person only."""
        message = Message(channel, "", SLACKBOT_ID, text, thread_ts=thread_ts)
        self._workspace.show_ephemeral(message, person.slack_id)

    def signed(self, body: bytes) -> dict[str, str]:
        """The headers that prove a body comes from Slack; stamped by the real clock, never by the workspace's."""
        stamp = str(int(time.time()))
        digest = hmac.new(self._secret, b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": "v0=" + digest, "User-Agent": USER_AGENT}

    async def _send(self, body: bytes, content_type: str) -> Outcome:
        headers = {**self.signed(body), "Content-Type": content_type}
        try:
            async with asyncio.timeout(self._answer_seconds):
                response = await self._http.post(self.events_url, content=body, headers=headers, timeout=None)
        except TimeoutError:
            return Outcome(None, error="operation_timeout")
        except httpx.HTTPError:
            return Outcome(None, error="dispatch_failed")
        error = None if response.status_code == httpx.codes.OK else "dispatch_failed"
        return Outcome(response.status_code, response.text, error)

    def _shown(self, outcome: Outcome, response_url: str) -> Outcome:
        if outcome.answer:
            try:
                self._answers.show_first(response_url, outcome.answer)
            except ApiError:
                return Outcome(outcome.status, outcome.body, "invalid_command_response")
        return outcome

    def _command_form(
        self, person: LocalPerson, channel: str, command: str, typed: str, response_url: str
    ) -> dict[str, str]:
        identity = self._workspace.identity
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": identity.team_id,
            "team_domain": identity.team_domain,
            "channel_id": channel,
            "channel_name": self._channel_name(channel),
            "user_id": person.slack_id,
            "user_name": person.handle,
            "command": command,
            "text": self._workspace.escape(typed, labelled=True),
            "api_app_id": identity.app_id,
            "is_enterprise_install": "false",
            "response_url": response_url,
            "trigger_id": _trigger_id(),
        }

    def _interaction(self, person: LocalPerson) -> Json:
        identity = self._workspace.identity
        return {
            "user": {
                "id": person.slack_id,
                "username": person.handle,
                "name": person.handle,
                "team_id": identity.team_id,
            },
            "team": {"id": identity.team_id, "domain": identity.team_domain},
            "enterprise": None,
            "is_enterprise_install": False,
            "api_app_id": identity.app_id,
            "token": VERIFICATION_TOKEN,
            "trigger_id": _trigger_id(),
        }

    def _channel_name(self, conversation: str) -> str:
        channel = self._workspace.channels.get(conversation)
        return channel.name if channel else "directmessage"


def _trigger_id() -> str:
    return f"{time.time_ns() // 1_000_000}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
