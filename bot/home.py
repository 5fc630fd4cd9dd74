"""App Home: what a person's role asks for, put together from the commands' own views, and kept fresh."""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
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
from bot.home_pictures import HomePictures
from bot.languages import Languages
from bot.logs import log
from bot.middleware import Door, stranger
from bot.slack_answers import not_taken, trouble_of
from commands.catalog import Catalog
from commands.kit.blocks import Attachment, divider
from commands.kit.blocks import context as context_line
from commands.kit.saying import Read, Refused
from commands.kit.texts import Language, translator
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
NO_PICTURES: Final[Mapping[str, Block]] = {}

Content = Sequence[Block | Attachment]
"""What stands in a Home, each picture at its place."""


@dataclass(frozen=True)
class Homes:
    """The Homes that somebody has opened while the bot runs: shown when opened, renewed when they have changed."""

    door: Door
    desk: Desk
    catalog: Catalog
    languages: Languages
    client: AsyncWebClient
    background: Background
    pictures: HomePictures
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
        language = await self.languages.of(slack_id)
        content = await self._content(slack_id, language)
        try:
            await self._publish_with_pictures(slack_id, content, language)
        except (SlackApiError, ClientError, TimeoutError, OSError) as error:
            self.shown[slack_id] = ""
            log("home not shown", level=logging.WARNING, trouble=type(error).__name__)
            self._renew_after(slack_id, TRIED_AGAIN_AFTER_SECONDS)

    async def _publish_with_pictures(self, slack_id: str, content: Content, language: Language) -> None:
        """Publish it; where Slack takes it without its pictures only, without them."""
        files = [part for part in content if isinstance(part, Attachment)]
        pictures = self.pictures.of(files, language)
        try:
            await self._publish(slack_id, _home(content, pictures))
        except SlackApiError as error:
            if not pictures or not_taken(error).takes_nothing:
                raise
            await self._publish(slack_id, _home(content, NO_PICTURES))
            self.pictures.refused(pictures.values(), trouble_of(error))

    async def _publish(self, slack_id: str, view: dict[str, Any]) -> None:
        """Publish it unless it is what stands there."""
        shown = json.dumps(view, sort_keys=True)
        if self.shown.get(slack_id) != shown:
            self.shown[slack_id] = shown
            await self.client.views_publish(user_id=slack_id, view=view)

    async def _content(self, slack_id: str, language: Language) -> Content:
        t = translator(language)
        speaker = await self.desk.speaker(slack_id)
        if speaker is None:
            return stranger(slack_id, t).shown()
        context = AsyncBoltContext({"t": t, "speaker": speaker})
        return await self.desk.look(lambda connection: self._parts(connection, speaker, context))

    def _parts(self, connection: Connection, speaker: Person, context: AsyncBoltContext) -> Content:
        parts: list[Block | Attachment] = []
        for command_name, verb_name in SHOWN[speaker.role]:
            part = self._part(connection, command_name, verb_name, context)
            if len(parts) + len(part) + 1 > MOST_BLOCKS - len(SHOWN[speaker.role]):
                part = [context_line(context["t"]("More: `/{command} {verb}`", command=command_name, verb=verb_name))]
            parts += [divider(), *part] if parts and part else part
        return parts

    def _part(self, connection: Connection, command_name: str, verb_name: str, context: AsyncBoltContext) -> Content:
        """What the verb answers, its picture last; nothing where it lists nothing and says so in a plain sentence."""
        command, verb = self.catalog.verb_named(command_name, verb_name)
        try:
            step = verb.run(replace(self.door.saying(command, verb, verb.name, "", context), at_home=True))
        except Refused:
            return []
        reply = step.work(connection) if isinstance(step, Read) else None
        return [*reply.blocks, *([reply.file] if reply.file else [])] if reply else []


def _home(content: Content, pictures: Mapping[str, Block]) -> dict[str, Any]:
    """The Home with these pictures, by file name; where one is missing stands what stands there instead."""
    blocks: list[Block] = []
    for part in content:
        if not isinstance(part, Attachment):
            blocks.append(part)
        elif part.filename in pictures:
            blocks.append(pictures[part.filename])
        else:
            blocks += part.instead
    return dict(View(type="home", blocks=blocks).to_dict())
