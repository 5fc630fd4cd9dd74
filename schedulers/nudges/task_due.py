"""`task.due`: a task neither done nor reported on (appendix: procedure.task_overdue), before and after it is due."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Final

from commands.kit.blocks import Reply, escape
from commands.kit.buttons import Button
from commands.kit.moments import show_moment
from commands.kit.texts import Translator, text
from schedulers.nudge import Ask, Nudge, Situation, View, quoted
from storage.contract.kinds import Task
from storage.contract.periods import day_of
from storage.contract.steps import Anchor


def asks(situation: Situation) -> Iterator[Ask]:
    """Every task that is open, of whoever has it."""
    for task in situation.of(Task):
        due = day_of(task.due_at)
        if _waits(task) and situation.minds(due):
            anchor = Anchor(day=due, start=task.due_at)
            yield Ask(
                subject=task.id,
                to=situation.whose(task.person),
                anchor=anchor,
                steps=[step for step in situation.steps(NUDGE.code, anchor) if _is_news(step.at, task)],
                line=partial(_asks, task, situation.name_of(task.person)),
                does_it=[
                    Button(text("Done"), "task", "done", task.id, primary=True),
                    Button(text("Report…"), "task", "report", task.id, asks=True),
                ],
                owed_by=task.due_at,
                since=task.recorded_at,
            )


def settled(situation: Situation, subject: str) -> View | None:
    """Done, reported on, or taken back."""
    task = situation.fact(Task, subject)
    if task is None:
        return lambda t: Reply(t("Task `{id}` is not to be done any more.", id=escape(subject)))
    done, reported = task.done_at, task.reported_at
    if done is not None:
        return lambda t: Reply(t("✓ Task `{id}`: done {when}", id=escape(subject), when=show_moment(done, t)))
    if reported is not None:
        return lambda t: Reply(
            t("✓ Task `{id}`: reported on {when}", id=escape(subject), when=show_moment(reported, t))
        )
    return None


def _waits(task: Task) -> bool:
    return task.done_at is None and task.reported_at is None


def _is_news(at: datetime, task: Task) -> bool:
    """An hour of the due day itself says nothing new once the task is overdue."""
    return at <= task.due_at or day_of(at) > day_of(task.due_at)


def _asks(task: Task, name: str, now: datetime, t: Translator) -> str:
    values = {
        "id": escape(task.id),
        "name": escape(name),
        "about": quoted(task.text, t),
        "when": show_moment(task.due_at, t),
    }
    if now > task.due_at:
        return t("Task `{id}`{about} of {name} was due {when}; it is neither done nor reported on.", **values)
    return t("Task `{id}`{about} of {name} is due {when}; a report by then counts too.", **values)


NUDGE: Final = Nudge("task.due", asks, settled)
