"""`kill -9` in the middle of work: what was answered is on disk, and its posts still come."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import count

import httpx

from tests.bot.running import FORM, OPS, Home, RunningBot, command_body, running_bot, signed, stand_in
from tests.slack import SlackStandIn

ROUNDS = 3
THREADS = 8
POSTED_A_ROUND = 3
ANSWERS_BEFORE_THE_KILL = 40
START = datetime.fromisoformat("2026-07-15T09:30:00+08:00")


class Hammer:
    """Eight threads that say things as fast as they are answered; keeps what was answered."""

    def __init__(self, round_: int) -> None:
        self.round = round_
        self.acknowledged: list[str] = []

    def strike(self, bot: RunningBot) -> None:
        with ThreadPoolExecutor(THREADS) as pool:
            hands = [pool.submit(self._say_on, bot, hand) for hand in range(THREADS)]
            bot.slack.wait_for(lambda: len(self.acknowledged) >= ANSWERS_BEFORE_THE_KILL, seconds=60)
            bot.kill()
            for hand in hands:
                hand.result(timeout=60)

    def _say_on(self, bot: RunningBot, hand: int) -> None:
        """The first hand logs a few inspections, which the channel shows; all others, and it afterwards, add people."""
        with httpx.Client(trust_env=False, timeout=60) as http:
            for number in count():
                id_ = f"r{self.round}h{hand}n{number}"
                posted = hand == 0 and number < POSTED_A_ROUND
                typed = f"/inspect done {id_}" if posted else f"/zhiban person add {id_} Somebody engineer"
                body = command_body("zhao", typed)
                try:
                    answer = http.post(
                        f"{bot.url}/slack/events", content=body, headers={**signed(body), "Content-Type": FORM}
                    )
                except httpx.TransportError:
                    return
                if answer.status_code == 200:
                    self.acknowledged.append(id_)


def test_nothing_acknowledged_is_lost(new_home: Callable[[], Home]) -> None:
    home, acknowledged = new_home(), list[str]()
    with stand_in() as slack:
        for round_ in range(ROUNDS):
            bot = RunningBot(home, slack, clock(round_))
            hammer = Hammer(round_)
            hammer.strike(bot)
            acknowledged += hammer.acknowledged
            held = [json.loads(line) for line in home.held()]
            known = {fact["id"] for fact in held} | {fact.get("note") for fact in held}
            assert [id_ for id_ in acknowledged if id_ not in known] == []
            assert home.unsound() == []
        inspections = {fact["id"] for fact in held if fact["kind"] == "inspection" and fact["id"] != "i-0"}
        assert len(inspections) >= ROUNDS
        with running_bot(home, slack, clock(ROUNDS)):
            slack.wait_for(lambda: set(shown(slack)) >= {f"inspection:{id_}" for id_ in inspections}, seconds=60)
        assert sum(shown(slack).values()) <= len(inspections) + ROUNDS


def clock(round_: int) -> str:
    return (START + timedelta(seconds=20 * round_)).isoformat()


def shown(slack: SlackStandIn) -> Counter[str]:
    messages = slack.messages(OPS)
    return Counter(message.metadata["event_payload"]["key"] for message in messages if message.metadata)
