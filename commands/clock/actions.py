"""Clocking in and out, claiming leave and corrections, and deciding on claims, through a unit of work."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, Literal, NamedTuple

from sqlalchemy import Connection

from commands.clock import views
from commands.clock.views import Claim, Decision
from commands.kit.blocks import bilingual
from commands.kit.moments import to_the_second
from commands.kit.roles import MANAGERS, PM
from commands.kit.saying import Refused
from commands.kit.texts import text
from storage.contract.kinds import Leave, Person, Punch
from storage.contract.periods import day_of, write_moment
from storage.contract.terms import Terms
from storage.records import attendance, people
from storage.records.finding import new_id
from storage.records.ledger import Change, UnitOfWork, history, reason_given, stated
from storage.records.outbox import Message, enqueue, open_posts, say_anew, settle

Way = Literal["in", "out"]
LeaveType = Literal["sick", "personal", "annual", "official", "other"]
Half = Literal["am", "pm"]

CLAIMED_AFTER: Final = timedelta(minutes=10)
"""A punch for a moment further back than this needs approval (interface, Slash commands)."""


@dataclass(frozen=True)
class Punched:
    """The punch that stands for what was said; `new` is False where nothing was stored."""

    punch: Punch
    new: bool
    lacks_in: bool = False
    """An *out* on a day without an *in* before it."""


class LeaveAsked(NamedTuple):
    """Leave that somebody asks for; both days are included."""

    type: LeaveType
    first: date
    last: date
    half: Half | None
    reason: str | None


class Decided(NamedTuple):
    """A claim as it now stands; `new` is False where it had been decided before. `decision` is None if nobody did."""

    fact: Claim
    new: bool
    decision: Decision | None


def punch(work: UnitOfWork, by: Person, way: Way, at: datetime) -> Punched:
    """Clock in or out; what is said more than ten minutes later is only claimed.

    Nothing is stored where the punch stands already, where the day's last punch is an *in* already, or where a later
    *out* stands.
    """
    standing = attendance.standing_punches(work.connection, by.id, day_of(at))
    held = _same(standing, way, at) or _ahead_of(standing, way, at)
    if held is not None:
        return Punched(held, new=False)
    claimed = to_the_second(work.now) - at > CLAIMED_AFTER
    new = Punch(
        id=new_id(work, Punch),
        person=by.id,
        way=way,
        at=at,
        state="claimed" if claimed else "approved",
        recorded_at=work.now,
        recorded_by=by.id,
    )
    came = any(other.way == "in" and other.at <= at for other in standing)
    return Punched(work.record(new), new=True, lacks_in=way == "out" and not came)


def fix(work: UnitOfWork, by: Person, way: Way, at: datetime, reason: str) -> Punched:
    """Claim a punch in place of the one that counts that day: the first *in*, the last *out*, if there is one."""
    standing = attendance.standing_punches(work.connection, by.id, day_of(at))
    held = _same(standing, way, at)
    if held is not None:
        return Punched(held, new=False)
    counted = _counted(standing, way)
    wrong = next(iter(counted if way == "in" else reversed(counted)), None)
    new = Punch(
        id=new_id(work, Punch),
        person=by.id,
        way=way,
        at=at,
        state="claimed",
        replaces=wrong.id if wrong else None,
        reason=reason,
        recorded_at=work.now,
        recorded_by=by.id,
    )
    return Punched(work.record(new), new=True)


def ask_leave(work: UnitOfWork, by: Person, asked: LeaveAsked) -> Leave:
    """Claim leave. Raises Refused where some of it lies on half-days that are already leave, or claimed as such."""
    for held in attendance.standing_leave(work.connection, by.id, asked.first, asked.last):
        if held.half is None or asked.half is None or held.half == asked.half:
            raise Refused(views.leave_there_already(held), shows_example=False, field="from")
    leave = Leave(
        id=new_id(work, Leave),
        person=by.id,
        type=asked.type,
        from_=asked.first,
        until=asked.last,
        half=asked.half,
        state="claimed",
        reason=asked.reason,
        recorded_at=work.now,
        recorded_by=by.id,
    )
    return work.record(leave)


def decide(
    work: UnitOfWork, by: Person, word: str, verdict: Literal["approved", "refused"], why: str | None
) -> Decided:
    """Approve or refuse the claim that the word names; one decided before stays as it is.

    Raises Refused where the word names no claim or two, and where the decision is somebody else's.
    """
    fact = _claim_named(work, word)
    if fact.state != "claimed":
        return Decided(fact, new=False, decision=_decision_on(work.connection, fact))
    _check_may_decide(work, by, fact)
    decision = Decision(verdict, by.name, work.now, why)
    return Decided(work.record(replace(fact, state=verdict), reason=why), new=True, decision=decision)


def reflect(work: UnitOfWork, change: Change, _: Terms) -> None:
    """Ask the approvers for what is claimed, keep that true, and tell claimants what became of it, all privately."""
    before, after = change
    fact = after or before
    if not isinstance(fact, Punch | Leave):
        return
    if after is not None and after.state == "claimed":
        _ask(work, fact)
    if before is None or (after is not None and before.state == after.state):
        return
    decision = Decision(
        after.state if after else "withdrawn",
        people.name_of(work.connection, work.author.person),
        work.now,
        reason_given(history(work.connection, fact.KIND, fact.id)[-1]),
    )
    if decision.state != "claimed":
        _close(work, fact, decision)
    if work.author.person != fact.person:
        key = f"clock.decided:{fact.id}:{decision.state}:{write_moment(work.now)}"
        content = bilingual(lambda t: views.outcome(fact, decision, t))
        enqueue(work.connection, Message(key, fact.person, content), work.now)


def _same(standing: Sequence[Punch], way: Way, at: datetime) -> Punch | None:
    minute = at.replace(second=0)
    return next((held for held in standing if held.way == way and held.at.replace(second=0) == minute), None)


def _ahead_of(standing: Sequence[Punch], way: Way, at: datetime) -> Punch | None:
    """The counted punch that leaves nothing to record: an *in* that is the day's last punch, a later *out*."""
    if way == "out":
        return next((held for held in _counted(standing, "out") if held.at > at), None)
    counted = _counted(standing)
    return counted[-1] if counted and counted[-1].way == "in" else None


