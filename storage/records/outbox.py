"""Messages to send: what a Slack post should say, and how far Slack has been told.

A post is kept under a unique key and may be said anew at any time; the sender brings Slack to its newest version. So an
update is never lost, several at once become one, and the same key never makes a second post.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Index, Row, Select, insert, or_, select, update
from sqlmodel import Field, SQLModel

from storage.records.columns import JsonText, Moment

ACCOUNT: Final = "slack:"
"""Begins a recipient who is a Slack account and need not be on the list of people."""
OPS_CHANNEL: Final = "#ops"
"""Stands for the ops channel of the settings, known only where messages leave."""

Content = Mapping[str, Mapping[str, Any]]
"""Language (`zh`, `en`) to what is said in it: `text` and `blocks`."""


class Post(SQLModel, table=True):
    """One Slack message, wanted and shown."""

    __tablename__ = "outbox"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    subject: str | None
    """What a nudge is about, so that it can be settled."""
    owed_by: datetime | None = Field(default=None, sa_type=Moment)
    """By when a nudge wants what it asks for, where a snooze could come too late."""
    recipient: str
    """A person's id, `OPS_CHANNEL`, or `ACCOUNT` with a Slack account."""
    thread_of: str | None
    """The key of the post under which this one stands."""
    content: dict[str, Any] = Field(sa_type=JsonText)
    wanted: int
    """The version that `content` is."""
    shown: int
    """The version that Slack has; 0 before the first."""
    open: bool
    """Whether it still asks for something: a nudge that is not settled."""
    waits_since: datetime = Field(sa_type=Moment)
    """Since when Slack lacks the newest version; where it has it, since when it lacked that."""
    not_before: datetime = Field(sa_type=Moment)
    leased_until: datetime | None = Field(default=None, sa_type=Moment)
    attempts: int
    trouble: str | None
    channel: str | None
    ts: str | None

    __table_args__ = (Index("outbox_waiting", "wanted", "shown"), Index("outbox_open", "open"))


_posts = Post.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Message:
    """Something to be said: under which key, to whom, and in whose thread."""

    key: str
    recipient: str
    content: Content
    thread_of: str | None = None
    asks: bool = False
    """Whether it asks for something, and so is edited once that is settled."""
    subject: str | None = None
    owed_by: datetime | None = None


def enqueue(connection: Connection, message: Message, now: datetime) -> bool:
    """Say the message once; False where its key was already used."""
    if key_used(connection, message.key):
        return False
    values = {
        "key": message.key,
        "subject": message.subject,
        "owed_by": message.owed_by,
        "recipient": message.recipient,
        "thread_of": message.thread_of,
        "content": message.content,
        "wanted": 1,
        "shown": 0,
        "open": message.asks,
        "waits_since": now,
        "not_before": now,
        "attempts": 0,
    }
    connection.execute(insert(_posts).values(**values))
    return True


def key_used(connection: Connection, key: str) -> bool:
    """Whether something was ever said under that key."""
    return _with_key(connection, key) is not None


def say_anew(connection: Connection, key: str, content: Content, now: datetime, *, asks: bool = False) -> None:
    """Let the post of that key say something else, in place; nothing where it says so already or was never said."""
    held = _with_key(connection, key)
    if held is None or (held.content == content and held.open == asks):
        return
    values = {
        "content": content,
        "wanted": held.wanted + 1,
        "open": asks,
        "waits_since": now if held.shown == held.wanted else held.waits_since,
        "not_before": now,
        "attempts": 0,
    }
    connection.execute(update(_posts).where(_posts.c.key == key).values(**values))


def settle(connection: Connection, key: str, content: Content, now: datetime) -> None:
    """What the post asked for is done: edit it; one that nobody has seen yet is never sent."""
    held = _with_key(connection, key)
    if held is not None and held.shown == 0 and held.leased_until is None:
        connection.execute(update(_posts).where(_posts.c.key == key).values(shown=held.wanted, open=False))
    else:
        say_anew(connection, key, content, now)


