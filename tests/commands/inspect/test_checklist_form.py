"""The form of an inspection asks about each target, within Slack's limits, and says where it is wrong."""

from typing import Any

import pytest

from bot.local.limits import view_errors
from commands.inspect.forms import DONE
from commands.kit.answers import Answers, answers_in
from commands.kit.blocks import Reply
from commands.kit.forms import Opening, modal
from commands.kit.saying import Refused, Saying, Write
from commands.kit.texts import LANGUAGES, Language, translator
from storage.contract.kinds import CheckedItem, Inspection
from storage.contract.terms import Terms, load_terms
from storage.records.ledger import Author, UnitOfWork
from tests.commands.conftest import NOW, PEOPLE, TERMS, Room, at

PARTS = ["os", "database", "middleware", "web"]
SIBLINGS = [("inspect.done", "Inspection"), ("inspect.problem", "Problem")]


def said(room: Room, terms: Terms = TERMS, language: Language = "en") -> Saying:
    return Saying(
        speaker=PEOPLE[0],
        verb="done",
        words="",
        now=NOW,
        t=translator(language),
        terms=terms,
        calendar_in=lambda _: pytest.fail("no calendar is asked"),
        in_force=room.terms,
    )


def view(room: Room, subject: str = "", terms: Terms = TERMS, language: Language = "en") -> dict[str, Any]:
    with room.database.read() as connection:
        form = modal(DONE, "inspect.done", Opening(said(room, terms, language), connection, subject), SIBLINGS)
    assert view_errors(form) == []
    return form


def asked(form: dict[str, Any]) -> list[str]:
    return [block["block_id"].removeprefix("result.") for block in form["blocks"] if "result." in block["block_id"]]


def sent(room: Room, values: dict[str, str], terms: Terms = TERMS) -> tuple[Inspection, Reply]:
    """The inspection that comes of what was filled in."""
    step = DONE.take(said(room, terms), Answers(values))
    assert isinstance(step, Write)
    author = Author("lin", "/inspect done")
    reply = room.database.write(lambda c: step.work(UnitOfWork(c, author, NOW))).result(10)
    [inspection] = room.facts(Inspection)
    return inspection, reply


def as_shown(form: dict[str, Any]) -> dict[str, Any]:
    """What is sent of a form in which nothing was changed."""
    answers = answers_in({**form, "state": {"values": {}}})
    return {name: value for name, value in answers.shown.items() if value}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("subject", "targets"), [("", ["portal", "cloud"]), ("page", ["portal", "cloud"]), ("server", PARTS)]
)
def test_each_target_is_asked_about(room: Room, subject: str, targets: list[str], language: Language) -> None:
    form = view(room, subject, language=language)
    assert asked(form) == targets
    results = [block["element"] for block in form["blocks"] if "result." in block["block_id"]]
    for element in results:
        assert [option["value"] for option in element["options"]] == ["ok", "flagged", "skipped"]
        assert element["initial_option"]["value"] == "ok"
    labels = [block["label"]["text"] for block in form["blocks"] if "result." in block["block_id"]]
    assert ("操作系统" in labels) is (subject == "server" and language == "zh")


def test_what_was_written_stays_when_the_type_is_changed(room: Room) -> None:
    pages, servers = (
        {block["block_id"]: block["element"]["action_id"] for block in view(room, type_)["blocks"]}
        for type_ in ("page", "server")
    )
    same = [name for name in pages if servers.get(name) == pages[name]]
    assert same == ["switch", "type", "ok", "when", "note"]


@pytest.mark.parametrize(("count", "listed"), [(0, 0), (1, 1), (30, 30), (45, 45), (46, 45), (200, 45)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_systems_of_long_names_fit_the_form(room: Room, count: int, listed: int, language: Language) -> None:
    terms = load_terms({"systems": [f"{number}-{'很长的名称' * 50}"[:240] for number in range(count)]})
    form = view(room, terms=terms, language=language)
    assert len(asked(form)) == listed
    note = next(block for block in form["blocks"] if block["block_id"] == "note")
    assert (str(count - listed) in str(note.get("hint"))) is (count > listed)
    assert ("items" in [block["block_id"] for block in form["blocks"]]) is (count == 0)


def test_a_name_too_long_for_a_field_is_left_to_words(room: Room) -> None:
    form = view(room, terms=load_terms({"systems": ["x" * 240, "y" * 241]}))
    assert asked(form) == ["x" * 240]
    assert "1 more" in str(form["blocks"][-1]["hint"])


def test_saved_as_it_opens_all_is_in_order(room: Room) -> None:
    inspection, reply = sent(room, as_shown(view(room)))
    assert (inspection.type, inspection.ok, inspection.at) == ("page", True, NOW)
    assert inspection.items == (CheckedItem("portal", True, ""), CheckedItem("cloud", True, ""))
    assert "In order: portal, cloud" in str(reply.content())


def test_what_is_flagged_is_not_in_order_whatever_else_is_said(room: Room) -> None:
    values = {
        "type": "server",
        "ok": "yes",
        "when": "9:05",
        "note": "例行",
        "result.os": "flagged",
        "told.os": "补丁；重启",
    }
    inspection, reply = sent(room, {**values, "result.web": "skipped", "result.database": "ok", "told.database": "慢"})
    assert (inspection.type, inspection.ok, inspection.at, inspection.note) == ("server", False, at("09:05"), "例行")
    assert inspection.items == (CheckedItem("os", False, "补丁，重启"), CheckedItem("database", True, "慢"))
    assert "--from i-1 os" in str(reply.content())


def test_not_in_order_without_a_flag_is_believed(room: Room) -> None:
    inspection, _ = sent(room, {"type": "page", "ok": "no", "result.portal": "ok"})
    assert (inspection.ok, inspection.items) == (False, (CheckedItem("portal", True, ""),))


def test_a_system_named_while_the_form_was_open_is_kept(room: Room) -> None:
    inspection, _ = sent(room, {"type": "page", "result.gone": "flagged", "told.gone": "慢"})
    assert inspection.items == (CheckedItem("gone", False, "慢"),)


def test_without_systems_the_checklist_is_a_line(room: Room) -> None:
    inspection, _ = sent(room, {"type": "page", "items": "首页 ok; 后台 bad 慢"}, load_terms({}))
    assert inspection.items == (CheckedItem("首页", True, ""), CheckedItem("后台", False, "慢"))
    assert not inspection.ok


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"result.portal": "skipped", "told.portal": "慢"}, "result.portal"),
        ({"result.portal": "flagged", "told.portal": "慢" * 201}, "told.portal"),
        ({"items": "首页"}, "items"),
        ({"when": "25:00"}, "when"),
        ({"note": "慢" * 2001}, "note"),
    ],
)
def test_the_form_says_where_it_is_wrong(room: Room, values: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        sent(room, values)
    assert refusal.value.field == field
    assert room.facts(Inspection) == []
