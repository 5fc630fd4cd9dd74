"""Logging inspections and problems through a unit of work."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Literal

from commands.inspect import views
from commands.kit.blocks import bilingual
from commands.kit.saying import Refused
from commands.kit.texts import text
from storage.contract.kinds import Inspection, Person, Problem
from storage.contract.kinds.operations import CheckedItem
from storage.contract.obligations import inspected_so_far
from storage.contract.periods import day_of
from storage.contract.terms import Terms
from storage.records import inspections
from storage.records.finding import matching, new_id
from storage.records.ledger import Change, UnitOfWork
from storage.records.outbox import OPS_CHANNEL, Message, enqueue, say_anew

_SAME_WITHIN: Final = timedelta(minutes=1)
"""What one person says twice within this time was pressed twice, not done twice."""


def log_inspection(
    work: UnitOfWork,
    type_: Literal["page", "server"],
    at: datetime,
    by: Person,
    note: str | None,
    *,
    ok: bool = True,
    once: bool = False,
    items: tuple[CheckedItem, ...] = (),
) -> tuple[Inspection, bool]:
    """The inspection, and whether it is new: the same one said twice within a minute is one.

    With `once` the one that today (page) or this week (server) already has stands instead.
    """
    so_far = inspected_so_far(inspections.this_week(work.connection, at), day_of(at))
    standing = so_far.page if type_ == "page" else so_far.server
    if once and standing is not None:
        return standing, False
    for held in inspections.between(work.connection, at - _SAME_WITHIN, at + _SAME_WITHIN):
        if (held.type, held.by, held.ok, held.note, held.items) == (type_, by.id, ok, note, items):
            return held, False
    id_ = new_id(work, Inspection)
    inspection = Inspection(
        id=id_, type=type_, at=at, by=by.id, ok=ok, note=note, items=items, recorded_at=work.now, recorded_by=by.id
    )
    return work.record(inspection), True


def log_problem(
    work: UnitOfWork, found_at: datetime, by: Person, *, scope: Literal["in", "out"], note: str
) -> tuple[Problem, bool]:
    """A problem in or outside what the team maintains, and whether it is new: said twice within a minute it is one."""
    for held in inspections.problems_between(work.connection, found_at - _SAME_WITHIN, found_at + _SAME_WITHIN):
        if (held.scope, held.by, held.note) == (scope, by.id, note):
            return held, False
    problem = Problem(
        id=new_id(work, Problem),
        found_at=found_at,
        scope=scope,
        by=by.id,
        note=note,
        recorded_at=work.now,
        recorded_by=by.id,
    )
    return work.record(problem), True


def feed_back(work: UnitOfWork, id_: str, at: datetime) -> Problem:
    """The problem, now fed back. Raises Refused where there is none, it was fed back already, or not yet found then."""
    problem = matching(work.connection, Problem, id_)
    if problem is None:
        raise Refused(text("I know no problem {id}. `/inspect todo` lists those that wait for feedback.", id=id_[:40]))
    if problem.fed_back_at is not None:
        raise Refused(views.already_fed_back(problem), shows_example=False, field="id")
    if at < problem.found_at:
        raise Refused(views.found_later(problem), shows_example=False, field="when")
    return work.record(replace(problem, fed_back_at=at))


def reflect(work: UnitOfWork, change: Change, _: Terms) -> None:
    """Keep the ops channel's line on an inspection or problem true."""
    before, after = change
    fact = after or before
    if not isinstance(fact, Inspection | Problem):
        return
    name = work.get(Person, fact.by)
    content = bilingual(lambda t: views.posted(fact, name.name if name else fact.by, t, withdrawn=after is None))
    key = f"{fact.KIND}:{fact.id}"
    new = before is None and enqueue(work.connection, Message(key, OPS_CHANNEL, content), work.now)
    if not new:
        say_anew(work.connection, key, content, work.now)
