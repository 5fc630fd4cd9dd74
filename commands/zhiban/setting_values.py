"""What a setting's value can be: how it is typed, shown and filled in. Values are as a contract.toml has them."""

import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any, Final

from commands.kit.answers import Answers
from commands.kit.arguments import LONGEST_TITLE, one_line, within
from commands.kit.blocks import escape
from commands.kit.fields import AnyOf, Field, OneOf, TimeOfDay, Words
from commands.kit.saying import Refused
from commands.kit.texts import Text, Translator, text
from storage.contract.setting_values import LONGEST_LIMIT_MIN

AS_AGREED: Final = "-"
"""Typed for a value: the one that stands without anybody's word in Slack."""
NONE_WORDS: Final = ("none", "无", "没有")
LONGEST_LIST: Final = 3000
MOST_DEVICES: Final = 999_999
_AS_AGREED_HINT: Final = text("Empty: as in contract.toml.")
_CHANNEL: Final = re.compile(r"<#([CG][A-Z0-9]+)(?:\|[^<>]*)?>|([CG][A-Z0-9]{2,})")


class Value(ABC):
    """A kind of value."""

    @abstractmethod
    def read(self, typed: str) -> Any:
        """The value that was typed. Raises Refused."""

    def show(self, value: Any, t: Translator) -> str:
        """The value in words, escaped."""
        return escape(self.typed(value))

    def typed(self, value: Any) -> str:
        """The value as somebody would type it."""
        return str(value)

    def field(self, name: str, label: Text, value: Any, t: Translator) -> Field:
        """A field of a form that holds the value; None where there is none."""
        return Words(
            name=name,
            label=label,
            hint=_AS_AGREED_HINT,
            longest=LONGEST_TITLE,
            initial="" if value is None else self.typed(value),
            optional=True,
        )

    def answered(self, answers: Answers, name: str) -> str:
        """What was filled in, as it would be typed."""
        return answers.words(name) or AS_AGREED


class Minutes(Value):
    """A length of time in whole minutes."""

    def read(self, typed: str) -> int:
        return _whole(typed, LONGEST_LIMIT_MIN)

    def show(self, value: Any, t: Translator) -> str:
        return t("{minutes} min", minutes=value)


class Count(Value):
    """How many there are."""

    def read(self, typed: str) -> int:
        return _whole(typed, MOST_DEVICES)


class ClockTime(Value):
    """A time of day."""

    def read(self, typed: str) -> str:
        found = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", unicodedata.normalize("NFKC", typed))
        if found is None or int(found[1]) > 23 or int(found[2]) > 59:
            raise Refused(text("“{value}” is no time of day, such as 9:00.", value=typed[:40]))
        return f"{int(found[1]):02}:{found[2]}"

    def field(self, name: str, label: Text, value: Any, t: Translator) -> Field:
        return TimeOfDay(
            name=name, label=label, hint=_AS_AGREED_HINT, initial=value and time.fromisoformat(value), optional=True
        )


class Names(Value):
    """A list of names."""

    def read(self, typed: str) -> list[str]:
        if typed.casefold() in NONE_WORDS:
            return []
        names = [within(one_line(name), LONGEST_TITLE) for name in re.split(r"[,，、;；\n]", typed)]
        if not all(names):
            raise Refused(text("There is an empty name between the commas."))
        if len(set(names)) < len(names):
            raise Refused(text("The list names something twice."))
        return names

    def show(self, value: Any, t: Translator) -> str:
        return escape(t.listed(value)) or t("none")

    def typed(self, value: Any) -> str:
        return ", ".join(value)

    def field(self, name: str, label: Text, value: Any, t: Translator) -> Field:
        return Words(
            name=name,
            label=label,
            hint=text("Names with commas between them, or none. Empty: as in contract.toml."),
            longest=LONGEST_LIST,
            initial=self.typed(value) or NONE_WORDS[0],
            optional=True,
        )


class Channel(Value):
    """A Slack channel."""

    def read(self, typed: str) -> str:
        if typed.casefold() in NONE_WORDS:
            return ""
        found = _CHANNEL.fullmatch(typed)
        if found is None:
            raise Refused(
                text(
                    "“{value}” is no channel that I can tell. Choose it from the list that Slack shows after #, or "
                    "give its id, such as C0123456789.",
                    value=typed[:40],
                )
            )
        return str(found[1] or found[2])

    def show(self, value: Any, t: Translator) -> str:
        if not value:
            return t("none")
        return f"<#{value}>" if _CHANNEL.fullmatch(value) else escape(value)

    def field(self, name: str, label: Text, value: Any, t: Translator) -> Field:
        return Words(
            name=name,
            label=label,
            hint=text("The channel's id, such as C0123456789, at the end of its details. Empty: as in contract.toml."),
            longest=LONGEST_TITLE,
            initial=value,
            optional=True,
        )


@dataclass(frozen=True)
class Choice(Value):
    """One of a few values, each with its name and other words for it."""

    names: Mapping[str, Text]
    also: Mapping[str, str]

    def read(self, typed: str) -> str:
        return _one_of(typed, self.names, self.also)

    def show(self, value: Any, t: Translator) -> str:
        return t(self.names[value])

    def field(self, name: str, label: Text, value: Any, t: Translator) -> Field:
        return OneOf(
            name=name, label=label, choices=[(one, t(word)) for one, word in self.names.items()], initial=value
        )


@dataclass(frozen=True)
class Choices(Value):
    """Some of a few values."""

    names: Mapping[str, Text]
    also: Mapping[str, str]

    def read(self, typed: str) -> list[str]:
        if typed.casefold() in NONE_WORDS:
            return []
        chosen = {_one_of(word.strip(), self.names, self.also) for word in re.split("[,，、]", typed)}
        return [value for value in self.names if value in chosen]

    def show(self, value: Any, t: Translator) -> str:
        return t.listed(t(self.names[one]) for one in value) or t("none")

    def typed(self, value: Any) -> str:
        return ", ".join(value)

    def field(self, name: str, label: Text, value: Any, t: Translator) -> Field:
        choices = [(one, t(word)) for one, word in self.names.items()]
        return AnyOf(name=name, label=label, choices=choices, initial=value, optional=True)

    def answered(self, answers: Answers, name: str) -> str:
        ticked = answers.ticked(name)
        return ", ".join(value for value in self.names if value in ticked) or NONE_WORDS[0]


def _whole(typed: str, most: int) -> int:
    value = unicodedata.normalize("NFKC", typed)
    if not re.fullmatch(r"[0-9]{1,9}", value) or int(value) > most:
        raise Refused(
            text("“{value}” is no whole number from {least} to {most}.", value=typed[:40], least=0, most=most)
        )
    return int(value)


def _one_of(typed: str, names: Mapping[str, Text], also: Mapping[str, str]) -> str:
    word = typed.casefold()
    value = also.get(word, word)
    if value not in names:
        raise Refused(text("“{value}” is none of {choices}.", value=typed[:40], choices=", ".join(names)))
    return value
