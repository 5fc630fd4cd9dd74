"""What was filled into a form."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeVar

from commands.kit.saying import Refused
from commands.kit.texts import text

T = TypeVar("T", bound=str)
_BEGUN: Final = {
    "initial_value": "value",
    "initial_date": "selected_date",
    "initial_time": "selected_time",
    "initial_user": "selected_user",
    "initial_option": "selected_option",
    "initial_options": "selected_options",
}
"""What an element begins with, to what it is answered by."""


@dataclass(frozen=True)
class SentFile:
    """A file as Slack tells of it in a filled-in form: nothing of it is fetched yet.

    `size` in bytes, `url` where a bot downloads it; both are None where only `files.info` tells them.
    """

    id: str
    name: str
    size: int | None
    url: str | None


@dataclass(frozen=True)
class FileGiven:
    """A file that was handed in and is kept; `size` in bytes, `name` in its giver's own words."""

    name: str
    size: int
    sha256: str
    """Of its content, in small hex digits."""


@dataclass(frozen=True)
class Answers:
    """What was filled in, by field name; reading a field that was left empty gives an empty value."""

    values: Mapping[str, Any]
    about: str = ""
    """What the form is about, where the form keeps that in mind."""
    shown: Mapping[str, Any] = field(default_factory=dict)
    """What the fields held when the form was opened."""

    def untouched(self, name: str) -> bool:
        """Whether the field was left as the form showed it, so that nothing is meant by it."""
        return name in self.shown and (self.values.get(name) or None) == (self.shown[name] or None)

    def shown_ticked(self, name: str) -> frozenset[str]:
        """The boxes that were ticked when the form was opened."""
        value = self.shown.get(name)
        return frozenset(value) if isinstance(value, list) else frozenset()

    def words(self, name: str) -> str:
        """The text of a field, without space around it."""
        value = self.values.get(name)
        return value.strip() if isinstance(value, str) else ""

    def chosen(self, name: str, choices: Sequence[T]) -> T:
        """The choice made. Raises Refused at the field where there is none."""
        for choice in choices:
            if choice == self.values.get(name):
                return choice
        raise Refused(text("Please choose one."), field=name)

    def chosen_many(self, name: str) -> tuple[str, ...]:
        """The choices made, in the list's order, each once. Raises Refused at the field where there is none."""
        value = self.values.get(name)
        made = tuple(dict.fromkeys(str(one) for one in value)) if isinstance(value, list) else ()
        if not made:
            raise Refused(text("Please choose at least one."), field=name)
        return made

    def ticked(self, name: str) -> frozenset[str]:
        """The boxes ticked."""
        value = self.values.get(name)
        return frozenset(value) if isinstance(value, list) else frozenset()

    def day(self, name: str) -> date | None:
        """The day chosen."""
        return date.fromisoformat(self.words(name)) if self.words(name) else None

    def file(self, name: str) -> FileGiven | None:
        """The file handed in."""
        value = self.values.get(name)
        return value if isinstance(value, FileGiven) else None


@contextmanager
def at_field(name: str) -> Iterator[None]:
    """A refusal within stands at that field of the form."""
    try:
        yield
    except Refused as refusal:
        refusal.field = refusal.field or name
        raise


def answers_in(view: Mapping[str, Any], files: Mapping[str, FileGiven] | None = None) -> Answers:
    """What was filled into a submitted view; `files` are those handed in with it, by field name, once they are kept."""
    values = {**{name: _value(element) for name, element in _filled_in(view)}, **(files or {})}
    return Answers(values, str(metadata_of(view).get("about") or ""), dict(_shown_in(view)))


def files_in(view: Mapping[str, Any]) -> dict[str, SentFile]:
    """The files handed in with a submitted view, by field name. Raises Refused at a field that holds more than one."""
    found: dict[str, SentFile] = {}
    for name, element in _filled_in(view):
        files = element.get("files") or []
        if len(files) > 1:
            raise Refused(text("Please hand in one file."), field=name)
        if files:
            found[name] = sent_file(files[0])
    return found


def sent_file(told: Mapping[str, Any]) -> SentFile:
    """The file of which Slack tells."""
    url = told.get("url_private_download") or told.get("url_private")
    return SentFile(str(told["id"]), str(told.get("name") or told["id"]), told.get("size"), url)


def metadata_of(view: Mapping[str, Any]) -> Mapping[str, Any]:
    """What travels in the view. Raises ValueError for what no view of ours carries."""
    metadata = json.loads(view.get("private_metadata") or "{}")
    if not isinstance(metadata, dict):
        raise ValueError("not a form of ours")
    return metadata


def _filled_in(view: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each field's name and what its element holds."""
    state = (view.get("state") or {}).get("values") or {}
    yield from ((name, next(iter(elements.values()), {})) for name, elements in state.items())


def _shown_in(view: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each field's name and what it held when the view was opened, in the form in which it is filled in."""
    for block in view.get("blocks") or []:
        element = block.get("element") or {}
        if block.get("type") == "input":
            begun = [(name, value) for name, value in element.items() if name in _BEGUN]
            yield str(block["block_id"]), _value({_BEGUN[name]: value for name, value in begun})


def _value(element: Mapping[str, Any]) -> Any:
    for name in ("value", "selected_date", "selected_time", "selected_user"):
        if element.get(name) is not None:
            return element[name]
    if element.get("selected_option"):
        return element["selected_option"]["value"]
    return [option["value"] for option in element.get("selected_options") or []]
