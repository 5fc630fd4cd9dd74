"""Who is on duty: set, drawn up, offered and taken, through a unit of work; and who is told of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

from commands.kit.blocks import bilingual
from commands.kit.persons import one_of_the_team
from commands.kit.saying import Refused
from commands.kit.texts import Text, text
from commands.roster import offer_views
from commands.roster.views import Part
from storage.contract.kinds import Duty, Person
from storage.contract.periods import day_of
from storage.contract.turns import Given, Turn, takes_turns
from storage.records import attendance, duties, people
from storage.records.finding import new_id
from storage.records.ledger import UnitOfWork, chain_head
from storage.records.outbox import OPS_CHANNEL, Message, enqueue, open_posts

TAKES_ITS_PLACE: Final = "somebody else was set for that day"


class TurnSet(NamedTuple):
    """Somebody's turn, those that it took the place of, and whether the person is on leave that day."""

    turn: Duty
    instead_of: Sequence[Duty]
    on_leave: bool = False


class Offered(NamedTuple):
    """A turn that is offered; `new` is False where it was before."""

    turn: Duty
    new: bool


def set_duty(work: UnitOfWork, day: date, name: str, part: Part) -> TurnSet:
    """Somebody is on duty; whoever had the same part of that day, or all of it, is not any more."""
    person = one_of_the_team(work.connection, name, day)
    turn, instead_of = _give(work, day, person.id, part)
    return TurnSet(turn, instead_of, _on_leave(work, person.id, day))


def put_in_force(work: UnitOfWork, given: Given, drawn: Sequence[Turn]) -> None:
    """Write what is new of a roster that was drawn up from that."""
    for spare in given.spare:
        work.remove(spare, TAKES_ITS_PLACE)
    for turn in drawn:
        if turn.is_new and turn.person is not None:
            held = turn.held or _new(work, turn.day, turn.part)
            work.record(replace(held, person=turn.person, part=turn.part))


def offer(work: UnitOfWork, by: Person, day: date) -> list[Offered]:
    """Offer one's turn of that day in the ops channel, to whoever of the duty list takes it; the PM any turn.

    Raises Refused where the day is over, or the speaker has no turn to offer.
    """
    _not_over(work, day)
    held = duties.on_days(work.connection, day, day)
    mine = [duty for duty in held if duty.person == by.id] or (held if by.role == "pm" else [])
    if not mine:
        raise Refused(_nothing_to_offer(work, held, day), shows_example=False)
    return [_offered(work, duty) for duty in mine]


def take(work: UnitOfWork, by: Person, day: date, offered: str | None) -> TurnSet:
    """Take a turn: the one that was `offered`, by its id, or the whole day in an emergency, which everybody is told.

    Raises Refused where the speaker cannot be on duty that day or is already, or the offer is over.
    """
    _not_over(work, day)
    _can_be_on_duty(work, by, day)
    if offered is not None:
        return _take_offered(work, by, day, offered)
    held = duties.on_days(work.connection, day, day)
    if [(duty.person, duty.part) for duty in held] == [(by.id, "all")]:
        raise Refused(text("You are on duty on {day} already.", day=_shown(day)), shows_example=False)
    open_ = [duty for duty in held if list(open_posts(work.connection, offer_key(duty.id)))]
    if len(held) == 1 and open_:
        return _take_offered(work, by, day, held[0].id)
    turn, instead_of = _give(work, day, by.id, "all")
    _tell_of_emergency(work, by, turn, instead_of)
    return TurnSet(turn, instead_of)


def offer_key(duty: str) -> str:
    """What the keys of a turn's offers begin with."""
    return f"roster.swap:{duty}:"


def _give(work: UnitOfWork, day: date, person: str, part: Part) -> tuple[Duty, list[Duty]]:
    held = [one for one in duties.on_days(work.connection, day, day) if "all" in (part, one.part) or one.part == part]
    for spare in held[1:]:
        work.remove(spare, TAKES_ITS_PLACE)
    turn = held[0] if held else _new(work, day, part)
    return work.record(replace(turn, person=person, part=part)), held


def _new(work: UnitOfWork, day: date, part: Part) -> Duty:
    """A turn that is nobody's yet."""
    by = work.author.person
    return Duty(id=new_id(work, Duty), day=day, person=by, part=part, recorded_at=work.now, recorded_by=by)


def _offered(work: UnitOfWork, duty: Duty) -> Offered:
    if list(open_posts(work.connection, offer_key(duty.id))):
        return Offered(duty, new=False)
    person = work.get(Person, duty.person)
    content = bilingual(lambda t: offer_views.offered(duty, person, t))
    sequence, _ = chain_head(work.connection)
    key = f"{offer_key(duty.id)}{sequence}:{work.now.timestamp():.0f}"
    enqueue(work.connection, Message(key, OPS_CHANNEL, content, asks=True), work.now)
    return Offered(duty, new=True)


def _take_offered(work: UnitOfWork, by: Person, day: date, id_: str) -> TurnSet:
    duty = work.get(Duty, id_)
    if duty is None or duty.day != day:
        raise Refused(text("That turn is not on the roster any more."), shows_example=False)
    if duty.person == by.id:
        raise Refused(text("You are on duty on {day} already.", day=_shown(day)), shows_example=False)
    if not list(open_posts(work.connection, offer_key(duty.id))):
        name = people.name_of(work.connection, duty.person)
        raise Refused(
            text("That offer is over: {name} is on duty on {day}.", name=name, day=_shown(day)), shows_example=False
        )
    return TurnSet(work.record(replace(duty, person=by.id)), [duty])


def _tell_of_emergency(work: UnitOfWork, by: Person, turn: Duty, instead_of: Sequence[Duty]) -> None:
    """Tell the channel and the PM; whoever had the turn learns of it as of any change."""
    names, (sequence, _) = people.names(work.connection), chain_head(work.connection)
    content = bilingual(lambda t: offer_views.taken(turn, by, instead_of, names, t))
    pms = (pm.id for pm in people.pms(work.connection, day_of(work.now)) if pm.id != by.id)
    for recipient in (OPS_CHANNEL, *pms):
        enqueue(
            work.connection, Message(f"roster.taken:{turn.id}:{sequence}:{recipient}", recipient, content), work.now
        )


def _can_be_on_duty(work: UnitOfWork, by: Person, day: date) -> None:
    if not takes_turns(by) or not by.active(day):
        raise Refused(text("You are not on the duty list on {day}.", day=_shown(day)), shows_example=False)
    if _on_leave(work, by.id, day):
        raise Refused(text("You are on leave on {day}.", day=_shown(day)), shows_example=False)


def _on_leave(work: UnitOfWork, person: str, day: date) -> bool:
    held = attendance.leave_overlapping(work.connection, person, day, day)
    return any(leave.state == "approved" for leave in held)


def _not_over(work: UnitOfWork, day: date) -> None:
    if day < day_of(work.now):
        raise Refused(text("{day} is over.", day=_shown(day)), shows_example=False)


def _nothing_to_offer(work: UnitOfWork, held: Sequence[Duty], day: date) -> Text:
    names = people.names(work.connection)
    who = " / ".join(names.get(duty.person, duty.person) for duty in held)
    if not held:
        return text("Nobody is on duty on {day} yet.", day=_shown(day))
    return text("You are not on duty on {day}: {name} is.", day=_shown(day), name=who)


def _shown(day: date) -> str:
    return day.isoformat()
