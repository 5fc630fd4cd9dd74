"""The clock: looks at how things stand, puts what is due into the outbox and settles what is done.

It counts nothing: everything follows from the records and the moment, so a missed tick, a restart or a second look
change nothing. Several of one subject's steps that were missed become one post, the newest.
"""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, NamedTuple

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import Connection, Row
from sqlalchemy.exc import SQLAlchemyError

from commands.kit.blocks import bilingual, joined
from commands.roster.lapsing import lapsed
from schedulers.catalog import NUDGES
from schedulers.manners import newest_due
from schedulers.nudge import Coming, Situation
from schedulers.stands import situation
from storage.contract.periods import write_moment
from storage.contract.terms import Terms
from storage.database import Database
from storage.records import nudged
from storage.records.nudged import Part
from storage.records.outbox import OPS_CHANNEL, settle, withdraw
from storage.records.settings import TermsInForce
from storage.records.snoozes import Snooze, snoozes, wake

MOST_TOGETHER: Final = 15
"""How many nudges one post says: with a section, a row of buttons and a line each, Slack's 50 blocks hold no more."""
EVERY_SECONDS: Final = 5

Change = Callable[[Connection], object]
OnFailure = Callable[[str, Exception], None]
"""Is told the code of a nudge that failed, and how."""

_log = logging.getLogger("zhiban.clock")


def reraise(_: str, error: Exception) -> None:
    """Let a nudge's failure be everybody's."""
    raise error


def changes_due(connection: Connection, terms: Terms, now: datetime, on_failure: OnFailure = reraise) -> list[Change]:
    """What the outbox lacks: posts that are due, and edits of those that are settled, or are no longer.

    A nudge that fails is told to `on_failure` and keeps no other from speaking.
    """
    held = nudged.asking(connection)
    stands = situation(connection, terms, now, held)
    put_off = snoozes(connection)
    changes: list[Change] = []
    posts: list[_Said] = []
    for nudge in NUDGES:
        with _apart(nudge.code, on_failure):
            for step in newest_due([nudge], stands):
                snooze = put_off.get(step.about)
                if step.speaks_at(now) > now or (snooze is not None and now < snooze.until):
                    continue
                key = _key_to_say(connection, step, snooze)
                said = nudged.said(connection, key)
                if said is None:
                    posts.append(_said_now(step, key, now))
                elif said.post and step.ask.stays_true:
                    changes.extend(_brought_up_to_date(connection, step, key, now))
                elif said.post and not said.asks and not step.ask.informs:
                    content = bilingual(partial(step.says, now))
                    changes.append(partial(nudged.say_part, key=key, content=content, join=joined, now=now, asks=True))
                if snooze is not None:
                    changes.append(partial(wake, nudge=snooze.nudge))
    too_late = (partial(withdraw, key=post) for post in nudged.lapsed_unseen(connection, now))
    over = (partial(settle, key=post, content=content, now=now) for post, content in lapsed(connection, now))
    return [*changes, *_bundles(posts, now), *_settlements(stands, held, on_failure), *too_late, *over]


@contextmanager
def _apart(code: str, on_failure: OnFailure) -> Iterator[None]:
    """What goes wrong inside is the nudge's alone; not so what ails the database, which no nudge can do without."""
    try:
        yield
    except SQLAlchemyError:
        raise
    except Exception as error:  # noqa: BLE001 -- whatever ails one nudge, the others are owed all the same
        on_failure(code, error)


def _brought_up_to_date(connection: Connection, step: Coming, key: str, now: datetime) -> Iterator[Change]:
    """The edit of a post that tells something, where that has changed."""
    content = bilingual(partial(step.says, now))
    if nudged.content_of(connection, key) != content:
        yield partial(nudged.tell_anew, key=key, content=content, now=now)


def _key_to_say(connection: Connection, step: Coming, snooze: Snooze | None) -> str:
    """The step's key, and another one where nobody would hear of an edit.

    So after a snooze, for whoever asked for it, and where what it is about was put off since it was said.
    """
    said = nudged.said(connection, step.key)
    if said is None:
        return step.key
    if snooze is not None and (not step.lane or step.to == snooze.by):
        return f"{step.key}:after-{write_moment(snooze.until)}"
    if said.at is not None and said.at < step.at:
        return f"{step.key}:moved-{write_moment(step.at)}"
    return step.key


class _Said(NamedTuple):
    """A step that is said now, and what tells which others share its post."""

    to: str
    urgent: bool
    informs: bool
    part: Part

    @property
    def alone(self) -> bool:
        """Whether its post says nothing else: in a channel, and where it only informs, since nothing settles it."""
        return self.informs or self.to == OPS_CHANNEL


def _said_now(step: Coming, key: str, now: datetime) -> _Said:
    informs, content = step.ask.informs, bilingual(partial(step.says, now))
    lane = f"{step.lane}:{step.to}" if step.lane else ""
    part = Part(key, step.at, step.about, content, step.ask.owed_by, not informs, lane, step.ask.lapses)
    return _Said(step.to, step.is_urgent, informs, part)


def _bundles(said: Sequence[_Said], now: datetime) -> Iterator[Change]:
    """The posts that say the steps: those for one person at one time are one, but for what is urgent."""
    together: defaultdict[tuple[str, bool], list[Part]] = defaultdict(list)
    for one in said:
        if one.alone:
            yield partial(nudged.say_together, parts=[one.part], recipient=one.to, join=joined, now=now)
        else:
            together[one.to, one.urgent].append(one.part)
    for (to, _), parts in together.items():
        for start in range(0, len(parts), MOST_TOGETHER):
            some = parts[start : start + MOST_TOGETHER]
            yield partial(nudged.say_together, parts=some, recipient=to, join=joined, now=now)


def _settlements(stands: Situation, held: Sequence[Row[Any]], on_failure: OnFailure) -> Iterator[Change]:
    by_code = {nudge.code: nudge for nudge in NUDGES}
    for row in held:
        code, _, subject = row.about.partition(":")
        with _apart(code, on_failure):
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
        self.failing: frozenset[str] = frozenset()
        """The codes of the nudges that failed at the last look."""
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
            return bool(self._changes(connection))

    def _bring_up_to_date(self, connection: Connection) -> None:
        for change in self._changes(connection):
            change(connection)

    def _changes(self, connection: Connection) -> list[Change]:
        failed: set[str] = set()

        def on_failure(code: str, error: Exception) -> None:
            if code not in self.failing | failed:
                _log.error("nudge failed", exc_info=error, extra={"fields": {"nudge": code}})
            failed.add(code)

        changes = changes_due(connection, self._terms(connection), self._clock(), on_failure)
        self.failing = frozenset(failed)
        return changes
