"""The steps of `/inspect`, whether typed or filled in."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final, Literal

from commands.inspect import actions, by_probes, views
from commands.kit.answers import at_field
from commands.kit.arguments import LONGEST_TEXT, within
from commands.kit.blocks import Reply
from commands.kit.editing import Editing
from commands.kit.saying import Refused, Saying, Step, Write, needed
from commands.kit.texts import text
from storage.contract.fact import Fact
from storage.contract.kinds import CheckedItem, Inspection, Problem
from storage.contract.periods import day_of
from storage.records.ledger import UnitOfWork


def _kept_true(work: UnitOfWork, before: Fact, after: Fact) -> Fact:
    """An inspection with a flagged item was not all in order.

    One moved to another day or kind was said only now: it makes up for nothing missed (reading 10).
    """
    if not (isinstance(before, Inspection) and isinstance(after, Inspection)):
        return after
    if (before.items, before.ok) != (after.items, after.ok):
        after = replace(after, ok=after.ok and all(item.ok for item in after.items))
    moved = (before.type, day_of(before.at)) != (after.type, day_of(after.at))
    return replace(after, recorded_at=work.now) if moved else after


EDITING: Final = Editing(
    "inspect",
    {
        Inspection: ("type", "at", "by", "ok", "note", "items"),
        Problem: ("found_at", "fed_back_at", "scope", "by", "note"),
    },
    amend=_kept_true,
)


def log_inspection(
    said: Saying,
    type_: Literal["page", "server"],
    at: datetime,
    note: str,
    *,
    ok: bool = True,
    items: tuple[CheckedItem, ...] = (),
    once: bool = False,
) -> Step:
    """Log an inspection made at that moment, in which all was in order unless not `ok` or an item is flagged.

    With `once` only while its day or week has none.
    """
    with at_field("note"):
        within(note, LONGEST_TEXT)
    fine = ok and all(item.ok for item in items)
    return Write(partial(_log, said=said, type_=type_, at=at, note=note, ok=fine, items=items, once=once))


def log_watched(said: Saying, at: datetime, note: str, *, ok: bool, once: bool) -> Step:
    """Log a page inspection by what the probes found today: their list goes with it, and whether all was in order.

    Raises Refused where they looked at nothing today.
    """
    with at_field("note"):
        within(note, LONGEST_TEXT)

    def write(work: UnitOfWork) -> Reply:
        found = by_probes.seen(work.connection, said)
        if not found.items:
            raise Refused(text("No page was looked at today; please look yourself."), shows_example=False)
        fine = ok and found.ok
        return _log(work, said=said, type_="page", at=at, note=note, ok=fine, items=found.items, once=once)

    return Write(write)


def _log(
    work: UnitOfWork,
    *,
    said: Saying,
    type_: Literal["page", "server"],
    at: datetime,
    note: str,
    ok: bool,
    items: tuple[CheckedItem, ...],
    once: bool,
) -> Reply:
    """Log it, and tell what came of it before."""
    inspection, new = actions.log_inspection(work, type_, at, said.speaker, note or None, ok=ok, items=items, once=once)
    made = actions.problems_of(work.connection, inspection)
    return views.logged(inspection, made, said.t, said.now, new=new)


def log_problem(said: Saying, found_at: datetime, note: str, scope: Literal["in", "out"]) -> Step:
    """Log a problem found at that moment."""
    with at_field("note"):
        within(needed(note, text("what the problem is")), LONGEST_TEXT)
    limit = said.terms.feedback

    def write(work: UnitOfWork) -> Reply:
        found, new = actions.log_problem(work, found_at, said.speaker, scope=scope, note=note)
        return views.problem_logged(found, limit, said.t, new=new)

    return Write(write)


def log_what_was_found(said: Saying, id_: str, target: str, scope: Literal["in", "out"]) -> Step:
    """Make a problem of what an inspection flagged, of one target or of all; each becomes one only once."""
    limit, t = said.terms.feedback, said.t

    def write(work: UnitOfWork) -> Reply:
        made = actions.log_what_was_found(
            work,
            id_,
            target,
            said.speaker,
            lambda inspection, item: views.found_words(inspection, item, t),
            scope=scope,
        )
        return views.problems_logged(made, limit, t)

    return Write(write)


def feed_back(said: Saying, id_: str, at: datetime) -> Step:
    """Note that a problem was fed back at that moment."""
    return Write(lambda work: views.fed_back(actions.feed_back(work, id_, at), said.t))
