"""What was nudged about: each step once, and the post that says it, alone or together with others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update
from sqlmodel import Field, SQLModel

from storage.records.columns import JsonText, Moment
from storage.records.outbox import Content, Message, Post, enqueue, say_anew, settle, surely_unseen, withdraw


class Nudged(SQLModel, table=True):
    """One step of a nudge that was said."""

    key: str = Field(primary_key=True)
    at: datetime | None = Field(default=None, sa_type=Moment)
    """When the step was due; None where an older bot said it."""
    about: str = Field(index=True)
    """The nudge's code and its subject: `inspect.page:2026-11-23`."""
    lane: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """Empty for who is asked first; which ladder's rung, or whom beside the first, it reaches otherwise."""
    lapses: datetime | None = Field(default=None, sa_type=Moment)
    """From when on it need not be said any more."""
    post: str = Field(index=True)
    """The key of the outbox post that says it; empty where a newer step took its place before anybody saw it."""
    place: int
    """Where it stands among those of its post."""
    content: dict[str, Any] = Field(sa_type=JsonText)
    asks: bool = Field(index=True)
    """Whether it still wants something."""
    owed_by: datetime | None = Field(default=None, sa_type=Moment)


_nudged = Nudged.__table__  # type: ignore[attr-defined]
_posts = Post.__table__  # type: ignore[attr-defined]

Join = Callable[[Sequence[Content]], Content]
"""Several contents as that of one post."""


@dataclass(frozen=True, slots=True)
class Part:
    """A step that is to be said."""

    key: str
    at: datetime
    about: str
    content: Content
    owed_by: datetime | None = None
    asks: bool = True
    """Whether it wants something; what only tells something does not, and is never settled."""
    lane: str = ""
    lapses: datetime | None = None


def said(connection: Connection, key: str) -> Row[Any] | None:
    """What was said under that key: `at`, `asks` and `post`; None where nothing was."""
    query = select(_nudged.c.at, _nudged.c.asks, _nudged.c.post).where(_nudged.c.key == key)
    return connection.execute(query).first()


def asking(connection: Connection, *, with_content: bool = False) -> list[Row[Any]]:
    """The steps that still want something, in the order in which they were said."""
    columns = [column for column in _nudged.c if with_content or column.name != "content"]
    query = select(*columns).where(_nudged.c.asks).order_by(_nudged.c.post, _nudged.c.place)
    return list(connection.execute(query))


def say_together(connection: Connection, parts: Sequence[Part], recipient: str, join: Join, now: datetime) -> None:
    """One post that says all the steps, under the key of the first; what they follow and nobody saw is not sent."""
    for part in parts:
        _take_the_place_of_unseen(connection, part, join, now)
    post = parts[0].key
    rows = [
        {
            "key": part.key,
            "at": part.at,
            "about": part.about,
            "lane": part.lane,
            "lapses": part.lapses,
            "post": post,
            "place": place,
            "content": part.content,
            "asks": part.asks,
            "owed_by": part.owed_by,
        }
        for place, part in enumerate(parts)
    ]
    connection.execute(insert(_nudged), rows)
    whole, asks = join([part.content for part in parts]), any(part.asks for part in parts)
    enqueue(connection, Message(post, recipient, whole, asks=asks), now)


def say_part(connection: Connection, key: str, content: Content, join: Join, now: datetime, *, asks: bool) -> None:
    """Let a step say something else in its post; what wants nothing and nobody has seen is never sent."""
    connection.execute(update(_nudged).where(_nudged.c.key == key).values(content=content, asks=asks))
    post = connection.execute(select(_nudged.c.post).where(_nudged.c.key == key)).scalar_one()
    if post:
        _say_what_stands(connection, post, join, now)


def content_of(connection: Connection, key: str) -> Content | None:
    """What the step says; None where it was never said."""
    content: Content | None = connection.scalar(select(_nudged.c.content).where(_nudged.c.key == key))
    return content


def tell_anew(connection: Connection, key: str, content: Content, now: datetime) -> None:
    """Let a step that only tells something, and so stands alone in its post, tell something else in place."""
    connection.execute(update(_nudged).where(_nudged.c.key == key).values(content=content))
    post = connection.execute(select(_nudged.c.post).where(_nudged.c.key == key)).scalar_one()
    say_anew(connection, post, content, now)


def lapsed_unseen(connection: Connection, now: datetime) -> list[str]:
    """The posts that only tell something, came too late for it, and that nobody has seen."""
    query = (
        select(_nudged.c.post)
        .join(_posts, _posts.c.key == _nudged.c.post)
        .where(surely_unseen(), ~_nudged.c.asks, ~_posts.c.open, _nudged.c.lapses <= now)
    )
    return list(connection.execute(query).scalars())


def _take_the_place_of_unseen(connection: Connection, part: Part, join: Join, now: datetime) -> None:
    """An older step of the same subject that still waits to be sent is not sent any more."""
    query = (
        select(_nudged.c.key, _nudged.c.post, surely_unseen().label("unseen"))
        .join(_posts, _posts.c.key == _nudged.c.post)
        .where(_nudged.c.about == part.about, _nudged.c.lane == part.lane, _nudged.c.asks, _posts.c.shown == 0)
    )
    for key, post, unseen in connection.execute(query).all():
        others = select(_nudged.c.key).where(_nudged.c.post == post, _nudged.c.asks, _nudged.c.key != key)
        is_alone = connection.execute(others).first() is None
        if unseen:
            connection.execute(update(_nudged).where(_nudged.c.key == key).values(asks=False, post=""))
        if is_alone:
            withdraw(connection, post)
        elif unseen:
            _say_what_stands(connection, post, join, now)


def _say_what_stands(connection: Connection, post: str, join: Join, now: datetime) -> None:
    """Bring the post to its steps; one that nobody has seen tells of none that is settled, or is never sent."""
    parts = list(connection.execute(select(_nudged).where(_nudged.c.post == post).order_by(_nudged.c.place)))
    asking = [part for part in parts if part.asks]
    if asking:
        unseen = connection.execute(select(_posts.c.key).where(_posts.c.key == post, surely_unseen())).first()
        told = asking if unseen else parts
        say_anew(connection, post, join([part.content for part in told]), now, asks=True)
    else:
        settle(connection, post, join([part.content for part in parts]), now)
