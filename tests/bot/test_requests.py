"""Requests that are not what they should be: refused with a 4xx or answered kindly, never a 5xx, nothing stored."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from urllib.parse import quote_plus, urlencode

import pytest

from bot.guard import LARGEST_BODY, OLDEST_SECONDS
from bot.local.limits import message_errors
from tests.bot.running import FORM, RunningBot, command_body, signed

JSON = "application/json"
DONE = command_body("lin", "/inspect done")


@pytest.fixture(autouse=True)
def nothing_stored(bot: RunningBot) -> Iterator[None]:
    before = bot.home.held()
    yield
    assert bot.home.held() == before


@pytest.mark.parametrize(
    "headers",
    [
        signed(DONE, secret="somebody-elses"),
        signed(b"another body"),
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0="},
        {"X-Slack-Signature": "v0=" + "f" * 64},
        {"X-Slack-Signature": "v1=garbage"},
        {"X-Slack-Signature": "x" * 10_000},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "soon"},
        {"X-Slack-Request-Timestamp": "-1"},
        {"X-Slack-Request-Timestamp": "1e9"},
        {"X-Slack-Request-Timestamp": "9" * 5_000},
        {"X-Slack-Request-Timestamp": "0"},
    ],
    ids=lambda headers: (
        f"{next(iter(headers))} {str(list(headers.values())[-1])[:12]}" if len(headers) == 1 else "signed otherwise"
    ),
)
def test_what_is_not_slacks_is_refused(bot: RunningBot, headers: dict[str, str]) -> None:
    assert bot.post(DONE, headers).status_code == 401


@pytest.mark.parametrize("age", [OLDEST_SECONDS + 5, -OLDEST_SECONDS - 60])
def test_what_is_too_old_or_from_the_future_is_refused(bot: RunningBot, age: int) -> None:
    assert bot.post(DONE, signed(DONE, age=age)).status_code == 401


@pytest.mark.parametrize("name", ["X-Slack-Signature", "X-Slack-Request-Timestamp"])
@pytest.mark.parametrize("value", [b"\xe5\x80\xbc", b"v0=\xff\xfe", "１２３".encode(), b"\x80"])
def test_headers_that_are_not_ascii_are_refused(bot: RunningBot, name: str, value: bytes) -> None:
    headers: list[tuple[bytes, bytes]] = [(k.encode(), v.encode()) for k, v in signed(DONE).items() if k != name]
    answer = bot.http.post("/slack/events", content=DONE, headers=[*headers, (name.encode(), value)])
    assert answer.status_code == 401


@pytest.mark.parametrize("name", ["X-Slack-Signature", "X-Slack-Request-Timestamp"])
def test_a_missing_header_is_refused(bot: RunningBot, name: str) -> None:
    headers = {key: value for key, value in signed(DONE).items() if key != name} | {"Content-Type": FORM}
    assert bot.http.post("/slack/events", content=DONE, headers=headers).status_code == 401


def test_an_unsigned_command_is_refused(bot: RunningBot) -> None:
    answer = bot.http.post("/slack/events", content=DONE, headers={"Content-Type": FORM})
    assert answer.status_code == 401


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_beyond_a_mebibyte_is_refused_unread(bot: RunningBot, *, chunked: bool) -> None:
    stamp = int(time.time())
    length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {LARGEST_BODY + 1}"
    head = (
        f"POST /slack/events HTTP/1.1\r\nHost: bot\r\nContent-Type: {FORM}\r\n{length}\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={'0' * 64}\r\n\r\n"
    ).encode()
    with socket.create_connection(("127.0.0.1", bot.port), timeout=60) as connection:
        connection.sendall(head)
        part = b"x" * 65_536
        for _ in range(LARGEST_BODY // len(part) + 1 if chunked else 1):
            connection.sendall(b"%x\r\n%s\r\n" % (len(part), part) if chunked else part)
        assert connection.recv(64).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("length", ["-5", "many", "1, 2", "99999999999999999999"])
def test_a_strange_content_length_is_refused(bot: RunningBot, length: str) -> None:
    head = f"POST /slack/events HTTP/1.1\r\nHost: bot\r\nContent-Type: {FORM}\r\nContent-Length: {length}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", bot.port), timeout=60) as connection:
        connection.sendall(head.encode())
        assert connection.recv(64).startswith(b"HTTP/1.1 4")


NO_EVENT = {"type": "event_callback", "event_id": "Ev1", "event": {"type": "message"}}
PRESS = {"type": "block_actions", "user": {"id": "U0LIN"}, "actions": [{"action_id": "a"}]}
MALFORMED = [
    ("no content type", "", DONE),
    ("another content type", "text/plain", DONE),
    ("XML", "application/xml", b"<command/>"),
    ("a form called JSON", JSON, DONE),
    ("JSON called a form", FORM, json.dumps(NO_EVENT).encode()),
    ("a form that begins like JSON", FORM, b"{=1&" + DONE.replace(b"command=", b"c=")),
    ("nothing", FORM, b""),
    ("nothing, as JSON", JSON, b""),
    ("no form", FORM, b"&&&=&"),
    ("an array", JSON, b"[1, 2]"),
    ("a string", JSON, b'"type"'),
    ("a number", JSON, b"1" * 5_000),
    ("null", JSON, b"null"),
    ("NaN", JSON, b"NaN"),
    ("broken JSON", JSON, b'{"type": '),
    ("nested too deeply", JSON, b"[" * 200_000 + b"]" * 200_000),
    ("nested too deeply, in a payload", FORM, b"payload=" + b"%5B" * 100_000),
    ("no UTF-8", JSON, b'{"type": "\xff"}'),
    ("no UTF-8, in a form", FORM, b"command=/inspect&user_id=U0LIN&text=%FF%FE"),
    ("raw bytes, in a form", FORM, b"command=/inspect&user_id=U0LIN&text=\xff"),
    ("half a surrogate pair", FORM, b"command=/inspect&user_id=U0LIN&text=done+%ED%A0%BD"),
    ("an unknown type", JSON, b'{"type": "party"}'),
    ("no type", JSON, b"{}"),
    ("an event without an id", JSON, b'{"type": "event_callback", "event": {"type": "message"}}'),
    ("an event that is a list", JSON, b'{"type": "event_callback", "event_id": "Ev1", "event": []}'),
    ("a challenge that is none", JSON, b'{"type": "url_verification"}'),
    ("a broken payload", FORM, urlencode({"payload": "{"}).encode()),
    ("a payload that is a list", FORM, urlencode({"payload": "[]"}).encode()),
    ("a payload of nobody", FORM, urlencode({"payload": json.dumps({"type": "block_actions"})}).encode()),
    ("a command in a payload", FORM, urlencode({"payload": json.dumps({**PRESS, "command": "/inspect"})}).encode()),
    ("a command in an event", JSON, json.dumps({**NO_EVENT, "command": "/inspect", "user_id": "U0LIN"}).encode()),
    ("no command", FORM, b"user_id=U0LIN&text=done"),
    ("a command without its slash", FORM, b"command=inspect&user_id=U0LIN&text=done"),
    ("nobody", FORM, b"command=/inspect&text=done"),
    ("a field twice", FORM, DONE + b"&user_id=U0ZHAO"),
    ("too many fields", FORM, DONE + b"&x=1" * 200),
    ("a team that is a number", JSON, json.dumps({**NO_EVENT, "team": 5}).encode()),
    ("authorizations that are none", JSON, json.dumps({**NO_EVENT, "authorizations": [5]}).encode()),
    ("a user that is a number", JSON, json.dumps({**NO_EVENT, "user": 5}).encode()),
]


@pytest.mark.parametrize(
    ("content_type", "body"), [case[1:] for case in MALFORMED], ids=[case[0] for case in MALFORMED]
)
def test_what_slack_would_never_write_is_refused(bot: RunningBot, content_type: str, body: bytes) -> None:
    assert 400 <= bot.post(body, {"Content-Type": content_type}).status_code < 500


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
def test_only_posts_are_taken(bot: RunningBot, method: str) -> None:
    assert bot.http.request(method, "/slack/events", headers=signed(b"")).status_code == 405


def test_what_nobody_listens_to_is_no_trouble(bot: RunningBot) -> None:
    event = bot.post(json.dumps(NO_EVENT).encode(), {"Content-Type": "application/json; charset=utf-8"})
    press = bot.post(urlencode({"payload": json.dumps(PRESS)}).encode())
    assert event.status_code < 500
    assert press.status_code < 500


@pytest.mark.parametrize("sign", [True, False])
def test_slacks_check_of_the_certificate_is_answered(bot: RunningBot, *, sign: bool) -> None:
    body = b"ssl_check=1&token=deprecated"
    headers = {"Content-Type": FORM} | (signed(body) if sign else {})
    answer = bot.http.post("/slack/events", content=body, headers=headers)
    assert (answer.status_code, answer.text) == (200, "")


@pytest.mark.parametrize("challenge", ["3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P", "值班", "\ud800"])
def test_slacks_challenge_is_given_back(bot: RunningBot, challenge: str) -> None:
    body = json.dumps({"type": "url_verification", "challenge": challenge, "token": "deprecated"}).encode()
    answer = bot.post(body, {"Content-Type": JSON})
    assert (answer.status_code, json.loads(answer.content)["challenge"]) == (200, challenge)


@pytest.mark.parametrize("command", ["/unknown", "/", "//", "/INSPECTOR", "/" + "x" * 10_000, "/<!channel>", "/检查"])
def test_an_unknown_command_gets_an_overview(bot: RunningBot, command: str) -> None:
    body = f"command={quote_plus(command)}&user_id=U0LIN&text=done&trigger_id=1".encode()
    answer = bot.post(body)
    assert answer.status_code == 200
    assert "/inspect" in answer.text


@pytest.mark.parametrize("user", ["U" + "x" * 10_000, "' OR 1=1 --", "值", "<!channel>", "\x00"])
def test_a_strange_user_is_a_stranger(bot: RunningBot, user: str) -> None:
    answer = bot.post(urlencode({"command": "/inspect", "user_id": user, "text": "done"}).encode())
    assert answer.status_code == 200
    assert message_errors(answer.json()["text"], answer.json()["blocks"]) == []
    assert "<!" not in answer.text
