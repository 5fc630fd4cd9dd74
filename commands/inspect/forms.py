"""The forms of `/inspect`: what they ask, and the step that comes of it."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, Literal

from commands.inspect import by_probes, steps
from commands.inspect.checks import Type, item, targets
from commands.inspect.views import type_name
from commands.kit.answers import Answers, at_field
from commands.kit.arguments import LONGEST_TEXT, LONGEST_TITLE
from commands.kit.blocks import brief
from commands.kit.fact_fields import read_items
from commands.kit.fact_words import target_name
from commands.kit.fields import Field, OneOf, Words
from commands.kit.forms import Form, Opening, chosen
from commands.kit.moments import show_plain
from commands.kit.saying import Refused, Saying, Step
from commands.kit.texts import Text, Translator, text
from commands.kit.times import moment_in, when_field
from storage.contract.kinds import CheckedItem
from storage.records import inspections

_RESULT: Final = "result."
_MOST_ASKED: Final = 45
"""How many targets a form asks about, with two fields each, within Slack's 100 blocks of a view."""
_LONGEST_ASKED: Final = 240
"""How long a target's name may be to name a field."""
_LONGEST_LABEL: Final = 100
_LONGEST_IN_A_NOTE: Final = 64


def _ask_done(opening: Opening) -> Sequence[Field]:
    """Which inspection, what was found of each of its targets, when, and what else was noticed.

    A page inspection begins with what the probes found today.
    """
    t, terms = opening.said.t, opening.said.terms
    type_: Type = "server" if opening.subject == "server" else "page"
    choices = [(name, type_name(name, t)) for name in ("page", "server")]
    there = targets(type_, terms)
    asked = [target for target in there if len(target) <= _LONGEST_ASKED][:_MOST_ASKED]
    seen = by_probes.seen(opening.connection, opening.said) if type_ == "page" else by_probes.NOTHING
    whole = text("Otherwise all in order") if there else text("All in order")
    found = {checked.target: checked for checked in seen.items}
    told_of_each = found.keys() <= set(asked)
    in_order = "yes" if seen.ok or told_of_each else "no"
    return [
        OneOf(name="type", label=text("Inspection"), choices=choices, initial=type_, reloads=True),
        *(field for target in asked for field in _ask_target(type_, target, found.get(target), t)),
        *([] if there else [_ask_items()]),
        OneOf(name="ok", label=whole, choices=[("yes", t("yes")), ("no", t("no"))], initial=in_order, stays=True),
        replace(when_field(), stays=True),
        Words(
            name="note",
            stays=True,
            label=text("Note"),
            hint=_left_out(len(there) - len(asked)),
            longest=LONGEST_TEXT,
            multiline=True,
            optional=True,
            initial="" if told_of_each else seen.note,
        ),
    ]


def _ask_target(type_: Type, target: str, found: CheckedItem | None, t: Translator) -> Iterator[Field]:
    """Whether the target was in order, and what there is to say of it."""
    name = brief(target_name(type_, target, t), _LONGEST_LABEL)
    name = name[:1].upper() + name[1:] if type_ == "server" else name
    results = [("ok", t("In order")), ("flagged", t("Flagged")), ("skipped", t("Not looked at"))]
    yield OneOf(
        name=f"{_RESULT}{target}",
        label=text("{target}", target=name),
        choices=results,
        initial="ok" if found is None or found.ok else "flagged",
        dropdown=True,
    )
    yield Words(
        name=_told_of(target),
        label=text("{target}: note", target=brief(name, _LONGEST_IN_A_NOTE)),
        longest=LONGEST_TITLE,
        optional=True,
        initial=brief(found.text, LONGEST_TITLE) if found and not found.ok else "",
    )


def _told_of(target: str) -> str:
    """The field for the note on a target; a long name stands in it by its fingerprint, so that the view stays small."""
    short = target if len(target) <= _LONGEST_IN_A_NOTE else hashlib.sha256(target.encode()).hexdigest()
    return f"told.{short}"


def _ask_items() -> Field:
    """The checklist in one line, where the contract names no systems."""
    return Words(
        name="items",
        label=text("Checklist"),
        hint=text("One after another: portal ok; gateway bad 响应慢"),
        longest=LONGEST_TEXT,
        optional=True,
    )


def _left_out(count: int) -> Text | None:
    if not count:
        return None
    return text("{count} more do not fit here; type them after done, such as NAME:ok NAME:what is wrong", count=count)


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
    type_: Type = "server" if answers.words("type") == "server" else "page"
    ok = answers.words("ok") != "no"
    items = tuple(_items(type_, answers, said.t))
    with at_field("items"):
        items += read_items(answers.words("items"))
    at = moment_in(answers, said.now)
    return steps.log_inspection(said, type_, at, answers.words("note"), ok=ok, items=items)


def _items(type_: Type, answers: Answers, t: Translator) -> Iterator[CheckedItem]:
    """What was filled in for each target that the form asked about, whatever the settings say by now."""
    for name in answers.values:
        if name.startswith(_RESULT):
            target = name.removeprefix(_RESULT)
            result, told = answers.words(name), answers.words(_told_of(target))
            if result in ("ok", "flagged"):
                with at_field(_told_of(target)):
                    yield item(target, result == "ok", told)
            elif told:
                why = text(
                    "You wrote about {target}; please say whether it was in order.",
                    target=target_name(type_, target, t),
                )
                raise Refused(why, field=name)


def _take_problem(said: Saying, answers: Answers) -> Step:
    scope: Literal["in", "out"] = "out" if answers.words("scope") == "out" else "in"
    return steps.log_problem(said, moment_in(answers, said.now), answers.words("note"), scope)


def _take_feedback(said: Saying, answers: Answers) -> Step:
    return steps.feed_back(said, answers.words("id"), moment_in(answers, said.now))


DONE: Final = Form(text("Inspection"), _ask_done, _take_done)
PROBLEM: Final = Form(text("Problem"), _ask_problem, _take_problem)
FEEDBACK: Final = Form(text("Feedback"), _ask_feedback, _take_feedback)
