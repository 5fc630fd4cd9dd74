"""People, undo and void, through a unit of work."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any, Final, cast

from sqlalchemy import Row

from commands.kit.blocks import bilingual, joined
from commands.kit.moments import show_plain
from commands.kit.persons import nobody_called, one_person
from commands.kit.posting import tell
from commands.kit.roles import CLIENT_MANAGERS, rules
from commands.kit.saying import Refused
from commands.kit.texts import Text, text
from commands.zhiban import settings_actions, views
from storage.contract.fact import BOT, Fact
from storage.contract.kinds import HELD_KIND_NAMED, KIND_NAMED, CalendarDay, Duty, Person, Ruling, Setting
from storage.contract.nudge_terms import NudgeTerms
from storage.contract.periods import day_of, days_later
from storage.contract.terms import Terms
from storage.records import ledger, nudged, people
from storage.records.ledger import UnitOfWork
from storage.records.outbox import say_anew
from storage.records.settings import TermsInForce
from storage.records.snoozes import snooze as put_off
from storage.records.snoozes import snoozes

_NOTHING_TO_UNDO: Final = text(
    "You said nothing in the last 10 minutes that could be undone. For older things ask the PM to void them."
)
_SAID_TOGETHER: Final = (Setting.KIND, CalendarDay.KIND, Duty.KIND)
"""The kinds of which one saying writes several facts, which are then undone together."""


def add_person(work: UnitOfWork, person: Person) -> Person:
    """Somebody new. Raises Refused where the id or the Slack account is taken."""
    if person.id == BOT or work.get(Person, person.id) is not None:
        raise Refused(text("The id {id} is taken; choose another.", id=person.id), field="id")
    _begins_before_end(person)
    _slack_free(work, person)
    return work.record(replace(person, recorded_at=work.now, recorded_by=work.author.person))


def edit_person(work: UnitOfWork, word: str, values: dict[str, Any]) -> Person:
    """Somebody, by any name, with other particulars. Raises Refused as `change_person` does, or where it is nobody."""
    return change_person(work, one_person(work.connection, word), values)


def change_person(work: UnitOfWork, held: Person, values: dict[str, Any]) -> Person:
    """Somebody with other particulars. Raises Refused for a taken Slack account, an end before the start, no PM."""
    person = replace(held, **values)
    _begins_before_end(person)
    _slack_free(work, person)
    _a_pm_stays(work, held, person)
    return work.record(person)


def leave_project(work: UnitOfWork, word: str, last_day: date) -> Person:
    """Somebody's last day in the project, by any name. Raises Refused as `let_go` does, or where it is nobody."""
    return let_go(work, one_person(work.connection, word), last_day)


def let_go(work: UnitOfWork, person: Person, last_day: date) -> Person:
    """Somebody's last day in the project. Raises Refused for a day before the first, or where no PM would be left."""
    gone = replace(person, until=last_day)
    _begins_before_end(gone)
    _a_pm_stays(work, person, gone)
    return work.record(gone)


def person_with_id(work: UnitOfWork, id_: str) -> Person:
    """The person of that very id. Raises Refused where there is none."""
    held = work.get(Person, id_)
    if held is None:
        raise Refused(nobody_called(id_))
    return held


def snooze(work: UnitOfWork, speaker: Person, hours: NudgeTerms, asked: str, until: datetime) -> tuple[str, datetime]:
    """Let a nudge be silent until then, or until the quiet of that night is over; its posts say so at once.

    Gives the nudge with its subject, and until when. `asked` is a nudge's code, with or without its subject; nothing
    means the only one that asks. Raises Refused where nothing or more than one thing asks, where what it asks for is
    owed by then, and where somebody has put it off.
    """
    about, posts = _asking(work, asked)
    held = snoozes(work.connection).get(about)
    if held is not None and held.until > work.now:
        by = work.get(Person, held.by)
        name = by.name if by else held.by
        raise Refused(
            text("{name} has already put that off until {when}.", name=name, when=show_plain(held.until)),
            shows_example=False,
        )
    owed_by = min((post.owed_by for post in posts if post.owed_by is not None), default=None)
    speaks_at = hours.speaks_at(about.partition(":")[0], until)
    if owed_by is not None and speaks_at >= owed_by:
        raise Refused(_too_late(hours, owed_by, quiet=until < owed_by), shows_example=False)
    put_off(work.connection, about, speaks_at, speaker.id)
    for post in posts:
        if views.has_buttons(post.content):
            content = bilingual(partial(views.put_off, post.content, speaker.name, speaks_at))
            nudged.say_part(work.connection, post.key, content, joined, work.now, asks=True)
    return about, speaks_at


