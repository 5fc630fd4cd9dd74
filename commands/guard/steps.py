"""The steps of `/guard`, whether typed or filled in."""

from datetime import datetime
from typing import Final, Literal

from commands.guard import actions, views
from commands.kit.adding import Adding, noted
from commands.kit.answers import at_field
from commands.kit.arguments import LONGEST_TEXT, within
from commands.kit.blocks import Reply
from commands.kit.editing import Editing, find
from commands.kit.noting import NOTING
from commands.kit.saying import Refused, Saying, Step, Write, needed
from commands.kit.texts import text
from storage.contract.kinds import Guard, Support
from storage.records import people
from storage.records.ledger import UnitOfWork

OPENING: Final = Adding(
    Guard,
    text("A guard period"),
    ("name", "from_", "until"),
    answer=lambda fact, said, connection: views.opened(fact, people.names(connection), said.t),
)


def _no_more_than_used(_: UnitOfWork, session: Support) -> Support:
    if session.outage_min > session.used_min:
        raise Refused(text("More minutes cannot be lost than were used."), field="outage_min")
    return session


SUPPORTING: Final = Adding(
    Support,
    text("A supported session"),
    ("class_", "used_min", "outage_min", "at"),
    settle=_no_more_than_used,
)
EDITING: Final = Editing(
    "guard",
    {Guard: ("name", "from_", "until", "plan_at"), Support: ("class_", "at", "used_min", "outage_min")},
)


def plan(said: Saying, id_: str, at: datetime) -> Step:
    """Say that a guard period's plan is on file."""
    return noted(said, "guard", (Guard,), id_, lambda _, guard: actions.plan(guard, at))


def note(row: Literal["guard.hazard", "guard.accident"], said: Saying, id_: str, at: datetime, what: str) -> Step:
    """Note a hazard or an accident of a guard period. Raises Refused where it is not said what it was."""
    with at_field("what"):
        within(needed(what, text("what it was")), LONGEST_TEXT)

    def write(work: UnitOfWork) -> Reply:
        guard = find(work.connection, (Guard,), id_, "guard")
        return NOTING.step(said, {}, row=row, about=guard.id, at=at, text=what).work(work)

    return Write(write)
