"""Answers already given, so that a request that comes twice has one effect."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from storage.records.tables import Receipt

_receipts = Receipt.__table__  # type: ignore[attr-defined]


def answer_to(connection: Connection, request: str) -> str | None:
    """What the request was answered, or None where it is new."""
    answer: str | None = connection.scalar(select(_receipts.c.answer).where(_receipts.c.request == request))
    return answer


def keep(connection: Connection, request: str, answer: str, now: datetime, forget_before: datetime) -> None:
    """Keep the answer, and forget those given before `forget_before`."""
    connection.execute(delete(_receipts).where(_receipts.c.answered_at < forget_before))
    connection.execute(insert(_receipts).values(request=request, answer=answer, answered_at=now))
