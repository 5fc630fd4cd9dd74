"""The sender: in order, at most one lane a recipient, again after trouble, never forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Row, select

from schedulers.sender import LONGEST_BACKOFF, NotTakenError, Place, Sender, backoff
from storage.database import Database
from storage.records.outbox import OPS_CHANNEL, Message, Post, claim, enqueue, overdue, say_anew
from tests.schedulers.conftest import at


def content(words: str) -> dict[str, dict[str, Any]]:
    return {language: {"text": words, "blocks": []} for language in ("zh", "en")}


class Line:
    """A sender with a clock that stands still, and a Slack that does what the test says."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = at("10:00")
        self.sent: list[str] = []
        self.begun: asyncio.Queue[str] = asyncio.Queue()
        self.trouble: list[NotTakenError | None] = []
        self.hold: dict[str, asyncio.Event] = {}
        self.sender = Sender(database, self.send, self.clock)

    def clock(self) -> datetime:
        return self.now

    async def send(self, post: Row[Any]) -> Place:
        self.begun.put_nowait(post.key)
        if post.recipient in self.hold:
            await self.hold[post.recipient].wait()
        self.sent.append(post.key if post.shown == 0 else f"{post.key} v{post.wanted}")
        trouble = self.trouble.pop(0) if self.trouble else None
        if trouble:
            raise trouble
        return Place("C0OPS", post.ts or f"1.{post.id}")

    @asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.Task[None]]:
        task = asyncio.create_task(self.sender.run())
        try:
            yield task
        finally:
            if not task.cancelling():
                task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def work(self) -> list[str]:
        """Send what may be sent now; what was tried, in order."""
        self.sent.clear()
        for _ in range(3):
            await self.sender.start_lanes()
            if self.sender._lanes:
                await asyncio.wait(self.sender._lanes.values())
        return list(self.sent)

    def say(self, key: str, recipient: str = OPS_CHANNEL, thread_of: str | None = None) -> None:
        self.write(lambda c: enqueue(c, Message(key, recipient, content(key), thread_of), self.now))

    def write(self, work: Callable[[Connection], Any]) -> Any:
        return self.database.write(work).result(timeout=10)

    def post(self, key: str) -> Any:
        table = Post.__table__  # type: ignore[attr-defined]
        with self.database.read() as connection:
            return connection.execute(select(table).where(table.c.key == key)).one()


@pytest.fixture
def line(database: Database) -> Line:
    return Line(database)


async def test_posts_go_out_in_order_and_once(line: Line) -> None:
    for key in "abc":
        line.say(key)
    assert await line.work() == ["a", "b", "c"]
    assert await line.work() == []


async def test_a_reply_waits_until_its_thread_stands(line: Line) -> None:
    line.say("parent")
    line.say("reply", thread_of="parent")
    line.trouble = [NotTakenError("busy", timedelta(seconds=5))]
    assert await line.work() == ["parent"]
    line.now += timedelta(seconds=5)
    assert await line.work() == ["parent", "reply"]


@pytest.mark.parametrize("asked", [1, 30, 3600])
async def test_a_recipient_who_takes_nothing_is_left_alone_as_long_as_asked(line: Line, asked: int) -> None:
    for key in "ab":
        line.say(key)
    line.trouble = [NotTakenError("ratelimited", timedelta(seconds=asked), takes_nothing=True)]
    assert await line.work() == ["a"]
    line.now += timedelta(seconds=asked) - timedelta(milliseconds=1)
    line.say("c")
    line.say("d", "lin")
    assert await line.work() == ["d"]
    line.now += timedelta(milliseconds=1)
    assert await line.work() == ["a", "b", "c"]


async def test_a_message_that_cannot_be_sent_holds_up_no_other(line: Line) -> None:
    for key in "ab":
        line.say(key)
    line.trouble = [NotTakenError("invalid_blocks")]
    assert await line.work() == ["a", "b"]
    assert line.post("a").trouble == "invalid_blocks"


