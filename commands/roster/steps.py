"""The steps of `/roster`, whether typed or filled in."""

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from sqlalchemy import Connection

from commands.kit.blocks import Reply
from commands.kit.persons import one_person
from commands.kit.saying import Read, Refused, Saying, Step, Write
from commands.kit.texts import text
from commands.roster import actions, offer_views, views
from commands.roster.ics import calendar_file
from storage.contract.roster import draw_up
from storage.contract.turns import Given, Turn
from storage.records import duties, people
from storage.records.ledger import UnitOfWork

LONGEST: Final = timedelta(days=366)
"""How many days a roster is drawn up for at once."""


def set_duty(said: Saying, day: date, name: str, part: views.Part) -> Step:
    """Put somebody on duty."""

    def write(work: UnitOfWork) -> Reply:
        turn, instead_of, on_leave = actions.set_duty(work, day, name, part)
        return views.was_set(turn, instead_of, people.names(work.connection), said.t, on_leave=on_leave)

    return Write(write)


def draft(said: Saying, first: date, last: date, *, anew: bool) -> Step:
    """Draw up a roster and show it; `anew` gives out again what was set before, too."""

    def read(connection: Connection) -> Reply:
        drawn = draw_up(given_for(connection, first, last, anew=anew))
        mark = f"{mark_of(drawn)} --anew" if anew else mark_of(drawn)
        return views.draft(drawn, mark, people.names(connection), said.t)

    return Read(read)


def put_in_force(said: Saying, first: date, last: date, mark: str, *, anew: bool) -> Step:
    """Put a draft in force. Refused where it would come out otherwise by now."""

    def write(work: UnitOfWork) -> Reply:
        given = given_for(work.connection, first, last, anew=anew)
        drawn = draw_up(given)
        if mark_of(drawn) != mark:
            raise Refused(
                text(
                    "Something has changed since that draft. `/roster generate {first} {last}` draws it up anew.",
                    first=first,
                    last=last,
                ),
                shows_example=False,
            )
        actions.put_in_force(work, given, drawn)
        return views.in_force(drawn, people.names(work.connection), said.t)

    return Write(write)


def swap(said: Saying, day: date) -> Step:
    """Offer a turn."""

    def write(work: UnitOfWork) -> Reply:
        offered = actions.offer(work, said.speaker, day)
        return offer_views.receipt([one.turn for one in offered], said.t, new=any(one.new for one in offered))

    return Write(write)


def take(said: Saying, day: date, offered: str | None) -> Step:
    """Take a turn, offered or in an emergency."""

    def write(work: UnitOfWork) -> Reply:
        turn, instead_of, _ = actions.take(work, said.speaker, day, offered)
        return offer_views.took(turn, instead_of, people.names(work.connection), said.t)

    return Write(write)


def ics(said: Saying, person: str | None, first: date, last: date | None) -> Step:
    """The roster of those days, or of one person, as a calendar file; to its end where no last day is given."""

    def read(connection: Connection) -> Reply:
        until = last or max(first, duties.last_day(connection) or first)
        whose = None if person is None else one_person(connection, person).id
        found = [one for one in duties.on_days(connection, first, until) if whose in (None, one.person)]
        had = duties.former(connection, first, until)
        standing = {one.id for one in found}
        cancelled = [one for one in had if one.id not in standing and whose in (None, one.person)]
        if whose is None:
            held = {one.id for one in duties.on_days(connection, date.min, date.max)}
            cancelled = list({one.id: one for one in cancelled if one.id not in held}.values())
        if not found and not cancelled:
            raise Refused(text("No such turn is on the roster from {first} to {last}.", first=first, last=until))
        revised = duties.revised(connection, {one.id for one in (*found, *cancelled)})
        content = calendar_file(found, revised, people.names(connection), cancelled)
        return views.ics_sent(content, len(found), first, until, said.t)

    return Read(read)


def mark_of(drawn: Sequence[Turn]) -> str:
    """What tells a draft from any other."""
    told = ";".join(f"{turn.day} {turn.part} {turn.person}" for turn in drawn)
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def given_for(connection: Connection, first: date, last: date, *, anew: bool = False) -> Given:
    """What a roster of those days is made from. Raises Refused where nobody takes turns, or the days are too many."""
    if last - first >= LONGEST:
        raise Refused(text("A roster is drawn up for {days} days at most.", days=LONGEST.days), shows_example=False)
    given = duties.given_for(connection, first, last, anew=anew)
    if not given.members:
        raise Refused(
            text("Nobody is on the duty list. `/zhiban person edit ID duty=yes` puts somebody on it."),
            shows_example=False,
        )
    return given
