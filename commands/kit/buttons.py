"""Buttons: each says a command's words, or opens a verb's form; what it means travels in its value."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    MarkdownTextObject,
    PlainTextObject,
)

from commands.kit.blocks import brief
from commands.kit.texts import Text, Translator, text

LONGEST_ID: Final = 255
LONGEST_QUESTION: Final = 300

SAYS: Final = "say"
ASKS: Final = "ask"
MOST_IN_A_ROW: Final = 5
MOST_WITH_BUTTONS: Final = 10
"""How many of a list have buttons of their own, so that the list stays within Slack's count of blocks."""


@dataclass(frozen=True)
class Button:
    """A button: its label, and the command, verb and words that pressing it says.

    With `asks` it opens the verb's form instead, about what the words name. `confirm` is the question put before
    something that is not easily undone.
    """

    label: Text
    command: str
    verb: str
    words: str = ""
    asks: bool = False
    primary: bool = False
    confirm: Text | None = None

    @property
    def value(self) -> str:
        """What the button sends."""
        return json.dumps([self.command, self.verb, self.words], ensure_ascii=False)


@dataclass(frozen=True)
class Pressed:
    """What a pressed button means."""

    command: str
    verb: str
    words: str


def buttons(of: Sequence[Button], t: Translator) -> list[Block]:
    """A row of buttons; nothing for none."""
    return [ActionsBlock(elements=[_element(button, t, number) for number, button in enumerate(of)])] if of else []


def read_value(value: str) -> Pressed:
    """What the value of a pressed button means. Raises ValueError for anything that is no button of ours."""
    parts = json.loads(value)
    if not isinstance(parts, list) or len(parts) != 3 or not all(isinstance(part, str) for part in parts):
        raise ValueError("not a button of ours")
    return Pressed(*parts)


def _element(button: Button, t: Translator, number: int) -> ButtonElement:
    kind = ASKS if button.asks else SAYS
    style = "danger" if button.confirm else "primary" if button.primary else None
    return ButtonElement(
        text=t(button.label),
        action_id=f"{kind}.{button.command}.{button.verb}.{number}.{button.words}"[:LONGEST_ID],
        value=button.value,
        style=style,
        confirm=_question(button, t) if button.confirm else None,
    )


def _question(button: Button, t: Translator) -> ConfirmObject:
    return ConfirmObject(
        title=t(button.label),
        text=MarkdownTextObject(text=brief(t(button.confirm or button.label), LONGEST_QUESTION)),
        confirm=PlainTextObject(text=t(button.label)),
        deny=PlainTextObject(text=t(text("Cancel"))),
        style="danger",
    )
