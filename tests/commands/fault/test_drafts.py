"""`/fault confirm` and `/fault false-alarm`: what becomes of a draft."""

from __future__ import annotations

import pytest

from commands.kit.texts import LANGUAGES, Language
from storage.contract.kinds import Fault
from tests.commands.conftest import NOW, Room, at, refusals

DRAFT = Fault(
    id="f-7",
    title="home is down",
    system="portal",
    level=4,
    type="function",
    draft=True,
    outage=True,
    started_at=at("09:50"),
    noticed_at=at("09:52"),
    recorded_by="zhiban",
)


@pytest.fixture
def drafted(room: Room) -> Room:
    """A room that holds a draft of the bot's."""
    room.hold(DRAFT)
    return room


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", ["confirm f-7", "confirm 7", "确认 F-7", "确认中断 f-7"])
def test_a_confirmed_draft_counts_from_when_it_was_noticed(drafted: Room, typed: str, language: Language) -> None:
    assert "fault:f-7" not in drafted.outbox()
    answer = drafted.does("lin", f"/fault {typed}", language=language)
    fault = drafted.fact(Fault, "f-7")
    assert (answer.stored, fault.draft, fault.outage, fault.noticed_at) == (1, False, True, at("09:52"))
    assert [(line.at, line.person) for line in fault.log] == [(NOW, "lin")]
    assert "home is down" in drafted.posted("fault:f-7", language)
    assert len(drafted.thread("fault:f-7")) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", ["false-alarm f-7", "误报 7"])
def test_a_false_alarm_never_counts_and_is_kept(drafted: Room, typed: str, language: Language) -> None:
    drafted.does("lin", f"/fault {typed}", language=language)
    fault = drafted.fact(Fault, "f-7")
    assert (fault.draft, fault.closed_at, fault.handled_at) == (True, NOW, None)
    assert [line.person for line in fault.log] == ["lin"]
    assert "fault:f-7" not in drafted.outbox()
    assert drafted.does("lin", "/fault list").text == "No fault is open."
    assert "home is down" in drafted.does("lin", "/fault show f-7").words


def test_a_draft_is_judged_before_it_is_handled(drafted: Room) -> None:
    refused = drafted.refuses("lin", "/fault handle f-7 restarted the gateway")
    assert "/fault confirm f-7" in refused
    drafted.does("lin", "/fault confirm f-7")
    drafted.does("lin", "/fault handle f-7 restarted the gateway")
    assert drafted.fact(Fault, "f-7").handled_at == NOW


def test_a_draft_is_shown_with_what_decides_it(drafted: Room) -> None:
    words = drafted.does("lin", "/fault show f-7").words
    assert '["fault", "confirm", "f-7"]' in words
    assert '["fault", "false-alarm", "f-7"]' in words
    assert '["fault", "respond"' not in words


def test_it_can_be_taken_back(drafted: Room) -> None:
    drafted.does("lin", "/fault false-alarm f-7")
    drafted.does("lin", "/zhiban undo")
    assert drafted.fact(Fault, "f-7") == DRAFT
    drafted.does("lin", "/fault confirm f-7")
    assert not drafted.fact(Fault, "f-7").draft


@pytest.mark.parametrize("typed", ["confirm", "false-alarm"])
def test_what_is_decided_is_not_decided_twice(drafted: Room, typed: str) -> None:
    drafted.does("lin", "/fault confirm f-7")
    assert "counts already" in drafted.refuses("lin", f"/fault {typed} f-7")
    drafted.hold(DRAFT)
    drafted.does("lin", "/fault false-alarm f-7")
    assert "was closed" in drafted.refuses("lin", f"/fault {typed} f-7")


def test_what_cannot_be_decided(drafted: Room) -> None:
    refusals(drafted, "lin", [f"/fault {verb}{rest}" for verb in ("confirm", "false-alarm") for rest in ("", " f-99")])
    refusals(drafted, "lin", ["/fault confirm f-7 now", "/fault false-alarm f-7 why"])
    refusals(drafted, "chen", ["/fault confirm f-7", "/fault false-alarm f-7"])
