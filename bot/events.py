"""What Slack tells of: a newcomer is greeted, a mention or direct message is answered with help, each once."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientError
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.logs import log
from bot.middleware import stranger
from commands.catalog import Catalog
from commands.kit.blocks import Reply, sections
from commands.kit.help import overview
from commands.kit.texts import Translator
from storage.contract.kinds import Person
from storage.records.settings import TermsInForce


@dataclass
class Events:
    """Bolt listeners for events."""

    desk: Desk
    catalog: Catalog
    terms: TermsInForce
    client: AsyncWebClient
    own_account: str | None = None
    """The bot's own account, once it is known."""

    def register(self, app: AsyncApp) -> None:
        """Take events from Bolt."""
        app.event("member_joined_channel")(self.greet)
        app.event("app_mention")(self.help)
        app.event("message")(self.help_in_person)

    async def greet(self, event: dict[str, Any], body: dict[str, Any]) -> None:
        """Somebody came into the ops channel."""
        if event.get("channel") != self.terms.latest.ops_channel:
            return
        if event["user"] != await self._own_account():
            await self.desk.tell_account(f"greet:{body['event_id']}", event["user"], greeting)

    async def help(self, event: dict[str, Any], body: dict[str, Any]) -> None:
        """Somebody spoke to the bot; what bots and workflows write is no question."""
        if event.get("bot_id") or not event.get("user"):
            return
        speaker = await self.desk.speaker(event["user"])
        await self.desk.tell_account(f"help:{body['event_id']}", event["user"], self._help(event["user"], speaker))

    async def help_in_person(self, event: dict[str, Any], body: dict[str, Any]) -> None:
        """Somebody wrote a direct message, perhaps with a file; edits are no question."""
        if event.get("channel_type") == "im" and event.get("subtype") in (None, "file_share"):
            await self.help(event, body)

    async def _own_account(self) -> str | None:
        """The bot's own account; None while Slack does not say."""
        if self.own_account is None:
            try:
                self.own_account = (await self.client.auth_test())["user_id"]
            except (SlackApiError, ClientError, TimeoutError, OSError) as error:
                log("own account not learned", level=logging.WARNING, trouble=type(error).__name__)
        return self.own_account

    def _help(self, slack_id: str, speaker: Person | None) -> Callable[[Translator], Reply]:
        if speaker is None:
            return lambda t: stranger(slack_id, t)
        return lambda t: overview(self.catalog.commands, speaker, t)


def greeting(t: Translator) -> Reply:
    """Three lines for somebody who came into the ops channel."""
    lines = [
        t("Welcome! Here the team logs inspections and works on faults; I keep the contract's score."),
        t("Type `/zhiban today` for what the day asks for, `/zhiban help` for everything I can do."),
        t("Not on the list of people yet? Ask the PM to add you: `/zhiban person`."),
    ]
    return Reply(lines[0], sections("\n".join(lines)))
