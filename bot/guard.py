"""What stands in front of Bolt: only well-formed, fresh, signed requests of a sensible size reach it.

Bolt answers 500 to a timestamp that is no number, a signature that is not ASCII or a body that is a JSON array, reads
bodies of any size before it looks at the signature, and loses a slash command in whose text the word *payload* stands.
Here the former are refused with a 4xx, and what is said is read once, so that Bolt need not.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

LARGEST_BODY: Final = 1024 * 1024
OLDEST_SECONDS: Final = 300
LARGEST_UNSIGNED: Final = 1024
_FORM: Final = "application/x-www-form-urlencoded"
_SIGNATURE: Final = "x-slack-signature"
_TIMESTAMP: Final = "x-slack-request-timestamp"


class BadRequestError(Exception):
    """A request that is refused, with its HTTP status and the reason."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why

    def response(self) -> Response:
        """The refusal as an HTTP answer; the connection closes, so that an unread body is never waited for."""
        return PlainTextResponse(self.why, self.status, headers={"Connection": "close"})


class Signed(NamedTuple):
    """What Slack said: a command's form, an interaction's payload or an event; `digest` is the body's SHA-256."""

    said: dict[str, Any]
    digest: str


async def read_signed(request: Request, signing_secret: str, real_time: Callable[[], float] = time.time) -> Signed:
    """What the request says. Raises BadRequestError unless it is small, signed with the secret, fresh and well-formed.

    The age is judged by the real clock, whatever the bot's own says. Slack's check of the certificate alone may come
    unsigned; it has no effect.
    """
    _check_size(request.headers)
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if _SIGNATURE not in request.headers and _TIMESTAMP not in request.headers:
        return _certificate_check(content_type, await _bounded_body(request, LARGEST_UNSIGNED))
    timestamp = _fresh_timestamp(request.headers, real_time())
    claimed = request.headers.get(_SIGNATURE, "").encode("latin-1")
    body = await _bounded_body(request, LARGEST_BODY)
    base = b"v0:" + timestamp.encode() + b":" + body
    expected = "v0=" + hmac.new(signing_secret.encode(), base, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), claimed):
        raise BadRequestError(401, "the signature is not Slack's")
    return Signed(_said(content_type, body), hashlib.sha256(body).hexdigest())


def _certificate_check(content_type: str, body: bytes) -> Signed:
    if _said(content_type, body).get("ssl_check") != "1":
        raise BadRequestError(401, "the request is not signed")
    return Signed({"ssl_check": "1"}, hashlib.sha256(body).hexdigest())


def _check_size(headers: Mapping[str, str]) -> None:
    length = headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit():
        raise BadRequestError(400, "the content length is no number")
    if int(length) > LARGEST_BODY:
        raise BadRequestError(413, "the body is larger than 1 MiB")


def _fresh_timestamp(headers: Mapping[str, str], now: float) -> str:
    timestamp = headers.get(_TIMESTAMP, "")
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > len(str(2**63)):
        raise BadRequestError(401, "the request has no timestamp")
    if abs(now - int(timestamp)) > OLDEST_SECONDS:
        raise BadRequestError(401, "the request is older than five minutes")
    return timestamp


async def _bounded_body(request: Request, largest: int) -> bytes:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > largest:
            raise BadRequestError(413 if largest == LARGEST_BODY else 401, f"the body is larger than {largest} bytes")
        parts.append(part)
    return b"".join(parts)


def _said(content_type: str, body: bytes) -> dict[str, Any]:
    try:
        text = body.decode("utf-8")
        if content_type == "application/json":
            return _event(json.loads(text))
        if content_type == _FORM:
            return _form(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100))
    except (ValueError, RecursionError) as error:
        raise BadRequestError(400, "the body cannot be read") from error
    raise BadRequestError(415, "the content type is neither a form nor JSON")


def _form(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    form = dict(pairs)
    if len(form) != len(pairs):
        raise BadRequestError(400, "a field of the form stands twice")
    if "payload" in form:
        return _interaction(json.loads(form["payload"]))
    if form.get("ssl_check") != "1" and not (form.get("command", "").startswith("/") and form.get("user_id")):
        raise BadRequestError(400, "the form is no slash command")
    return form


def _interaction(payload: Any) -> dict[str, Any]:
    _needs(payload, "type", str)
    _needs(_needs(payload, "user", dict), "id", str)
    return _no_command(payload)


def _event(event: Any) -> dict[str, Any]:
    type_ = _needs(event, "type", str)
    if type_ == "url_verification":
        _needs(event, "challenge", str)
    elif type_ == "event_callback":
        _needs(event, "event_id", str)
        _needs(_needs(event, "event", dict), "type", str)
    else:
        raise BadRequestError(400, "the event is of no known type")
    return _no_command(event)


def _no_command(said: dict[str, Any]) -> dict[str, Any]:
    if "command" in said:
        raise BadRequestError(400, "a slash command comes as a form")
    return said


def _needs(value: Any, name: str, kind: type) -> Any:
    if not isinstance(value, dict) or not isinstance(value.get(name), kind):
        raise BadRequestError(400, f"{name} is missing")
    return value[name]
