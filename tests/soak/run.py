"""Many nudges, many `kill -9`: counts what was lost, doubled or late.

Tasks fall due while no bot runs or one is about to die; each owes its person one nudge, which the clock has to find.
Every second kill comes between sending and marking: Slack has the message, and its answer is held back until the
process is dead. The bot is the whole one but for its port; it is forked from a server that has imported it already, so
that the time goes into sending.
"""

from __future__ import annotations

import multiprocessing
import random
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from bot.clock import Clock
from bot.local.model import LocalPerson
from storage.contract.fact import Fact
from storage.contract.kinds import Person, Task
from storage.contract.periods import BEIJING
from storage.database import Database
from storage.migrations import migrate
from storage.records.ledger import UnitOfWork, by_bot
from storage.records.nudged import Nudged
from storage.records.outbox import backlog
from tests.slack import SlackStandIn
from tests.soak import worker

STARTS_AT = datetime(2026, 7, 15, 10, tzinfo=BEIJING)
"""By day, since tasks keep the quiet of the night."""
PEOPLE = 200
LATE_SECONDS = 30.0
"""What the outage itself costs: a kill, a start, the look for what was begun."""
GIVES_UP_SECONDS = 60.0
POST = "chat.postMessage"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a soak found."""

    nudges: int
    kills: int
    while_sending: int
    lost: int
    doubled: int
    late: int
    slowest_seconds: float
    took_seconds: float

    def __str__(self) -> str:
        return (
            f"{self.nudges} nudges, {self.kills} kills, {self.while_sending} of them between sending and marking: "
            f"lost {self.lost}, doubled {self.doubled}, late {self.late} "
            f"(slowest {self.slowest_seconds:.1f} s; took {self.took_seconds:.0f} s)"
        )


class Soak:
    """One database and one Slack that outlive many processes."""

    def __init__(self, home: Path, slack: SlackStandIn, nudges: int, kills: int, seed: int) -> None:
        self._home = home
        self._slack = slack
        self._nudges = nudges
        self._kills = kills
        self._chance = random.Random(seed)
        self._database = Database(f"sqlite:///{home}/zhiban.db")
        self._clock = Clock(STARTS_AT)
        self._due: dict[str, float] = {}
        """When each nudge fell due, by the machine's clock."""
        self._while_sending = 0

    def run(self) -> Outcome:
        """Say everything, kill all the while, and let the last process finish."""
        began = time.monotonic()
        migrate(self._database)
        self._record([engineer(number) for number in range(PEOPLE)])
        for kill in range(self._kills):
            self._fall_due(until=self._nudges * (kill + 1) // self._kills)
            self._live_and_die(while_sending=kill % 2 == 1)
        last = self._bot()
        self._wait(lambda: self._all_said() and self._waiting() == 0)
        last.kill()
        last.join()
        outcome = self._outcome(time.monotonic() - began)
        self._database.close()
        return outcome

    def _fall_due(self, until: int) -> None:
        """Write down tasks that are due now, few enough that nobody has two."""
        now = self._clock()
        tasks = [
            Task(id=f"t-{number}", person=person_id(number), due_at=now, recorded_at=now)
            for number in range(len(self._due), until)
        ]
        self._record([*tasks])
        self._due |= dict.fromkeys((f"task.due:{task.id}" for task in tasks), time.time())

    def _record(self, facts: Sequence[Fact]) -> None:
        def write(connection: Connection) -> None:
            UnitOfWork(connection, by_bot("soak"), self._clock()).record_all(facts, replace=False)

        self._database.write(write).result(60)

    def _live_and_die(self, *, while_sending: bool) -> None:
        """A process that is killed: after some message arrived, or as one has arrived whose answer it awaits."""
        lost, arrived = len(self._slack.lost), self._posts()
        if while_sending:
            self._slack.lose_next(method=POST)
        bot = self._bot()
        if while_sending:
            self._wait(lambda: len(self._slack.lost) > lost)
            self._while_sending += 1
        else:
            self._wait(lambda: self._posts() > arrived or (self._all_said() and self._waiting() == 0))
            time.sleep(self._chance.uniform(0, 0.05))
        bot.kill()
        bot.join()

    def _bot(self) -> ForkServerProcess:
        context = multiprocessing.get_context("forkserver")
        process = context.Process(
            target=worker.work, args=(str(self._home), self._slack.api_url, self._clock()), daemon=True
        )
        process.start()
        return process

    def _all_said(self) -> bool:
        return self._due.keys() <= self._said().keys()

    def _said(self) -> dict[str, str]:
        """The key of the post that says each nudge."""
        steps = Nudged.__table__  # type: ignore[attr-defined]
        with self._database.read() as connection:
            return {row.about: row.post for row in connection.execute(select(steps.c.about, steps.c.post))}

    def _posts(self) -> int:
        return sum(call.method == POST for call in list(self._slack.calls))

    def _waiting(self) -> int:
        with self._database.read() as connection:
            return backlog(connection).posts

    def _wait(self, so: Any) -> None:
        deadline = time.monotonic() + GIVES_UP_SECONDS
        while not so() and time.monotonic() < deadline:
            time.sleep(0.05)

    def _outcome(self, took: float) -> Outcome:
        shown = self._slack.messages(worker.OPS)  # what the team is nudged about must not come twice either
        shown += [message for number in range(PEOPLE) for message in self._slack.dms(slack_id(person_id(number)))]
        arrived: dict[str, float] = {}
        copies: Counter[str] = Counter()
        for message in shown:
            key = (message.metadata or {})["event_payload"]["key"]
            copies[key] += 1
            arrived.setdefault(key, float(message.ts))
        posts = self._said()
        delays = {nudge: arrived[posts[nudge]] - due for nudge, due in self._due.items() if posts.get(nudge) in arrived}
        return Outcome(
            nudges=len(self._due),
            kills=self._kills,
            while_sending=self._while_sending,
            lost=len(self._due.keys() - delays.keys()),
            doubled=copies.total() - len(copies),
            late=sum(delay > LATE_SECONDS for delay in delays.values()),
            slowest_seconds=max(delays.values(), default=0.0),
            took_seconds=took,
        )


def person_id(number: int) -> str:
    """Whose task that is; people have several, one after the other."""
    return f"p-{number % PEOPLE:03}"


def engineer(number: int) -> Person:
    """One of the people, in the ledger."""
    id_ = person_id(number)
    return Person(id=id_, name=id_, side="team", role="engineer", onsite=False, slack=slack_id(id_))


def slack_id(person: str) -> str:
    """The person's Slack account."""
    return person.replace("p-", "U0P")


def soak(nudges: int, kills: int, seed: int) -> Outcome:
    """Run it once."""
    multiprocessing.get_context("forkserver").set_forkserver_preload([worker.__name__])
    people = tuple(LocalPerson(slack_id(person_id(number)), f"P {number}") for number in range(PEOPLE))
    with tempfile.TemporaryDirectory() as home, SlackStandIn(people=people) as slack:
        return Soak(Path(home), slack, nudges, kills, seed).run()