def open_posts(connection: Connection, prefix: str) -> Iterator[Row[Any]]:
    """The posts that still ask for something and whose key begins with the prefix."""
    query = select(_posts).where(_posts.c.open, _posts.c.key.startswith(prefix, autoescape=True))
    return iter(connection.execute(query.order_by(_posts.c.id)).all())


def posts_under(connection: Connection, key: str) -> list[Row[Any]]:
    """The post of that key, and those whose keys go on after it and a colon."""
    query = select(_posts).where(or_(_posts.c.key == key, _posts.c.key.startswith(f"{key}:", autoescape=True)))
    return list(connection.execute(query.order_by(_posts.c.id)))


def waiting(connection: Connection, now: datetime, busy: Collection[str] = ()) -> bool:
    """Whether there is anything to claim."""
    return connection.execute(_claimable(now, busy).limit(1)).first() is not None


def claim(
    connection: Connection, now: datetime, lease_until: datetime, most: int, busy: Collection[str] = ()
) -> list[Row[Any]]:
    """Lease the posts whose newest version Slack lacks, oldest first; a reply waits until its thread stands.

    Nothing is leased that goes to a recipient who is `busy` with an earlier post.
    """
    rows = list(connection.execute(_claimable(now, busy).order_by(_posts.c.id).limit(most)))
    ids = [row.id for row in rows]
    connection.execute(update(_posts).where(_posts.c.id.in_(ids)).values(leased_until=lease_until))
    return rows


def _claimable(now: datetime, busy: Collection[str]) -> Select[Any]:
    parent = _posts.alias("parent")
    return (
        select(_posts, parent.c.channel.label("parent_channel"), parent.c.ts.label("parent_ts"))
        .outerjoin(parent, parent.c.key == _posts.c.thread_of)
        .where(
            _posts.c.shown < _posts.c.wanted,
            _posts.c.not_before <= now,
            or_(_posts.c.leased_until.is_(None), _posts.c.leased_until <= now),
            or_(_posts.c.thread_of.is_(None), parent.c.ts.is_not(None)),
            _posts.c.recipient.not_in(list(busy)),
        )
    )


def mark_shown(connection: Connection, post_id: int, version: int, channel: str, ts: str) -> None:
    """Slack has this version of the post, at this place."""
    values = {"shown": version, "channel": channel, "ts": ts, "leased_until": None, "attempts": 0, "trouble": None}
    connection.execute(update(_posts).where(_posts.c.id == post_id).values(**values))


def release(connection: Connection, post_ids: Collection[int] | None = None) -> None:
    """Give posts back that were claimed and not tried; all that are leased, without ids."""
    leased = _posts.c.leased_until.is_not(None) if post_ids is None else _posts.c.id.in_(list(post_ids))
    connection.execute(update(_posts).where(leased).values(leased_until=None))


def mark_failed(connection: Connection, post_id: int, trouble: str, again_at: datetime) -> None:
    """Slack did not take the post; it is tried again at that moment."""
    values = {
        "attempts": _posts.c.attempts + 1,
        "trouble": trouble,
        "not_before": again_at,
        "leased_until": None,
    }
    connection.execute(update(_posts).where(_posts.c.id == post_id).values(**values))


def mark_given_up(connection: Connection, post_id: int, trouble: str) -> None:
    """Slack will never take the post; it waits no longer, and keeps why."""
    values = {"shown": _posts.c.wanted, "trouble": trouble, "leased_until": None}
    connection.execute(update(_posts).where(_posts.c.id == post_id).values(**values))


def overdue(connection: Connection, since: datetime) -> int:
    """How many posts have waited since before that moment for Slack to have their newest version."""
    query = select(_posts.c.id).where(_posts.c.shown < _posts.c.wanted, _posts.c.waits_since < since)
    return len(connection.execute(query).all())


def _with_key(connection: Connection, key: str) -> Row[Any] | None:
    return connection.execute(select(_posts).where(_posts.c.key == key)).first()
