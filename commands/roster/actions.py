"""Setting who is on duty, through a unit of work."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from commands.kit.persons import one_of_the_team
from commands.kit.posting import keep_cards
from commands.roster.views import Part
from storage.contract.kinds import Duty
from storage.contract.terms import Terms
from storage.records import duties
from storage.records.finding import new_id
from storage.records.ledger import Change, UnitOfWork

TAKES_ITS_PLACE = "somebody else was set for that day"


class TurnSet(NamedTuple):
    """Somebody's turn, and those that it took the place of."""

    turn: Duty
    instead_of: Sequence[Duty]


def set_duty(work: UnitOfWork, day: date, name: str, part: Part) -> TurnSet:
    """Somebody is on duty; whoever had the same part of that day, or all of it, is not any more."""
    person = one_of_the_team(work.connection, name, day)
    held = [one for one in duties.on_days(work.connection, day, day) if "all" in (part, one.part) or one.part == part]
    for spare in held[1:]:
        work.remove(spare, TAKES_ITS_PLACE)
    if held:
        return TurnSet(work.record(replace(held[0], person=person.id, part=part)), held)
    duty = Duty(
        id=new_id(work, Duty),
        day=day,
        person=person.id,
        part=part,
        recorded_at=work.now,
        recorded_by=work.author.person,
    )
    return TurnSet(work.record(duty), ())


def reflect(work: UnitOfWork, change: Change, _: Terms) -> None:
    """Tell whoever is on duty, and whoever is not any more."""
    concerned = [fact.person for fact in change if isinstance(fact, Duty)]
    others = [person for person in dict.fromkeys(concerned) if person != work.author.person]
    if concerned:
        keep_cards(work, change, others)
