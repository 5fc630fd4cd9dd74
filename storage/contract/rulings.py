"""An entry's life (digest): which ruling follows which standing of an entry."""

from collections.abc import Mapping
from typing import Final, Literal

from storage.contract.model import Entry, Status

RulingWord = Literal["confirm", "waive", "appeal", "uphold"]

RULED_FROM: Final[Mapping[RulingWord, frozenset[Status]]] = {
    "confirm": frozenset(("provisional", "waived")),
    "waive": frozenset(("provisional", "confirmed", "appealed", "upheld")),
    "uphold": frozenset(("appealed",)),
    "appeal": frozenset(("provisional", "confirmed")),
}
"""Each ruling to the statuses that it can follow."""

WAITING: Final[frozenset[Status]] = frozenset(("provisional", "appealed"))
"""The statuses of an entry that waits for a manager's word."""


def was_appealed(entry: Entry) -> bool:
    """Whether the entry was ever appealed; it can be once."""
    return any(ruling.ruling == "appeal" for ruling in entry.rulings)


def can_be_ruled(entry: Entry, word: RulingWord) -> bool:
    """Whether the ruling can be the entry's next."""
    return entry.status in RULED_FROM[word] and not (word == "appeal" and was_appealed(entry))
