"""The forms of `/request`: what they ask, and the step that comes of it."""

from collections.abc import Sequence
from typing import Final

from commands.kit.answers import Answers
from commands.kit.fields import Field, OneOf
from commands.kit.forms import Form, Opening
from commands.kit.saying import Saying, Step
from commands.kit.step_forms import moment_form, which
from commands.kit.texts import text
from commands.kit.times import moment_in, when_field
from commands.request import steps, views
from storage.contract.periods import day_of
from storage.records import people, requests


def _ask_dispatch(opening: Opening) -> Sequence[Field]:
    today = day_of(opening.said.now)
    team = [(one.id, one.name) for one in people.team_on(opening.connection, today)]
    return [_which(opening), OneOf(name="person", label=text("To whom"), choices=team), when_field()]


def _take_dispatch(said: Saying, answers: Answers) -> Step:
    return steps.dispatch(said, answers.words("id"), answers.words("person"), moment_in(answers, said.now))


def _which(opening: Opening) -> OneOf:
    return which(
        opening,
        requests.waiting(opening.connection),
        views.label,
        text("No request waits for an answer."),
        text("Request {id} is already settled.", id=opening.subject),
    )


DISPATCH: Final = Form(text("Dispatch a request"), _ask_dispatch, _take_dispatch)
ANSWER: Final = moment_form(text("Request answered"), _which, steps.answer)
