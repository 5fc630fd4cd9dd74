"""Slash commands: the one Bolt listener that dispatches all of them."""

from dataclasses import dataclass
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_bolt.response import BoltResponse

from bot.answers import Answering
from bot.interactions import Interactions, Named
from bot.logs import log
from commands.kit.roles import may
from commands.kit.saying import Refused


@dataclass(frozen=True)
class SlashCommands:
    """Answers what was typed; a command without a word opens its form."""

    answering: Answering
    interactions: Interactions

    async def answer(
        self, ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, context: AsyncBoltContext
    ) -> BoltResponse:
        """The form, or the answer in the HTTP response."""
        if await self._opened(body, context):
            return await ack()
        if "lacks_words" in context:
            raise context["lacks_words"]
        return await self.answering.in_place(context["admitted"], ack, respond, context)

    async def _opened(self, body: dict[str, Any], context: AsyncBoltContext) -> bool:
        """Whether a form stands before the person now: the verb's, where it lacks words, or the command's first."""
        named, trigger = self._form_meant(body, context), body.get("trigger_id")
        if named is None or not trigger:
            return False
        try:
            await self.interactions.open(named, trigger, "", context)
        except Refused:
            return False
        except Exception as error:  # noqa: BLE001 -- whatever Slack says against a form, words can still be answered
            log("form not opened", trouble=type(error).__name__)
            return False
        return True

    def _form_meant(self, body: dict[str, Any], context: AsyncBoltContext) -> Named | None:
        command, verb = context["command"], context["verb"]
        if (body.get("text") or "").strip():
            return Named(command, verb, verb.form) if "lacks_words" in context and verb.form is not None else None
        if not command.opens_form:
            return None
        forms = (Named(command, one, one.form) for one in command.verbs if one.form is not None)
        return next((named for named in forms if may(context["speaker"], named.permission)), None)
