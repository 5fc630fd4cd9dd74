"""What Slack shows with its marks, since a word touches them; a Chinese character is part of a word."""

import re
from typing import Any, Final

_SHOWN_AS_MEANT: Final = re.compile(r"```.*?```|`[^`\n]+`|<[^<>\n]+>|(?<!\w)\*(?!\s)[^\n]*?[^\s]\*(?!\w)", re.DOTALL)
_GLUED: Final = re.compile(r"\*[^*\n]+\*")


def glued_marks(content: Any) -> list[str]:
    """Where a word touches the marks of bold, in anything made of texts."""
    if isinstance(content, str):
        return _GLUED.findall(_SHOWN_AS_MEANT.sub(" ", content))
    parts = content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
    return [found for part in parts for found in glued_marks(part)]
