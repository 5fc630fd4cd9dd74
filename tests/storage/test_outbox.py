"""The outbox over both databases: said once, brought to its newest version, never lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection, Row

from storage.database import Database
from storage.records import outbox
from storage.records.outbox import Message
from tests.storage.telling import NOW

T = TypeVar("T")
MINUTE = timedelta(minutes=1)


def said(words: str) -> dict[str, dict[str, Any]]:
    return {"zh": {"text": words}, "en": {"text": words}}


def message(key: str, to: str = "lin", **more: Any) -> Message:
    return Message(key, to, said(key), **more)


class Box:
    """The outbox of one database, each call in a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __call__(self, act: Callable[..., T], *arguments: Any, **more: Any) -> T:
        """Do it with a connection as its first argument."""

        def work(connection: Connection) -> T:
            return act(connection, *arguments, **more)

        return self._database.write(work).result(30)

    def enqueue(self, *messages: Message) -> list[bool]:
        return [self(outbox.enqueue, one, NOW) for one in messages]

    def claim(self, minutes: int = 0, most: int = 20, busy: tuple[str, ...] = ()) -> list[Row[Any]]:
        now = NOW + minutes * MINUTE
        return self(outbox.claim, now, now + MINUTE, most, busy)

    def keys(self, minutes: int = 0, most: int = 20, busy: tuple[str, ...] = ()) -> list[str]:
        """The keys that would be claimed; nothing is leased."""
        now = NOW + minutes * MINUTE
        with self._database.write_alone(keep=False) as connection:
            assert outbox.waiting(connection, now, busy) == bool(outbox.claim(connection, now, now, most, busy))
        with self._database.write_alone(keep=False) as connection:
            return [row.key for row in outbox.claim(connection, now, now, most, busy)]

    def show(self, row: Row[Any]) -> None:
        self(outbox.mark_shown, row.id, row.wanted, f"C-{row.recipient}", f"{row.id}.0")


@pytest.fixture
def box(database: Database) -> Box:
    return Box(database)


def test_a_key_speaks_once(box: Box) -> None:
    assert box.enqueue(message("a"), message("a"), message("b")) == [True, False, True]
    assert box.keys() == ["a", "b"]
    assert [box(outbox.key_used, key) for key in "abc"] == [True, True, False]


def test_what_is_undone_was_never_said(box: Box, database: Database) -> None:
    with database.write_alone(keep=False) as connection:
        outbox.enqueue(connection, message("a"), NOW)
    assert box.keys() == []
    assert box.enqueue(message("a")) == [True]


def test_changes_before_it_is_shown_become_one(box: Box) -> None:
    box.enqueue(message("a"))
    for words in ("two", "three"):
        box(outbox.say_anew, "a", said(words), NOW)
    (row,) = box.claim()
    assert (row.content, row.wanted, row.shown) == (said("three"), 3, 0)
    box.show(row)
    assert box.keys() == []


def test_a_change_while_it_is_sent_is_sent_after(box: Box) -> None:
    box.enqueue(message("a"))
    (row,) = box.claim()
    box(outbox.say_anew, "a", said("two"), NOW)
    box.show(row)
    (again,) = box.claim()
    assert (again.content, again.shown, again.ts, again.channel) == (said("two"), 1, f"{row.id}.0", "C-lin")
    box.show(again)
    assert box.keys(99) == []


@pytest.mark.parametrize("key", ["a", "unknown"])
def test_the_same_words_again_are_no_change(box: Box, key: str) -> None:
    box.enqueue(message("a"))
    box.show(box.claim()[0])
    box(outbox.say_anew, key, said(key), NOW)
    assert box.keys(99) == []


def test_what_is_settled_before_anybody_saw_it_is_never_sent(box: Box) -> None:
    box.enqueue(message("a", asks=True))
    box(outbox.settle, "a", said("done"), NOW)
    assert box.keys(99) == []
    assert list(box(outbox.open_posts, "")) == []
    assert box.enqueue(message("a")) == [False]


