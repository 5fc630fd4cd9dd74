"""The workspace's state: conversations, messages and who has read what.

Everything that stays is one of four records (`message`, `deleted`, `read`, `member`), applied the same way when it
happens and when the log is read back. Ephemeral messages are told to the pages that are open and not kept, as in Slack;
the latest are remembered while the process runs, because their buttons can be pressed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from bot.local.escape import escape_typed
from bot.local.feed import Feed
from bot.local.log import EventLog
from bot.local.model import TOMBSTONE, Identity, Json, LocalChannel, LocalCommand, LocalPerson, Message

Clock = Callable[[], datetime]
EPHEMERALS = 500


class Workspace:
    """People, channels, direct messages with the bot, and what was said in them.

    Use it from one event loop only. `clock` gives the moment a message is stamped with; stamps never repeat and never
    go back.
    """

    def __init__(
        self,
        people: Sequence[LocalPerson],
        channels: Sequence[LocalChannel],
        commands: Sequence[LocalCommand],
        clock: Clock,
        identity: Identity | None = None,
        log: EventLog | None = None,
    ) -> None:
        self.identity = identity or Identity()
        self.people = {person.slack_id: person for person in people}
        self.channels = {channel.channel_id: channel for channel in channels}
        self.commands = {command.name: command for command in commands}
        self.feed = Feed()
        self._owners = {dm_of(person.slack_id): person.slack_id for person in people}
        self._clock = clock
        self._log = log
        self._last_stamp = 0
        self._messages: dict[str, dict[str, Message]] = {}
        self._threads: dict[tuple[str, str], set[str]] = {}
        self._read: dict[tuple[str, str], str] = {}
        self._moved: dict[tuple[str, str], bool] = {}
        self._ephemerals: OrderedDict[tuple[str, str], Message] = OrderedDict()
        if log:
            log.replay(self._apply)

    def escape(self, typed: str, *, labelled: bool = False) -> str:
        """A typed text as Slack hands it on; people, the bot and channels may be mentioned."""
        bot = LocalPerson(self.identity.bot_user_id, self.identity.bot_handle)
        return escape_typed(typed, [*self.people.values(), bot], self.channels.values(), labelled=labelled)

    def now(self) -> datetime:
        """The moment by the workspace's clock."""
        return self._clock()

    def owner_of(self, conversation: str) -> str | None:
        """The person whose direct message with the bot it is, or None."""
        return self._owners.get(conversation)

    def exists(self, conversation: str) -> bool:
        """Whether there is such a channel or direct message."""
        return conversation in self.channels or conversation in self._owners

    def members(self, conversation: str) -> frozenset[str]:
        """The people, without the bot, who see a conversation."""
        owner = self.owner_of(conversation)
        if owner is not None:
            return frozenset({owner})
        chosen = self.channels[conversation].members
        return chosen or frozenset(person for person in self.people if self._moved.get((person, conversation), True))

    def open_channels(self, person: str) -> list[str]:
        """The channels a person is not in and may join: those that are everybody's."""
        return [name for name, one in self.channels.items() if not one.members and person not in self.members(name)]

    def move(self, person: str, channel: str, *, joined: bool) -> bool:
        """Put a person into a channel that is everybody's, or take them out; tells whether that changed anything."""
        if self.channels[channel].members or joined == (person in self.members(channel)):
            return False
        self._keep({"type": "member", "user": person, "channel": channel, "joined": joined})
        self.feed.publish({person}, {"type": "member", "channel": channel, "joined": joined})
        return True

    def conversations_of(self, person: str) -> list[str]:
        """The channels a person is in, and last the direct message with the bot."""
        return [*(channel for channel in self.channels if person in self.members(channel)), dm_of(person)]

    def message(self, conversation: str, ts: str) -> Message | None:
        """The message with that stamp, or None."""
        return self._messages.get(conversation, {}).get(ts)

    def messages(self, conversation: str) -> list[Message]:
        """What a conversation itself shows, oldest first, without thread replies."""
        return [message for message in self._messages.get(conversation, {}).values() if message.in_channel]

    def readable_by(self, person: str) -> Iterator[Message]:
        """Every message that a person can read, thread replies and what was shown to them alone among it."""
        for conversation in self.conversations_of(person):
            yield from self._messages.get(conversation, {}).values()
        yield from (message for (shown_to, _), message in self._ephemerals.items() if shown_to == person)

    def replies(self, conversation: str, ts: str) -> list[Message]:
        """The replies under a message, oldest first, without the message itself."""
        return [self._messages[conversation][reply] for reply in sorted(self._threads.get((conversation, ts), ()))]

    def post(self, message: Message) -> Message:
        """Add a message under a fresh stamp, and return it with that stamp."""
        posted = replace(message, ts=self.fresh_stamp())
        self._record_message(posted, fresh=True)
        self._tell_parent(posted)
        return posted

    def change(self, message: Message) -> None:
        """Put a message in place of the one with its stamp."""
        self._record_message(message)

    def fresh_stamp(self) -> str:
        """A stamp later than every other, for a message, an edit or a press."""
        now = self._clock()
        self._last_stamp = max(int(now.timestamp()) * 1_000_000 + now.microsecond, self._last_stamp + 1)
        return f"{self._last_stamp // 1_000_000}.{self._last_stamp % 1_000_000:06d}"

    def delete(self, message: Message) -> None:
        """Take a message away; one that has replies leaves a tombstone, so that its thread stays within reach."""
        if self.replies(message.channel, message.ts):
            gone = Message(message.channel, message.ts, message.user, "This message was deleted.", subtype=TOMBSTONE)
            self._record_message(gone)
            return
        self._keep({"type": "deleted", "channel": message.channel, "ts": message.ts})
        self._tell(message.channel, {"type": "deleted", "channel": message.channel, "ts": message.ts})
        self._tell_parent(message)

    def show_ephemeral(self, message: Message, person: str) -> Message:
        """Show a message to one person's open pages; a message that has a stamp replaces the one shown under it."""
        shown = message if message.ts else replace(message, ts=self.fresh_stamp())
        self._ephemerals[person, shown.ts] = shown
        if len(self._ephemerals) > EPHEMERALS:
            self._ephemerals.popitem(last=False)
        self.feed.publish({person}, {"type": "message", "message": {**self.describe(shown), "is_ephemeral": True}})
        return shown

    def hide_ephemeral(self, conversation: str, ts: str, person: str) -> None:
        """Take an ephemeral message off one person's open pages."""
        self._ephemerals.pop((person, ts), None)
        self.feed.publish({person}, {"type": "deleted", "channel": conversation, "ts": ts})

    def ephemeral(self, person: str, conversation: str, ts: str) -> Message | None:
        """The ephemeral message shown to a person under that stamp, or None."""
        shown = self._ephemerals.get((person, ts))
        return shown if shown and shown.channel == conversation else None

    def mark_read(self, person: str, conversation: str, ts: str) -> None:
        """Note that a person has seen a conversation up to a stamp; an earlier stamp changes nothing."""
        if ts <= self.read_until(person, conversation):
            return
        self._keep({"type": "read", "user": person, "channel": conversation, "ts": ts})
        self.feed.publish({person}, {"type": "read", "channel": conversation, "ts": ts})

    def read_until(self, person: str, conversation: str) -> str:
        """The stamp up to which a person has seen a conversation; empty when never."""
        return self._read.get((person, conversation), "")

    def unread(self, person: str, conversation: str) -> int:
        """How many messages of others stand behind what a person has seen."""
        seen = self.read_until(person, conversation)
        return sum(1 for message in self.messages(conversation) if message.ts > seen and message.user != person)

    def describe(self, message: Message) -> Json:
        """A message with everything the Web API and the page tell of it, metadata included."""
        replies = self.replies(message.channel, message.ts)
        described: Json = {
            **message.record(),
            "type": "message",
            "team": self.identity.team_id,
            "text": message.text,
            "reactions": [
                {"name": name, "count": len(users), "users": users} for name, users in message.reactions.items()
            ],
        }
        if message.user == self.identity.bot_user_id:
            described |= {"bot_id": self.identity.bot_id, "app_id": self.identity.app_id}
        if message.edited_ts:
            described["edited"] = {"user": message.user, "ts": described.pop("edited_ts")}
        if replies:
            authors = list(dict.fromkeys(reply.user for reply in replies))
            described |= {"thread_ts": message.ts, "reply_count": len(replies), "reply_users": authors}
            described["latest_reply"] = replies[-1].ts
        return described

    def _record_message(self, message: Message, *, fresh: bool = False) -> None:
        self._keep({"type": "message", "message": message.record()})
        self._tell(message.channel, {"type": "message", "fresh": fresh, "message": self.describe(message)})

    def _tell_parent(self, message: Message) -> None:
        parent = self.message(message.channel, message.thread_ts) if message.thread_ts else None
        if parent and parent.ts != message.ts:
            self._tell(parent.channel, {"type": "message", "message": self.describe(parent)})

    def _tell(self, conversation: str, content: Json) -> None:
        self.feed.publish(self.members(conversation), content)

    def _keep(self, record: Json) -> None:
        if self._log:
            self._log.append(record)
        self._apply(record)

    def _apply(self, record: Json) -> None:
        match record:
            case {"type": "message", "message": dict(fields)}:
                self._place(Message(**{"text": "", **fields}))
            case {"type": "deleted", "channel": str(channel), "ts": str(ts)}:
                self._remove(channel, ts)
            case {"type": "read", "user": str(user), "channel": str(channel), "ts": str(ts)}:
                self._read[user, channel] = ts
            case {"type": "member", "user": str(user), "channel": str(channel), "joined": bool(joined)}:
                self._moved[user, channel] = joined
            case _:
                raise ValueError("no record of a workspace")

    def _place(self, message: Message) -> None:
        self._messages.setdefault(message.channel, {})[message.ts] = message
        self._last_stamp = max(self._last_stamp, _microseconds(message.ts))
        if message.thread_ts and message.thread_ts != message.ts:
            self._threads.setdefault((message.channel, message.thread_ts), set()).add(message.ts)

    def _remove(self, channel: str, ts: str) -> None:
        gone = self._messages.get(channel, {}).pop(ts, None)
        if gone and gone.thread_ts:
            self._threads.get((channel, gone.thread_ts), set()).discard(ts)


def dm_of(person: str) -> str:
    """The id of the direct message between a person and the bot."""
    return "D" + person[1:]


def _microseconds(ts: str) -> int:
    seconds, _, fraction = ts.partition(".")
    return int(seconds) * 1_000_000 + int(fraction or 0)
