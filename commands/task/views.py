"""What `/task` answers and posts."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from commands.kit.blocks import Reply, bullets, escape, quote, sections
from commands.kit.buttons import Button, buttons
from commands.kit.cards import Names, called, changes, listed, listing
from commands.kit.roles import PM_AND_MANAGERS
from commands.kit.texts import Translator, text
from storage.contract.fact import Fact
from storage.contract.kinds import Person, Task


def waits(task: Task) -> bool:
    """Whether the task is still to be done."""
    return task.done_at is None


def what_next(task: Fact, t: Translator) -> Sequence[Block]:
    """The buttons that settle the task."""
    if not isinstance(task, Task) or not waits(task):
        return ()
    reports = Button(text("Report…"), "task", "report", task.id, asks=True)
    steps = [Button(text("Done"), "task", "done", task.id, primary=True), *([] if task.reported_at else [reports])]
    return buttons(steps, t)


def became(before: Task, after: Task | None, by: str, said: str | None, names: Names, t: Translator) -> Reply:
    """What whoever assigned a task is told of it."""
    what = called(before, t)
    if after is None:
        return Reply(t("{name} took back {what}, which you had assigned.", name=escape(by), what=what))
    line = t("{name} on {what}:", name=escape(by), what=what)
    what_it_is = [f"_{escape(after.text)}_"] if after.text else []
    told = [quote(said)] if said else []
    return Reply(line, sections("\n".join([line, *what_it_is, bullets(changes(before, after, names, t)), *told])))


def open_tasks(tasks: Sequence[Task], names: Names, t: Translator) -> Reply:
    """The tasks that are not done, the earliest due first."""
    lines = [listed(task, names, t) for task in tasks]
    return listing(text("Open tasks"), lines, text("No task is open."), t)


def of_the_reader(tasks: Sequence[Task], reader: Person) -> list[Task]:
    """The tasks that the reader settles: their own; all of them for those who assign."""
    return [task for task in tasks if PM_AND_MANAGERS.includes(reader) or task.person == reader.id]


def label(task: Task) -> str:
    """What a form lists it as."""
    return task.text or task.person