async def test_what_can_never_arrive_waits_no_longer_and_keeps_why(line: Line) -> None:
    line.say("one")
    line.say("two")
    line.trouble = [NotTakenError("cannot_dm_bot", never_will=True)]
    assert await line.work() == ["one", "two"]
    line.now += timedelta(days=1)
    assert await line.work() == []
    assert line.post("one").trouble == "cannot_dm_bot"
    assert line.write(lambda c: overdue(c, line.now)) == 0


async def test_trouble_is_tried_again_ever_more_slowly(line: Line) -> None:
    line.say("a")
    for seconds in (1, 2, 4, 8):
        line.trouble = [NotTakenError("fatal_error", takes_nothing=True)]
        assert await line.work() == ["a"]
        line.now += timedelta(seconds=seconds) - timedelta(milliseconds=1)
        assert await line.work() == []
        line.now += timedelta(milliseconds=1)
    assert await line.work() == ["a"]
    assert (line.post("a").attempts, line.post("a").trouble) == (0, None)


async def test_a_slow_recipient_delays_no_other(line: Line) -> None:
    line.hold[OPS_CHANNEL] = asyncio.Event()
    line.say("slow")
    await line.sender.start_lanes()
    line.say("later")
    line.say("quick", "lin")
    await line.sender.start_lanes()
    await asyncio.wait([line.sender._lanes["lin"]])
    assert line.sent == ["quick"]
    line.hold[OPS_CHANNEL].set()
    await asyncio.wait([line.sender._lanes[OPS_CHANNEL]])
    assert await line.work() == ["later"]


async def test_what_is_said_anew_meanwhile_follows_as_an_edit(line: Line) -> None:
    line.hold[OPS_CHANNEL] = asyncio.Event()
    line.say("a")
    await line.sender.start_lanes()
    line.write(lambda c: say_anew(c, "a", content("newer"), line.now))
    line.write(lambda c: say_anew(c, "a", content("newest"), line.now))
    line.hold[OPS_CHANNEL].set()
    await asyncio.wait(line.sender._lanes.values())
    assert await line.work() == ["a v3"]
    assert (line.post("a").shown, line.post("a").ts) == (3, "1.1")


async def test_what_a_killed_process_had_claimed_is_sent_by_the_next(line: Line) -> None:
    for key in "abc":
        line.say(key)
    line.write(lambda c: claim(c, line.now, line.now + timedelta(seconds=60), 2))
    assert await line.work() == ["c"]
    async with line.running():
        assert [await line.begun.get() for _ in "cab"] == ["c", "a", "b"]


async def test_who_is_asked_to_stop_lets_arrive_what_is_on_its_way(line: Line) -> None:
    line.hold[OPS_CHANNEL] = asyncio.Event()
    for key in "ab":
        line.say(key)
    async with line.running() as running:
        await line.begun.get()
        running.cancel()
        await asyncio.sleep(0)
        line.hold[OPS_CHANNEL].set()
    assert (line.post("a").shown, line.post("b").shown, line.post("b").leased_until) == (1, 0, None)


async def test_a_look_that_fails_is_followed_by_another(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    look, failures = line.sender.start_lanes, [RuntimeError()]

    async def sometimes() -> None:
        if failures:
            raise failures.pop()
        await look()

    monkeypatch.setattr(line.sender, "start_lanes", sometimes)
    line.say("a")
    async with line.running():
        assert await line.begun.get() == "a"


@pytest.mark.parametrize(
    ("attempts", "wait"),
    [
        (0, timedelta(seconds=1)),
        (1, timedelta(seconds=2)),
        (8, timedelta(seconds=256)),
        (9, LONGEST_BACKOFF),
        (1_000_000, LONGEST_BACKOFF),
    ],
)
def test_backoff(attempts: int, wait: timedelta) -> None:
    assert backoff(attempts) == wait
