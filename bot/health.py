"""Whether database, clock and outbox work."""

import asyncio
import time
from datetime import timedelta
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from schedulers.clock import Ticker
from storage.database import Database
from storage.records.outbox import overdue

CLOCK_SILENT_SECONDS: Final = 60
POST_OVERDUE: Final = timedelta(minutes=10)
CHECK_SECONDS: Final = 5
PARTS: Final = ("database", "clock", "outbox")


class Health:
    """Looks at the parts that must work."""

    def __init__(self, database: Database, ticker: Ticker, clock: Clock) -> None:
        self._database = database
        self._ticker = ticker
        self._clock = clock
        self._started = time.monotonic()

    async def troubles(self) -> dict[str, str]:
        """What does not work, and how it shows; nothing where all is well."""
        troubles = {}
        try:
            waiting = await asyncio.wait_for(asyncio.to_thread(self._overdue_posts), CHECK_SECONDS)
            if waiting:
                troubles["outbox"] = f"{waiting} posts have waited for more than ten minutes"
        except (SQLAlchemyError, TimeoutError, OSError) as error:
            troubles["database"] = type(error).__name__
        if time.monotonic() - (self._ticker.last_look or self._started) > CLOCK_SILENT_SECONDS:
            troubles["clock"] = "has not looked for a minute"
        return troubles

    def words(self, troubles: dict[str, str]) -> dict[str, str]:
        """Each part with `ok` or its trouble."""
        return {part: troubles.get(part, "ok") for part in PARTS}

    def _overdue_posts(self) -> int:
        with self._database.read() as connection:
            return overdue(connection, self._clock() - POST_OVERDUE)
