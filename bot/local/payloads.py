"""What Slack tells a bot: slash commands, presses, forms, shortcuts and events, in Slack's own shape."""

from __future__ import annotations

import secrets

from bot.local.model import Identity, Json, LocalPerson, Message
from bot.local.triggers import Triggers
from bot.local.values import Values, state_of
from bot.local.views import View, Views
from bot.local.workspace import Workspace

VERIFICATION_TOKEN = "local-workspace"  # noqa: S105 - Slack's deprecated field; no secret, and nothing should check it


class Payloads:
    """Makes the payloads; every one that a person caused carries a fresh trigger id."""

    def __init__(self, workspace: Workspace, views: Views, triggers: Triggers) -> None:
        self._workspace = workspace
        self._identity: Identity = workspace.identity
        self._views = views
        self._triggers = triggers

    def command(self, person: LocalPerson, channel: str, command: str, typed: str, response_url: str) -> dict[str, str]:
        """A slash command; over HTTP its fields are a form's."""
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": self._identity.team_id,
            "team_domain": self._identity.team_domain,
            "channel_id": channel,
            "channel_name": self._channel_name(channel),
            "user_id": person.slack_id,
            "user_name": person.handle,
            "command": command,
            "text": self._workspace.escape(typed, labelled=True),
            "api_app_id": self._identity.app_id,
            "is_enterprise_install": "false",
            "response_url": response_url,
            "trigger_id": self._triggers.issue(person.slack_id),
        }

    def press(
        self,
        person: LocalPerson,
        message: Message,
        action: Json,
        response_url: str,
        values: Values,
        *,
        ephemeral: bool = False,
    ) -> Json:
        """The use of an element in a message (`block_actions`); an ephemeral message itself is not told."""
        container: Json = {"type": "message", "message_ts": message.ts, "channel_id": message.channel}
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        told = {} if ephemeral else {"message": self._workspace.describe(message)}
        return {
            **self._interaction(person),
            "type": "block_actions",
            "container": {**container, "is_ephemeral": ephemeral},
            "channel": {"id": message.channel, "name": self._channel_name(message.channel)},
            **told,
            "state": {"values": state_of(message.blocks, values)},
            "response_url": response_url,
            "actions": [self._stamped(action)],
        }

    def press_in_view(self, person: LocalPerson, view: View, action: Json, values: Values) -> Json:
        """The use of an element in a modal or a Home (`block_actions`)."""
        return {
            **self._interaction(person, view.view_id),
            "type": "block_actions",
            "container": {"type": "view", "view_id": view.view_id},
            "view": self._views.describe(view, values),
            "actions": [self._stamped(action)],
        }

    def submission(self, person: LocalPerson, view: View, values: Values) -> Json:
        """A modal's form, sent (`view_submission`)."""
        return {
            **self._interaction(person, view.view_id),
            "type": "view_submission",
            "view": self._views.describe(view, values),
            "response_urls": [],
        }

    def closing(self, person: LocalPerson, view: View, *, cleared: bool) -> Json:
        """A modal, closed by its person (`view_closed`)."""
        told = {**self._interaction(person), "type": "view_closed", "view": self._views.describe(view, {})}
        del told["trigger_id"]
        return {**told, "is_cleared": cleared}

    def shortcut(self, person: LocalPerson, message: Message, callback_id: str, response_url: str) -> Json:
        """A message shortcut (`message_action`)."""
        return {
            **self._interaction(person),
            "type": "message_action",
            "callback_id": callback_id,
            "channel": {"id": message.channel, "name": self._channel_name(message.channel)},
            "message": self._workspace.describe(message),
            "message_ts": message.ts,
            "response_url": response_url,
            "action_ts": self._workspace.fresh_stamp(),
        }

    def event(self, event: Json) -> Json:
        """An event in its envelope (`event_callback`)."""
        identity = self._identity
        return {
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

    def _interaction(self, person: LocalPerson, view_id: str | None = None) -> Json:
        identity = self._identity
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
            "trigger_id": self._triggers.issue(person.slack_id, view_id),
        }

    def _stamped(self, action: Json) -> Json:
        return {**action, "action_ts": self._workspace.fresh_stamp()}

    def _channel_name(self, conversation: str) -> str:
        channel = self._workspace.channels.get(conversation)
        return channel.name if channel else "directmessage"
