"""What can happen to a fault, through a unit of work."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache, partial
from typing import Any, Final

from commands.fault import story, views
from commands.kit.blocks import bilingual
from commands.kit.editing import check_order
from commands.kit.fact_words import field_name
from commands.kit.moments import show_plain
from commands.kit.persons import one_of_the_team
from commands.kit.posting import keep_post
from commands.kit.roles import WHO_MAY, may
from commands.kit.saying import Refused
from commands.kit.texts import text
from storage.contract.fact import Fact
from storage.contract.kinds import DowntimeExempt, Duty, Fault, Leave, LogLine, Person, Setting, VendorSpell
from storage.contract.periods import day_of
from storage.contract.terms import Terms
from storage.records import duties, faults, people
from storage.records.finding import matching, new_id
from storage.records.ledger import Change, UnitOfWork, chain_head
from storage.records.outbox import OPS_CHANNEL, Message, enqueue, say_anew

SEVERE_LEVELS: Final = (1, 2)
_SAME_WITHIN: Final = timedelta(minutes=1)
_BEGINNINGS: Final = ("noticed_at", "started_at")
_EARLIEST: Final = {
    "responded_at": "noticed_at",
    "arrived_at": "noticed_at",
    "handled_at": "start",
    "closed_at": "start",
}
"""Each moment of a fault to the one before which it cannot lie."""


def open_fault(work: UnitOfWork, speaker: Person, **details: Any) -> tuple[Fault, bool]:
    """The fault, and whether it is new: the same one opened twice by one person within a minute is one."""
    _check_level(speaker, details["level"])
    for held in faults.open_faults(work.connection):
        same = (held.title, held.system, held.recorded_by) == (details["title"], details["system"], speaker.id)
        if same and work.now - (held.recorded_at or held.noticed_at) < _SAME_WITHIN:
            return held, False
    fault = Fault(id=new_id(work, Fault), recorded_at=work.now, recorded_by=speaker.id, **details)
    return work.record(fault), True


def respond(work: UnitOfWork, id_: str, at: datetime, speaker: Person) -> Fault:
    """Somebody has taken the fault up; it is theirs unless it was given to another."""
    fault = _open(work, id_)
    _not_yet(fault, fault.responded_at, "respond")
    _not_before_notice(fault, at)
    return work.record(replace(fault, responded_at=at, assignee=fault.assignee or speaker.id))


def arrive(work: UnitOfWork, id_: str, at: datetime, speaker: Person) -> Fault:
    """Somebody is on site."""
    fault = _open(work, id_)
    _not_yet(fault, fault.arrived_at, "arrive")
    _not_before_notice(fault, at)
    return work.record(replace(fault, arrived_at=at, assignee=fault.assignee or speaker.id))


def vendor_starts(work: UnitOfWork, id_: str, at: datetime) -> Fault:
    """A third-party vendor takes the fault: the handling clock pauses (digest, reading 6)."""
    fault = _open(work, id_)
    if fault.vendor and fault.vendor[-1].until is None:
        since = show_plain(fault.vendor[-1].from_)
        raise Refused(text("Fault {id} is already with the vendor, since {time}.", id=fault.id, time=since))
    if fault.vendor and at < fault.vendor[-1].from_:
        raise Refused(text("The vendor had fault {id} before, from {time}.", id=fault.id, time=_vendor_from(fault)))
    _not_before_notice(fault, at)
    return work.record(replace(fault, vendor=(*fault.vendor, VendorSpell(at, None))))


def vendor_ends(work: UnitOfWork, id_: str, at: datetime) -> Fault:
    """The vendor gives the fault back: the handling clock runs on."""
    fault = _open(work, id_)
    if not fault.vendor or fault.vendor[-1].until is not None:
        raise Refused(text("Fault {id} is not with a vendor.", id=fault.id), shows_example=False)
    if at < fault.vendor[-1].from_:
        raise Refused(text("The vendor took fault {id} only at {time}.", id=fault.id, time=_vendor_from(fault)))
    returned = fault.vendor[-1]._replace(until=at)
    return work.record(replace(fault, vendor=(*fault.vendor[:-1], returned)))


def handle(work: UnitOfWork, id_: str, at: datetime, speaker: Person, what: str) -> Fault:
    """Service is restored; what was done goes into the fault's story."""
    fault = _open(work, id_)
    _no_draft(fault)
    _not_yet(fault, fault.handled_at, "handle")
    _not_before_start(fault, at)
    log = (*fault.log, LogLine(at, speaker.id, what))
    who = fault.assignee or speaker.id
    return work.record(replace(fault, handled_at=at, assignee=who, log=log, vendor=_back_from_vendor(fault, at)))


def feed_back(work: UnitOfWork, id_: str) -> Fault:
    """The person who reported the fault was told of its outcome; this may come after its close."""
    fault = known(work, id_)
    if fault.fed_back:
        raise Refused(text("Feedback on fault {id} was already given.", id=fault.id), shows_example=False)
    return work.record(replace(fault, fed_back=True))


