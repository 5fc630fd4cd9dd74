"""Notes: what somebody with the right to judge writes down against a *noted* row of the appendix (digest, 4)."""

from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection

from commands.kit.adding import Adding
from commands.kit.blocks import Reply, context
from commands.kit.cards import recorded
from commands.kit.posting import keep_cards, supervisors
from commands.kit.saying import Refused, Saying
from commands.kit.texts import Text, Translator, text
from storage.contract.fact import Fact
from storage.contract.kinds import POINTS_ALLOWED, Fault, Guard, Note, Person, PointsChoice
from storage.contract.rubric import shipped_rows
from storage.contract.terms import Terms
from storage.records import people
from storage.records.finding import PREFIXES, matching
from storage.records.ledger import Change, UnitOfWork
from storage.records.tables import read_one

GUARD_ROWS: Final = ("guard.accident", "guard.hazard")
_ABOUT: Final[dict[str, tuple[type[Fact], ...]]] = {"fault.advice": (Fault,), "emergency.advice": (Fault,)}
"""What the notes on a row are about, where that is of one kind."""


def reflect(work: UnitOfWork, change: Change, _: Terms) -> None:
    """Tell the PM, the managers and whom the note concerns, directly; and keep that true."""
    fact = change.after or change.before
    if isinstance(fact, Note):
        keep_cards(work, change, [*supervisors(work), *([fact.person] if fact.person else [])])


def in_favour(fact: Note) -> bool:
    """Whether the note is worth points to the team."""
    if fact.points is not None:
        return fact.points > 0
    row = next(row for row in shipped_rows() if row.code == fact.row)
    return any(points > 0 for points in row.points.values())


def _settled(work: UnitOfWork, fact: Note) -> Note:
    """The note about what its words name. Raises Refused where the row needs something else, or that is not held."""
    allowed = POINTS_ALLOWED.get(fact.row)
    if allowed is None and fact.points is not None:
        raise Refused(text("{row} has fixed points; leave --points out.", row=fact.row), field="points")
    if allowed is not None and (fact.points is None or not allowed.admits(fact.points)):
        raise Refused(
            text("{row} takes points of {allowed}; say so with --points.", row=fact.row, allowed=_in_words(allowed)),
            field="points",
        )
    if fact.row in GUARD_ROWS and fact.about is None:
        which = text("{row} is about a guard period; say which, such as --about g-1.", row=fact.row)
        raise Refused(which, field="about")
    return fact if fact.about is None else replace(fact, about=_id_meant(work, fact.row, fact.about))


def _in_words(allowed: PointsChoice) -> Text:
    if allowed.only:
        return text("{points}", points=", ".join(map(str, allowed.only)))
    return text("{least} to {most}", least=allowed.least, most=allowed.most)


def _id_meant(work: UnitOfWork, row: str, word: str) -> str:
    """The id of what the note is about. Raises Refused where there is no such thing, or more than one."""
    kinds: tuple[type[Fact], ...] = (Guard,) if row in GUARD_ROWS else _ABOUT.get(row, tuple(PREFIXES))
    found = [fact for kind in kinds if (fact := matching(work.connection, kind, word)) is not None]
    if not found:
        raise Refused(text("I know nothing with the id {id}.", id=word[:40]), field="about")
    if len(found) > 1:
        choices = ", ".join(fact.id for fact in found)
        raise Refused(text("{id} may be any of {choices}; please say which.", id=word[:40], choices=choices))
    return found[0].id


def _receipt(fact: Note, said: Saying, connection: Connection) -> Reply:
    by = read_one(connection, Person, fact.by)
    judged = by is not None and by.side == "client" and by.role == "manager"
    return recorded(fact, people.names(connection), said.t, [_standing(fact, said.t, judged=judged)])


def _standing(fact: Note, t: Translator, *, judged: bool) -> Any:
    if judged:
        return context(t("It counts as confirmed, since a manager of the client wrote it."))
    if in_favour(fact):
        return context(t("It counts once a manager of the client confirms it: `/score waiting`."))
    return context(t("It counts until a manager of the client waives it: `/score waiting`."))


NOTING: Final = Adding(
    Note,
    text("A note"),
    ("row", "text", "person", "about", "count", "points", "at"),
    initial={"count": "1"},
    answer=_receipt,
    settle=_settled,
)
