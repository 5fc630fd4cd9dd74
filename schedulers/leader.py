"""One leader: of all processes that share a database, one keeps the clock and sends.

The lock decides (`storage.lock`). A process that is not sure to hold it does nothing: a leader that was paused or cut
off finds that out before it does anything else. What slips through all the same does no harm, since the clock acts on
how things stand and a key is used once. There is one sender because posts to a channel keep their order, and their
pace, only where one process hands them to Slack; who takes over knows at once that the former is gone, whereas leases
alone would have to run out first.
"""

import asyncio
import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from storage.database import Database
from storage.lock import Lock, lock_of
from storage.records.lead import note_leader

CHECKS_EVERY_SECONDS: Final = 1.0
STEPS_ASIDE_SECONDS: Final = 5.0
"""For how long a leader that cannot do its work leaves the lock to others."""
BETWEEN_STEPS_ASIDE_SECONDS: Final = 60.0

_log = logging.getLogger("zhiban.leader")


class Leadership:
    """Takes the lead when nobody has it, and keeps it."""

    def __init__(self, database: Database, clock: Callable[[], datetime], lock: Lock | None = None) -> None:
        self._database = database
        self._clock = clock
        self._lock = lock or lock_of(database)
        self._asking = threading.Lock()
        self._changing = asyncio.Lock()
        """Held while the lead is taken, made sure of or left, so that none of them undoes another unseen."""
        self._confirmed: float | None = None
        """When the lock was last known to be held, on the machine's monotonic clock, which runs on during a pause."""
        self._aside_until = 0.0
        self._stepped_aside: float | None = None
        self._terms = 0
        self._keeping: asyncio.Task[None] | None = None
        self._on_lead: Callable[[], None] | None = None
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        """What others are told of this process."""

    @property
    def leads(self) -> bool:
        """Whether this process surely leads at this moment."""
        return self._confirmed is not None and time.monotonic() - self._confirmed < self._lock.certain_seconds

    def term(self) -> int | None:
        """Which time it is that this process leads; None where it is not sure to lead at this moment."""
        return self._terms if self.leads else None

    async def start(self, on_lead: Callable[[], None]) -> None:
        """Take the lead if it is free, and from now on whenever it becomes so; `on_lead` is called each time."""
        self._on_lead = on_lead
        await self.look()
        self._keeping = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Let another lead."""
        if self._keeping is not None:
            self._keeping.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeping
        async with self._changing:
            await self._let_go()

    async def look(self) -> None:
        """Take the lead if it is free, make sure of it if it is ours."""
        async with self._changing:
            if time.monotonic() >= self._aside_until:
                await self._take_or_keep()

    async def _take_or_keep(self) -> None:
        asked = time.monotonic()
        led = self.leads
        try:
            held = await asyncio.to_thread(self._take)
            if held and not led:
                await asyncio.wrap_future(self._database.write(self._note))
        except Exception as error:  # noqa: BLE001 -- whatever it was, without certainty nobody leads
            _log.warning("lead not known: %s", type(error).__name__)
            await self._let_go()
            return
        if held and not led:
            self._terms += 1
        self._confirmed = asked if held else None
        if held and not led:
            _log.info("leads")
            if self._on_lead is not None:
                self._on_lead()

    async def step_aside(self) -> None:
        """Another may fare better: leave the lock alone for a moment, at most once a minute."""
        now = time.monotonic()
        if self._stepped_aside is None or now - self._stepped_aside >= BETWEEN_STEPS_ASIDE_SECONDS:
            self._stepped_aside, self._aside_until = now, now + STEPS_ASIDE_SECONDS
            self._confirmed = None
            _log.info("steps aside")
            async with self._changing:
                await self._let_go()

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(CHECKS_EVERY_SECONDS)
            await self.look()

    async def _let_go(self) -> None:
        self._confirmed = None
        try:
            await asyncio.to_thread(self._leave)
        except Exception as error:  # noqa: BLE001 -- a lock that cannot be given back is as good as lost, and looked for anew
            _log.warning("lock not given back: %s", type(error).__name__)

    def _take(self) -> bool:
        with self._asking:
            return self._lock.take()

    def _leave(self) -> None:
        with self._asking:
            self._lock.let_go()

    def _note(self, connection: Connection) -> None:
        note_leader(connection, self.name, self._clock())
