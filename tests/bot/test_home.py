"""What a Home that is being put together does about what is written meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast

from slack_sdk.models.blocks import Block
from sqlalchemy import Connection

from bot.background import Background
from bot.home import Homes
from bot.home_pictures import HomePictures
from commands.kit.blocks import sections
from storage.contract.kinds import Person

CHEN = Person(id="chen", name="Chen", side="client", role="manager", onsite=False, slack="U0CHEN")
OPENED = {"user": "U0CHEN", "tab": "home"}


class SlowDesk:
    """Reads what stands at once, and gives it when told to."""

    def __init__(self) -> None:
        self.stands = "waits"
        self.has_read = asyncio.Event()
        self.gives = asyncio.Event()

    async def speaker(self, _slack_id: str) -> Person:
        return CHEN

    async def look(self, _read: Callable[[Connection], list[Block]]) -> list[Block]:
        read = sections(self.stands)
        self.has_read.set()
        await self.gives.wait()
        return read


class English:
    async def of(self, _slack_id: str) -> str:
        return "en"


class Published:
    """The Homes that Slack was given, in their order."""

    def __init__(self) -> None:
        self.views: list[str] = []

    async def views_publish(self, *, user_id: str, view: dict[str, Any]) -> None:
        self.views.append(f"{user_id}: {view['blocks'][0]['text']['text']}")


async def test_what_is_written_while_a_home_is_opened_shows_in_it() -> None:
    desk, slack, background, unused = SlowDesk(), Published(), Background(), cast("Any", None)
    pictures = HomePictures(unused, background, unused)
    homes = Homes(unused, cast("Any", desk), unused, cast("Any", English()), cast("Any", slack), background, pictures)
    await homes.opened(OPENED)
    await desk.has_read.wait()
    desk.stands = "done"
    homes.renew()
    desk.gives.set()
    await background.finish(10)
    assert slack.views == ["U0CHEN: waits", "U0CHEN: done"]
