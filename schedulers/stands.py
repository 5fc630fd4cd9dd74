"""How things stand, as the records have it: no more facts than nudges can be about."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row

from schedulers.nudge import Situation
from storage.contract.fact import Fact
from storage.contract.facts import Facts
from storage.contract.kinds import (
    AssetChange,
    CalendarDay,
    Document,
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
    StaffChange,
    Stocktake,
    Survey,
    Task,
)
from storage.contract.periods import day_of
from storage.contract.terms import Terms
from storage.records import assets, attendance, drills, faults, guards, inspections, requests, staffing, tasks
from storage.records.calendar import working_days
from storage.records.standing import standing_of
from storage.records.tables import read_all, read_one

LOOKS_BACK: Final = timedelta(days=15)
REPORTS_WITHIN: Final = timedelta(days=60)
"""No holiday is so long that the report on an older fault could still fall due."""
ABOUT: Final[dict[str, tuple[type[Fact], ...]]] = {
    "inspect.feedback": (Problem,),
    "clock.approve": (Punch, Leave),
    "fault.respond": (Fault,),
    "fault.arrive": (Fault,),
    "fault.handle": (Fault,),
    "fault.quiet": (Fault,),
    "request.dispatch": (Request,),
    "task.due": (Task,),
    "asset.due": (AssetChange, Stocktake),
    "drill.due": (Drill,),
    "guard.plan": (Guard,),
    "staff.notice": (StaffChange,),
}
"""The kinds of fact whose ids are a nudge's subjects; what follows an `@` tells one fact's matters apart."""


def situation(
    connection: Connection, terms: Terms, now: datetime, until: datetime, asking: Sequence[Row[Any]] = ()
) -> Situation:
    """How things stand at `now`, for steps up to `until`; `asking` are the nudges whose subjects are needed too."""
    return Situation(
        now=now,
        until=until,
        terms=terms,
        calendar=working_days(connection),
        facts=Facts.build(_facts(connection, now, until, asking)),
        standing=lambda period, at: standing_of(connection, terms, period, at),
    )


def _facts(connection: Connection, now: datetime, until: datetime, asking: Sequence[Row[Any]]) -> Iterator[Fact]:
    first, last = day_of(now - LOOKS_BACK), day_of(until)
    held: dict[tuple[str, str], Fact] = {}
    for kind in (Person, CalendarDay, Document, Plan, Survey, Rank):
        held |= {(kind.KIND, fact.id): fact for fact in read_all(connection, kind)}
    for facts in (
        inspections.between(connection, now - LOOKS_BACK, now + timedelta(seconds=1)),
        inspections.problems_waiting(connection),
        faults.open_faults(connection),
        faults.closed_since(connection, now - REPORTS_WITHIN),
        attendance.punches_of_days(connection, first, last),
        attendance.leave_of_days(connection, first, last),
        attendance.claims(connection),
        requests.waiting(connection),
        tasks.undone(connection),
        assets.unregistered(connection),
        assets.uncounted(connection),
        drills.unreported(connection),
        guards.running_or_ahead(connection, first),
        staffing.changes_from(connection, first),
        _nudged_about(connection, asking),
    ):
        held |= {(fact.KIND, fact.id): fact for fact in facts}
    return iter(held.values())


def _nudged_about(connection: Connection, asking: Sequence[Row[Any]]) -> Iterator[Fact]:
    """What the posts that still ask are about, also where nothing is to be done about it any more."""
    for row in asking:
        code, _, subject = row.about.partition(":")
        for kind in ABOUT.get(code, ()):
            fact = read_one(connection, kind, subject.partition("@")[0])
            if fact is not None:
                yield fact
