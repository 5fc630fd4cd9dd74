"""The page and its own small API: who is there, what was said, what happens now, and what a person sends."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.local.guard import BodyTooLargeError, bounded_body
from bot.local.model import Json, LocalCommand, LocalPerson, LocalShortcut, Message
from bot.local.rehearsal import Rehearsal
from bot.local.seat import Seat
from bot.local.views import Views
from bot.local.workspace import Workspace, dm_of

STATIC = Path(__file__).parent / "static"
LARGEST_BODY = 65_536
PAGE = 60
HEARTBEAT_SECONDS = 15.0


class BadRequestError(Exception):
    """The page asked for something that is not there, or not for this person; the text says what."""


class PageRequests:
    """Reads who asks for what; a person's requests tell and change only what that person may see."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def _said(self, request: Request) -> tuple[LocalPerson, str, Json]:
        """Who does it, in which conversation, and the whole body of a changing request."""
        person, body = await self._done(request)
        return person, self._of(person, body.get("channel")), body

    async def _done(self, request: Request) -> tuple[LocalPerson, Json]:
        """Who does it, and the whole body of a changing request."""
        try:
            body = json.loads(await bounded_body(request, LARGEST_BODY))
        except ValueError as error:
            raise BadRequestError("the body is not JSON") from error
        if not isinstance(body, dict):
            raise BadRequestError("the body is not an object")
        return self._who(body.get("user")), body

    def _who(self, user: object) -> LocalPerson:
        person = self._workspace.people.get(user) if isinstance(user, str) else None
        if person is None:
            raise BadRequestError("no such person")
        return person

    def _where(self, request: Request) -> str:
        return self._of(self._who(request.query_params.get("user")), request.query_params.get("channel"))

    def _of(self, person: LocalPerson, conversation: object) -> str:
        if not isinstance(conversation, str) or conversation not in self._workspace.conversations_of(person.slack_id):
            raise BadRequestError("no such conversation")
        return conversation


