"""Messages to send: what a Slack post should say, and how far Slack has been told.

A post is kept under a unique key and may be said anew at any time; the sender brings Slack to its newest version. So an
update is never lost, several at once become one, and the same key never makes a second post. That a first attempt was
begun is on disk before Slack is asked: whoever finds it so, and no answer, looks in Slack before it asks again.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Index,
    Row,
    Select,
    and_,
    case,
    false,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlmodel import Field, SQLModel

from storage.records.columns import JsonText, Moment

ACCOUNT: Final = "slack:"
"""Begins a recipient who is a Slack account and need not be on the list of people."""
OPS_CHANNEL: Final = "#ops"
"""Stands for the ops channel of the settings, known only where messages leave."""

NO_ACCOUNT: Final = "no Slack account"
NO_READER: Final = frozenset((NO_ACCOUNT, "cannot_dm_bot", "user_not_found", "user_disabled", "messages_tab_disabled"))
"""The troubles of a reader who cannot be told anything before a person changes that."""

Content = Mapping[str, Mapping[str, Any]]
"""Language (`zh`, `en`) to what is said in it: `text` and `blocks`."""


class Post(SQLModel, table=True):
    """One Slack message, wanted and shown."""

    __tablename__ = "outbox"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
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
    attempted_at: datetime | None = Field(default=None, sa_type=Moment)
    """When the first attempt to post it began whose outcome is not known, by the machine's own clock; None where Slack
    surely lacks or has it."""
    attempts: int
    trouble: str | None
    aside: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Whether Slack refuses just this post, so that later ones to the same recipient need not wait for it."""
    moot: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Settled: edited where Slack has it, otherwise never sent."""
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


def enqueue(connection: Connection, message: Message, now: datetime) -> bool:
    """Say the message once; False where its key was already used."""
    if key_used(connection, message.key):
        return False
    values = {
        "key": message.key,
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
        "not_before": now if held.aside or held.shown == held.wanted else held.not_before,
        "attempts": 0,
        "aside": False,
        "moot": False,
    }
    connection.execute(update(_posts).where(_posts.c.key == key).values(**values))


def settle(connection: Connection, key: str, content: Content, now: datetime) -> None:
    """What the post asked for is done: edit it; one that nobody has seen yet is never sent."""
    held = _with_key(connection, key)
    if held is None:
        return
    if held.shown or held.attempted_at:
        say_anew(connection, key, content, now)
        connection.execute(update(_posts).where(_posts.c.key == key).values(moot=True))
    else:
        withdraw(connection, key)


def withdraw(connection: Connection, key: str) -> None:
    """What nobody has seen need not be said any more: it is never sent, and where nobody knows, not sent again."""
    of_key = update(_posts).where(_posts.c.key == key, _posts.c.shown == 0)
    connection.execute(of_key.where(surely_unseen()).values(shown=_posts.c.wanted, open=False))
    connection.execute(of_key.values(moot=True))


def surely_unseen() -> ColumnElement[bool]:
    """Whether a post waits of which Slack surely has nothing."""
    return and_(_posts.c.shown == 0, _posts.c.attempted_at.is_(None))


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
    connection: Connection,
    now: datetime,
    lease_until: datetime,
    most: int,
    busy: Collection[str] = (),
    *,
    attempted_at: datetime,
) -> list[Row[Any]]:
    """Lease one post for each of at most so many recipients: the oldest whose newest version Slack lacks.

    A reply waits until its thread stands. Nothing is leased that goes to a recipient who is `busy`, or whose earlier
    post is leased or waits for its next attempt. The rows tell how things stood before: `attempted_at` is that of an
    earlier attempt.
    """
    rows = list(connection.execute(_claimable(now, busy).order_by(_posts.c.id).limit(most)))
    values = {
        "leased_until": lease_until,
        "attempted_at": case(
            (_posts.c.ts.is_(None), func.coalesce(_posts.c.attempted_at, literal(attempted_at, Moment))), else_=None
        ),
    }
    connection.execute(update(_posts).where(_posts.c.id.in_([row.id for row in rows])).values(**values))
    return rows


def _claimable(now: datetime, busy: Collection[str]) -> Select[Any]:
    waiting_post, parent = _posts.alias("waiting_post"), _posts.alias("parent")
    held_up = select(_posts.c.recipient).where(
        _lacking(_posts.c),
        or_(_posts.c.leased_until > now, and_(_posts.c.not_before > now, _posts.c.aside.is_not(True))),
    )
    oldest = (
        select(func.min(waiting_post.c.id))
        .outerjoin(parent, parent.c.key == waiting_post.c.thread_of)
        .where(
            _lacking(waiting_post.c),
            waiting_post.c.not_before <= now,
            or_(waiting_post.c.thread_of.is_(None), parent.c.ts.is_not(None)),
            waiting_post.c.recipient.not_in(list(busy)),
            waiting_post.c.recipient.not_in(held_up),
        )
        .group_by(waiting_post.c.recipient)
    )
    return (
        select(_posts, parent.c.channel.label("parent_channel"), parent.c.ts.label("parent_ts"))
        .outerjoin(parent, parent.c.key == _posts.c.thread_of)
        .where(_posts.c.id.in_(oldest))
    )


def _lacking(columns: Any) -> ColumnElement[bool]:
    """Whether Slack lacks the newest version."""
    lacks: ColumnElement[bool] = columns.shown < columns.wanted
    return lacks


def mark_shown(
    connection: Connection, post_id: int, version: int, channel: str, ts: str, lease: datetime | None = None
) -> None:
    """Slack has this version of the post, at this place.

    Here and in the marks below, with a `lease` nothing is marked where it is no more the post's: somebody else took
    over, and knows better.
    """
    values = {"shown": version, "channel": channel, "ts": ts, "attempts": 0, "trouble": None, "aside": False}
    _end_lease(connection, post_id, lease, {**values, "attempted_at": None, "moot": False})


def mark_failed(
    connection: Connection,
    post_id: int,
    trouble: str,
    again_at: datetime,
    lease: datetime | None = None,
    *,
    aside: bool = False,
    may_have_arrived: bool = False,
) -> None:
    """Slack did not take the post, or nobody knows whether it `may_have_arrived`; it is tried again at that moment."""
    kept = {} if may_have_arrived else {"attempted_at": None}
    values = {"attempts": _posts.c.attempts + 1, "trouble": trouble, "not_before": again_at, "aside": aside}
    _end_lease(connection, post_id, lease, {**values, **kept})


def mark_given_up(
    connection: Connection, post_id: int, version: int, trouble: str, lease: datetime | None = None
) -> None:
    """Slack will never take this version of the post; it waits no longer, and keeps why."""
    _end_lease(connection, post_id, lease, {"shown": version, "trouble": trouble, "attempted_at": None, "moot": False})


def mark_gone(connection: Connection, post_id: int, trouble: str, lease: datetime | None = None) -> None:
    """Somebody deleted the post in Slack: it is posted anew."""
    _end_lease(connection, post_id, lease, {"channel": None, "ts": None, "trouble": trouble, "attempted_at": None})


def _end_lease(connection: Connection, post_id: int, lease: datetime | None, values: Mapping[str, Any]) -> None:
    still_ours = [] if lease is None else [_posts.c.leased_until == lease]
    marked = update(_posts).where(_posts.c.id == post_id, *still_ours)
    connection.execute(marked.values(leased_until=None, **values))


def take_over(connection: Connection, look_from: datetime) -> None:
    """The former sender is gone: its leases end, and what it had begun is looked for from that moment on."""
    left_over = _posts.c.leased_until.is_not(None)
    connection.execute(update(_posts).where(left_over, _posts.c.attempted_at.is_not(None)).values(not_before=look_from))
    connection.execute(update(_posts).where(left_over).values(leased_until=None))


def overdue(connection: Connection, since: datetime) -> Mapping[str, int]:
    """How many posts have waited since before that moment for Slack to have their newest version, by their trouble.

    Without those that wait for nothing but a reader who can be reached.
    """
    query = select(_posts.c.trouble, func.count()).where(
        _lacking(_posts.c), _posts.c.waits_since < since, func.coalesce(_posts.c.trouble, "").not_in(NO_READER)
    )
    return {trouble or "not tried": count for trouble, count in connection.execute(query.group_by(_posts.c.trouble))}


@dataclass(frozen=True, slots=True)
class Backlog:
    """What Slack lacks: how many posts, and since when the one that has waited longest."""

    posts: int
    since: datetime | None


def backlog(connection: Connection) -> Backlog:
    """What waits."""
    query = select(func.count(), func.min(_posts.c.waits_since)).where(_lacking(_posts.c))
    return Backlog(*connection.execute(query).one())


def _with_key(connection: Connection, key: str) -> Row[Any] | None:
    return connection.execute(select(_posts).where(_posts.c.key == key)).first()
