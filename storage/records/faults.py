"""Faults that are open, or were lately."""

from datetime import datetime

from sqlalchemy import Connection, or_, select

from storage.contract.kinds import Document, DowntimeExempt, Fault
from storage.records.tables import FACT_TABLES, read_all

_faults = FACT_TABLES[Fault]
_documents = FACT_TABLES[Document]
_windows = FACT_TABLES[DowntimeExempt]


def open_faults(connection: Connection) -> list[Fault]:
    """The faults not closed yet, oldest first."""
    query = select(_faults).where(_faults.c.closed_at.is_(None))
    return read_all(connection, Fault, query.order_by(_faults.c.noticed_at, _faults.c.id))


def closed_since(connection: Connection, since: datetime) -> list[Fault]:
    """The faults closed at or after that moment, oldest first."""
    query = select(_faults).where(_faults.c.closed_at >= since)
    return read_all(connection, Fault, query.order_by(_faults.c.closed_at, _faults.c.id))


def without_report(connection: Connection, since: datetime, now: datetime) -> list[Fault]:
    """The faults handled or closed since then on which no report had come in by `now`, oldest first."""
    reported = select(_documents.c.for_).where(_documents.c.type == "fault", _documents.c.submitted_at <= now)
    ended = or_(_faults.c.handled_at >= since, _faults.c.closed_at >= since)
    query = select(_faults).where(ended, _faults.c.id.not_in(reported))
    return read_all(connection, Fault, query.order_by(_faults.c.noticed_at, _faults.c.id))


def newest_recorded_by(connection: Connection, person: str) -> Fault | None:
    """The fault that the person recorded last, by when it was noticed."""
    query = select(_faults).where(_faults.c.recorded_by == person).order_by(_faults.c.noticed_at.desc()).limit(1)
    return next(iter(read_all(connection, Fault, query)), None)


def maintenance_of(connection: Connection, system: str, from_: datetime) -> list[DowntimeExempt]:
    """The maintenance windows of the system that begin at that moment."""
    query = select(_windows).where(_windows.c.system == system, _windows.c.from_ == from_)
    return read_all(connection, DowntimeExempt, query.order_by(_windows.c.id))
