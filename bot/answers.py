"""Answers: in place where they are ready in time, otherwise where the request said later ones go."""

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import Final

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_bolt.response import BoltResponse

from bot.background import Background
from bot.desk import Content, Desk
from bot.files import Files
from bot.logs import log
from bot.middleware import Admitted, error_reply, tell_later
from bot.slack_answers import trouble_of
from commands.kit.blocks import Attachment, Reply, escape, unescape
from commands.kit.texts import Translator

ANSWERED_IN_PLACE_SECONDS: Final = 2.0
"""An answer that is ready by then comes back in the HTTP response itself (interface, Slash commands)."""


@dataclass(frozen=True)
class Answering:
    """Carries out what was admitted and brings the answer to whoever asked."""

    desk: Desk
    background: Background
    files: Files

    async def content(self, admitted: Admitted, context: AsyncBoltContext) -> Content:
        """What comes of it; its file follows by direct message. Raises what the step raises."""
        answer = await self.desk.answer(admitted.step, admitted.author, admitted.request)
        if answer.file is not None:
            self.background.start(self._send(answer.file, f"file:{admitted.request}", context))
        return answer.content

    async def in_place(
        self, admitted: Admitted, ack: AsyncAck, respond: AsyncRespond, context: AsyncBoltContext
    ) -> BoltResponse:
        """Answer in the response itself; what takes longer follows."""
        t: Translator = context["t"]
        work = asyncio.ensure_future(self.content(admitted, context))
        if await in_time(work, context):
            return await ack(response_type="ephemeral", **work.result())
        self.background.start(self._told(work, respond, context))
        return await ack(t("This takes a moment; the answer follows here."), response_type="ephemeral")

    def tell(self, admitted: Admitted, respond: AsyncRespond, context: AsyncBoltContext) -> None:
        """Carry it out and answer privately where the message with the button stands."""
        work = asyncio.ensure_future(self.content(admitted, context))
        self.background.start(self._told(work, respond, context))

    async def _send(self, file: Attachment, key: str, context: AsyncBoltContext) -> None:
        slack_id = str(context.user_id)
        if not await self.desk.is_first(key):
            return
        try:
            await self.files.send(file, slack_id)
        except Exception as error:  # noqa: BLE001 -- whatever it was, the person is told
            log("file not sent", level=logging.WARNING, error=error, trouble=trouble_of(error))
            await self._tell_not_sent(file, key, slack_id, context)
        else:
            log("file sent")

    async def _tell_not_sent(self, file: Attachment, key: str, slack_id: str, context: AsyncBoltContext) -> None:
        t: Translator = context["t"]
        words = t(
            "I could not send you {filename} by direct message. Please ask for it again in a moment; if it stays so, "
            "tell the PM.",
            filename=escape(file.filename),
        )
        content = Reply(words).content()
        if context.respond is not None and context.response_url:
            await tell_later(context.respond, content)
        else:
            await self.desk.tell_content(f"not-sent:{key}", slack_id, content)

    async def _told(self, work: "asyncio.Future[Content]", respond: AsyncRespond, context: AsyncBoltContext) -> None:
        try:
            content = await work
        except Exception as error:  # noqa: BLE001 -- whatever it was, the person is told
            content = error_reply(error, context, context["t"]).content()
        await tell_later(respond, content)


async def in_time(work: "asyncio.Future[Content]", context: AsyncBoltContext) -> bool:
    """Whether the answer is ready while Slack still waits for it."""
    patience = context["arrived"] + ANSWERED_IN_PLACE_SECONDS - time.monotonic()
    done, _ = await asyncio.wait({work}, timeout=max(patience, 0))
    return bool(done)


def plain(markdown: str) -> str:
    """A sentence without its markup, for where Slack shows none."""
    return unescape(markdown.replace("`", "").replace("*", ""))
