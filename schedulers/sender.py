"""The sender: claims what waits in the outbox, hands it to Slack, marks what Slack took.

Each recipient has a lane of its own, so that a slow one delays no other. A lease that runs out gives a post back: what
a killed process had claimed is sent by the next.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Row

from storage.database import Database
from storage.records.outbox import claim, mark_failed, mark_shown, waiting

LEASE: Final = timedelta(seconds=60)
MOST_AT_ONCE: Final = 20
LOOKS_EVERY_SECONDS: Final = 1.0
LONGEST_BACKOFF: Final = timedelta(minutes=5)


class Place(NamedTuple):
    """Where Slack shows a message."""

    channel: str
    ts: str


class NotTakenError(Exception):
    """Slack did not take a message; `after` is how long it asked to wait, None where it did not say."""

    def __init__(self, trouble: str, after: timedelta | None = None) -> None:
        super().__init__(trouble)
        self.trouble = trouble
        self.after = after


Send = Callable[[Row[Any]], Awaitable[Place]]
"""Brings one post to Slack and says where it is. Raises NotTakenError."""


class Sender:
    """Sends until stopped; `wake` makes it look at once."""

    def __init__(self, database: Database, send: Send, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._send = send
        self._clock = clock
        self._woken = asyncio.Event()
        self._lanes: dict[str, asyncio.Task[None]] = {}

    def wake(self) -> None:
        """Something may have come into the outbox."""
        self._woken.set()

    async def run(self) -> None:
        """Send what waits, again and again."""
        try:
            while True:
                self._woken.clear()
                await self.start_lanes()
                await self._rest()
        finally:
            for lane in self._lanes.values():
                lane.cancel()

    async def start_lanes(self) -> None:
        """Claim what waits and start its delivery."""
        self._lanes = {recipient: lane for recipient, lane in self._lanes.items() if not lane.done()}
        by_recipient: dict[str, list[Row[Any]]] = {}
        for post in await self._claimed():
            by_recipient.setdefault(post.recipient, []).append(post)
        for recipient, posts in by_recipient.items():
            self._lanes[recipient] = asyncio.create_task(self._deliver(posts))
            self._lanes[recipient].add_done_callback(lambda _: self.wake())

    async def _claimed(self) -> list[Row[Any]]:
        now, busy = self._clock(), tuple(self._lanes)
        if not await asyncio.to_thread(self._anything_waits, now, busy):
            return []
        lease = partial(claim, now=now, lease_until=now + LEASE, most=MOST_AT_ONCE, busy=busy)
        return await asyncio.wrap_future(self._database.write(lease))

    def _anything_waits(self, now: datetime, busy: tuple[str, ...]) -> bool:
        with self._database.read() as connection:
            return waiting(connection, now, busy)

    async def _deliver(self, posts: list[Row[Any]]) -> None:
        for post in posts:
            outcome = await self._outcome(post)
            await asyncio.wrap_future(self._database.write(outcome))

    async def _outcome(self, post: Row[Any]) -> Callable[[Connection], None]:
        """What came of one delivery, as it is written to the outbox."""
        try:
            place = await self._send(post)
        except NotTakenError as error:
            again_at = self._clock() + (error.after or backoff(post.attempts))
            return partial(mark_failed, post_id=post.id, trouble=error.trouble, again_at=again_at)
        return partial(mark_shown, post_id=post.id, version=post.wanted, channel=place.channel, ts=place.ts)

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self._woken.wait(), LOOKS_EVERY_SECONDS)
        except TimeoutError:
            return


def backoff(attempts: int) -> timedelta:
    """How long to wait after that many failed attempts: 1, 2, 4 … seconds, at most five minutes."""
    return min(timedelta(seconds=2 ** min(attempts, 20)), LONGEST_BACKOFF)
