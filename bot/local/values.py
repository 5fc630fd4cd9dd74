"""What stands in interactive elements: initial values, what Slack calls them in a payload, and what was left out."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from bot.local.limit_elements import LISTS, MOST_FILES, MULTIPLE, SINGLE, TYPED_IN, all_options
from bot.local.limit_rules import items
from bot.local.model import Json

Values = Mapping[str, Mapping[str, Any]]
"""Raw values as the page holds them, by block id and action id: a text, an option's value, an id, a date, a list.

What a `file_input` holds is a list of files' ids at the page, and of files as Slack tells of them here.
"""

STATEFUL = SINGLE | MULTIPLE | LISTS | TYPED_IN | {"datetimepicker", "file_input"}
SELECTED = {
    "static_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "multi_static_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}
INITIAL = {name: selected.replace("selected", "initial") for name, selected in SELECTED.items()}


class NoSuchElementError(Exception):
    """There is no such element, option or value; the text says what."""


def with_ids(blocks: list[Json]) -> list[Json]:
    """The blocks with the ids Slack gives to interactive ones that come without."""
    return [_block_with_ids(block) for block in blocks]


def elements_of(blocks: list[Json]) -> Iterator[tuple[str, Json]]:
    """Every interactive element with its block's id, in reading order."""
    for block in blocks:
        in_row = items(block.get("elements")) if block.get("type") == "actions" else []
        for element in [block.get("accessory"), block.get("element"), *in_row]:
            if isinstance(element, dict) and "action_id" in element:
                yield str(block.get("block_id", "")), element


def find_element(blocks: list[Json], block_id: str | None, action_id: str) -> tuple[str, Json]:
    """The element with these ids and its block's id; without a block id the first one with that action id.

    Raises:
        NoSuchElementError: there is none.
    """
    for block, element in elements_of(blocks):
        if element["action_id"] == action_id and block_id in (None, block):
            return block, element
    raise NoSuchElementError(f"no element {action_id}")


def described(element: Json, raw: Any) -> Json:
    """An element with a raw value, as payloads tell it.

    Raises:
        NoSuchElementError: the value is not among the element's options, or of no use to it.
    """
    try:
        return _described(element, raw)
    except (TypeError, ValueError) as error:
        raise NoSuchElementError(f"no value for {element['type']}: {raw!r}") from error


def _described(element: Json, raw: Any) -> Json:
    kind = element["type"]
    if kind == "button":
        return {"type": kind, "text": element["text"], **({"value": element["value"]} if "value" in element else {})}
    if kind in TYPED_IN:
        return {"type": kind, "value": str(raw) if raw not in (None, "") else None}
    if kind == "file_input":
        return {"type": kind, "files": list(raw or [])}
    return {"type": kind, SELECTED[kind]: _selected(element, raw)}


def state_of(blocks: list[Json], values: Values) -> Json:
    """`state.values`: what stands in every element that holds something, initial values where nothing was changed."""
    state: Json = {}
    for block, element in elements_of(blocks):
        if element["type"] in STATEFUL:
            raw = values.get(block, {}).get(element["action_id"], initial(element))
            state.setdefault(block, {})[element["action_id"]] = described(element, raw)
    return state


def initial(element: Json) -> Any:
    """The raw value an element starts with."""
    kind = element["type"]
    if kind == "file_input":
        return []
    given = element.get("initial_value" if kind in TYPED_IN else INITIAL[kind])
    if kind in ("static_select", "radio_buttons"):
        return given["value"] if given else None
    if kind in ("multi_static_select", "checkboxes"):
        return [option["value"] for option in given or []]
    return (given or []) if kind in MULTIPLE else given


def left_out(blocks: list[Json], values: Values) -> dict[str, tuple[str, Json]]:
    """What the client objects to before it submits, by block id: a word for the objection, and the element."""
    objections = {}
    for block in blocks:
        if block.get("type") != "input" or block["element"]["type"] not in STATEFUL:
            continue
        element = block["element"]
        raw = values.get(block["block_id"], {}).get(element["action_id"], initial(element))
        word = _objection(element, raw, optional=bool(block.get("optional")))
        if word:
            objections[block["block_id"]] = (word, element)
    return objections


def _objection(element: Json, raw: Any, *, optional: bool) -> str | None:
    if raw in (None, "", []) or (isinstance(raw, str) and not raw.strip()):
        return None if optional else "required"
    if element["type"] == "plain_text_input":
        return _length_objection(element, str(raw))
    if element["type"] == "number_input":
        return _number_objection(element, str(raw))
    if element["type"] == "file_input":
        return _file_objection(element, raw)
    return None


def _file_objection(element: Json, files: list[Json]) -> str | None:
    if len(files) > element.get("max_files", MOST_FILES):
        return "too_many_files"
    kinds = [kind.lower().removeprefix(".") for kind in element.get("filetypes") or []]
    return "wrong_type" if kinds and any(file["filetype"] not in kinds for file in files) else None


def _length_objection(element: Json, text: str) -> str | None:
    if len(text) < element.get("min_length", 0):
        return "too_short"
    return "too_long" if len(text) > element.get("max_length", 3_000) else None


def _number_objection(element: Json, text: str) -> str | None:
    pattern = r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+"
    if not re.fullmatch(pattern, text):
        return "no_number" if element["is_decimal_allowed"] else "no_whole_number"
    if "min_value" in element and float(text) < float(element["min_value"]):
        return "too_small"
    return "too_large" if "max_value" in element and float(text) > float(element["max_value"]) else None


def _selected(element: Json, raw: Any) -> Any:
    kind = element["type"]
    if kind in ("static_select", "radio_buttons", "overflow"):
        return _option(element, raw) if raw not in (None, "") else None
    if kind in ("multi_static_select", "checkboxes"):
        return [_option(element, value) for value in raw or []]
    if kind == "multi_users_select":
        return list(raw or [])
    if kind == "datetimepicker":
        return int(raw) if raw not in (None, "") else None
    return raw or None


def _option(element: Json, value: object) -> Json:
    for option in all_options(element):
        if option["value"] == value:
            return dict(option)
    raise NoSuchElementError(f"no option {value}")


def _block_with_ids(block: Json) -> Json:
    filled = dict(block)
    for name in ("accessory", "element"):
        if isinstance(block.get(name), dict) and block[name].get("type") != "image":
            filled[name] = {**block[name], "action_id": block[name].get("action_id") or _fresh_id()}
    if block.get("type") == "actions":
        filled["elements"] = [
            {**element, "action_id": element.get("action_id") or _fresh_id()}
            for element in items(block.get("elements"))
        ]
    if filled != block or any(name in block for name in ("accessory", "element")) or block.get("type") == "actions":
        filled["block_id"] = block.get("block_id") or _fresh_id()
    return filled


def _fresh_id() -> str:
    return secrets.token_urlsafe(4)[:5]
