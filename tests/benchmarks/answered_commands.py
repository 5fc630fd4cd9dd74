"""How long an answered command takes, measured from outside: `python -m tests.benchmarks.answered_commands [COUNT]`.

Starts the real bot in a process of its own against the stand-in, says commands one after another and then from eight
threads, and prints percentiles in milliseconds. Not collected by pytest: figures depend on the machine.
"""

from __future__ import annotations

import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import quantiles
from typing import Final

import httpx

from tests.bot.running import FORM, Home, RunningBot, command_body, people_facts, running_bot, signed, stand_in

THREADS: Final = 8
CLOCK: Final = "2026-07-15T09:30:00+08:00"
SAID: Final = {
    "write without a post": "/zhiban person add {unique} Somebody engineer",
    "write with a post": "/inspect done {unique}",
    "read": "/zhiban today",
    "refusal": "/clock in tomorrow {unique}",
}


def main(count: int) -> None:
    """Measure every kind of command alone and under load."""
    with tempfile.TemporaryDirectory() as folder, stand_in() as slack:
        home = Home(Path(folder))
        home.take_in(people_facts())
        with running_bot(home, slack, CLOCK) as bot:
            bot.say("zhao", "/zhiban me")
            for kind, typed in SAID.items():
                _tell(
                    kind,
                    "alone",
                    [_timed(bot, typed, f"a{kind[:6].strip()}{n}".replace(" ", "")) for n in range(count)],
                )
            for kind, typed in SAID.items():
                started = time.perf_counter()
                taken = _from_threads(bot, kind, typed, count)
                rate = len(taken) / (time.perf_counter() - started)
                _tell(kind, f"{THREADS} threads, {rate:.0f}/s", taken)


def _from_threads(bot: RunningBot, kind: str, typed: str, count: int) -> list[float]:
    def hand(number: int) -> list[float]:
        with httpx.Client(trust_env=False, timeout=60) as http:
            names = (f"t{kind[:6].strip()}{number}n{n}".replace(" ", "") for n in range(count // THREADS))
            return [_timed(bot, typed, name, http) for name in names]

    with ThreadPoolExecutor(THREADS) as pool:
        return [taken for part in pool.map(hand, range(THREADS)) for taken in part]


def _timed(bot: RunningBot, typed: str, unique: str, http: httpx.Client | None = None) -> float:
    body = command_body("zhao", typed.format(unique=unique))
    headers = {**signed(body), "Content-Type": FORM}
    started = time.perf_counter()
    answer = (http or bot.http).post(f"{bot.url}/slack/events", content=body, headers=headers)
    taken = time.perf_counter() - started
    if answer.status_code != httpx.codes.OK:
        raise SystemExit(f"answered {answer.status_code} to {typed}")
    return taken


def _tell(kind: str, how: str, taken: list[float]) -> None:
    cuts = [cut * 1000 for cut in quantiles(taken, n=100)]
    sys.stdout.write(f"{kind:22} {how:22} p50 {cuts[49]:6.1f} ms  p99 {cuts[98]:6.1f} ms  of {len(taken)}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)
