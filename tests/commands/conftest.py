"""A small project in which people say whole commands, through the bot's own door and desk but without HTTP."""

import asyncio
import itertools
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

import pytest
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from sqlalchemy import Connection, Row, event, func, select

from bot.clock import Clock
from bot.desk import Desk
from bot.languages import Languages
from bot.local.limits import message_errors
from bot.middleware import Admitted, Door, error_reply
from commands.catalog import Catalog
from commands.kit.blocks import Attachment, Reply, bilingual, joined
from commands.kit.buttons import Button, buttons
from commands.kit.saying import Refused
from commands.kit.texts import LANGUAGES, Language, text
from storage.contract.fact import Fact, SomeFact
from storage.contract.kinds import Person
from storage.contract.periods import BEIJING
from storage.contract.terms import load_terms
from storage.database import Database
from storage.migrations import migrate
from storage.records import ledger
from storage.records.ledger import UnitOfWork, by_bot
from storage.records.nudged import Part, say_together
from storage.records.outbox import OPS_CHANNEL, Post, mark_shown
from storage.records.settings import TermsInForce
from storage.records.tables import Revision, read_all, read_one
from tests.mrkdwn import glued_marks

CONTRACT = {"systems": ["portal", "cloud"], "slack": {"ops_channel": "C0OPS"}}
TERMS = load_terms(CONTRACT)
PEOPLE = (
    Person(id="lin", name="Lin", side="team", role="engineer", onsite=True, slack="U0LIN"),
    Person(id="wu", name="Wu", side="team", role="engineer", onsite=True, slack="U0WU"),
    Person(id="sun", name="Sun", side="team", role="engineer", onsite=False, slack="U0SUN"),
    Person(id="zhao", name="Zhao", side="team", role="pm", onsite=True, slack="U0ZHAO"),
    Person(id="chen", name="Chen", side="client", role="manager", onsite=False, slack="U0CHEN"),
    Person(id="feng", name="Feng", side="client", role="viewer", onsite=False, slack="U0FENG"),
)
SLACK_IDS = {person.id: cast("str", person.slack) for person in PEOPLE}
_posts = Post.__table__  # type: ignore[attr-defined]
_requests = itertools.count()


