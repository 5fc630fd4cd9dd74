"""The form of `/score what-if`."""

from collections.abc import Sequence
from typing import Final

from commands.kit.answers import Answers, at_field
from commands.kit.fields import Field, OneOf, Words
from commands.kit.forms import Form, Opening
from commands.kit.saying import Saying, Step
from commands.kit.texts import text
from commands.score import outlook_steps
from commands.score.forms import row_choices
from commands.score.supposed import points_in, times_in
from storage.contract.rubric import shipped_rows
from storage.contract.what_if import Named

LONGEST_NUMBER: Final = 8


def _ask(opening: Opening) -> Sequence[Field]:
    rows = row_choices(opening.said.t)
    initial = opening.subject if opening.subject in dict(rows) else None
    hint = text("Where a row has several worths, the heaviest unless you name one, such as -5")
    return [
        OneOf(name="row", label=text("Row"), choices=rows, initial=initial),
        Words(name="times", label=text("How often"), longest=LONGEST_NUMBER, initial="1"),
        Words(name="points", label=text("Points of each"), hint=hint, longest=LONGEST_NUMBER, optional=True),
    ]


def _take(said: Saying, answers: Answers) -> Step:
    rows = {row.code: row for row in shipped_rows()}
    row = rows[answers.chosen("row", list(rows))]
    with at_field("times"):
        times = times_in(answers.words("times"))
    points = answers.words("points")
    with at_field("points"):
        named = points_in(points, row) if points else None
    return outlook_steps.what_if(said, [Named(row, times, named)])


WHAT_IF: Final = Form(text("What if"), _ask, _take, submit=text("Show"))
