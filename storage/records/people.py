"""Who belongs to the project, and how Slack knows them."""

import re
from collections.abc import Collection, Iterable
from datetime import date
from typing import Final

from sqlalchemy import Connection, func, select, true

from storage.contract.kinds import Leave, Person
from storage.contract.obligations import WHOLE_DAY, halves_on_leave
from storage.records.attendance import leave_of_days
from storage.records.factfile import NAMES_A_PERSON
from storage.records.tables import FACT_TABLES, Revision, read_all, read_one

_MENTION: Final = re.compile(r"<@([UW][A-Z0-9]+)(?:\|([^<>]*))?>")
_people = FACT_TABLES[Person]
_revisions = Revision.__table__  # type: ignore[attr-defined]


def by_slack_id(connection: Connection, slack_id: str, day: date) -> Person | None:
    """The person with this Slack account who belongs to the project on that day; the latest to join, of several."""
    found = read_all(connection, Person, select(_people).where(_people.c.slack == slack_id))
    active = [person for person in found if person.active(day)]
    return max(active, key=lambda person: (person.from_ or date.min, person.id), default=None)


def named(connection: Connection, word: str) -> list[Person]:
    """Everybody whom a typed word may mean: by id, name (in any case) or Slack account (`<@U…|name>`)."""
    slack_id = word.removeprefix("<@").removesuffix(">").partition("|")[0] if word.startswith("<@") else None
    if slack_id:
        return read_all(connection, Person, select(_people).where(_people.c.slack == slack_id))
    plain = word.removeprefix("@").casefold()
    either = (func.lower(_people.c.id) == plain) | (func.lower(_people.c.name) == plain)
    return read_all(connection, Person, select(_people).where(either).order_by(_people.c.id))


def with_names(connection: Connection, words: str) -> str:
    """The words with names for Slack's mentions of people: `@Wu` for `<@U0WU>`; of strangers the label, or the id."""
    known = {person.slack: person.name for person in everyone(connection)}
    return _MENTION.sub(lambda found: f"@{known.get(found[1]) or found[2] or found[1]}", words)


def everyone(connection: Connection) -> list[Person]:
    """All people, in the order of their ids."""
    return read_all(connection, Person, select(_people).order_by(_people.c.id))


def names(connection: Connection) -> dict[str, str]:
    """Everybody's name by id."""
    return {person.id: person.name for person in everyone(connection)}


def active_on(connection: Connection, day: date) -> list[Person]:
    """Who belongs to the project on that day, in the order of their ids."""
    return [person for person in everyone(connection) if person.active(day)]


def team_on(connection: Connection, day: date) -> list[Person]:
    """The team's people of that day, in the order of their ids."""
    return [person for person in active_on(connection, day) if person.side == "team"]


def approvers(connection: Connection, claimant: str, day: date) -> list[Person]:
    """Who decides on what that person claims (`approvers_among`)."""
    return approvers_among(everyone(connection), claimant, day, away_all_day(leave_of_days(connection, day, day), day))


def approvers_among(people: Iterable[Person], claimant: str, day: date, away: Collection[str]) -> list[Person]:
    """Who of them decides on what that person claims: the PM; managers too where no PM is there; for the PM managers.

    Nobody decides on a claim of their own (interface, `/clock`). `away` are those on leave that day.
    """
    active = [person for person in people if person.id == claimant or person.active(day)]
    asking = next((person for person in active if person.id == claimant), None)
    others = [person for person in active if person.id != claimant]
    managers = [person for person in others if person.role == "manager"]
    if asking is None or asking.role == "pm":
        return managers
    pms = [person for person in others if person.role == "pm"]
    return pms if any(person.id not in away for person in pms) else [*pms, *managers]


def away_all_day(leaves: Iterable[Leave], day: date) -> frozenset[str]:
    """Who is on approved leave the whole day."""
    halves = halves_on_leave((leave for leave in leaves if leave.state == "approved"), day, day)
    return frozenset(person for (person, _), taken in halves.items() if taken >= WHOLE_DAY)


def name_of(connection: Connection, person: str) -> str:
    """The person's name; the id where it names nobody held, as the bot itself."""
    known = read_one(connection, Person, person)
    return known.name if known else person


def rulers(connection: Connection, sides: Collection[str], day: date) -> list[Person]:
    """Who rules on entries of the score that day: the managers of those sides."""
    return [one for one in everyone(connection) if one.role == "manager" and one.side in sides and one.active(day)]


def pms(connection: Connection, day: date) -> list[Person]:
    """The project's PMs of that day."""
    return [one for one in everyone(connection) if one.role == "pm" and one.active(day)]


def is_named(connection: Connection, person: str) -> bool:
    """Whether any fact names the person, or the person ever wrote one."""
    columns = (
        table.columns[name] for table in FACT_TABLES.values() for name in NAMES_A_PERSON if name in table.columns
    )
    named = (column == person for column in (*columns, _revisions.c.recorded_by))
    return any(connection.execute(select(true()).where(one).limit(1)).first() for one in named)


def any_held(connection: Connection) -> bool:
    """Whether anybody at all is held."""
    return connection.execute(select(_people.c.id).limit(1)).first() is not None