def at(clock: str, day: str = "2026-07-15") -> datetime:
    """A Beijing moment of Wednesday 2026-07-15, or of another day."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=BEIJING)


MORNING = at("08:00")
NOW = at("10:00")


def words_of(part: Any) -> str:
    """All that is shown of blocks."""
    if isinstance(part, dict):
        return "\n".join(words_of(value) for key, value in part.items() if key not in ("type", "block_id", "emoji"))
    return "\n".join(map(words_of, part)) if isinstance(part, list) else str(part)


@dataclass(frozen=True)
class Answer:
    """What somebody was answered; `refused` says why not, where it was no; `stored` counts the revisions it made."""

    content: dict[str, Any]
    stored: int
    refused: Refused | None
    file: Attachment | None = None

    @property
    def text(self) -> str:
        return str(self.content["text"])

    @property
    def words(self) -> str:
        return words_of(self.content["blocks"])


@dataclass
class _Languages:
    language: Language = "en"

    async def of(self, _: str) -> Language:
        return self.language


class _Clock(Clock):
    now = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Room:
    """The project's database, and the people who speak in it."""

    database: Database
    terms: TermsInForce = field(default_factory=lambda: TermsInForce(CONTRACT))
    clock: _Clock = field(default_factory=_Clock)
    languages: _Languages = field(default_factory=_Languages)

    def __post_init__(self) -> None:
        self.catalog = Catalog()
        self.desk = Desk(self.database, self.catalog, self.clock, self.terms)
        self.door = Door(self.desk, self.catalog, cast("Languages", self.languages), self.terms, self.clock)

    def say(self, person: str, typed: str, now: datetime = NOW, language: Language = "en") -> Answer:
        """The answer to `/command words`, as Slack delivers it: `<`, `>` and `&` typed by people come escaped."""
        self.clock.now, self.languages.language = now, language
        before = self.revisions(), self.outbox()
        content, file, error = asyncio.run(self._said(SLACK_IDS.get(person, person), typed))
        stored = self.revisions() - before[0]
        assert message_errors(content["text"], content["blocks"]) == []
        assert glued_marks(content) == []
        assert error is None or isinstance(error, Refused), error
        if error is not None:
            assert (self.revisions(), self.outbox()) == before, "a refusal stores nothing"
        return Answer(content, stored, error, file)

    def does(self, person: str, typed: str, now: datetime = NOW, language: Language = "en") -> Answer:
        """The answer to a command that is carried out."""
        answer = self.say(person, typed, now, language)
        assert answer.refused is None, answer.text
        return answer

    def refuses(self, person: str, typed: str, now: datetime = NOW, language: Language = "en") -> str:
        """Why a command is refused, in the words of the answer."""
        answer = self.say(person, typed, now, language)
        assert answer.refused is not None, answer.text
        return answer.text

    def hold(self, *facts: Fact, now: datetime = MORNING) -> None:
        """Let these facts be held, recorded by the bot, without any post."""
        _record(self.database, *facts, now=now)

    def ask(self, about: str, step: str, owed_by: datetime | None = None) -> None:
        """Let a nudge ask in the ops channel, where Slack shows it; `about` is its code and its subject."""
        button = Button(text("Done"), "inspect", "done", primary=True)
        content = bilingual(lambda t: Reply(f"{about} asks", buttons([button], t)))
        part = Part(f"{about}:{step}", NOW, about, content, owed_by)
        self.database.write(lambda c: say_together(c, [part], OPS_CHANNEL, joined, NOW)).result(10)
        row = self.outbox()[part.key]
        self.database.write(lambda c: mark_shown(c, row.id, row.wanted, "C0OPS", f"{row.id}.0")).result(10)

    def fact(self, kind: type[SomeFact], id_: str) -> SomeFact:
        """The fact as it stands."""
        with self.database.read() as connection:
            found = read_one(connection, kind, id_)
        assert found is not None, f"there is no {kind.KIND} {id_}"
        return found

    def facts(self, kind: type[SomeFact]) -> list[SomeFact]:
        """All facts of the kind."""
        with self.database.read() as connection:
            return read_all(connection, kind)

    def history(self, kind: type[Fact], id_: str) -> list[Row[Any]]:
        """The revisions of one fact."""
        with self.database.read() as connection:
            return ledger.history(connection, kind.KIND, id_)

    def revisions(self) -> int:
        """How many revisions the ledger holds."""
        with self.database.read() as connection:
            return connection.scalar(select(func.count()).select_from(Revision)) or 0

    def outbox(self) -> dict[str, Any]:
        """The posts by key, in the order in which they were first wanted."""
        with self.database.read() as connection:
            return {row.key: row for row in connection.execute(select(_posts).order_by(_posts.c.id))}

    def posted(self, key: str, language: Language = "en") -> str:
        """All that the post of that key shows."""
        return words_of(self.outbox()[key].content[language]["blocks"])

    def thread(self, key: str, language: Language = "en") -> list[str]:
        """The lines under the post of that key, in order."""
        return [row.content[language]["text"] for row in self.outbox().values() if row.thread_of == key]

    def sound(self) -> list[str]:
        """What is wrong with the ledger."""
        with self.database.read() as connection:
            return list(ledger.faults_in_chain(connection))

    async def _said(self, slack_id: str, typed: str) -> tuple[dict[str, Any], Attachment | None, Exception | None]:
        command, _, text = typed.partition(" ")
        body = urlencode({"command": command, "text": _escaped(text), "user_id": slack_id})
        request = AsyncBoltRequest(body=body, mode="http", context={"request": f"r-{next(_requests)}"})
        try:
            answer = await self.door.admit(request, request.context, AsyncAck(), _next)  # type: ignore[no-untyped-call]
            if answer.status == _ADMITTED:
                admitted: Admitted = request.context["admitted"]
                return *await self.desk.answer(admitted.step, admitted.author, admitted.request), None
            body = answer.body if isinstance(answer.body, dict) else _json(answer.body)
            return cast("dict[str, Any]", body), None, None
        except Exception as error:  # noqa: BLE001 -- what the bot's error handler gets
            return error_reply(error, request.context, request.context["t"]).content(), None, error


_ADMITTED = 299


async def _next() -> BoltResponse:
    return BoltResponse(status=_ADMITTED)


def _json(body: str) -> Any:
    return json.loads(body)


def _escaped(text: str) -> str:
    """As Slack escapes what people type, leaving its own mentions."""
    parts = re.split(r"(<(?:@[UW]|#C)[A-Z0-9]+(?:\|[^>]*)?>)", text)
    return "".join(
        part if index % 2 else part.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        for index, part in enumerate(parts)
    )


@pytest.fixture(scope="session")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Path, Path]]:
    """One opened database for all rooms, its file, and a file with nothing but the people in it.

    It does not wait for the disk: that is what the tests of storage look at.
    """
    folder = tmp_path_factory.mktemp("rooms")
    empty, path = folder / "empty.db", folder / "zhiban.db"
    prepared = Database(f"sqlite:///{empty}")
    migrate(prepared)
    _record(prepared, *PEOPLE)
    prepared.close()
    database = Database(f"sqlite:///{path}")
    for engine in (database._readers, database._writers):
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    yield database, path, empty
    database.close()


@pytest.fixture
def room(rooms: tuple[Database, Path, Path]) -> Iterator[Room]:
    """A fresh room; whatever was posted in it is checked against Slack's limits, and its ledger, at the end."""
    database, path, empty = rooms
    with closing(sqlite3.connect(empty)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    opened = Room(database)
    yield opened
    for row in opened.outbox().values():
        assert set(row.content) == set(LANGUAGES)
        for content in row.content.values():
            assert message_errors(content["text"], content["blocks"]) == [], row.key
            assert glued_marks(content) == []
    assert opened.sound() == []


def _record(database: Database, *facts: Fact, now: datetime = MORNING) -> None:
    def work(connection: Connection) -> None:
        UnitOfWork(connection, by_bot("test"), now).record_all(facts, replace=True)

    database.write(work).result(10)


def refusals(room: Room, person: str, lines: Iterable[str]) -> None:
    """Each line is refused, in both languages, and stores nothing."""
    for line in lines:
        for language in LANGUAGES:
            room.refuses(person, line, language=language)
