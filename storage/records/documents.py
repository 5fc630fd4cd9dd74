"""Documents: those that are owed, and those that came in."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from sqlalchemy import Connection, and_, func, or_, select

from storage.contract.kinds import PERIODIC_FORMS, Document
from storage.contract.obligations import DocumentOwed, documents_owed, first_submissions
from storage.contract.periods import day_start
from storage.contract.terms import Terms
from storage.records import faults
from storage.records.calendar import working_days
from storage.records.tables import FACT_TABLES, read_all

_FAULT_REPORTS_WITHIN: Final = timedelta(days=60)
"""No holiday is so long that the report on an older fault could still fall due."""
_OWED_BY_THE_CALENDAR: Final = (*PERIODIC_FORMS, "year_end", "invoice")
_IDS_AT_ONCE: Final = 500
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


def of_the_contract(connection: Connection) -> list[Document]:
    """What came in of reports, summaries and invoices, and every document agreed by a day; none on single faults."""
    held = or_(_documents.c.due.is_not(None), _documents.c.type.in_(_OWED_BY_THE_CALENDAR))
    return read_all(connection, Document, select(_documents).where(held))


def of_faults(connection: Connection, ids: Collection[str]) -> list[Document]:
    """What came in on those faults."""
    asked = list(ids)
    parts = [asked[start : start + _IDS_AT_ONCE] for start in range(0, len(asked), _IDS_AT_ONCE)]
    about = [and_(_documents.c.type == "fault", _documents.c.for_.in_(part)) for part in parts]
    return [document for each in about for document in read_all(connection, Document, select(_documents).where(each))]


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
