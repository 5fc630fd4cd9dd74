"""People, undo and void, through a unit of work."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Row

from commands.kit.blocks import bilingual
from commands.kit.saying import Refused
from commands.kit.texts import text
from commands.zhiban import views
from storage.contract.fact import BOT, Fact
from storage.contract.kinds import ALL_KINDS, KIND_NAMED, Person
from storage.contract.periods import day_of
from storage.records import ledger, people
from storage.records.ledger import UnitOfWork
from storage.records.outbox import Message, enqueue
from storage.records.tables import read_one

UNDO_WITHIN: Final = timedelta(minutes=10)


def add_person(work: UnitOfWork, person: Person) -> Person:
    """Somebody new. Raises Refused where the id or the Slack account is taken."""
    if person.id == BOT or work.get(Person, person.id) is not None:
        raise Refused(text("The id {id} is taken; choose another.", id=person.id))
    _slack_free(work, person)
    return work.record(replace(person, recorded_at=work.now, recorded_by=work.author.person))


def edit_person(work: UnitOfWork, word: str, values: dict[str, Any]) -> Person:
    """Somebody with other particulars."""
    person = replace(one_person(work, word), **values)
    _slack_free(work, person)
    return work.record(person)


def leave_project(work: UnitOfWork, word: str, last_day: date) -> Person:
    """Somebody's last day in the project. Raises Refused for a day before the first, or where no PM would be left."""
    person = one_person(work, word)
    if person.from_ is not None and last_day < person.from_:
        raise Refused(text("{name} began only on {day}.", name=person.name, day=person.from_))
    gone = replace(person, until=last_day)
    _a_pm_stays(work, gone, last_day + timedelta(days=1))
    return work.record(gone)


def one_person(work: UnitOfWork, word: str) -> Person:
    """The person whom the word means. Raises Refused where it means nobody or several."""
    found = people.named(work.connection, word)
    if not found:
        raise Refused(text("I know nobody called {name}. `/zhiban team` lists who there is.", name=word[:40]))
    if len(found) > 1:
        raise Refused(text("{name} is several people; use an id from `/zhiban team`.", name=word))
    return found[0]


def undo(work: UnitOfWork, speaker: Person) -> tuple[Fact, Fact | None]:
    """Take back the newest thing the speaker said within 10 minutes: the fact, and what it is now.

    Raises Refused where there is none, or somebody else has changed the fact since.
    """
    recent = ledger.newest_by(work.connection, speaker.id, work.now - UNDO_WITHIN)
    undone = {row.reason for row in recent}
    for row in recent:
        if row.source != views.UNDO_SOURCE and _mark(row) not in undone:
            return _take_back(work, row)
    raise Refused(
        text("You said nothing in the last 10 minutes that could be undone. For older things ask the PM to void them."),
        shows_example=False,
    )


def void(work: UnitOfWork, speaker: Person, word: str, reason: str) -> Fact:
    """Take a fact out of what counts, with a reason; whoever recorded it is told."""
    fact = _one_fact(work, word)
    work.remove(fact, reason)
    if fact.recorded_by not in (None, BOT, speaker.id):
        key = f"void:{fact.KIND}:{fact.id}:{ledger.chain_head(work.connection)[0]}"
        content = bilingual(lambda t: views.told_of_void(fact, speaker, reason, t))
        enqueue(work.connection, Message(key, str(fact.recorded_by), content), work.now)
    return fact


def _take_back(work: UnitOfWork, row: Row[Any]) -> tuple[Fact, Fact | None]:
    newest = ledger.history(work.connection, row.kind, row.fact_id)[-1]
    before, after = ledger.stated(row.before), ledger.stated(row.after)
    if newest.sequence != row.sequence or after is None:
        raise Refused(
            text("{id} was changed again since, so it cannot simply be undone. Ask the PM to void it.", id=row.fact_id),
            shows_example=False,
        )
    if before is None:
        work.remove(after, _mark(row))
    else:
        work.record(before, _mark(row))
    return after, before


def _mark(row: Row[Any]) -> str:
    return f"undo of revision {row.sequence}"


def _one_fact(work: UnitOfWork, word: str) -> Fact:
    kind_name, _, id_ = word.rpartition(":")
    kinds = [KIND_NAMED[kind_name]] if kind_name in KIND_NAMED else list(ALL_KINDS)
    wanted = id_ if kind_name in KIND_NAMED else word
    found: list[Fact] = [fact for kind in kinds if (fact := read_one(work.connection, kind, wanted)) is not None]
    if not found:
        raise Refused(text("I know nothing with the id {id}.", id=word[:40]))
    if len(found) > 1:
        choices = ", ".join(f"{fact.KIND}:{fact.id}" for fact in found)
        raise Refused(text("The id {id} is used more than once; say which: {choices}.", id=word, choices=choices))
    if isinstance(found[0], Person):
        raise Refused(text("People are not voided; say `/zhiban person leave {id}`.", id=found[0].id))
    return found[0]


def _slack_free(work: UnitOfWork, person: Person) -> None:
    if person.slack is None:
        return
    other = people.by_slack_id(work.connection, person.slack, day_of(work.now))
    if other is not None and other.id != person.id:
        raise Refused(text("That Slack account already belongs to {name} ({id}).", name=other.name, id=other.id))


def _a_pm_stays(work: UnitOfWork, gone: Person, day: date) -> None:
    others = [person for person in people.everyone(work.connection) if person.id != gone.id]
    if gone.role == "pm" and not any(person.role == "pm" and person.active(day) for person in others):
        raise Refused(text("{name} is the only PM; add another first.", name=gone.name))
