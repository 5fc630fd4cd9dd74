"""Who is told when the roster changes: once a unit of work, and never of days that are over."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from commands.kit.blocks import Reply, bilingual
from commands.kit.posting import keep_cards, tell
from commands.kit.texts import Translator
from commands.roster import offer_views, warnings
from commands.roster.actions import EMERGENCY, offer_key
from storage.contract.kinds import Duty, Leave, Person
from storage.contract.periods import day_of
from storage.contract.terms import Terms
from storage.records import duties, people
from storage.records.ledger import Change, UnitOfWork, chain_head
from storage.records.outbox import Message, enqueue, key_used, open_posts, posts_under, say_anew, settle


class Turned(NamedTuple):
    """A turn before and after; `after` of one taken off the roster is the turn that took its place, if any did."""

    change: Change
    before: Duty | None
    after: Duty | None

    @property
    def id(self) -> str:
        """The turn's."""
        fact = self.change.after or self.change.before
        return fact.id if fact else ""

    @property
    def turns(self) -> Iterator[Duty]:
        """Before and after, as far as there is one."""
        return (turn for turn in (self.before, self.after) if turn is not None)

    @property
    def keeps_its_holder(self) -> bool:
        """Whether the turn is still on the roster, that person's and on that day, if in another part of it."""
        before, after = self.before, self.after
        if self.change.after is None or before is None or after is None:
            return False
        return (after.person, after.day) == (before.person, before.day)

    @property
    def stays(self) -> bool:
        """Whether somebody only has the same turn under another id, or in a greater part of the day."""
        return self.change.after is None and self.after is not None and self.after.person == _holder(self.before)


def reflect(work: UnitOfWork, changes: Sequence[Change], _: Terms) -> None:
    """Tell those whose turns changed, end their offers; warn of leave or a departure that comes to lie on a turn."""
    turned = _turned(changes)
    if turned:
        _tell(work, turned)
        for one in turned:
            _keep_offers_true(work, one)
            _follow_emergency(work, one)
    for change in changes:
        before, after = change
        if isinstance(before or after, Leave):
            warnings.of_leave(work, *(one if isinstance(one, Leave) else None for one in change))
        elif isinstance(before, Person) and isinstance(after, Person):
            warnings.of_departure(work, before, after)
    if turned:
        warnings.follow(work)
        for turn in _given(turned):
            warnings.of_turn(work, turn)


def told(work: UnitOfWork) -> list[str]:
    """Who is told of the changes made so far, by id: whoever had or has a turn that is not over, but the author."""
    today = day_of(work.now)
    here = {person.id for person in people.active_on(work.connection, today)}
    concerned = _concerned(work, _turned(work.changes))
    return [person for person in concerned if person in here]


def _turned(changes: Iterable[Change]) -> list[Turned]:
    pairs = [(change, *_duties(change)) for change in changes]
    given = [after for _, _, after in pairs if after is not None]
    return [
        Turned(change, before, after or next((turn for turn in given if before and turn.day == before.day), None))
        for change, before, after in pairs
        if before is not None or after is not None
    ]


def _tell(work: UnitOfWork, turned: Sequence[Turned]) -> None:
    """One post about a turn by itself; of several days at once each person is told in one."""
    ahead = [one for one in turned if _is_ahead(work, one)]
    if len({turn.day for one in ahead for turn in one.turns}) > 1:
        for one in turned:
            keep_cards(work, one.change, ())
        _tell_of_several(work, ahead)
    else:
        for one in turned:
            if one.stays or not _is_ahead(work, one):
                keep_cards(work, one.change, ())
            else:
                _tell_of_one(work, one)


def _tell_of_one(work: UnitOfWork, turned: Turned) -> None:
    """A card for whoever is new to the turn; who had it, or once heard of it, hears of the change by a new post."""
    before, after = turned.before, turned.after
    has = _holder(after) if turned.change.after is not None else None
    fresh = has is not None and has != _holder(before) and not key_used(work.connection, f"duty:{turned.id}:{has}")
    keep_cards(work, turned.change, [has] if has and fresh and has != work.author.person else [])
    names, (sequence, _) = people.names(work.connection), chain_head(work.connection)
    for person in dict.fromkeys(filter(None, (_holder(before), has))):
        if person != work.author.person and not (person == has and fresh):
            left = _left_to_nobody(work, before, after)
            view = partial(offer_views.changed, before, after, person, work.author.person, names, left)
            tell(work, f"roster.changed:{turned.id}:{sequence}:{person}", person, view)


