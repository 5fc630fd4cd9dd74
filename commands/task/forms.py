"""The forms of `/task`: what they ask, and the step that comes of it."""

from collections.abc import Sequence
from typing import Final

from commands.kit.adding import which
from commands.kit.answers import Answers
from commands.kit.arguments import LONGEST_TEXT
from commands.kit.fields import Field, OneOf, Words
from commands.kit.forms import Form, Opening
from commands.kit.saying import Saying, Step
from commands.kit.texts import text
from commands.kit.times import moment_in, when_field
from commands.task import steps, views
from storage.records import tasks


def _ask_done(opening: Opening) -> Sequence[Field]:
    return [_which(opening), when_field()]


def _take_done(said: Saying, answers: Answers) -> Step:
    return steps.done(said, answers.words("id"), moment_in(answers, said.now))


def _ask_report(opening: Opening) -> Sequence[Field]:
    what = Words(name="what", label=text("How it stands"), longest=LONGEST_TEXT, multiline=True)
    return [_which(opening), what, when_field()]


def _take_report(said: Saying, answers: Answers) -> Step:
    return steps.report(said, answers.words("id"), moment_in(answers, said.now), answers.words("what"))


def _which(opening: Opening) -> OneOf:
    return which(
        opening,
        tasks.undone(opening.connection),
        views.label,
        text("No task is open."),
        text("Task {id} is no longer open.", id=opening.subject),
    )


DONE: Final = Form(text("Task done"), _ask_done, _take_done)
REPORT: Final = Form(text("Report on a task"), _ask_report, _take_report)
