"""What the workspace sends to a bot, by whichever way the bot is reached, and what it makes of the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from bot.local import slackbot
from bot.local.answers import Answers
from bot.local.arguments import ApiError
from bot.local.model import SLACKBOT_ID, Json, LocalPerson, Message
from bot.local.payloads import Payloads
from bot.local.sockets import SocketHub
from bot.local.transport import ANSWER_SECONDS, HttpTransport, Kind, Outcome, Retry
from bot.local.values import Values
from bot.local.views import View
from bot.local.workspace import Workspace

__all__ = ["ANSWER_SECONDS", "REPEAT_AFTER_SECONDS", "Dispatcher", "Outcome"]

REPEAT_AFTER_SECONDS = (0.0, 60.0, 300.0)
"""When Slack sends an event again that was not taken: nearly at once, after a minute, after five."""


class Dispatcher:
    """Sends payloads to the bot: over its socket when it opened one, else to its events endpoint."""

    def __init__(
        self,
        workspace: Workspace,
        answers: Answers,
        payloads: Payloads,
        http: HttpTransport,
        sockets: SocketHub,
        repeat_after_seconds: Sequence[float] = REPEAT_AFTER_SECONDS,
    ) -> None:
        self._workspace = workspace
        self._answers = answers
        self._payloads = payloads
        self._http = http
        self._sockets = sockets
        self._repeat_after = repeat_after_seconds
        self._repeats: set[asyncio.Task[None]] = set()

    @property
    def events_url(self) -> str:
        """The bot's events endpoint."""
        return self._http.url

    @events_url.setter
    def events_url(self, url: str) -> None:
        self._http.url = url

    async def command(self, person: LocalPerson, channel: str, command: str, typed: str) -> Outcome:
        """Send a slash command as `person` typed it in `channel`, and show the answer or Slack's word of failure."""
        response_url = self._answers.issue(channel, person.slack_id)
        form = self._payloads.command(person, channel, command, typed, response_url)
        outcome = await self._send("slash_commands", form)
        outcome = outcome if outcome.error else self._shown(outcome, response_url)
        if outcome.error:
            self.tell(person, channel, slackbot.command_failed(person, command, outcome.error))
        return outcome

    async def press(
        self,
        person: LocalPerson,
        message: Message,
        action: Mapping[str, object],
        values: Values | None = None,
        *,
        ephemeral: bool = False,
    ) -> Outcome:
        """Send the use of a message's element (`block_actions`) with the action as Slack describes it."""
        response_url = self._answers.issue(message.channel, person.slack_id, about=message, ephemeral=ephemeral)
        payload = self._payloads.press(person, message, dict(action), response_url, values or {}, ephemeral=ephemeral)
        return await self._send("interactive", payload)

    async def press_in_view(self, person: LocalPerson, view: View, action: Json, values: Values) -> Outcome:
        """Send the use of an element in a modal or a Home."""
        return await self._send("interactive", self._payloads.press_in_view(person, view, action, values))

    async def submit(self, person: LocalPerson, view: View, values: Values) -> Outcome:
        """Send a modal's form; what the answer orders is the caller's to do."""
        return await self._send("interactive", self._payloads.submission(person, view, values))

    async def closed(self, person: LocalPerson, view: View, *, cleared: bool) -> Outcome:
        """Tell that a person closed a modal."""
        return await self._send("interactive", self._payloads.closing(person, view, cleared=cleared))

    async def shortcut(self, person: LocalPerson, message: Message, callback_id: str) -> Outcome:
        """Send a message shortcut."""
        response_url = self._answers.issue(message.channel, person.slack_id)
        payload = self._payloads.shortcut(person, message, callback_id, response_url)
        return await self._send("interactive", payload)

    async def event(self, event: Json) -> Outcome:
        """Deliver one event; the outcome is that of the first try, what was not taken is sent again later."""
        callback = self._payloads.event(event)
        outcome = await self._send("events_api", callback)
        if outcome.error and outcome.repeatable:
            repeat = asyncio.create_task(self._repeat(callback, outcome))
            self._repeats.add(repeat)
            repeat.add_done_callback(self._repeats.discard)
        return outcome

    def stop(self) -> None:
        """Send nothing again."""
        for repeat in self._repeats:
            repeat.cancel()

    def tell(self, person: LocalPerson, channel: str, text: str, thread_ts: str | None = None) -> None:
        """Say something in Slack's own name, to one person only."""
        message = Message(channel, "", SLACKBOT_ID, text, thread_ts=thread_ts)
        self._workspace.show_ephemeral(message, person.slack_id)

    async def _repeat(self, callback: Json, outcome: Outcome) -> None:
        for number, seconds in enumerate(self._repeat_after, start=1):
            await asyncio.sleep(seconds)
            outcome = await self._send("events_api", callback, Retry(number, _reason(outcome)))
            if not outcome.error or not outcome.repeatable:
                return

    async def _send(self, kind: Kind, payload: Json, retry: Retry | None = None) -> Outcome:
        transport = self._sockets if self._sockets.in_use else self._http
        return await transport.send(kind, payload, retry)

    def _shown(self, outcome: Outcome, response_url: str) -> Outcome:
        if outcome.answer:
            try:
                self._answers.show_first(response_url, outcome.answer)
            except ApiError:
                return Outcome(outcome.status, outcome.body, "invalid_command_response")
        return outcome


def _reason(outcome: Outcome) -> str:
    if outcome.error == "operation_timeout":
        return "http_timeout"
    return "connection_failed" if outcome.status is None else "http_error"
