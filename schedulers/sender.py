"""The sender: claims what waits in the outbox, hands it to Slack, marks what Slack took.

It works in the process that leads, and in no other. Each recipient has a lane of its own, at most so many at once, so
that a slow one delays no other; within it posts keep their order, and one who takes nothing for now is left alone until
then. That an attempt begins is on disk before Slack is asked. Where its outcome is not known, because no answer came or
the process was killed, the post is looked for in Slack before it is sent again.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import Connection, Row

from storage.database import Database
from storage.records.outbox import claim, mark_failed, mark_given_up, mark_gone, mark_shown, take_over, waiting

T = TypeVar("T")

LEASE: Final = timedelta(seconds=60)
"""After so long a post is tried again whose outcome could not be marked; a sender's end needs no waiting for it."""
MOST_AT_ONCE: Final = 50
LOOKS_EVERY_SECONDS: Final = 1.0
POST_SPACING_SECONDS: Final = 1.0
"""Slack takes about one post a second in a channel."""
LONGEST_BACKOFF: Final = timedelta(minutes=1)
MOST_HELD_UP: Final = 5
"""After so many attempts a post lets the later ones to the same recipient go first: the trouble may be its own."""
ARRIVES_WITHIN: Final = timedelta(seconds=2)
"""What was sent without an answer may still be on its way to Slack's history for so long."""
UNREACHED_SECONDS: Final = 10.0
"""After so long without any answer of Slack's another process may try."""
LONGEST_UNREACHED: Final = timedelta(seconds=10)
"""Where Slack gives no answer at all it is soon asked again, by whichever process leads then."""
STOPS_WITHIN_SECONDS: Final = 5

_log = logging.getLogger("zhiban.sender")


class Place(NamedTuple):
    """Where Slack shows a message."""

    channel: str
    ts: str


class NotTakenError(Exception):
    """Slack did not take a message, or nobody knows; `after` is how long to wait, None where nobody says."""

    def __init__(
        self,
        trouble: str,
        after: timedelta | None = None,
        *,
        takes_nothing: bool = False,
        never_will: bool = False,
        may_have_arrived: bool = False,
        unreached: bool = False,
        unasked: bool = False,
        gone: bool = False,
    ) -> None:
        """What is known of it.

        Args:
            trouble: a word for it.
            after: how long to wait.
            takes_nothing: the trouble is the recipient's or Slack's, not the message's: others would fare alike.
            never_will: no later try can succeed, and nobody can mend it.
            may_have_arrived: the outcome of this attempt, or of an earlier one, is not known.
            unreached: Slack gave no answer of any kind.
            unasked: Slack was never asked.
            gone: the message that was to be edited is no more.
        """
        super().__init__(trouble)
        self.trouble = trouble
        self.after = after
        self.takes_nothing = takes_nothing
        self.never_will = never_will
        self.may_have_arrived = may_have_arrived
        self.unreached = unreached
        self.unasked = unasked
        self.gone = gone


StillOurs = Callable[[], bool]
"""Whether the process still leads as it did when it claimed the post."""
Send = Callable[[Row[Any], StillOurs], Awaitable[Place]]
"""Brings one post to Slack and says where it is; asks once more, right before it posts. Raises NotTakenError."""
Mark = Callable[..., None]
"""One of the outbox's marks, still to be given the connection and the lease."""


