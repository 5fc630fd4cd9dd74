"""`/score note` and `/score rank`: what people judge."""

from datetime import date
from decimal import Decimal

import pytest

from storage.contract.kinds import Fault, Guard, Note, Rank
from tests.commands.conftest import NOW, Room, at, refusals

FAULT = Fault(id="f-1", title="慢", system="portal", level=4, type="other", noticed_at=at("09:00"))
GUARD = Guard(id="g-1", name="保障", from_=date(2026, 7, 1), until=date(2026, 7, 2))


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("docs.typos --count 7 月报错别字", {"row": "docs.typos", "count": 7, "text": "月报错别字"}),
        ("conduct.dress --person @Lin 未着工装 9:10", {"person": "lin", "at": at("09:10"), "text": "未着工装"}),
        ("fault.advice --about f-1 建议被采纳", {"about": "f-1", "points": None}),
        ("fault.advice --关于 1 建议被采纳", {"about": "f-1"}),
        ("emergency.serious_failure --points -25 误删库", {"points": Decimal(-25)}),
        ("satisfaction.attitude --points −0.5 态度", {"points": Decimal("-0.5")}),
        ("guard.accident --about g-1 误操作", {"row": "guard.accident", "about": "g-1"}),
    ],
)
def test_a_note_is_written_down(room: Room, typed: str, values: dict[str, object]) -> None:
    room.hold(FAULT, GUARD)
    room.does("chen", f"/score note {typed}".replace("@Lin", "<@U0LIN|lin>"))
    note = room.fact(Note, "n-1")
    assert {name: getattr(note, name) for name in values} == values
    assert note.by == "chen"


@pytest.mark.parametrize(
    "typed",
    [
        "note",
        "note docs.typos",
        "note inspect.missed 忘了",
        "note docs.typos --count 0 错字",
        "note docs.typos --count many 错字",
        "note docs.typos --points -1 错字",
        "note emergency.serious_failure 误删库",
        "note emergency.serious_failure --points -19 误删库",
        "note emergency.serious_failure --points -31 误删库",
        "note emergency.major_failure --points -39.5 误删库",
        "note satisfaction.attitude --points 0.25 态度",
        "note guard.accident 误操作",
        "note guard.accident --about f-1 误操作",
        "note fault.advice --about f-9 建议",
        "note conduct.dress --person nobody 未着工装",
        "note conduct.dress 未着工装 明天9:00",
        "rank",
        "rank system.fault_rank 3 20 2",
        "rank system.fault_rank 3 20 2 4.5 2026-Q3 more",
        "rank system.fault_rank 21 20 2 4.5",
        "rank system.fault_rank 0 20 2 4.5",
        "rank system.fault_rank 3 20 two 4.5",
        "rank docs.typos 3 20 2 4.5",
        "rank system.fault_rank 3 20 2 4.5 2026-13",
    ],
)
def test_what_cannot_be_meant_is_refused(room: Room, typed: str) -> None:
    room.hold(FAULT, GUARD)
    refusals(room, "chen", [f"/score {typed}"])


@pytest.mark.parametrize(
    ("person", "typed", "told"),
    [
        ("chen", "docs.typos 错字", "counts as confirmed"),
        ("zhao", "docs.typos 错字", "until a manager of the client waives it"),
        ("zhao", "satisfaction.attitude --points 1 表扬", "once a manager of the client confirms it"),
        ("zhao", "fault.advice 建议", "once a manager of the client confirms it"),
    ],
)
def test_the_receipt_says_how_it_counts(room: Room, person: str, typed: str, told: str) -> None:
    assert told in room.does(person, f"/score note {typed}").words


def test_whom_a_note_concerns_is_told_directly_and_the_channel_is_not(room: Room) -> None:
    room.does("chen", "/score note conduct.dress --person lin 未着工装")
    assert {key for key in room.outbox() if key.startswith("note")} == {"note:n-1:zhao", "note:n-1:lin"}
    room.does("chen", "/zhiban undo")
    assert "(withdrawn)" in room.posted("note:n-1:lin")


@pytest.mark.parametrize(
    ("typed", "row", "for_"),
    [
        ("system.fault_rank 3 20 2 4.5", "system.fault_rank", "2026-Q3"),
        ("fault_rank 3 20 2 4.5 上月", "system.fault_rank", "2026-06"),
        ("cloud.efficiency_rank 20 20 60.25% 80 contract", "cloud.efficiency_rank", "contract"),
    ],
)
def test_a_ranking_is_written_down(room: Room, typed: str, row: str, for_: str) -> None:
    room.does("chen", f"/score rank {typed}")
    rank = room.fact(Rank, "rk-1")
    assert (rank.row, rank.for_, rank.of, rank.recorded_at) == (row, for_, 20, NOW)
    assert "rank:rk-1:zhao" in room.outbox()


@pytest.mark.parametrize("typed", ["G-1", "1", "g-1"])
def test_a_note_is_about_the_very_guard_period(room: Room, typed: str) -> None:
    room.hold(GUARD)
    room.does("chen", f"/score note guard.accident --about {typed} 误操作")
    assert room.fact(Note, "n-1").about == "g-1"


def test_a_bare_number_that_several_things_bear_is_asked_about(room: Room) -> None:
    room.hold(FAULT, GUARD)
    assert "f-1, g-1" in room.refuses("chen", "/score note docs.inaccurate --about 1 数据不符")
