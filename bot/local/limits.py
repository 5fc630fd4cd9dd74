"""What Slack accepts in a message or a view, piece by piece (https://docs.slack.dev/reference/block-kit/blocks).

`message_errors` and `view_errors` return every objection in Slack's own manner, so that the stand-in can refuse and a
test can check what a bot is about to send. Two limits are tighter than Slack's: five elements in an `actions` block,
more do not fit a phone's row; and an `input` block only in a view, because a form in a message cannot be submitted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from bot.local.limit_elements import IDENTIFIER, IN_ACTIONS, IN_INPUT, IN_SECTION, element_errors, image
from bot.local.limit_rules import PLAIN, count, items, optional_length, optional_text, text_object, used_once
from bot.local.model import Json

MESSAGE_TEXT = 40_000
BLOCKS = 50
VIEW_BLOCKS = 100
TEXT_OBJECT = 3_000
HEADER = 150
FIELDS = 10
FIELD_TEXT = 2_000
CONTEXT_ELEMENTS = 10
ACTION_ELEMENTS = 5
LABEL = 2_000
VIEW_WORDS = 24
PRIVATE_METADATA = 3_000
VIEW_BYTES = 250_000

OPAQUE_BLOCKS = frozenset({"divider", "rich_text", "video", "file", "markdown", "table"})
VIEW_KINDS = ("modal", "home")


def message_errors(text: str | None, blocks: object) -> list[str]:
    """Everything Slack would object to in a message; empty when it would take it."""
    if text and len(text) > MESSAGE_TEXT:
        return ["msg_too_long"]
    if blocks in (None, [], ()):
        return [] if text and text.strip() else ["no_text"]
    return block_errors(blocks)


def view_errors(view: object) -> list[str]:
    """Everything Slack would object to in a modal or a Home; empty when it would take it."""
    if not isinstance(view, dict):
        return ["must be an object [json-pointer:/view]"]
    if len(json.dumps(view).encode()) > VIEW_BYTES:
        return ["view_too_large"]
    errors = list(_view(view))
    return errors or block_errors(view.get("blocks"), limit=VIEW_BLOCKS, inputs=True)


def block_errors(blocks: object, *, limit: int = BLOCKS, inputs: bool = False) -> list[str]:
    """Everything Slack would object to in a list of blocks; `inputs` tells whether `input` blocks may stand there."""
    if not isinstance(blocks, list):
        return ["must be an array [json-pointer:/blocks]"]
    if len(blocks) > limit:
        return [f"no more than {limit} items allowed [json-pointer:/blocks]"]
    errors = [error for index, block in enumerate(blocks) for error in _one_block(block, f"/blocks/{index}", inputs)]
    return errors or list(_repeated_ids(blocks))


def interactive_elements(blocks: list[Json]) -> list[Json]:
    """Every element of `actions` and `input` blocks and every accessory, in reading order."""
    found = []
    for block in blocks:
        single = [block.get("accessory"), block.get("element")]
        grouped = items(block.get("elements")) if block.get("type") == "actions" else []
        found += [element for element in [*single, *grouped] if isinstance(element, dict)]
    return found


def _view(view: Json) -> Iterator[str]:
    kind = view.get("type")
    if kind not in VIEW_KINDS:
        yield "must be one of modal, home [json-pointer:/view/type]"
        return
    if kind == "modal":
        yield from text_object(view.get("title"), VIEW_WORDS, "/view/title", PLAIN)
        yield from optional_text(view, "submit", VIEW_WORDS, "/view")
        yield from optional_text(view, "close", VIEW_WORDS, "/view")
    blocks = [block for block in items(view.get("blocks")) if isinstance(block, dict)]
    if kind == "modal" and not view.get("submit") and any(block.get("type") == "input" for block in blocks):
        yield "missing required field: submit, as the view has inputs [json-pointer:/view]"
    if len(str(view.get("private_metadata") or "")) > PRIVATE_METADATA:
        yield f"must be less than {PRIVATE_METADATA + 1} characters [json-pointer:/view/private_metadata]"
    for name in ("callback_id", "external_id"):
        if len(str(view.get(name) or "")) > IDENTIFIER:
            yield f"must be less than {IDENTIFIER + 1} characters [json-pointer:/view/{name}]"


def _one_block(block: object, at: str, inputs: bool) -> Iterator[str]:
    if not isinstance(block, dict):
        yield f"must be an object [json-pointer:{at}]"
        return
    kind = block.get("type")
    yield from optional_length(block, "block_id", IDENTIFIER, at)
    check = _CHECKS.get(kind) if isinstance(kind, str) and (inputs or kind != "input") else None
    if check:
        yield from check(block, at)
    elif kind not in OPAQUE_BLOCKS:
        yield f"unsupported type: {kind} [json-pointer:{at}/type]"


def _header(block: Json, at: str) -> Iterator[str]:
    yield from text_object(block.get("text"), HEADER, f"{at}/text", PLAIN)


def _section(block: Json, at: str) -> Iterator[str]:
    text, fields = block.get("text"), block.get("fields")
    if text is None and fields is None:
        yield f"missing required field: text or fields [json-pointer:{at}]"
    if text is not None:
        yield from text_object(text, TEXT_OBJECT, f"{at}/text")
    if fields is not None:
        yield from count(fields, FIELDS, f"{at}/fields")
        for index, item in enumerate(items(fields)):
            yield from text_object(item, FIELD_TEXT, f"{at}/fields/{index}")
    if block.get("accessory") is not None:
        yield from element_errors(block["accessory"], f"{at}/accessory", IN_SECTION)


def _context(block: Json, at: str) -> Iterator[str]:
    yield from count(block.get("elements"), CONTEXT_ELEMENTS, f"{at}/elements")
    for index, item in enumerate(items(block.get("elements"))):
        if isinstance(item, dict) and item.get("type") == "image":
            yield from image(item, f"{at}/elements/{index}")
        else:
            yield from text_object(item, TEXT_OBJECT, f"{at}/elements/{index}")


def _actions(block: Json, at: str) -> Iterator[str]:
    yield from count(block.get("elements"), ACTION_ELEMENTS, f"{at}/elements")
    for index, item in enumerate(items(block.get("elements"))):
        yield from element_errors(item, f"{at}/elements/{index}", IN_ACTIONS)


def _input(block: Json, at: str) -> Iterator[str]:
    yield from text_object(block.get("label"), LABEL, f"{at}/label", PLAIN)
    yield from optional_text(block, "hint", LABEL, at)
    yield from element_errors(block.get("element"), f"{at}/element", IN_INPUT)


def _repeated_ids(blocks: list[Json]) -> Iterator[str]:
    yield from used_once("block_id", blocks)
    yield from used_once("action_id", interactive_elements(blocks))


_CHECKS: Mapping[str, Callable[[Json, str], Iterator[str]]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "image": image,
}
