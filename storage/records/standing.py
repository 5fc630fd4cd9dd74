"""The standing as the records have it."""

from datetime import datetime

from sqlalchemy import Connection

from storage.contract.model import Standing
from storage.contract.periods import Span
from storage.contract.rubric import kinds_read, shipped_rows
from storage.contract.scoring import score
from storage.contract.terms import Terms
from storage.records.calendar import announced_calendar
from storage.records.facts import load


def standing_of(connection: Connection, terms: Terms, period: Span, now: datetime) -> Standing:
    """The score of the period at `now`, over all facts held."""
    rows = shipped_rows()
    return score(load(connection, kinds_read(rows)), terms, announced_calendar(), rows, period, now)
