"""The forms of `/survey`: what they ask, and the step that comes of it."""

from collections.abc import Sequence
from functools import partial
from typing import Final, get_args

from commands.kit.answers import Answers
from commands.kit.arguments import LONGEST_TEXT
from commands.kit.fact_words import choices_of
from commands.kit.fields import Field, OneOf, Words
from commands.kit.forms import Form, Opening
from commands.kit.saying import Saying, Step
from commands.kit.texts import text
from commands.survey import steps
from commands.survey.views import Opinion
from storage.contract.kinds import Survey


def _ask_answer(opening: Opening) -> Sequence[Field]:
    t = opening.said.t
    choices = [(value, t(name)) for value, name in choices_of(Survey, "answer").items()]
    return [OneOf(name="answer", label=text("How satisfied you are"), choices=choices)]


def _take_answer(said: Saying, answers: Answers) -> Step:
    return steps.answer(said, answers.chosen("answer", get_args(Opinion)), "")


def _ask_opinion(_: Opening) -> Sequence[Field]:
    return [Words(name="what", label=text("What it is about"), longest=LONGEST_TEXT, multiline=True)]


def _take_opinion(verdict: steps.Verdict, said: Saying, answers: Answers) -> Step:
    return steps.opinion(said, verdict, answers.words("what"))


ANSWER: Final = Form(text("Survey"), _ask_answer, _take_answer)
COMPLAINT: Final = Form(text("A complaint"), _ask_opinion, partial(_take_opinion, "complaint"))
PRAISE: Final = Form(text("Praise"), _ask_opinion, partial(_take_opinion, "praise"))
