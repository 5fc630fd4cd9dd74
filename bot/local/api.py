"""The Web API over HTTP, as slack_sdk calls it, and the response URLs."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from secrets import compare_digest

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.local.answers import Answers
from bot.local.arguments import ApiError, Arguments
from bot.local.guard import BodyTooLargeError, bounded_body
from bot.local.methods import WebApi
from bot.local.model import Json
from bot.local.rehearsal import Rehearsal

LARGEST_BODY = 1_048_576
APP_METHODS = frozenset({"apps.connections.open"})
Interceptor = Callable[[str, Json], Awaitable[Response | None]]
"""Sees every call (method, arguments) before it runs; a response given back is sent instead."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a bot must carry: the bot token (`xoxb-`), and to open a socket the app token (`xapp-`); None: no socket."""

    bot: str
    app: str | None = None


class ApiEndpoint:
    """The routes under `/api/`."""

    def __init__(
        self,
        methods: WebApi,
        answers: Answers,
        tokens: Tokens,
        rehearsal: Rehearsal,
        interceptor: Interceptor | None = None,
    ) -> None:
        self._methods = methods
        self._answers = answers
        self._tokens = tokens
        self._rehearsal = rehearsal
        self._interceptor = interceptor
        self.routes = [
            Route("/api/response/{key}", self._respond, methods=["POST"]),
            Route("/api/{method}", self._call, methods=["GET", "POST"]),
        ]

    async def _call(self, request: Request) -> Response:
        method = request.path_params["method"]
        try:
            body = await bounded_body(request, LARGEST_BODY)
            arguments = Arguments.parse(request.url.query, request.headers.get("content-type", ""), body)
            self._authenticate(request, method, arguments)
            if trouble := await self._rehearsal.trouble():
                return trouble
            if self._interceptor and (instead := await self._interceptor(method, arguments.values)):
                return instead
            return JSONResponse(self._methods.call(method, arguments))
        except ApiError as error:
            return JSONResponse(_refusal(error))
        except BodyTooLargeError:
            return JSONResponse({"ok": False, "error": "request_too_large"}, status_code=413)

    async def _respond(self, request: Request) -> Response:
        try:
            answer = json.loads(await bounded_body(request, LARGEST_BODY))
            if not isinstance(answer, dict):
                return PlainTextResponse("invalid_payload", status_code=400)
            self._answers.show_later(request.path_params["key"], answer)
        except ValueError:
            return PlainTextResponse("invalid_payload", status_code=400)
        except BodyTooLargeError:
            return PlainTextResponse("request_too_large", status_code=413)
        except ApiError as error:
            gone = error.code in ("used_url", "expired_url")
            return JSONResponse(_refusal(error), status_code=404 if gone else 400)
        return PlainTextResponse("ok")

    def _authenticate(self, request: Request, method: str, arguments: Arguments) -> None:
        token = _bearer(request)
        if token is None:
            token = str(arguments.values.pop("token", ""))
        if not token:
            raise ApiError("not_authed")
        expected = self._tokens.app if method in APP_METHODS else self._tokens.bot
        if expected is None or not _same(token, expected):
            raise ApiError("invalid_auth")


def carries(request: Request, token: str) -> bool:
    """Whether the request carries that token in its header."""
    return _same(_bearer(request) or "", token)


def _bearer(request: Request) -> str | None:
    scheme, _, credential = request.headers.get("authorization", "").partition(" ")
    return credential.strip() if scheme.lower() == "bearer" else None


def _same(token: str, expected: str) -> bool:
    return compare_digest(token.encode(), expected.encode())


def _refusal(error: ApiError) -> Json:
    details = {"errors": error.messages, "response_metadata": {"messages": error.messages}} if error.messages else {}
    return {"ok": False, "error": error.code, **details}
