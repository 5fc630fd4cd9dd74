"""Answers: in place where they are ready in time, otherwise where the request said later ones go."""

import asyncio
import time
from dataclasses import dataclass
from typing import Final

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_bolt.response import BoltResponse

from bot.background import Background
from bot.desk import Content, Desk
from bot.middleware import Admitted, error_reply, tell_later
from commands.kit.blocks import unescape
from commands.kit.texts import Translator

ANSWERED_IN_PLACE_SECONDS: Final = 2.0
"""An answer that is ready by then comes back in the HTTP response itself (interface, Slash commands)."""


@dataclass(frozen=True)
class Answering:
    """Carries out what was admitted and brings the answer to whoever asked."""

    desk: Desk
    background: Background

    async def content(self, admitted: Admitted) -> Content:
        """What comes of it. Raises what the step raises."""
        return await self.desk.answer(admitted.step, admitted.author, admitted.request)

    async def in_place(
        self, admitted: Admitted, ack: AsyncAck, respond: AsyncRespond, context: AsyncBoltContext
    ) -> BoltResponse:
        """Answer in the response itself; what takes longer follows."""
        t: Translator = context["t"]
        work = asyncio.ensure_future(self.content(admitted))
        patience = context["arrived"] + ANSWERED_IN_PLACE_SECONDS - time.monotonic()
        done, _ = await asyncio.wait({work}, timeout=max(patience, 0))
        if done:
            return await ack(response_type="ephemeral", **work.result())
        self.background.start(self._told(work, respond, context))
        return await ack(t("This takes a moment; the answer follows here."), response_type="ephemeral")

    def tell(self, admitted: Admitted, respond: AsyncRespond, context: AsyncBoltContext) -> None:
        """Carry it out and answer privately where the message with the button stands."""
        work = asyncio.ensure_future(self.content(admitted))
        self.background.start(self._told(work, respond, context))

    async def _told(self, work: "asyncio.Future[Content]", respond: AsyncRespond, context: AsyncBoltContext) -> None:
        try:
            content = await work
        except Exception as error:  # noqa: BLE001 -- whatever it was, the person is told
            content = error_reply(error, context, context["t"]).content()
        await tell_later(respond, content)


def plain(markdown: str) -> str:
    """A sentence without its markup, for where Slack shows none."""
    return unescape(markdown.replace("`", "").replace("*", ""))
