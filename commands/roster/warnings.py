"""Warnings of turns that nobody will be there for, since their people are on leave or leave the project.

Of each leave and each departure every reader has one open post with all its days. It follows the roster, and is
settled once none of the days is left.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, Row

from commands.kit.blocks import Reply, bilingual
from commands.kit.posting import keep_post
from commands.kit.texts import Translator
from commands.roster import offer_views
from storage.contract.kinds import Duty, Leave, Person
from storage.contract.periods import day_of
from storage.records import attendance, duties, people
from storage.records.ledger import UnitOfWork, chain_head
from storage.records.outbox import open_posts, say_anew, settle
from storage.records.tables import read_one

LEAVE: Final = "roster.leave:"
DEPARTURE: Final = "roster.gone:"
View = Callable[[Translator], Reply]


def of_leave(work: UnitOfWork, before: Leave | None, after: Leave | None) -> None:
    """Leave on duty days is told to the person and the PM, each time it is asked for, approved or moved."""
    leave = after or before
    person = work.get(Person, leave.person) if leave else None
    if leave is None or person is None:
        return
    former = _on_leave(work.connection, before, day_of(work.now)) if before else []
    for post in open_posts(work.connection, f"{LEAVE}{leave.id}:"):
        settle(work.connection, post.key, bilingual(partial(offer_views.leave_changed, former, person)), work.now)
    if after is not None and _on_leave(work.connection, after, day_of(work.now)):
        _warn(work, f"{LEAVE}{after.id}", [*([person.id] if person.active(day_of(work.now)) else []), *_pms(work)])


def of_departure(work: UnitOfWork, before: Person | None, after: Person | None) -> None:
    """That somebody leaves who is on duty later is told to the PM, each time the last day is another."""
    if before is None or after is None or (before.from_, before.until) == (after.from_, after.until):
        return
    view = partial(offer_views.departure_changed, after)
    for post in open_posts(work.connection, f"{DEPARTURE}{after.id}:"):
        settle(work.connection, post.key, bilingual(view), work.now)
    if _after_departure(work.connection, after, day_of(work.now)):
        _warn(work, f"{DEPARTURE}{after.id}", _pms(work))


def of_turn(work: UnitOfWork, turn: Duty) -> None:
    """A turn that comes to lie on leave or after a departure, such as by an undo, is warned of where nothing is yet."""
    person = work.get(Person, turn.person)
    if person is None or turn.day < day_of(work.now):
        return
    if not person.active(turn.day):
        _warn_where_silent(work, f"{DEPARTURE}{person.id}", _pms(work))
    for leave in attendance.leave_overlapping(work.connection, person.id, turn.day, turn.day):
        if leave.state != "refused":
            _warn_where_silent(work, f"{LEAVE}{leave.id}", [person.id, *_pms(work)])


def follow(work: UnitOfWork) -> None:
    """Let every open warning tell of the days that are left; where none is, it is settled."""
    for post in _open(work.connection):
        view = _view(work.connection, post.key, post.recipient, day_of(work.now))
        if view is None:
            settle(work.connection, post.key, bilingual(offer_views.nothing_left), work.now)
        else:
            say_anew(work.connection, post.key, bilingual(view), work.now, asks=True)


def lapsed(connection: Connection, today: date) -> Iterator[str]:
    """The keys of the open warnings whose days are all over."""
    return (post.key for post in _open(connection) if _view(connection, post.key, post.recipient, today) is None)


def _warn(work: UnitOfWork, about: str, readers: Sequence[str]) -> None:
    sequence, _ = chain_head(work.connection)
    for reader in dict.fromkeys(readers):
        key = f"{about}:{sequence}:{reader}"
        view = _view(work.connection, key, reader, day_of(work.now))
        if view is not None:
            keep_post(work, key, reader, view, asks=True)


def _warn_where_silent(work: UnitOfWork, about: str, readers: Sequence[str]) -> None:
    asked = {post.recipient for post in open_posts(work.connection, f"{about}:")}
    _warn(work, about, [reader for reader in readers if reader not in asked])


def _open(connection: Connection) -> Iterator[Row[Any]]:
    for prefix in _VIEWS:
        yield from open_posts(connection, prefix)


def _view(connection: Connection, key: str, reader: str, today: date) -> View | None:
    """What the warning of that key says to its reader; None where no day is left that it is about."""
    prefix = next(prefix for prefix in _VIEWS if key.startswith(prefix))
    subject = key.removeprefix(prefix).removesuffix(f":{reader}").rpartition(":")[0]
    return _VIEWS[prefix](connection, subject, reader, today)


def _leave_view(connection: Connection, id_: str, reader: str, today: date) -> View | None:
    leave = read_one(connection, Leave, id_)
    person = read_one(connection, Person, leave.person) if leave else None
    if leave is None or person is None:
        return None
    turns = _on_leave(connection, leave, today)
    return partial(offer_views.on_leave, turns, leave, person, reader) if turns else None


def _departure_view(connection: Connection, id_: str, _: str, today: date) -> View | None:
    person = read_one(connection, Person, id_)
    turns = _after_departure(connection, person, today) if person else []
    return partial(offer_views.on_departure, turns, person) if person and turns else None


_VIEWS: Final[Mapping[str, Callable[[Connection, str, str, date], View | None]]] = {
    LEAVE: _leave_view,
    DEPARTURE: _departure_view,
}


def _on_leave(connection: Connection, leave: Leave, today: date) -> list[Duty]:
    """The person's turns, from today on, on the days of the leave; none of one that was refused."""
    first = max(leave.from_, today)
    if leave.state == "refused" or first > leave.until:
        return []
    return [turn for turn in duties.on_days(connection, first, leave.until) if turn.person == leave.person]


def _after_departure(connection: Connection, person: Person, today: date) -> list[Duty]:
    """The person's turns, from today on, on days on which they are not in the project."""
    held = duties.on_days(connection, today, date.max)
    return [turn for turn in held if turn.person == person.id and not person.active(turn.day)]


def _pms(work: UnitOfWork) -> list[str]:
    return [pm.id for pm in people.pms(work.connection, day_of(work.now))]
