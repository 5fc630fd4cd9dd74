"""Inspections and the problems they found."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from storage.contract.kinds import Inspection, Problem
from storage.contract.periods import day_of, day_start, week_of
from storage.records.tables import FACT_TABLES, read_all

_inspections = FACT_TABLES[Inspection]
_problems = FACT_TABLES[Problem]


def between(connection: Connection, start: datetime, end: datetime) -> list[Inspection]:
    """The inspections from `start` up to but not at `end`, in order."""
    query = select(_inspections).where(_inspections.c.at >= start, _inspections.c.at < end)
    return read_all(connection, Inspection, query.order_by(_inspections.c.at, _inspections.c.id))


def this_week(connection: Connection, now: datetime) -> list[Inspection]:
    """The inspections of the ISO week that holds `now`, up to `now`, in order."""
    return between(connection, day_start(week_of(day_of(now)).first), now + timedelta(microseconds=1))


def named(connection: Connection, ids: Collection[str]) -> list[Inspection]:
    """The inspections with these ids, those that are held."""
    return read_all(connection, Inspection, select(_inspections).where(_inspections.c.id.in_(ids))) if ids else []


def problems_named(connection: Connection, ids: Collection[str]) -> list[Problem]:
    """The problems with these ids, those that are held."""
    return read_all(connection, Problem, select(_problems).where(_problems.c.id.in_(ids))) if ids else []


def problems_between(connection: Connection, start: datetime, end: datetime) -> list[Problem]:
    """The problems found from `start` up to but not at `end`, in order."""
    query = select(_problems).where(_problems.c.found_at >= start, _problems.c.found_at < end)
    return read_all(connection, Problem, query.order_by(_problems.c.found_at, _problems.c.id))


def problems_waiting(connection: Connection) -> list[Problem]:
    """The problems not fed back yet, oldest first."""
    query = select(_problems).where(_problems.c.fed_back_at.is_(None))
    return read_all(connection, Problem, query.order_by(_problems.c.found_at, _problems.c.id))