@pytest.mark.parametrize("shown", [True, False], ids=["shown", "on its way"])
def test_what_is_settled_after_it_left_is_edited(box: Box, *, shown: bool) -> None:
    box.enqueue(message("a", asks=True))
    (row,) = box.claim()
    if shown:
        box.show(row)
    box(outbox.settle, "a", said("done"), NOW)
    if not shown:
        box.show(row)
    (edit,) = box.claim()
    assert (edit.content, edit.shown, edit.open) == (said("done"), 1, False)


def test_open_posts_are_those_that_ask_under_the_prefix(box: Box) -> None:
    box.enqueue(message("n:1", asks=True), message("n:2"), message("m:1", asks=True), message("n_1", asks=True))
    box.enqueue(message("n%x", asks=True))
    assert [row.key for row in box(outbox.open_posts, "n:")] == ["n:1"]
    assert [row.key for row in box(outbox.open_posts, "n_")] == ["n_1"]
    assert [row.key for row in box(outbox.open_posts, "n%")] == ["n%x"]


def test_a_lease_keeps_others_away_until_it_runs_out(box: Box) -> None:
    box.enqueue(message("a"))
    assert [row.key for row in box.claim()] == ["a"]
    assert box.keys() == []
    with_lease_over = [box.keys(minutes) for minutes in (0, 1)]
    assert with_lease_over == [[], ["a"]]


def test_no_more_is_claimed_than_asked_for_and_the_oldest_first(box: Box) -> None:
    box.enqueue(*(message(str(number)) for number in range(5)))
    assert [row.key for row in box.claim(most=2)] == ["0", "1"]
    assert [row.key for row in box.claim(most=2)] == ["2", "3"]


def test_a_busy_recipient_waits_alone(box: Box) -> None:
    box.enqueue(message("a", "lin"), message("b", "wu"), message("c", "lin"))
    assert box.keys(busy=("lin",)) == ["b"]
    assert box.keys(busy=("lin", "wu")) == []


def test_a_reply_waits_for_its_thread(box: Box) -> None:
    box.enqueue(message("reply", thread_of="post"), message("orphan", thread_of="never"))
    assert box.keys() == []
    box.enqueue(message("post"))
    (post,) = box.claim()
    assert post.key == "post"
    box.show(post)
    (reply,) = box.claim()
    assert (reply.key, reply.parent_channel, reply.parent_ts) == ("reply", "C-lin", f"{post.id}.0")


def test_a_failed_post_is_tried_again_in_time(box: Box) -> None:
    box.enqueue(message("a"))
    (row,) = box.claim()
    box(outbox.mark_failed, row.id, "ratelimited", NOW + 5 * MINUTE)
    assert [box.keys(minutes) for minutes in (4, 5)] == [[], ["a"]]
    (again,) = box.claim(5)
    assert (again.attempts, again.trouble) == (1, "ratelimited")
    box.show(again)
    box(outbox.say_anew, "a", said("two"), NOW)
    (fresh,) = box.claim()
    assert (fresh.attempts, fresh.trouble) == (0, None)


def test_overdue_counts_what_slack_has_lacked_since_before(box: Box) -> None:
    def overdue(minutes: int) -> int:
        return box(outbox.overdue, NOW + minutes * MINUTE)

    box.enqueue(message("a"))
    assert [overdue(minutes) for minutes in (0, 1)] == [0, 1]
    (row,) = box.claim()
    box(outbox.mark_failed, row.id, "fatal", NOW + 60 * MINUTE)
    assert overdue(1) == 1
    box.show(row)
    assert overdue(1) == 0
    box(outbox.say_anew, "a", said("two"), NOW + 30 * MINUTE)
    assert [overdue(minutes) for minutes in (30, 31)] == [0, 1]
    box(outbox.say_anew, "a", said("three"), NOW + 40 * MINUTE)
    assert [overdue(minutes) for minutes in (30, 31)] == [0, 1]
