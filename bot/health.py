"""Whether database, clock, outbox and probes work, who leads, and what waits."""

import asyncio
import time
from datetime import timedelta
from typing import Any, Final

from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from schedulers.clock import Ticker
from schedulers.leader import Leadership
from schedulers.probes.prober import Prober
from storage.contract.periods import write_moment
from storage.database import Database
from storage.records.lead import leader
from storage.records.outbox import backlog, overdue

CLOCK_SILENT_SECONDS: Final = 60
POST_OVERDUE: Final = timedelta(minutes=10)
CHECK_SECONDS: Final = 5
PARTS: Final = ("database", "clock", "outbox", "probes")


class Health:
    """Looks at the parts that must work."""

    def __init__(
        self, database: Database, ticker: Ticker, prober: Prober, leadership: Leadership, clock: Clock
    ) -> None:
        self._database = database
        self._ticker = ticker
        self._prober = prober
        self._leadership = leadership
        self._clock = clock
        self._started = time.monotonic()

    async def report(self) -> dict[str, Any]:
        """Whether all is well; each part with `ok` or its trouble; who leads since when, and what waits for Slack.

        `leader.here` tells whether it is this process. `waiting.since` is since when Slack lacks the oldest of them.
        """
        troubles, told = {}, {}
        try:
            told = await asyncio.wait_for(asyncio.to_thread(self._records), CHECK_SECONDS)
            if told["overdue"]:
                waits = ", ".join(f"{count} {trouble}" for trouble, count in sorted(told["overdue"].items()))
                troubles["outbox"] = f"posts have waited for more than ten minutes: {waits}"
        except (SQLAlchemyError, TimeoutError, OSError) as error:
            troubles["database"] = type(error).__name__
        if time.monotonic() - (self._ticker.last_look or self._started) > CLOCK_SILENT_SECONDS:
            troubles["clock"] = "has not looked for a minute"
        elif self._ticker.failing:
            troubles["clock"] = f"fails: {', '.join(sorted(self._ticker.failing))}"
        if self._prober.failing:
            troubles["probes"] = f"fail: {', '.join(sorted(self._prober.failing))}"
        parts = {part: troubles.get(part, "ok") for part in PARTS}
        return {"ok": not troubles, **parts, "leader": told.get("leader"), "waiting": told.get("waiting")}

    def _records(self) -> dict[str, Any]:
        with self._database.read() as connection:
            late = overdue(connection, self._clock() - POST_OVERDUE)
            waits, leads = backlog(connection), leader(connection)
        here = self._leadership.leads
        led = None if leads is None else {"name": leads.name, "since": write_moment(leads.since), "here": here}
        since = None if waits.since is None else write_moment(waits.since)
        return {"overdue": late, "leader": led, "waiting": {"posts": waits.posts, "since": since}}
