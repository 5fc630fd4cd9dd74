"""Many nudges, many `kill -9`: counts what was lost, doubled or late.

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
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from bot.local.model import LocalPerson
from storage.database import Database
from storage.migrations import migrate
from storage.records.outbox import ACCOUNT, Message, backlog, enqueue
from tests.slack import SlackStandIn
from tests.soak import worker

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
        self._due: dict[str, float] = {}
        self._while_sending = 0

    def run(self) -> Outcome:
        """Say everything, kill all the while, and let the last process finish."""
        began = time.monotonic()
        migrate(self._database)
        for kill in range(self._kills):
            self._say(until=self._nudges * (kill + 1) // self._kills)
            self._live_and_die(while_sending=kill % 2 == 1)
        last = self._bot()
        self._wait(lambda: self._waiting() == 0)
        last.kill()
        last.join()
        self._database.close()
        return self._outcome(time.monotonic() - began)

    def _say(self, until: int) -> None:
        keys = [f"soak:{number}" for number in range(len(self._due), until)]
        now = datetime.now(UTC)

        def say_all(connection: Connection) -> None:
            for number, key in enumerate(keys, len(self._due)):
                recipient = f"{ACCOUNT}{person_id(number % PEOPLE)}"
                enqueue(connection, Message(key, recipient, content(key)), now)

        self._database.write(say_all).result(60)
        self._due |= dict.fromkeys(keys, now.timestamp())

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
            self._wait(lambda: self._posts() > arrived or self._waiting() == 0)
            time.sleep(self._chance.uniform(0, 0.05))
        bot.kill()
        bot.join()

    def _bot(self) -> ForkServerProcess:
        context = multiprocessing.get_context("forkserver")
        process = context.Process(target=worker.work, args=(str(self._home), self._slack.api_url), daemon=True)
        process.start()
        return process

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
        shown = self._slack.messages(worker.OPS)  # the clock's own nudges must not come twice either
        shown += [message for number in range(PEOPLE) for message in self._slack.dms(person_id(number))]
        arrived: dict[str, float] = {}
        copies: Counter[str] = Counter()
        for message in shown:
            key = (message.metadata or {})["event_payload"]["key"]
            copies[key] += 1
            arrived.setdefault(key, float(message.ts))
        delays = [arrived[key] - due for key, due in self._due.items() if key in arrived]
        return Outcome(
            nudges=len(self._due),
            kills=self._kills,
            while_sending=self._while_sending,
            lost=len(self._due.keys() - copies.keys()),
            doubled=copies.total() - len(copies),
            late=sum(delay > LATE_SECONDS for delay in delays),
            slowest_seconds=max(delays, default=0.0),
            took_seconds=took,
        )


def person_id(number: int) -> str:
    """The Slack account of one of the people."""
    return f"U0P{number:03}"


def content(words: str) -> dict[str, dict[str, Any]]:
    """A post that says so in both languages."""
    return {language: {"text": words, "blocks": []} for language in ("zh", "en")}


def soak(nudges: int, kills: int, seed: int) -> Outcome:
    """Run it once."""
    multiprocessing.get_context("forkserver").set_forkserver_preload([worker.__name__])
    people = tuple(LocalPerson(person_id(number), f"P {number}") for number in range(PEOPLE))
    with tempfile.TemporaryDirectory() as home, SlackStandIn(people=people) as slack:
        return Soak(Path(home), slack, nudges, kills, seed).run()
