"""The steps of `/zhiban person`, whether typed or filled in."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from commands.kit.answers import at_field
from commands.kit.arguments import within
from commands.kit.saying import Refused, Saying, Step, Write, needed
from commands.kit.texts import Text, text
from commands.zhiban import actions, views
from storage.contract.kinds import Person, Role, Side
from storage.records.ledger import UnitOfWork

LONGEST_NAME: Final = 60
SIDE_OF: Final[dict[Role, Side]] = {"engineer": "team", "pm": "team", "manager": "client", "viewer": "client"}
"""The side on which somebody of that role usually is."""


def add_person(said: Saying, added: Person) -> Step:
    """Put somebody on the list of people. Raises Refused for an id or a name that cannot be."""
    with at_field("id"):
        if not re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,39}", added.id):
            raise Refused(text("An id is of small letters, digits, dot, dash and underscore, such as lin."))
    _check_name(added.name)
    return kept(said, lambda work: actions.add_person(work, added), text("Added:"))


def change_person(said: Saying, id_: str, values: dict[str, Any]) -> Step:
    """Let somebody, by id, have other particulars. Raises Refused for a name that cannot be."""
    if "name" in values:
        _check_name(values["name"])

    def act(work: UnitOfWork) -> Person:
        return actions.change_person(work, actions.person_with_id(work, id_), values)

    return kept(said, act, text("Changed:"))


def let_go(said: Saying, id_: str, last_day: date) -> Step:
    """Note the last day of somebody, by id."""

    def act(work: UnitOfWork) -> Person:
        return actions.let_go(work, actions.person_with_id(work, id_), last_day)

    return kept(said, act, text("Last day noted:"))


def kept(said: Saying, act: Callable[[UnitOfWork], Person], message: Text) -> Step:
    """A change of the list of people, answered with how the person stands on it."""
    return Write(lambda work: views.person_kept(act(work), message, said.t))


def _check_name(name: str) -> None:
    with at_field("name"):
        within(needed(name, text("the name")), LONGEST_NAME)
