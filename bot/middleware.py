"""Before any command: who speaks, in which language, what they asked, whether they may; and the one error reply."""

import asyncio
import hashlib
import json
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import ClientError
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.desk import Content, Desk
from bot.languages import Languages
from bot.logs import log
from commands.catalog import Catalog, permission, understand
from commands.kit.blocks import Reply, divider, escape, sections, unescape
from commands.kit.forms import receipt_of
from commands.kit.help import help_of, overview
from commands.kit.saying import Refused, Saying, Step, check_may
from commands.kit.texts import Translator, text, translator
from commands.kit.verbs import Command, Verb
from storage.contract.kinds import Person
from storage.records.calendar import working_days
from storage.records.factfile import FactError
from storage.records.ledger import Author
from storage.records.settings import TermsInForce

OPENS_WITHIN_SECONDS: Final = 2.0
"""A trigger lives for three seconds."""

Next = Callable[[], Awaitable[BoltResponse]]


@dataclass(frozen=True)
class Admitted:
    """A slash command that may be carried out."""

    step: Step
    author: Author
    request: str


@dataclass(frozen=True)
class Door:
    """Lets commands in, or answers them itself."""

    desk: Desk
    catalog: Catalog
    languages: Languages
    terms: TermsInForce
    clock: Clock

    async def admit(self, req: AsyncBoltRequest, context: AsyncBoltContext, ack: AsyncAck, next_: Next) -> BoltResponse:
        """Bolt's middleware: go on knowing who speaks and, for a command, with what is to be done; or answer kindly."""
        if "request" not in context:
            context["request"], context["arrived"] = _digest(req.body), time.monotonic()
        slack_id = req.body.get("user_id") or (req.body.get("user") or {}).get("id")
        if slack_id is None:
            return await next_()
        t = context["t"] = translator(await self.languages.of(slack_id))
        speaker = context["speaker"] = await self.desk.speaker(slack_id)
        if speaker is None:
            return await _turned_away(req, context, ack, stranger(slack_id, t))
        if "command" not in req.body:
            return await next_()
        command = self.catalog.command_named(req.body["command"].removeprefix("/").casefold())
        if command is None:
            return await _answer(ack, overview(self.catalog.commands, speaker, t).content())
        context["command"] = command
        sent = req.body.get("text") or ""
        understood = understand(command, unescape(sent))
        if understood.verb is None:
            return await _answer(ack, self._help(command, speaker, t).content())
        verb = context["verb"] = understood.verb
        if verb.names_channels:
            understood = understand(command, unescape(sent, channels=True))
        try:
            saying = self.saying(command, verb, understood.word, understood.words, context)
            context["admitted"] = self.admitted(command, verb, verb.run(saying), context)
        except Refused as refused:
            lacks_words = not understood.words and understood.word.casefold() in ("", verb.name, *verb.also)
            if not lacks_words or not req.body.get("trigger_id"):
                raise
            context["lacks_words"] = refused
        return await next_()

    def saying(self, command: Command, verb: Verb, word: str, words: str, context: AsyncBoltContext) -> Saying:
        """What the speaker says. Raises Refused where they may not say it."""
        name = permission(command, verb)
        check_may(context["speaker"], name)
        return Saying(
            speaker=context["speaker"],
            verb=word,
            words=words,
            now=self.clock(),
            t=context["t"],
            terms=self.terms.latest,
            calendar_in=working_days,
            in_force=self.terms,
        )

    def admitted(self, command: Command, verb: Verb, step: Step, context: AsyncBoltContext) -> Admitted:
        """The step as one that may be carried out, in the speaker's name."""
        return Admitted(step, Author(context["speaker"].id, f"/{command.name} {verb.name}"), context["request"])

    def _help(self, command: Command, speaker: Person, t: Translator) -> Reply:
        if command.name == "zhiban":
            general, own = overview(self.catalog.commands, speaker, t), help_of(command, speaker, t)
            return Reply(general.text, [*general.blocks, divider(), *own.blocks])
        return help_of(command, speaker, t)


