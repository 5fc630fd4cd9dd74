"""Punches and leave."""

from datetime import date

from sqlalchemy import Connection, func, select

from storage.contract.kinds import Leave, Punch
from storage.contract.periods import day_over, day_start
from storage.records.tables import FACT_TABLES, read_all

_punches = FACT_TABLES[Punch]
_leaves = FACT_TABLES[Leave]


def standing_punches(connection: Connection, person: str, day: date) -> list[Punch]:
    """The person's punches of the day that count (approved, and not replaced by an approved one) or are claimed."""
    replaced = select(_punches.c.replaces).where(_punches.c.state == "approved", _punches.c.replaces.is_not(None))
    query = select(_punches).where(
        _punches.c.person == person,
        _punches.c.at >= day_start(day),
        _punches.c.at < day_over(day),
        _punches.c.state != "refused",
        _punches.c.id.not_in(replaced),
    )
    return read_all(connection, Punch, query.order_by(_punches.c.at, _punches.c.id))


def standing_leave(connection: Connection, person: str, first: date, last: date) -> list[Leave]:
    """The person's leave that touches `first` … `last` and is approved or claimed, in order."""
    return [leave for leave in leave_overlapping(connection, person, first, last) if leave.state != "refused"]


def leave_overlapping(connection: Connection, person: str, first: date, last: date) -> list[Leave]:
    """The person's leave that touches `first` … `last`, in order."""
    mine = select(_leaves).where(_leaves.c.person == person, _leaves.c.from_ <= last, _leaves.c.until >= first)
    return read_all(connection, Leave, mine.order_by(_leaves.c.from_, _leaves.c.id))


def punches_of_days(connection: Connection, first: date, last: date) -> list[Punch]:
    """Everybody's punches of the days `first` … `last`, in order."""
    query = select(_punches).where(_punches.c.at >= day_start(first), _punches.c.at < day_over(last))
    return read_all(connection, Punch, query.order_by(_punches.c.at, _punches.c.id))


def leave_of_days(connection: Connection, first: date, last: date) -> list[Leave]:
    """Everybody's leave that touches `first` … `last`, in order."""
    query = select(_leaves).where(_leaves.c.from_ <= last, _leaves.c.until >= first)
    return read_all(connection, Leave, query.order_by(_leaves.c.from_, _leaves.c.id))


def claims(connection: Connection) -> list[Punch | Leave]:
    """What waits for approval, punches first, each in order."""
    punches = read_all(
        connection, Punch, select(_punches).where(_punches.c.state == "claimed").order_by(_punches.c.at, _punches.c.id)
    )
    leaves = read_all(
        connection, Leave, select(_leaves).where(_leaves.c.state == "claimed").order_by(_leaves.c.from_, _leaves.c.id)
    )
    return [*punches, *leaves]


def claims_within(connection: Connection, first: date, last: date) -> int:
    """How many punches and leaves that touch `first` … `last` wait for approval."""
    punches = select(func.count()).where(
        _punches.c.at >= day_start(first), _punches.c.at < day_over(last), _punches.c.state == "claimed"
    )
    leaves = select(func.count()).where(_leaves.c.until >= first, _leaves.c.from_ <= last, _leaves.c.state == "claimed")
    return (connection.scalar(punches) or 0) + (connection.scalar(leaves) or 0)
