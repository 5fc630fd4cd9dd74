"""Forms: a verb's fields as a Slack modal, and what stands in its place once it is filled in."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from slack_sdk.models.blocks import ActionsBlock, Block, InputBlock, PlainTextObject, StaticSelectElement
from slack_sdk.models.views import View
from sqlalchemy import Connection

from commands.kit.answers import Answers, metadata_of
from commands.kit.blocks import Reply, sections
from commands.kit.fields import Choice, Field, OneOf, option
from commands.kit.saying import Refused, Saying, Step
from commands.kit.texts import Text, Translator, text

SUBMITS: Final = "form"
SWITCHES: Final = "switch"

SAVE: Final = text("Save")


@dataclass(frozen=True)
class Opening:
    """What a form may look at when it is opened: who asks, about what, and what is held."""

    said: Saying
    connection: Connection
    subject: str = ""
    """What the form is about, such as a fault's id; for a shortcut, the words it was called on."""


@dataclass(frozen=True)
class Form:
    """A verb's form: its title, its fields, and how what was filled in becomes a step."""

    title: Text
    fields: Callable[[Opening], Sequence[Field]]
    take: Callable[[Saying, Answers], Step]
    submit: Text = SAVE
    parts: Mapping[str, Text] = field(default_factory=dict)
    """Of a form in several parts: what each is about, and its title. One can switch to each as to another form."""
    keeps_subject: bool = False
    """Whether `Answers.about` holds what it was opened about: an id or a part, not the words of a message."""
    permission: str | None = None
    """Who may fill it in, where fewer people may than may say the verb."""

    def title_about(self, subject: str) -> Text:
        """Its title when it is about that."""
        return self.parts.get(subject, self.title)


def chosen(opening: Opening, choices: Sequence[Choice], gone: Text) -> str:
    """The choice that the form is about, the first where it is about none.

    Raises Refused, saying `gone`, where it is about something that can no longer be chosen.
    """
    if not opening.subject:
        return choices[0][0]
    if opening.subject not in dict(choices):
        raise Refused(gone, shows_example=False)
    return opening.subject


def sibling(name: str, part: str = "") -> str:
    """What the switch sends for a form, `command.verb`, or for one of its parts."""
    return f"{name} {part}".rstrip()


def read_sibling(value: str) -> tuple[str, str]:
    """The form and its part that the switch sent."""
    name, _, part = value.partition(" ")
    return name, part


def modal(form: Form, name: str, opening: Opening, siblings: Sequence[Choice] = ()) -> dict[str, Any]:
    """The form as a Slack view; `name` is `command.verb`, `siblings` the forms that one can switch to."""
    t = opening.said.t
    about = opening.subject if form.keeps_subject else ""
    blocks = [*_switch(sibling(name, about), siblings, t), *_blocks(form.fields(opening), t)]
    view = View(
        type="modal",
        callback_id=SUBMITS,
        title=PlainTextObject(text=t(form.title_about(opening.subject))),
        submit=PlainTextObject(text=t(form.submit)),
        close=PlainTextObject(text=t(text("Cancel"))),
        blocks=blocks,
        private_metadata=json.dumps({"form": name, **({"about": about} if about else {})}),
    )
    return dict(view.to_dict())


def _blocks(fields: Sequence[Field], t: Translator) -> list[InputBlock]:
    """The fields as blocks.

    Where one of them reloads the form, the elements are named after what it chose: Slack keeps what was typed into an
    element of the same name, and would go on showing the particulars of what was chosen before.
    """
    about = next((field.initial or "" for field in fields if isinstance(field, OneOf) and field.reloads), "")
    return [field.block(t, focused=place == 0, about=about) for place, field in enumerate(fields)]


def receipt(reply: Reply, title: Text, t: Translator) -> dict[str, Any]:
    """What is said in the form's place, once it is saved or where it cannot be filled in."""
    return receipt_of(reply.content(), title, t)


def unfillable(why: str, form: Form, name: str, siblings: Sequence[Choice], t: Translator) -> dict[str, Any]:
    """What stands in place of a form that cannot be filled in: why, and the way to the command's other forms."""
    view = View(
        type="modal",
        title=PlainTextObject(text=t(form.title)),
        close=PlainTextObject(text=t(text("Close"))),
        blocks=[*_other_forms(name, siblings), *sections(why)],
    )
    return dict(view.to_dict())


def receipt_of(content: Mapping[str, Any], title: Text, t: Translator) -> dict[str, Any]:
    """A reply's content in the form's place."""
    view = View(
        type="modal",
        title=PlainTextObject(text=t(title)),
        close=PlainTextObject(text=t(text("Close"))),
        blocks=[dict(block) for block in content["blocks"]],
    )
    return dict(view.to_dict())


def form_of(view: Mapping[str, Any]) -> str:
    """Which form the view is, as `command.verb`. Raises ValueError for a view that is not ours."""
    metadata = metadata_of(view)
    if not isinstance(metadata.get("form"), str):
        raise ValueError("not a form of ours")
    return str(metadata["form"])


def _switch(name: str, siblings: Sequence[Choice], t: Translator) -> list[Block]:
    if len(siblings) < 2:
        return []
    element = _siblings(name, siblings)
    return [
        InputBlock(label=t(text("What")), element=element, block_id=SWITCHES, dispatch_action=True),
    ]


def _other_forms(name: str, siblings: Sequence[Choice]) -> list[Block]:
    """The same choice where there is nothing to submit."""
    return [ActionsBlock(elements=[_siblings(name, siblings)], block_id=SWITCHES)] if len(siblings) > 1 else []


def _siblings(name: str, siblings: Sequence[Choice]) -> StaticSelectElement:
    options = [option(choice) for choice in siblings]
    initial = next((option for option in options if option.value == name), None)
    return StaticSelectElement(action_id=SWITCHES, options=options, initial_option=initial)
