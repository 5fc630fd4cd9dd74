"""`/zhiban export` through the real bot: who gets the facts file, that it is the command line's, what if it fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.local.model import Message
from commands.kit.roles import PM_AND_MANAGERS
from tests.bot.running import TEAM, Home, RunningBot, command_body, running_bot, slack_id, stand_in
from tests.bot.zhiban import zhiban
from tests.slack import SlackStandIn

MORNING = "2026-07-15T09:30:00+08:00"
CHEN = slack_id("chen")
"""Reads English."""


@pytest.fixture(scope="module")
def slack() -> Iterator[SlackStandIn]:
    with stand_in() as standin:
        yield standin


@pytest.fixture(scope="module")
def bot(slack: SlackStandIn, new_home: Callable[[], Home]) -> Iterator[RunningBot]:
    with running_bot(new_home(), slack, MORNING) as running:
        yield running


def with_files(slack: SlackStandIn, person: str) -> list[Message]:
    return [message for message in slack.dms(person) if message.files]


def said_later(slack: SlackStandIn, words: str) -> list[dict[str, Any]]:
    return [message for message in slack.ephemerals(CHEN) if words in message["text"]]


@pytest.mark.parametrize("person", [person["id"] for person in TEAM if person["id"] != "qian"])
@pytest.mark.parametrize("word", ["export", "导出"])
def test_the_pm_and_managers_get_what_the_command_line_writes(
    bot: RunningBot, slack: SlackStandIn, person: str, word: str
) -> None:
    before = len(with_files(slack, slack_id(person)))
    answer = bot.say(person, f"/zhiban {word}")
    if next(one["role"] for one in TEAM if one["id"] == person) not in PM_AND_MANAGERS.roles:
        assert "zhiban-2026-07-15.jsonl" not in str(answer)
        assert len(with_files(slack, slack_id(person))) == before
        return
    written = zhiban(bot.home.path, "export").out
    assert f"{len(written.splitlines())} " in answer["text"]
    assert answer["response_type"] == "ephemeral"
    slack.wait_for(lambda: len(with_files(slack, slack_id(person))) > before)
    [file] = with_files(slack, slack_id(person))[-1].files
    assert file["name"] == "zhiban-2026-07-15.jsonl"
    assert slack.file_content(file) == written


def test_the_same_request_sends_one_file(bot: RunningBot, slack: SlackStandIn) -> None:
    before = len(with_files(slack, CHEN))
    body = command_body("chen", "/zhiban export")
    answers = {bot.post(body).text for _ in range(3)}
    assert len(answers) == 1
    bot.say("chen", "/zhiban export")
    slack.wait_for(lambda: len(with_files(slack, CHEN)) >= before + 2)
    assert bot.http.get("/healthz").status_code == 200
    assert len(with_files(slack, CHEN)) == before + 2


@pytest.mark.parametrize(
    "method", ["conversations.open", "files.getUploadURLExternal", "files.upload", "files.completeUploadExternal"]
)
def test_a_file_that_cannot_be_sent_is_said_so(bot: RunningBot, slack: SlackStandIn, method: str) -> None:
    files, notes = len(with_files(slack, CHEN)), len(said_later(slack, "could not send you zhiban-2026-07-15.jsonl"))
    slack.fail_next(method=method)
    assert "on their way" in bot.say("chen", "/zhiban export")["text"]
    slack.wait_for(lambda: len(said_later(slack, "could not send you zhiban-2026-07-15.jsonl")) > notes)
    assert len(with_files(slack, CHEN)) == files


def test_a_file_waits_where_slack_asks_it_to(bot: RunningBot, slack: SlackStandIn) -> None:
    files = len(with_files(slack, CHEN))
    slack.rate_limit_next(method="files.getUploadURLExternal")
    bot.say("chen", "/zhiban export")
    slack.wait_for(lambda: len(with_files(slack, CHEN)) == files + 1)
