"""The clock: looks at how things stand, puts what is due into the outbox and settles what is done.

It counts nothing: everything follows from the records and the moment, so a missed tick, a restart or a second look
change nothing. Several of one subject's steps that were missed become one post, the newest.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import Connection, Row

from commands.kit.blocks import bilingual, joined
from schedulers.catalog import NUDGES
from schedulers.manners import newest_due
from schedulers.nudge import Coming, Situation
from schedulers.stands import situation
from storage.contract.periods import write_moment
from storage.contract.terms import Terms
from storage.database import Database
from storage.records import nudged
from storage.records.nudged import Part
from storage.records.outbox import OPS_CHANNEL
from storage.records.settings import TermsInForce
from storage.records.snoozes import Snooze, snoozes, wake

MOST_TOGETHER: Final = 15
"""How many nudges one post says: with a section, a row of buttons and a line each, Slack's 50 blocks hold no more."""
EVERY_SECONDS: Final = 5

Change = Callable[[Connection], object]


def changes_due(connection: Connection, terms: Terms, now: datetime) -> list[Change]:
    """What the outbox lacks: posts that are due, and edits of those that are settled, or are no longer."""
    held = nudged.asking(connection)
    stands = situation(connection, terms, now, now, held)
    still_asking = {row.key for row in held}
    put_off = snoozes(connection)
    changes: list[Change] = []
    new: defaultdict[tuple[str, bool], list[Part]] = defaultdict(list)
    for step in newest_due(NUDGES, stands):
        snooze = put_off.get(step.about)
        if snooze is not None and now < snooze.until:
            continue
        key = _key_after(connection, step, snooze)
        if not nudged.was_said(connection, key):
            part = Part(key, step.about, bilingual(partial(step.says, now)), step.ask.owed_by, not step.ask.informs)
            new[step.to, step.ask.informs].append(part)
        elif key not in still_asking and not step.ask.informs:
            content = bilingual(partial(step.says, now))
            changes.append(partial(nudged.say_part, key=key, content=content, join=joined, now=now, asks=True))
        if snooze is not None:
            changes.append(partial(wake, nudge=snooze.nudge))
    posts = (
        (to, together) for (to, informs), parts in new.items() for together in _together(to, parts, informs=informs)
    )
    said = (partial(nudged.say_together, parts=parts, recipient=to, join=joined, now=now) for to, parts in posts)
    return [*changes, *said, *_settlements(stands, held)]


def _key_after(connection: Connection, step: Coming, snooze: Snooze | None) -> str:
    """The step's key; after a snooze it asks anew under another, since nobody is told of an edit."""
    if snooze is not None and nudged.was_said(connection, step.key):
        return f"{step.key}:after-{write_moment(snooze.until)}"
    return step.key


def _together(recipient: str, parts: Sequence[Part], *, informs: bool) -> Iterator[Sequence[Part]]:
    """The steps of each post: those for one person at one time are one post.

    A channel's stand each by itself, and so does what only informs: a post's settling must not take it along.
    """
    size = 1 if informs or recipient == OPS_CHANNEL else MOST_TOGETHER
    for start in range(0, len(parts), size):
        yield parts[start : start + size]


def _settlements(stands: Situation, held: Sequence[Row[Any]]) -> Iterator[Change]:
    by_code = {nudge.code: nudge for nudge in NUDGES}
    for row in held:
        code, _, subject = row.about.partition(":")
        view = by_code[code].settled(stands, subject) if code in by_code else None
        if view is not None:
            content = bilingual(view)
            yield partial(nudged.say_part, key=row.key, content=content, join=joined, now=stands.now, asks=False)


class Ticker:
    """Looks every few seconds, and at once after something was written; never twice at the same time.

    Only in the process that leads. One that was paused and believes so wrongly looks anew, at how things stand in the
    transaction that writes: that is harmless, as any second look is.
    """

    def __init__(
        self,
        database: Database,
        terms: TermsInForce,
        clock: Callable[[], datetime],
        on_said: Callable[[], None],
        leads: Callable[[], bool],
    ) -> None:
        self._database = database
        self._terms = terms
        self._clock = clock
        self._on_said = on_said
        self._leads = leads
        self._looking = asyncio.Lock()
        self._woken = False
        self._looks: set[asyncio.Task[None]] = set()
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self.last_look: float | None = None
        """When the clock last looked, or left that to another process, on the machine's monotonic clock."""

    def start(self) -> None:
        """Begin to look."""
        every = IntervalTrigger(seconds=EVERY_SECONDS)
        now = datetime.now(UTC)
        self._scheduler.add_job(self.look, every, next_run_time=now, coalesce=True, misfire_grace_time=None)
        self._scheduler.start()

    def stop(self) -> None:
        """Look no more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def wake(self) -> None:
        """Something was written: look soon. Wakes that come before that look has begun are one."""
        if not self._woken:
            self._woken = True
            look = asyncio.get_running_loop().create_task(self.look())
            self._looks.add(look)
            look.add_done_callback(self._looks.discard)

    async def look(self) -> None:
        """Bring the outbox to what the moment asks for, in the process that leads."""
        async with self._looking:
            self._woken = False
            if self._leads() and await asyncio.to_thread(self._anything_due):
                await asyncio.wrap_future(self._database.write(self._bring_up_to_date))
                self._on_said()
            self.last_look = time.monotonic()

    def _anything_due(self) -> bool:
        with self._database.read() as connection:
            return bool(changes_due(connection, self._terms(connection), self._clock()))

    def _bring_up_to_date(self, connection: Connection) -> None:
        for change in changes_due(connection, self._terms(connection), self._clock()):
            change(connection)
