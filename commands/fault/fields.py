"""The fields of a fault that can be typed as FIELD=VALUE, and how each value is read."""

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, get_args

from commands.kit.arguments import LONGEST_TITLE, one_line, take_pairs, within
from commands.kit.saying import Refused
from commands.kit.texts import text
from commands.kit.times import whole_past
from storage.contract.kinds import Cause, FaultType

TYPES: Final[tuple[str, ...]] = get_args(FaultType)
CAUSES: Final[tuple[str, ...]] = get_args(Cause)
_YES: Final = ("yes", "true", "1", "是", "on")
_NO: Final = ("no", "false", "0", "否", "off")

Reading = Callable[[str, datetime], Any]


def read_edits(words: str, now: datetime) -> dict[str, Any]:
    """`FIELD=VALUE FIELD=VALUE …`; a value reaches to the next `FIELD=`. Raises Refused."""
    typed = take_pairs(words)
    if not typed:
        raise Refused(text("Please say what to change as FIELD=VALUE; the fields are {fields}.", fields=_known()))
    values: dict[str, Any] = {}
    for name, value in typed.items():
        if name not in _READ:
            raise Refused(
                text("A fault has no field {name} to edit; there are {fields}.", name=name[:40], fields=_known())
            )
        if not value and name in _NEEDED:
            raise Refused(text("The field {name} needs a value.", name=name))
        values[name] = _READ[name](value, now) if value else None
    return values


_CHINESE: Final = {
    "功能": "function",
    "数据": "data",
    "安全": "security",
    "网络": "network",
    "终端": "terminal",
    "其他": "other",
    "自身": "own",
    "第三方": "third_party",
    "不可抗力": "force_majeure",
    "计划": "planned",
}


def one_of(choices: tuple[str, ...]) -> Reading:
    """Reads one of the words, in English or Chinese."""

    def read(value: str, _: datetime) -> str:
        value = _CHINESE.get(value, value)
        if value.casefold() not in choices:
            raise Refused(text("“{value}” is none of {choices}.", value=value[:40], choices=", ".join(choices)))
        return value.casefold()

    return read


def read_level(value: str) -> int:
    """A fault's level, 1 to 5. Raises Refused."""
    return _number(value.removesuffix("级").strip(), 1, 5)


def _number(typed: str, least: int, most: int) -> int:
    value = unicodedata.normalize("NFKC", typed)
    if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
        raise Refused(
            text("“{value}” is no whole number from {least} to {most}.", value=value[:40], least=least, most=most)
        )
    return int(value)


def _devices(value: str, _: datetime) -> int:
    return _number(value, 0, 9999)


def _truth(value: str, _: datetime) -> bool:
    if value.casefold() not in (*_YES, *_NO):
        raise Refused(text("“{value}” is neither yes nor no.", value=value[:40]))
    return value.casefold() in _YES


def _words(value: str, _: datetime) -> str:
    return within(one_line(value), LONGEST_TITLE)


def _known() -> str:
    return ", ".join(_READ)


_NEEDED: Final = ("title", "system", "type", "emergency", "outage", "onsite", "noticed_at", "devices_down")
_READ: Final[dict[str, Reading]] = {
    "title": _words,
    "system": _words,
    "type": one_of(TYPES),
    "module": _words,
    "cause": one_of(CAUSES),
    "emergency": _truth,
    "outage": _truth,
    "onsite": _truth,
    "started_at": whole_past,
    "noticed_at": whole_past,
    "responded_at": whole_past,
    "arrived_at": whole_past,
    "handled_at": whole_past,
    "closed_at": whole_past,
    "devices_down": _devices,
    "device": _words,
    "trouble": _words,
}
