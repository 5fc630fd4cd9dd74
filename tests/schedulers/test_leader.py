"""Who leads: nobody who is not sure of it, and never nobody for long."""

from __future__ import annotations

import asyncio
import math
import threading
from datetime import datetime

import pytest

from schedulers import leader as leader_module
from schedulers.clock import Ticker
from schedulers.leader import Leadership
from storage.database import Database
from storage.records.lead import leader
from storage.records.outbox import backlog
from storage.records.settings import TermsInForce
from tests.schedulers.conftest import at


class Lock:
    """A lock that answers what the test says."""

    certain_seconds = math.inf

    def __init__(self, *answers: bool | Exception) -> None:
        self.answers = list(answers)
        self.let_go_times = 0

    def take(self) -> bool:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def let_go(self) -> None:
        self.let_go_times += 1


class Monotonic:
    """The machine's monotonic clock, standing still."""

    moment = 1000.0

    def monotonic(self) -> float:
        return self.moment


def standing_clock(monkeypatch: pytest.MonkeyPatch) -> Monotonic:
    clock = Monotonic()
    monkeypatch.setattr(leader_module, "time", clock)
    return clock


def now() -> datetime:
    return at("10:00")


def told(database: Database) -> str | None:
    with database.read() as connection:
        known = leader(connection)
    return known.name if known else None


async def test_the_lead_follows_the_lock(database: Database) -> None:
    lock = Lock(False, True, True, OSError(), True, False)
    leadership = Leadership(database, now, lock)
    terms = []
    for _ in range(6):
        await leadership.look()
        terms.append(leadership.term())
    assert terms == [None, 1, 1, None, 2, None]
    assert lock.let_go_times == 1


async def test_who_leads_is_told_from_the_moment_it_leads(database: Database) -> None:
    leadership = Leadership(database, now, Lock(False, True))
    await leadership.look()
    assert told(database) is None
    await leadership.look()
    assert told(database) == leadership.name


async def test_who_cannot_say_that_it_leads_does_not(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = Lock(True)
    leadership = Leadership(database, now, lock)

    def fails(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(leader_module, "note_leader", fails)
    await leadership.look()
    assert (leadership.leads, lock.let_go_times) == (False, 1)


async def test_certainty_ends_by_itself(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = Lock(True, True)
    lock.certain_seconds = 4.0
    leadership = Leadership(database, now, lock)
    monotonic = standing_clock(monkeypatch)
    await leadership.look()
    for monotonic.moment, sure in ((1000.0, True), (1003.9, True), (1004.0, False)):
        assert leadership.leads is sure
    await leadership.look()
    assert leadership.term() == 2


async def test_who_steps_aside_while_it_makes_sure_leads_no_more(database: Database) -> None:
    asked, answer = threading.Event(), threading.Event()

    class Slow(Lock):
        def take(self) -> bool:
            asked.set()
            answer.wait(10)
            return True

    leadership = Leadership(database, now, Slow())
    looking = asyncio.create_task(leadership.look())
    await asyncio.to_thread(asked.wait, 10)
    aside = asyncio.create_task(leadership.step_aside())
    await asyncio.sleep(0)
    answer.set()
    await asyncio.gather(looking, aside)
    await leadership.look()
    assert (leadership.leads, leadership.term()) == (False, None)


async def test_a_lock_that_cannot_be_given_back_is_looked_for_all_the_same(database: Database) -> None:
    class Stuck(Lock):
        def let_go(self) -> None:
            super().let_go()
            raise OSError

    leadership = Leadership(database, now, Stuck(OSError(), True))
    await leadership.look()
    assert not leadership.leads
    await leadership.look()
    assert leadership.leads


async def test_who_steps_aside_comes_back_and_does_not_do_so_again_soon(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = Lock(True, True)
    leadership = Leadership(database, now, lock)
    monotonic = standing_clock(monkeypatch)
    await leadership.look()
    await leadership.step_aside()
    for monotonic.moment, term in ((1000.0, None), (1004.9, None), (1005.0, 2)):
        await leadership.look()
        assert leadership.term() == term
    for monotonic.moment, leads in ((1059.9, True), (1060.0, False)):
        await leadership.step_aside()
        assert leadership.leads is leads


async def test_of_two_one_leads_and_the_other_when_it_stops(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leader_module, "CHECKS_EVERY_SECONDS", 0.02)
    one, other, led = Leadership(database, now), Leadership(database, now), asyncio.Event()
    await one.start(lambda: None)
    await other.start(led.set)
    assert (one.leads, other.leads) == (True, False)
    await one.stop()
    await asyncio.wait_for(led.wait(), 30)
    assert (one.leads, other.leads) == (False, True)
    await other.stop()


@pytest.mark.parametrize("leads", [(True, False), (True, True), (False, False)])
async def test_two_that_believe_to_lead_say_what_is_due_once(database: Database, leads: tuple[bool, bool]) -> None:
    """As after a pause: the one that wakes looks at how things stand, in the transaction that writes."""
    tickers = [Ticker(database, TermsInForce(), now, lambda: None, lambda one=one: one) for one in leads]  # type: ignore[misc]
    for _ in range(3):
        await asyncio.gather(*(ticker.look() for ticker in tickers))
    waiting = database.write(backlog).result(10).posts
    alone = 0
    if any(leads):
        await asyncio.gather(*(ticker.look() for ticker in tickers))
        alone = database.write(backlog).result(10).posts
        assert alone > 0
    assert waiting == alone
    assert all(ticker.last_look is not None for ticker in tickers)
