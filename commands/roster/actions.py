"""Who is on duty: set, drawn up, offered and taken, through a unit of work; and who is told of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final, NamedTuple

from commands.kit.blocks import bilingual, escape
from commands.kit.persons import one_of_the_team
from commands.kit.posting import tell
from commands.kit.saying import Refused
from commands.kit.texts import Text, text
from commands.roster import offer_views
from storage.contract.kinds import Duty, Person
from storage.contract.periods import day_of
from storage.contract.terms import Terms
from storage.contract.turns import Given, Part, Turn, takes_turns
from storage.records import attendance, duties, people
from storage.records.finding import new_id
from storage.records.ledger import UnitOfWork, chain_head
from storage.records.outbox import OPS_CHANNEL, Message, enqueue, open_posts

TAKES_ITS_PLACE: Final = "somebody else was set for that day"
OFFER: Final = "roster.swap:"
"""What the keys of all offers begin with."""
EMERGENCY: Final = "roster.taken:"
"""What the keys of all that is told of a take in an emergency begin with."""


class TurnSet(NamedTuple):
    """Somebody's turn, and those that it took the place of; `is_new` is False where it was that person's before."""

    turn: Duty
    instead_of: Sequence[Duty]
    is_new: bool = True

    @property
    def former(self) -> list[str]:
        """The others who had those."""
        return [one for one in dict.fromkeys(turn.person for turn in self.instead_of) if one != self.turn.person]


class Offered(NamedTuple):
    """A turn that is offered; `new` is False where it was before."""

    turn: Duty
    new: bool


def set_duty(work: UnitOfWork, terms: Terms, day: date, name: str, part: Part) -> TurnSet:
    """Somebody is on duty; whoever had the same part of that day, or all of it, is not any more.

    A day that is over is put right so, without anybody being told. Raises Refused for a day outside the term, or
    somebody who is not in the project that day.
    """
    check_in_term(day, terms)
    return _give(work, day, _somebody(work, name, day).id, part)


def check_in_term(day: date, terms: Terms) -> None:
    """Raises Refused for a day that is none of the contract's."""
    if not terms.opens <= day <= terms.until:
        raise Refused(
            text(
                "{day} lies outside the term: a roster is kept from {first} to {last}.",
                day=_shown(day),
                first=_shown(terms.opens),
                last=_shown(terms.until),
            ),
            field="day",
        )


def doubts(work: UnitOfWork, turn: Duty) -> list[Text]:
    """What whoever set somebody should know: that they are on leave that day or not on the duty list, or it is over."""
    person = work.get(Person, turn.person)
    name = person.name if person else turn.person
    said = []
    if _on_leave(work, turn.person, turn.day):
        said.append(text("{name} is on leave that day.", name=escape(name)))
    if person is None or not takes_turns(person):
        said.append(text("{name} is not on the duty list.", name=escape(name)))
    if turn.day < day_of(work.now):
        said.append(text("That day is over, so nobody is told."))
    return said


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
    return [_offered(work, duty, by) for duty in mine]


def take(work: UnitOfWork, by: Person, day: date, offered: str | None) -> TurnSet:
    """Take a turn: the one that was `offered`, by its id, or the only one of the day that is.

    Where none is, the whole day is taken in an emergency, which everybody is told.

    Raises Refused where the speaker cannot be on duty that day or is already, or the offer is over.
    """
    _not_over(work, day)
    _can_be_on_duty(work, by, day)
    if offered is not None:
        return _take_offered(work, by, day, offered)
    held = duties.on_days(work.connection, day, day)
    if [(duty.person, duty.part) for duty in held] == [(by.id, "all")]:
        raise Refused(text("You are on duty on {day} already.", day=_shown(day)), shows_example=False)
    open_ = [duty for duty in held if duty.person != by.id and _is_offered(work, duty)]
    if len(open_) > 1:
        raise Refused(
            text(
                "Several parts of {day} are offered. Please press *Take* under the one that you want.", day=_shown(day)
            ),
            shows_example=False,
        )
    if open_:
        return _take_offered(work, by, day, open_[0].id)
    taken = _give(work, day, by.id, "all")
    _tell_of_emergency(work, by, taken)
    return taken


