"""What stands in front of Bolt: only well-formed, fresh, signed requests of a sensible size reach it.

Bolt answers 500 to a timestamp that is no number, a signature that is not ASCII or a body that is a JSON array, and
reads bodies of any size before it looks at the signature. Here all of them are refused with a 4xx.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

LARGEST_BODY: Final = 1024 * 1024
OLDEST_SECONDS: Final = 300
_FORM: Final = "application/x-www-form-urlencoded"


class BadRequestError(Exception):
    """A request that is refused, with its HTTP status and the reason."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why

    def response(self) -> Response:
        """The refusal as an HTTP answer; the connection closes, so that an unread body is never waited for."""
        return PlainTextResponse(self.why, self.status, headers={"Connection": "close"})


async def read_signed(request: Request, signing_secret: str, real_time: Callable[[], float] = time.time) -> bytes:
    """The request's body. Raises BadRequestError unless it is small, signed with the secret, fresh and well-formed.

    The age is judged by the real clock, whatever the bot's own says.
    """
    _check_size(request.headers)
    timestamp = _fresh_timestamp(request.headers, real_time())
    claimed = request.headers.get("x-slack-signature", "").encode("latin-1")
    body = await _bounded_body(request)
    base = b"v0:" + timestamp.encode() + b":" + body
    expected = "v0=" + hmac.new(signing_secret.encode(), base, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), claimed):
        raise BadRequestError(401, "the signature is not Slack's")
    _check_shape(request.headers.get("content-type", "").partition(";")[0].strip().lower(), body)
    return body


def _check_size(headers: Mapping[str, str]) -> None:
    length = headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit():
        raise BadRequestError(400, "the content length is no number")
    if int(length) > LARGEST_BODY:
        raise BadRequestError(413, "the body is larger than 1 MiB")


def _fresh_timestamp(headers: Mapping[str, str], now: float) -> str:
    timestamp = headers.get("x-slack-request-timestamp", "")
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > len(str(2**63)):
        raise BadRequestError(401, "the request has no timestamp")
    if abs(now - int(timestamp)) > OLDEST_SECONDS:
        raise BadRequestError(401, "the request is older than five minutes")
    return timestamp


async def _bounded_body(request: Request) -> bytes:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_BODY:
            raise BadRequestError(413, "the body is larger than 1 MiB")
        parts.append(part)
    return b"".join(parts)


def _check_shape(content_type: str, body: bytes) -> None:
    try:
        text = body.decode("utf-8")
        if content_type == "application/json":
            _check_event(json.loads(text))
        elif content_type == _FORM:
            _check_form(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100))
        else:
            raise BadRequestError(415, "the content type is neither a form nor JSON")
    except (ValueError, RecursionError) as error:
        raise BadRequestError(400, "the body cannot be read") from error


def _check_form(pairs: list[tuple[str, str]]) -> None:
    form = dict(pairs)
    if len(form) != len(pairs):
        raise BadRequestError(400, "a field of the form stands twice")
    if "ssl_check" in form:
        return
    if "payload" in form:
        _check_interaction(json.loads(form["payload"]))
        return
    if not form.get("command", "").startswith("/") or not form.get("user_id"):
        raise BadRequestError(400, "the form is no slash command")


def _check_interaction(payload: Any) -> None:
    _needs(payload, "type", str)
    _needs(_needs(payload, "user", dict), "id", str)


def _check_event(event: Any) -> None:
    type_ = _needs(event, "type", str)
    if type_ == "url_verification":
        _needs(event, "challenge", str)
    elif type_ == "event_callback":
        _needs(event, "event_id", str)
        _needs(_needs(event, "event", dict), "type", str)
    else:
        raise BadRequestError(400, "the event is of no known type")


def _needs(value: Any, name: str, kind: type) -> Any:
    if not isinstance(value, dict) or not isinstance(value.get(name), kind):
        raise BadRequestError(400, f"{name} is missing")
    return value[name]
