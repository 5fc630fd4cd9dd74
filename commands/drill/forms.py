"""The forms of `/drill`: what they ask, and the step that comes of it."""

from collections.abc import Sequence
from typing import Final

from commands.drill import steps, views
from commands.kit.answers import Answers
from commands.kit.arguments import LONGEST_TEXT
from commands.kit.fact_fields import read_day
from commands.kit.fields import Day, Field, OneOf, Words
from commands.kit.forms import Form, Opening
from commands.kit.saying import Saying, Step
from commands.kit.step_forms import day_form, moment_form, which
from commands.kit.texts import text
from storage.records import drills


def _ask_add(_: Opening) -> Sequence[Field]:
    return [
        Day(name="planned_on", label=text("Planned on")),
        Words(name="what", label=text("What is drilled"), longest=LONGEST_TEXT, multiline=True),
    ]


def _take_add(said: Saying, answers: Answers) -> Step:
    return steps.add(said, read_day(answers.words("planned_on"), said.now), answers.words("what"))


def _which(opening: Opening) -> OneOf:
    return which(
        opening,
        drills.unreported(opening.connection),
        views.label,
        text("No drill waits for its report."),
        text("Drill {id} is already settled.", id=opening.subject),
    )


ADD: Final = Form(text("Plan a drill"), _ask_add, _take_add)
DONE: Final = day_form(text("Drill held"), _which, steps.done)
REPORT: Final = moment_form(text("Drill report"), _which, steps.report)
