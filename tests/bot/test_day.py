"""A day of real commands: every answer in the HTTP response, and in the evening exactly what was said."""

from __future__ import annotations

from typing import Any

import pytest

from bot.local.limits import message_errors
from tests.bot.day import HELD, SCRIPT, Day
from tests.bot.running import Fact, people_facts, words_of

COUNTED_FROM_NOW = ("at", "fed_back_at", "found_at")


@pytest.mark.parametrize("index", range(len(SCRIPT)), ids=[f"{said.person}: {said.typed}" for said in SCRIPT])
def test_a_command_is_answered_in_its_response(day: Day, index: int) -> None:
    said, answer = SCRIPT[index], day.answers[index]
    assert answer["response_type"] == "ephemeral"
    assert answer["text"].strip()
    assert message_errors(answer["text"], answer["blocks"]) == []
    assert [words for words in said.repeats if words not in words_of(answer)] == []


def test_the_export_is_what_was_said(day: Day) -> None:
    expected = {(fact["kind"], fact["id"]): fact for fact in (*people_facts(), *HELD)}
    assert {(fact["kind"], fact["id"]): without_recording(fact) for fact in day.held} == expected
    assert len(day.held) == len(expected)


def test_every_fact_says_when_it_was_recorded(day: Day) -> None:
    said = [fact for fact in day.held if "recorded_by" in fact]
    assert [fact["id"] for fact in said if not fact["recorded_at"].startswith("2026-07-15T09:3")] == []


def test_the_ledger_is_sound_afterwards(day: Day) -> None:
    done = day.bot.home.command("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert not [line for line in done.stdout.splitlines() if line.startswith("error")]


def test_answers_come_in_the_readers_language(day: Day) -> None:
    by_person = {said.person: words_of(answer) for said, answer in zip(SCRIPT, day.answers, strict=True)}
    assert is_chinese(by_person["lin"])
    assert "on site" in by_person["chen"]


def without_recording(fact: Fact) -> Fact:
    """The fact without the moment of recording; a moment said by *now* or *ten minutes ago* to its minute."""
    return {name: to_the_minute(name, value) for name, value in fact.items() if name != "recorded_at"}


def to_the_minute(name: str, value: Any) -> Any:
    return f"{value[:17]}00{value[19:]}" if name in COUNTED_FROM_NOW else value


def is_chinese(words: str) -> bool:
    return any("一" <= letter <= "鿿" for letter in words)
