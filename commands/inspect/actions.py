"""Logging inspections and problems through a unit of work."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import Connection

from commands.inspect import found, views
from commands.kit.blocks import bilingual
from commands.kit.saying import Refused
from commands.kit.texts import text
from storage.contract.kinds import CheckedItem, Inspection, Person, Problem
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
    items: tuple[CheckedItem, ...] = (),
    once: bool = False,
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
        id=id_,
        type=type_,
        at=at,
        by=by.id,
        ok=ok,
        note=note,
        items=items,
        recorded_at=work.now,
        recorded_by=by.id,
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


def log_what_was_found(
    work: UnitOfWork,
    id_: str,
    named: str,
    speaker: Person,
    note: Callable[[Inspection, CheckedItem | None], str],
    *,
    scope: Literal["in", "out"],
) -> list[tuple[Problem, bool]]:
    """The problems of what an inspection found not in order, found at its moment, and whether each is new.

    `named` is one of its targets; without one every flagged target is meant, or the trouble of an inspection without a
    checklist. `note` says what is wrong. Raises Refused where there is no such inspection, or nothing wrong with it.
    """
    inspection = matching(work.connection, Inspection, id_)
    if inspection is None:
        raise Refused(text("I know no inspection {id}. `/inspect history` shows who inspected what.", id=id_[:40]))
    return [
        _log_found(work, inspection, item, speaker, note(inspection, item), scope)
        for item in found.chosen(inspection, named)
    ]


def _log_found(
    work: UnitOfWork,
    inspection: Inspection,
    item: CheckedItem | None,
    speaker: Person,
    note: str,
    scope: Literal["in", "out"],
) -> tuple[Problem, bool]:
    id_ = found.problem_id(inspection, item)
    held = work.get(Problem, id_)
    if held is not None:
        return held, False
    problem = Problem(
        id=id_,
        found_at=inspection.at,
        scope=scope,
        by=inspection.by,
        note=note,
        recorded_at=work.now,
        recorded_by=speaker.id,
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
    """Keep the ops channel's line on an inspection or problem true, and that on the inspection that found a problem."""
    before, after = change
    fact = after or before
    if isinstance(fact, Inspection | Problem):
        _post(work, fact, new=before is None, withdrawn=after is None)
    if isinstance(fact, Problem):
        for inspection in inspections.named(work.connection, found.may_have_found(fact)):
            _post(work, inspection, new=False, withdrawn=False)


def _post(work: UnitOfWork, fact: Inspection | Problem, *, new: bool, withdrawn: bool) -> None:
    person = work.get(Person, fact.by)
    name = person.name if person else fact.by
    made = problems_of(work.connection, fact) if isinstance(fact, Inspection) else {}
    content = bilingual(lambda t: views.posted(fact, name, made, t, withdrawn=withdrawn))
    key = f"{fact.KIND}:{fact.id}"
    if not (new and enqueue(work.connection, Message(key, OPS_CHANNEL, content), work.now)):
        say_anew(work.connection, key, content, work.now)


def problems_of(connection: Connection, inspection: Inspection) -> Mapping[str, Problem]:
    """The problems that were made of what the inspection found, by id."""
    wanted = [found.problem_id(inspection, item) for item in found.wrong(inspection)]
    return {problem.id: problem for problem in inspections.problems_named(connection, wanted)}
