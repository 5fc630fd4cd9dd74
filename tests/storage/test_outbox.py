"""The outbox over both databases: said once, brought to its newest version, never lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection, Row, select

from storage.database import Database
from storage.records import outbox
from storage.records.outbox import Message
from tests.storage.telling import NOW

T = TypeVar("T")
POSTS = outbox.Post.__table__  # type: ignore[attr-defined]
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
        return self(outbox.claim, now, now + MINUTE, most, busy, attempted_at=now)

    def keys(self, minutes: int = 0, most: int = 20, busy: tuple[str, ...] = ()) -> list[str]:
        """The keys that would be claimed; nothing is leased."""
        now = NOW + minutes * MINUTE
        with self._database.write_alone(keep=False) as connection:
            anything = outbox.waiting(connection, now, busy)
            claimed = outbox.claim(connection, now, now, most, busy, attempted_at=now)
        assert anything == bool(claimed)
        return [row.key for row in claimed]

    def show(self, row: Row[Any]) -> None:
        self(outbox.mark_shown, row.id, row.wanted, f"C-{row.recipient}", f"{row.id}.0")


@pytest.fixture
def box(database: Database) -> Box:
    return Box(database)


def test_a_key_speaks_once(box: Box) -> None:
    assert box.enqueue(message("a"), message("a"), message("b", "wu")) == [True, False, True]
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


def test_one_post_for_each_of_no_more_recipients_than_asked_for_and_the_oldest_first(box: Box) -> None:
    box.enqueue(*(message(f"{number} {to}", to) for number in range(2) for to in ("lin", "wu", "zhao")))
    assert [row.key for row in box.claim(most=2)] == ["0 lin", "0 wu"]
    assert [row.key for row in box.claim(most=2)] == ["0 zhao"]
    assert box.claim() == []


def test_a_post_that_waits_for_its_next_attempt_holds_up_later_ones(box: Box) -> None:
    box.enqueue(message("a"), message("b"), message("c", "wu"))
    (first, _) = box.claim()
    box(outbox.mark_failed, first.id, "ratelimited", NOW + 5 * MINUTE)
    assert [box.keys(minutes) for minutes in (4, 5)] == [["c"], ["a", "c"]]


def test_a_post_set_aside_holds_up_none(box: Box) -> None:
    box.enqueue(message("a"), message("b"))
    (first,) = box.claim()
    box(outbox.mark_failed, first.id, "invalid_blocks", NOW + 5 * MINUTE, aside=True)
    assert [box.keys(minutes) for minutes in (4, 5)] == [["b"], ["a"]]
    box(outbox.say_anew, "a", said("mended"), NOW)
    assert box.keys() == ["a"]


def test_new_words_do_not_end_a_wait(box: Box) -> None:
    box.enqueue(message("a"))
    (row,) = box.claim()
    box(outbox.mark_failed, row.id, "ratelimited", NOW + 5 * MINUTE)
    box(outbox.say_anew, "a", said("two"), NOW)
    assert [box.keys(minutes) for minutes in (4, 5)] == [[], ["a"]]


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
        return sum(box(outbox.overdue, NOW + minutes * MINUTE).values())

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


def attempts(box: Box) -> dict[str, Any]:
    """When the attempts began whose outcome is not known."""
    return {row.key: row.attempted_at for row in box(lambda c: list(c.execute(select(POSTS))))}


def test_the_first_attempt_whose_outcome_is_unknown_is_remembered(box: Box) -> None:
    box.enqueue(message("a"))
    (row,) = box.claim()
    assert (row.attempted_at, attempts(box)) == (None, {"a": NOW})
    box(outbox.mark_failed, row.id, "TimeoutError", NOW + MINUTE, may_have_arrived=True)
    (again,) = box.claim(1)
    assert (again.attempted_at, attempts(box)) == (NOW, {"a": NOW})
    box(outbox.mark_failed, row.id, "ratelimited", NOW + 2 * MINUTE)
    assert attempts(box) == {"a": None}
    box.show(box.claim(2)[0])
    box(outbox.say_anew, "a", said("two"), NOW)
    box.claim(2)
    assert attempts(box) == {"a": None}


def test_who_takes_over_waits_only_for_what_was_begun(box: Box) -> None:
    box.enqueue(message("a"), message("b", "wu"), message("c", "zhao"))
    box.show(box.claim(most=1)[0])
    box(outbox.say_anew, "a", said("two"), NOW)
    box.claim(most=2)
    assert box.keys() == ["c"]
    box(outbox.take_over, NOW + MINUTE)
    assert [box.keys(minutes) for minutes in (0, 1)] == [["a", "c"], ["a", "b", "c"]]


MARKS: dict[str, Callable[..., None]] = {
    "shown": lambda c, id_, lease: outbox.mark_shown(c, id_, 1, "C", "1.0", lease),
    "failed": lambda c, id_, lease: outbox.mark_failed(c, id_, "fatal", NOW + MINUTE, lease),
    "given up": lambda c, id_, lease: outbox.mark_given_up(c, id_, 1, "never", lease),
    "gone": lambda c, id_, lease: outbox.mark_gone(c, id_, "gone", lease),
}


@pytest.mark.parametrize("mark", MARKS)
def test_who_lost_its_lease_marks_nothing(box: Box, mark: str) -> None:
    box.enqueue(message("a"))
    (row,) = box.claim()
    box.claim(2)
    before = box(lambda c: c.execute(select(POSTS)).one())
    box(MARKS[mark], row.id, NOW + MINUTE)
    assert box(lambda c: c.execute(select(POSTS)).one()) == before
    box(MARKS[mark], row.id, NOW + 3 * MINUTE)
    assert box(lambda c: c.execute(select(POSTS)).one()).leased_until is None


def test_what_is_settled_while_nobody_knows_whether_it_arrived_is_moot_until_it_asks_again(box: Box) -> None:
    box.enqueue(message("a", asks=True))
    (row,) = box.claim()
    box(outbox.mark_failed, row.id, "TimeoutError", NOW, may_have_arrived=True)
    box(outbox.settle, "a", said("done"), NOW)
    (claimed,) = box.claim()
    assert (claimed.moot, claimed.content, claimed.open) == (True, said("done"), False)
    box(outbox.mark_given_up, row.id, claimed.wanted, "never seen")
    assert box.keys(99) == []
    box(outbox.say_anew, "a", said("again"), NOW, asks=True)
    (again,) = box.claim()
    assert (again.moot, again.attempted_at, again.content) == (False, None, said("again"))


def test_what_is_given_up_is_one_version(box: Box) -> None:
    box.enqueue(message("a"))
    (row,) = box.claim()
    box(outbox.say_anew, "a", said("two"), NOW)
    box(outbox.mark_given_up, row.id, row.wanted, "cannot_dm_bot")
    assert box.keys() == ["a"]


def test_what_was_deleted_in_slack_is_posted_anew(box: Box) -> None:
    box.enqueue(message("a"))
    box.show(box.claim()[0])
    box(outbox.say_anew, "a", said("two"), NOW)
    (edit,) = box.claim()
    box(outbox.mark_gone, edit.id, "deleted")
    (row,) = box.claim()
    assert (row.ts, row.channel, row.attempted_at, row.content) == (None, None, None, said("two"))


def test_the_backlog_is_what_slack_lacks(box: Box) -> None:
    assert box(outbox.backlog) == outbox.Backlog(0, None)
    box.enqueue(message("a"), message("b"))
    box.show(box.claim()[0])
    assert box(outbox.backlog) == outbox.Backlog(1, NOW)
