"""The steps of `/fault`, whether typed or filled in."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from commands.fault import actions, views
from commands.kit.answers import at_field
from commands.kit.arguments import LONGEST_TEXT, LONGEST_TITLE, within
from commands.kit.blocks import Reply, escape
from commands.kit.saying import Saying, Step, Write, needed
from commands.kit.texts import Text, text
from storage.contract.kinds import Fault
from storage.contract.terms import Terms
from storage.records.ledger import UnitOfWork

USUAL_LEVEL: Final = 4


def open_fault(said: Saying, details: dict[str, Any]) -> Step:
    """Open a fault with these values of its fields. Raises Refused for no title, or one that cannot be."""
    with at_field("title"):
        within(needed(details["title"], text("what is wrong")), LONGEST_TITLE)
    with at_field("system"):
        within(details["system"], LONGEST_TITLE)

    def write(work: UnitOfWork) -> Reply:
        fault, new = actions.open_fault(work, said.speaker, **details)
        return views.opened(fault, said.terms, said.t, new=new)

    return Write(write)


def handle(said: Saying, id_: str, at: datetime, what: str) -> Step:
    """Say that service is restored. Raises Refused where it is not said what was done, or at too great a length."""
    with at_field("what"):
        within(needed(what, text("what was done")), LONGEST_TEXT)
    return changed(said, lambda work: actions.handle(work, id_, at, said.speaker, what), views.happened("handle", at))


def update(said: Saying, id_: str, at: datetime, what: str) -> Step:
    """Say how things stand. Raises Refused where nothing is said, or too much."""
    with at_field("what"):
        within(needed(what, text("how things stand")), LONGEST_TEXT)
    return changed(said, lambda work: actions.update(work, id_, at, said.speaker, what), views.happened("update", at))


def assign(said: Saying, id_: str, name: str) -> Step:
    """Give the fault to somebody."""

    def write(work: UnitOfWork) -> Reply:
        fault, person = actions.assign(work, id_, name)
        return views.changed(fault, text("given to {name}.", name=escape(person.name)), said.terms, said.t)

    return Write(write)


def changed(said: Saying, act: Callable[[UnitOfWork], Fault], what: Text) -> Step:
    """A change of a fault, answered with what was understood and where the fault stands."""
    return Write(lambda work: views.changed(act(work), what, said.terms, said.t))


def system_in(title: str, terms: Terms) -> str:
    """The contract's system that the title names; the only one there is; otherwise none in particular."""
    named = [system for system in terms.systems if system.casefold() in title.casefold()]
    if len(named) == 1:
        return named[0]
    return terms.systems[0] if len(terms.systems) == 1 else views.UNNAMED_SYSTEM
