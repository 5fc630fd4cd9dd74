"""Forms: a verb's fields as a Slack modal, and what was filled in."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Any, Final, TypeVar

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    CheckboxesElement,
    DatePickerElement,
    InputBlock,
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
    StaticMultiSelectElement,
    StaticSelectElement,
    TimePickerElement,
    UserSelectElement,
)
from slack_sdk.models.blocks.block_elements import FileInputElement
from slack_sdk.models.views import View
from sqlalchemy import Connection

from commands.kit.blocks import Reply, brief, sections
from commands.kit.saying import Refused, Saying, Step
from commands.kit.texts import Text, Translator, text

SUBMITS: Final = "form"
SWITCHES: Final = "switch"
RELOADS: Final = "reload"
MOST_OPTIONS: Final = 100
MOST_RADIO_BUTTONS: Final = 4
LONGEST_ACTION_ID: Final = 255
LONGEST_OPTION: Final = 75
LONGEST_VALUE: Final = 150

SAVE: Final = text("Save")

T = TypeVar("T", bound=str)
Choice = tuple[str, str]
"""A value and its label."""


@dataclass(frozen=True, kw_only=True)
class Field(ABC):
    """One field of a form."""

    name: str
    label: Text
    hint: Text | None = None
    optional: bool = False

    @abstractmethod
    def element(self, t: Translator) -> InputInteractiveElement:
        """The field's Slack element."""

    def block(self, t: Translator, *, focused: bool = False, about: str = "") -> InputBlock:
        """The field as an input block named after it; `focused` where the writer begins there.

        `about` tells the elements of a form that reloads apart.
        """
        element = self.element(t)
        if about and element.action_id != RELOADS:
            element.action_id = f"{self.name}.{about}"[:LONGEST_ACTION_ID]
        element.focus_on_load = focused or None
        return InputBlock(
            label=t(self.label),
            element=element,
            block_id=self.name,
            hint=PlainTextObject(text=t(self.hint)) if self.hint else None,
            optional=self.optional,
        )


@dataclass(frozen=True, kw_only=True)
class Words(Field):
    """A line or a paragraph of text, at most `longest` characters; a longer `initial` shows an ellipsis."""

    longest: int
    initial: str = ""
    multiline: bool = False

    def element(self, t: Translator) -> InputInteractiveElement:
        """A text box."""
        return PlainTextInputElement(
            action_id=self.name,
            initial_value=brief(self.initial, self.longest) or None,
            multiline=self.multiline,
            max_length=self.longest,
        )


@dataclass(frozen=True, kw_only=True)
class Listed(Field):
    """A field whose choices Slack lists: at most so many, with values not too long."""

    choices: Sequence[Choice]
    initial: str | None = None
    reloads: bool = False
    """Whether another choice opens the form anew, about what was chosen."""

    @property
    def listed(self) -> Sequence[Choice]:
        """The choices that Slack can list, the initial one among them where it is not too long."""
        short = [choice for choice in self.choices if len(choice[0]) <= LONGEST_VALUE]
        if len(short) <= MOST_OPTIONS:
            return short
        return sorted(short, key=lambda choice: choice[0] != self.initial)[:MOST_OPTIONS]

    def block(self, t: Translator, *, focused: bool = False, about: str = "") -> InputBlock:
        """The field, which says so where Slack cannot list all choices. Raises Refused where it can list none."""
        listed = self.listed
        if not listed:
            raise Refused(text("This cannot be chosen from a list; please type the command."))
        if len(listed) == len(self.choices):
            block = super().block(t, focused=focused, about=about)
            block.dispatch_action = self.reloads or None
            return block
        more = text("{count} are listed here; type the command for the others.", count=len(listed))
        return replace(self, choices=listed, hint=more).block(t, focused=focused, about=about)


