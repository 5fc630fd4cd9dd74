"""The sender: in order, at most one lane a recipient, again after trouble, never forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Row, select

from schedulers.sender import (
    ARRIVES_WITHIN,
    LONGEST_BACKOFF,
    MOST_AT_ONCE,
    MOST_HELD_UP,
    NotTakenError,
    Place,
    Sender,
    StillOurs,
    backoff,
)
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
        self.looked: list[str] = []
        """What came with an earlier attempt whose outcome is not known."""
        self.asked_others = 0
        self.begun: asyncio.Queue[str] = asyncio.Queue()
        self.trouble: list[NotTakenError | None] = []
        self.hold: dict[str, asyncio.Event] = {}
        self.term: int | None = 1
        self.sender = self.new_sender()

    def new_sender(self, spacing_seconds: float = 0) -> Sender:
        return Sender(
            self.database,
            self.send,
            self.clock,
            lambda: self.term,
            spacing_seconds=spacing_seconds,
            on_unreached=self.ask_others,
        )

    async def ask_others(self) -> None:
        self.asked_others += 1

    def clock(self) -> datetime:
        return self.now

    async def send(self, post: Row[Any], still_ours: StillOurs) -> Place:
        self.begun.put_nowait(post.key)
        if post.attempted_at is not None:
            self.looked.append(post.key)
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
            await self.sender.look()
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
    assert line.write(lambda c: overdue(c, line.now)) == {}


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
    await line.sender.look()
    line.say("later")
    line.say("quick", "lin")
    await line.sender.look()
    await asyncio.wait([line.sender._lanes["lin"]])
    assert line.sent == ["quick"]
    line.hold[OPS_CHANNEL].set()
    await asyncio.wait([line.sender._lanes[OPS_CHANNEL]])
    assert await line.work() == ["later"]


async def test_what_is_said_anew_meanwhile_follows_as_an_edit(line: Line) -> None:
    line.hold[OPS_CHANNEL] = asyncio.Event()
    line.say("a")
    await line.sender.look()
    line.write(lambda c: say_anew(c, "a", content("newer"), line.now))
    line.write(lambda c: say_anew(c, "a", content("newest"), line.now))
    line.hold[OPS_CHANNEL].set()
    await asyncio.wait(line.sender._lanes.values())
    assert await line.work() == ["a v3"]
    assert (line.post("a").shown, line.post("a").ts) == (3, "1.1")


async def test_who_takes_over_first_looks_for_what_was_begun_after_a_moment(line: Line) -> None:
    for key, recipient in (("a", "lin"), ("b", "lin"), ("c", "wu")):
        line.say(key, recipient)
    line.write(lambda c: claim(c, line.now, line.now + timedelta(seconds=60), 1, attempted_at=line.now))
    assert await line.work() == ["c"]
    assert await line.work() == []
    line.now += ARRIVES_WITHIN - timedelta(milliseconds=1)
    assert await line.work() == []
    line.now += timedelta(milliseconds=1)
    assert await line.work() == ["a", "b"]
    assert line.looked == ["a"]


async def test_a_process_that_does_not_lead_sends_nothing(line: Line) -> None:
    line.say("a")
    line.term = None
    assert await line.work() == []
    line.term = 1
    assert await line.work() == ["a"]


async def test_who_loses_the_lead_ends_what_is_on_its_way_and_marks_nothing(line: Line) -> None:
    line.hold["lin"] = asyncio.Event()
    line.say("a", "lin")
    await line.sender.look()
    lane = line.sender._lanes["lin"]
    line.term = None
    await line.sender.look()
    with suppress(asyncio.CancelledError):
        await lane
    assert (line.sent, line.post("a").shown, line.post("a").attempted_at is None) == ([], 0, False)


async def test_one_who_was_paused_while_another_led_marks_nothing(line: Line) -> None:
    line.hold["lin"] = asyncio.Event()
    line.say("a", "lin")
    await line.sender.look()
    paused, line.sender = line.sender, line.new_sender()
    await line.sender.look()
    line.now += ARRIVES_WITHIN
    await line.sender.look()
    line.hold["lin"].set()
    await asyncio.wait([*paused._lanes.values(), *line.sender._lanes.values()])
    assert (line.sent, line.post("a").shown, line.looked) == (["a", "a"], 1, ["a"])


async def test_one_that_is_refused_again_and_again_lets_the_later_ones_go_first(line: Line) -> None:
    """Slack answers 500 to just this message, for ever."""
    for key in "ab":
        line.say(key)
    for attempt in range(MOST_HELD_UP + 1):
        line.trouble = [NotTakenError("internal_error", takes_nothing=True, may_have_arrived=True)]
        assert await line.work() == (["a"] if attempt < MOST_HELD_UP else ["a", "b"]), attempt
        line.now += LONGEST_BACKOFF
    assert await line.work() == ["a"]


async def test_an_answer_that_never_came_is_followed_by_a_look_in_order(line: Line) -> None:
    for key in "ab":
        line.say(key)
    line.trouble = [NotTakenError("TimeoutError", takes_nothing=True, may_have_arrived=True)]
    assert await line.work() == ["a"]
    line.now += ARRIVES_WITHIN
    assert await line.work() == ["a", "b"]
    assert line.looked == ["a"]


async def test_what_was_deleted_is_posted_again(line: Line) -> None:
    line.say("a")
    await line.work()
    line.write(lambda c: say_anew(c, "a", content("newer"), line.now))
    line.trouble = [NotTakenError("deleted", gone=True)]
    assert await line.work() == ["a v2", "a v2"]
    assert (line.looked, line.post("a").shown) == ([], 2)


async def test_no_more_are_on_their_way_at_once_than_so_many(line: Line) -> None:
    for number in range(MOST_AT_ONCE + 5):
        line.hold[f"p-{number}"] = asyncio.Event()
        line.say(str(number), f"p-{number}")
    await line.sender.look()
    await line.sender.look()
    assert len(line.sender._lanes) == MOST_AT_ONCE
    for hold in line.hold.values():
        hold.set()
    await asyncio.wait(line.sender._lanes.values())
    await line.work()
    assert len(set(line.sent)) == 5


async def test_posts_to_one_recipient_keep_their_pace_and_edits_need_none(line: Line) -> None:
    line.sender = line.new_sender(spacing_seconds=3600)
    line.say("a")
    line.say("b")
    line.say("c", "lin")
    assert await line.work() == ["a", "c"]
    line.sender = line.new_sender(spacing_seconds=3600)
    line.write(lambda c: say_anew(c, "a", content("newer"), line.now))
    assert await line.work() == ["a v2", "b"]


async def test_what_slack_took_is_marked_as_soon_as_the_database_allows(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, failures = line.database.write, [RuntimeError(), RuntimeError()]

    def sometimes(work: Any) -> Any:
        if failures and "mark_shown" in repr(work):
            raise failures.pop()
        return write(work)

    monkeypatch.setattr(line.database, "write", sometimes)
    monkeypatch.setattr("schedulers.sender.LOOKS_EVERY_SECONDS", 0)
    line.say("a")
    assert await line.work() == ["a"]
    assert (failures, line.post("a").shown) == ([], 1)


async def test_where_slack_gives_no_answer_it_is_soon_asked_again(line: Line) -> None:
    line.say("a")
    for seconds in (1, 2, 4, 8, 10, 10):
        line.trouble = [NotTakenError("no", takes_nothing=True, unreached=True)]
        assert await line.work() == ["a"]
        line.now += timedelta(seconds=seconds) - timedelta(milliseconds=1)
        assert await line.work() == []
        line.now += timedelta(milliseconds=1)


async def test_where_slack_is_not_reached_for_long_another_may_try(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schedulers.sender.UNREACHED_SECONDS", 0.0)
    line.say("a")
    for unreached, asked in ((True, 0), (True, 1), (False, 1), (True, 1), (True, 2)):
        line.trouble = [NotTakenError("no", takes_nothing=True, unreached=unreached)]
        assert await line.work() == ["a"]
        assert line.asked_others == asked
        line.now += timedelta(minutes=5)


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
    look, failures = line.sender.look, [RuntimeError()]

    async def sometimes() -> None:
        if failures:
            raise failures.pop()
        await look()

    monkeypatch.setattr(line.sender, "look", sometimes)
    line.say("a")
    async with line.running():
        assert await line.begun.get() == "a"


@pytest.mark.parametrize(
    ("attempts", "wait"),
    [
        (0, timedelta(seconds=1)),
        (1, timedelta(seconds=2)),
        (5, timedelta(seconds=32)),
        (6, LONGEST_BACKOFF),
        (1_000_000, LONGEST_BACKOFF),
    ],
)
def test_backoff(attempts: int, wait: timedelta) -> None:
    assert backoff(attempts) == wait
