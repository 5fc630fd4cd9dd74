"""What a workspace is made of: its identity, people, channels, commands and messages."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

Json = dict[str, Any]

SLACKBOT_ID = "USLACKBOT"
TOMBSTONE = "tombstone"
TIME_ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the workspace and its one bot are, in Slack's ids and in words."""

    team_id: str = "T0ZHIBAN"
    team_domain: str = "zhiban"
    team_name: str = "Zhiban 值班"
    app_id: str = "A0ZHIBAN"
    bot_id: str = "B0ZHIBAN"
    bot_user_id: str = "U0ZHIBAN"
    bot_handle: str = "zhiban"
    bot_name: str = "Zhiban 值班"


@dataclass(frozen=True, slots=True)
class LocalPerson:
    """An invented person whose seat anybody at the page may take.

    Attributes:
        slack_id: Slack user id, `U` and capitals or digits.
        name: the name shown, also typed after `@`.
        label_zh: what the person does, in Chinese, shown under the name.
        label_en: the same in English.
        locale: Slack locale, `zh-CN` or `en-US`; decides the page's first language and what `users.info` tells.
    """

    slack_id: str
    name: str
    label_zh: str = ""
    label_en: str = ""
    locale: str = "zh-CN"

    @property
    def handle(self) -> str:
        """The lower-case name without spaces that Slack puts into `user_name` and mention labels."""
        return self.name.lower().replace(" ", ".")


@dataclass(frozen=True, slots=True)
class LocalChannel:
    """A channel; `members` empty means everybody is in it."""

    channel_id: str
    name: str
    topic_zh: str = ""
    topic_en: str = ""
    members: frozenset[str] = frozenset()
    bot_is_member: bool = True


@dataclass(frozen=True, slots=True)
class LocalCommand:
    """A slash command as it stands in an app manifest; the Chinese description is shown on the Chinese page.

    Attributes:
        verbs: what may follow it, offered while typing: (word, usage, what it does in Chinese, in English).
    """

    name: str
    description: str
    usage_hint: str = ""
    description_zh: str = ""
    verbs: tuple[tuple[str, str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LocalShortcut:
    """A message shortcut as it stands in an app manifest, offered in a message's menu."""

    callback_id: str
    name: str
    name_zh: str = ""


@dataclass(slots=True)
class Message:
    """One message that stays; its fields are what a log line holds."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: Json | None = None
    client_msg_id: str | None = None
    edited_ts: str | None = None
    subtype: str | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: list[Json] = field(default_factory=list)

    @property
    def in_channel(self) -> bool:
        """Whether the channel shows it, rather than only its thread."""
        return self.thread_ts in (None, self.ts) or self.subtype == "thread_broadcast"

    def record(self) -> Json:
        """The message as a log line holds it, without what equals its default."""
        return {key: value for key, value in asdict(self).items() if value not in (None, [], {})}
