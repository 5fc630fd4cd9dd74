"""The catalogue as a whole: every verb has its right, its help, and examples that work when they are pasted."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.manifest import manifest
from commands.catalog import HELP_WORDS, Catalog, permission, understand
from commands.kit.blocks import LONGEST_HEADER
from commands.kit.help import help_of, overview
from commands.kit.roles import WHO_MAY, may
from commands.kit.saying import Refused
from commands.kit.texts import LANGUAGES, Language, translator
from commands.kit.verbs import Command, Verb
from storage.contract.fact import Fact
from storage.contract.kinds import (
    AssetChange,
    Document,
    Drill,
    Fault,
    Guard,
    Inspection,
    Leave,
    Plan,
    Problem,
    Punch,
    Request,
    Ruling,
    Stocktake,
    Support,
    Task,
    Vacancy,
)
from tests.commands.conftest import PEOPLE, Room, at, words_of

ROOT = Path(__file__).parents[2]
COMMANDS = Catalog().commands
VERBS = [(command, verb) for command in COMMANDS for verb in command.verbs]
EXAMPLES = [(command, verb, example) for command, verb in VERBS for example in verb.examples]
RESERVED = "/leave /status /remind /feed /who /dnd /msg /me /topic /open /join /search /mute /away"
LONGEST_HINT = 1000
LONGEST_SHORTCUT = 24
AFTERNOON = at("16:00")


def verbs_shown(shown: str) -> list[str]:
    return [line.split("*")[1] for line in shown.splitlines() if line.startswith("*")]


def test_every_verb_has_a_right_and_every_right_is_asked() -> None:
    of_verbs = {permission(command, verb) for command, verb in VERBS}
    assert of_verbs <= WHO_MAY.keys()
    spoken = "\n".join(path.read_text("utf-8") for path in (ROOT / "commands").glob("*/[!r]*.py"))
    assert [name for name in WHO_MAY.keys() - of_verbs if f'"{name}"' not in spoken] == []


def test_somebody_may_say_each_verb_and_somebody_each_command() -> None:
    for command, verb in VERBS:
        assert [person.id for person in PEOPLE if may(person, permission(command, verb))]


def test_no_command_bears_a_name_twice_or_one_of_slacks_own() -> None:
    names = [command.name for command in COMMANDS]
    assert len(set(names)) == len(names)
    assert not {f"/{name}" for name in names} & set(RESERVED.split())


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_no_word_means_two_verbs(command: Command) -> None:
    words = Counter(word for verb in command.verbs for word in {verb.name, *verb.also})
    assert [word for word, count in words.items() if count > 1] == []
    assert [word for word in words if word in HELP_WORDS or word != word.casefold() or len(word.split()) != 1] == []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_the_wordless_verb_is_one_of_its_own(command: Command) -> None:
    assert command.wordless in [verb.name for verb in command.verbs]
    assert understand(command, "  ").verb is command.verb_named(command.wordless)


@pytest.mark.parametrize(("command", "verb"), VERBS, ids=lambda one: one.name)
def test_a_verb_is_known_by_each_of_its_words_in_any_case(command: Command, verb: Verb) -> None:
    assert verb.examples
    for word in (verb.name, *verb.also):
        for typed in (word, word.upper(), f"  {word}\tx", f"{word}　x"):
            assert understand(command, typed).verb is verb


@pytest.mark.parametrize("word", [*HELP_WORDS, "HELP", "help me"])
def test_help_is_understood(word: str) -> None:
    for command in COMMANDS:
        assert understand(command, word).verb is None


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_verb_speaks_chinese_too(command: Command) -> None:
    assert [verb.name for verb in command.verbs if all(word.isascii() for word in verb.also)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_help_lists_exactly_the_verbs_there_are(command: Command, language: Language) -> None:
    for person in PEOPLE:
        reply = help_of(command, person, translator(language))
        assert len(reply.text) <= LONGEST_HEADER
        shown = words_of(reply.content()["blocks"])
        assert verbs_shown(shown) == [verb.name for verb in command.verbs]
        assert all(f"`{example}`" in shown for verb in command.verbs for example in verb.examples)
        barred = [verb for verb in command.verbs if not may(person, permission(command, verb))]
        assert shown.count(translator(language)("This is for {who}.", who="").rstrip("。. ")) == len(barred)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_overview_lists_what_the_person_may_say(language: Language) -> None:
    for person in PEOPLE:
        shown = words_of(overview(COMMANDS, person, translator(language)).content()["blocks"])
        for command in COMMANDS:
            said = [verb.name for verb in command.verbs if may(person, permission(command, verb))]
            assert (f"*/{command.name}*" in shown) is bool(said)
            assert " · ".join(f"`{name}`" for name in said) in shown


def test_help_answers_everybody_on_the_list(room: Room) -> None:
    for person in PEOPLE:
        for command in COMMANDS:
            for language in LANGUAGES:
                answer = room.does(person.id, f"/{command.name} help", language=language)
                assert answer.stored == 0


def test_the_manifest_holds_exactly_the_commands() -> None:
    listed = manifest(Catalog())["features"]["slash_commands"]
    assert [entry["command"] for entry in listed] == [f"/{command.name}" for command in COMMANDS]
    for command, entry in zip(COMMANDS, listed, strict=True):
        assert len(entry["usage_hint"]) <= LONGEST_HINT
        assert len(entry["description"]) <= LONGEST_HINT
        assert entry["should_escape"] is True
        assert all(verb.name in entry["usage_hint"] for verb in command.verbs)
    for shortcut in manifest(Catalog())["features"]["shortcuts"]:
        assert len(shortcut["name"]) <= LONGEST_SHORTCUT


def prepared() -> Iterator[Fact]:
    """What the examples speak of, on the afternoon of 15 July."""
    yield Request(id="q-1", channel="call", arrived_at=at("09:00"), text="无法登录")
    yield Task(id="t-2", person="zhao", due_at=at("18:00"), text="整理记录")
    yield Document(id="d-1", type="monthly", for_="2026-06", submitted_at=at("09:00"))
    yield Guard(id="g-1", name="国庆保障", from_=date(2026, 10, 1), until=date(2026, 10, 7))
    yield Support(id="su-1", class_="key", at=at("09:00"), used_min=Decimal(90))
    yield Drill(id="dr-1", planned_on=date(2026, 7, 10))
    yield Plan(id="pl-1", type="drill", filed_on=date(2026, 7, 1), for_="2026-Q3")
    yield AssetChange(id="a-1", asset="交换机", confirmed_on=date(2026, 7, 10))
    yield Stocktake(id="st-1", due_on=date(2026, 7, 31))
    yield Vacancy(id="v-1", post="驻场工程师", from_=date(2026, 7, 10))
    yield Fault(id="f-3", title="门户首页打不开", system="portal", level=4, type="other", noticed_at=at("09:00"))
    draft = Fault(
        id="f-4", title="门户中断", system="portal", level=4, type="other", noticed_at=at("09:00"), draft=True
    )
    yield draft
    yield Problem(id="pr-1", found_at=at("09:00"), scope="in", by="lin")
    yield Inspection(id="i-12", type="page", at=at("09:00"), by="lin", ok=True)
    yield Punch(id="p-3", person="lin", way="in", at=at("09:00"), state="claimed")
    yield Leave(id="l-2", person="lin", type="sick", from_=date(2026, 7, 16), until=date(2026, 7, 16), state="claimed")
    missed = "inspect.missed:page:2026-07-10"
    yield Ruling(id="r-1", entry=missed, ruling="appeal", by="lin", at=at("09:00"), reason="当日已巡检")


SPEAKERS = {person.id: person for person in PEOPLE}
BEFORE = {
    "/fault vendor f-3 end 15:30": ("/fault vendor f-3 start 15:00",),
    "/roster swap 2026-10-01": ("/roster set 2026-10-01 zhao",),
    "/roster ics": ("/roster set 2026-10-01 zhao",),
    "/roster ics me 2026-10-01 2026-10-07": ("/roster set 2026-10-01 zhao",),
    "/inspect problem --from i-12 database": ("/inspect edit i-12 items=database bad 慢",),
    "/zhiban undo": ("/inspect done",),
    "/zhiban person edit zhou onsite=no": ("/zhiban person add zhou Zhou engineer --onsite",),
    "/zhiban person leave zhou 2026-12-31": ("/zhiban person add zhou Zhou engineer",),
}


@pytest.mark.parametrize(("command", "verb", "example"), EXAMPLES, ids=lambda one: one if isinstance(one, str) else "")
def test_an_example_works_when_pasted(room: Room, command: Command, verb: Verb, example: str) -> None:
    name, _, typed = example.partition(" ")
    assert name == f"/{command.name}"
    assert understand(command, typed).verb is verb
    room.hold(*prepared())
    room.ask("inspect.page:2026-07-15", "15:00")
    room.ask("inspect.server:2026-W29", "mon-10:00")
    speaker = next(one for one in ("zhao", "chen") if may(SPEAKERS[one], permission(command, verb)))
    for line in BEFORE.get(example, ()):
        room.does("zhao", line, AFTERNOON)
    for language in LANGUAGES[:1] if room.does(speaker, _as_sent(example), AFTERNOON).stored else LANGUAGES:
        room.say(speaker, _as_sent(example), AFTERNOON, language)


def _as_sent(example: str) -> str:
    """As Slack sends it: a name after `@` becomes a mention."""
    return example.replace("@Zhou", "<@U0ZHOU|zhou>").replace("@Lin", "<@U0LIN|lin>")


@pytest.mark.parametrize("typed", ["nonsense", "<!channel>", "x" * 5000, "ｈｅｌｐｐ", "--level 3", "“open”"])
def test_an_unknown_word_is_refused_with_where_to_look(typed: str) -> None:
    for command in COMMANDS:
        with pytest.raises(Refused) as refusal:
            understand(command, typed)
        assert "help" in refusal.value.why.message or "Did you mean" in refusal.value.why.message


def test_an_unknown_command_is_answered_with_what_there_is(room: Room) -> None:
    answer = room.does("lin", "/reports due")
    lin = SPEAKERS["lin"]
    for command in COMMANDS:
        sayable = any(may(lin, permission(command, verb)) for verb in command.verbs)
        assert (f"/{command.name}" in answer.words) is sayable


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_may_not_is_told_who_may(room: Room, language: Language) -> None:
    t = translator(language)
    for command, verb in VERBS:
        audience = WHO_MAY[permission(command, verb)]
        for person in PEOPLE:
            if not audience.includes(person):
                told = room.refuses(person.id, f"/{command.name} {verb.name}", language=language)
                assert t(audience.words) in told


@pytest.mark.parametrize(
    ("name", "typed", "near"),
    [
        ("inspect", "porblem", "problem"),
        ("inspect", "问提", "问题"),
        ("clock", "上斑", "上班"),
        ("zhiban", "撤消", "撤销"),
        ("fault", "hlep", "help"),
    ],
)
def test_a_misspelt_verb_is_answered_with_the_nearest(name: str, typed: str, near: str) -> None:
    command = next(command for command in COMMANDS if command.name == name)
    with pytest.raises(Refused) as refusal:
        understand(command, typed)
    assert refusal.value.why.values["near"] == near
