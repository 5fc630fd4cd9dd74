"""The clock: looks at how things stand, puts what is due into the outbox and settles what is done.

It counts nothing: everything follows from the records and the moment, so a missed tick, a restart or a second look
change nothing. Several of one subject's steps that were missed become one post, the newest.
"""

import asyncio
import time
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import Connection

from commands.kit.blocks import bilingual
from schedulers.catalog import NUDGES
from schedulers.nudge import Due, Nudge, Situation
from storage.contract.periods import write_moment
from storage.contract.terms import Terms
from storage.database import Database
from storage.records import faults, inspections, people
from storage.records.calendar import working_days
from storage.records.outbox import Message, enqueue, key_used, open_posts, say_anew, settle
from storage.records.settings import TermsInForce
from storage.records.snoozes import Snooze, snoozes, wake

LOOKS_BACK: Final = timedelta(days=15)
EVERY_SECONDS: Final = 5

Change = Callable[[Connection], object]


def situation(connection: Connection, terms: Terms, now: datetime) -> Situation:
    """How things stand."""
    return Situation(
        now=now,
        terms=terms,
        calendar=working_days(connection),
        inspections=inspections.between(connection, now - LOOKS_BACK, now + timedelta(seconds=1)),
        faults=[*faults.open_faults(connection), *faults.closed_since(connection, now - LOOKS_BACK)],
        people={person.id: person for person in people.everyone(connection)},
    )


def changes_due(connection: Connection, terms: Terms, now: datetime) -> list[Change]:
    """What the outbox lacks: posts that are due, and edits of those that are settled, or are no longer."""
    stands = situation(connection, terms, now)
    put_off = snoozes(connection)
    changes: list[Change] = []
    for nudge in NUDGES:
        asking = list(open_posts(connection, f"{nudge.code}:"))
        for due in nudge.due(stands):
            changes += _asking(
                connection, nudge, due, {post.key for post in asking}, put_off.get(nudge.about(due)), now
            )
        for post in asking:
            view = nudge.settled(stands, post.subject)
            if view is not None:
                changes.append(partial(settle, key=post.key, content=bilingual(view), now=now))
    return changes


def _asking(
    connection: Connection, nudge: Nudge, due: Due, asking: Collection[str], snooze: Snooze | None, now: datetime
) -> list[Change]:
    """What makes the step's post ask. After a snooze the step asks anew, since nobody is told of an edit."""
    if snooze is not None and now < snooze.until:
        return []
    key, content = nudge.key(due), bilingual(partial(nudge.asks, due, now))
    woken: list[Change] = [partial(wake, nudge=snooze.nudge)] if snooze is not None else []
    if snooze is not None and key_used(connection, key):
        key = f"{key}:after-{write_moment(snooze.until)}"
    if not key_used(connection, key):
        message = Message(key, due.recipient, content, asks=True, subject=due.subject, owed_by=due.owed_by)
        return [partial(enqueue, message=message, now=now), *woken]
    if key not in asking:
        return [partial(say_anew, key=key, content=content, now=now, asks=True), *woken]
    return woken


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
