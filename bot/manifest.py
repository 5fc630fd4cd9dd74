"""The Slack app manifest, made from the registered commands."""

from typing import Any, Final

from commands.catalog import Catalog
from commands.kit.texts import translator

BOT_SCOPES: Final = {
    "chat:write": "answer and post",
    "chat:write.public": "post in the ops channel before it is invited",
    "commands": "take slash commands",
    "im:write": "write to a person directly",
    "users:read": "learn a person's language",
}
"""What the bot may do in Slack, and what for."""
BOT_EVENTS: Final = ("app_home_opened",)
"""What the bot is told of."""
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