class Sender:
    """Sends until stopped; `wake` makes it look at once."""

    def __init__(
        self,
        database: Database,
        send: Send,
        clock: Callable[[], datetime],
        term: Callable[[], int | None],
        *,
        spacing_seconds: float = POST_SPACING_SECONDS,
        on_unreached: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """`term` tells which time it is that this process leads, None while it does not."""
        self._database = database
        self._send = send
        self._clock = clock
        self._lead = term
        self._spacing_seconds = spacing_seconds
        self._on_unreached = on_unreached
        self._term: int | None = None
        """The lead under which the outbox was taken over."""
        self._woken = asyncio.Event()
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._next_post: dict[str, float] = {}
        """Who was posted to just now, and when the next post may go, on the monotonic clock."""
        self._unreached_since: float | None = None

    def wake(self) -> None:
        """Something may have come into the outbox."""
        self._woken.set()

    async def run(self) -> None:
        """Send what waits, again and again; when cancelled, let what is on its way arrive."""
        try:
            while True:
                self._woken.clear()
                await self._look_safely()
                await self._rest()
        finally:
            if self._lanes:
                await asyncio.wait(self._lanes.values(), timeout=STOPS_WITHIN_SECONDS)
            self._drop_lanes()

    async def _look_safely(self) -> None:
        try:
            await self.look()
        except Exception:  # noqa: BLE001 -- whatever it was, the outbox is looked at again
            _log.exception("outbox not read")

    async def look(self) -> None:
        """Claim what waits and start its delivery, in the process that leads."""
        if await self._is_ours():
            await self._start_lanes()

    async def _is_ours(self) -> bool:
        """Whether this process leads; when it begins to, what a former leader had claimed becomes its own."""
        term = self._lead()
        if term != self._term:
            self._drop_lanes()
            self._term = None
            if term is not None:
                await self._write(partial(take_over, look_from=self._clock() + ARRIVES_WITHIN))
                self._term = term
        return term is not None

    def _drop_lanes(self) -> None:
        """End what is on its way: from now on somebody else may look for it."""
        for lane in self._lanes.values():
            lane.cancel()
        self._lanes = {}

    async def _start_lanes(self) -> None:
        self._lanes = {recipient: lane for recipient, lane in self._lanes.items() if not lane.done()}
        lease = self._clock() + LEASE
        for post in await self._claimed(lease):
            lane = asyncio.create_task(self._deliver(post, lease, self._lead()))
            lane.add_done_callback(lambda _: self.wake())
            self._lanes[post.recipient] = lane

    async def _claimed(self, lease: datetime) -> list[Row[Any]]:
        now, free = self._clock(), MOST_AT_ONCE - len(self._lanes)
        busy = (*self._lanes, *self._paced())
        if free <= 0 or not await asyncio.to_thread(self._anything_waits, now, busy):
            return []
        attempted_at = datetime.now(UTC)
        return await self._write(
            partial(claim, now=now, lease_until=lease, most=free, busy=busy, attempted_at=attempted_at)
        )

    def _paced(self) -> list[str]:
        """Who was posted to less than a second ago."""
        now = time.monotonic()
        self._next_post = {recipient: at for recipient, at in self._next_post.items() if at > now}
        return list(self._next_post)

    def _anything_waits(self, now: datetime, busy: tuple[str, ...]) -> bool:
        with self._database.read() as connection:
            return waiting(connection, now, busy)

    async def _deliver(self, post: Row[Any], lease: datetime, term: int | None) -> None:
        def still_ours() -> bool:
            return term is not None and self._lead() == term

        mark = await self._outcome(post, still_ours)
        while True:
            if await self._marked(partial(mark, post_id=post.id, lease=lease)) or not still_ours():
                return
            await asyncio.sleep(LOOKS_EVERY_SECONDS)

    async def _marked(self, mark: Callable[[Connection], None]) -> bool:
        """Whether the outbox has heard what Slack was told; whatever ails it, it is asked again."""
        try:
            await self._write(mark)
        except Exception:  # noqa: BLE001 -- a lane that ended here would forget what it knows
            _log.exception("outcome not marked")
            return False
        return True

    async def _outcome(self, post: Row[Any], still_ours: StillOurs) -> Mark:
        """What came of one delivery, as it is written to the outbox."""
        try:
            place = await self._send(post, still_ours)
        except NotTakenError as error:
            if not error.unasked:
                await self._note_unreached(error.unreached)
            return self._failure(post, error)
        await self._note_unreached(False)
        self._pace(post)
        return partial(mark_shown, version=post.wanted, channel=place.channel, ts=place.ts)

    def _failure(self, post: Row[Any], error: NotTakenError) -> Mark:
        if error.never_will:
            return partial(mark_given_up, version=post.wanted, trouble=error.trouble)
        if error.gone:
            return partial(mark_gone, trouble=error.trouble)
        wait = error.after or backoff(post.attempts)
        if error.unreached:
            wait = min(wait, LONGEST_UNREACHED)
        if error.may_have_arrived:
            wait = max(wait, ARRIVES_WITHIN)
            self._pace(post)
        return partial(
            mark_failed,
            trouble=error.trouble,
            again_at=self._clock() + wait,
            aside=_is_its_own(error) or post.attempts >= MOST_HELD_UP,
            may_have_arrived=error.may_have_arrived,
        )

    def _pace(self, post: Row[Any]) -> None:
        if post.ts is None:
            self._next_post[post.recipient] = time.monotonic() + self._spacing_seconds

    async def _note_unreached(self, unreached: bool) -> None:
        now = time.monotonic()
        if not unreached:
            self._unreached_since = None
        elif self._unreached_since is None:
            self._unreached_since = now
        elif self._on_unreached is not None and now - self._unreached_since >= UNREACHED_SECONDS:
            await self._on_unreached()

    async def _write(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.wrap_future(self._database.write(work))

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self._woken.wait(), LOOKS_EVERY_SECONDS)
        except TimeoutError:
            return


def _is_its_own(error: NotTakenError) -> bool:
    """Whether the trouble is surely the message's, not the recipient's or Slack's."""
    return not error.takes_nothing and not error.may_have_arrived


def backoff(attempts: int) -> timedelta:
    """How long to wait after that many failed attempts: 1, 2, 4 … seconds, at most a minute."""
    return min(timedelta(seconds=2 ** min(attempts, 20)), LONGEST_BACKOFF)
