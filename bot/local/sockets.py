"""Socket Mode: envelopes over WebSockets that the bot opened, each acknowledged once."""

from __future__ import annotations

import asyncio
import json
import secrets
import uuid
from dataclasses import dataclass, field
from typing import Literal

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.local.arguments import Arguments
from bot.local.model import Json
from bot.local.transport import Kind, Outcome, Retry

HOST = "local-workspace"
CONNECTION_SECONDS = 3_600
UNKNOWN_TICKET = 1008
GOING_AWAY = 1001
WITH_ANSWER: frozenset[Kind] = frozenset({"slash_commands", "interactive"})


@dataclass(eq=False, slots=True)
class _Connection:
    socket: WebSocket
    draining: bool = False


@dataclass(slots=True)
class _Envelope:
    message: Json
    answered: asyncio.Future[Outcome] = field(repr=False)
    carrier: _Connection | None = None


class SocketHub:
    """Hands out tickets, keeps the connections, and carries envelopes over them in turn.

    An envelope whose connection ends before it was acknowledged goes to another, or waits for a new one as long as the
    bot has time to answer. The first acknowledgement counts, later ones mean nothing.

    Attributes:
        in_use: the bot has opened a socket since the start; from then on nothing is sent over HTTP.
    """

    def __init__(self, app_id: str, answer_seconds: float, public_url: str) -> None:
        self._app_id = app_id
        self._base = public_url.rstrip("/").replace("http", "ws", 1) + "/link/"
        self._answer_seconds = answer_seconds
        self._tickets: set[str] = set()
        self._connections: list[_Connection] = []
        self._pending: dict[str, _Envelope] = {}
        self.in_use = False
        self.routes = [WebSocketRoute("/link/{ticket}", self._serve)]
        self.methods = {"apps.connections.open": self._open}

    @property
    def connected(self) -> int:
        """How many connections take envelopes."""
        return sum(not connection.draining for connection in self._connections)

    async def send(self, kind: Kind, payload: Json, retry: Retry | None = None) -> Outcome:
        """Carry a payload over and wait for the acknowledgement."""
        envelope_id = str(uuid.uuid4())
        message: Json = {"envelope_id": envelope_id, "type": kind, "payload": payload}
        message["accepts_response_payload"] = kind in WITH_ANSWER
        if kind == "events_api":
            message |= {"retry_attempt": retry.number if retry else 0, "retry_reason": _reason(retry)}
        envelope = _Envelope(message, asyncio.get_running_loop().create_future())
        self._pending[envelope_id] = envelope
        try:
            async with asyncio.timeout(self._answer_seconds):
                await self._carry(envelope)
                return await envelope.answered
        except TimeoutError:
            return Outcome(None, error="operation_timeout")
        finally:
            del self._pending[envelope_id]

    async def ask_to_reconnect(self, reason: Literal["refresh_requested", "warning"] = "refresh_requested") -> None:
        """Tell every connection that it will end; it gets no new envelopes and ends when the bot closes it."""
        for connection in list(self._connections):
            connection.draining = True
            await self._put(connection, {"type": "disconnect", "reason": reason, "debug_info": {"host": HOST}})

    async def drop(self) -> None:
        """End every connection without a word, as a broken line does."""
        for connection in list(self._connections):
            connection.draining = True
            await connection.socket.close(GOING_AWAY)

    def _open(self, _: Arguments) -> Json:
        """The Web API's `apps.connections.open`: an address with a ticket that opens one connection."""
        ticket = secrets.token_urlsafe(24)
        self._tickets.add(ticket)
        return {"url": self._base + ticket}

    async def _serve(self, socket: WebSocket) -> None:
        ticket = socket.path_params["ticket"]
        if ticket not in self._tickets:
            await socket.close(UNKNOWN_TICKET)
            return
        self._tickets.discard(ticket)
        await socket.accept()
        connection = _Connection(socket)
        self._connections.append(connection)
        self.in_use = True
        try:
            await self._greet(connection)
            async for text in socket.iter_text():
                self._acknowledge(text)
        finally:
            self._connections.remove(connection)
            await self._carry_again(connection)

    async def _greet(self, connection: _Connection) -> None:
        hello = {
            "type": "hello",
            "num_connections": len(self._connections),
            "connection_info": {"app_id": self._app_id},
            "debug_info": {"host": HOST, "build_number": 1, "approximate_connection_time": CONNECTION_SECONDS},
        }
        await self._put(connection, hello)
        await self._carry_again(None)

    async def _carry_again(self, carrier: _Connection | None) -> None:
        """Send what that connection (None: no connection) still held."""
        for envelope in [envelope for envelope in self._pending.values() if envelope.carrier is carrier]:
            await self._carry(envelope)

    async def _carry(self, envelope: _Envelope) -> None:
        envelope.carrier = None
        for connection in [connection for connection in self._connections if not connection.draining]:
            if not envelope.answered.done() and await self._put(connection, envelope.message):
                envelope.carrier = connection
                self._connections.remove(connection)
                self._connections.append(connection)  # the next envelope goes to another
                return

    async def _put(self, connection: _Connection, message: Json) -> bool:
        try:
            await connection.socket.send_text(json.dumps(message, ensure_ascii=False))
        except (WebSocketDisconnect, RuntimeError):
            return False
        return True

    def _acknowledge(self, text: str) -> None:
        try:
            told = json.loads(text)
        except ValueError:
            return
        envelope = self._pending.get(told.get("envelope_id", "")) if isinstance(told, dict) else None
        if envelope and not envelope.answered.done():
            payload = told.get("payload")
            body = json.dumps(payload, ensure_ascii=False) if payload else ""
            envelope.answered.set_result(Outcome(200, body))


def _reason(retry: Retry | None) -> str:
    return retry.reason.removeprefix("http_") if retry else ""
