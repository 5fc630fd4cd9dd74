"""The steps of `/task`, whether typed or filled in."""

from datetime import datetime
from typing import Final

from commands.kit.adding import Adding, noted
from commands.kit.answers import at_field
from commands.kit.arguments import LONGEST_TEXT, within
from commands.kit.editing import Editing
from commands.kit.saying import Refused, Saying, Step, needed
from commands.kit.texts import text
from commands.task import actions
from storage.contract.kinds import Task
from storage.records.ledger import UnitOfWork

KINDS: Final = (Task,)


def _begins_ahead(work: UnitOfWork, task: Task) -> Task:
    if task.due_at <= work.now:
        raise Refused(
            text("That moment has passed; a task is due at a moment to come, such as 明天 18:00."), field="due_at"
        )
    return task


ADDING: Final = Adding(Task, text("Assign a task"), ("person", "due_at", "text"), needs=("text",), settle=_begins_ahead)
EDITING: Final = Editing("task", {Task: ("person", "due_at", "text", "done_at", "reported_at")})


def done(said: Saying, id_: str, at: datetime) -> Step:
    """Say that a task is done."""
    return noted(said, "task", KINDS, id_, lambda _, task: actions.done(task, at, said.speaker))


def report(said: Saying, id_: str, at: datetime, what: str) -> Step:
    """Report how a task stands. Raises Refused where nothing is said, or too much."""
    with at_field("what"):
        within(needed(what, text("how it stands")), LONGEST_TEXT)
    return noted(said, "task", KINDS, id_, lambda _, task: actions.reported(task, at, said.speaker), reason=what)
