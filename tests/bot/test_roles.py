"""Who may say what: every pair of a person and a verb, a stranger, and somebody whose time is over."""

from __future__ import annotations

import pytest

from bot.local.limits import message_errors
from commands.catalog import Catalog, permission
from commands.kit.roles import WHO_MAY, may
from commands.kit.texts import translator
from storage.contract.kinds import Person
from tests.bot.running import ENGLISH, LEFT_ON, STRANGER, TEAM, RunningBot, words_of

PEOPLE = [Person(**{name: value for name, value in person.items() if name != "kind"}) for person in TEAM]
PRESENT = [person for person in PEOPLE if person.id not in LEFT_ON]
VERBS = [(permission(command, verb), verb.examples[0]) for command in Catalog().commands for verb in command.verbs]
BARE = [f"/{command.name}" for command in Catalog().commands]
FORBIDDEN = [(person, name, example) for person in PRESENT for name, example in VERBS if not may(person, name)]
ALLOWED = [(person, name, example) for person in PRESENT for name, example in VERBS if may(person, name)]


@pytest.fixture(scope="module")
def held(bot: RunningBot) -> list[str]:
    """What is held before anybody says anything."""
    return bot.home.held()


BESIDE_VERBS = {"fault.open.severe", "score.attendance", "zhiban.calendar.add", "zhiban.settings.change"}


def test_the_table_names_every_verb_and_a_few_more() -> None:
    assert set(WHO_MAY) == {name for name, _ in VERBS} | BESIDE_VERBS


def test_who_may_not_is_told_who_may_and_nothing_is_stored(bot: RunningBot, held: list[str]) -> None:
    wrong = []
    for person, name, example in FORBIDDEN:
        answer = bot.say(person.id, example)
        t = translator("en" if person.id in ENGLISH else "zh")
        told = t("This is for {who}.", who=WHO_MAY[name].words) in answer["text"]
        if not told or answer["response_type"] != "ephemeral" or message_errors(answer["text"], answer["blocks"]):
            wrong.append((person.id, name, answer))
    assert wrong == []
    assert bot.home.held() == held


@pytest.mark.parametrize(
    "typed",
    [
        "/fault open 核心库宕机 --level 1",
        "/fault open 核心库宕机 --level 2 --system portal",
    ],
)
@pytest.mark.parametrize("person", ["lin", "sun", "feng"])
def test_severe_faults_are_for_the_pm_and_managers(bot: RunningBot, held: list[str], person: str, typed: str) -> None:
    t = translator("en" if person in ENGLISH else "zh")
    assert t(WHO_MAY["fault.open.severe"].words) in bot.say(person, typed)["text"]
    assert bot.home.held() == held


@pytest.mark.parametrize("who", [STRANGER, "qian"])
def test_a_stranger_gets_a_kind_answer_and_nothing_is_stored(bot: RunningBot, held: list[str], who: str) -> None:
    everything = [*(example for _, example in VERBS), *BARE, "/zhiban help", "/fault nonsense", "/unknown", "/clock in"]
    answers = [bot.say(who, typed) for typed in everything]
    assert [answer for answer in answers if "/zhiban person add" not in answer["text"]] == []
    assert [answer for answer in answers if answer["response_type"] != "ephemeral"] == []
    assert bot.home.held() == held


def test_who_may_is_not_turned_away(bot: RunningBot) -> None:
    turned_away = [
        (person.id, name)
        for person, name, example in ALLOWED
        for answer in [bot.say(person.id, example)]
        if any(translator(language)("That is for others to say.") in words_of(answer) for language in ("zh", "en"))
    ]
    assert turned_away == []
