"""Where sayings are answered: reads in a reading session, writes through the ledger's one writer."""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import Connection

from bot.clock import Clock
from commands.catalog import Catalog
from commands.kit.blocks import Attachment, Reply, bilingual
from commands.kit.saying import Read, Step, Write
from commands.kit.texts import LANGUAGES, Translator
from storage.contract.kinds import Person
from storage.contract.periods import day_of
from storage.database import Database
from storage.records import people, receipts
from storage.records.ledger import Author, UnitOfWork
from storage.records.outbox import ACCOUNT, Message, enqueue
from storage.records.settings import TermsInForce

T = TypeVar("T")

RECEIPTS_KEPT: Final = timedelta(days=1)

Content = dict[str, Any]
"""An answer as Slack takes it: text and blocks."""


class Answer(NamedTuple):
    """What a step answers, and the file that goes with it."""

    content: Content
    file: Attachment | None = None


class Desk:
    """Answers sayings; `on_written` is called after each commit that changed something."""

    def __init__(
        self,
        database: Database,
        catalog: Catalog,
        clock: Clock,
        terms: TermsInForce,
        on_written: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._clock = clock
        self._terms = terms
        self._on_written = on_written

    async def speaker(self, slack_id: str) -> Person | None:
        """Who speaks; None for a stranger, or somebody whose time in the project is over or yet to come.

        The terms in force are looked at again on the way.
        """
        return await asyncio.to_thread(self._speaker, slack_id)

    async def look(self, work: Callable[[Connection], T]) -> T:
        """What the work reads."""
        return await asyncio.to_thread(self._look, work)

    async def answer(self, step: Step, author: Author, request: str) -> Answer:
        """Carry the step out. A write is on disk when this returns.

        `request` names the request: when it comes again, it is answered as before and changes nothing. Raises what the
        step raises.
        """
        if isinstance(step, Write):
            content = await asyncio.wrap_future(self._database.write(lambda c: self._write(c, step, author, request)))
            self._on_written()
            return Answer(content)
        reply = await self.look(step.work) if isinstance(step, Read) else step
        return Answer(reply.content(), reply.file)

    async def is_first(self, request: str) -> bool:
        """Whether nobody asked this of that request before; an effect outside of the ledger asks so to happen once."""
        return await asyncio.wrap_future(self._database.write(lambda c: self._claim(c, request)))

    async def tell_account(self, key: str, slack_id: str, view: Callable[[Translator], Reply]) -> None:
        """Say something to a Slack account by direct message; once under that key, and kept until Slack has it."""
        await self._enqueue(Message(key, f"{ACCOUNT}{slack_id}", bilingual(view)))

    async def tell_content(self, key: str, slack_id: str, content: Content) -> None:
        """The same with words that are in the reader's language already."""
        await self._enqueue(Message(key, f"{ACCOUNT}{slack_id}", dict.fromkeys(LANGUAGES, content)))

    async def _enqueue(self, message: Message) -> None:
        await asyncio.wrap_future(self._database.write(lambda c: enqueue(c, message, self._clock())))
        self._on_written()

    def _speaker(self, slack_id: str) -> Person | None:
        with self._database.read() as connection:
            self._terms(connection)
            return people.by_slack_id(connection, slack_id, day_of(self._clock()))

    def _look(self, work: Callable[[Connection], T]) -> T:
        with self._database.read() as connection:
            return work(connection)

    def _write(self, connection: Connection, step: Write, author: Author, request: str) -> Content:
        now = self._clock()
        given = receipts.answer_to(connection, request)
        if given is not None:
            answer: Content = json.loads(given)
            return answer
        work = UnitOfWork(connection, author, now)
        content = step.work(work).kept()
        self._catalog.reflect(work, self._terms(connection))
        receipts.keep(connection, request, json.dumps(content, ensure_ascii=False), now, now - RECEIPTS_KEPT)
        return content

    def _claim(self, connection: Connection, request: str) -> bool:
        now = self._clock()
        if receipts.answer_to(connection, request) is not None:
            return False
        receipts.keep(connection, request, "", now, now - RECEIPTS_KEPT)
        return True
