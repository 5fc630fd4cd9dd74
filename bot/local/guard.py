"""The page asks nobody to sign in, so it answers this machine only: no foreign host name, no foreign site, no flood."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
NOT_ALLOWED = 1008
READING = frozenset({"GET", "HEAD"})
CONTENT_POLICY = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"


class BodyTooLargeError(Exception):
    """A request's body is larger than its endpoint takes."""


class LoopbackGuard:
    """ASGI middleware that refuses what a browser on another site could send, and adds the security headers.

    A host name other than the loopback's would be DNS rebinding; a changing request with an `Origin` (or
    `Sec-Fetch-Site`) other than the page's own comes from another site.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request, or hand it on and add the headers to its answer."""
        if scope["type"] == "websocket" and _refusal("GET", Headers(scope=scope)):
            await send({"type": "websocket.close", "code": NOT_ALLOWED})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = _refusal(scope["method"], Headers(scope=scope))
        if refusal:
            await PlainTextResponse(refusal, status_code=403)(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, send_with_headers)


async def bounded_body(request: Request, limit: int) -> bytes:
    """Read a request's body.

    Raises:
        BodyTooLargeError: it is longer than `limit` bytes; the rest is left unread.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise BodyTooLargeError
    return bytes(body)


def _refusal(method: str, headers: Headers) -> str | None:
    host = headers.get("host", "")
    if _host_name(host) not in LOOPBACK_NAMES:
        return "The local workspace answers only at 127.0.0.1, localhost or [::1]."
    if method in READING:
        return None
    origin = headers.get("origin")
    foreign = origin is not None and urlsplit(origin).netloc != host
    if foreign or headers.get("sec-fetch-site", "none") == "cross-site":
        return "The local workspace takes no changes from another site."
    return None


def _host_name(host: str) -> str | None:
    try:
        return urlsplit("//" + host).hostname
    except ValueError:
        return None


def _add_headers(headers: MutableHeaders) -> None:
    headers["Content-Security-Policy"] = CONTENT_POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers.setdefault("Cache-Control", "no-cache")