@dataclass(frozen=True, kw_only=True)
class OneOf(Listed):
    """One of a few choices."""

    def element(self, t: Translator) -> InputInteractiveElement:
        """Radio buttons for a few choices, a list for many."""
        options = [_option(choice) for choice in self.listed]
        initial = next((option for option in options if option.value == self.initial), None)
        if self.reloads:
            return StaticSelectElement(action_id=RELOADS, options=options, initial_option=initial)
        if len(options) <= MOST_RADIO_BUTTONS:
            return RadioButtonsElement(action_id=self.name, options=options, initial_option=initial)
        return StaticSelectElement(action_id=self.name, options=options, initial_option=initial)


@dataclass(frozen=True, kw_only=True)
class SomeOf(Listed):
    """Some of many choices."""

    def element(self, t: Translator) -> InputInteractiveElement:
        """A list from which several are chosen."""
        return StaticMultiSelectElement(action_id=self.name, options=[_option(choice) for choice in self.listed])


@dataclass(frozen=True, kw_only=True)
class AnyOf(Field):
    """Boxes to tick; those of the `initial` values are ticked already."""

    choices: Sequence[Choice]
    initial: Collection[str] = ()

    def element(self, t: Translator) -> InputInteractiveElement:
        """Check boxes."""
        options = [_option(choice) for choice in self.choices]
        ticked = [option for option in options if option.value in self.initial]
        return CheckboxesElement(action_id=self.name, options=options, initial_options=ticked or None)


@dataclass(frozen=True, kw_only=True)
class Day(Field):
    """A day."""

    initial: date | None = None

    def element(self, t: Translator) -> InputInteractiveElement:
        """A date picker."""
        return DatePickerElement(action_id=self.name, initial_date=self.initial.isoformat() if self.initial else None)


@dataclass(frozen=True, kw_only=True)
class TimeOfDay(Field):
    """A time of day."""

    initial: time | None = None

    def element(self, t: Translator) -> InputInteractiveElement:
        """A time picker."""
        return TimePickerElement(action_id=self.name, initial_time=f"{self.initial:%H:%M}" if self.initial else None)


@dataclass(frozen=True, kw_only=True)
class Account(Field):
    """Somebody in the Slack workspace."""

    initial: str | None = None

    def element(self, t: Translator) -> InputInteractiveElement:
        """A list of people."""
        return UserSelectElement(action_id=self.name, initial_user=self.initial)


@dataclass(frozen=True, kw_only=True)
class File(Field):
    """One file."""

    def block(self, t: Translator, *, focused: bool = False, about: str = "") -> InputBlock:
        """The field; Slack lets nobody begin in it."""
        return super().block(t, focused=False, about=about)

    def element(self, t: Translator) -> InputInteractiveElement:
        """A place to drop or choose a file."""
        return FileInputElement(action_id=self.name, max_files=1)


@dataclass(frozen=True)
class SentFile:
    """A file as Slack tells of it in a filled-in form: nothing of it is fetched yet.

    `size` in bytes, `url` where a bot downloads it; both are None where only `files.info` tells them.
    """

    id: str
    name: str
    size: int | None
    url: str | None


@dataclass(frozen=True)
class FileGiven:
    """A file that was handed in and is kept; `size` in bytes, `name` in its giver's own words."""

    name: str
    size: int
    sha256: str
    """Of its content, in small hex digits."""


@dataclass(frozen=True)
class Opening:
    """What a form may look at when it is opened: who asks, about what, and what is held."""

    said: Saying
    connection: Connection
    subject: str = ""
    """What the form is about, such as a fault's id; for a shortcut, the words it was called on."""


