"""What a person at the page says: a message in a conversation or a thread, or a command."""

from __future__ import annotations

from bot.local import slackbot
from bot.local.dispatch import Dispatcher
from bot.local.events import Events
from bot.local.model import LocalPerson, Message
from bot.local.transport import Outcome
from bot.local.workspace import Workspace


class Seat:
    """Takes what people type, and lets them join and leave open channels."""

    def __init__(self, workspace: Workspace, dispatcher: Dispatcher, events: Events) -> None:
        self._workspace = workspace
        self._dispatcher = dispatcher
        self._events = events

    async def say(self, person: LocalPerson, channel: str, text: str, thread_ts: str | None = None) -> Outcome | None:
        """Give a command or post a message; the outcome is that of a command sent to the bot, otherwise None."""
        if text.startswith("/"):
            return await self._command(person, channel, text, thread_ts)
        escaped = self._workspace.escape(text.strip())
        message = Message(channel, "", person.slack_id, escaped, thread_ts=thread_ts)
        posted = self._workspace.post(message)
        self._workspace.mark_read(person.slack_id, channel, posted.ts)
        self._tell_of(posted)
        return None

    def join(self, person: LocalPerson, channel: str) -> None:
        """Put a person into an open channel; nothing happens when they are in it."""
        self._move(person, channel, joined=True)

    def leave(self, person: LocalPerson, channel: str) -> None:
        """Take a person out of an open channel; nothing happens when they are not in it."""
        self._move(person, channel, joined=False)

    async def _command(self, person: LocalPerson, channel: str, text: str, thread_ts: str | None) -> Outcome | None:
        name, *rest = text.split(maxsplit=1)
        if thread_ts is not None:
            self._dispatcher.tell(person, channel, slackbot.no_command_in_thread(person, name), thread_ts)
            return None
        if name.lower() not in self._workspace.commands:
            self._dispatcher.tell(person, channel, slackbot.no_such_command(person, name))
            return None
        return await self._dispatcher.command(person, channel, name.lower(), rest[0].strip() if rest else "")

    def _tell_of(self, message: Message) -> None:
        direct = self._workspace.owner_of(message.channel) is not None
        described = {**self._workspace.describe(message), "event_ts": message.ts}
        spoken = {**described, "channel_type": "im" if direct else "channel"}
        self._events.happened(spoken, "message.im" if direct else "message.channels")
        if f"<@{self._workspace.identity.bot_user_id}>" in message.text and not direct:
            self._events.happened({**described, "type": "app_mention"})

    def _move(self, person: LocalPerson, channel: str, *, joined: bool) -> None:
        if not self._workspace.move(person.slack_id, channel, joined=joined):
            return
        moved = {
            "type": "member_joined_channel" if joined else "member_left_channel",
            "user": person.slack_id,
            "channel": channel,
            "channel_type": "C",
            "team": self._workspace.identity.team_id,
            "event_ts": self._workspace.fresh_stamp(),
        }
        if self._workspace.channels[channel].bot_is_member:
            self._events.happened(moved)
