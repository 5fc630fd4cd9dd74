"""Documents: those that are owed, and those that came in."""

from datetime import date, timedelta
from typing import Final

from sqlalchemy import Connection, func, select

from storage.contract.kinds import Document
from storage.contract.obligations import DocumentOwed, documents_owed, first_submissions
from storage.contract.periods import day_start
from storage.contract.terms import Terms
from storage.records import faults
from storage.records.calendar import working_days
from storage.records.tables import FACT_TABLES, read_all

_FAULT_REPORTS_WITHIN: Final = timedelta(days=60)
"""No holiday is so long that the report on an older fault could still fall due."""
_documents = FACT_TABLES[Document]


def falling_due(connection: Connection, terms: Terms, first: date, last: date) -> list[DocumentOwed]:
    """The documents due on those days that were not submitted, the earliest first."""
    calendar, documents = working_days(connection), read_all(connection, Document)
    lately = faults.closed_since(connection, day_start(first - _FAULT_REPORTS_WITHIN))
    owed = documents_owed([*faults.open_faults(connection), *lately], documents, terms, calendar, last)
    submitted = first_submissions(documents)
    waiting = [document for document in owed if document.due >= first and document.subject not in submitted]
    return sorted(waiting, key=lambda document: (document.due, document.subject))


def submitted_for(connection: Connection, type_: str, for_: str) -> list[Document]:
    """The documents of the type that came in for it, the earliest first."""
    query = select(_documents).where(
        _documents.c.type == type_, _documents.c.for_ == for_, _documents.c.submitted_at.is_not(None)
    )
    return read_all(connection, Document, query.order_by(_documents.c.submitted_at, _documents.c.id))


def agreed(connection: Connection, title: str) -> Document | None:
    """The document agreed under that title, in any case, that has not come in; the earliest due, of several."""
    query = select(_documents).where(
        _documents.c.type == "other",
        func.lower(_documents.c.for_) == title.casefold(),
        _documents.c.submitted_at.is_(None),
    )
    found = read_all(connection, Document, query.order_by(_documents.c.due, _documents.c.id))
    return next(iter(found), None)


def latest(connection: Connection, most: int) -> list[Document]:
    """The documents that came in last, the latest first."""
    query = select(_documents).where(_documents.c.submitted_at.is_not(None))
    return read_all(connection, Document, query.order_by(_documents.c.submitted_at.desc(), _documents.c.id).limit(most))
