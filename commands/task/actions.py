"""What happens to a task, through a unit of work."""

from datetime import datetime

from commands.kit.editing import happened
from commands.kit.posting import keep_cards, tell
from commands.kit.roles import PM_AND_MANAGERS
from commands.kit.saying import Refused
from commands.kit.texts import text
from commands.task import views
from storage.contract.kinds import Person, Task
from storage.contract.terms import Terms
from storage.records import people
from storage.records.ledger import Change, UnitOfWork, history, reason_given


def done(task: Task, at: datetime, by: Person) -> Task:
    """It is done."""
    _theirs(task, by)
    return happened(task, "done_at", at)


def reported(task: Task, at: datetime, by: Person) -> Task:
    """How it stands was reported, which by its due time counts like doing it (appendix *procedure*)."""
    _theirs(task, by)
    return happened(task, "reported_at", at)


def reflect(work: UnitOfWork, change: Change, _: Terms) -> None:
    """Keep the message to whoever has the task true, and tell whoever assigned it what became of it."""
    before, after = change
    task = after or before
    if not isinstance(task, Task):
        return
    keep_cards(work, change, [task.person], views.what_next, asks=after is not None and views.waits(task))
    if isinstance(before, Task) and task.recorded_by not in (None, work.author.person, task.person):
        names, revision = people.names(work.connection), history(work.connection, task.KIND, task.id)[-1]
        told = after if isinstance(after, Task) else None
        by, said = names.get(work.author.person, work.author.person), reason_given(revision)
        key = f"task.changed:{task.id}:{revision.sequence}"
        tell(work, key, str(task.recorded_by), lambda t: views.became(before, told, by, said, names, t))


def _theirs(task: Task, by: Person) -> None:
    if task.person != by.id and not PM_AND_MANAGERS.includes(by):
        raise Refused(
            text("Task {id} is somebody else's to settle.", id=task.id),
            private_to=PM_AND_MANAGERS,
            shows_example=False,
            field="id",
        )
