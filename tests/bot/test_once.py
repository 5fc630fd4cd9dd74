"""One effect and the same answer, however often Slack sends a request."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.bot.running import FORM, RunningBot, command_body, signed

COMMANDS = {
    "inspection": "/inspect done {note}",
    "problem": "/inspect problem {note}",
    "fault": "/fault open {note}",
}


def repeat(bot: RunningBot, body: bytes, headers: dict[str, str], times: int) -> list[str]:
    answers = [bot.http.post("/slack/events", content=body, headers=headers) for _ in range(times)]
    assert {answer.status_code for answer in answers} == {200}
    return [answer.text for answer in answers]


@pytest.mark.parametrize("kind", COMMANDS)
@pytest.mark.parametrize("times", [2, 10])
def test_the_same_request_has_one_effect(bot: RunningBot, kind: str, times: int) -> None:
    note = f"one {times} {kind}"
    body = command_body("lin", COMMANDS[kind].format(note=note))
    answers = repeat(bot, body, {**signed(body), "Content-Type": FORM}, times)
    assert len(set(answers)) == 1
    assert sum(note in line for line in bot.home.held()) == 1


def test_ten_at_once_have_one_effect(bot: RunningBot) -> None:
    body = command_body("wu", "/fault open ten at once")
    headers = {**signed(body), "Content-Type": FORM}

    def send(_: int) -> tuple[int, str]:
        answer = httpx.post(f"{bot.url}/slack/events", content=body, headers=headers, timeout=60, trust_env=False)
        return answer.status_code, answer.text

    with ThreadPoolExecutor(10) as pool:
        answers = set(pool.map(send, range(10)))
    assert len(answers) == 1
    assert next(iter(answers))[0] == 200
    assert sum("ten at once" in line for line in bot.home.held()) == 1


def test_a_retry_signed_anew_has_one_effect(bot: RunningBot) -> None:
    body = command_body("lin", "/inspect done signed anew")
    retry = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
    first = bot.post(body, signed(body, age=30))
    again = bot.post(body, {**signed(body), **retry})
    assert (first.status_code, first.text) == (again.status_code, again.text)
    assert sum("signed anew" in line for line in bot.home.held()) == 1


def test_a_retry_of_a_refusal_is_refused_again(bot: RunningBot) -> None:
    body = command_body("feng", "/inspect done not mine")
    assert bot.post(body).text == bot.post(body).text
    assert not [line for line in bot.home.held() if "not mine" in line]


def test_saying_it_anew_is_no_retry(bot: RunningBot) -> None:
    for number in (1, 2):
        assert bot.post(command_body("wu", f"/inspect done twice {number}")).status_code == 200
    assert sum("twice" in line for line in bot.home.held()) == 2
