"""The form of `/zhiban person`: adding somebody, changing what is held of somebody, letting somebody go."""

from collections.abc import Sequence
from typing import Any, Final, get_args

from commands.kit.answers import Answers
from commands.kit.arguments import one_line
from commands.kit.fact_words import choices_of, field_name
from commands.kit.fields import Account, AnyOf, Choice, Day, Field, OneOf, Words
from commands.kit.forms import Form, Opening
from commands.kit.persons import nobody_called
from commands.kit.saying import Refused, Saying, Step
from commands.kit.texts import Translator, text
from commands.zhiban import steps, views
from storage.contract.fact import written
from storage.contract.kinds import Person, Role, Side
from storage.contract.periods import day_of
from storage.records import people
from storage.records.tables import read_one

ADD: Final = ""
LEAVE: Final = "leave"
_USUAL: Final = "usual"
"""The choice that leaves a field to what follows from the others."""
_DUTY: Final = {_USUAL: None, "yes": True, "no": False}


def _ask(opening: Opening) -> Sequence[Field]:
    if opening.subject == LEAVE:
        return _ask_leave(opening)
    if not opening.subject.startswith(views.EDIT):
        return _ask_add(opening.said.t)
    id_ = opening.subject.removeprefix(views.EDIT)
    held = read_one(opening.connection, Person, id_)
    if held is None:
        raise Refused(nobody_called(id_), shows_example=False)
    return _ask_edit(held, opening.said.t)


def _ask_add(t: Translator) -> Sequence[Field]:
    sides = [(_USUAL, t("As people of that role usually are")), *_choices("side", t)]
    hint = text("Short, in small letters, such as lin.")
    return [
        _account(None),
        _name(""),
        Words(name="id", label=field_name(Person, "id"), hint=hint, longest=40),
        OneOf(name="role", label=field_name(Person, "role"), choices=_choices("role", t), initial="engineer"),
        OneOf(name="side", label=field_name(Person, "side"), choices=sides, initial=_USUAL),
        *_ask_more(None, t),
    ]


def _ask_edit(held: Person, t: Translator) -> Sequence[Field]:
    return [
        _name(held.name),
        _account(held.slack),
        OneOf(name="role", label=field_name(Person, "role"), choices=_choices("role", t), initial=held.role),
        OneOf(name="side", label=field_name(Person, "side"), choices=_choices("side", t), initial=held.side),
        *_ask_more(held, t),
    ]


def _ask_leave(opening: Opening) -> Sequence[Field]:
    today = day_of(opening.said.now)
    staying = [person for person in people.everyone(opening.connection) if person.until is None]
    choices = [(person.id, f"{person.name} ({person.id})") for person in staying]
    if not choices:
        raise Refused(text("Everybody's last day is noted already."), shows_example=False)
    return [
        OneOf(name="person", label=text("Who leaves"), choices=choices),
        Day(name="until", label=field_name(Person, "until"), initial=today),
    ]


def _ask_more(held: Person | None, t: Translator) -> Sequence[Field]:
    """What follows the fields that a new person and a known one have in another order."""
    ticks = [(name, t(field_name(Person, name))) for name in ("onsite", "important")]
    ticked = [name for name, _ in ticks if held is not None and getattr(held, name)]
    duty = [(_USUAL, t("As usual: the team yes, the client no")), ("yes", t("yes")), ("no", t("no"))]
    on_duty = _USUAL if held is None or held.duty is None else "yes" if held.duty else "no"
    return [
        AnyOf(name="more", label=text("More"), choices=ticks, initial=ticked, optional=True),
        OneOf(name="duty", label=field_name(Person, "duty"), choices=duty, initial=on_duty),
        Day(name="from", label=field_name(Person, "from_"), initial=held.from_ if held else None, optional=True),
        Day(name="until", label=field_name(Person, "until"), initial=held.until if held else None, optional=True),
    ]


def _account(held: str | None) -> Field:
    return Account(name="slack", label=field_name(Person, "slack"), initial=held, optional=True)


def _name(held: str) -> Field:
    return Words(name="name", label=field_name(Person, "name"), longest=steps.LONGEST_NAME, initial=held)


def _choices(attribute: str, t: Translator) -> list[Choice]:
    return [(value, t(name)) for value, name in choices_of(Person, attribute).items()]


def _take(said: Saying, answers: Answers) -> Step:
    if answers.about == LEAVE:
        return steps.let_go(said, answers.words("person"), answers.day("until") or day_of(said.now))
    role: Role = answers.chosen("role", get_args(Role))
    values = {**_filled_in(answers), "role": role}
    if answers.about.startswith(views.EDIT):
        side: Side = answers.chosen("side", get_args(Side))
        return steps.change_person(
            said, answers.about.removeprefix(views.EDIT), _touched({**values, "side": side}, answers)
        )
    given = answers.words("side")
    own_side: Side = steps.SIDE_OF[role] if given == _USUAL else answers.chosen("side", get_args(Side))
    return steps.add_person(said, Person(id=answers.words("id"), side=own_side, **values))


def _touched(values: dict[str, Any], answers: Answers) -> dict[str, Any]:
    """Those of the values that were changed in the form; what somebody else changed meanwhile stands."""
    boxes = ("onsite", "important")
    moved = answers.ticked("more") ^ answers.shown_ticked("more") if "more" in answers.shown else boxes
    return {
        name: value
        for name, value in values.items()
        if (name in moved if name in boxes else not answers.untouched(written(name)))
    }


def _filled_in(answers: Answers) -> dict[str, Any]:
    more = answers.ticked("more")
    return {
        "name": one_line(answers.words("name")),
        "onsite": "onsite" in more,
        "slack": answers.words("slack") or None,
        "from_": answers.day("from"),
        "until": answers.day("until"),
        "important": "important" in more,
        "duty": _DUTY[answers.chosen("duty", tuple(_DUTY))],
    }


PERSON: Final = Form(
    text("Person"),
    _ask,
    _take,
    parts={ADD: text("Add a person"), LEAVE: text("Somebody leaves")},
    keeps_subject=True,
)
