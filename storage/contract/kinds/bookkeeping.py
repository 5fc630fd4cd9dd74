"""What the bot keeps for itself, beside the facts of the public file: settings made in Slack, periods closed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from storage.contract.fact import Complaint, Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting(Fact):
    """A setting of the contract made in Slack; `id` is its dotted key, `value` its JSON text."""

    KIND: ClassVar[str] = "setting"
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing(Fact):
    """A period whose standing was accepted; `id` is the period's written form.

    `standing` is the standing as JSON text as it was at `at`, `sha256` the hash of that text.
    """

    KIND: ClassVar[str] = "closing"
    HAPPENING: ClassVar[str | None] = "at"
    by: str
    at: datetime
    standing: str
    sha256: str

    def impossible(self) -> Iterator[Complaint]:
        if len(self.sha256) != 64:
            yield "sha256", "must be 64 hexadecimal digits"
