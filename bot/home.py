"""App Home: what a person's role asks for, put together from the commands' own views, and kept fresh."""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from aiohttp import ClientError
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Connection

from bot.background import Background
from bot.desk import Desk
from bot.languages import Languages
from bot.logs import log
from bot.middleware import Door, stranger
from commands.catalog import Catalog
from commands.kit.blocks import context as context_line
from commands.kit.blocks import divider
from commands.kit.saying import Read, Refused
from commands.kit.texts import translator
from storage.contract.kinds import Person, Role

MOST_BLOCKS: Final = 100
RENEWED_AFTER_SECONDS: Final = 1.0
TRIED_AGAIN_AFTER_SECONDS: Final = 30.0
SHOWN: Final[dict[Role, Sequence[tuple[str, str]]]] = {
    "engineer": (
        ("zhiban", "today"),
        ("clock", "status"),
        ("task", "list"),
        ("request", "list"),
        ("fault", "list"),
        ("inspect", "pages"),
    ),
    "pm": (
        ("zhiban", "today"),
        ("clock", "status"),
        ("request", "list"),
        ("fault", "list"),
        ("inspect", "pages"),
        ("score", "period"),
        ("report", "due"),
    ),
    "manager": (("score", "waiting"), ("fault", "list"), ("score", "period")),
    "viewer": (("score", "period"), ("score", "waiting")),
}
"""Role to the verbs whose answers its Home shows, most urgent first."""


@dataclass(frozen=True)
class Homes:
    """The Homes that somebody has opened while the bot runs: shown when opened, renewed when they have changed."""

    door: Door
    desk: Desk
    catalog: Catalog
    languages: Languages
    client: AsyncWebClient
    background: Background
    shown: dict[str, str] = field(default_factory=dict)
    """What each opened Home shows, by Slack user id; empty while its first view is put together."""
    renewing: set[str] = field(default_factory=set)
    showing: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))
    """One at a time for each person, so that no older Home comes after a newer one."""

    def register(self, app: AsyncApp) -> None:
        """Take the opening of a Home from Bolt."""
        app.event("app_home_opened")(self.opened)

    async def opened(self, event: dict[str, Any]) -> None:
        """Somebody looks at their Home."""
        if event.get("tab") == "home":
            self.shown[event["user"]] = ""
            self.background.start(self._show(event["user"]))

    def renew(self) -> None:
        """Something was written: bring every opened Home up to date, soon and once."""
        for slack_id in self.shown:
            self._renew_after(slack_id, RENEWED_AFTER_SECONDS)

    def _renew_after(self, slack_id: str, seconds: float) -> None:
        if slack_id not in self.renewing:
            self.renewing.add(slack_id)
            self.background.start(self._renew(slack_id, seconds))

    async def _renew(self, slack_id: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self.renewing.discard(slack_id)
        await self._show(slack_id)

    async def _show(self, slack_id: str) -> None:
        async with self.showing[slack_id]:
            await self._show_newest(slack_id)

    async def _show_newest(self, slack_id: str) -> None:
        view = await self._view(slack_id)
        content = json.dumps(view, sort_keys=True)
        if self.shown.get(slack_id) == content:
            return
        self.shown[slack_id] = content
        try:
            await self.client.views_publish(user_id=slack_id, view=view)
        except (SlackApiError, ClientError, TimeoutError, OSError) as error:
            self.shown[slack_id] = ""
            log("home not shown", level=logging.WARNING, trouble=type(error).__name__)
            self._renew_after(slack_id, TRIED_AGAIN_AFTER_SECONDS)

    async def _view(self, slack_id: str) -> dict[str, Any]:
        t = translator(await self.languages.of(slack_id))
        speaker = await self.desk.speaker(slack_id)
        if speaker is None:
            return _home(stranger(slack_id, t).shown())
        context = AsyncBoltContext({"t": t, "speaker": speaker})
        return _home(await self.desk.look(lambda connection: self._blocks(connection, speaker, context)))

    def _blocks(self, connection: Connection, speaker: Person, context: AsyncBoltContext) -> list[Block]:
        blocks: list[Block] = []
        for command_name, verb_name in SHOWN[speaker.role]:
            part = self._part(connection, command_name, verb_name, context)
            if len(blocks) + len(part) + 1 > MOST_BLOCKS - len(SHOWN[speaker.role]):
                part = [context_line(context["t"]("More: `/{command} {verb}`", command=command_name, verb=verb_name))]
            blocks += [divider(), *part] if blocks and part else part
        return blocks

    def _part(
        self, connection: Connection, command_name: str, verb_name: str, context: AsyncBoltContext
    ) -> list[Block]:
        """What the verb answers; nothing where it has nothing to list, and says so in one plain sentence."""
        command, verb = self.catalog.verb_named(command_name, verb_name)
        try:
            step = verb.run(replace(self.door.saying(command, verb, verb.name, "", context), at_home=True))
        except Refused:
            return []
        reply = step.work(connection) if isinstance(step, Read) else None
        return list(reply.blocks) if reply else []


def _home(blocks: Sequence[Block]) -> dict[str, Any]:
    return dict(View(type="home", blocks=list(blocks)).to_dict())
