"""Sends, crashes, pauses, takeovers and every answer in any order: nothing is lost, and only a pause can double.

Real sender, real delivery, real outbox; Slack is a list of messages that answers what the run draws.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientConnectorError, ServerDisconnectedError
from sqlalchemy import select

from bot.clock import Clock
from bot.delivery import Delivery
from bot.languages import Languages
from schedulers.sender import Sender
from storage.database import Database
from storage.records.outbox import ACCOUNT, OPS_CHANNEL, Message, Post, backlog, enqueue, say_anew
from storage.records.settings import TermsInForce
from tests.bot.test_delivery import refusal

SEEDS = range(12)
STEPS = 60
TERMS = TermsInForce({"slack": {"ops_channel": "C0OPS"}})
RECIPIENTS = (OPS_CHANNEL, f"{ACCOUNT}U0LIN", f"{ACCOUNT}U0WU")
BEFORE, AFTER = "before it arrives", "after it arrived"


def content(words: str) -> dict[str, dict[str, Any]]:
    return {language: {"text": words, "blocks": []} for language in ("zh", "en")}


class Slack:
    """Messages by channel; each call may fail before or after it takes effect, or be held there for good or a while."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.calm = False
        self.messages: list[dict[str, Any]] = []
        self.holds: list[asyncio.Event] = []
        self.pauses = 0

    async def users_info(self, **_: Any) -> Any:
        return {"user": {"locale": "en-US"}}

    async def conversations_open(self, users: str) -> Any:
        return {"channel": {"id": "D" + users[1:]}}

    async def conversations_history(self, channel: str, **_: Any) -> Any:
        await self._trouble(BEFORE)
        return {"messages": [one for one in self.messages if one["channel"] == channel]}

    async def chat_update(self, channel: str, ts: str, text: str, **_: Any) -> Any:
        await self._trouble(BEFORE)
        next(one for one in self.messages if one["ts"] == ts)["text"] = text
        await self._trouble(AFTER)
        return {"ok": True}

    async def chat_postMessage(self, channel: str, text: str, metadata: Any, **_: Any) -> Any:  # noqa: N802
        await self._trouble(BEFORE)
        place = {"channel": channel.replace("U0", "D0"), "ts": f"{len(self.messages) + 1}.0"}
        self.messages.append({**place, "text": text, "metadata": metadata})
        await self._trouble(AFTER)
        return place

    async def _trouble(self, when: str) -> None:
        """Raises, or stands still until the run wakes it, about every second time."""
        drawn = "fine" if self.calm else self.chance.choice(["fine", "fine", "raise", "hold"])
        if drawn == "hold":
            hold = asyncio.Event()
            self.holds.append(hold)
            await hold.wait()
        elif drawn == "raise":
            raise self.chance.choice(LOST if when == AFTER else NOT_SENT)


LOST = [
    TimeoutError(),
    ServerDisconnectedError(),
    refusal(503, {}),
    refusal(200, {"ok": False, "error": "fatal_error"}),
]
NOT_SENT = [
    refusal(429, {}, **{"Retry-After": "1"}),
    refusal(200, {"ok": False, "error": "invalid_blocks"}),
    refusal(503, {}),
    TimeoutError(),
    ClientConnectorError(None, OSError()),  # type: ignore[arg-type]
]


class Run:
    """One process after another, each killed or paused while the next one leads."""

    def __init__(self, database: Database, seed: int, *, pauses: bool) -> None:
        self.database = database
        self.chance = random.Random(seed)
        self.slack = Slack(self.chance)
        self.pauses = pauses
        self.paused: list[Sender] = []
        self.now = datetime(2026, 7, 15, tzinfo=UTC)
        self.said: dict[str, str] = {}
        self.term = 0
        self.sender = self.successor()

    def successor(self) -> Sender:
        """A process that takes over; one that is paused does not learn of it before it looks."""
        self.term += 1
        languages = Languages(self.slack, lambda: "en", Clock())  # type: ignore[arg-type]
        delivery = Delivery(self.slack, self.database, TERMS, languages)  # type: ignore[arg-type]
        term = self.term

        def lead() -> int | None:
            return term if term == self.term else None

        return Sender(self.database, delivery.send, lambda: self.now, lead, spacing_seconds=0)

    async def step(self) -> None:
        happens = self.chance.choice(["say", "say", "say anew", "work", "work", "work", "wake", "crash", "pause"])
        await {
            "say": self.say,
            "say anew": self.say_anew,
            "work": self.work,
            "wake": self.wake,
            "crash": self.crash,
            "pause": self.pause if self.pauses else self.crash,
        }[happens]()

    async def say(self) -> None:
        key = f"k-{len(self.said)}"
        self.said[key] = key
        message = Message(key, self.chance.choice(RECIPIENTS), content(key))
        self.database.write(lambda c: enqueue(c, message, self.now)).result(10)

    async def say_anew(self) -> None:
        if self.said:
            key = self.chance.choice(list(self.said))
            self.said[key] += "+"
            self.database.write(lambda c: say_anew(c, key, content(self.said[key]), self.now)).result(10)

    async def work(self) -> None:
        self.now += timedelta(seconds=self.chance.choice([0, 1, 3, 400]))
        await self.sender.look()
        if self.sender._lanes:
            await asyncio.wait(self.sender._lanes.values(), timeout=0.01)

    async def wake(self) -> None:
        """What Slack held up goes on."""
        holds, self.slack.holds = self.slack.holds, []
        for hold in holds:
            hold.set()
        await asyncio.sleep(0.01)

    async def crash(self) -> None:
        for lane in self.sender._lanes.values():
            lane.cancel()
        self.sender = self.successor()

    async def pause(self) -> None:
        """What is on its way stands still and goes on later, while another leads."""
        self.slack.pauses += len(self.sender._lanes)
        self.paused.append(self.sender)
        self.sender = self.successor()

    async def to_the_end(self) -> None:
        for _ in range(STEPS):
            await self.step()
        self.slack.calm = True
        await self.wake()
        while self.database.write(backlog).result(10).posts:
            self.now += timedelta(minutes=6)
            await self.work()
        for sender in (*self.paused, self.sender):
            for lane in sender._lanes.values():
                with suppress(asyncio.CancelledError):
                    await lane


@pytest.mark.parametrize("pauses", [False, True], ids=["crashes", "crashes and pauses"])
@pytest.mark.parametrize("seed", SEEDS)
async def test_nothing_is_lost_and_only_a_pause_doubles(database: Database, seed: int, *, pauses: bool) -> None:
    run = Run(database, seed, pauses=pauses)
    await run.to_the_end()
    copies = Counter(message["metadata"]["event_payload"]["key"] for message in run.slack.messages)
    assert set(copies) == set(run.said)
    assert sum(copies.values()) - len(copies) <= run.slack.pauses
    table = Post.__table__  # type: ignore[attr-defined]
    with database.read() as connection:
        marked = {row.ts: row.key for row in connection.execute(select(table))}
    shown = {marked[one["ts"]]: one["text"] for one in run.slack.messages if one["ts"] in marked}
    assert shown == run.said
