"""A rehearsal: over a day that the clock is set through, the running bot posts what its preview said."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import httpx
import pytest
from sqlalchemy import select

from storage.database import Database
from storage.records.nudged import Nudged
from storage.records.outbox import Post
from tests.bot.running import STARTS_WITHIN_SECONDS, Home
from tests.messages import ROOT
from tests.slack import free_socket

DAY: Final = "2026-10-08"
"""The first working day after a holiday: a month's standing, what fell due within it, what is due today."""
LOOKS_WITHIN_SECONDS: Final = 40
Said = tuple[str, str, str]
"""A key, to whom, and a text."""


@pytest.mark.timeout(400)
def test_a_rehearsed_day_is_as_previewed(new_home: Callable[[], Home]) -> None:
    home = new_home()
    told = home.command("preview", f"{DAY}T00:00:00+08:00", "2026-10-09T00:00:00+08:00", "--json")
    assert (told.returncode, told.stderr) == (0, "")
    previewed = json.loads(told.stdout)
    with workspace(home, "2026-10-07T20:58:00+08:00") as http:
        missed = {key for key, _, _ in until(lambda: posted(home), lambda said: len(said) > 0)}
        for moment in dict.fromkeys(post["at"] for post in previewed):
            wanted = {post["key"] for post in previewed if post["at"] <= moment}
            assert http.post("/workspace/clock", json={"user": "U0ZHAO", "at": moment[:16]}).status_code == 200
            until(lambda: posted(home), lambda said, wanted=wanted: wanted <= {key for key, _, _ in said})
            until(lambda: unshown(home), lambda waiting: waiting == 0)
        said = [one for one in posted(home) if one[0] not in missed]
    assert sorted((key, to) for key, to, _ in said) == sorted((post["key"], post["to"]) for post in previewed)
    texts = {post["key"]: post["text"] for post in previewed}
    asking = [(key, text) for key, _, text in said if text and not key.startswith("score.")]
    assert any(key.startswith("report.overdue:") for key, _ in asking)
    assert [(key, texts[key]) for key, _ in asking] == asking


@contextmanager
def workspace(home: Home, clock: str) -> Iterator[httpx.Client]:
    """The local workspace, and its page's own API."""
    with free_socket() as bound:
        port = bound.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run", "--port", str(port)],
        cwd=ROOT,
        env=home.environment({"ZHIBAN_CLOCK": clock}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as http:
            until(lambda: is_up(http), lambda up: up, STARTS_WITHIN_SECONDS)
            yield http
    finally:
        process.terminate()
        process.wait(timeout=60)


def is_up(http: httpx.Client) -> bool:
    try:
        return http.get("/healthz").status_code == 200
    except httpx.TransportError:
        return False


def until(look: Callable[[], Any], enough: Callable[..., bool], seconds: float = LOOKS_WITHIN_SECONDS) -> Any:
    """What is seen once it is enough."""
    deadline = time.monotonic() + seconds
    while not enough(seen := look()):
        assert time.monotonic() < deadline, seen
        time.sleep(0.2)
    return seen


def posted(home: Home) -> list[Said]:
    """Every step that was said, to whom its post goes, and its words in the channel's language while it asks."""
    steps, posts = Nudged.__table__, Post.__table__  # type: ignore[attr-defined]
    query = select(steps.c.key, posts.c.recipient, steps.c.content, steps.c.asks).join(
        posts, posts.c.key == steps.c.post
    )
    return [(key, to, content["zh"]["text"] if asks else "") for key, to, content, asks in rows(home, query)]


def unshown(home: Home) -> int:
    """How many posts Slack lacks."""
    posts = Post.__table__  # type: ignore[attr-defined]
    return len(rows(home, select(posts.c.key).where(posts.c.wanted > posts.c.shown)))


def rows(home: Home, query: Any) -> list[Any]:
    database = Database(f"sqlite:///{home.database}")
    try:
        with database.read() as connection:
            return list(connection.execute(query))
    finally:
        database.close()
