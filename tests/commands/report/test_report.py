"""`/report`: what is owed, what comes in, what is agreed."""

from datetime import date

import pytest

from storage.contract.kinds import Document, Fault
from tests.commands.conftest import NOW, Room, at, refusals

HASH = "0f" * 32
FAULT = Fault(
    id="f-3",
    title="慢",
    system="portal",
    level=4,
    type="other",
    noticed_at=at("09:00", "2026-07-13"),
    handled_at=at("10:00", "2026-07-13"),
    closed_at=at("10:00", "2026-07-13"),
)


@pytest.mark.parametrize(
    ("typed", "type_", "for_"),
    [
        ("monthly 2026-06", "monthly", "2026-06"),
        ("月报 上月", "monthly", "2026-06"),
        ("monthly 6月", "monthly", "2026-06"),
        ("weekly 2026-W28", "weekly", "2026-W28"),
        ("周报 上周", "weekly", "2026-W28"),
        ("quarterly 2026-q2", "quarterly", "2026-Q2"),
        ("半年报 2026-H1", "half_year", "2026-H1"),
        ("half-year 2026-H1", "half_year", "2026-H1"),
        ("年终总结 2026", "year_end", "2026"),
        ("fault 3", "fault", "f-3"),
        ("故障报告 F-3", "fault", "f-3"),
        ("invoice first", "invoice", "first"),
        ("发票 尾款", "invoice", "second"),
        ("inspection 2026-07-14", "inspection", "2026-07-14"),
        ("other 会议纪要", "other", "会议纪要"),
    ],
)
def test_a_document_comes_in(room: Room, typed: str, type_: str, for_: str) -> None:
    room.hold(FAULT)
    room.does("lin", f"/report submit {typed}")
    document = room.fact(Document, "d-1")
    assert (document.type, document.for_, document.submitted_at, document.due) == (type_, for_, NOW, None)
    assert for_ in room.posted("document:d-1")


@pytest.mark.parametrize(
    "typed",
    [
        "submit",
        "submit monthly",
        "submit monthly 2026-Q3",
        "submit monthly 2026-13",
        "submit weekly 2026-07",
        "submit weekly contract",
        "submit year_end 2026-07",
        "submit fault f-9",
        "submit invoice third",
        "submit essay 2026-07",
        "submit monthly 2026-06 --sha256 abc",
        "submit monthly 2026-06 明天9:00",
        f"submit other {'长' * 201}",
        "agree",
        "agree 方案",
        "agree 2026-08-15",
        "agree 方案 someday",
        "edit d-1 due=2026-08-01",
        "edit d-1 sha256=xyz",
        "edit d-1 type=essay",
        "edit d-1 submitted_at=明天9:00",
    ],
)
def test_what_cannot_be_meant_is_refused(room: Room, typed: str) -> None:
    room.hold(Document(id="d-1", type="monthly", for_="2026-06", submitted_at=at("09:00")))
    refusals(room, "lin", [f"/report {typed}"])


def test_an_agreed_document_comes_in_by_its_title_or_id(room: Room) -> None:
    room.does("zhao", "/report agree 机房 搬迁方案 2026-08-15")
    room.does("zhao", "/report 约定 Handbook 8月20日")
    assert room.fact(Document, "d-1").due == date(2026, 8, 15)
    assert "Hand in" in room.posted("document:d-1")
    room.does("lin", f"/report submit other 机房 搬迁方案 9:30 --sha256 {HASH.upper()}")
    room.does("lin", "/report submit other d-2")
    first, second = room.fact(Document, "d-1"), room.fact(Document, "d-2")
    assert (first.submitted_at, first.sha256) == (at("09:30"), HASH)
    assert second.submitted_at == NOW
    assert len(room.facts(Document)) == 2
    assert "Hand in" not in room.posted("document:d-1")


def test_a_second_version_is_kept_and_the_first_counts(room: Room) -> None:
    room.does("lin", "/report submit monthly 2026-06 9:00")
    answer = room.does("lin", "/report submit monthly 2026-06")
    assert "the first one counts" in answer.words
    assert [one.submitted_at for one in room.facts(Document)] == [at("09:00"), NOW]


def test_what_is_owed_is_listed_until_it_comes_in(room: Room) -> None:
    room.hold(FAULT)
    words = room.does("chen", "/report due").words
    assert "monthly report 2026-06*: was due 2026-07-03 (Fri), *overdue*" in words
    assert "fault report f-3*: due 2026-07-16 (Thu)" in words
    assert "weekly report 2026-W29*: due 2026-07-20 (Mon)" in words
    assert words.index("2026-06") < words.index("f-3") < words.index("2026-W29")
    for line in ("monthly 2026-06", "fault f-3"):
        room.does("lin", f"/report submit {line}")
    words = room.does("lin", "/report").words
    assert "2026-06*" not in words
    assert "f-3" not in words


def test_the_list_holds_what_came_in_last_first(room: Room) -> None:
    assert "No document has come in yet" in room.does("lin", "/report list").text
    room.does("lin", "/report submit weekly 2026-W27 9:00")
    room.does("lin", "/report submit weekly 2026-W28")
    words = room.does("chen", "/report list").words
    assert words.index("2026-W28") < words.index("2026-W27")


def test_an_agreed_document_handed_in_twice_is_known_as_the_same(room: Room) -> None:
    room.does("zhao", "/report agree 机房搬迁方案 2026-08-15")
    room.does("lin", "/report submit other d-1 9:00")
    for name in ("d-1", "机房搬迁方案"):
        assert "the first one counts" in room.does("lin", f"/report submit other {name}").words
    assert {document.for_ for document in room.facts(Document)} == {"机房搬迁方案"}
