"""The form of `/roster set`: what it asks, and the step that comes of it."""

from collections.abc import Sequence
from datetime import date
from typing import Final, get_args

from commands.kit.answers import Answers
from commands.kit.fact_fields import read_day
from commands.kit.fact_words import choices_of
from commands.kit.fields import Day, Field, OneOf
from commands.kit.forms import Form, Opening
from commands.kit.saying import Saying, Step
from commands.kit.texts import text
from commands.roster import steps
from storage.contract.kinds import Duty
from storage.contract.periods import day_of
from storage.contract.turns import Part, takes_turns
from storage.records import people


def _ask(opening: Opening) -> Sequence[Field]:
    t, today = opening.said.t, day_of(opening.said.now)
    here = people.active_on(opening.connection, today)
    team = [(one.id, one.name) for one in here if one.side == "team" or takes_turns(one)]
    parts = [(value, t(name)) for value, name in choices_of(Duty, "part").items()]
    return [
        Day(name="day", label=text("Day"), initial=_day_about(opening, today)),
        OneOf(name="person", label=text("On duty"), choices=team),
        OneOf(name="part", label=text("Part of the day"), choices=parts, initial="all"),
    ]


def _day_about(opening: Opening, today: date) -> date:
    """The day that a button is about; today where none is."""
    try:
        return date.fromisoformat(opening.subject)
    except ValueError:
        return today


def _take(said: Saying, answers: Answers) -> Step:
    day = read_day(answers.words("day"), said.now)
    return steps.set_duty(said, day, answers.words("person"), answers.chosen("part", get_args(Part)))


SET: Final = Form(text("On duty"), _ask, _take)