def close(work: UnitOfWork, id_: str, at: datetime) -> Fault:
    """The fault is over."""
    fault = _open(work, id_)
    _not_before_start(fault, at)
    if fault.handled_at is not None and at < fault.handled_at:
        when = show_plain(fault.handled_at)
        raise Refused(
            text("Fault {id} was handled only at {time}; give a later moment.", id=fault.id, time=when), field="when"
        )
    return work.record(replace(fault, closed_at=at, vendor=_back_from_vendor(fault, at)))


def set_level(work: UnitOfWork, id_: str, level: int, speaker: Person) -> Fault:
    """Another level; to or from 1 and 2 only by those who may give them."""
    fault = known(work, id_)
    _check_level(speaker, level)
    _check_level(speaker, fault.level)
    return work.record(replace(fault, level=level))


def assign(work: UnitOfWork, id_: str, name: str) -> tuple[Fault, Person]:
    """The fault is that person's now. Raises Refused where the name means nobody in today's team, or several."""
    fault = _open(work, id_)
    person = one_of_the_team(work.connection, name, day_of(work.now))
    return work.record(replace(fault, assignee=person.id)), person


def check_edit(_: Person, before: Fact, after: Fact) -> None:
    """Raises Refused where an edit would put the moments of a fault, or of maintenance, out of order."""
    if not isinstance(before, Fault) or not isinstance(after, Fault):
        check_order(before, after)
        return
    if after.draft and not before.draft:
        raise _counts_already(before, "draft")
    moved = {name for name in (*_EARLIEST, *_BEGINNINGS) if getattr(before, name) != getattr(after, name)}
    for name, earliest in _EARLIEST.items():
        first, at = getattr(after, earliest), getattr(after, name)
        if at is not None and at < first and {name, *_BEGINNINGS} & moved:
            raise Refused(
                text(
                    "{field} would be {time}, before {earliest} at {first}.",
                    field=field_name(Fault, name),
                    time=show_plain(at),
                    earliest=field_name(Fault, "noticed_at" if first == after.noticed_at else "started_at"),
                    first=show_plain(first),
                ),
                shows_example=False,
                field=name,
            )


def confirm(work: UnitOfWork, id_: str, speaker: Person, what: str) -> Fault:
    """A draft is a fault indeed: it counts from when it was noticed; `what` goes into its story."""
    fault = _open(work, id_)
    _only_a_draft(fault)
    return work.record(replace(fault, draft=False, log=(*fault.log, LogLine(work.now, speaker.id, what))))


def false_alarm(work: UnitOfWork, id_: str, speaker: Person, what: str) -> Fault:
    """A draft was nothing: it is closed as the draft it is, and never counts; `what` goes into its story."""
    fault = _open(work, id_)
    _only_a_draft(fault)
    log = (*fault.log, LogLine(work.now, speaker.id, what))
    return work.record(replace(fault, closed_at=max(work.now, fault.start), log=log))


def update(work: UnitOfWork, id_: str, at: datetime, speaker: Person, what: str) -> Fault:
    """How things stand with an open fault, said for its story."""
    fault = _open(work, id_)
    _not_before_notice(fault, at)
    return work.record(replace(fault, log=(*fault.log, LogLine(at, speaker.id, what))))


def plan_maintenance(
    work: UnitOfWork, speaker: Person, system: str, from_: datetime, until: datetime, why: str
) -> DowntimeExempt:
    """Planned maintenance of a system: it leaves both service time and downtime (digest, reading 5).

    The same window announced twice is one.
    """
    for held in faults.maintenance_of(work.connection, system, from_):
        if (held.until, held.why) == (until, why):
            return held
    window = DowntimeExempt(
        id=new_id(work, DowntimeExempt),
        system=system,
        from_=from_,
        until=until,
        why=why,
        recorded_at=work.now,
        recorded_by=speaker.id,
    )
    return work.record(window)


def known(work: UnitOfWork, id_: str) -> Fault:
    """The fault that the word names. Raises Refused where there is none."""
    fault = matching(work.connection, Fault, id_)
    if fault is None:
        raise Refused(views.unknown_fault(id_), field="id")
    return fault


def reflect(work: UnitOfWork, change: Change, terms: Terms) -> None:
    """Keep the ops channel's posts on faults and maintenance true."""
    if isinstance(change.after or change.before, DowntimeExempt):
        _reflect_maintenance(work, change)
    elif isinstance(change.after or change.before, Fault):
        _reflect_fault(work, change, terms)