def offer_key(duty: str) -> str:
    """What the keys of a turn's offers begin with."""
    return f"{OFFER}{duty}:"


def _give(work: UnitOfWork, day: date, person: str, part: Part) -> TurnSet:
    held = [one for one in duties.on_days(work.connection, day, day) if "all" in (part, one.part) or one.part == part]
    if [(one.person, one.part) for one in held] == [(person, part)]:
        return TurnSet(held[0], [], is_new=False)
    for spare in held[1:]:
        work.remove(spare, TAKES_ITS_PLACE)
    turn = held[0] if held else _new(work, day, part)
    return TurnSet(work.record(replace(turn, person=person, part=part)), held)


def _somebody(work: UnitOfWork, name: str, day: date) -> Person:
    """Whom the name means: somebody of the duty list, or else of the team. Raises Refused."""
    found = people.named(work.connection, name)
    listed = [one for one in found if takes_turns(one) and one.active(day)]
    if len(listed) == 1:
        return listed[0]
    if found and not any(one.active(day) for one in found):
        raise Refused(
            text(
                "{name} is not in the project on {day}. `/zhiban team` lists who there is.",
                name=found[0].name,
                day=_shown(day),
            ),
            field="person",
        )
    return one_of_the_team(work.connection, name, day)


def _new(work: UnitOfWork, day: date, part: Part) -> Duty:
    """A turn that is nobody's yet."""
    by = work.author.person
    return Duty(id=new_id(work, Duty), day=day, person=by, part=part, recorded_at=work.now, recorded_by=by)


def _offered(work: UnitOfWork, duty: Duty, by: Person) -> Offered:
    if _is_offered(work, duty):
        return Offered(duty, new=False)
    person = work.get(Person, duty.person)
    content = bilingual(partial(offer_views.offered, duty, person, by))
    sequence, _ = chain_head(work.connection)
    key = f"{offer_key(duty.id)}{sequence}:{work.now.timestamp():.0f}"
    enqueue(work.connection, Message(key, OPS_CHANNEL, content, asks=True), work.now)
    if duty.person != by.id:
        tell(work, f"roster.offered:{key}:{duty.person}", duty.person, partial(offer_views.offered_for_you, duty, by))
    return Offered(duty, new=True)


def _take_offered(work: UnitOfWork, by: Person, day: date, id_: str) -> TurnSet:
    duty = work.get(Duty, id_)
    if duty is None or duty.day != day:
        raise Refused(text("That turn is not on the roster any more."), shows_example=False)
    if duty.person == by.id:
        raise Refused(text("You are on duty on {day} already.", day=_shown(day)), shows_example=False)
    if not _is_offered(work, duty):
        name = people.name_of(work.connection, duty.person)
        raise Refused(
            text("That offer is over: {name} is on duty on {day}.", name=name, day=_shown(day)), shows_example=False
        )
    return TurnSet(work.record(replace(duty, person=by.id)), [duty])


def _is_offered(work: UnitOfWork, duty: Duty) -> bool:
    return any(open_posts(work.connection, offer_key(duty.id)))


def _tell_of_emergency(work: UnitOfWork, by: Person, taken: TurnSet) -> None:
    """Tell the channel and the PM; whoever had the turn, be it the PM, learns of it as of any change."""
    turn, former = taken.turn, taken.former
    names, (sequence, _) = people.names(work.connection), chain_head(work.connection)
    content = bilingual(lambda t: offer_views.taken(turn, by, former, names, t))
    pms = (pm.id for pm in people.pms(work.connection, day_of(work.now)) if pm.id not in (by.id, *former))
    for recipient in (OPS_CHANNEL, *pms):
        enqueue(work.connection, Message(f"{EMERGENCY}{turn.id}:{sequence}:{recipient}", recipient, content), work.now)


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
        return text("Nobody is on duty on {day} yet. `/roster take {day}` takes it.", day=_shown(day))
    return text(
        "You are not on duty on {day}: {name} is. `/roster take {day}` takes it over in an emergency.",
        day=_shown(day),
        name=who,
    )


def _shown(day: date) -> str:
    return day.isoformat()
