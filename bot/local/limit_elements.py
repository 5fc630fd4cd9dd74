"""What Slack accepts in an interactive element (https://docs.slack.dev/reference/block-kit/block-elements)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.local.limit_rules import PLAIN, count, items, length, optional_length, optional_text, text_object, unknown
from bot.local.model import Json

BUTTON_TEXT = 75
VALUE = 2_000
OPTIONS = 100
SHORT_LISTS = {"overflow": 5, "checkboxes": 10, "radio_buttons": 10}
OPTION_TEXT = 75
OPTION_VALUE = 150
PLACEHOLDER = 150
IDENTIFIER = 255
URL = 3_000
ALT_TEXT = 2_000
IMAGE_TITLE = 2_000
TYPED = 3_000
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30
MOST_FILES = 10

SINGLE = frozenset({"static_select", "users_select", "datepicker", "timepicker"})
MULTIPLE = frozenset({"multi_static_select", "multi_users_select"})
LISTS = frozenset({"checkboxes", "radio_buttons"})
TYPED_IN = frozenset({"plain_text_input", "number_input", "email_text_input", "url_text_input"})
IN_ACTIONS = SINGLE | LISTS | {"button", "overflow", "datetimepicker"}
IN_SECTION = SINGLE | MULTIPLE | LISTS | {"button", "overflow", "image"}
IN_INPUT = SINGLE | MULTIPLE | LISTS | TYPED_IN | {"datetimepicker", "file_input"}
WITH_OPTIONS = LISTS | {"static_select", "multi_static_select", "overflow"}

DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
FILE_ID = re.compile(r"F[A-Z0-9]{8,}")
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def element_errors(element: object, at: str, allowed: frozenset[str]) -> Iterator[str]:
    """Everything Slack would object to in an element that stands where only the `allowed` kinds may."""
    if not isinstance(element, dict) or not isinstance(element.get("type"), str):
        yield f"must be an interactive element [json-pointer:{at}]"
        return
    kind = element["type"]
    if kind not in allowed:
        yield f"unsupported type: {kind} [json-pointer:{at}/type]"
        return
    yield from optional_length(element, "action_id", IDENTIFIER, at)
    yield from optional_text(element, "placeholder", PLACEHOLDER, at)
    if element.get("confirm") is not None:
        yield from _confirm(element["confirm"], f"{at}/confirm")
    if kind in WITH_OPTIONS:
        yield from _options(element, at)
    if kind in _CHECKS:
        yield from _CHECKS[kind](element, at)


def image(block: Json, at: str) -> Iterator[str]:
    """An image, as a block or an element: of an address, or of a file in Slack."""
    if "slack_file" not in block:
        yield from length(block.get("image_url"), URL, f"{at}/image_url")
    elif block.get("image_url") is not None:
        yield f"must have either image_url or slack_file [json-pointer:{at}]"
    else:
        yield from _slack_file(block["slack_file"], f"{at}/slack_file")
    yield from length(block.get("alt_text"), ALT_TEXT, f"{at}/alt_text")
    yield from optional_text(block, "title", IMAGE_TITLE, at)


def _slack_file(named: object, at: str) -> Iterator[str]:
    if not isinstance(named, dict) or len(named.keys() & {"id", "url"}) != 1:
        yield f"must have either id or url [json-pointer:{at}]"
        return
    yield from unknown(named, frozenset({"id", "url"}), at)
    if "url" in named:
        yield from length(named["url"], URL, f"{at}/url")
    elif not (isinstance(named["id"], str) and FILE_ID.fullmatch(named["id"])):
        yield f"input must match regex pattern: {FILE_ID.pattern} [json-pointer:{at}/id]"


def _button(element: Json, at: str) -> Iterator[str]:
    yield from text_object(element.get("text"), BUTTON_TEXT, f"{at}/text", PLAIN)
    yield from optional_length(element, "value", VALUE, at)
    yield from optional_length(element, "url", URL, at)
    yield from optional_length(element, "accessibility_label", BUTTON_TEXT, at)
    yield from _one_of(element, "style", ("primary", "danger"), at)


def _confirm(confirm: object, at: str) -> Iterator[str]:
    if not isinstance(confirm, dict):
        yield f"must be an object [json-pointer:{at}]"
        return
    limits = {"title": CONFIRM_TITLE, "text": CONFIRM_TEXT, "confirm": CONFIRM_BUTTON, "deny": CONFIRM_BUTTON}
    for name, limit in limits.items():
        yield from text_object(confirm.get(name), limit, f"{at}/{name}", ("plain_text", "mrkdwn"))
    yield from _one_of(confirm, "style", ("primary", "danger"), at)


def _options(element: Json, at: str) -> Iterator[str]:
    limit = SHORT_LISTS.get(element["type"], OPTIONS)
    groups = element.get("option_groups")
    if groups is None:
        yield from _option_list(element.get("options"), limit, f"{at}/options")
    else:
        yield from _groups(groups, at)
    known = [option for option in all_options(element) if isinstance(option, dict)]
    initial = [element["initial_option"]] if element.get("initial_option") else items(element.get("initial_options"))
    if any(option not in known for option in initial):
        yield f"initial option is not among the options [json-pointer:{at}]"


def _groups(groups: object, at: str) -> Iterator[str]:
    yield from count(groups, OPTIONS, f"{at}/option_groups")
    for index, group in enumerate(items(groups)):
        place = f"{at}/option_groups/{index}"
        label, options = (group.get("label"), group.get("options")) if isinstance(group, dict) else (None, None)
        yield from text_object(label, OPTION_TEXT, f"{place}/label", PLAIN)
        yield from _option_list(options, OPTIONS, f"{place}/options")


def _option_list(options: object, limit: int, at: str) -> Iterator[str]:
    yield from count(options, limit, at)
    for index, option in enumerate(items(options)):
        if not isinstance(option, dict):
            yield f"must be an option [json-pointer:{at}/{index}]"
            continue
        yield from text_object(option.get("text"), OPTION_TEXT, f"{at}/{index}/text")
        yield from length(option.get("value"), OPTION_VALUE, f"{at}/{index}/value")
        yield from optional_text(option, "description", OPTION_TEXT, f"{at}/{index}", ("plain_text", "mrkdwn"))


def all_options(element: Json) -> list[Any]:
    """The options of a select, those in groups included."""
    grouped = [items(group.get("options")) for group in items(element.get("option_groups")) if isinstance(group, dict)]
    return [*items(element.get("options")), *(option for group in grouped for option in group)]


def _typed(element: Json, at: str) -> Iterator[str]:
    least, most = element.get("min_length"), element.get("max_length")
    if least is not None and not (isinstance(least, int) and 0 <= least <= TYPED):
        yield f"must be from 0 to {TYPED} [json-pointer:{at}/min_length]"
    elif most is not None and not (isinstance(most, int) and max(1, least or 0) <= most <= TYPED):
        yield f"must be from 1 to {TYPED} and not under min_length [json-pointer:{at}/max_length]"
    yield from optional_length(element, "initial_value", TYPED, at)


def _number(element: Json, at: str) -> Iterator[str]:
    if not isinstance(element.get("is_decimal_allowed"), bool):
        yield f"missing required field: is_decimal_allowed [json-pointer:{at}]"
    for name in ("min_value", "max_value", "initial_value"):
        value = element.get(name)
        if value is not None and not (isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value)):
            yield f"must be a number written as a string [json-pointer:{at}/{name}]"


def _date(element: Json, at: str) -> Iterator[str]:
    yield from _matching(element, "initial_date", DATE, "YYYY-MM-DD", at)


def _time(element: Json, at: str) -> Iterator[str]:
    yield from _matching(element, "initial_time", TIME, "HH:mm", at)


def _moment(element: Json, at: str) -> Iterator[str]:
    value = element.get("initial_date_time")
    if value is not None and not (isinstance(value, int) and len(str(value)) == 10):
        yield f"must be a UNIX timestamp of 10 digits [json-pointer:{at}/initial_date_time]"


def _file(element: Json, at: str) -> Iterator[str]:
    yield from unknown(element, frozenset({"type", "action_id", "filetypes", "max_files"}), at)
    most, kinds = element.get("max_files", MOST_FILES), element.get("filetypes")
    if not isinstance(most, int) or isinstance(most, bool) or not 1 <= most <= MOST_FILES:
        yield f"must be from 1 to {MOST_FILES} [json-pointer:{at}/max_files]"
    if kinds is not None and not (isinstance(kinds, list) and kinds and all(isinstance(kind, str) for kind in kinds)):
        yield f"must be a list of file types [json-pointer:{at}/filetypes]"


def _matching(element: Json, name: str, pattern: re.Pattern[str], shape: str, at: str) -> Iterator[str]:
    value = element.get(name)
    if value is not None and not (isinstance(value, str) and pattern.fullmatch(value)):
        yield f"must be {shape} [json-pointer:{at}/{name}]"


def _one_of(holder: Json, name: str, allowed: tuple[str, ...], at: str) -> Iterator[str]:
    if holder.get(name) is not None and holder[name] not in allowed:
        yield f"must be one of {', '.join(allowed)} [json-pointer:{at}/{name}]"


_CHECKS: Mapping[str, Callable[[Json, str], Iterator[str]]] = {
    "button": _button,
    "image": image,
    "plain_text_input": _typed,
    "number_input": _number,
    "datepicker": _date,
    "timepicker": _time,
    "datetimepicker": _moment,
    "file_input": _file,
}
