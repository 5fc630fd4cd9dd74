"""The forms of `/task`: what they ask, and the step that comes of it."""

from typing import Final

from commands.kit.fields import OneOf
from commands.kit.forms import Opening
from commands.kit.step_forms import moment_form, which, words_form
from commands.kit.texts import text
from commands.task import steps, views
from storage.records import tasks


def _which(opening: Opening) -> OneOf:
    return which(
        opening,
        views.of_the_reader(tasks.undone(opening.connection), opening.said.speaker),
        views.label,
        text("No task is open."),
        text("Task {id} is no longer open.", id=opening.subject),
    )


DONE: Final = moment_form(text("Task done"), _which, steps.done)
REPORT: Final = words_form(text("Report on a task"), _which, text("How it stands"), steps.report)
