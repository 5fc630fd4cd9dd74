"""What a person at the page does: say something in a conversation or a thread, or give a command."""

from __future__ import annotations

import asyncio
from collections.abc import Set as AbstractSet

from bot.local import slackbot
from bot.local.dispatch import Dispatcher, Outcome
from bot.local.model import Json, LocalPerson, Message
from bot.local.workspace import Workspace


class Seat:
    """Takes what people type; `subscriptions` names the events the bot asked for (`message.im`, `app_mention` …)."""

    def __init__(self, workspace: Workspace, dispatcher: Dispatcher, subscriptions: AbstractSet[str]) -> None:
        self._workspace = workspace
        self._dispatcher = dispatcher
        self._subscriptions = subscriptions
        self._deliveries: set[asyncio.Task[Outcome]] = set()

    async def say(self, person: LocalPerson, channel: str, text: str, thread_ts: str | None = None) -> Outcome | None:
        """Give a command or post a message; the outcome is that of a command sent to the bot, otherwise None."""
        if text.startswith("/"):
            return await self._command(person, channel, text, thread_ts)
        escaped = self._workspace.escape(text.strip())
        message = Message(channel, "", person.slack_id, escaped, thread_ts=thread_ts)
        posted = self._workspace.post(message)
        self._workspace.mark_read(person.slack_id, channel, posted.ts)
        self._deliver(posted)
        return None

    async def _command(self, person: LocalPerson, channel: str, text: str, thread_ts: str | None) -> Outcome | None:
        name, *rest = text.split(maxsplit=1)
        if thread_ts is not None:
            self._dispatcher.tell(person, channel, slackbot.no_command_in_thread(person, name), thread_ts)
            return None
        if name.lower() not in self._workspace.commands:
            self._dispatcher.tell(person, channel, slackbot.no_such_command(person, name))
            return None
        return await self._dispatcher.command(person, channel, name.lower(), rest[0].strip() if rest else "")

    def _deliver(self, message: Message) -> None:
        for event in self._events_of(message):
            delivery = asyncio.create_task(self._dispatcher.event(event))
            self._deliveries.add(delivery)
            delivery.add_done_callback(self._deliveries.discard)

    def _events_of(self, message: Message) -> list[Json]:
        direct = self._workspace.owner_of(message.channel) is not None
        described = {**self._workspace.describe(message), "event_ts": message.ts}
        events = []
        if ("message.im" if direct else "message.channels") in self._subscriptions:
            events.append({**described, "channel_type": "im" if direct else "channel"})
        mentioned = f"<@{self._workspace.identity.bot_user_id}>" in message.text
        if mentioned and not direct and "app_mention" in self._subscriptions:
            events.append({**described, "type": "app_mention"})
        return events
