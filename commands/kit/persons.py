"""People whom somebody names."""

from datetime import date

from sqlalchemy import Connection

from commands.kit.blocks import escape
from commands.kit.saying import Refused
from commands.kit.texts import Text, text
from storage.contract.kinds import Person
from storage.records import people


def one_person(connection: Connection, word: str) -> Person:
    """The person whom the word means: an id, a name or a mention. Raises Refused where it means nobody or several."""
    found = people.named(connection, word)
    if not found:
        raise Refused(nobody_called(word))
    return _the_only(found, word)


def mention(person: Person) -> str:
    """The person as Slack shows and notifies them; by name who has no account."""
    return f"<@{person.slack}>" if person.slack else escape(person.name)


def nobody_called(word: str) -> Text:
    """Why nothing was done: nobody is called that."""
    return text("I know nobody called {name}. `/zhiban team` lists who there is.", name=word[:40])


def one_of_the_team(connection: Connection, word: str, today: date) -> Person:
    """The person of today's team whom the word means. Raises Refused where it means nobody in it, or several."""
    found = [one for one in people.named(connection, word) if one.side == "team" and one.active(today)]
    if not found:
        raise Refused(
            text("I know nobody called {name} in the team. `/zhiban team` lists who there is.", name=word[:40]),
            field="person",
        )
    return _the_only(found, word)


def _the_only(found: list[Person], word: str) -> Person:
    if len(found) > 1:
        raise Refused(text("{name} is several people; use an id from `/zhiban team`.", name=word[:40]), field="person")
    return found[0]
