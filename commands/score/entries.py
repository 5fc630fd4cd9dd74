"""Entries of the score by the keys people give, and what the speaker may see of them and do with them."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from commands.kit.arguments import split_id
from commands.kit.roles import PM, may, rules
from commands.kit.saying import Refused, Saying
from commands.score import views
from storage.contract.model import Entry, Row
from storage.contract.periods import Span
from storage.contract.rubric import shipped_rows
from storage.contract.rulings import RulingWord, can_be_ruled
from storage.records.standing import entries_with

Offers = Callable[[Entry], tuple[RulingWord, ...]]
"""Which rulings the reader may make on an entry as it stands."""

_PERSONAL: Final = ("punch", "leave")
"""Kinds of fact that tell of somebody's attendance."""
_RULERS_WORDS: Final[tuple[RulingWord, ...]] = ("confirm", "uphold", "waive")


def row_of(subject: str) -> Row:
    """The row that a code or a key names, in any case. Raises Refused where the appendix has none such."""
    code = subject.partition(":")[0]
    row = next((row for row in shipped_rows() if row.code == code.casefold()), None)
    if row is None:
        raise Refused(views.unknown_row(subject, shipped_rows()))
    return row


def take_key(words: str) -> tuple[str, str]:
    """The key that the words begin with, and the rest; a key with blanks stands between backticks."""
    if words.startswith("`"):
        quoted, closed, rest = words[1:].partition("`")
        if closed and quoted.strip():
            return quoted.strip(), rest.strip()
    return split_id(words)


def entry_for(said: Saying, connection: Connection, key: str, now: datetime, within: Span | None = None) -> Entry:
    """The entry of that key that the speaker may see, in the period or wherever it can be. Raises Refused.

    Of other people's attendance nobody learns whether there is such an entry.
    """
    row, hidden = row_of(key), hidden_from(said)
    entry = entries_with(connection, said.terms, [key], now, within).get(key)
    if entry is None or hidden(entry.row, entry.person):
        shown = f"{row.code}:{key.partition(':')[2]}"
        raise Refused(views.no_entry(shown, within or said.terms.term, may_be_hidden=hidden(row.code, "")))
    return entry


def hidden_from(said: Saying) -> views.Hidden:
    """Which entries the speaker may not see: other people's attendance and leave."""
    sees_all = may(said.speaker, "score.attendance")

    def hidden(row: str, person: str | None) -> bool:
        personal = row.startswith("attendance.") and person is not None
        return personal and not sees_all and person != said.speaker.id

    return hidden


def evidence_for(said: Saying, entry: Entry) -> list[str]:
    """What of the entry's evidence the speaker may see: of other people's punches and leave nothing."""
    if entry.person == said.speaker.id or may(said.speaker, "score.attendance"):
        return list(entry.evidence)
    return [name for name in entry.evidence if name.partition(":")[0] not in _PERSONAL]


def may_appeal(said: Saying, entry: Entry) -> bool:
    """Whether the speaker may appeal: the person concerned and the PM; on nobody's personal matter the whole team."""
    if not may(said.speaker, "score.appeal"):
        return False
    return entry.person in (None, said.speaker.id) or PM.includes(said.speaker)


def offers(said: Saying) -> Offers:
    """The rulings that the speaker may make, of those that an entry's standing allows."""

    def offered(entry: Entry) -> tuple[RulingWord, ...]:
        words = _RULERS_WORDS if rules(said.speaker, said.terms) else ()
        appeals: tuple[RulingWord, ...] = ("appeal",) if may_appeal(said, entry) and entry.worth < 0 else ()
        return tuple(word for word in (*words, *appeals) if can_be_ruled(entry, word))

    return offered