class PageApi(PageRequests):
    """The routes `/`, `/static/` and `/workspace/`; a person's requests tell only what that person may see."""

    def __init__(
        self,
        workspace: Workspace,
        seat: Seat,
        views: Views,
        shortcuts: Sequence[LocalShortcut],
        rehearsal: Rehearsal,
    ) -> None:
        super().__init__(workspace)
        self._seat = seat
        self._views = views
        self._shortcuts = shortcuts
        self._rehearsal = rehearsal
        self.routes: list[BaseRoute] = [
            Route("/", self._index),
            Route("/workspace/people", self._people),
            Route("/workspace/state", self._state),
            Route("/workspace/history", self._history),
            Route("/workspace/thread", self._thread),
            Route("/workspace/events", self._events),
            Route("/workspace/send", self._send, methods=["POST"]),
            Route("/workspace/read", self._read, methods=["POST"]),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]

    async def _index(self, _: Request) -> Response:
        return FileResponse(STATIC / "index.html")

    async def _people(self, _: Request) -> Response:
        identity = self._workspace.identity
        return JSONResponse(
            {
                "team": identity.team_name,
                "bot": {"id": identity.bot_user_id, "name": identity.bot_name, "handle": identity.bot_handle},
                "people": [_person(person) for person in self._workspace.people.values()],
                "channels": [
                    {"id": channel.channel_id, "name": channel.name} for channel in self._workspace.channels.values()
                ],
                "commands": [_command(command) for command in self._workspace.commands.values()],
                "shortcuts": [
                    {"id": shortcut.callback_id, "name": {"zh": shortcut.name_zh or shortcut.name, "en": shortcut.name}}
                    for shortcut in self._shortcuts
                ],
                "clock": self._rehearsal.has_clock,
            }
        )

    async def _state(self, request: Request) -> Response:
        person = self._who(request.query_params.get("user"))
        conversations = [
            self._conversation(person, conversation)
            for conversation in self._workspace.conversations_of(person.slack_id)
        ]
        home = self._views.home(person.slack_id)
        return JSONResponse(
            {
                "place": self._workspace.feed.place,
                "now": self._workspace.now().timestamp(),
                "conversations": conversations,
                "open_channels": self._workspace.open_channels(person.slack_id),
                "modals": [self._views.describe(view) for view in self._views.stack(person.slack_id)],
                "home": self._views.describe(home) if home else None,
                "mood": self._rehearsal.mood,
            }
        )

    async def _history(self, request: Request) -> Response:
        conversation = self._where(request)
        before = request.query_params.get("before") or "~"
        messages = [message for message in self._workspace.messages(conversation) if message.ts < before]
        return JSONResponse({"messages": self._told(messages[-PAGE:]), "has_more": len(messages) > PAGE})

    async def _thread(self, request: Request) -> Response:
        conversation = self._where(request)
        parent = self._workspace.message(conversation, request.query_params.get("ts", ""))
        if parent is None:
            raise BadRequestError("no such message")
        return JSONResponse({"messages": self._told([parent, *self._workspace.replies(conversation, parent.ts)])})

    async def _events(self, request: Request) -> Response:
        person = self._who(request.query_params.get("user"))
        place = request.headers.get("last-event-id") or request.query_params.get("after", "")
        stream = self._stream(person.slack_id, place)
        return StreamingResponse(stream, media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    async def _stream(self, person: str, place: str) -> AsyncIterator[str]:
        feed = self._workspace.feed
        number = feed.number_of(place)
        if number is None:
            yield "event: reset\ndata: {}\n\n"
            return
        yield ": hello\n\n"
        while not feed.closed:
            for event in feed.after(number):
                number = event.number
                if person in event.audience:
                    content = json.dumps({**event.content, "rev": number}, ensure_ascii=False)
                    yield f"id: {feed.place_of(number)}\ndata: {content}\n\n"
            await feed.wait(number, HEARTBEAT_SECONDS)
            yield ": still here\n\n"

    async def _send(self, request: Request) -> Response:
        person, conversation, body = await self._said(request)
        text, thread = body.get("text"), body.get("thread_ts")
        if not isinstance(text, str) or not text.strip():
            raise BadRequestError("text is missing")
        if thread is not None and self._workspace.message(conversation, str(thread)) is None:
            raise BadRequestError("no such message")
        outcome = await self._seat.say(person, conversation, text, thread)
        return JSONResponse({"ok": True, "error": outcome.error if outcome else None})

    async def _read(self, request: Request) -> Response:
        person, conversation, body = await self._said(request)
        message = self._workspace.message(conversation, str(body.get("ts", "")))
        if message is None:
            raise BadRequestError("no such message")
        self._workspace.mark_read(person.slack_id, conversation, message.ts)
        return JSONResponse({"ok": True})

    def _conversation(self, person: LocalPerson, conversation: str) -> Json:
        channel = self._workspace.channels.get(conversation)
        described: Json = {
            "id": conversation,
            "kind": "channel" if channel else "direct",
            "name": channel.name if channel else self._workspace.identity.bot_name,
            "unread": self._workspace.unread(person.slack_id, conversation),
            "read_until": self._workspace.read_until(person.slack_id, conversation),
            "members": len(self._workspace.members(conversation)) + (channel is None or channel.bot_is_member),
        }
        if channel:
            described["can_leave"] = not channel.members
            described["topic"] = {"zh": channel.topic_zh, "en": channel.topic_en}
        return described

    def _told(self, messages: list[Message]) -> list[Json]:
        """Messages as the event stream tells them, at the revision of this moment."""
        revision = self._workspace.feed.last_number
        return [{**self._workspace.describe(message), "rev": revision} for message in messages]


async def refuse(_: Request, error: Exception) -> Response:
    """The answer to a request that asked for what is not there."""
    if isinstance(error, BodyTooLargeError):
        return JSONResponse({"ok": False, "error": "the message is too long"}, status_code=413)
    return JSONResponse({"ok": False, "error": str(error)}, status_code=400)


def _command(command: LocalCommand) -> Json:
    return {
        "name": command.name,
        "hint": command.usage_hint,
        "description": {"en": command.description, "zh": command.description_zh or command.description},
        "verbs": [
            {"name": name, "hint": usage, "about": {"zh": chinese, "en": english}}
            for name, usage, chinese, english in command.verbs
        ],
    }


def _person(person: LocalPerson) -> Json:
    return {
        "id": person.slack_id,
        "name": person.name,
        "label": {"zh": person.label_zh, "en": person.label_en or person.label_zh},
        "locale": person.locale,
        "direct": dm_of(person.slack_id),
    }