def _too_late(hours: NudgeTerms, owed_by: datetime, *, quiet: bool) -> Text:
    when = show_plain(owed_by)
    if not quiet:
        return text("That is owed before {when}; please choose an earlier moment.", when=when)
    return text(
        "Nobody is reminded between {quiet} and {morning}, and that is owed before {when}; please choose an earlier "
        "moment.",
        quiet=f"{hours.quiet_from:%H:%M}",
        morning=f"{hours.quiet_until:%H:%M}",
        when=when,
    )


def undo(work: UnitOfWork, speaker: Person, in_force: TermsInForce) -> list[tuple[Fact, Fact | None]]:
    """Take back the newest thing the speaker said within 10 minutes: each fact of it, and what it is now.

    Raises Refused where there is none, somebody else has changed a fact since, or the rest could not stand.
    """
    recent = ledger.newest_by(work.connection, speaker.id, work.now - ledger.UNDO_WITHIN)
    undone = {row.reason for row in recent if row.source == ledger.UNDO}
    standing = [row for row in recent if row.source != ledger.UNDO and _mark(row) not in undone]
    if not standing:
        raise Refused(_NOTHING_TO_UNDO, shows_example=False)
    taken = [_take_back(work, row) for row in _said_at_once(standing)]
    if any(isinstance(fact, Setting) for fact, _ in taken):
        settings_actions.check_standing(work, in_force)
    return taken


def void(work: UnitOfWork, speaker: Person, terms: Terms, word: str, reason: str) -> Fact:
    """Take a fact out of what counts, with a reason; whoever recorded it is told.

    Raises Refused where it is a ruling, which only those who rule take back (reading 18).
    """
    fact = _one_fact(work, word)
    if isinstance(fact, Ruling) and fact.ruling != "appeal" and not rules(speaker, terms):
        raise Refused(
            text("A ruling is taken back by those who rule."), private_to=CLIENT_MANAGERS, shows_example=False
        )
    work.remove(fact, reason)
    if fact.recorded_by not in (None, BOT, speaker.id):
        key = _told_of_void(fact, ledger.chain_head(work.connection)[0])
        tell(work, key, str(fact.recorded_by), lambda t: views.told_of_void(fact, speaker, reason, t))
    return fact


def _asking(work: UnitOfWork, asked: str) -> tuple[str, list[Row[Any]]]:
    """The one nudge that is meant, with its subject, and its posts that still ask. Raises Refused."""
    nudges: dict[str, list[Row[Any]]] = {}
    for row in nudged.asking(work.connection, with_content=True):
        if asked in ("", row.about.partition(":")[0], row.about):
            nudges.setdefault(row.about, []).append(row)
    if not nudges:
        raise Refused(text("I remind of nothing like that at the moment."), shows_example=False)
    if len(nudges) > 1:
        raise Refused(text("I remind of several things; please say which: {choices}.", choices=", ".join(nudges)))
    return next(iter(nudges.items()))


def _said_at_once(newest_first: Sequence[Row[Any]]) -> list[Row[Any]]:
    """The newest revision, with those that one saying wrote beside it."""
    newest, said = newest_first[0], dict[str, Row[Any]]()
    for row in newest_first if newest.kind in _SAID_TOGETHER else newest_first[:1]:
        alike = (row.kind, row.source, row.recorded_at) == (newest.kind, newest.source, newest.recorded_at)
        if not alike or row.fact_id in said:
            break
        said[row.fact_id] = row
    return list(said.values())


def _take_back(work: UnitOfWork, row: Row[Any]) -> tuple[Fact, Fact | None]:
    before, after = ledger.stated(row.before), ledger.stated(row.after)
    if work.get(HELD_KIND_NAMED[row.kind], row.fact_id) != after:
        raise Refused(
            text("{id} was changed again since, so it cannot simply be undone. Ask the PM to void it.", id=row.fact_id),
            shows_example=False,
        )
    if isinstance(after, Person):
        _person_can_be_taken_back(work, before, after)
    if after is None:
        return _unvoid(work, row, before), before
    if before is None:
        work.remove(after, _mark(row))
    else:
        work.record(before, _mark(row))
    return after, before


