"""`/survey` in words: what was typed becomes an action or a view."""

from typing import Final, cast

from commands.kit.arguments import split_first
from commands.kit.fact_fields import read_choice
from commands.kit.saying import Refused, Saying, Step
from commands.kit.texts import text
from commands.kit.verbs import Command, Verb
from commands.survey import actions, forms, steps
from commands.survey.views import Opinion
from storage.contract.kinds import Survey


def ask(said: Saying) -> Step:
    """`ask [PERIOD]`."""
    return steps.ask(said, said.words)


def answer(said: Saying) -> Step:
    """`answer VALUE [PERIOD]`."""
    word, period = split_first(said.needs_words(text("how satisfied: very, satisfied, basic or unsatisfied")))
    if word.casefold() in ("very", "basically") and period.casefold().startswith("satisfied"):
        word, period = {"very": "very", "basically": "basic"}[word.casefold()], period[len("satisfied") :].strip()
    return steps.answer(said, cast("Opinion", read_choice(Survey, "answer", word)), period)


def complaint(said: Saying) -> Step:
    """`complaint TEXT`."""
    return steps.opinion(said, "complaint", said.words)


def praise(said: Saying) -> Step:
    """`praise TEXT`."""
    return steps.opinion(said, "praise", said.words)


def result(said: Saying) -> Step:
    """`result [PERIOD]`."""
    if len(said.words.split()) > 1:
        raise Refused(text("One period at a time, please."))
    return steps.result(said, said.words)


COMMAND: Final = Command(
    name="survey",
    does=text("How satisfied the client is"),
    wordless="result",
    reflect=actions.reflect,
    verbs=(
        Verb(
            "answer",
            text("say how satisfied you are; for the running appraisal period unless you name one"),
            "very|satisfied|basic|unsatisfied [PERIOD]",
            ("/survey answer satisfied", "/survey answer 非常满意 2026-07"),
            answer,
            ("答复", "评价"),
            forms.ANSWER,
        ),
        Verb(
            "complaint",
            text("complain about how the team behaved"),
            "TEXT",
            ("/survey complaint 电话态度生硬",),
            complaint,
            ("投诉",),
            forms.COMPLAINT,
        ),
        Verb(
            "praise",
            text("praise how the team behaved"),
            "TEXT",
            ("/survey praise 深夜到场处理及时",),
            praise,
            ("表扬",),
            forms.PRAISE,
        ),
        Verb(
            "ask", text("ask the client's people"), "[PERIOD]", ("/survey ask", "/survey ask 2026-Q3"), ask, ("询问",)
        ),
        Verb(
            "result",
            text("what was answered"),
            "[PERIOD]",
            ("/survey result", "/survey result 2026-07"),
            result,
            ("结果",),
        ),
    ),
)
