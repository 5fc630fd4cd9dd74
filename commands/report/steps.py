"""The steps of `/report`, whether typed or filled in."""

from datetime import timedelta
from typing import Final

from sqlalchemy import Connection

from commands.kit.adding import Adding
from commands.kit.answers import at_field
from commands.kit.arguments import LONGEST_TITLE, within
from commands.kit.blocks import Reply
from commands.kit.editing import Editing
from commands.kit.roles import may
from commands.kit.saying import Read, Saying, Step, Write, needed
from commands.kit.texts import text
from commands.report import actions, views
from storage.contract.kinds import Document
from storage.contract.obligations import DocumentOwed
from storage.contract.periods import day_of
from storage.records import documents, people
from storage.records.ledger import UnitOfWork

LOOKS_AHEAD: Final = timedelta(days=30)
MOST_LISTED: Final = 30
AGREEING: Final = Adding(
    Document, text("Agree on a document"), ("for_", "due"), needs=("due",), fixed={"type": "other"}
)
EDITING: Final = Editing("report", {Document: ("type", "for_", "due", "submitted_at", "sha256")})


def owed(said: Saying, connection: Connection) -> list[DocumentOwed]:
    """What is owed now or in the next days and has not come in, the earliest due first."""
    return documents.falling_due(connection, said.terms, said.terms.opens, day_of(said.now) + LOOKS_AHEAD)


def due(said: Saying) -> Step:
    """What is owed."""
    acts = said.at_home and may(said.speaker, "report.submit")
    return Read(lambda connection: views.due(owed(said, connection), day_of(said.now), said.t, acts=acts))


def submit(said: Saying, handed: actions.Handed) -> Step:
    """Say that a document came in. Raises Refused where it is not said for what."""
    with at_field("for"):
        within(needed(handed.for_, text("for what, such as 2026-07 or f-3")), LONGEST_TITLE)

    def write(work: UnitOfWork) -> Reply:
        document, earlier = actions.submit(work, said.speaker, handed, said.terms)
        return views.submitted(document, earlier, people.names(work.connection), said.t)

    return Write(write)


def came_in(said: Saying) -> Step:
    """What came in last."""
    return Read(
        lambda connection: views.came_in(documents.latest(connection, MOST_LISTED), people.names(connection), said.t)
    )
