"""What was nudged about, over both databases: each step once; of several in one post each goes its own way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection, Row, select
from sqlalchemy.exc import IntegrityError

from storage.database import Database
from storage.records import nudged, outbox
from storage.records.nudged import Part
from storage.records.outbox import Post
from tests.storage.telling import NOW

T = TypeVar("T")
HOUR = timedelta(hours=1)
KEYS = ("a:1:x", "b:2:x", "c:3:x")


def said(words: str) -> dict[str, dict[str, Any]]:
    return {"zh": {"text": words}, "en": {"text": words}}


def joined(contents: Sequence[Mapping[str, Mapping[str, Any]]]) -> dict[str, dict[str, Any]]:
    """The words of all, as one."""
    return said(" + ".join(content["en"]["text"] for content in contents))


def part(key: str) -> Part:
    return Part(key, NOW, key.rpartition(":")[0], said(f"{key}?"), NOW + HOUR)


_posts = Post.__table__  # type: ignore[attr-defined]


class Book:
    """The nudged steps of one database, each call in a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __call__(self, act: Callable[..., T], *arguments: Any, **more: Any) -> T:
        def work(connection: Connection) -> T:
            return act(connection, *arguments, **more)

        return self._database.write(work).result(30)

    def say(self, *keys: str, to: str = "lin") -> None:
        self(nudged.say_together, [part(key) for key in keys], to, joined, NOW)

    def settle(self, key: str) -> None:
        self(nudged.say_part, key, said(f"{key}!"), joined, NOW, asks=False)

    def show(self) -> None:
        """Let Slack have everything."""
        for row in self(outbox.claim, NOW, NOW, 20, attempted_at=NOW):
            self(outbox.mark_shown, row.id, row.wanted, "C", f"{row.id}.0")

    def posts(self) -> list[Row[Any]]:
        with self._database.read() as connection:
            return list(connection.execute(select(_posts).order_by(_posts.c.id)))

    def asking(self) -> list[str]:
        with self._database.read() as connection:
            return [row.key for row in nudged.asking(connection)]


@pytest.fixture
def book(database: Database) -> Book:
    return Book(database)


def test_several_steps_are_one_post_and_each_was_said(book: Book) -> None:
    book.say(*KEYS)
    [post] = book.posts()
    assert (post.key, post.recipient, post.open) == ("a:1:x", "lin", True)
    assert post.content == said("a:1:x? + b:2:x? + c:3:x?")
    assert book.asking() == list(KEYS)
    assert [book(nudged.said, key) is not None for key in (*KEYS, "a:1:y")] == [True, True, True, False]


def test_no_step_is_said_twice(book: Book) -> None:
    book.say("a:1:x")
    with pytest.raises(IntegrityError):
        book.say("b:2:x", "a:1:x")
    assert book.asking() == ["a:1:x"]
    assert len(book.posts()) == 1


def test_what_a_step_is_about_and_by_when_is_kept(book: Book, database: Database) -> None:
    book.say("fault.respond:f-1:50")
    with database.read() as connection:
        [row] = nudged.asking(connection)
    assert (row.about, row.owed_by, row.post, row.place) == ("fault.respond:f-1", NOW + HOUR, row.key, 0)


@pytest.mark.parametrize("order", list(permutations(KEYS)), ids=" ".join)
def test_a_bundle_is_settled_one_by_one_in_any_order(book: Book, order: Sequence[str]) -> None:
    book.say(*KEYS)
    book.show()
    for count, key in enumerate(order, 1):
        book.settle(key)
        [post] = book.posts()
        words = " + ".join(f"{one}!" if one in order[:count] else f"{one}?" for one in KEYS)
        assert post.content == said(words)
        assert post.open is (count < len(KEYS))
        assert book.asking() == [one for one in KEYS if one not in order[:count]]
        assert post.wanted > post.shown
        book.show()


def test_a_bundle_that_nobody_has_seen_tells_only_what_still_stands_and_never_once_all_is_done(book: Book) -> None:
    book.say(*KEYS[:2])
    book.settle("a:1:x")
    [post] = book.posts()
    assert (post.shown, post.wanted, post.open) == (0, 2, True)
    assert post.content == said("b:2:x?")
    book.settle("b:2:x")
    [post] = book.posts()
    assert (post.shown, post.open) == (post.wanted, False)
    assert book(outbox.claim, NOW, NOW, 20, attempted_at=NOW) == []


