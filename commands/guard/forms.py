"""The forms of `/guard`: what they ask, and the step that comes of it."""

from functools import partial
from typing import Final

from commands.guard import steps, views
from commands.kit.fields import MOST_OPTIONS, OneOf
from commands.kit.forms import Opening
from commands.kit.step_forms import moment_form, which, words_form
from commands.kit.texts import text
from storage.records import guards


def _which_without_plan(opening: Opening) -> OneOf:
    none = text("Every guard period has its plan.")
    gone = text("Guard period {id} has its plan.", id=opening.subject)
    return which(opening, guards.without_plan(opening.connection), views.label, none, gone)


def _which(opening: Opening) -> OneOf:
    none, gone = text("There is no guard period yet."), text("There is no {id}.", id=opening.subject)
    return which(opening, guards.latest(opening.connection, MOST_OPTIONS), views.label, none, gone)


PLAN: Final = moment_form(text("Plan on file"), _which_without_plan, steps.plan)
HAZARD: Final = words_form(
    text("A hazard removed"), _which, text("What was found and removed"), partial(steps.note, "guard.hazard")
)
ACCIDENT: Final = words_form(text("An accident"), _which, text("What happened"), partial(steps.note, "guard.accident"))
