"""How things stand, as the records have it: no more facts than nudges can be about."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row

from schedulers.nudge import LONGEST_HOLIDAY, ROSTERS_WITHIN, Situation
from storage.contract.fact import Fact
from storage.contract.facts import Facts
from storage.contract.kinds import (
    AssetChange,
    CalendarDay,
    Drill,
    Fault,
    Guard,
    Leave,
    Person,
    Plan,
    Problem,
    Punch,
    Rank,
    Request,
    Stocktake,
    Task,
)
from storage.contract.obligations import spans_of
from storage.contract.periods import day_of, day_start, days_later, earlier
from storage.contract.terms import Terms
from storage.contract.windows import names_within
from storage.records import (
    assets,
    attendance,
    documents,
    drills,
    duties,
    faults,
    guards,
    inspections,
    probes,
    requests,
    staffing,
    surveys,
    tasks,
)
from storage.records.calendar import working_days
from storage.records.outlook import due_soon
from storage.records.standing import standing_of
from storage.records.tables import FACT_TABLES, read_all, read_some

_ALWAYS_KNOWN: Final = (Person, CalendarDay)
"""Kinds that say themselves from when on they hold, whenever they were written down."""
LOOKS_BACK: Final = timedelta(days=15)
_OF_A_FAULT: Final = "fault:"
"""Begins the subject of a nudge about a fault's report; its other documents are no facts by those names."""
ABOUT: Final[dict[str, tuple[type[Fact], ...]]] = {
    "inspect.feedback": (Problem,),
    "clock.approve": (Punch, Leave),
    "fault.respond": (Fault,),
    "fault.arrive": (Fault,),
    "fault.handle": (Fault,),
    "fault.quiet": (Fault,),
    "report.due": (Fault,),
    "report.overdue": (Fault,),
    "request.dispatch": (Request,),
    "task.due": (Task,),
    "asset.due": (AssetChange, Stocktake),
    "drill.due": (Drill,),
    "guard.plan": (Guard,),
    "roster.gap": (Guard,),
    "probe.down": (Fault,),
}
"""The kinds of fact whose ids are a nudge's subjects; what follows an `@` tells one fact's matters apart."""


def situation(connection: Connection, terms: Terms, now: datetime, asking: Sequence[Row[Any]] = ()) -> Situation:
    """How things stand at `now`; `asking` are the nudges whose subjects are needed too."""
    return _situation(connection, terms, now, now, _facts(connection, terms, now, asking))


def foreseen(connection: Connection, terms: Terms, now: datetime, until: datetime) -> Situation:
    """How things stand at `now`, also one long past, for steps up to `until`."""
    facts = (fact for kind in FACT_TABLES for fact in read_all(connection, kind))
    return _situation(connection, terms, now, until, facts)


def _situation(
    connection: Connection, terms: Terms, now: datetime, until: datetime, facts: Iterable[Fact]
) -> Situation:
    held = Facts.build(facts)
    return Situation(
        now=now,
        until=until,
        terms=terms,
        calendar=working_days(connection),
        probes=probes.watched(connection, terms),
        recoveries=probes.recoveries(connection),
        facts=held.known_at(now).with_all(_ALWAYS_KNOWN, held),
        standing=lambda period, at: standing_of(connection, terms, period, at),
        due_soon=lambda at: due_soon(connection, terms, at),
    )


def _facts(connection: Connection, terms: Terms, now: datetime, asking: Sequence[Row[Any]]) -> Iterator[Fact]:
    first, last = day_of(earlier(now, LOOKS_BACK)), day_of(now)
    held: dict[tuple[str, str], Fact] = {}
    for kind in (*_ALWAYS_KNOWN, Plan, Rank):
        held |= {(kind.KIND, fact.id): fact for fact in read_all(connection, kind)}
    about = _nudged_about(connection, asking)
    guarded = guards.running_or_ahead(connection, first)
    rostered = _last_rostered(guarded, last)
    without_report = faults.without_report(connection, day_start(terms.from_), now)
    others = [*faults.open_faults(connection), *(fact for fact in about if isinstance(fact, Fault))]
    for facts in (
        documents.of_the_contract(connection),
        documents.of_faults(connection, {fault.id for fault in others}),
        surveys.given_within(connection, _names_given_for(terms, first, last)),
        without_report,
        others,
        inspections.between(connection, now - LOOKS_BACK, now + timedelta(seconds=1)),
        inspections.problems_waiting(connection),
        attendance.punches_of_days(connection, first, last),
        attendance.leave_of_days(connection, first, rostered),
        attendance.claims(connection),
        requests.waiting(connection),
        tasks.undone(connection),
        assets.unregistered(connection),
        assets.uncounted(connection),
        drills.unreported(connection),
        guarded,
        duties.on_days(connection, first, rostered),
        staffing.changes_from(connection, first),
        probes.maintenance(connection, now),
        about,
    ):
        held |= {(fact.KIND, fact.id): fact for fact in facts}
    return iter(held.values())


def _last_rostered(guarded: Sequence[Guard], last: date) -> date:
    """The last day of the blocks of days that begin so soon after `last` that their rosters are looked at."""
    ahead = days_later(last, ROSTERS_WITHIN.days)
    ends = (guard.until for guard in guarded if guard.from_ <= ahead)
    return max([days_later(ahead, LONGEST_HOLIDAY.days), *ends])


def _names_given_for(terms: Terms, first: date, last: date) -> frozenset[str]:
    """What surveys are given for in the appraisal periods of those days."""
    spans = [terms.term] if terms.appraisal == "contract" else spans_of(terms.appraisal, first, last)
    return frozenset(name for span in spans for name in names_within(span))


def _nudged_about(connection: Connection, asking: Sequence[Row[Any]]) -> list[Fact]:
    """What the posts that still ask are about, also where nothing is to be done about it any more."""
    ids: defaultdict[type[Fact], set[str]] = defaultdict(set)
    for row in asking:
        code, _, subject = row.about.partition(":")
        for kind in ABOUT.get(code, ()):
            ids[kind].update(_ids_in(subject.removeprefix(_OF_A_FAULT)))
    return [fact for kind, some in ids.items() for fact in read_some(connection, kind, some)]


def _ids_in(subject: str) -> Iterator[str]:
    """Every id that the subject may begin with, since an id may hold an `@` itself."""
    yield subject
    yield from (subject[:place] for place, character in enumerate(subject) if character == "@")