def _unvoid(work: UnitOfWork, row: Row[Any], fact: Fact | None) -> Fact:
    """Let a voided fact count again, and tell so whoever was told of the void."""
    restored = work.record(cast("Fact", fact), _mark(row))
    content = bilingual(lambda t: views.told_of_return(restored, t))
    say_anew(work.connection, _told_of_void(restored, row.sequence), content, work.now)
    return restored


def _person_can_be_taken_back(work: UnitOfWork, before: Fact | None, after: Person) -> None:
    if before is None and people.is_named(work.connection, after.id):
        raise Refused(
            text(
                "{name} has already done something here; say `/zhiban person leave {id}`.", name=after.name, id=after.id
            ),
            shows_example=False,
        )
    _a_pm_stays(work, after, before if isinstance(before, Person) else None)


def _told_of_void(fact: Fact, revision: int) -> str:
    """The key of the message on a fact that this revision voided."""
    return f"void:{fact.KIND}:{fact.id}:{revision}"


def _mark(row: Row[Any]) -> str:
    return f"undo of revision {row.sequence}"


def kinds_and_id(word: str, kinds: Mapping[str, type[Fact]]) -> tuple[tuple[type[Fact], ...], str]:
    """The kinds of which a typed id may be, `punch:p-3` or `p-3`, and the id."""
    kind_name, _, id_ = word.rpartition(":")
    kind = kinds.get(kind_name.casefold())
    return ((kind,), id_) if kind else (tuple(kinds.values()), word)


def _one_fact(work: UnitOfWork, word: str) -> Fact:
    kinds, wanted = kinds_and_id(word, KIND_NAMED)
    found = _facts_with_id(work, kinds, wanted) or _facts_with_id(work, kinds, wanted.lower())
    if not found:
        raise Refused(text("I know nothing with the id {id}.", id=word[:40]))
    if len(found) > 1:
        choices = ", ".join(f"{fact.KIND}:{fact.id}" for fact in found)
        raise Refused(text("The id {id} is used more than once; say which: {choices}.", id=word, choices=choices))
    if isinstance(found[0], Person):
        raise Refused(text("People are not voided; say `/zhiban person leave {id}`.", id=found[0].id))
    return found[0]


def _facts_with_id(work: UnitOfWork, kinds: Iterable[type[Fact]], id_: str) -> list[Fact]:
    return [fact for kind in kinds if (fact := work.get(kind, id_)) is not None]


def _begins_before_end(person: Person) -> None:
    if person.from_ is not None and person.until is not None and person.until < person.from_:
        raise Refused(text("{name} began only on {day}.", name=person.name, day=person.from_), field="until")


def _slack_free(work: UnitOfWork, person: Person) -> None:
    """Raises Refused where somebody else has the Slack account on a day on which this person would have it too."""
    held = people.named(work.connection, f"<@{person.slack}>") if person.slack else []
    for other in held:
        if other.id != person.id and _at_the_same_time(person, other):
            taken = text("That Slack account already belongs to {name} ({id}).", name=other.name, id=other.id)
            raise Refused(taken, field="slack")


def _at_the_same_time(one: Person, other: Person) -> bool:
    first, last = (
        max(one.from_ or date.min, other.from_ or date.min),
        min(one.until or date.max, other.until or date.max),
    )
    return first <= last


def _a_pm_stays(work: UnitOfWork, before: Person, after: Person | None) -> None:
    """Raises Refused where a day that had this PM would have none."""
    everyone = [person for person in people.everyone(work.connection) if person.id != before.id]
    pms = [person for person in (*everyone, *([after] if after else [])) if person.role == "pm"]
    for day in (day_of(work.now), *(days_later(pm.until, 1) for pm in pms if pm.until)):
        if before.role == "pm" and before.active(day) and not any(pm.active(day) for pm in pms):
            raise Refused(text("{name} is the only PM; add another first.", name=before.name), field="role")
