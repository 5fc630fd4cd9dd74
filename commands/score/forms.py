"""The forms of `/score`: what they ask, and the step that comes of it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from commands.kit.answers import Answers
from commands.kit.fields import Choice, Field, OneOf
from commands.kit.forms import Form, Opening
from commands.kit.saying import Saying, Step
from commands.kit.texts import Translator, text
from commands.score import steps
from storage.contract.periods import ONE_DAY, day_of, month_of
from storage.contract.rubric import shipped_rows
from storage.contract.terms import Terms


def _ask_period(opening: Opening) -> Sequence[Field]:
    return [_period_field(opening)]


def _take_period(said: Saying, answers: Answers) -> Step:
    return steps.show(said, answers.words("period"))


def row_choices(t: Translator) -> list[Choice]:
    """Every row of the appendix, to be chosen from."""
    return [(row.code, f"{t.of(row.name)} · {row.code}") for row in shipped_rows()]


def _ask_explain(opening: Opening) -> Sequence[Field]:
    rows = row_choices(opening.said.t)
    initial = opening.subject if opening.subject in dict(rows) else None
    return [OneOf(name="row", label=text("Row"), choices=rows, initial=initial), _period_field(opening)]


def _take_explain(said: Saying, answers: Answers) -> Step:
    rows = {row.code: row for row in shipped_rows()}
    row = rows[answers.chosen("row", list(rows))]
    return steps.explain(said, row, None, answers.words("period"))


def _period_field(opening: Opening) -> OneOf:
    said = opening.said
    choices = list(_periods(said.terms, day_of(said.now), said.t))
    return OneOf(name="period", label=text("Period"), choices=choices, initial=said.terms.appraisal)


def _periods(terms: Terms, today: date, t: Translator) -> Iterator[Choice]:
    """The running periods, and every month of the term that has begun, the newest first."""
    yield from (
        ("month", t("This month")),
        ("quarter", t("This quarter")),
        ("half", t("This half-year")),
        ("year", t("This year")),
        ("contract", t("The whole contract")),
    )
    month = month_of(min(today, terms.until))
    while month.last >= terms.from_:
        yield month.name, month.name
        month = month_of(month.first - ONE_DAY)


PERIOD: Final = Form(text("Score"), _ask_period, _take_period, submit=text("Show"))
EXPLAIN: Final = Form(text("Explain a row"), _ask_explain, _take_explain, submit=text("Show"))
