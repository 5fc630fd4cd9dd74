"""Where a bot's answers land: the HTTP answer to a command, and what it posts to a `response_url` afterwards."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, replace

from bot.local.arguments import ApiError
from bot.local.files import Files
from bot.local.limits import message_errors
from bot.local.model import Json, Message
from bot.local.values import with_ids
from bot.local.workspace import Workspace

USES = 5
LIFETIME_SECONDS = 30 * 60


@dataclass(slots=True)
class _Place:
    """A conversation and person a `response_url` speaks to, with the message it would replace."""

    channel: str
    person: str
    issued: float
    uses: int = 0
    shown: Message | None = None
    shown_to_all: bool = False


class Answers:
    """Shows a bot's answers, and issues the response URLs, each good for five answers within thirty real minutes."""

    def __init__(self, workspace: Workspace, files: Files, public_url: str) -> None:
        self._workspace = workspace
        self._files = files
        self._base = public_url.rstrip("/") + "/api/response/"
        self._places: dict[str, _Place] = {}

    def issue(self, channel: str, person: str, about: Message | None = None, *, ephemeral: bool = False) -> str:
        """A fresh response URL; `about` is the message whose button was pressed, shown to all unless `ephemeral`."""
        now = time.monotonic()
        self._places = {key: place for key, place in self._places.items() if now - place.issued <= LIFETIME_SECONDS}
        key = secrets.token_urlsafe(16)
        self._places[key] = _Place(channel, person, now, shown=about, shown_to_all=about is not None and not ephemeral)
        return self._base + key

    def show_first(self, response_url: str, answer: Json) -> None:
        """Show the HTTP answer to the request that carried `response_url`; it uses none of the five.

        Raises:
            ApiError: Slack would not show it.
        """
        self._show(self._places[response_url.removeprefix(self._base)], answer)

    def show_later(self, key: str, answer: Json) -> None:
        """Show what was posted to a response URL.

        Raises:
            ApiError: the URL is unknown, too old or used up, or Slack would not show the answer.
        """
        place = self._places.get(key)
        if place is None or time.monotonic() - place.issued > LIFETIME_SECONDS:
            raise ApiError("expired_url")
        if place.uses >= USES:
            raise ApiError("used_url")
        place.uses += 1
        self._show(place, answer)

    def _show(self, place: _Place, answer: Json) -> None:
        if answer.get("delete_original"):
            self._remove(place)
            return
        draft = self._draft(place, answer)
        if answer.get("replace_original") and place.shown:
            self._replace(place, draft, place.shown)
        elif answer.get("response_type") == "in_channel":
            place.shown, place.shown_to_all = self._workspace.post(draft), True
        else:
            place.shown, place.shown_to_all = self._workspace.show_ephemeral(draft, place.person), False

    def _draft(self, place: _Place, answer: Json) -> Message:
        text, blocks = answer.get("text") or "", answer.get("blocks") or []
        errors = message_errors(text, blocks)
        if errors:
            raise ApiError(errors[0] if errors == ["no_text"] else "invalid_blocks", errors)
        self._files.check_pictures(blocks)
        bot = self._workspace.identity.bot_user_id
        return Message(place.channel, "", bot, text, with_ids(blocks), thread_ts=answer.get("thread_ts"))

    def _replace(self, place: _Place, draft: Message, shown: Message) -> None:
        place.shown = replace(shown, text=draft.text, blocks=draft.blocks)
        if place.shown_to_all:
            self._workspace.change(place.shown)
        else:
            self._workspace.show_ephemeral(place.shown, place.person)

    def _remove(self, place: _Place) -> None:
        if place.shown is None:
            raise ApiError("message_not_found")
        if place.shown_to_all:
            self._workspace.delete(place.shown)
        else:
            self._workspace.hide_ephemeral(place.channel, place.shown.ts, place.person)
        place.shown = None
