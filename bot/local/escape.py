"""What a person types, as Slack hands it on: `&`, `<`, `>` escaped, `@name`, `#channel` and links in angle brackets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from bot.local.model import LocalChannel, LocalPerson

LINK = r"https?://[^\s<>]*[^\s<>.,;:!?)\]}'\"，。；：！？）】」』、]"
EVERYBODY = ("here", "channel", "everyone")


def escape_typed(
    text: str, people: Iterable[LocalPerson], channels: Iterable[LocalChannel], *, labelled: bool = False
) -> str:
    """Escape a typed text; with `labelled` a mention carries its name, as in a slash command's text.

    An `@` or `#` counts only at a word's beginning, and the name must end there too: `a@Lin` and `@Linus` stay text.
    """
    mentions = _mentions(people, channels, labelled)
    names = "|".join(re.escape(name) for name in sorted(mentions, key=len, reverse=True))
    pattern = re.compile(rf"(?P<link>{LINK})|(?<![\w@#])(?P<mention>{names})(?!\w)", re.IGNORECASE)
    return pattern.sub(lambda found: _bracketed(found, mentions), _plain(text))


def _bracketed(found: re.Match[str], mentions: dict[str, str]) -> str:
    return f"<{found['link']}>" if found["link"] else mentions[found["mention"].lower()]


def _mentions(people: Iterable[LocalPerson], channels: Iterable[LocalChannel], labelled: bool) -> dict[str, str]:
    label: Callable[[str], str] = (lambda name: f"|{name}") if labelled else (lambda name: "")
    mentions = {f"@{word}": f"<!{word}>" for word in EVERYBODY}
    for channel in channels:
        mentions[f"#{_plain(channel.name).lower()}"] = f"<#{channel.channel_id}{label(channel.name)}>"
    for person in people:
        for name in (person.name, person.handle):
            mentions[f"@{_plain(name).lower()}"] = f"<@{person.slack_id}{label(person.handle)}>"
    return mentions


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