def _tell_of_several(work: UnitOfWork, turned: Sequence[Turned]) -> None:
    names, (sequence, _) = people.names(work.connection), chain_head(work.connection)
    for person in _concerned(work, turned):
        on = {(turn.day, turn.part): turn for turn in _given(turned) if turn.person == person}
        had = (one.before for one in turned if one.before is not None and one.before.person == person)
        lost = [turn for turn in had if (turn.day, turn.part) not in on]
        view = partial(offer_views.several_changed, list(on.values()), lost, work.author.person, names)
        tell(work, f"roster.in-force:{sequence}:{person}", person, view)


def _given(turned: Iterable[Turned]) -> Iterator[Duty]:
    return (one.after for one in turned if one.change.after is not None and one.after is not None)


def _concerned(work: UnitOfWork, turned: Sequence[Turned]) -> list[str]:
    """Whoever had or has one of the turns that are not over, each once, but the author."""
    ahead = (one for one in turned if _is_ahead(work, one) and not one.stays)
    found = dict.fromkeys(turn.person for one in ahead for turn in one.turns)
    return [person for person in found if person != work.author.person]


def _is_ahead(work: UnitOfWork, turned: Turned) -> bool:
    return any(turn.day >= day_of(work.now) for turn in turned.turns)


def _left_to_nobody(work: UnitOfWork, before: Duty | None, after: Duty | None) -> Duty | None:
    """The part of a whole day that is nobody's, now that only the other was given to somebody."""
    if before is None or after is None or before.part != "all" or after.part == "all" or before.day != after.day:
        return None
    held = {turn.part for turn in duties.on_days(work.connection, after.day, after.day)}
    other = offer_views.other_part(before, after)
    return None if other.part in held else other


def _keep_offers_true(work: UnitOfWork, turned: Turned) -> None:
    """An open offer tells of the part that is offered; it is settled once somebody else has the turn.

    What was settled says from now on who has it.
    """
    before, after = turned.before, turned.after
    if before is None:
        return
    names = people.names(work.connection)

    def over(t: Translator) -> Reply:
        return offer_views.not_on_the_roster(before, t) if after is None else offer_views.offer_is_over(after, names, t)

    if after is not None and turned.keeps_its_holder:
        view = partial(offer_views.offered, after, work.get(Person, after.person), None)
        for post in open_posts(work.connection, offer_key(before.id)):
            say_anew(work.connection, post.key, bilingual(view), work.now, asks=True)
        return
    for post in posts_under(work.connection, offer_key(before.id).removesuffix(":")):
        if post.open:
            settle(work.connection, post.key, bilingual(over), work.now)
        elif post.shown and _is_ahead(work, turned):
            say_anew(work.connection, post.key, bilingual(over), work.now)


def _follow_emergency(work: UnitOfWork, turned: Turned) -> None:
    """Who was told that a turn was taken in an emergency is told who has it where that changes."""
    before, after = turned.before, turned.after
    sequence, _ = chain_head(work.connection)
    told = posts_under(work.connection, f"{EMERGENCY}{turned.id}")
    now_told = any(post.key.startswith(f"{EMERGENCY}{turned.id}:{sequence}:") for post in told)
    if now_told or not _is_ahead(work, turned) or _holder(before) == _holder(after):
        return
    names = people.names(work.connection)
    view = partial(offer_views.taken_back, before, after, work.author.person, names)
    concerned = {_holder(before), _holder(after), work.author.person}
    for recipient in dict.fromkeys(post.recipient for post in told):
        if recipient not in concerned:
            key = f"roster.taken-back:{turned.id}:{sequence}:{recipient}"
            enqueue(work.connection, Message(key, recipient, bilingual(view)), work.now)


def _holder(turn: Duty | None) -> str | None:
    return turn.person if turn is not None else None


def _duties(change: Change) -> tuple[Duty | None, Duty | None]:
    before, after = change
    return (before if isinstance(before, Duty) else None), (after if isinstance(after, Duty) else None)