@dataclass(frozen=True)
class Answers:
    """What was filled in, by field name; reading a field that was left empty gives an empty value."""

    values: Mapping[str, Any]
    about: str = ""
    """What the form is about, where the form keeps that in mind."""

    def words(self, name: str) -> str:
        """The text of a field, without space around it."""
        value = self.values.get(name)
        return value.strip() if isinstance(value, str) else ""

    def chosen(self, name: str, choices: Sequence[T]) -> T:
        """The choice made. Raises Refused at the field where there is none."""
        for choice in choices:
            if choice == self.values.get(name):
                return choice
        raise Refused(text("Please choose one."), field=name)

    def chosen_many(self, name: str) -> tuple[str, ...]:
        """The choices made, in the list's order, each once. Raises Refused at the field where there is none."""
        value = self.values.get(name)
        made = tuple(dict.fromkeys(str(one) for one in value)) if isinstance(value, list) else ()
        if not made:
            raise Refused(text("Please choose at least one."), field=name)
        return made

    def ticked(self, name: str) -> frozenset[str]:
        """The boxes ticked."""
        value = self.values.get(name)
        return frozenset(value) if isinstance(value, list) else frozenset()

    def day(self, name: str) -> date | None:
        """The day chosen."""
        return date.fromisoformat(self.words(name)) if self.words(name) else None

    def file(self, name: str) -> FileGiven | None:
        """The file handed in."""
        value = self.values.get(name)
        return value if isinstance(value, FileGiven) else None


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


@contextmanager
def at_field(name: str) -> Iterator[None]:
    """A refusal within stands at that field of the form."""
    try:
        yield
    except Refused as refusal:
        refusal.field = refusal.field or name
        raise


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


def answers_in(view: Mapping[str, Any], files: Mapping[str, FileGiven] | None = None) -> Answers:
    """What was filled into a submitted view; `files` are those handed in with it, by field name, once they are kept."""
    values = {**{name: _value(element) for name, element in _filled_in(view)}, **(files or {})}
    return Answers(values, str(_metadata(view).get("about") or ""))


def files_in(view: Mapping[str, Any]) -> dict[str, SentFile]:
    """The files handed in with a submitted view, by field name. Raises Refused at a field that holds more than one."""
    found: dict[str, SentFile] = {}
    for name, element in _filled_in(view):
        files = element.get("files") or []
        if len(files) > 1:
            raise Refused(text("Please hand in one file."), field=name)
        if files:
            found[name] = sent_file(files[0])
    return found


def sent_file(told: Mapping[str, Any]) -> SentFile:
    """The file of which Slack tells."""
    url = told.get("url_private_download") or told.get("url_private")
    return SentFile(str(told["id"]), str(told.get("name") or told["id"]), told.get("size"), url)


def form_of(view: Mapping[str, Any]) -> str:
    """Which form the view is, as `command.verb`. Raises ValueError for a view that is not ours."""
    metadata = _metadata(view)
    if not isinstance(metadata.get("form"), str):
        raise ValueError("not a form of ours")
    return str(metadata["form"])


def _metadata(view: Mapping[str, Any]) -> Mapping[str, Any]:
    """What travels in the view. Raises ValueError for what no view of ours carries."""
    metadata = json.loads(view.get("private_metadata") or "{}")
    if not isinstance(metadata, dict):
        raise ValueError("not a form of ours")
    return metadata


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
    options = [_option(choice) for choice in siblings]
    initial = next((option for option in options if option.value == name), None)
    return StaticSelectElement(action_id=SWITCHES, options=options, initial_option=initial)


def _filled_in(view: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each field's name and what its element holds."""
    state = (view.get("state") or {}).get("values") or {}
    yield from ((name, next(iter(elements.values()), {})) for name, elements in state.items())


def _option(choice: Choice) -> Option:
    value, label = choice
    return Option(value=value, text=PlainTextObject(text=brief(label, LONGEST_OPTION)))


def _value(element: Mapping[str, Any]) -> Any:
    for name in ("value", "selected_date", "selected_time", "selected_user"):
        if element.get(name) is not None:
            return element[name]
    if element.get("selected_option"):
        return element["selected_option"]["value"]
    return [option["value"] for option in element.get("selected_options") or []]
