"""The sender: claims what waits in the outbox, hands it to Slack, marks what Slack took.

Each recipient has a lane of its own, so that a slow one delays no other, and within it posts keep their order: one who
takes nothing for now is left alone until then. What a killed process had claimed is sent by the next: at once on
SQLite, which has one process, otherwise when the lease has run out.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import Connection, Row

from storage.database import Database
from storage.records.outbox import claim, mark_failed, mark_given_up, mark_shown, release, waiting

T = TypeVar("T")

LEASE: Final = timedelta(seconds=60)
MOST_AT_ONCE: Final = 20
LOOKS_EVERY_SECONDS: Final = 1.0
LONGEST_BACKOFF: Final = timedelta(minutes=5)
STOPS_WITHIN_SECONDS: Final = 5

_log = logging.getLogger("zhiban.sender")


class Place(NamedTuple):
    """Where Slack shows a message."""

    channel: str
    ts: str


class NotTakenError(Exception):
    """Slack did not take a message; `after` is how long to wait, None where nobody says.

    `takes_nothing` says that the trouble is the recipient's or Slack's, not the message's: others would fare alike.
    `never_will` says that no later try can succeed, and that nobody can mend it.
    """

    def __init__(
        self, trouble: str, after: timedelta | None = None, *, takes_nothing: bool = False, never_will: bool = False
    ) -> None:
        super().__init__(trouble)
        self.trouble = trouble
        self.after = after
        self.takes_nothing = takes_nothing
        self.never_will = never_will


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
        self._resting: dict[str, datetime] = {}
        """Who takes nothing for now, and until when."""
        self._stopping = False
        self._inherits = database.is_sqlite
        """Whether leases may be left over that nobody holds any more."""

    def wake(self) -> None:
        """Something may have come into the outbox."""
        self._woken.set()

    async def run(self) -> None:
        """Send what waits, again and again; when cancelled, let what is on its way arrive."""
        try:
            while True:
                self._woken.clear()
                await self._look()
                await self._rest()
        finally:
            self._stopping = True
            await self._end_lanes()

    async def _look(self) -> None:
        try:
            if self._inherits:
                await self._write(release)
                self._inherits = False
            await self.start_lanes()
        except Exception:  # noqa: BLE001 -- whatever it was, the outbox is looked at again
            _log.exception("outbox not read")

    async def _end_lanes(self) -> None:
        if self._lanes:
            await asyncio.wait(self._lanes.values(), timeout=STOPS_WITHIN_SECONDS)
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
        now = self._clock()
        self._resting = {recipient: until for recipient, until in self._resting.items() if until > now}
        busy = (*self._lanes, *self._resting)
        if not await asyncio.to_thread(self._anything_waits, now, busy):
            return []
        lease = partial(claim, now=now, lease_until=now + LEASE, most=MOST_AT_ONCE, busy=busy)
        return await self._write(lease)

    def _anything_waits(self, now: datetime, busy: tuple[str, ...]) -> bool:
        with self._database.read() as connection:
            return waiting(connection, now, busy)

    async def _deliver(self, posts: list[Row[Any]]) -> None:
        for index, post in enumerate(posts):
            await self._write(await self._outcome(post))
            if self._stopping or post.recipient in self._resting:
                await self._write(partial(release, post_ids=[later.id for later in posts[index + 1 :]]))
                return

    async def _outcome(self, post: Row[Any]) -> Callable[[Connection], None]:
        """What came of one delivery, as it is written to the outbox."""
        try:
            place = await self._send(post)
        except NotTakenError as error:
            if error.never_will:
                return partial(mark_given_up, post_id=post.id, trouble=error.trouble)
            again_at = self._clock() + (error.after or backoff(post.attempts))
            if error.takes_nothing:
                self._resting[post.recipient] = again_at
            return partial(mark_failed, post_id=post.id, trouble=error.trouble, again_at=again_at)
        return partial(mark_shown, post_id=post.id, version=post.wanted, channel=place.channel, ts=place.ts)

    async def _write(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.wrap_future(self._database.write(work))

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self._woken.wait(), LOOKS_EVERY_SECONDS)
        except TimeoutError:
            return


def backoff(attempts: int) -> timedelta:
    """How long to wait after that many failed attempts: 1, 2, 4 … seconds, at most five minutes."""
    return min(timedelta(seconds=2 ** min(attempts, 20)), LONGEST_BACKOFF)
