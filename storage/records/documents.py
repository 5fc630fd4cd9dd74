"""Documents that are owed and not submitted."""

from datetime import date, timedelta
from typing import Final

from sqlalchemy import Connection

from storage.contract.kinds import Document
from storage.contract.obligations import DocumentOwed, documents_owed, first_submissions
from storage.contract.periods import day_start
from storage.contract.terms import Terms
from storage.records import faults
from storage.records.calendar import working_days
from storage.records.tables import read_all

_FAULT_REPORTS_WITHIN: Final = timedelta(days=60)
"""No holiday is so long that the report on an older fault could still fall due."""


def falling_due(connection: Connection, terms: Terms, first: date, last: date) -> list[DocumentOwed]:
    """The documents due on those days that were not submitted, the earliest first."""
    calendar, documents = working_days(connection), read_all(connection, Document)
    lately = faults.closed_since(connection, day_start(first - _FAULT_REPORTS_WITHIN))
    owed = documents_owed([*faults.open_faults(connection), *lately], documents, terms, calendar, last)
    submitted = first_submissions(documents)
    waiting = [document for document in owed if document.due >= first and document.subject not in submitted]
    return sorted(waiting, key=lambda document: (document.due, document.subject))
