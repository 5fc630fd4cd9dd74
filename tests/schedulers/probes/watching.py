"""A prober whose rounds a test makes by hand, over a real site."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from schedulers.probes.looking import Looker
from schedulers.probes.prober import Prober
from storage.contract.kinds import Fault
from storage.database import Database
from storage.records import probes
from storage.records.ledger import Author, UnitOfWork, faults_in_chain
from storage.records.settings import TermsInForce
from storage.records.tables import Revision, read_all
from tests.schedulers.conftest import TEAM, at
from tests.site import Site, running_site

LIN = TEAM[0]


@dataclass
class Watch:
    """A prober whose rounds a test makes by hand, its clock and the site it looks at."""

    database: Database
    site: Site
    prober: Prober
    now: datetime
    term: list[int | None] = field(default_factory=lambda: [1])

    async def look(self, minutes: float = 1, answers: str | None = None) -> None:
        """Let so much time pass, the site answer so from now on, and every page be looked at once."""
        self.now += timedelta(minutes=minutes)
        self.site.answers = answers or self.site.answers
        self.prober.wake()
        await self.prober.round()
        await self.prober.settle()

    async def tend(self) -> None:
        """Let the prober see at once to what it sees to now and then."""
        self.prober._tended = None
        await self.prober.round()

    def faults(self) -> list[Fault]:
        with self.database.read() as connection:
            return read_all(connection, Fault)

    def state(self, name: str = "home") -> Any:
        terms = self.prober._terms.latest
        with self.database.read() as connection:
            return {one.probe.name: one.state for one in probes.watched(connection, terms)}[name]

    def act(self, work: Any) -> None:
        """Let Lin do something."""
        self.database.write(lambda c: work(UnitOfWork(c, Author("lin", "test"), self.now))).result(10)

    def revisions(self) -> int:
        with self.database.read() as connection:
            assert list(faults_in_chain(connection)) == []
            return connection.scalar(select(func.count()).select_from(Revision)) or 0


@asynccontextmanager
async def watching(database: Database, *tables: dict[str, Any], **overlay: Any) -> AsyncIterator[Watch]:
    """The prober over `/` of a site, with further probes by their paths."""
    async with running_site() as site:
        usual = {"name": "home", "system": "portal", "url": site.url(), "tries": 2, "seconds": 1}
        more = [{"system": "portal", "seconds": 1, **table, "url": site.url(table["url"])} for table in tables[1:]]
        first = {**usual, **(tables[0] if tables else {})}
        terms = TermsInForce({"systems": ["portal"], "probe": [first, *more], **overlay})
        watch: Watch
        looker = Looker(lambda: watch.now)
        prober = Prober(database, terms, looker.look, lambda: watch.now, lambda: watch.term[0])
        watch = Watch(database, site, prober, at("08:00"))
        try:
            yield watch
        finally:
            await prober._drop()
            await looker.close()
