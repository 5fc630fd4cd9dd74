"""The Slack app manifest, made from the registered commands."""

from typing import Any, Final, NamedTuple

from commands.catalog import Catalog
from commands.kit.texts import Text, text, translator

BOT_SCOPES: Final = {
    "app_mentions:read": "answer a mention with help",
    "channels:history": "find a post in the ops channel whose sending was never answered, before it is sent again",
    "channels:read": "greet who joins the ops channel",
    "chat:write": "answer and post",
    "chat:write.public": "post in the ops channel before it is invited",
    "commands": "take slash commands",
    "files:read": "fetch a file handed in with a form",
    "files:write": "send somebody a file they asked for, show a picture in their Home",
    "im:history": "answer a direct message with help, and find a post in it as in the ops channel",
    "im:write": "write to a person directly",
    "users:read": "learn a person's language",
}
"""What the bot may do in Slack, and what for."""
BOT_EVENTS: Final = ("app_home_opened", "app_mention", "member_joined_channel", "message.im")
"""What the bot is told of: a Home to fill, a mention or direct message to answer, a newcomer to greet."""


class Shortcut(NamedTuple):
    """A message shortcut: it opens a verb's form, filled with the message's words."""

    callback_id: str
    name: Text
    """At most 24 characters, or Slack refuses the manifest."""
    does: Text
    command: str
    verb: str


SHORTCUTS: Final = (
    Shortcut(
        "fault_from_message",
        text("Fault from this message"),
        text("Open a fault from this message"),
        "fault",
        "open",
    ),
    Shortcut(
        "problem_from_message",
        text("Inspection problem"),
        text("Log this message as a problem found by inspection"),
        "inspect",
        "problem",
    ),
)
REQUEST_URL: Final = "https://example.invalid/slack/events"
"""Stands for the bot's own address, which whoever installs the app fills in."""


def manifest(catalog: Catalog) -> dict[str, Any]:
    """The manifest: exactly the commands there are and the scopes they need."""
    t = translator("en")
    return {
        "display_information": {
            "name": "Zhiban 值班",
            "description": t("Inspections, attendance and faults, and the score they make."),
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Zhiban", "always_online": True},
            "shortcuts": [
                {
                    "name": t(one.name),
                    "type": "message",
                    "callback_id": one.callback_id,
                    "description": t(one.does),
                }
                for one in SHORTCUTS
            ],
            "slash_commands": [
                {
                    "command": f"/{command.name}",
                    "url": REQUEST_URL,
                    "description": t(command.does),
                    "usage_hint": command.hint,
                    "should_escape": True,
                }
                for command in catalog.commands
            ],
        },
        "oauth_config": {"scopes": {"bot": sorted(BOT_SCOPES)}},
        "settings": {
            "event_subscriptions": {"request_url": REQUEST_URL, "bot_events": list(BOT_EVENTS)},
            "interactivity": {"is_enabled": True, "request_url": REQUEST_URL},
            "org_deploy_enabled": False,
            "socket_mode_enabled": False,
            "token_rotation_enabled": False,
        },
    }