async def on_error(
    error: Exception, body: dict[str, Any], context: AsyncBoltContext, respond: AsyncRespond, client: AsyncWebClient
) -> BoltResponse:
    """Bolt's error handler: whatever went wrong, the person gets one clear answer and nothing was stored."""
    t: Translator = context.get("t") or translator("zh")
    content = error_reply(error, context, t).content()
    if "command" in body:
        return BoltResponse(status=200, body={"response_type": "ephemeral", **content})
    if context.response_url:
        await tell_later(respond, content)
    elif "trigger_id" in body:
        await tell_in_modal(client, body["trigger_id"], content, t)
    return BoltResponse(status=200, body="")


async def tell_in_modal(client: AsyncWebClient, trigger: str, content: Content, t: Translator) -> None:
    """Answer in a modal: where somebody pressed a button in their Home there is no response URL."""
    view = receipt_of(content, text("Zhiban"), t)
    try:
        await asyncio.wait_for(client.views_open(trigger_id=trigger, view=view), OPENS_WITHIN_SECONDS)
    except (SlackApiError, ClientError, TimeoutError, OSError) as error:
        log("answer in a modal lost", level=logging.WARNING, trouble=type(error).__name__)


async def tell_later(respond: AsyncRespond, content: Content) -> None:
    """Answer privately at the request's response URL."""
    try:
        told = await respond(response_type="ephemeral", replace_original=False, **content)
    except (ClientError, TimeoutError, OSError, ValueError) as error:
        log("late answer lost", level=logging.WARNING, trouble=type(error).__name__)
    else:
        log("late answer told", status=told.status_code)


def error_reply(error: Exception, context: AsyncBoltContext, t: Translator) -> Reply:
    """What is said when a command could not be carried out."""
    if isinstance(error, Refused):
        return refusal(error, None if context.get("pressed") else context.get("verb"), t)
    if isinstance(error, FactError):
        return Reply(t("That cannot be recorded: {field} {why}. Nothing was stored.", field=error.field, why=error.why))
    reference = secrets.token_hex(4)
    command: Command | None = context.get("command")
    name = command.name if command else None
    log("command failed", level=logging.ERROR, error=error, reference=reference, command=name)
    return Reply(
        t(
            "Something went wrong on my side; nothing was stored. Please try again; if it stays so, tell the PM "
            "this reference: {reference}.",
            reference=reference,
        )
    )


def refusal(error: Refused, verb: Verb | None, t: Translator) -> Reply:
    """Why not, who may instead, and an example of what works."""
    line = t(error.why)
    if error.private_to is not None:
        line = t.run_on(line, t("This is for {who}.", who=error.private_to.words))
    if verb is not None and error.shows_example:
        line = t.run_on(line, t("Example: `{example}`", example=verb.examples[0]))
    return Reply(line, sections(line))


def stranger(slack_id: str, t: Translator) -> Reply:
    """What somebody unknown is told."""
    return Reply(
        t(
            "Hello! You are not on this project's list of people yet, so I keep nothing of what you typed. "
            "Ask the PM to add you: `/zhiban person add ID NAME ROLE --slack {slack_id}`.",
            slack_id=escape(slack_id[:40]),
        )
    )


def _digest(body: Mapping[str, Any]) -> str:
    """What a request that came over a socket is known by when it comes again."""
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


async def _turned_away(req: AsyncBoltRequest, context: AsyncBoltContext, ack: AsyncAck, reply: Reply) -> BoltResponse:
    """The answer to a stranger, where their kind of request can be answered."""
    if "command" in req.body:
        return await _answer(ack, reply.content())
    if req.body.get("type") == "view_submission":
        return await ack(response_action="update", view=receipt_of(reply.content(), text("Zhiban"), context["t"]))
    if context.respond is not None and context.response_url:
        await tell_later(context.respond, reply.content())
    elif req.body.get("trigger_id") and context.client is not None:
        await tell_in_modal(context.client, req.body["trigger_id"], reply.content(), context["t"])
    return await ack()


async def _answer(ack: AsyncAck, content: Content) -> BoltResponse:
    return await ack(response_type="ephemeral", **content)
