"""The forms of `/guard`: what they ask, and the step that comes of it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, Literal

from commands.guard import steps, views
from commands.kit.adding import which
from commands.kit.answers import Answers
from commands.kit.arguments import LONGEST_TEXT
from commands.kit.fields import MOST_OPTIONS, Field, Words
from commands.kit.forms import Form, Opening
from commands.kit.saying import Saying, Step
from commands.kit.texts import Text, text
from commands.kit.times import moment_in, when_field
from storage.records import guards


def _ask_plan(opening: Opening) -> Sequence[Field]:
    waiting = guards.without_plan(opening.connection)
    none = text("Every guard period has its plan.")
    gone = text("Guard period {id} has its plan.", id=opening.subject)
    return [which(opening, waiting, views.label, none, gone), when_field()]


def _take_plan(said: Saying, answers: Answers) -> Step:
    return steps.plan(said, answers.words("id"), moment_in(answers, said.now))


def _ask_note(label: Text, opening: Opening) -> Sequence[Field]:
    latest = guards.latest(opening.connection, MOST_OPTIONS)
    none, gone = text("There is no guard period yet."), text("There is no {id}.", id=opening.subject)
    what = Words(name="what", label=label, longest=LONGEST_TEXT, multiline=True)
    return [which(opening, latest, views.label, none, gone), what, when_field()]


def _take_note(row: Literal["guard.hazard", "guard.accident"], said: Saying, answers: Answers) -> Step:
    return steps.note(said, row, answers.words("id"), moment_in(answers, said.now), answers.words("what"))


def _note_form(title: Text, label: Text, row: Literal["guard.hazard", "guard.accident"]) -> Form:
    ask: Callable[[Opening], Sequence[Field]] = partial(_ask_note, label)
    return Form(title, ask, partial(_take_note, row))


PLAN: Final = Form(text("Plan on file"), _ask_plan, _take_plan)
HAZARD: Final = _note_form(text("A hazard removed"), text("What was found and removed"), "guard.hazard")
ACCIDENT: Final = _note_form(text("An accident"), text("What happened"), "guard.accident")
