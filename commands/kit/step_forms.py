"""Forms for what happens to a fact: which one, when, and what there is to say about it."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from commands.kit.answers import Answers, at_field
from commands.kit.arguments import LONGEST_TEXT
from commands.kit.fact_fields import read_day
from commands.kit.fields import MOST_OPTIONS, Choice, Day, Field, OneOf, Words
from commands.kit.forms import Form, Opening, chosen
from commands.kit.saying import Refused, Saying, Step
from commands.kit.texts import Text, text
from commands.kit.times import leading_day, moment_in, when_field
from storage.contract.fact import SomeFact
from storage.contract.periods import day_of

Which = Callable[[Opening], OneOf]
"""The field that asks which fact is meant."""


def which(
    opening: Opening, facts: Sequence[SomeFact], label: Callable[[SomeFact], str], none: Text, gone: Text
) -> OneOf:
    """The field of a form that asks which of the facts is meant. Raises Refused, saying `none`, where there is none."""
    if not facts:
        raise Refused(none, shows_example=False)
    choices: list[Choice] = [(fact.id, f"{fact.id} · {label(fact)}") for fact in facts[:MOST_OPTIONS]]
    initial = chosen(opening, choices, gone)
    return OneOf(name="id", label=text("Which"), choices=choices, initial=initial)


def moment_form(title: Text, asks: Which, step: Callable[[Saying, str, datetime], Step]) -> Form:
    """A form that asks which fact, and when it happened."""

    def ask(opening: Opening) -> Sequence[Field]:
        return [asks(opening), when_field()]

    def take(said: Saying, answers: Answers) -> Step:
        return step(said, answers.words("id"), moment_in(answers, said.now))

    return Form(title, ask, take)


def day_form(title: Text, asks: Which, step: Callable[[Saying, str, date], Step]) -> Form:
    """A form that asks which fact, and on which day it happened."""

    def ask(opening: Opening) -> Sequence[Field]:
        return [asks(opening), Day(name="day", label=text("Day"), initial=day_of(opening.said.now))]

    def take(said: Saying, answers: Answers) -> Step:
        with at_field("day"):
            day = past_day(answers.words("day"), said.now)
        return step(said, answers.words("id"), day)

    return Form(title, ask, take)


def words_form(title: Text, asks: Which, label: Text, step: Callable[[Saying, str, datetime, str], Step]) -> Form:
    """A form that asks which fact, what there is to say of it, and when that was."""

    def ask(opening: Opening) -> Sequence[Field]:
        return [asks(opening), Words(name="what", label=label, longest=LONGEST_TEXT, multiline=True), when_field()]

    def take(said: Saying, answers: Answers) -> Step:
        return step(said, answers.words("id"), moment_in(answers, said.now), answers.words("what"))

    return Form(title, ask, take)


def past_day(words: str, now: datetime) -> date:
    """The past day that the words are; today for no words. Raises Refused."""
    return read_day(words, now, past=True) if words else day_of(now)


def trailing_past_day(words: str, now: datetime) -> tuple[date, str]:
    """The past day that the words end with, or today; and what stands before."""
    before, _, last = words.rpartition(" ")
    day, rest = leading_day(last, now)
    if not before or day is None or rest:
        return day_of(now), words
    return read_day(last, now, past=True), before.strip()
