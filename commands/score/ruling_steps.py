"""The steps by which entries of the score are ruled on, whether typed or filled in (digest, An entry's life)."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from commands.kit.answers import at_field
from commands.kit.arguments import LONGEST_TEXT, within
from commands.kit.blocks import Reply
from commands.kit.roles import CLIENT_MANAGERS, rules
from commands.kit.saying import Refused, Saying, Step, Write, needed
from commands.kit.texts import Text, text
from commands.score import ruling_views
from commands.score.entries import entry_for, may_appeal, row_of, take_key
from commands.score.ruling_views import Skipped
from commands.score.views import no_entry
from storage.contract.kinds import Person, Ruling
from storage.contract.model import Entry
from storage.contract.rulings import RulingWord, can_be_ruled
from storage.contract.scoring import STATUS_AFTER
from storage.records import people
from storage.records.finding import new_id
from storage.records.ledger import UnitOfWork
from storage.records.standing import entries_with


def typed(said: Saying, word: RulingWord) -> Step:
    """`confirm|waive|uphold|appeal KEY REASON`."""
    if word != "appeal":
        check_rules(said)
    key, reason = take_key(said.needs_words(text("the entry's key and the reason")))
    return rule(said, word, key, reason)


def typed_several(said: Saying) -> Step:
    """`rule confirm|waive KEY … REASON`: keys are the words that begin with a row's code and a colon."""
    check_rules(said)
    first, rest = take_key(said.needs_words(text("confirm or waive, the entries' keys and the reason")))
    word = _SEVERAL.get(first.casefold())
    if word is None:
        raise Refused(text("Please say confirm or waive after rule."))
    keys: list[str] = []
    while _KEY.match(rest):
        key, rest = take_key(rest)
        keys.append(key)
    return rule_several(said, word, keys, rest)


def rule(said: Saying, word: RulingWord, key: str, reason: str) -> Step:
    """A ruling on one entry. Raises Refused where the speaker may not, and without a reason."""
    if word != "appeal":
        check_rules(said)
    whole_key(key)
    _check_reason(reason)
    return Write(lambda work: _rule(work, said, word, key, reason))


def rule_several(said: Saying, word: RulingWord, keys: Sequence[str], reason: str) -> Step:
    """The same ruling on several entries; those on which it cannot be made are left as they are, and told."""
    check_rules(said)
    if not keys:
        raise Refused(text("Please name the entries by their keys; `/score waiting` lists them."))
    for key in keys:
        whole_key(key)
    _check_reason(reason)
    return Write(lambda work: _rule_several(work, said, word, keys, reason))


def check_rules(said: Saying) -> None:
    """Raises Refused where the speaker is of a side that does not rule (reading 18)."""
    if not rules(said.speaker, said.terms):
        raise Refused(
            text("Only managers on the client's side rule on entries."), private_to=CLIENT_MANAGERS, shows_example=False
        )


def whole_key(key: str) -> str:
    """The key. Raises Refused for a row's code alone, and where there is no such row."""
    row = row_of(key)
    if not key.partition(":")[2]:
        raise Refused(
            text("{row} is a row; please give an entry's whole key. `/score explain {row}` lists them.", row=row.code)
        )
    return key


def _rule(work: UnitOfWork, said: Saying, word: RulingWord, key: str, reason: str) -> Reply:
    entry = entry_for(said, work.connection, key, work.now)
    if word == "appeal" and not may_appeal(said, entry):
        raise Refused(
            ruling_views.not_yours_to_appeal(entry, people.name_of(work.connection, str(entry.person))),
            shows_example=False,
        )
    if _said_before(entry, said.speaker, word, reason):
        return ruling_views.said_already(entry, word, said.t)
    if not can_be_ruled(entry, word):
        raise Refused(_why_not(work, entry, word), shows_example=False)
    return ruling_views.receipt(_record(work, said.speaker, entry, word, reason), word, reason, said.t)


def _rule_several(work: UnitOfWork, said: Saying, word: RulingWord, keys: Sequence[str], reason: str) -> Reply:
    found = entries_with(work.connection, said.terms, keys, work.now)
    done: dict[str, Entry] = {}
    skipped: list[Skipped] = []
    for key in dict.fromkeys(keys):
        entry = found.get(key)
        if entry is None:
            skipped.append(_skipped(key, no_entry(key, said.terms.term, may_be_hidden=False)))
        elif entry.key in done:
            continue
        elif not can_be_ruled(entry, word):
            skipped.append(_skipped(key, _why_not(work, entry, word)))
        else:
            done[entry.key] = _record(work, said.speaker, entry, word, reason)
    return ruling_views.ruled_on_several(word, list(done.values()), skipped, reason, said.t)


def _record(work: UnitOfWork, by: Person, entry: Entry, word: RulingWord, reason: str) -> Entry:
    """Write the ruling; gives the entry as it stands then.

    Its moment is kept to the fraction of a second: of two rulings on an entry the later one counts.
    """
    ruling = work.record(
        Ruling(
            id=new_id(work, Ruling),
            entry=entry.key,
            ruling=word,
            by=by.id,
            at=work.now,
            reason=reason,
            recorded_at=work.now,
            recorded_by=by.id,
        )
    )
    points = Decimal(0) if word == "waive" else entry.worth
    return replace(entry, status=STATUS_AFTER[word], points=points, rulings=(*entry.rulings, ruling))


def _said_before(entry: Entry, by: Person, word: RulingWord, reason: str) -> bool:
    """Whether the entry's last ruling is this very one, as a double click says it twice."""
    last = entry.rulings[-1] if entry.rulings else None
    return last is not None and (last.by, last.ruling, last.reason) == (by.id, word, reason)


def _why_not(work: UnitOfWork, entry: Entry, word: RulingWord) -> Text:
    last = entry.rulings[-1].by if entry.rulings else ""
    return ruling_views.why_not(entry, word, people.name_of(work.connection, last))


def _skipped(key: str, why: Text) -> Skipped:
    """Why the entry was left, with people's words in it made harmless."""
    return Skipped(key, Refused(why).why)


def _check_reason(reason: str) -> None:
    with at_field("reason"):
        within(needed(reason, text("the reason too")), LONGEST_TEXT)


_KEY: Final = re.compile(r"`?[A-Za-z_]+\.[A-Za-z_]+:")
"""How a key begins, known or not: a misspelt one is no part of the reason."""
_SEVERAL: Final[dict[str, RulingWord]] = {
    "confirm": "confirm",
    "确认": "confirm",
    "waive": "waive",
    "豁免": "waive",
    "免扣": "waive",
    "免除": "waive",
}
