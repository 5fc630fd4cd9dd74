"""The steps of `/roster`, whether typed or filled in."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from sqlalchemy import Connection

from commands.kit.blocks import Reply
from commands.kit.persons import one_person
from commands.kit.saying import Read, Refused, Saying, Step, Write
from commands.kit.texts import text
from commands.roster import actions, offer_views, telling, views
from commands.roster.ics import roster_file
from storage.contract.periods import day_of
from storage.contract.roster import draw_up
from storage.contract.terms import Terms
from storage.contract.turns import Given, Part, Turn
from storage.records import duties, people
from storage.records.ledger import UnitOfWork

Days = Callable[[Connection], tuple[date, date]]
"""First and last day, for which the calendar may be asked."""
LONGEST: Final = timedelta(days=366)
"""How many days a roster is drawn up for at once."""


def set_duty(said: Saying, day: date, name: str, part: Part) -> Step:
    """Put somebody on duty."""

    def write(work: UnitOfWork) -> Reply:
        turn, instead_of, is_new = actions.set_duty(work, said.terms, day, name, part)
        names = people.names(work.connection)
        if not is_new:
            return views.was_so(turn, names, said.t)
        return views.was_set(turn, instead_of, actions.doubts(work, turn), names, said.t)

    return Write(write)


def draft(said: Saying, days: Days, *, anew: bool) -> Step:
    """Draw up a roster and show it; `anew` gives out again what was set before, too."""

    def read(connection: Connection) -> Reply:
        ahead = days_ahead(*days(connection), day_of(said.now), said.terms)
        given = given_for(connection, *ahead, anew=anew)
        drawn = draw_up(given)
        mark = f"{mark_of(given, drawn)} --anew" if anew else mark_of(given, drawn)
        return views.draft(drawn, mark, people.names(connection), said.t)

    return Read(read)


def put_in_force(said: Saying, days: Days, mark: str, *, anew: bool) -> Step:
    """Put a draft in force. Refused where it would come out otherwise by now, or would undo what was set since."""

    def write(work: UnitOfWork) -> Reply:
        ahead = days_ahead(*days(work.connection), day_of(said.now), said.terms)
        given = given_for(work.connection, *ahead, anew=anew)
        drawn = draw_up(given)
        if _is_stale(given, drawn, mark):
            raise Refused(
                text(
                    "Something has changed since that draft. `/roster generate {first} {last}` draws it up anew.",
                    first=given.first,
                    last=given.last,
                ),
                shows_example=False,
            )
        actions.put_in_force(work, given, drawn)
        return views.in_force(drawn, telling.told(work), people.names(work.connection), said.t)

    return Write(write)


def swap(said: Saying, day: date) -> Step:
    """Offer a turn."""

    def write(work: UnitOfWork) -> Reply:
        offered = actions.offer(work, said.speaker, day)
        names, new = people.names(work.connection), [one.turn for one in offered if one.new]
        turns = new or [one.turn for one in offered]
        return offer_views.receipt(turns, said.speaker, names, said.t, new=bool(new))

    return Write(write)


def take(said: Saying, day: date, offered: str | None) -> Step:
    """Take a turn, offered or in an emergency."""

    def write(work: UnitOfWork) -> Reply:
        taken = actions.take(work, said.speaker, day, offered)
        names = people.names(work.connection)
        return offer_views.took(taken.turn, taken.former, telling.told(work), names, said.t)

    return Write(write)


def ics(said: Saying, asked: Callable[[Connection], tuple[str | None, tuple[date, date] | None]]) -> Step:
    """The roster as a calendar file: of whom, or the team, and which days; from today to its end where none are."""

    def read(connection: Connection) -> Reply:
        person, days = asked(connection)
        today = day_of(said.now)
        first, until = days or (today, max(today, duties.last_day(connection) or today))
        whose = None if person is None else one_person(connection, person).id
        file = roster_file(connection, first, until, whose)
        if not file.turns and not file.cancelled:
            raise Refused(text("No such turn is on the roster from {first} to {last}.", first=first, last=until))
        return views.ics_sent(file.content, file.turns, first, until, said.t)

    return Read(read)


def mark_of(given: Given, drawn: Sequence[Turn]) -> str:
    """What tells a draft from any other, and where it gives out anew what was set, what that was."""
    mark = _digest(f"{turn.day} {turn.part} {turn.person}" for turn in drawn)
    return f"{mark}.{_digest(_overwritten(given))}" if given.anew else mark


def days_ahead(first: date, last: date, today: date, terms: Terms) -> tuple[date, date]:
    """Those of the days that are not past: what was is left as it is.

    Raises Refused where all are past, or some lie outside the contract's term.
    """
    if last < today:
        raise Refused(text("Those days are over."))
    first = max(first, today)
    for day in (first, last):
        actions.check_in_term(day, terms)
    return first, last


def given_for(connection: Connection, first: date, last: date, *, anew: bool = False) -> Given:
    """What a roster of those days is made from. Raises Refused where they are too many, or nobody takes turns."""
    if last - first >= LONGEST:
        raise Refused(
            text(
                "A roster is drawn up for {days} days at most, such as `/roster generate 2026-10-01 2026-12-31`.",
                days=LONGEST.days,
            ),
            shows_example=False,
        )
    given = duties.given_for(connection, first, last, anew=anew)
    if not given.members:
        raise Refused(
            text("Nobody is on the duty list. `/zhiban person edit ID duty=yes` puts somebody on it."),
            shows_example=False,
        )
    return given


def _is_stale(given: Given, drawn: Sequence[Turn], mark: str) -> bool:
    """Whether that draft is another one by now; not so where all of it is in force already."""
    shown, _, overwritten = mark_of(given, drawn).partition(".")
    mark_shown, _, mark_overwritten = mark.partition(".")
    in_force = not given.spare and not any(turn.is_new for turn in drawn)
    return shown != mark_shown or (overwritten != mark_overwritten and not in_force)


def _overwritten(given: Given) -> Iterable[str]:
    """The turns of the days as they stand."""
    held = (duty for duty in given.duties if given.first <= duty.day <= given.last)
    return (f"{duty.id} {duty.day} {duty.part} {duty.person}" for duty in held)


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256(";".join(lines).encode()).hexdigest()[:12]
