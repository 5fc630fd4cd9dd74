"""`/roster generate`: a draft with its reasons, and putting it in force."""

import json
import re
from collections import Counter
from datetime import date

import pytest

from commands.kit.texts import LANGUAGES, Language
from storage.contract.kinds import Duty, Leave
from tests.commands.conftest import Answer, Room, at, refusals

WEEK = "2026-10-01 2026-10-07"


def force(answer: Answer) -> str:
    """What the draft's button says."""
    [button] = [one for block in answer.content["blocks"] if block["type"] == "actions" for one in block["elements"]]
    command, verb, words = json.loads(button["value"])
    return f"/{command} {verb} {words}"


def leave(who: str, first: date, last: date, state: str = "approved") -> Leave:
    return Leave(id="l-1", person=who, type="annual", from_=first, until=last, state=state)  # type: ignore[arg-type]


def test_a_draft_says_why_and_records_nothing(room: Room) -> None:
    room.hold(leave("wu", date(2026, 10, 1), date(2026, 10, 2)))
    draft = room.does("zhao", f"/roster generate {WEEK}")
    assert (draft.stored, room.facts(Duty), room.outbox()) == (0, [], {})
    assert draft.words.count("•") == 7
    assert "on leave: Wu" in draft.words
    assert "first holiday turn" in draft.words
    assert force(draft) == force(room.does("zhao", f"/roster generate {WEEK}"))


def test_a_draft_is_put_in_force_and_each_person_told_once(room: Room) -> None:
    done = room.does("zhao", force(room.does("zhao", f"/roster generate {WEEK}")))
    duties = room.facts(Duty)
    assert [duty.day for duty in duties] == [date(2026, 10, number) for number in range(1, 8)]
    assert sorted(Counter(duty.person for duty in duties).values()) == [1, 2, 2, 2]
    assert "7 turns given out" in done.words
    told = {row.recipient for key, row in room.outbox().items() if key.startswith("roster.in-force:")}
    assert told == {"lin", "wu", "sun"}
    assert len(room.outbox()) == 3
    mine = [duty.day.isoformat() for duty in duties if duty.person == "lin"]
    [lins] = [key for key, row in room.outbox().items() if row.recipient == "lin"]
    for language in LANGUAGES:
        assert re.findall(r"2026-10-\d\d", room.posted(lins, language)) == mine


def test_a_draft_that_would_come_out_otherwise_by_now_is_not_put_in_force(room: Room) -> None:
    button = force(room.does("zhao", f"/roster generate {WEEK}"))
    room.hold(leave("lin", date(2026, 10, 1), date(2026, 10, 7)))
    refusals(room, "zhao", [button])
    room.does("zhao", force(room.does("zhao", f"/roster generate {WEEK}")))
    assert "lin" not in {duty.person for duty in room.facts(Duty)}


def test_the_same_button_twice_has_one_effect(room: Room) -> None:
    button = force(room.does("zhao", f"/roster generate {WEEK}"))
    room.does("zhao", button)
    assert room.does("zhao", button).stored == 0
    assert "on the roster already" in room.does("zhao", f"/roster generate {WEEK}").words


def test_what_was_set_is_kept_and_what_lies_on_leave_is_given_to_another(room: Room) -> None:
    room.does("zhao", "/roster set 2026-10-02 lin")
    room.does("zhao", "/roster set 2026-10-03 sun day")
    room.does("zhao", "/roster set 2026-10-03 sun night")
    room.hold(leave("sun", date(2026, 10, 3), date(2026, 10, 3)))
    room.does("zhao", force(room.does("zhao", f"/roster generate {WEEK}")))
    by_day = {duty.day.day: duty for duty in room.facts(Duty)}
    assert len(room.facts(Duty)) == 7
    assert by_day[2].person == "lin"
    assert by_day[3].person != "sun"
    assert by_day[3].part == "all"


def test_drawn_up_anew_nothing_is_kept(room: Room) -> None:
    for number in range(1, 8):
        room.does("zhao", f"/roster set 2026-10-0{number} lin")
    assert "set before" in room.does("zhao", f"/roster generate {WEEK}").words
    draft = room.does("zhao", f"/roster generate {WEEK} --anew")
    assert "(instead of Lin)" in draft.words
    room.does("zhao", force(draft))
    assert len({duty.person for duty in room.facts(Duty)}) == 4
    assert len(room.facts(Duty)) == 7
    assert {row.recipient for key, row in room.outbox().items() if "in-force" in key} == {"lin", "wu", "sun"}


def test_undo_takes_the_whole_roster_back(room: Room) -> None:
    room.does("zhao", force(room.does("zhao", f"/roster generate {WEEK}")))
    before = set(room.outbox())
    room.does("zhao", "/zhiban undo", at("10:05"))
    assert room.facts(Duty) == []
    told = [row for key, row in room.outbox().items() if key not in before]
    assert {row.recipient for row in told} == {"lin", "wu", "sun"}
    assert all("You are not on duty on 2026-10-0" in row.content["en"]["text"] for row in told)


def test_past_days_are_left_as_they_are(room: Room) -> None:
    draft = room.does("zhao", "/roster generate 2026-07-10 2026-07-17")
    assert "2026-07-15" in draft.words
    assert "2026-07-14" not in draft.words


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_that_nobody_can_cover_are_named(room: Room, language: Language) -> None:
    for who in ("lin", "wu", "sun", "zhao"):
        first = date(2026, 10, 1)
        room.hold(Leave(id=f"l-{who}", person=who, type="sick", from_=first, until=first))
    draft = room.does("zhao", "/roster generate 2026-10-01 2026-10-02", language=language)
    done = room.does("zhao", force(draft), language=language)
    assert len(room.facts(Duty)) == 1
    assert "2026-10-01" in done.words.rpartition("\n")[2]


@pytest.mark.parametrize("typed", ["", "sometime", "2026-07-01 2026-07-03", "2026-10-01 2027-10-02", "2026-10-01 x"])
def test_what_cannot_be_meant_is_refused(room: Room, typed: str) -> None:
    refusals(room, "zhao", [f"/roster generate {typed}"])


def test_the_pm_alone_draws_up(room: Room) -> None:
    assert "the PM" in room.refuses("lin", f"/roster generate {WEEK}")
