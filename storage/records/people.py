"""Who belongs to the project, and how Slack knows them."""

from datetime import date

from sqlalchemy import Connection, func, select

from storage.contract.kinds import Person
from storage.records.tables import FACT_TABLES, read_all

_people = FACT_TABLES[Person]


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


def everyone(connection: Connection) -> list[Person]:
    """All people, in the order of their ids."""
    return read_all(connection, Person, select(_people).order_by(_people.c.id))


def approvers_of(people: list[Person], claimant: Person, day: date) -> list[Person]:
    """Who may approve what this person claims: the PM; for the PM a manager (interface, `/clock`)."""
    role = "manager" if claimant.role == "pm" else "pm"
    return [person for person in people if person.role == role and person.id != claimant.id and person.active(day)]


def any_held(connection: Connection) -> bool:
    """Whether anybody at all is held."""
    return connection.execute(select(_people.c.id).limit(1)).first() is not None
