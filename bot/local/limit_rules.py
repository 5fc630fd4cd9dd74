"""The rules every limit is made of: how long a text may be, how many items a list may hold, that an id is used once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Any

from bot.local.model import Json

ANY_TEXT = ("plain_text", "mrkdwn")
PLAIN = ("plain_text",)


def text_object(text: object, limit: int, at: str, kinds: tuple[str, ...] = ANY_TEXT) -> Iterator[str]:
    """A text object of one of the kinds, from 1 to `limit` characters."""
    if not isinstance(text, dict) or text.get("type") not in kinds:
        yield f"must be a text object of type {' or '.join(kinds)} [json-pointer:{at}]"
        return
    yield from length(text.get("text"), limit, f"{at}/text")


def optional_text(holder: Json, name: str, limit: int, at: str, kinds: tuple[str, ...] = PLAIN) -> Iterator[str]:
    """A text object that may be missing."""
    if holder.get(name) is not None:
        yield from text_object(holder[name], limit, f"{at}/{name}", kinds)


def length(value: object, limit: int, at: str, *, required: bool = True) -> Iterator[str]:
    """A string from 1 to `limit` characters."""
    if value is None and not required:
        return
    if not isinstance(value, str) or not value:
        yield f"must be more than 0 characters [json-pointer:{at}]"
    elif len(value) > limit:
        yield f"must be less than {limit + 1} characters [json-pointer:{at}]"


def optional_length(holder: Json, name: str, limit: int, at: str) -> Iterator[str]:
    """A string that may be missing."""
    yield from length(holder.get(name), limit, f"{at}/{name}", required=False)


def count(values: object, limit: int, at: str) -> Iterator[str]:
    """A list from 1 to `limit` items."""
    if not isinstance(values, list) or not values:
        yield f"must have at least one item [json-pointer:{at}]"
    elif len(values) > limit:
        yield f"no more than {limit} items allowed [json-pointer:{at}]"


def items(value: object) -> list[Any]:
    """A list as it stands, anything else as no items."""
    return value if isinstance(value, list) else []


def unknown(holder: Json, known: AbstractSet[str], at: str) -> Iterator[str]:
    """No property besides the known ones."""
    yield from (f"invalid additional property: {name} [json-pointer:{at}]" for name in holder if name not in known)


def used_once(name: str, holders: Iterable[Json]) -> Iterator[str]:
    """No two holders have the same id."""
    counts = Counter(holder[name] for holder in holders if isinstance(holder.get(name), str))
    yield from (f"{name} {value} is used {times} times" for value, times in counts.items() if times > 1)
