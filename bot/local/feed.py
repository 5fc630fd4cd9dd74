"""What happened, in order, for the pages that listen: each listener keeps its place and is told what it may see."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot.local.model import Json

KEPT = 5_000


@dataclass(frozen=True, slots=True)
class Event:
    """One happening; `audience` holds the ids of the people who may learn of it."""

    number: int
    audience: AbstractSet[str]
    content: Json


class Feed:
    """The last `KEPT` events of this process.

    A place in the feed is written `<run>-<number>`. The run differs for every process, so a page that reconnects after
    a restart, or after more events than are kept, is recognised and told to load everything afresh.
    """

    def __init__(self) -> None:
        self._run = secrets.token_hex(4)
        self._events: deque[Event] = deque(maxlen=KEPT)
        self._last = 0
        self._waiting: set[asyncio.Future[None]] = set()
        self.closed = False

    @property
    def last_number(self) -> int:
        """The number of the newest event, 0 before the first."""
        return self._last

    @property
    def place(self) -> str:
        """The place behind the newest event."""
        return self.place_of(self._last)

    def place_of(self, number: int) -> str:
        """How the place behind an event is written."""
        return f"{self._run}-{number}"

    def number_of(self, place: str) -> int | None:
        """The event number a place stands for, or None when what followed it is no longer known."""
        run, _, number = place.rpartition("-")
        if run != self._run or not number.isdecimal():
            return None
        oldest = self._events[0].number if self._events else self._last + 1
        return int(number) if oldest - 1 <= int(number) <= self._last else None

    def publish(self, audience: AbstractSet[str], content: Json) -> None:
        """Append an event and wake the listeners."""
        self._last += 1
        self._events.append(Event(self._last, audience, content))
        self._wake()

    def after(self, number: int) -> list[Event]:
        """The events behind a place, oldest first."""
        return [event for event in self._events if event.number > number]

    async def wait(self, number: int, seconds: float) -> None:
        """Return when something follows `number`, when the feed closes, or when the time is over."""
        if self.closed or self._last > number:
            return
        waiter = asyncio.get_running_loop().create_future()
        self._waiting.add(waiter)
        try:
            await asyncio.wait_for(waiter, seconds)
        except TimeoutError:
            return
        finally:
            self._waiting.discard(waiter)

    def close(self) -> None:
        """End every listener's stream, so that the server can stop."""
        self.closed = True
        self._wake()

    def _wake(self) -> None:
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
