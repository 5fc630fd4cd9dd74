"""The arguments of a Web API call, however they came: in the query, as a form or as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from bot.local.model import Json

TRUE_WORDS = frozenset({"1", "true", "True"})


class ApiError(Exception):
    """A call is refused; `code` is Slack's word for why, `messages` say where."""

    def __init__(self, code: str, messages: list[str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages or []


class Arguments:
    """Typed access to a call's arguments; a value of the wrong type refuses the call with `invalid_arguments`."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = {key: value for key, value in values.items() if value is not None}

    @classmethod
    def parse(cls, query: str, content_type: str, body: bytes) -> Arguments:
        """Read the arguments of a request.

        Raises:
            ApiError: the body is not what its content type says.
        """
        values: Json = dict(parse_qsl(query, keep_blank_values=True))
        if content_type.startswith("application/json"):
            values.update(_json_object(body))
        else:
            values.update(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        return cls(values)

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def text(self, name: str) -> str:
        """A text that must be there."""
        value = self.values.get(name)
        if value is None or value == "":
            raise ApiError("invalid_arguments", [f"[ERROR] missing required field: {name}"])
        return str(value)

    def optional(self, name: str) -> str | None:
        """A text, or None when it is missing or empty."""
        value = self.values.get(name)
        return str(value) if value not in (None, "") else None

    def flag(self, name: str) -> bool:
        """A yes or no, by default no."""
        return str(self.values.get(name, "")) in TRUE_WORDS

    def number(self, name: str, default: int, most: int) -> int:
        """A count from 1 to `most`."""
        value = str(self.values.get(name) or default)
        if not value.isdecimal() or not 1 <= int(value) <= most:
            raise ApiError("invalid_limit" if name == "limit" else "invalid_arguments")
        return int(value)

    def structure(self, name: str) -> Any:
        """A JSON value: itself in a JSON body, a string that holds it in a form; None when missing."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError as error:
            raise ApiError(f"invalid_{name}_format" if name == "blocks" else f"invalid_{name}") from error


def _json_object(body: bytes) -> Json:
    try:
        value = json.loads(body or b"{}")
    except ValueError as error:
        raise ApiError("invalid_json") from error
    if not isinstance(value, dict):
        raise ApiError("json_not_object")
    return value
