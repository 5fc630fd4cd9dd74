"""The forms of `/inspect`: what they ask, and the step that comes of it."""

from collections.abc import Sequence
from typing import Final, Literal

from commands.inspect import probed, steps
from commands.inspect.views import type_name
from commands.kit.answers import Answers
from commands.kit.arguments import LONGEST_TEXT
from commands.kit.fields import Field, OneOf, Words
from commands.kit.forms import Form, Opening, chosen
from commands.kit.moments import show_plain
from commands.kit.saying import Refused, Saying, Step
from commands.kit.texts import text
from commands.kit.times import moment_in, when_field
from storage.records import inspections


def _ask_done(opening: Opening) -> Sequence[Field]:
    """Which inspection, when, and what was noticed; a page inspection begins with what the probes found today."""
    t = opening.said.t
    choices = [(type_, type_name(type_, t)) for type_ in ("page", "server")]
    type_ = opening.subject or "page"
    seen = probed.seen(opening.connection, opening.said) if type_ == "page" else probed.NOTHING
    in_order = "yes" if seen.ok else "no"
    return [
        OneOf(name="type", label=text("Inspection"), choices=choices, initial=type_),
        OneOf(name="ok", label=text("All in order"), choices=[("yes", t("yes")), ("no", t("no"))], initial=in_order),
        when_field(),
        Words(name="note", label=text("Note"), longest=LONGEST_TEXT, multiline=True, optional=True, initial=seen.note),
    ]


def _ask_problem(opening: Opening) -> Sequence[Field]:
    """What was found, when, and whether it is ours."""
    t = opening.said.t
    scopes = [("in", t("In our scope")), ("out", t("Outside our scope"))]
    return [
        Words(name="note", label=text("What was found"), longest=LONGEST_TEXT, multiline=True, initial=opening.subject),
        OneOf(name="scope", label=text("Scope"), choices=scopes, initial="in"),
        when_field(),
    ]


def _ask_feedback(opening: Opening) -> Sequence[Field]:
    """Which of the waiting problems was fed back. Raises Refused where none waits."""
    waiting = inspections.problems_waiting(opening.connection)
    if not waiting:
        raise Refused(text("No problem waits for feedback."), shows_example=False)
    choices = [(found.id, f"{found.id} · {show_plain(found.found_at)} · {found.note or ''}") for found in waiting]
    initial = chosen(opening, choices, text("Problem {id} was fed back already.", id=opening.subject))
    return [OneOf(name="id", label=text("Problem"), choices=choices, initial=initial), when_field()]


def _take_done(said: Saying, answers: Answers) -> Step:
    type_: Literal["page", "server"] = "server" if answers.words("type") == "server" else "page"
    ok = answers.words("ok") != "no"
    return steps.log_inspection(said, type_, moment_in(answers, said.now), answers.words("note"), ok=ok)


def _take_problem(said: Saying, answers: Answers) -> Step:
    scope: Literal["in", "out"] = "out" if answers.words("scope") == "out" else "in"
    return steps.log_problem(said, moment_in(answers, said.now), answers.words("note"), scope)


def _take_feedback(said: Saying, answers: Answers) -> Step:
    return steps.feed_back(said, answers.words("id"), moment_in(answers, said.now))


DONE: Final = Form(text("Inspection"), _ask_done, _take_done)
PROBLEM: Final = Form(text("Problem"), _ask_problem, _take_problem)
FEEDBACK: Final = Form(text("Feedback"), _ask_feedback, _take_feedback)
