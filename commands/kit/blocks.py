"""What a message is made of: Slack's blocks, within Slack's limits, with people's words escaped."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from slack_sdk.models.blocks import Block, ContextBlock, DividerBlock, HeaderBlock, MarkdownTextObject, SectionBlock

from commands.kit.texts import LANGUAGES, Translator, translator

LONGEST_SECTION: Final = 3000
LONGEST_HEADER: Final = 150
MOST_BLOCKS: Final = 50
MOST_FIELDS: Final = 10


@dataclass(frozen=True)
class Reply:
    """Something to say: its plain text for notifications and screen readers, and its blocks."""

    text: str
    blocks: Sequence[Block] = ()

    def content(self) -> dict[str, Any]:
        """The reply as the outbox and Slack take it."""
        return {"text": self.text, "blocks": [block.to_dict() for block in self.blocks or sections(self.text)]}


def bilingual(view: Callable[[Translator], Reply]) -> dict[str, dict[str, Any]]:
    """What the view says, in every language, for a post whose reader is known only when it is sent."""
    return {language: view(translator(language)).content() for language in LANGUAGES}


def escape(words: str) -> str:
    """People's words as Slack shows them: no mention, link or channel call can hide in them."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(words: str) -> str:
    """Words as Slack sent them, as they were typed."""
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def header(title: str) -> Block:
    """A headline. Raises ValueError where it is longer than Slack takes."""
    if len(title) > LONGEST_HEADER:
        raise ValueError(f"a header of {len(title)} characters; Slack takes {LONGEST_HEADER}")
    return HeaderBlock(text=title)


def sections(markdown: str) -> list[Block]:
    """A text of any length, broken at line ends where one section cannot hold it."""
    return [SectionBlock(text=MarkdownTextObject(text=part)) for part in _parts(markdown)]


def pairs(labelled: Iterable[tuple[str, str]]) -> list[Block]:
    """Short facts side by side, each under its label."""
    fields = [f"*{label}*\n{value}" for label, value in labelled]
    return [
        SectionBlock(fields=[MarkdownTextObject(text=field) for field in fields[start : start + MOST_FIELDS]])
        for start in range(0, len(fields), MOST_FIELDS)
    ]


def context(markdown: str) -> Block:
    """A line of small print."""
    return ContextBlock(elements=[MarkdownTextObject(text=markdown)])


def divider() -> Block:
    """A thin line."""
    return DividerBlock()


def bullets(lines: Iterable[str]) -> str:
    """Lines as a list."""
    return "\n".join(f"• {line}" for line in lines)


def _parts(markdown: str) -> list[str]:
    parts = [""]
    for line in markdown.split("\n"):
        for start in range(0, max(len(line), 1), LONGEST_SECTION):
            piece = line[start : start + LONGEST_SECTION]
            if len(parts[-1]) + len(piece) + 1 > LONGEST_SECTION:
                parts.append(piece)
            else:
                parts[-1] = f"{parts[-1]}\n{piece}" if parts[-1] else piece
    return [part for part in parts if part.strip()]
