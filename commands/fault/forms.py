"""The forms of `/fault`: what they ask, and the step that comes of it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from commands.fault import actions, steps, views
from commands.fault.fields import read_level
from commands.kit.answers import Answers
from commands.kit.arguments import LONGEST_TEXT, LONGEST_TITLE, one_line, split_id
from commands.kit.fields import AnyOf, Choice, Field, OneOf, Words
from commands.kit.forms import Form, Opening, chosen
from commands.kit.roles import may
from commands.kit.saying import Refused, Saying, Step
from commands.kit.step_forms import words_form
from commands.kit.texts import text
from commands.kit.times import moment_in, when_field
from storage.contract.kinds import Fault
from storage.contract.periods import day_of
from storage.records import faults, people
from storage.records.finding import matching

FLAGS: Final = {"outage": text("outage"), "emergency": text("emergency"), "onsite": text("somebody must come")}


def _ask_open(opening: Opening) -> Sequence[Field]:
    said, t = opening.said, opening.said.t
    severe = may(said.speaker, "fault.open.severe")
    levels = [(str(n), t("Level {level}", level=n)) for n in range(1, 6) if severe or n not in actions.SEVERE_LEVELS]
    return [
        Words(name="title", label=text("What is wrong"), longest=LONGEST_TITLE, initial=one_line(opening.subject)),
        _system_field(opening),
        OneOf(name="level", label=text("Level"), choices=levels, initial=str(steps.USUAL_LEVEL)),
        OneOf(name="type", label=text("Type"), choices=[(k, t(v)) for k, v in views.TYPES.items()], initial="other"),
        AnyOf(name="flags", label=text("Special"), choices=[(k, t(v)) for k, v in FLAGS.items()], optional=True),
        when_field(),
    ]


def _system_field(opening: Opening) -> Field:
    """The contract's systems, the one last used chosen; a line of text where the contract names none."""
    said = opening.said
    last = faults.newest_recorded_by(opening.connection, said.speaker.id)
    if not said.terms.systems:
        usual = last.system if last else ""
        return Words(name="system", label=text("System"), longest=LONGEST_TITLE, initial=usual, optional=True)
    choices = [(name, views.system_name(name, said.t)) for name in (*said.terms.systems, views.UNNAMED_SYSTEM)]
    initial = last.system if last and last.system in dict(choices) else choices[0][0]
    return OneOf(name="system", label=text("System"), choices=choices, initial=initial)


def _take_open(said: Saying, answers: Answers) -> Step:
    flags = answers.ticked("flags")
    details: dict[str, Any] = {
        "title": one_line(answers.words("title")),
        "system": answers.words("system") or views.UNNAMED_SYSTEM,
        "type": answers.words("type"),
        "level": read_level(answers.words("level")),
        "noticed_at": moment_in(answers, said.now),
        **{flag: flag in flags for flag in FLAGS},
    }
    return steps.open_fault(said, details)


def _ask_handle(opening: Opening) -> Sequence[Field]:
    """Which fault, what was done, and when; what the form is about may end with the moment to begin with."""
    id_, when = split_id(opening.subject)
    opening = replace(opening, subject=id_)
    held = matching(opening.connection, Fault, id_) if id_ else None
    if held is not None and held.handled_at is not None:
        raise Refused(views.already(held, "handle", held.handled_at), shows_example=False)
    return [
        _which(opening),
        Words(name="what", label=text("What was done"), longest=LONGEST_TEXT, multiline=True),
        when_field(when),
    ]


def _take_handle(said: Saying, answers: Answers) -> Step:
    return steps.handle(said, answers.words("id"), moment_in(answers, said.now), answers.words("what"))


def _ask_assign(opening: Opening) -> Sequence[Field]:
    today = day_of(opening.said.now)
    choices = [(person.id, person.name) for person in people.team_on(opening.connection, today)]
    return [_which(opening), OneOf(name="person", label=text("To whom"), choices=choices)]


def _take_assign(said: Saying, answers: Answers) -> Step:
    return steps.assign(said, answers.words("id"), answers.words("person"))


def _which(opening: Opening) -> OneOf:
    """Which open fault. Raises Refused where none is open."""
    open_ = faults.open_faults(opening.connection)
    if not open_:
        raise Refused(text("No fault is open."), shows_example=False)
    choices: list[Choice] = [(fault.id, f"{fault.id} · {fault.title}") for fault in open_]
    initial = chosen(opening, choices, text("Fault {id} is no longer open.", id=opening.subject))
    return OneOf(name="id", label=text("Fault"), choices=choices, initial=initial)


OPEN: Final = Form(text("Open a fault"), _ask_open, _take_open)
HANDLE: Final = Form(text("Service restored"), _ask_handle, _take_handle)
UPDATE: Final = words_form(text("How things stand"), _which, text("How things stand"), steps.update)
ASSIGN: Final = Form(text("Assign"), _ask_assign, _take_assign)
