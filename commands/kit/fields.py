"""The fields of forms, as Slack's input blocks within Slack's limits."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Final

from slack_sdk.models.blocks import (
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

from commands.kit.blocks import brief
from commands.kit.saying import Refused
from commands.kit.texts import Text, Translator, text

RELOADS: Final = "reload"
MOST_OPTIONS: Final = 100
MOST_RADIO_BUTTONS: Final = 4
LONGEST_ACTION_ID: Final = 255
LONGEST_OPTION: Final = 75
LONGEST_VALUE: Final = 150

Choice = tuple[str, str]
"""A value and its label."""


@dataclass(frozen=True, kw_only=True)
class Field(ABC):
    """One field of a form."""

    name: str
    label: Text
    hint: Text | None = None
    optional: bool = False
    stays: bool = False
    """Whether what was filled in stays when the form is opened anew about something else."""

    @abstractmethod
    def element(self, t: Translator) -> InputInteractiveElement:
        """The field's Slack element."""

    def block(self, t: Translator, *, focused: bool = False, about: str = "") -> InputBlock:
        """The field as an input block named after it; `focused` where the writer begins there.

        `about` tells the elements of a form that reloads apart.
        """
        element = self.element(t)
        if about and not self.stays and element.action_id != RELOADS:
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

    dropdown: bool = False
    """Whether a few choices stand in a list too, where a form asks many such questions."""

    def element(self, t: Translator) -> InputInteractiveElement:
        """Radio buttons for a few choices, a list for many."""
        options = [option(choice) for choice in self.listed]
        initial = next((option for option in options if option.value == self.initial), None)
        if self.reloads:
            return StaticSelectElement(action_id=RELOADS, options=options, initial_option=initial)
        if len(options) <= MOST_RADIO_BUTTONS and not self.dropdown:
            return RadioButtonsElement(action_id=self.name, options=options, initial_option=initial)
        return StaticSelectElement(action_id=self.name, options=options, initial_option=initial)


@dataclass(frozen=True, kw_only=True)
class SomeOf(Listed):
    """Some of many choices."""

    def element(self, t: Translator) -> InputInteractiveElement:
        """A list from which several are chosen."""
        return StaticMultiSelectElement(action_id=self.name, options=[option(choice) for choice in self.listed])


@dataclass(frozen=True, kw_only=True)
class AnyOf(Field):
    """Boxes to tick; those of the `initial` values are ticked already."""

    choices: Sequence[Choice]
    initial: Collection[str] = ()

    def element(self, t: Translator) -> InputInteractiveElement:
        """Check boxes."""
        options = [option(choice) for choice in self.choices]
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


def option(choice: Choice) -> Option:
    """The choice as Slack lists it."""
    value, label = choice
    return Option(value=value, text=PlainTextObject(text=brief(label, LONGEST_OPTION)))
