"""What every fact has in common: an id, who recorded it and when, and which values are impossible."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Final, Literal, TypeVar, get_type_hints

from storage.contract.periods import day_start

BOT: Final = "zhiban"
State = Literal["approved", "claimed", "refused"]

Complaint = tuple[str, str]
"""The field (by its written name) and, in English, why its value is impossible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that happened or was agreed. `KIND` is its written name, `HAPPENING` the field of its first happening.

    Fields that Python reserves (`from`, `for`, `class`) carry a trailing underscore here and none when written.
    """

    KIND: ClassVar[str]
    HAPPENING: ClassVar[str | None] = None
    """The moment or day from which the fact exists when `recorded_at` is left out; None: it always exists."""

    id: str
    recorded_at: datetime | None = None
    recorded_by: str | None = None
    state: State = "approved"

    @property
    def first_happening(self) -> datetime | None:
        """The moment of `HAPPENING`; a day counts from 00:00."""
        return as_moment(getattr(self, self.HAPPENING)) if self.HAPPENING else None

    def dependent_defaults(self) -> dict[str, Any]:
        """Defaults that follow from the fact's other fields, by attribute name."""
        return {"recorded_at": self.first_happening} if self.HAPPENING else {}

    def impossible(self) -> Iterator[Complaint]:
        """Every value that cannot be, such as an end before its start."""
        return iter(())


SomeFact = TypeVar("SomeFact", bound=Fact)


def as_moment(value: datetime | date) -> datetime:
    """A moment as it is; a day as its 00:00."""
    return value if isinstance(value, datetime) else day_start(value)


def written(name: str) -> str:
    """The written name of an attribute: `from_` is `from`."""
    return name.rstrip("_")


def field_types(kind: type[Fact]) -> dict[str, Any]:
    """Attribute name to type, in the order in which the fields are written."""
    hints = get_type_hints(kind)
    own = [name for name in kind.__annotations__ if name not in ("KIND", "HAPPENING")]
    shared = [name for name in ("recorded_at", "recorded_by", "state") if name not in own]
    return {name: hints[name] for name in ("id", *own, *shared)}


def not_before(
    end: str, ended: datetime | date | None, start: str, started: datetime | date | None
) -> Iterator[Complaint]:
    """A complaint where the end lies before the start."""
    if ended is not None and started is not None and as_moment(ended) < as_moment(started):
        yield end, f"lies before {start}"


def at_least(field: str, value: Any, least: int) -> Iterator[Complaint]:
    """A complaint where the number is below `least`."""
    if value is not None and value < least:
        yield field, f"must be at least {least}"
