"""What was nudged about: each step once, and the post that says it, alone or together with others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update
from sqlmodel import Field, SQLModel

from storage.records.columns import JsonText, Moment
from storage.records.outbox import Content, Message, enqueue, say_anew, settle


class Nudged(SQLModel, table=True):
    """One step of a nudge that was said."""

    key: str = Field(primary_key=True)
    at: datetime | None = Field(default=None, sa_type=Moment)
    """When the step was due; None where an older bot said it."""
    about: str = Field(index=True)
    """The nudge's code and its subject: `inspect.page:2026-11-23`."""
    post: str = Field(index=True)
    """The key of the outbox post that says it."""
    place: int
    """Where it stands among those of its post."""
    content: dict[str, Any] = Field(sa_type=JsonText)
    asks: bool = Field(index=True)
    """Whether it still wants something."""
    owed_by: datetime | None = Field(default=None, sa_type=Moment)


_nudged = Nudged.__table__  # type: ignore[attr-defined]

Join = Callable[[Sequence[Content]], Content]
"""Several contents as that of one post."""


@dataclass(frozen=True, slots=True)
class Part:
    """A step that is to be said."""

    key: str
    at: datetime
    about: str
    content: Content
    owed_by: datetime | None
    asks: bool = True
    """Whether it wants something; what only tells something does not, and is never settled."""


def said(connection: Connection, key: str) -> Row[Any] | None:
    """What was said under that key: `at` and `asks`; None where nothing was."""
    return connection.execute(select(_nudged.c.at, _nudged.c.asks).where(_nudged.c.key == key)).first()


def asking(connection: Connection, *, with_content: bool = False) -> list[Row[Any]]:
    """The steps that still want something, in the order in which they were said."""
    columns = [column for column in _nudged.c if with_content or column.name != "content"]
    query = select(*columns).where(_nudged.c.asks).order_by(_nudged.c.post, _nudged.c.place)
    return list(connection.execute(query))


def say_together(connection: Connection, parts: Sequence[Part], recipient: str, join: Join, now: datetime) -> None:
    """One post that says all the steps, under the key of the first."""
    post = parts[0].key
    rows = [
        {
            "key": part.key,
            "at": part.at,
            "about": part.about,
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
    """Let a step say something else in its post; a post that nobody has seen and that wants nothing is never sent."""
    row = connection.execute(select(_nudged).where(_nudged.c.key == key)).one()
    connection.execute(update(_nudged).where(_nudged.c.key == key).values(content=content, asks=asks))
    parts = list(connection.execute(select(_nudged).where(_nudged.c.post == row.post).order_by(_nudged.c.place)))
    whole = join([part.content for part in parts])
    if any(part.asks for part in parts):
        say_anew(connection, row.post, whole, now, asks=True)
    else:
        settle(connection, row.post, whole, now)
