"""A small project with a database of its own, and a way to say `/clock …` in it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

import pytest
from sqlalchemy import func, select

from commands.clock.slash import COMMAND
from commands.kit.blocks import Reply
from commands.kit.saying import Read, Saying, Write
from commands.kit.texts import Language, translator
from storage.contract.kinds import Leave, Person, Punch
from storage.contract.periods import BEIJING
from storage.contract.terms import load_terms
from storage.database import Database
from storage.records import calendar
from storage.records.ledger import Author, UnitOfWork, by_bot
from storage.records.outbox import Post
from storage.records.settings import TermsInForce
from storage.records.tables import Revision, read_all, read_one

TEAM = (
    Person(id="lin", name="Lin", side="team", role="engineer", onsite=True),
    Person(id="wu", name="Wu", side="team", role="engineer", onsite=True),
    Person(id="sun", name="Sun", side="team", role="engineer", onsite=False),
    Person(id="zhao", name="Zhao", side="team", role="pm", onsite=True),
    Person(id="chen", name="Chen", side="client", role="manager", onsite=False),
)


def at(clock: str, day: str = "2026-07-15") -> datetime:
    """A Beijing moment of Wednesday 2026-07-15, or of another day."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=BEIJING)


def shown(reply: Reply) -> str:
    """All the words of a reply's blocks."""
    return _words_of(reply.content()["blocks"])


def _words_of(part: Any) -> str:
    if isinstance(part, dict):
        return " ".join(_words_of(value) for key, value in part.items() if key not in ("type", "block_id"))
    return " ".join(map(_words_of, part)) if isinstance(part, list) else str(part)


@dataclass
class Desk:
    """The project's database, and the people who speak in it."""

    database: Database

    def say(self, person: str, words: str, now: datetime, language: Language = "en", *, at_home: bool = False) -> Reply:
        """The answer to `/clock WORDS`, or what a Home shows of it. Raises Refused."""
        first, _, rest = words.partition(" ")
        verb = COMMAND.verb_named(first or COMMAND.wordless)
        assert verb is not None, first
        speaker = next(one for one in self.everybody() if one.id == person)
        terms, t = load_terms(), translator(language)
        said = Saying(speaker, first, rest.strip(), now, t, terms, calendar.working_days, TermsInForce(), at_home)
        step = verb.run(said)
        if isinstance(step, Write):
            return cast("Reply", self.write(step.work, person, now))
        if isinstance(step, Read):
            with self.database.read() as connection:
                return step.work(connection)
        return step

    def write(self, act: Any, person: str, now: datetime) -> Any:
        """Do something in a unit of work, with what follows from it."""

        def work(connection: Any) -> Any:
            unit = UnitOfWork(connection, Author(person, "test"), now)
            answer = act(unit)
            for change in list(unit.changes):
                assert COMMAND.reflect is not None
                COMMAND.reflect(unit, change, load_terms())
            return answer

        return self.database.write(work).result(timeout=10)

    def everybody(self) -> list[Person]:
        with self.database.read() as connection:
            return read_all(connection, Person)

    def punches(self) -> list[Punch]:
        with self.database.read() as connection:
            return sorted(read_all(connection, Punch), key=lambda punch: int(punch.id[2:]))

    def leave(self) -> list[Leave]:
        with self.database.read() as connection:
            return sorted(read_all(connection, Leave), key=lambda leave: int(leave.id[2:]))

    def state(self, id_: str) -> str | None:
        with self.database.read() as connection:
            fact = read_one(connection, Punch, id_) or read_one(connection, Leave, id_)
            return fact.state if fact else None

    def revisions(self) -> int:
        with self.database.read() as connection:
            count = connection.scalar(select(func.count()).select_from(Revision))
            return count or 0

    def posts(self) -> dict[str, Any]:
        """The outbox by key."""
        with self.database.read() as connection:
            return {row.key: row for row in connection.execute(select(Post.__table__))}  # type: ignore[attr-defined]

    def change(self, person: str, **values: Any) -> None:
        """Let a person be otherwise."""
        changed = next(replace(one, **values) for one in self.everybody() if one.id == person)
        self.write(lambda unit: unit.record(changed), "zhao", at("08:00"))


@pytest.fixture
def desk(sqlite_url: str) -> Iterator[Desk]:
    database = Database(sqlite_url)
    database.write(lambda c: UnitOfWork(c, by_bot("test"), at("08:00")).record_all(TEAM, replace=False)).result(10)
    yield Desk(database)
    database.close()
