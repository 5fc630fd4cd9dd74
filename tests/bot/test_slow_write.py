"""A write that takes longer than Slack waits: a first answer in time, the real one through the response URL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from tests.bot.running import Home, RunningBot, slack_id


@contextmanager
def database_held(home: Home) -> Iterator[None]:
    """Nobody else can write meanwhile."""
    connection = sqlite3.connect(home.database, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.execute("COMMIT")
        connection.close()


def test_the_answer_follows_where_the_write_is_slow(bot: RunningBot) -> None:
    seen = len(bot.slack.ephemerals(slack_id("wu")))
    with database_held(bot.home):
        first = bot.say("wu", "/inspect done slow write")
        assert "稍后" in first["text"]
        assert first["response_type"] == "ephemeral"
    bot.slack.wait_for(lambda: len(bot.slack.ephemerals(slack_id("wu"))) >= seen + 2)
    told = bot.slack.ephemerals(slack_id("wu"))[-1]
    assert "页面巡检" in told["text"]
    assert sum("slow write" in line for line in bot.home.held()) == 1


def test_a_refusal_follows_too(bot: RunningBot) -> None:
    seen = len(bot.slack.ephemerals(slack_id("sun")))
    with database_held(bot.home):
        bot.say("sun", "/fault respond f-4711")
    bot.slack.wait_for(lambda: len(bot.slack.ephemerals(slack_id("sun"))) >= seen + 2)
    assert "f-4711" in bot.slack.ephemerals(slack_id("sun"))[-1]["text"]


def test_reading_waits_for_nobody(bot: RunningBot) -> None:
    with database_held(bot.home):
        assert "稍后" not in bot.say("wu", "/inspect todo")["text"]
        assert bot.http.get("/healthz").json()["ok"] is True
