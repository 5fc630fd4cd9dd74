"""The forms of `/asset`: what they ask, and the step that comes of it."""

from typing import Final

from commands.asset import steps, views
from commands.kit.fields import OneOf
from commands.kit.forms import Opening
from commands.kit.step_forms import day_form, which
from commands.kit.texts import text
from storage.records import assets


def _which_change(opening: Opening) -> OneOf:
    none, gone = (
        text("Every confirmed change is in the register."),
        text("{id} is already settled.", id=opening.subject),
    )
    return which(opening, assets.unregistered(opening.connection), views.label, none, gone)


def _which_stocktake(opening: Opening) -> OneOf:
    none, gone = text("No stock-take is open."), text("{id} is already settled.", id=opening.subject)
    return which(opening, assets.uncounted(opening.connection), views.label, none, gone)


REGISTERED: Final = day_form(text("In the register"), _which_change, steps.registered)
COUNTED: Final = day_form(text("Stock-take done"), _which_stocktake, steps.counted)