def test_a_newer_step_takes_the_place_of_one_that_nobody_has_seen(book: Book) -> None:
    book.say("a:1:x", "b:2:x")
    book.say("a:1:y")
    first, second = book.posts()
    assert (first.content, first.open, second.content) == (said("b:2:x?"), True, said("a:1:y?"))
    book.say("b:2:y")
    first, *later = book.posts()
    assert (first.shown, first.open) == (first.wanted, False)
    assert [post.key for post in later] == ["a:1:y", "b:2:y"]
    assert book.asking() == ["a:1:y", "b:2:y"]
    book.show()
    book.settle("a:1:y")
    assert [post.content for post in book.posts()] == [said("b:2:x?"), said("a:1:y!"), said("b:2:y?")]


def test_one_that_slack_may_have_is_not_sent_again_once_a_newer_step_is_said(book: Book) -> None:
    book.say("a:1:x")
    (begun,) = book(outbox.claim, NOW, NOW, 20, attempted_at=NOW)
    book(outbox.mark_failed, begun.id, "no answer", NOW, may_have_arrived=True)
    book.say("a:1:y")
    old, new = book.posts()
    assert (old.moot, old.shown, old.open, new.moot) == (True, 0, True, False)
    assert book.asking() == ["a:1:x", "a:1:y"]
    book.settle("a:1:x")
    assert book.posts()[0].moot


def test_a_step_that_was_seen_keeps_its_place(book: Book) -> None:
    book.say("a:1:x")
    book.show()
    book.say("a:1:y")
    assert [(post.shown == post.wanted, post.open) for post in book.posts()] == [(True, True), (False, True)]


def test_a_step_to_others_takes_nobodys_place(book: Book) -> None:
    book.say("a:1:x")
    climbs = replace(part("a:1:pm-x"), lane="pm:zhao")
    book(nudged.say_together, [climbs], "zhao", joined, NOW)
    assert [post.open for post in book.posts()] == [True, True]


def test_what_only_tells_something_is_not_sent_once_it_has_lapsed(book: Book) -> None:
    tells = replace(part("week:1:x"), asks=False, lapses=NOW + HOUR)
    book(nudged.say_together, [tells], "lin", joined, NOW)
    book.say("a:1:x")
    assert book(nudged.lapsed_unseen, NOW + HOUR - timedelta(seconds=1)) == []
    assert book(nudged.lapsed_unseen, NOW + HOUR) == ["week:1:x"]
    book(outbox.withdraw, "week:1:x")
    assert book(nudged.lapsed_unseen, NOW + HOUR) == []


def test_a_bundle_is_put_off_one_by_one(book: Book) -> None:
    book.say(*KEYS[:2])
    book.show()
    book(nudged.say_part, "b:2:x", said("b later"), joined, NOW, asks=True)
    [post] = book.posts()
    assert (post.content, post.open) == (said("a:1:x? + b later"), True)
    assert book.asking() == ["a:1:x", "b:2:x"]
    book.settle("a:1:x")
    [post] = book.posts()
    assert (post.content, post.open) == (said("a:1:x! + b later"), True)


def test_what_is_asked_again_opens_the_post_again(book: Book) -> None:
    book.say("a:1:x")
    book.show()
    book.settle("a:1:x")
    book(nudged.say_part, "a:1:x", said("a:1:x?"), joined, NOW, asks=True)
    [post] = book.posts()
    assert (post.content, post.open) == (said("a:1:x?"), True)
    assert book.asking() == ["a:1:x"]


def test_posts_are_apart_from_each_other(book: Book) -> None:
    book.say("a:1:x", "b:2:x", to="lin")
    book.say("c:3:x", to="wu")
    book.settle("a:1:x")
    contents = {post.key: (post.recipient, post.content) for post in book.posts()}
    assert contents == {"a:1:x": ("lin", said("b:2:x?")), "c:3:x": ("wu", said("c:3:x?"))}


def test_a_step_that_was_never_said_cannot_say_something_else(book: Book) -> None:
    with pytest.raises(Exception, match="No row"):
        book.settle("a:1:x")
