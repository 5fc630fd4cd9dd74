"""What a person at the page presses: buttons, menus, forms, shortcuts and tabs, told to the bot as Slack does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.local import slackbot
from bot.local.arguments import ApiError
from bot.local.dispatch import Dispatcher
from bot.local.events import Events
from bot.local.files import Files
from bot.local.limit_rules import items
from bot.local.model import Json, LocalPerson, Message
from bot.local.transport import Outcome
from bot.local.values import NoSuchElementError, Values, described, elements_of, find_element, left_out
from bot.local.views import View, Views
from bot.local.workspace import Workspace, dm_of

Tab = Literal["home", "messages"]
NOTHING_SENT = Outcome(None)


@dataclass(frozen=True, slots=True)
class Use:
    """The use of an element: which one, its new raw value, and what stands in the others beside it."""

    action_id: str
    block_id: str | None = None
    value: Any = None
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def action(self, blocks: list[Json]) -> Json:
        """The action as Slack describes it.

        Raises:
            NoSuchElementError: the blocks hold no such element or option.
        """
        block_id, element = find_element(blocks, self.block_id, self.action_id)
        return {"action_id": self.action_id, "block_id": block_id, **described(element, self.value)}

    def all_values(self, blocks: list[Json]) -> Values:
        """The values of all elements, the new one included."""
        block_id, _ = find_element(blocks, self.block_id, self.action_id)
        return {**self.values, block_id: {**self.values.get(block_id, {}), self.action_id: self.value}}


@dataclass(frozen=True, slots=True)
class Submission:
    """What came of sending a form.

    Attributes:
        outcome: what the bot answered; no status when the form was not sent, because something was left out.
        errors: what stands at a field, by block id.
        error: Slack's word for an answer that could not be used or did not come.
    """

    outcome: Outcome
    errors: Mapping[str, str] = field(default_factory=dict)
    error: str | None = None


class Interactions:
    """Finds what is pressed, tells the bot, and does what its answer orders."""

    def __init__(
        self, workspace: Workspace, views: Views, files: Files, dispatcher: Dispatcher, events: Events
    ) -> None:
        self._workspace = workspace
        self._views = views
        self._files = files
        self._dispatcher = dispatcher
        self._events = events

    async def press(self, person: LocalPerson, channel: str, ts: str, use: Use) -> Outcome:
        """Use an element of a message, an ephemeral one included.

        Raises:
            NoSuchElementError: there is no such message or element, or not any more.
        """
        ephemeral = self._workspace.ephemeral(person.slack_id, channel, ts)
        message = ephemeral or self._workspace.message(channel, ts)
        if message is None:
            raise NoSuchElementError("no such message")
        action, values = use.action(message.blocks), use.all_values(message.blocks)
        return await self._dispatcher.press(person, message, action, values, ephemeral=ephemeral is not None)

    async def press_in_view(self, person: LocalPerson, view_id: str, use: Use) -> Outcome:
        """Use an element of a modal or a Home.

        Raises:
            NoSuchElementError: there is no such view or element, or not any more.
        """
        view = self._view(person, view_id)
        action, values = use.action(view.blocks), self._with_files(person, view, use.all_values(view.blocks))
        return await self._dispatcher.press_in_view(person, view, action, values)

    async def submit(
        self, person: LocalPerson, view_id: str, values: Values, *, chinese: bool | None = None
    ) -> Submission:
        """Send a form, unless something is left out; then do what the bot's answer orders.

        Raises:
            NoSuchElementError: there is no such view, a value is not among its element's options, or a file is not the
                person's own.
        """
        view = self._view(person, view_id)
        values = self._with_files(person, view, values)
        language = person.locale.startswith("zh") if chinese is None else chinese
        objections = left_out(view.blocks, values)
        if objections:
            errors = {block: slackbot.objection(*why, chinese=language) for block, why in objections.items()}
            return Submission(NOTHING_SENT, errors)
        outcome = await self._dispatcher.submit(person, view, values)
        return Submission(outcome, error=outcome.error) if outcome.error else self._obeyed(view, outcome)

    async def close(self, person: LocalPerson, view_id: str, *, everything: bool) -> None:
        """Close a modal, or all of them, and tell the bot of those that asked for it.

        Raises:
            NoSuchElementError: there is no such view.
        """
        view = self._view(person, view_id)
        if everything:
            closed = self._views.clear(person.slack_id)
        else:
            closed = [view]
            self._views.close(view)
        for gone in closed:
            if gone.content["notify_on_close"]:
                await self._dispatcher.closed(person, gone, cleared=everything)

    async def shortcut(self, person: LocalPerson, message: Message, callback_id: str) -> Outcome:
        """Use a message shortcut."""
        return await self._dispatcher.shortcut(person, message, callback_id)

    def open_app(self, person: LocalPerson, tab: Tab) -> None:
        """Open the app's Home or its direct message (`app_home_opened`)."""
        home = self._views.home(person.slack_id)
        event: Json = {
            "type": "app_home_opened",
            "user": person.slack_id,
            "channel": dm_of(person.slack_id),
            "tab": tab,
            "event_ts": self._workspace.fresh_stamp(),
        }
        if home and tab == "home":
            event["view"] = self._views.describe(home)
        self._events.happened(event)

    def _view(self, person: LocalPerson, view_id: str) -> View:
        try:
            view = self._views.find(view_id)
        except ApiError as error:
            raise NoSuchElementError("no such view") from error
        if view.person != person.slack_id:
            raise NoSuchElementError("no such view")
        return view

    def _with_files(self, person: LocalPerson, view: View, values: Values) -> Values:
        """The values with the files that a `file_input` holds in place of their ids."""
        filled = {block: dict(held) for block, held in values.items()}
        for block, element in elements_of(view.blocks):
            ids = filled.get(block, {}).get(element["action_id"])
            if element["type"] == "file_input" and ids:
                filled[block][element["action_id"]] = [self._own_file(person, file_id) for file_id in items(ids)]
        return filled

    def _own_file(self, person: LocalPerson, file_id: Any) -> Json:
        try:
            file = self._files.find(str(file_id))
        except ApiError as error:
            raise NoSuchElementError("no such file") from error
        if file["user"] != person.slack_id:
            raise NoSuchElementError("no such file")
        return file

    def _obeyed(self, view: View, outcome: Outcome) -> Submission:
        """Do what the answer to a form orders; an empty one closes the modal."""
        answer = outcome.answer
        try:
            match answer.get("response_action"):
                case None:
                    self._views.close(view)
                case "clear":
                    self._views.clear(view.person)
                case "update":
                    self._views.update(view, answer.get("view"))
                case "push":
                    self._views.push(view.person, answer.get("view"))
                case "errors":
                    return Submission(outcome, _field_errors(view, answer.get("errors")))
                case _:
                    raise ApiError("invalid_response_action")
        except ApiError as error:
            return Submission(outcome, error=error.code)
        return Submission(outcome)


def _field_errors(view: View, errors: Any) -> dict[str, str]:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not inputs.issuperset(errors):
        raise ApiError("invalid_errors")
    return {str(block): str(error) for block, error in errors.items()}
