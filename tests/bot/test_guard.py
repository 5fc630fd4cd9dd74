"""The guard in front of Bolt, on both sides of its limits."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from starlette.requests import Request

from bot.guard import LARGEST_BODY, LARGEST_UNSIGNED, OLDEST_SECONDS, BadRequestError, Signed, read_signed
from tests.bot.running import FORM, command_body, signed

SECRET = "local-signing-secret"
BODY = command_body("lin", "/inspect done")


class Sent:
    """A request whose body comes in parts; knows how much of it was read."""

    def __init__(self, headers: dict[str, str], *parts: bytes) -> None:
        self.parts = list(parts)
        self.read = 0
        self.headers = headers

    async def arrive(self) -> dict[str, Any]:
        part = self.parts.pop(0) if self.parts else b""
        self.read += len(part)
        return {"type": "http.request", "body": part, "more_body": bool(self.parts)}

    def request(self) -> Request:
        headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in self.headers.items()]
        return Request({"type": "http", "method": "POST", "path": "/", "headers": headers}, self.arrive)


async def take(sent: Sent, at: float | None = None) -> Signed:
    stamp = sent.headers.get("X-Slack-Request-Timestamp", "0")
    return await read_signed(sent.request(), SECRET, lambda: float(stamp) if at is None else at)


def proper(body: bytes = BODY, content_type: str = FORM, **more: str) -> Sent:
    headers = {**signed(body), "Content-Type": content_type, "Content-Length": str(len(body))} | more
    return Sent(headers, body)


async def test_what_slack_says_is_read_once() -> None:
    taken = await take(proper())
    assert (taken.said["command"], taken.said["text"]) == ("/inspect", "done")
    assert taken.digest == hashlib.sha256(BODY).hexdigest()


@pytest.mark.parametrize("word", ["payload", "payload=", "ssl_check", "{", "[]"])
async def test_no_word_in_a_text_changes_what_the_request_is(word: str) -> None:
    taken = await take(proper(command_body("lin", f"/inspect done {word}")))
    assert (taken.said["command"], taken.said["text"]) == ("/inspect", f"done {word}")


@pytest.mark.parametrize(("age", "fresh"), [(0, True), (OLDEST_SECONDS, True), (OLDEST_SECONDS + 1, False)])
@pytest.mark.parametrize("side", [1, -1])
async def test_age(age: int, side: int, *, fresh: bool) -> None:
    sent = proper()
    now = int(sent.headers["X-Slack-Request-Timestamp"]) + side * age
    if fresh:
        assert await take(sent, now)
        return
    with pytest.raises(BadRequestError) as refused:
        await take(sent, now)
    assert (refused.value.status, sent.read) == (401, 0)


def filled(size: int) -> bytes:
    start = b"command=/inspect&user_id=U0LIN&text="
    return start + b"x" * (size - len(start))


@pytest.mark.parametrize("told", [True, False])
async def test_size(*, told: bool) -> None:
    largest, larger = proper(filled(LARGEST_BODY)), proper(filled(LARGEST_BODY + 1))
    if not told:
        del largest.headers["Content-Length"], larger.headers["Content-Length"]
    assert await take(largest)
    with pytest.raises(BadRequestError) as refused:
        await take(larger)
    assert refused.value.status == 413
    assert larger.read == (0 if told else LARGEST_BODY + 1)


async def test_a_body_is_left_when_it_grows_too_large() -> None:
    sent = Sent({**signed(b""), "Content-Type": FORM}, *[b"x" * 1024 for _ in range(4096)])
    with pytest.raises(BadRequestError) as refused:
        await take(sent)
    assert (refused.value.status, sent.read) == (413, LARGEST_BODY + 1024)


@pytest.mark.parametrize("length", ["-1", "x", "", "1.0", "٣"])
async def test_a_content_length_is_a_number(length: str) -> None:
    sent = proper()
    headers = [(name.lower().encode(), value.encode()) for name, value in sent.headers.items()]
    headers = [(name, value) for name, value in headers if name != b"content-length"]
    scope = {"type": "http", "method": "POST", "path": "/", "headers": [*headers, (b"content-length", length.encode())]}
    with pytest.raises(BadRequestError) as refused:
        await read_signed(Request(scope, sent.arrive), SECRET)
    assert (refused.value.status, sent.read) == (400, 0)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"ssl_check=1&token=x", None),
        (b"ssl_check=1", None),
        (b"ssl_check=0", 400),
        (b"ssl_check=1&x=" + b"y" * LARGEST_UNSIGNED, 401),
        (BODY, 401),
        (b"", 400),
    ],
)
async def test_only_a_check_of_the_certificate_may_be_unsigned(body: bytes, status: int | None) -> None:
    sent = Sent({"Content-Type": FORM}, body)
    if status is None:
        assert (await take(sent)).said["ssl_check"] == "1"
        return
    with pytest.raises(BadRequestError) as refused:
        await take(sent)
    assert refused.value.status == status


async def test_an_unsigned_command_cannot_pass_as_a_check() -> None:
    taken = await take(Sent({"Content-Type": FORM}, b"ssl_check=1&command=/inspect&user_id=U0LIN&text=done"))
    assert "command" not in taken.said


async def test_a_refusal_closes_the_connection() -> None:
    answer = BadRequestError(413, "too large").response()
    assert (answer.status_code, answer.headers["connection"]) == (413, "close")
