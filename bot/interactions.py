"""What is pressed and filled in: a button says words or opens a form, a submitted form is a step like any other."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Connection

from bot.answers import Answering, in_time, plain
from bot.desk import Content
from bot.manifest import SHORTCUTS
from bot.middleware import OPENS_WITHIN_SECONDS, Door, error_reply, tell_in_modal
from commands.catalog import Catalog, permission
from commands.kit import buttons, forms
from commands.kit.answers import answers_in
from commands.kit.blocks import Reply, unescape
from commands.kit.fields import RELOADS, Choice
from commands.kit.forms import Form, Opening
from commands.kit.roles import may
from commands.kit.saying import Refused, check_may
from commands.kit.texts import Translator
from commands.kit.verbs import Command, Verb
from storage.records import people


@dataclass(frozen=True)
class Named:
    """A command's verb that has a form."""

    command: Command
    verb: Verb
    form: Form

    @property
    def name(self) -> str:
        """`command.verb`, as forms carry it."""
        return permission(self.command, self.verb)

    @property
    def permission(self) -> str:
        """What somebody needs to fill it in."""
        return self.form.permission or self.name


@dataclass(frozen=True)
class Interactions:
    """Bolt listeners for buttons and forms."""

    door: Door
    catalog: Catalog
    answering: Answering
    client: AsyncWebClient

    def register(self, app: AsyncApp) -> None:
        """Take buttons and forms from Bolt."""
        app.action(re.compile(rf"^{buttons.SAYS}\."))(self.say)
        app.action(re.compile(rf"^{buttons.ASKS}\."))(self.ask)
        app.action(forms.SWITCHES)(self.switch)
        app.action(RELOADS)(self.reload)
        app.view(forms.SUBMITS)(self.submit)
        for shortcut in SHORTCUTS:
            app.shortcut(shortcut.callback_id)(self.from_message)

    async def say(
        self, ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, context: AsyncBoltContext
    ) -> BoltResponse:
        """A button that says a verb's words: answered privately, as if they had been typed; in a Home, in a modal."""
        pressed = buttons.read_value(body["actions"][0]["value"])
        command, verb = self.catalog.verb_named(pressed.command, pressed.verb)
        context["command"], context["verb"], context["pressed"] = command, verb, True
        saying = self.door.saying(command, verb, verb.name, pressed.words, context)
        admitted = self.door.admitted(command, verb, verb.run(saying), context)
        if context.response_url:
            self.answering.tell(admitted, respond, context)
        else:
            content = await self.answering.content(admitted, context)
            await tell_in_modal(self.client, body["trigger_id"], content, context["t"])
        return await ack()

    async def ask(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> BoltResponse:
        """A button that opens a verb's form."""
        pressed = buttons.read_value(body["actions"][0]["value"])
        context["pressed"] = True
        named = self._named(f"{pressed.command}.{pressed.verb}", context)
        await self.open(named, body["trigger_id"], pressed.words, context)
        return await ack()

    async def from_message(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> BoltResponse:
        """A message shortcut: the verb's form, filled with the message's words."""
        shortcut = next(one for one in SHORTCUTS if one.callback_id == body["callback_id"])
        named = self._named(f"{shortcut.command}.{shortcut.verb}", context)
        written = unescape(str(body["message"].get("text") or ""))
        words = await self.answering.desk.look(lambda connection: people.with_names(connection, written))
        await self.open(named, body["trigger_id"], words, context)
        return await ack()

    async def open(self, named: Named, trigger: str, subject: str, context: AsyncBoltContext) -> None:
        """Open the form about the subject. Raises Refused where the speaker may not, or nothing can be filled in."""
        view = await self._modal(named, subject, context, switches=not subject)
        await asyncio.wait_for(self.client.views_open(trigger_id=trigger, view=view), OPENS_WITHIN_SECONDS)

    async def switch(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> BoltResponse:
        """Another of the command's forms was chosen in an open one."""
        name, part = forms.read_sibling(body["actions"][0]["selected_option"]["value"])
        named = self._named(name, context)
        await self._renewed(named, part, body, context)
        return await ack()

    async def reload(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> BoltResponse:
        """Something else was chosen in an open form: the same form about that."""
        named = self._named(forms.form_of(body["view"]), context)
        await self._renewed(named, body["actions"][0]["selected_option"]["value"], body, context)
        return await ack()

    async def submit(self, ack: AsyncAck, view: dict[str, Any], context: AsyncBoltContext) -> BoltResponse:
        """A form was filled in: its receipt takes its place, a refusal stands at its field and stores nothing.

        What takes longer than Slack waits, such as fetching a file, is told by direct message.
        """
        t: Translator = context["t"]
        named = self._named(forms.form_of(view), context)
        work = asyncio.ensure_future(self._taken(named, view, context))
        if not await in_time(work, context):
            self.answering.background.start(self._tell_outcome(work, named, context))
            later = Reply(t("This takes a moment; I will tell you by direct message what came of it."))
            return await ack(response_action="update", view=forms.receipt(later, named.form.title, t))
        try:
            content = work.result()
        except Refused as refused:
            return await ack(response_action="errors", errors={_field_of(refused, view): plain(t(refused.why))})
        except Exception as error:  # noqa: BLE001 -- the form must not stay open without a word
            content = error_reply(error, context, t).content()
        return await ack(response_action="update", view=forms.receipt_of(content, named.form.title, t))

    async def _renewed(self, named: Named, subject: str, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        """Show the form in place of the one that is open; where nothing can be filled in, why."""
        switches = any(block["block_id"] == forms.SWITCHES for block in body["view"]["blocks"])
        try:
            view = await self._modal(named, subject, context, switches=switches)
        except Refused as refused:
            why, siblings = context["t"](refused.why), _siblings(named.command, context) if switches else []
            view = forms.unfillable(why, named.form, forms.sibling(named.name, subject), siblings, context["t"])
        await self.client.views_update(view_id=body["view"]["id"], view=view)

    async def _taken(self, named: Named, view: dict[str, Any], context: AsyncBoltContext) -> Content:
        """What comes of a filled-in form. Raises what its step raises, and Refused for a file that cannot be taken."""
        saying = self.door.saying(named.command, named.verb, named.verb.name, "", context)
        check_may(saying.speaker, named.permission)
        async with self.answering.files.handed_in(view) as files:
            step = files.kept_by(named.form.take(saying, answers_in(view, files.given)))
            admitted = self.door.admitted(named.command, named.verb, step, context)
            return await self.answering.content(admitted, context)

    async def _tell_outcome(self, work: "asyncio.Future[Content]", named: Named, context: AsyncBoltContext) -> None:
        """Tell by direct message what came of a form."""
        t: Translator = context["t"]
        try:
            content = await work
        except Refused as refused:
            content = Reply(t("“{form}” was not saved. {why}", form=named.form.title, why=refused.why)).content()
        except Exception as error:  # noqa: BLE001 -- whatever it was, the person is told
            content = error_reply(error, context, t).content()
        await self.answering.desk.tell_content(f"form:{context['request']}", str(context.user_id), content)

    def _named(self, name: str, context: AsyncBoltContext) -> Named:
        command, verb = self.catalog.verb_named(*name.split(".", 1))
        context["command"], context["verb"] = command, verb
        if verb.form is None:
            raise LookupError(name)
        return Named(command, verb, verb.form)

    async def _modal(self, named: Named, subject: str, context: AsyncBoltContext, *, switches: bool) -> dict[str, Any]:
        saying = self.door.saying(named.command, named.verb, named.verb.name, "", context)
        check_may(saying.speaker, named.permission)
        switches = switches or subject in named.form.parts
        siblings = _siblings(named.command, context) if switches else []

        def build(connection: Connection) -> dict[str, Any]:
            return forms.modal(named.form, named.name, Opening(saying, connection, subject), siblings)

        return await self.answering.desk.look(build)


def _siblings(command: Command, context: AsyncBoltContext) -> list[Choice]:
    """The command's forms that the speaker may fill in."""
    named = (Named(command, verb, verb.form) for verb in command.verbs if verb.form is not None)
    return [
        (forms.sibling(one.name, part), context["t"](title))
        for one in named
        if may(context["speaker"], one.permission)
        for part, title in (one.form.parts or {"": one.form.title}).items()
    ]


def _field_of(refused: Refused, view: Mapping[str, Any]) -> str:
    """The field at which the refusal stands; the form's first where it names none that is there."""
    fields = [str(block["block_id"]) for block in view["blocks"] if block["type"] == "input"]
    asked = [field for field in fields if field != forms.SWITCHES]
    return refused.field if refused.field and refused.field in asked else asked[0]
