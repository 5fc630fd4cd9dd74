"""Who is on duty, and what a roster is made from."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from storage.contract.coverage import DutyDay, duty_day
from storage.contract.duty_days import holiday_block
from storage.contract.kinds import Duty, Guard, Person
from storage.contract.obligations import halves_on_leave
from storage.contract.periods import days_later
from storage.contract.turns import Given
from storage.records.attendance import leave_of_days
from storage.records.calendar import working_days
from storage.records.factfile import decode_line
from storage.records.guards import running_or_ahead
from storage.records.people import everyone
from storage.records.tables import FACT_TABLES, Revision, read_all, read_one

_duties = FACT_TABLES[Duty]
_revisions = Revision.__table__  # type: ignore[attr-defined]


class Revised(NamedTuple):
    """How often a fact was changed since it was first written, and when it was written last."""

    times: int
    at: datetime


def on_days(connection: Connection, first: date, last: date) -> list[Duty]:
    """The turns from `first` to `last`, both included, in order."""
    query = select(_duties).where(_duties.c.day >= first, _duties.c.day <= last)
    return read_all(connection, Duty, query.order_by(_duties.c.day, _duties.c.part, _duties.c.id))


def roster(connection: Connection, first: date, last: date) -> list[DutyDay]:
    """The days from `first` to `last` that have a turn, in order, and who of them is there."""
    turns = on_days(connection, first, last)
    known = {person.id: person for person in everyone(connection)}
    approved = (leave for leave in leave_of_days(connection, first, last) if leave.state == "approved")
    halves = halves_on_leave(approved, first, last)

    def away(person: str, day: date) -> bool:
        return (person, day) in halves

    return [duty_day(day, of_day, known.get, away) for day, of_day in groupby(turns, key=lambda turn: turn.day)]


def people_on_duty(connection: Connection, day: date) -> list[Person]:
    """Who is on duty that day and there, each once."""
    turns = (turn.person for found in roster(connection, day, day) for turn in found.there)
    people = (read_one(connection, Person, person) for person in dict.fromkeys(turns))
    return [person for person in people if person is not None]


def last_day(connection: Connection) -> date | None:
    """The last day on which anybody is on duty."""
    day: date | None = connection.scalar(select(func.max(_duties.c.day)))
    return day


def given_for(connection: Connection, first: date, last: date, *, anew: bool = False) -> Given:
    """What a roster of those days is made from: everybody, leave, and every turn up to them and a little after."""
    calendar = working_days(connection)
    guards = _guards_of(connection, first, last)
    holiday = holiday_block(calendar, last)
    ends = [days_later(last, 1), *(guard.until for guard in guards), *([holiday.last] if holiday else [])]
    return Given(
        first=first,
        last=last,
        people=everyone(connection),
        leave=leave_of_days(connection, first, last),
        duties=on_days(connection, date.min, max(ends)),
        calendar=calendar,
        guards=guards,
        anew=anew,
    )


def _guards_of(connection: Connection, first: date, last: date) -> list[Guard]:
    """The guard periods that hold any of the days, and those that share days with them."""
    holding = (guard for guard in running_or_ahead(connection, first) if guard.from_ <= last)
    since = min((guard.from_ for guard in holding), default=first)
    return [guard for guard in running_or_ahead(connection, min(since, first)) if guard.from_ <= last]


def former(connection: Connection, first: date, last: date) -> list[Duty]:
    """The turns of those days that somebody had and has no more, each as it last was that person's."""
    query = select(_revisions.c.before, _revisions.c.after).where(_revisions.c.kind == Duty.KIND)
    found: dict[tuple[str, str], Duty] = {}
    for row in connection.execute(query.where(_revisions.c.before.is_not(None)).order_by(_revisions.c.sequence)):
        before, after = decode_line(row.before), decode_line(row.after) if row.after else None
        if isinstance(before, Duty):
            found[before.id, before.person] = before
        if isinstance(after, Duty):
            found.pop((after.id, after.person), None)
    return sorted((duty for duty in found.values() if first <= duty.day <= last), key=lambda duty: (duty.day, duty.id))


def revised(connection: Connection, ids: Collection[str]) -> Mapping[str, Revised]:
    """Of each of the turns, how often it was changed and when last."""
    query = select(
        _revisions.c.fact_id, func.count().label("revisions"), func.max(_revisions.c.recorded_at).label("at")
    )
    of_turns = query.where(_revisions.c.kind == Duty.KIND).group_by(_revisions.c.fact_id)
    rows = connection.execute(of_turns)
    return {row.fact_id: Revised(row.revisions - 1, row.at) for row in rows if row.fact_id in ids}
