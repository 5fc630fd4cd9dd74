"""The step of `/zhiban audit`: whose history somebody may read, and what the ledger tells."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row

from commands.kit.arguments import split_id
from commands.kit.blocks import Reply
from commands.kit.roles import WHO_MAY, may
from commands.kit.saying import Read, Refused, Saying, Step
from commands.kit.texts import text
from commands.zhiban import audit_views
from commands.zhiban.actions import kinds_and_id
from storage.contract.fact import Fact
from storage.contract.kinds import HELD_KIND_NAMED, Leave, Person, Punch, Ruling
from storage.records import ledger, people
from storage.records.factfile import people_named

_OTHERS_ATTENDANCE: Final = "score.attendance"
_ATTENDANCE: Final = "attendance."
SHOWN_BY: Final = {
    "inspection": "fault.show",
    "problem": "fault.show",
    "fault": "fault.show",
    "downtime_exempt": "fault.show",
    "document": "report.list",
    "request": "request.list",
    "task": "task.list",
    "staff_change": "staff.list",
    "vacancy": "staff.list",
    "asset_change": "asset.list",
    "stocktake": "asset.list",
    "guard": "guard.list",
    "support": "guard.list",
    "plan": "drill.list",
    "drill": "drill.list",
    "survey": "survey.result",
    "note": "score.note",
    "duty": "roster.show",
    "setting": "zhiban.settings",
}
"""A kind of fact to the permission that shows such facts; what is not here everybody sees."""


def audit(said: Saying) -> Step:
    """`audit ID`."""
    id_, rest = split_id(said.needs_words(text("whose history, by its id")))
    if rest:
        raise Refused(text("Please say one id, such as f-3 or punch:p-3."))
    return Read(lambda connection: _history(said, connection, id_))


def _history(said: Saying, connection: Connection, word: str) -> Reply:
    revisions = _revisions_of(connection, word)
    told = [audit_views.Told(row, ledger.stated(row.before), ledger.stated(row.after)) for row in revisions]
    facts = [fact for one in told for fact in (one.before, one.after) if fact is not None]
    names = people.names(connection)
    _check_may_see(said.speaker, facts)
    if not may(said.speaker, _OTHERS_ATTENDANCE) and _whose(facts) & names.keys() - {said.speaker.id}:
        raise Refused(
            text("The history of attendance and leave is for the person and for those who decide on it."),
            private_to=WHO_MAY[_OTHERS_ATTENDANCE],
            shows_example=False,
        )
    return audit_views.history(told, ledger.altered(connection, revisions), names, said.t)


def _check_may_see(reader: Person, facts: Sequence[Fact]) -> None:
    """Raises Refused where the facts are of a kind that the reader is not shown elsewhere, and do not name them."""
    shown_by = SHOWN_BY.get(facts[-1].KIND)
    named = {person for fact in facts for _, person in people_named(fact)}
    if shown_by is not None and not may(reader, shown_by) and reader.id not in named:
        raise Refused(text("That record is for others to see."), private_to=WHO_MAY[shown_by], shows_example=False)


def _revisions_of(connection: Connection, word: str) -> Sequence[Row[Any]]:
    """The revisions of the one fact that the word means, held or not. Raises Refused for none or several."""
    kinds, wanted = kinds_and_id(word, HELD_KIND_NAMED)
    named = {kind.KIND for kind in kinds}
    for id_ in dict.fromkeys((wanted, wanted.lower())):
        found = [kind for kind in ledger.kinds_with(connection, id_) if kind in named]
        if len(found) > 1:
            choices = ", ".join(f"{kind}:{id_}" for kind in found)
            raise Refused(text("The id {id} is used more than once; say which: {choices}.", id=word, choices=choices))
        if found:
            return ledger.history(connection, found[0], id_)
    raise Refused(text("I know nothing with the id {id}.", id=word[:40]))


def _whose(facts: Sequence[Fact]) -> set[str]:
    """Whose attendance or leave the facts tell of, by id; of a ruling on the team's the period."""
    own = {fact.person for fact in facts if isinstance(fact, Punch | Leave)}
    rulings = [fact.entry for fact in facts if isinstance(fact, Ruling) and fact.entry.startswith(_ATTENDANCE)]
    return own | {entry.split(":")[1] for entry in rulings if ":" in entry}
