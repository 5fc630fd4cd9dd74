"""Words that nobody expects, in every place where words may stand: a kind answer, within Slack's limits."""

from __future__ import annotations

import pytest

from bot.local.limits import message_errors
from commands.kit.arguments import LONGEST_TEXT
from tests.bot.running import RunningBot, command_body

ODD_WORDS = {
    "5,000 characters": "长" * 5_000,
    "100,000 characters": "x" * 100_000,
    "100,000 characters of words": "x " * 50_000,
    "a control character": "a\x00b\x07c\x1b[31m",
    "right to left": "\u202e\u05d0\u05d1 \u200f\u2067",
    "emoji": "🧯🔥" * 2_000,
    "line ends": "a\r\nb\n\n\u2028c\x85",
    "a mention of everybody": "<!channel> <!here> <!everyone>",
    "a person": "<@U0WU|wu>",
    "markup": "*_~`>&lt;!channel&gt; <http://a.example|b>",
    "braces": "{0} {name} %s %(a)s ${x}",
    "combining": "a" + "\u0301" * 3_000,
    "blanks": " \t\u3000\u00a0 ",
}
WHERE = (
    "/inspect {odd}",
    "/inspect done {odd}",
    "/inspect problem {odd}",
    "/inspect feedback {odd}",
    "/clock in {odd}",
    "/clock leave {odd}",
    "/clock leave 病假 {odd}",
    "/clock fix 昨天 in {odd}",
    "/clock approve {odd}",
    "/fault open {odd}",
    "/fault open --{odd}",
    "/fault open down --level {odd}",
    "/fault open down --system {odd}",
    "/fault respond {odd}",
    "/fault level {odd} 3",
    "/fault assign f-1 {odd}",
    "/fault edit f-1 title={odd}",
    "/fault edit f-1 {odd}",
    "/fault maintenance {odd}",
    "/fault vendor {odd} start",
    "/score {odd}",
    "/score explain {odd}",
    "/score next {odd}",
    "/score targets {odd}",
    "/score what-if {odd}",
    "/score what-if inspect.missed×{odd}",
    "/score what-if system.severe_fault={odd}",
    "/zhiban person add {odd} {odd} engineer",
    "/zhiban person edit sun name={odd}",
    "/zhiban void {odd}",
    "/zhiban void i-1 {odd}",
)


@pytest.mark.parametrize("odd", ODD_WORDS.values(), ids=ODD_WORDS)
def test_odd_words_get_a_kind_answer(bot: RunningBot, odd: str) -> None:
    wrong = []
    for where in WHERE:
        answer = bot.post(command_body("zhao", where.format(odd=odd)))
        said = answer.json() if answer.status_code == 200 else {}
        errors = message_errors(said.get("text"), said.get("blocks"))
        if answer.status_code != 200 or errors or "<!" in answer.text or "我这边出错了" in said["text"]:
            wrong.append((where, answer.status_code, errors, answer.text[:200]))
    assert wrong == []


def test_nothing_longer_than_a_text_may_be_is_stored(bot: RunningBot) -> None:
    for where in WHERE:
        assert bot.post(command_body("zhao", where.format(odd="q" * (LONGEST_TEXT + 1)))).status_code == 200
    assert not [line for line in bot.home.held() if "q" * (LONGEST_TEXT + 1) in line]


def test_none_of_them_was_an_error_of_the_bots_own(bot: RunningBot) -> None:
    assert not [line for line in bot.log_lines() if "command failed" in line]
