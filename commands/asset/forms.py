"""The forms of `/asset`: what they ask, and the step that comes of it."""

from collections.abc import Sequence
from typing import Final

from commands.asset import steps, views
from commands.kit.adding import day_in, past_day_field, which
from commands.kit.answers import Answers
from commands.kit.fields import Field
from commands.kit.forms import Form, Opening
from commands.kit.saying import Saying, Step
from commands.kit.texts import text
from storage.records import assets


def _ask_registered(opening: Opening) -> Sequence[Field]:
    waiting = assets.unregistered(opening.connection)
    none, gone = text("Every confirmed change is in the register."), text("{id} waits no more.", id=opening.subject)
    return [which(opening, waiting, views.label, none, gone), past_day_field(opening)]


def _take_registered(said: Saying, answers: Answers) -> Step:
    return steps.registered(said, answers.words("id"), day_in(answers, said.now))


def _ask_counted(opening: Opening) -> Sequence[Field]:
    waiting = assets.uncounted(opening.connection)
    none, gone = text("No stock-take waits."), text("{id} waits no more.", id=opening.subject)
    return [which(opening, waiting, views.label, none, gone), past_day_field(opening)]


def _take_counted(said: Saying, answers: Answers) -> Step:
    return steps.counted(said, answers.words("id"), day_in(answers, said.now))


REGISTERED: Final = Form(text("In the register"), _ask_registered, _take_registered)
COUNTED: Final = Form(text("Stock-take done"), _ask_counted, _take_counted)
