"""The Web API's methods over the workspace's state, answered as Slack answers them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.local.arguments import ApiError, Arguments
from bot.local.files import Files
from bot.local.limits import message_errors
from bot.local.model import TIME_ZONE, Json, LocalChannel, LocalPerson, Message
from bot.local.values import with_ids
from bot.local.workspace import Workspace, dm_of

PAGE = 100
LARGEST_PAGE = 999
Method = Callable[[Arguments], Json]


class WebApi:
    """One bot's view of the workspace: `call` runs a method by its Slack name."""

    def __init__(
        self, workspace: Workspace, files: Files, public_url: str, more: Mapping[str, Method] | None = None
    ) -> None:
        self._workspace = workspace
        self._files = files
        self._identity = workspace.identity
        self._public_url = public_url.rstrip("/")
        self._methods: Mapping[str, Method] = {
            **(more or {}),
            "api.test": self._api_test,
            "auth.test": self._auth_test,
            "chat.postMessage": self._post_message,
            "chat.postEphemeral": self._post_ephemeral,
            "chat.update": self._update,
            "chat.delete": self._delete,
            "chat.getPermalink": self._permalink,
            "conversations.open": self._open,
            "conversations.info": self._info,
            "conversations.list": self._list,
            "conversations.history": self._history,
            "conversations.replies": self._replies,
            "conversations.members": self._members,
            "reactions.add": self._react,
            "reactions.remove": self._unreact,
            "users.info": self._user_info,
            "users.list": self._users,
        }

    def call(self, method: str, arguments: Arguments) -> Json:
        """Run a method.

        Raises:
            ApiError: Slack would answer `ok: false`.
        """
        if method not in self._methods:
            raise ApiError("unknown_method")
        return {"ok": True, **self._methods[method](arguments)}

    def _api_test(self, arguments: Arguments) -> Json:
        if error := arguments.optional("error"):
            raise ApiError(error)
        return {"args": arguments.values}

    def _auth_test(self, _: Arguments) -> Json:
        identity = self._identity
        return {
            "url": self._public_url + "/",
            "team": identity.team_name,
            "team_id": identity.team_id,
            "user": identity.bot_handle,
            "user_id": identity.bot_user_id,
            "bot_id": identity.bot_id,
            "is_enterprise_install": False,
        }

    def _post_message(self, arguments: Arguments) -> Json:
        channel = self._member_of(arguments.text("channel"))
        thread = self._thread_of(channel, arguments.optional("thread_ts"))
        broadcast = "thread_broadcast" if thread and arguments.flag("reply_broadcast") else None
        draft = replace(
            self._draft(channel, arguments),
            thread_ts=thread,
            subtype=broadcast,
            client_msg_id=arguments.optional("client_msg_id"),
            metadata=_metadata(arguments),
        )
        return self._posted(self._workspace.post(draft))

    def _post_ephemeral(self, arguments: Arguments) -> Json:
        channel, person = self._member_of(arguments.text("channel")), arguments.text("user")
        if person not in self._workspace.members(channel):
            raise ApiError("user_not_in_channel")
        draft = replace(
            self._draft(channel, arguments), thread_ts=self._thread_of(channel, arguments.optional("thread_ts"))
        )
        return {"message_ts": self._workspace.show_ephemeral(draft, person).ts}

    def _update(self, arguments: Arguments) -> Json:
        message = self._own_message(arguments, "ts", "cant_update_message")
        draft = self._draft(message.channel, arguments, text=message.text, blocks=message.blocks)
        changed = replace(message, text=draft.text, blocks=draft.blocks)
        if not draft.blocks:
            changed.edited_ts = self._workspace.fresh_stamp()
        if "metadata" in arguments:
            changed.metadata = _metadata(arguments)
        self._workspace.change(changed)
        return {**self._posted(changed), "text": changed.text}

    def _delete(self, arguments: Arguments) -> Json:
        message = self._own_message(arguments, "ts", "cant_delete_message")
        self._workspace.delete(message)
        return {"channel": message.channel, "ts": message.ts}

    def _permalink(self, arguments: Arguments) -> Json:
        channel, ts = arguments.text("channel"), arguments.text("message_ts")
        self._message(channel, ts)
        return {"channel": channel, "permalink": f"{self._public_url}/#{channel}/{ts}"}

    def _open(self, arguments: Arguments) -> Json:
        if channel := arguments.optional("channel"):
            return {"channel": self._conversation(self._readable(channel))}
        users = arguments.text("users").split(",")
        if len(users) > 1:
            raise ApiError("method_not_supported_for_channel_type")
        self._person(users[0])
        return {"no_op": True, "already_open": True, "channel": self._conversation(dm_of(users[0]))}

    def _info(self, arguments: Arguments) -> Json:
        channel = self._readable(arguments.text("channel"))
        members = {"num_members": len(self._member_ids(channel))} if arguments.flag("include_num_members") else {}
        return {"channel": {**self._conversation(channel), **members}}

    def _list(self, arguments: Arguments) -> Json:
        kinds = (arguments.optional("types") or "public_channel").replace(" ", "").split(",")
        channels = list(self._workspace.channels) if "public_channel" in kinds else []
        direct = [dm_of(person) for person in self._workspace.people] if "im" in kinds else []
        found = [self._conversation(conversation) for conversation in channels + direct]
        return {"channels": found, "response_metadata": {"next_cursor": ""}}

    def _history(self, arguments: Arguments) -> Json:
        channel = self._member_of(arguments.text("channel"))
        messages = _within(self._workspace.messages(channel), arguments)
        limit = arguments.number("limit", PAGE, LARGEST_PAGE)
        page = messages[-limit:]
        metadata = arguments.flag("include_all_metadata")
        return {
            "messages": [self._told(message, metadata) for message in reversed(page)],
            "has_more": len(messages) > limit,
            "response_metadata": {"next_cursor": page[0].ts if len(messages) > limit else ""},
        }

    def _replies(self, arguments: Arguments) -> Json:
        channel = self._member_of(arguments.text("channel"))
        parent = self._workspace.message(channel, arguments.text("ts"))
        if parent is None:
            raise ApiError("thread_not_found")
        metadata = arguments.flag("include_all_metadata")
        replies = _within(self._workspace.replies(channel, parent.ts), arguments)
        limit = arguments.number("limit", LARGEST_PAGE, LARGEST_PAGE)
        page = replies[-limit:]
        return {
            "messages": [self._told(message, metadata) for message in [parent, *page]],
            "has_more": len(replies) > limit,
            "response_metadata": {"next_cursor": page[0].ts if len(replies) > limit else ""},
        }

    def _members(self, arguments: Arguments) -> Json:
        members = self._member_ids(self._readable(arguments.text("channel")))
        return {"members": members, "response_metadata": {"next_cursor": ""}}

    def _react(self, arguments: Arguments) -> Json:
        message = self._message(arguments.text("channel"), arguments.text("timestamp"))
        name, bot = arguments.text("name"), self._identity.bot_user_id
        users = message.reactions.get(name, [])
        if bot in users:
            raise ApiError("already_reacted")
        self._workspace.change(replace(message, reactions={**message.reactions, name: [*users, bot]}))
        return {}

    def _unreact(self, arguments: Arguments) -> Json:
        message = self._message(arguments.text("channel"), arguments.text("timestamp"))
        name, bot = arguments.text("name"), self._identity.bot_user_id
        if bot not in message.reactions.get(name, []):
            raise ApiError("no_reaction")
        left = [user for user in message.reactions[name] if user != bot]
        others = {other: users for other, users in message.reactions.items() if other != name}
        self._workspace.change(replace(message, reactions=others | ({name: left} if left else {})))
        return {}

    def _user_info(self, arguments: Arguments) -> Json:
        user = arguments.text("user")
        return {"user": self._user(user, locale=arguments.flag("include_locale"))}

    def _users(self, arguments: Arguments) -> Json:
        everybody = [*self._workspace.people, self._identity.bot_user_id]
        members = [self._user(user, locale=arguments.flag("include_locale")) for user in everybody]
        return {"members": members, "response_metadata": {"next_cursor": ""}}

    def _draft(self, channel: str, arguments: Arguments, text: str = "", blocks: list[Json] | None = None) -> Message:
        """The bot's message in the call; text alone drops the blocks there were, blocks alone keep the text."""
        given = arguments.structure("blocks")
        if given is None:
            given = [] if "text" in arguments else blocks or []
        draft = Message(channel, "", self._identity.bot_user_id, str(arguments.values.get("text", text)), given)
        errors = message_errors(draft.text, given)
        if errors in (["no_text"], ["msg_too_long"]):
            raise ApiError(errors[0])
        if errors:
            raise ApiError("invalid_blocks", [f"[ERROR] {error}" for error in errors])
        self._files.check_pictures(given)
        return replace(draft, blocks=with_ids(given))

    def _posted(self, message: Message) -> Json:
        return {"channel": message.channel, "ts": message.ts, "message": self._workspace.describe(message)}

    def _told(self, message: Message, metadata: bool) -> Json:
        described = self._workspace.describe(message)
        return described if metadata else {key: value for key, value in described.items() if key != "metadata"}

    def _readable(self, name: str) -> str:
        """The id of a conversation given by id, by channel name, or by the person at its other end."""
        if self._workspace.exists(name):
            return name
        if name in self._workspace.people:
            return dm_of(name)
        by_name = {channel.name: channel.channel_id for channel in self._workspace.channels.values()}
        if name.lstrip("#") in by_name:
            return by_name[name.lstrip("#")]
        raise ApiError("channel_not_found")

    def _writable(self, name: str) -> str:
        return self._member_of(name)

    def _member_of(self, name: str) -> str:
        conversation = self._readable(name)
        channel = self._workspace.channels.get(conversation)
        if channel and not channel.bot_is_member:
            raise ApiError("not_in_channel")
        return conversation

    def _thread_of(self, channel: str, thread_ts: str | None) -> str | None:
        if thread_ts is None:
            return None
        parent = self._workspace.message(channel, thread_ts)
        if parent is None:
            raise ApiError("thread_not_found")
        return parent.thread_ts or parent.ts

    def _message(self, channel: str, ts: str) -> Message:
        message = self._workspace.message(self._readable(channel), ts)
        if message is None:
            raise ApiError("message_not_found")
        return message

    def _own_message(self, arguments: Arguments, stamp: str, refusal: str) -> Message:
        message = self._message(arguments.text("channel"), arguments.text(stamp))
        if message.user != self._identity.bot_user_id:
            raise ApiError(refusal)
        return message

    def _member_ids(self, conversation: str) -> list[str]:
        channel = self._workspace.channels.get(conversation)
        bot = [self._identity.bot_user_id] if channel is None or channel.bot_is_member else []
        return sorted(self._workspace.members(conversation)) + bot

    def _conversation(self, conversation: str) -> Json:
        channel = self._workspace.channels.get(conversation)
        return _channel(channel) if channel else _direct(conversation, self._workspace.owner_of(conversation))

    def _person(self, user: str) -> LocalPerson:
        if user not in self._workspace.people:
            raise ApiError("user_not_found")
        return self._workspace.people[user]

    def _user(self, user: str, *, locale: bool) -> Json:
        if user == self._identity.bot_user_id:
            return self._described_user(user, self._identity.bot_handle, self._identity.bot_name, bot=True)
        person = self._person(user)
        language = {"locale": person.locale} if locale else {}
        return {**self._described_user(user, person.handle, person.name, bot=False), **language}

    def _described_user(self, user: str, handle: str, name: str, *, bot: bool) -> Json:
        return {
            "id": user,
            "team_id": self._identity.team_id,
            "name": handle,
            "real_name": name,
            "deleted": False,
            "is_bot": bot,
            "tz": TIME_ZONE,
            "tz_offset": 28_800,
            "profile": {"real_name": name, "display_name": name},
        }


def _metadata(arguments: Arguments) -> Json | None:
    metadata = arguments.structure("metadata")
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_payload"), dict):
        raise ApiError("invalid_metadata_format")
    return metadata


def _within(messages: list[Message], arguments: Arguments) -> list[Message]:
    """The messages between `oldest` and `latest` (or a cursor), both left out unless `inclusive`."""
    oldest = arguments.optional("oldest") or ""
    latest = arguments.optional("cursor") or arguments.optional("latest") or "~"
    ends = {oldest, latest} if arguments.flag("inclusive") else set()
    return [message for message in messages if oldest < message.ts < latest or message.ts in ends]


def _channel(channel: LocalChannel) -> Json:
    return {
        "id": channel.channel_id,
        "name": channel.name,
        "is_channel": True,
        "is_im": False,
        "is_private": False,
        "is_archived": False,
        "is_member": channel.bot_is_member,
        "topic": {"value": channel.topic_zh or channel.topic_en},
    }


def _direct(conversation: str, owner: str | None) -> Json:
    return {"id": conversation, "is_im": True, "is_channel": False, "is_archived": False, "user": owner}
