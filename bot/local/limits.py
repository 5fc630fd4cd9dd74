"""What Slack accepts in a message, checked piece by piece (https://docs.slack.dev/reference/block-kit/blocks).

`message_errors` returns every objection in Slack's own manner, so that the stand-in can refuse and a test can check
what a bot is about to send. One limit is tighter than Slack's: five elements in an `actions` block, more do not fit a
phone's row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.local.model import Json

MESSAGE_TEXT = 40_000
BLOCKS = 50
TEXT_OBJECT = 3_000
HEADER = 150
FIELDS = 10
FIELD_TEXT = 2_000
CONTEXT_ELEMENTS = 10
ACTION_ELEMENTS = 5
BUTTON_TEXT = 75
VALUE = 2_000
OPTIONS = 100
OPTION_TEXT = 75
IDENTIFIER = 255
URL = 3_000
ALT_TEXT = 2_000

OPAQUE_BLOCKS = frozenset({"divider", "rich_text", "input", "video", "file", "markdown", "table"})


def message_errors(text: str | None, blocks: object) -> list[str]:
    """Everything Slack would object to in a message; empty when it would take it."""
    if text and len(text) > MESSAGE_TEXT:
        return ["msg_too_long"]
    if blocks in (None, [], ()):
        return [] if text and text.strip() else ["no_text"]
    return block_errors(blocks)


def block_errors(blocks: object) -> list[str]:
    """Everything Slack would object to in a list of blocks."""
    if not isinstance(blocks, list):
        return ["must be an array [json-pointer:/blocks]"]
    if len(blocks) > BLOCKS:
        return [f"no more than {BLOCKS} items allowed [json-pointer:/blocks]"]
    errors = [error for index, block in enumerate(blocks) for error in _one_block(block, f"/blocks/{index}")]
    return errors or list(_repeated_ids(blocks))


def _one_block(block: object, at: str) -> Iterator[str]:
    if not isinstance(block, dict):
        yield f"must be an object [json-pointer:{at}]"
        return
    kind = block.get("type")
    yield from _length(block.get("block_id"), IDENTIFIER, f"{at}/block_id", required=False)
    check = _CHECKS.get(kind) if isinstance(kind, str) else None
    if check:
        yield from check(block, at)
    elif kind not in OPAQUE_BLOCKS:
        yield f"unsupported type: {kind} [json-pointer:{at}/type]"


def _header(block: Json, at: str) -> Iterator[str]:
    yield from _text_object(block.get("text"), HEADER, f"{at}/text", kinds=("plain_text",))


def _section(block: Json, at: str) -> Iterator[str]:
    text, fields = block.get("text"), block.get("fields")
    if text is None and fields is None:
        yield f"missing required field: text or fields [json-pointer:{at}]"
    if text is not None:
        yield from _text_object(text, TEXT_OBJECT, f"{at}/text")
    if fields is not None:
        yield from _count(fields, FIELDS, f"{at}/fields")
        for index, item in enumerate(_items(fields)):
            yield from _text_object(item, FIELD_TEXT, f"{at}/fields/{index}")
    if block.get("accessory") is not None:
        yield from _element(block["accessory"], f"{at}/accessory")


def _context(block: Json, at: str) -> Iterator[str]:
    yield from _count(block.get("elements"), CONTEXT_ELEMENTS, f"{at}/elements")
    for index, item in enumerate(_items(block.get("elements"))):
        if isinstance(item, dict) and item.get("type") == "image":
            yield from _image(item, f"{at}/elements/{index}")
        else:
            yield from _text_object(item, TEXT_OBJECT, f"{at}/elements/{index}")


def _actions(block: Json, at: str) -> Iterator[str]:
    elements = block.get("elements")
    yield from _count(elements, ACTION_ELEMENTS, f"{at}/elements")
    for index, item in enumerate(_items(elements)):
        yield from _element(item, f"{at}/elements/{index}")


def _image(block: Json, at: str) -> Iterator[str]:
    yield from _length(block.get("image_url"), URL, f"{at}/image_url", required="slack_file" not in block)
    yield from _length(block.get("alt_text"), ALT_TEXT, f"{at}/alt_text")


def _element(element: object, at: str) -> Iterator[str]:
    if not isinstance(element, dict) or not isinstance(element.get("type"), str):
        yield f"must be an interactive element [json-pointer:{at}]"
        return
    yield from _length(element.get("action_id"), IDENTIFIER, f"{at}/action_id", required=False)
    if element["type"] == "button":
        yield from _text_object(element.get("text"), BUTTON_TEXT, f"{at}/text", kinds=("plain_text",))
        yield from _length(element.get("value"), VALUE, f"{at}/value", required=False)
        yield from _length(element.get("url"), URL, f"{at}/url", required=False)
    if element["type"] == "image":
        yield from _image(element, at)
    if "options" in element:
        yield from _count(element["options"], OPTIONS, f"{at}/options")
        for index, option in enumerate(_items(element["options"])):
            text = option.get("text") if isinstance(option, dict) else None
            yield from _text_object(text, OPTION_TEXT, f"{at}/options/{index}/text")


def _text_object(text: object, limit: int, at: str, kinds: tuple[str, ...] = ("plain_text", "mrkdwn")) -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") not in kinds:
        yield f"must be a text object of type {' or '.join(kinds)} [json-pointer:{at}]"
        return
    yield from _length(text.get("text"), limit, f"{at}/text")


def _length(value: object, limit: int, at: str, *, required: bool = True) -> Iterator[str]:
    if value is None and not required:
        return
    if not isinstance(value, str) or not value:
        yield f"must be more than 0 characters [json-pointer:{at}]"
    elif len(value) > limit:
        yield f"must be less than {limit + 1} characters [json-pointer:{at}]"


def _count(items: object, limit: int, at: str) -> Iterator[str]:
    if not isinstance(items, list) or not items:
        yield f"must have at least one item [json-pointer:{at}]"
    elif len(items) > limit:
        yield f"no more than {limit} items allowed [json-pointer:{at}]"


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _repeated_ids(blocks: list[Json]) -> Iterator[str]:
    yield from _repeated("block_id", blocks)
    elements = [item for block in blocks for item in _items(block.get("elements")) if isinstance(item, dict)]
    accessories = [block["accessory"] for block in blocks if isinstance(block.get("accessory"), dict)]
    yield from _repeated("action_id", elements + accessories)


def _repeated(name: str, holders: list[Json]) -> Iterator[str]:
    counts = Counter(holder[name] for holder in holders if isinstance(holder.get(name), str))
    yield from (f"{name} {value} is used {count} times" for value, count in counts.items() if count > 1)


_CHECKS: Mapping[str, Callable[[Json, str], Iterator[str]]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "image": _image,
}
