"""Every sentence is there in Chinese too, with the same figures in it, and reads like Chinese."""

import re
from string import Formatter

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from commands.kit.texts import CATALOG_FILE, Text, text, translator
from storage.contract.text import Text as Bilingual
from tests.messages import messages_said

SAID = messages_said()
with CATALOG_FILE.open("rb") as _file:
    MESSAGES: dict[str, Message] = {str(message.id): message for message in read_po(_file) if message.id}
CHINESE = {id_: str(message.string) for id_, message in MESSAGES.items()}
HAN = "[㐀-鿿]"


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def prose(template: str) -> str:
    """The text with an x for code and placeholders, without Slack's marks."""
    return re.sub(r"[*_~]", "", re.sub(r"`[^`]*`|\{\w+\}", "x", template))


def test_the_messages_were_found() -> None:
    assert len(SAID) > 300


def test_every_sentence_has_a_translation_and_no_translation_is_spare() -> None:
    assert {message: place for message, place in SAID.items() if not CHINESE.get(message)} == {}
    assert sorted(CHINESE.keys() - SAID.keys()) == []


def test_no_translation_is_fuzzy() -> None:
    assert [id_ for id_, message in MESSAGES.items() if message.fuzzy] == []


def test_no_sentence_stands_twice() -> None:
    ids = re.findall(r'^msgid (".*")$', CATALOG_FILE.read_text("utf-8"), re.MULTILINE)
    assert sorted(id_ for id_ in set(ids) if ids.count(id_) > 1) == []


@pytest.mark.parametrize(
    ("fault", "pattern"),
    [
        ("an English sentence is left", r"[A-Za-z]+(?: [A-Za-z]+){2,}"),
        ("Western punctuation among Chinese", rf"{HAN}\s*[,.:;?!()]\s*{HAN}"),
        ("Western punctuation after Chinese", rf"{HAN}[,.;?!]"),
        ("a blank after Chinese punctuation", r"[，。：；？！、（）] "),
        ("a blank before Chinese punctuation", r" [，。：；？！、（）]"),
        ("a straight quotation mark", r"[\"']"),
        ("two blanks", r"  "),
        ("a blank at an end", r"^ | $"),
    ],
)
def test_no_translation_has(fault: str, pattern: str) -> None:
    assert [chinese for chinese in CHINESE.values() if re.search(pattern, prose(chinese))] == [], fault


def test_a_translation_has_the_same_placeholders() -> None:
    assert [id_ for id_, chinese in CHINESE.items() if placeholders(chinese) != placeholders(id_)] == []


def test_a_translation_ends_like_its_sentence() -> None:
    sentences = [id_ for id_ in CHINESE if not id_.endswith("`")]
    assert [id_ for id_ in sentences if id_.endswith((".", "?")) != CHINESE[id_].endswith(("。", "？"))] == []


def test_code_stays_code() -> None:
    commands = {id_: re.findall(r"/[a-z]+ [a-z]+|/[a-z]+", " ".join(re.findall("`[^`]*`", id_))) for id_ in CHINESE}
    assert {id_: told for id_, told in commands.items() if any(one not in CHINESE[id_] for one in told)} == {}


def test_a_sentence_is_said_in_both_languages() -> None:
    en, zh = translator("en"), translator("zh")
    deferred = text("This is for {who}.", who=text("the PM"))
    assert (en(deferred), zh(deferred)) == ("This is for the PM.", "此操作仅限项目经理。")
    assert (en("nobody translated {this}", this=1), zh("nobody translated {this}", this=1)) == (
        "nobody translated 1",
        "nobody translated 1",
    )
    assert zh(Text("the PM")) == "项目经理"


def test_what_people_typed_is_never_taken_for_a_template() -> None:
    assert translator("en")("Level {level}", level="{0}{level}") == "Level {0}{level}"


def test_texts_kept_in_both_languages() -> None:
    both = Bilingual("中", "en")
    assert (translator("zh").of(both), translator("en").of(both)) == ("中", "en")
    assert (translator("zh").run_on("一。", "二。"), translator("en").run_on("1.", "2.")) == ("一。二。", "1. 2.")
    assert [translator(one).listed(["a", "b"]) for one in ("zh", "en")] == ["a、b", "a, b"]
    assert translator("en").listed([]) == ""
