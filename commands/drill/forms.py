"""The forms of `/drill`: what they ask, and the step that comes of it."""

from collections.abc import Sequence
from typing import Final

from commands.drill import steps, views
from commands.kit.adding import day_in, past_day_field, which
from commands.kit.answers import Answers
from commands.kit.arguments import LONGEST_TEXT
from commands.kit.fact_fields import read_day
from commands.kit.fields import Day, Field, OneOf, Words
from commands.kit.forms import Form, Opening
from commands.kit.saying import Saying, Step
from commands.kit.texts import text
from commands.kit.times import moment_in, when_field
from storage.records import drills


def _ask_add(_: Opening) -> Sequence[Field]:
    return [
        Day(name="planned_on", label=text("Planned on")),
        Words(name="what", label=text("What is drilled"), longest=LONGEST_TEXT, multiline=True),
    ]


def _take_add(said: Saying, answers: Answers) -> Step:
    return steps.add(said, read_day(answers.words("planned_on"), said.now), answers.words("what"))


def _ask_done(opening: Opening) -> Sequence[Field]:
    return [_which(opening), past_day_field(opening)]


def _take_done(said: Saying, answers: Answers) -> Step:
    return steps.done(said, answers.words("id"), day_in(answers, said.now))


def _ask_report(opening: Opening) -> Sequence[Field]:
    return [_which(opening), when_field()]


def _take_report(said: Saying, answers: Answers) -> Step:
    return steps.report(said, answers.words("id"), moment_in(answers, said.now))


def _which(opening: Opening) -> OneOf:
    return which(
        opening,
        drills.unreported(opening.connection),
        views.label,
        text("No drill waits for its report."),
        text("Drill {id} waits no more.", id=opening.subject),
    )


ADD: Final = Form(text("Plan a drill"), _ask_add, _take_add)
DONE: Final = Form(text("Drill held"), _ask_done, _take_done)
REPORT: Final = Form(text("Drill report"), _ask_report, _take_report)
