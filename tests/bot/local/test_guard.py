"""The page answers this machine only."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest

from bot.local.compose import build_workspace
from tests.slack import CHANNELS, COMMANDS, PEOPLE

HOST = "127.0.0.1:8765"


@pytest.fixture
async def http() -> httpx.AsyncClient:
    workspace = build_workspace(
        people=PEOPLE,
        channels=CHANNELS,
        commands=COMMANDS,
        events_url=f"http://{HOST}/slack/events",
        public_url=f"http://{HOST}",
        signing_secret="s",
        bot_token="xoxb-x",
        clock=lambda: datetime.now(UTC),
        http=httpx.AsyncClient(trust_env=False),
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=workspace.app), base_url=f"http://{HOST}")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        (HOST, 200),
        ("localhost", 200),
        ("[::1]:8765", 200),
        ("LOCALHOST:1", 200),
        ("127.0.0.1.example.invalid", 403),
        ("example.invalid:8765", 403),
        ("192.168.1.5", 403),
        ("[::1", 403),
        ("", 403),
    ],
)
@pytest.mark.parametrize("path", ["/", "/workspace/people", "/static/app.js"])
async def test_only_the_loopback_s_names_are_answered(
    http: httpx.AsyncClient, path: str, host: str, status: int
) -> None:
    assert (await http.get(path, headers={"Host": host})).status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": f"http://{HOST}"}, 200),
        ({"Origin": f"http://{HOST}", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "http://example.invalid"}, 403),
        ({"Origin": "http://127.0.0.1:9999"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
async def test_another_site_changes_nothing(http: httpx.AsyncClient, headers: dict[str, str], status: int) -> None:
    said = {"user": "U0LIN", "channel": "C0OPS", "text": "hello"}
    assert (await http.post("/workspace/send", json=said, headers=headers)).status_code == status
    history = await http.get("/workspace/history", params={"user": "U0LIN", "channel": "C0OPS"})
    assert len(history.json()["messages"]) == (status == 200)


async def test_every_answer_forbids_foreign_content(http: httpx.AsyncClient) -> None:
    for path in ("/", "/workspace/people", "/static/app.css"):
        assert (await http.get(path)).headers["content-security-policy"].startswith("default-src 'self'")


@pytest.mark.parametrize(
    "said",
    [
        {"user": "U0NONE", "channel": "C0OPS", "text": "x"},
        {"user": "U0LIN", "channel": "C0MGMT", "text": "x"},
        {"user": "U0LIN", "channel": "D0WU", "text": "x"},
        {"user": ["U0LIN"], "channel": "C0OPS", "text": "x"},
        {"user": "U0LIN", "channel": "C0OPS", "text": "  "},
        {"user": "U0LIN", "channel": "C0OPS", "text": "x", "thread_ts": "1.000001"},
        ["x"],
    ],
)
async def test_what_makes_no_sense_is_refused(http: httpx.AsyncClient, said: object) -> None:
    assert (await http.post("/workspace/send", json=said)).status_code == 400


async def test_a_flood_is_refused(http: httpx.AsyncClient) -> None:
    assert (await http.post("/workspace/send", content=b"x" * 65_537)).status_code == 413
    assert (await http.post("/workspace/send", content=b"x" * 65_536)).status_code == 400


async def test_another_person_s_direct_message_is_not_read(http: httpx.AsyncClient) -> None:
    for path in ("history", "thread"):
        answer = await http.get(f"/workspace/{path}", params={"user": "U0LIN", "channel": "D0WU", "ts": "1.000001"})
        assert answer.status_code == 400
