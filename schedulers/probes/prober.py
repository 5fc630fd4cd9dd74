"""The prober: looks at the pages of the settings, notes what it found, and opens a draft where one is down.

Only in the process that leads. Each look is a task of its own, so that a page that hangs delays no other, and no look
is made within a transaction: the pages are read first, then what was found is written. What follows from it is pure
(`storage.contract.probe_findings`) and stands in the database, so that whoever takes the lead goes on from there.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Final, TypeVar

from sqlalchemy import Connection

from commands.catalog import Catalog
from schedulers.probes.facts import draft_of, inspection_owed, is_auto, log_inspection
from storage.contract.kinds import Fault
from storage.contract.periods import day_of
from storage.contract.probe_findings import State, after, alarms, is_over, recovered, wait_of
from storage.contract.probes import Probe, Seen
from storage.database import Database
from storage.records import faults, probes
from storage.records.ledger import UnitOfWork, by_bot
from storage.records.settings import TermsInForce

T = TypeVar("T")

LOOKS_EVERY_SECONDS: Final = 1.0
TENDS_EVERY_SECONDS: Final = 5.0
SOURCE: Final = "probe"

Look = Callable[[Probe], Awaitable[Seen]]
"""Reads one page and says what it found; raises nothing."""

_log = logging.getLogger("zhiban.prober")


class Prober:
    """Probes until stopped."""

    def __init__(
        self,
        database: Database,
        terms: TermsInForce,
        look: Look,
        clock: Callable[[], datetime],
        term: Callable[[], int | None],
        on_written: Callable[[], None] = lambda: None,
    ) -> None:
        """`term` tells which time it is that this process leads, None while it does not."""
        self._database = database
        self._terms = terms
        self._look = look
        self._clock = clock
        self._leads_in = term
        self._on_written = on_written
        self.failing: set[str] = set()
        """What went wrong the last time it was tried: the names of probes, and of the other things that are done."""
        self._catalog = Catalog()
        self._term: int | None = None
        self._running: dict[str, asyncio.Task[None]] = {}
        self._next: dict[str, float] = {}
        """When each probe is looked at next, on the monotonic clock; one that is not there, now."""
        self._tended: float | None = None
        """When the day's inspection and old days were last seen to, on the monotonic clock."""
        self._forgotten: date | None = None
        """The day on which old days were last let go of."""

    async def run(self) -> None:
        """Look at what is due, again and again."""
        try:
            while True:
                with self._apart("round"):
                    await self.round()
                await asyncio.sleep(LOOKS_EVERY_SECONDS)
        finally:
            await self._drop()

    def wake(self) -> None:
        """The clock was set, or the lead is new: look at every page at once."""
        self._next.clear()
        self._tended = None

    async def round(self) -> None:
        """Start a look at every page that is due, in the process that leads, and do what the hour asks for."""
        term = self._leads_in()
        if term != self._term:
            await self._drop()
            self._term = term
            self._next = {}
            self._tended = None
            self.failing = set()
        if term is None:
            return
        self._start_looks(self._terms.latest.probes)
        if self._tended is None or time.monotonic() - self._tended >= TENDS_EVERY_SECONDS:
            await self._tend()
            self._tended = time.monotonic()

    async def settle(self) -> None:
        """Wait for the looks that are under way."""
        if self._running:
            await asyncio.wait(list(self._running.values()))

    @contextmanager
    def _apart(self, name: str) -> Iterator[None]:
        """What goes wrong inside keeps nothing else from being done, and is tried again."""
        try:
            yield
        except Exception:  # noqa: BLE001 -- whatever it was, the pages are looked at again
            self.failing.add(name)
            _log.exception("probe failed")
        else:
            self.failing.discard(name)

    def _start_looks(self, wanted: Sequence[Probe]) -> None:
        self._running = {name: task for name, task in self._running.items() if not task.done()}
        now = time.monotonic()
        for probe in wanted:
            if probe.name not in self._running and self._next.get(probe.name, now) <= now:
                self._running[probe.name] = asyncio.create_task(self._probe(probe))

    async def _probe(self, probe: Probe) -> None:
        term, begun = self._term, time.monotonic()
        self._next[probe.name] = begun + probe.every.total_seconds()
        with self._apart(probe.name):
            seen = await self._look(probe)
            if self._leads_in() == term:
                before, state = await self._write(partial(self._note, probe=probe, seen=seen))
                wait = wait_of(state, probe, self._terms.latest.probing.tried_again)
                self._next[probe.name] = begun + wait.total_seconds()
                if before.counts != state.counts:
                    _log.info("page turned", extra={"fields": {"probe": probe.name, "trouble": seen.trouble}})
                    self._on_written()

    def _note(self, connection: Connection, probe: Probe, seen: Seen) -> tuple[State, State]:
        """Where the probe stood, and where it stands from now on."""
        before = probes.state_of(connection, probe)
        known = probes.known(connection, probe, before, seen.at, self._terms.latest.probing.same_outage)
        state = after(before, probe, seen, known)
        if not known.maintained:
            probes.roll_up(connection, self._judged(connection, probe, before.last), seen, probe)
        if alarms(state, known):
            self._open_draft(connection, probe, state)
            state = replace(state, told=True)
        probes.keep_state(connection, probe, state)
        self._follow_outages(connection, probe, before, state)
        return before, state

    def _follow_outages(self, connection: Connection, probe: Probe, before: State, state: State) -> None:
        """Note that the pages of an outage are up again, or down once more."""
        up = probes.recoveries(connection)
        running = [fault for fault in faults.open_faults(connection) if fault.system == probe.system and fault.outage]
        for fault in running:
            if fault.id not in up and state.failures == 0:
                self._note_recovery(connection, fault)
            elif fault.id in up and state.counts and not before.counts and not self._is_over(up[fault.id], state):
                probes.forget_recovery(connection, fault.id)

    def _is_over(self, recovered_at: datetime, state: State) -> bool:
        same_outage = self._terms.latest.probing.same_outage
        return state.failing_since is not None and is_over(recovered_at, state.failing_since, same_outage)

    def _note_recovery(self, connection: Connection, fault: Fault) -> None:
        of_system = (one for one in probes.watched(connection, self._terms.latest) if one.probe.system == fault.system)
        at = recovered(fault, [one.state for one in of_system])
        if at is not None:
            probes.note_recovery(connection, fault.id, at)

    def _judged(self, connection: Connection, probe: Probe, seen: Seen | None) -> Seen | None:
        """The look, unless maintenance ran then, of which nothing is to be concluded."""
        if seen is None or probes.maintained(connection, probe.system, seen.at):
            return None
        return seen

    def _open_draft(self, connection: Connection, probe: Probe, state: State) -> None:
        terms = self._terms(connection)
        work = UnitOfWork(connection, by_bot(SOURCE), self._clock())
        draft_of(work, probe, state, terms)
        self._catalog.reflect(work, terms)

    async def _tend(self) -> None:
        """Log the day's page inspection where that is the bot's to do, and let go of what is too old."""
        today = day_of(self._clock())
        if is_auto(self._terms.latest) and await asyncio.to_thread(self._owes_inspection):
            await self._write(self._log_inspection)
            self._on_written()
        if self._forgotten != today:
            kept = self._terms.latest.probing.kept_days
            await self._write(partial(probes.forget_old, today=today, kept_days=kept))
            self._forgotten = today

    def _owes_inspection(self) -> bool:
        with self._database.read() as connection:
            return inspection_owed(connection, self._terms(connection), self._clock())

    def _log_inspection(self, connection: Connection) -> None:
        terms, now = self._terms(connection), self._clock()
        if inspection_owed(connection, terms, now):
            work = UnitOfWork(connection, by_bot(SOURCE), now)
            log_inspection(work, terms)
            self._catalog.reflect(work, terms)

    async def _write(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.wrap_future(self._database.write(work))

    async def _drop(self) -> None:
        """End the looks under way: another process makes them now."""
        tasks = [task for task in self._running.values() if not task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._running = {}
