"""What a message is made of: Slack's blocks, within Slack's limits, with people's words escaped."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from slack_sdk.models.blocks import Block, ContextBlock, DividerBlock, HeaderBlock, MarkdownTextObject, SectionBlock

from commands.kit.texts import LANGUAGES, Language, Translator, translator

LONGEST_SECTION: Final = 3000
LONGEST_HEADER: Final = 150
MOST_BLOCKS: Final = 50
MOST_FIELDS: Final = 10
LONGEST_FIELD: Final = 2000
LONGEST_PLAIN: Final = 3000
LONGEST_IN_A_LIST: Final = 200
MOST_LISTED: Final = 60


@dataclass(frozen=True)
class Attachment:
    """A file that goes with an answer; `alt` says what a picture shows.

    What takes long to make is made by `made_by` when it is sent, when nobody waits for the answer any more. In a Home a
    picture stands below its answer; `instead` stands there as long as Slack does not show it.
    """

    filename: str
    title: str
    content: bytes = b""
    alt: str | None = None
    made_by: Callable[[], bytes] | None = None
    instead: Sequence[Block] = ()

    def made(self) -> bytes:
        """What is in the file."""
        return self.made_by() if self.made_by else self.content


@dataclass(frozen=True)
class Reply:
    """Something to say: its plain text for notifications and screen readers, and its blocks.

    The `file` of an answer that only reads is sent to its reader by direct message, or shown in their Home. Nothing
    else can carry one: what is posted or written is kept as JSON, to be said again.
    """

    text: str
    blocks: Sequence[Block] = ()
    file: Attachment | None = None

    def shown(self) -> list[Block]:
        """The reply's blocks; its text as one where it has none."""
        return list(self.blocks) or sections(self.text)

    def content(self) -> dict[str, Any]:
        """The reply as the outbox and Slack take it."""
        blocks = [block.to_dict() for block in self.shown()]
        return {"text": brief(self.text, LONGEST_PLAIN), "blocks": blocks}

    def kept(self) -> dict[str, Any]:
        """The same to be kept and said later. Raises TypeError for a reply with a file, which could not be."""
        if self.file is not None:
            raise TypeError("what is written or posted carries no file")
        return self.content()


def bilingual(view: Callable[[Translator], Reply]) -> dict[str, dict[str, Any]]:
    """What the view says, in every language, for a post whose reader is known only when it is sent.

    Raises TypeError for a reply with a file.
    """
    return {language: view(translator(language)).kept() for language in LANGUAGES}


def joined(contents: Sequence[Mapping[str, Mapping[str, Any]]]) -> dict[str, dict[str, Any]]:
    """Several posts in one: how many there are, then each as it was, with a line between."""
    if len(contents) == 1:
        return {language: dict(said) for language, said in contents[0].items()}
    return {language: _in_one([content[language] for content in contents], language) for language in LANGUAGES}


def _in_one(said: Sequence[Mapping[str, Any]], language: Language) -> dict[str, Any]:
    t = translator(language)
    title = t("{count} reminders", count=len(said))
    parts = [[*([divider().to_dict()] if place else []), *each["blocks"]] for place, each in enumerate(said)]
    texts = " · ".join(str(each["text"]) for each in said)
    return {
        "text": brief(f"{title}{t.pick('：', ': ')}{texts}", LONGEST_PLAIN),
        "blocks": [header(title).to_dict(), *(block for part in parts for block in part)],
    }


def escape(words: str) -> str:
    """People's words as Slack shows them: no mention, link or channel call can hide in them."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(words: str, *, channels: bool = False) -> str:
    """Words as Slack sent them, as they were typed; mentions of people stay as they are, `<@U…>`.

    With `channels` mentions of channels stay too, `<#C…|ops>`; otherwise only the name is left, `#ops`.
    """
    typed = (_MARKUP_BUT_CHANNELS if channels else _MARKUP).sub(_as_typed, words)
    return typed.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


_MARKUP: Final = re.compile(r"<(?!@)([^<>|]*)(?:\|([^<>]*))?>")
"""What Slack makes of links, channels, groups and broadcasts: `<http://db.example|db.example>`, `<#C1|general>`."""
_MARKUP_BUT_CHANNELS: Final = re.compile(r"<(?![@#])([^<>|]*)(?:\|([^<>]*))?>")


def _as_typed(markup: re.Match[str]) -> str:
    target, label = markup[1], markup[2]
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    if target.startswith("!"):
        return label if label and label.startswith("@") else f"@{label or target[1:].partition('^')[0]}"
    return label or target.removeprefix("mailto:")


def header(title: str) -> Block:
    """A headline, in plain text."""
    return HeaderBlock(text=brief(title, LONGEST_HEADER))


def sections(markdown: str) -> list[Block]:
    """A text of any length, broken at line ends where one section cannot hold it."""
    return [SectionBlock(text=MarkdownTextObject(text=part)) for part in _parts(markdown)]


def pairs(labelled: Iterable[tuple[str, str]]) -> list[Block]:
    """Short facts side by side, each under its label."""
    fields = [brief(f"*{label}*\n{value}", LONGEST_FIELD) for label, value in labelled]
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


def shortened(lines: Sequence[str], t: Translator, most: int = MOST_LISTED) -> list[str]:
    """The first lines of a list that may be too long for a message, and how many more there are."""
    more = len(lines) - most
    return [*lines[:most], t("and {count} more", count=more)] if more > 0 else list(lines)


def brief(words: str, most: int = LONGEST_IN_A_LIST) -> str:
    """The words, cut with an ellipsis where they are longer."""
    return words if len(words) <= most else f"{words[: most - 1]}…"


def quote(words: str) -> str:
    """People's words as a quotation, every line of it."""
    return "\n".join(f">{escape(line)}" for line in words.splitlines())


def _parts(markdown: str) -> list[str]:
    parts = [""]
    for line in markdown.split("\n"):
        for piece in _pieces(line):
            if len(parts[-1]) + len(piece) + 1 > LONGEST_SECTION:
                parts.append(piece)
            else:
                parts[-1] = f"{parts[-1]}\n{piece}" if parts[-1] else piece
    return [part for part in parts if part.strip()]


def _pieces(line: str) -> Iterator[str]:
    """The line in pieces that a section holds, none ending within an escaped character such as `&lt;`."""
    while len(line) > LONGEST_SECTION:
        cut = re.sub(r"&[a-z]{0,3}$", "", line[:LONGEST_SECTION])
        yield cut
        line = line[len(cut) :]
    yield line
