"""Who is told when the roster changes, or when leave comes to lie on a turn."""

from collections.abc import Iterator, Sequence
from functools import partial

from commands.kit.blocks import Reply, bilingual
from commands.kit.posting import keep_cards, keep_post, tell
from commands.kit.texts import Translator
from commands.roster import offer_views
from commands.roster.actions import offer_key
from storage.contract.kinds import Duty, Leave, Person
from storage.contract.periods import day_of
from storage.contract.terms import Terms
from storage.records import duties, people
from storage.records.ledger import Change, UnitOfWork, chain_head
from storage.records.outbox import key_used, open_posts, settle


def reflect(work: UnitOfWork, change: Change, _: Terms) -> None:
    """Tell those whose turn changed, end its offer; tell of leave that comes to lie on a turn."""
    fact = change.after or change.before
    if isinstance(fact, Duty):
        _reflect_duty(work, change, fact)
    elif isinstance(fact, Leave):
        _reflect_leave(work, change, fact)


def _reflect_duty(work: UnitOfWork, change: Change, duty: Duty) -> None:
    """One post about a turn by itself; of several days at once each person is told in one."""
    together = [one for one in work.changes if isinstance(one.after or one.before, Duty)]
    if len({one.day for pair in together for one in pair if isinstance(one, Duty)}) > 1:
        keep_cards(work, change, ())
        if change is together[0]:
            _tell_of_several(work, together)
    else:
        _tell_of_one(work, change)
    _end_offers(work, change, duty)


def _tell_of_one(work: UnitOfWork, change: Change) -> None:
    """A post for whoever has the turn; who had it, or had a post about it, hears of the change by a new one."""
    before, after = _turns(change)
    has = after.person if after is not None else None
    fresh = has is not None and not key_used(work.connection, f"duty:{_id(change)}:{has}")
    keep_cards(work, change, [has] if has and has != work.author.person else [])
    if before is None:
        return
    names, (sequence, _) = people.names(work.connection), chain_head(work.connection)
    for person in dict.fromkeys((before.person, *([has] if has else []))):
        if person != work.author.person and not (person == has and fresh):
            view = partial(offer_views.changed, before, after, person, work.author.person, names)
            tell(work, f"roster.changed:{before.id}:{sequence}:{person}", person, view)


def _tell_of_several(work: UnitOfWork, changes: Sequence[Change]) -> None:
    names, (sequence, _) = people.names(work.connection), chain_head(work.connection)
    turns = [_turns(change) for change in changes]
    concerned = [one.person for pair in turns for one in pair if one is not None]
    for person in dict.fromkeys(concerned):
        on = [after for _, after in turns if after is not None and after.person == person]
        kept = {after.id for after in on}
        off = [before for before, _ in turns if before and before.person == person and before.id not in kept]
        if person != work.author.person:
            view = partial(offer_views.several_changed, on, off, work.author.person, names)
            tell(work, f"roster.in-force:{sequence}:{person}", person, view)


def _end_offers(work: UnitOfWork, change: Change, duty: Duty) -> None:
    """What asks for somebody else is settled once somebody else has the turn."""
    before, after = _turns(change)
    if before is None or (after is not None and after.person == before.person and after.day == before.day):
        return
    names = people.names(work.connection)

    def over(t: Translator) -> Reply:
        return offer_views.not_on_the_roster(duty, t) if after is None else offer_views.offer_is_over(after, names, t)

    for prefix in (offer_key(duty.id), _leave_key(duty)):
        for post in open_posts(work.connection, prefix):
            settle(work.connection, post.key, bilingual(over), work.now)


def _reflect_leave(work: UnitOfWork, change: Change, leave: Leave) -> None:
    """Leave on a duty day is told to the person and the PM, each time it is asked for, approved or moved."""
    before, after = (one if isinstance(one, Leave) else None for one in change)
    person = work.get(Person, leave.person)
    if person is None:
        return
    for duty in _turns_on(work, before):
        _settle_leave(work, duty, leave, person)
    if after is None or after.state == "refused":
        return
    today = day_of(work.now)
    recipients = dict.fromkeys((person.id, *(pm.id for pm in people.pms(work.connection, today))))
    sequence, _ = chain_head(work.connection)
    for duty in _turns_on(work, after):
        for reader in recipients:
            if reader != person.id or person.active(today):
                view = partial(offer_views.on_leave, duty, after, person, reader)
                keep_post(work, f"{_leave_key(duty)}{leave.id}:{sequence}:{reader}", reader, view, asks=True)


def _turns_on(work: UnitOfWork, leave: Leave | None) -> Iterator[Duty]:
    """The person's turns, from today on, on the days of the leave."""
    first = max(leave.from_, day_of(work.now)) if leave is not None else None
    if leave is not None and first is not None and first <= leave.until:
        held = duties.on_days(work.connection, first, leave.until)
        yield from (duty for duty in held if duty.person == leave.person)


def _settle_leave(work: UnitOfWork, duty: Duty, leave: Leave, person: Person) -> None:
    content = bilingual(partial(offer_views.not_on_leave, duty, person))
    for post in open_posts(work.connection, f"{_leave_key(duty)}{leave.id}:"):
        settle(work.connection, post.key, content, work.now)


def _leave_key(duty: Duty) -> str:
    return f"roster.leave:{duty.id}:"


def _turns(change: Change) -> tuple[Duty | None, Duty | None]:
    before, after = change
    return (before if isinstance(before, Duty) else None), (after if isinstance(after, Duty) else None)


def _id(change: Change) -> str:
    fact = change.after or change.before
    return fact.id if fact else ""