def _counted(standing: Sequence[Punch], way: Way | None = None) -> list[Punch]:
    return [held for held in standing if held.state == "approved" and way in (None, held.way)]


def _claim_named(work: UnitOfWork, word: str) -> Claim:
    """The claim of that id, or of that number where only a punch or only a leave has it."""
    found = _with_ids(work, word)
    if not found:
        number = word.removeprefix("#")
        found = _with_ids(work, word.casefold(), f"p-{number}", f"l-{number}")
    if not found:
        raise Refused(text("I know no claim {id}. `/clock status` lists those that wait.", id=word[:48]))
    if len(found) > 1:
        punch_id, leave_id = (fact.id for fact in found)
        raise Refused(
            text("{id} may be `{punch}` or `{leave}`; please say which.", id=word, punch=punch_id, leave=leave_id),
            shows_example=False,
        )
    return found[0]


def _with_ids(work: UnitOfWork, *ids: str) -> list[Claim]:
    held = (fact for id_ in ids for fact in (work.get(Punch, id_), work.get(Leave, id_)))
    return [fact for fact in held if fact is not None]


def _check_may_decide(work: UnitOfWork, by: Person, fact: Claim) -> None:
    deciders = people.approvers(work.connection, fact.person, day_of(work.now))
    if by.id in (decider.id for decider in deciders):
        return
    if not deciders:
        raise Refused(text("Nobody on the list of people may decide on `{id}` yet.", id=fact.id), shows_example=False)
    why = (
        text(
            "Nobody decides on a claim of their own; `{id}` is for {names} to decide.",
            id=fact.id,
            names=_names(deciders),
        )
        if by.id == fact.person
        else text("`{id}` is for {names} to decide.", id=fact.id, names=_names(deciders))
    )
    audience = PM if all(decider.role == "pm" for decider in deciders) else MANAGERS
    raise Refused(why, private_to=audience, shows_example=False)


def _names(persons: Sequence[Person]) -> str:
    return " / ".join(person.name for person in persons)


def _decision_on(connection: Connection, fact: Claim) -> Decision | None:
    """Who gave the fact the state it has; None where it was recorded with it."""
    for revision in reversed(history(connection, fact.KIND, fact.id)):
        before, after = stated(revision.before), stated(revision.after)
        if before is None or after is None:
            return None
        if before.state != after.state:
            by = people.name_of(connection, revision.recorded_by)
            return Decision(after.state, by, revision.recorded_at, reason_given(revision))
    return None


def _ask(work: UnitOfWork, fact: Claim) -> None:
    name = people.name_of(work.connection, fact.person)
    replaced = work.get(Punch, fact.replaces) if isinstance(fact, Punch) and fact.replaces else None
    content = bilingual(lambda t: views.asked(fact, name, replaced, t))
    for approver in people.approvers(work.connection, fact.person, day_of(work.now)):
        message = Message(_key(fact, approver.id), approver.id, content, asks=True)
        if not enqueue(work.connection, message, work.now):
            say_anew(work.connection, message.key, content, work.now, asks=True)


def _close(work: UnitOfWork, fact: Claim, decision: Decision) -> None:
    """Let every approver's message say what was decided, also those of people who no longer are approvers."""
    name = people.name_of(work.connection, fact.person)
    content = bilingual(lambda t: views.closed(fact, name, decision, t))
    current = (_key(fact, approver.id) for approver in people.approvers(work.connection, fact.person, day_of(work.now)))
    asking = (post.key for post in open_posts(work.connection, _key(fact, "")))
    for key in dict.fromkeys((*asking, *current)):
        settle(work.connection, key, content, work.now)


def _key(fact: Claim, approver: str) -> str:
    return f"clock.approve:{fact.id}:{approver}"
