"""The steps of `/drill`, whether typed or filled in."""

from datetime import date, datetime
from typing import Final

from commands.drill import actions, views
from commands.kit.adding import Adding, noted
from commands.kit.answers import at_field
from commands.kit.arguments import LONGEST_TEXT, one_line, within
from commands.kit.editing import Editing
from commands.kit.saying import Saying, Step, needed
from commands.kit.texts import text
from storage.contract.kinds import Drill, Plan
from storage.records import people
from storage.records.calendar import working_days

EMERGENCY_PLAN: Final = Adding(Plan, text("Emergency plan on file"), ("filed_on",), fixed={"type": "emergency"})
DRILL_PLAN: Final = Adding(
    Plan, text("Drill plan on file"), ("for_", "filed_on"), needs=("for_",), fixed={"type": "drill"}
)
_DRILL: Final = Adding(
    Drill,
    text("Plan a drill"),
    ("planned_on",),
    answer=lambda fact, said, connection: views.planned(
        fact, people.names(connection), said.terms, working_days(connection), said.t
    ),
)
EDITING: Final = Editing("drill", {Drill: ("planned_on", "held_on", "report_at"), Plan: ("type", "filed_on", "for_")})


def add(said: Saying, planned_on: date, what: str) -> Step:
    """Plan a drill; what it is for stays with it in its history. Raises Refused where that is not said."""
    with at_field("what"):
        reason = within(needed(one_line(what), text("what is to be drilled")), LONGEST_TEXT)
    return _DRILL.step(said, {}, reason=reason, planned_on=planned_on)


def done(said: Saying, id_: str, on: date) -> Step:
    """Say that a drill took place."""
    return noted(said, "drill", (Drill,), id_, lambda _, drill: actions.held(drill, on))


def report(said: Saying, id_: str, at: datetime) -> Step:
    """Say that a drill's report is in."""
    return noted(said, "drill", (Drill,), id_, lambda _, drill: actions.reported(drill, at))