def reflect_all(work: UnitOfWork, changes: Sequence[Change], terms: Terms) -> None:
    """Let the posts on open faults show the limits that hold now, and who is on duty; only those that may change."""
    facts = [fact for change in changes for fact in change if fact is not None]
    limits = any(isinstance(fact, Setting) for fact in facts)
    rostered = [span for fact in facts for span in _days_rostered(fact)]
    if not limits and not rostered:
        return
    names, on_duty = people.names(work.connection), cache(partial(duties.people_on_duty, work.connection))
    for fault in faults.open_faults(work.connection):
        day = day_of(fault.noticed_at)
        if limits or any(first <= day <= last for first, last in rostered):
            content = bilingual(partial(views.post, fault, terms, names, withdrawn=fault.draft, on_duty=on_duty(day)))
            say_anew(work.connection, f"fault:{fault.id}", content, work.now)


def _days_rostered(fact: Fact) -> Iterator[tuple[date, date]]:
    """First and last of the days for which the fact says who is on duty, or is there."""
    if isinstance(fact, Duty):
        yield fact.day, fact.day
    elif isinstance(fact, Leave):
        yield fact.from_, fact.until
    elif isinstance(fact, Person):
        yield date.min, date.max


def _reflect_fault(work: UnitOfWork, change: Change, terms: Terms) -> None:
    before, after = change
    fault = after or before
    if not isinstance(fault, Fault) or not isinstance(before, Fault | None):
        return
    if fault.draft and (before is None or before.draft):
        return
    names = people.names(work.connection)
    key = f"fault:{fault.id}"
    withdrawn = after is None or fault.draft
    on_duty = duties.people_on_duty(work.connection, day_of(fault.noticed_at))
    keep_post(
        work, key, OPS_CHANNEL, lambda t: views.post(fault, terms, names, t, withdrawn=withdrawn, on_duty=on_duty)
    )
    told = story.of_change(before, after if isinstance(after, Fault) else None, names)
    if told:
        sequence, _ = chain_head(work.connection)
        author = names.get(work.author.person, work.author.person)
        line = bilingual(lambda t: views.story_line(told, author, work.now, t))
        enqueue(work.connection, Message(f"{key}:{sequence}", OPS_CHANNEL, line, thread_of=key), work.now)


def _reflect_maintenance(work: UnitOfWork, change: Change) -> None:
    window = change.after or change.before
    if not isinstance(window, DowntimeExempt):
        return
    withdrawn = change.after is None
    key = f"downtime_exempt:{window.id}"
    keep_post(work, key, OPS_CHANNEL, lambda t: views.maintenance_post(window, t, withdrawn=withdrawn))


def _open(work: UnitOfWork, id_: str) -> Fault:
    fault = known(work, id_)
    if fault.closed_at is not None:
        when = show_plain(fault.closed_at)
        raise Refused(text("Fault {id} was closed at {time}.", id=fault.id, time=when), shows_example=False, field="id")
    return fault


def _no_draft(fault: Fault) -> None:
    if fault.draft:
        raise Refused(
            text(
                "Fault {id} is a draft. Please say first: `/fault confirm {id}` or `/fault false-alarm {id}`.",
                id=fault.id,
            ),
            shows_example=False,
            field="id",
        )


def _only_a_draft(fault: Fault) -> None:
    if not fault.draft:
        raise _counts_already(fault, "id")


def _counts_already(fault: Fault, field: str) -> Refused:
    return Refused(
        text("Fault {id} counts already; `/zhiban void {id} …` takes it out, with a reason.", id=fault.id),
        shows_example=False,
        field=field,
    )


def _not_yet(fault: Fault, done_at: datetime | None, step: str) -> None:
    if done_at is not None:
        raise Refused(views.already(fault, step, done_at), shows_example=False, field="id")


def _not_before_notice(fault: Fault, at: datetime) -> None:
    if at < fault.noticed_at:
        when = show_plain(fault.noticed_at)
        raise Refused(
            text("Fault {id} was noticed only at {time}; give a later moment.", id=fault.id, time=when), field="when"
        )


def _not_before_start(fault: Fault, at: datetime) -> None:
    if at < fault.start:
        when = show_plain(fault.start)
        raise Refused(
            text("Fault {id} began only at {time}; give a later moment.", id=fault.id, time=when), field="when"
        )


def _check_level(speaker: Person, level: int) -> None:
    if level in SEVERE_LEVELS and not may(speaker, "fault.open.severe"):
        raise Refused(
            text("Levels 1 and 2 are for the PM or a manager to give."), private_to=WHO_MAY["fault.open.severe"]
        )


def _back_from_vendor(fault: Fault, at: datetime) -> tuple[VendorSpell, ...]:
    """The vendor's times, the last of which ends with the fault: nobody waits for a vendor after it."""
    if not fault.vendor or fault.vendor[-1].until is not None:
        return fault.vendor
    return (*fault.vendor[:-1], fault.vendor[-1]._replace(until=max(at, fault.vendor[-1].from_)))


def _vendor_from(fault: Fault) -> str:
    return show_plain(fault.vendor[-1].from_)
