"""Two processes over one PostgreSQL, one of them killed, paused or cut off: no nudge lost, doubled only by a pause."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from storage.database import Database
from storage.records.outbox import ACCOUNT, OPS_CHANNEL, Message, backlog, enqueue
from tests.bot.running import OPS, TEAM, Home, RunningBot, slack_id, stand_in
from tests.proxy import Proxy
from tests.slack import SlackStandIn
from tests.storage.postgres import Cluster

RECIPIENTS = (OPS_CHANNEL, *(f"{ACCOUNT}{slack_id(person['id'])}" for person in TEAM))
POST = "chat.postMessage"


def content(words: str) -> dict[str, dict[str, Any]]:
    return {language: {"text": words, "blocks": []} for language in ("zh", "en")}


class Pair:
    """Two replicas, each behind lines of its own to PostgreSQL and to Slack."""

    def __init__(self, stack: ExitStack, postgres: Cluster, url: str, path: Path) -> None:
        self.slack: SlackStandIn = stack.enter_context(stand_in())
        self.database = Database(url)
        stack.callback(self.database.close)
        self.home = Home(path)
        self.said: list[str] = []
        self.lines = [
            (stack.enter_context(Proxy(postgres.socket / ".s.PGSQL.5432")), stack.enter_context(Proxy(self.slack.port)))
            for _ in range(2)
        ]
        database = str(make_url(url).database)
        with ThreadPoolExecutor(2) as both:
            self.bots = list(both.map(lambda lines: self._start(stack, database, *lines), self.lines))

    def _start(self, stack: ExitStack, database: str, to_database: Proxy, to_slack: Proxy) -> RunningBot:
        environment = {
            "DATABASE_URL": f"postgresql://zhiban@127.0.0.1:{to_database.port}/{database}",
            "SLACK_API_URL": f"http://127.0.0.1:{to_slack.port}/api/",
        }
        bot = RunningBot(self.home, self.slack, module="tests.bot.hasty", **environment)
        stack.callback(bot.process.wait, 30)
        stack.callback(bot.process.kill)
        stack.callback(bot.http.close)
        return bot

    def say(self, each: int) -> None:
        """Let so many more posts wait for everybody."""
        keys = [(f"k-{len(self.said) + n}", to) for n, to in enumerate(to for _ in range(each) for to in RECIPIENTS)]
        for key, to in keys:
            message = Message(key, to, content(key))
            self.database.write(lambda c, message=message: enqueue(c, message, datetime.now(UTC))).result(30)  # type: ignore[misc]
            self.said.append(key)

    def leader(self) -> int:
        """Which of the two leads."""

        def leading() -> list[int]:
            return [
                number
                for number, bot in enumerate(self.bots)
                if bot.process.poll() is None and bot.http.get("/healthz").json()["leader"]["here"]
            ]

        self.slack.wait_for(leading)
        (one,) = leading()
        return one

    def wait_until_told(self) -> None:
        def told() -> bool:
            return self.database.write(backlog).result(30).posts == 0

        self.slack.wait_for(told, seconds=40)

    def copies(self) -> Counter[str]:
        places = [self.slack.messages(OPS), *(self.slack.dms(slack_id(person["id"])) for person in TEAM)]
        metadata = [message.metadata for place in places for message in place if message.metadata]
        return Counter(one["event_payload"]["key"] for one in metadata)

    def doubled(self) -> int:
        """How many posts there are too many; none must be missing."""
        copies = self.copies()
        assert set(self.said) <= set(copies)
        return copies.total() - len(copies)


@pytest.fixture
def pair(postgres: Cluster, postgres_url: str, tmp_path: Path) -> Iterator[Pair]:
    with ExitStack() as stack:
        yield Pair(stack, postgres, postgres_url, tmp_path)


def test_one_leads_both_answer_and_each_trouble_costs_nothing(pair: Pair) -> None:
    """Paused, cut off from Slack, cut off from PostgreSQL, and killed in the end, one after the other."""
    first = pair.leader()
    told = [bot.http.get("/healthz").json() for bot in pair.bots]
    assert [one["leader"]["here"] for one in told] == [number == first for number in range(2)]
    assert told[0]["leader"]["name"] == told[1]["leader"]["name"]

    pair.slack.lose_next(method=POST)
    pair.say(2)
    pair.slack.wait_for(lambda: pair.slack.lost)
    pair.bots[first].process.send_signal(signal.SIGSTOP)
    pair.wait_until_told()
    assert not pair.bots[1 - first].http.get("/healthz").json()["waiting"]["posts"]
    pair.bots[first].process.send_signal(signal.SIGCONT)
    in_the_pause = pair.doubled()
    assert in_the_pause <= len(RECIPIENTS)

    cut_off = pair.leader()
    assert cut_off == 1 - first
    pair.lines[cut_off][1].cut()
    pair.say(1)
    pair.wait_until_told()
    pair.lines[cut_off][1].mend()

    cut_off = pair.leader()
    pair.slack.lose_next(method=POST)
    pair.say(1)
    pair.slack.wait_for(lambda: len(pair.slack.lost) == 2)
    pair.lines[cut_off][0].silence()
    pair.wait_until_told()
    pair.lines[cut_off][0].mend()

    killed = pair.leader()
    pair.slack.lose_next(method=POST)
    pair.say(2)
    pair.slack.wait_for(lambda: len(pair.slack.lost) == 3)
    pair.bots[killed].kill()
    pair.wait_until_told()
    assert pair.leader() == 1 - killed
    assert pair.doubled() == in_the_pause

    left = 1 - killed
    pair.lines[left][0].silence()
    pair.bots[left].process.terminate()
    assert pair.bots[left].process.wait(30) == 0, "a database that says nothing is not waited for"
