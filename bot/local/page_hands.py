"""The page's own small API for what is pressed: elements, forms, shortcuts, tabs, channels and rehearsals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.local.interactions import Interactions, Use
from bot.local.model import TIME_ZONE, Json, LocalShortcut, Message
from bot.local.page import BadRequestError, PageRequests
from bot.local.rehearsal import MOODS, Rehearsal
from bot.local.seat import Seat
from bot.local.values import NoSuchElementError
from bot.local.workspace import Workspace

ZONE = ZoneInfo(TIME_ZONE)


class PageHands(PageRequests):
    """The routes under `/workspace/` that press something; each answers with Slack's word for what went wrong."""

    def __init__(
        self,
        workspace: Workspace,
        seat: Seat,
        hands: Interactions,
        shortcuts: Sequence[LocalShortcut],
        rehearsal: Rehearsal,
    ) -> None:
        super().__init__(workspace)
        self._seat = seat
        self._hands = hands
        self._shortcuts = frozenset(shortcut.callback_id for shortcut in shortcuts)
        self._rehearsal = rehearsal
        self.routes = [
            Route("/workspace/press", self._press, methods=["POST"]),
            Route("/workspace/submit", self._submit, methods=["POST"]),
            Route("/workspace/close", self._close, methods=["POST"]),
            Route("/workspace/shortcut", self._shortcut, methods=["POST"]),
            Route("/workspace/open", self._open, methods=["POST"]),
            Route("/workspace/join", self._join, methods=["POST"]),
            Route("/workspace/leave", self._leave, methods=["POST"]),
            Route("/workspace/rehearsal", self._rehearse, methods=["POST"]),
            Route("/workspace/clock", self._clock, methods=["POST"]),
        ]

    async def _press(self, request: Request) -> Response:
        person, body = await self._done(request)
        block, action = str(body.get("block_id", "")), str(body.get("action_id", ""))
        use = Use(action, block, body.get("value"), _values(body))
        try:
            if "view_id" in body:
                outcome = await self._hands.press_in_view(person, str(body["view_id"]), use)
            else:
                channel = self._of(person, body.get("channel"))
                outcome = await self._hands.press(person, channel, str(body.get("ts", "")), use)
        except NoSuchElementError as error:
            raise BadRequestError(str(error)) from error
        return JSONResponse({"ok": True, "error": outcome.error})

    async def _submit(self, request: Request) -> Response:
        person, body = await self._done(request)
        chinese = body.get("language") == "zh"
        try:
            done = await self._hands.submit(person, str(body.get("view_id", "")), _values(body), chinese=chinese)
        except NoSuchElementError as error:
            raise BadRequestError(str(error)) from error
        return JSONResponse({"ok": True, "error": done.error, "errors": done.errors})

    async def _close(self, request: Request) -> Response:
        person, body = await self._done(request)
        try:
            await self._hands.close(person, str(body.get("view_id", "")), everything=body.get("all") is True)
        except NoSuchElementError as error:
            raise BadRequestError(str(error)) from error
        return JSONResponse({"ok": True})

    async def _shortcut(self, request: Request) -> Response:
        person, channel, body = await self._said(request)
        message = self._message(channel, body.get("ts"))
        if body.get("callback_id") not in self._shortcuts:
            raise BadRequestError("no such shortcut")
        outcome = await self._hands.shortcut(person, message, str(body["callback_id"]))
        return JSONResponse({"ok": True, "error": outcome.error})

    async def _open(self, request: Request) -> Response:
        person, body = await self._done(request)
        self._hands.open_app(person, "home" if body.get("tab") == "home" else "messages")
        return JSONResponse({"ok": True})

    async def _join(self, request: Request) -> Response:
        person, body = await self._done(request)
        self._seat.join(person, self._open_channel(body))
        return JSONResponse({"ok": True})

    async def _leave(self, request: Request) -> Response:
        person, body = await self._done(request)
        self._seat.leave(person, self._open_channel(body))
        return JSONResponse({"ok": True})

    async def _rehearse(self, request: Request) -> Response:
        _, body = await self._done(request)
        mood = next((mood for mood in MOODS if mood == body.get("mood")), None)
        if mood is None:
            raise BadRequestError("no such mood")
        self._rehearsal.change(mood)
        return JSONResponse({"ok": True})

    async def _clock(self, request: Request) -> Response:
        _, body = await self._done(request)
        try:
            moment = datetime.fromisoformat(str(body.get("at", "")))
        except ValueError as error:
            raise BadRequestError("no moment: write it as 2026-07-15T09:30") from error
        try:
            self._rehearsal.set_clock(moment if moment.tzinfo else moment.replace(tzinfo=ZONE))
        except LookupError as error:
            raise BadRequestError(str(error)) from error
        return JSONResponse({"ok": True})

    def _message(self, channel: str, ts: object) -> Message:
        message = self._workspace.message(channel, str(ts))
        if message is None:
            raise BadRequestError("no such message")
        return message

    def _open_channel(self, body: Json) -> str:
        channel = self._workspace.channels.get(str(body.get("channel", "")))
        if channel is None or channel.members:
            raise BadRequestError("no such open channel")
        return channel.channel_id


def _values(body: Json) -> dict[str, dict[str, Any]]:
    values = body.get("values") or {}
    if not isinstance(values, dict) or not all(isinstance(held, dict) for held in values.values()):
        raise BadRequestError("values are held by block and action")
    return values
