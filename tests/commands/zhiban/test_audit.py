"""`/zhiban audit`: the history of one record, whose it may be read, and whether it is as it was written."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from commands.kit.texts import LANGUAGES, Language
from storage.contract.kinds import Fault, Inspection, Person, Punch, Ruling, Task
from storage.records.tables import Revision
from tests.commands.conftest import NOW, Room, at, refusals

_revisions = Revision.__table__  # type: ignore[attr-defined]


def a_fault_with_a_story(room: Room) -> None:
    room.does("lin", "/fault open 门户<慢> --level 3", at("10:00"))
    room.does("wu", "/fault respond 1 10:05", at("10:05"))
    room.does("wu", "/fault handle 1 重启 & 观察", at("10:10"))
    room.does("wu", "/zhiban undo", at("10:11"))
    room.does("zhao", "/zhiban void f-1 误报", at("10:20"))


def revisions(words: str) -> list[str]:
    return [line for line in words.splitlines() if line.startswith("*2026-")]


@pytest.mark.parametrize("person", ["lin", "wu", "zhao", "chen"])
@pytest.mark.parametrize("word", ["f-1", "F-1", "`f-1`", "fault:f-1", "ｆ－１"])
def test_every_revision_is_told_the_newest_last(room: Room, person: str, word: str) -> None:
    a_fault_with_a_story(room)
    words = room.does(person, f"/zhiban audit {word}", at("11:00")).words
    heads = [line.partition(" (#")[0] for line in revisions(words)]
    assert heads == [
        "*2026-07-15 10:00 (Wed)* · Lin · `/fault open` · recorded",
        "*2026-07-15 10:05 (Wed)* · Wu · `/fault respond` · changed",
        "*2026-07-15 10:10 (Wed)* · Wu · `/fault handle` · changed",
        "*2026-07-15 10:11 (Wed)* · Wu · `/zhiban undo` · undone",
        "*2026-07-15 10:20 (Wed)* · Zhao · `/zhiban void` · taken out",
    ]
    for line in (
        "• Title: 门户&lt;慢&gt;",
        "• Level: Level 3",
        "• Responded at: none → 2026-07-15 10:05 (Wed)",
        "• Who has it: none → Wu",
        "• Story: + 2026-07-15 10:10 (Wed) · Wu · 重启 &amp; 观察",
        "• Story: − 2026-07-15 10:10 (Wed) · Wu · 重启 &amp; 观察",
        ">误报",
        "It counts no more",
        "as it was written: 5",
    ):
        assert line in words
    assert "undo of revision" not in words
    assert "Draft" not in words


def test_it_is_told_in_chinese(room: Room) -> None:
    a_fault_with_a_story(room)
    words = room.does("zhao", "/zhiban 历史 f-1", at("11:00"), "zh").words
    for line in (
        "故障 f-1 的历史",
        "响应时间：无 → 2026-07-15 10:05 周三",
        "级别：3 级",
        "作废",
        "均与写入时一致：5 次",
    ):
        assert line in words


@pytest.mark.parametrize(
    ("person", "may"), [("lin", True), ("zhao", True), ("chen", True), ("wu", False), ("sun", False), ("feng", False)]
)
@pytest.mark.parametrize("id_", ["p-1", "l-1", "r-1"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_attendance_and_leave_are_for_the_person_and_those_who_decide(
    room: Room, person: str, id_: str, language: Language, *, may: bool
) -> None:
    room.does("lin", "/clock in 9:30")
    room.does("lin", "/clock leave sick tomorrow 牙疼")
    key = "attendance.late_early:lin:2026-07-15:in"
    room.hold(Ruling(id="r-1", entry=key, ruling="waive", by="chen", at=NOW, reason="交通管制"))
    if may:
        assert "lin" in room.does(person, f"/zhiban audit {id_}", language=language).words.casefold()
    else:
        assert "牙疼" not in room.refuses(person, f"/zhiban audit {id_}", language=language)


@pytest.mark.parametrize("typed", ["", "f-9", "nobody", "f-1 f-2", "clock:p-1", "x" * 3000])
def test_what_cannot_be_meant_is_refused(room: Room, typed: str) -> None:
    room.does("lin", "/fault open 慢")
    refusals(room, "zhao", [f"/zhiban audit {typed}"])


def test_an_id_of_several_kinds_asks_which(room: Room) -> None:
    room.hold(Inspection(id="x", type="page", at=NOW, by="lin", ok=True), Punch(id="x", person="lin", way="in", at=NOW))
    assert "inspection:x, punch:x" in room.refuses("zhao", "/zhiban audit x")
    assert "page inspection" in room.does("wu", "/zhiban audit inspection:x").words
    room.refuses("wu", "/zhiban audit punch:x")


def test_people_and_settings_have_a_history_too(room: Room) -> None:
    room.does("zhao", "/zhiban person edit lin role=pm important=yes", at("10:00"))
    words = room.does("lin", "/zhiban audit person:lin", at("10:01")).words
    assert "Role: engineer → PM" in words
    assert "Division head or above: no → yes" in words
    room.does("zhao", "/zhiban settings hours.on=8:00 reports.owed=weekly", at("10:02"))
    assert "Set to: 08:00" in room.does("lin", "/zhiban audit hours.on", at("10:03")).words
    assert "Set to: weekly report" in room.does("lin", "/zhiban audit setting:reports.owed", at("10:03")).words


def test_a_long_history_is_shortened_to_its_end(room: Room) -> None:
    room.does("lin", "/fault open 慢 9:00")
    for number in range(30):
        room.does("lin", f"/fault edit 1 title=慢{number}{'x' * 190}")
    words = room.does("lin", "/zhiban audit f-1").words
    assert len(revisions(words)) == 20
    assert "11 earlier changes are not shown" in words
    assert "as it was written: 31" in words
    assert "慢29" in words


@pytest.mark.parametrize("column", ["after", "reason", "recorded_by", "hash"])
def test_a_revision_that_was_tampered_with_is_named(room: Room, column: str) -> None:
    room.does("lin", "/inspect done 一切正常")
    [row] = room.history(Inspection, "i-1")
    forged = {"after": row.after.replace("一切正常", "有问题"), "reason": "x", "recorded_by": "wu", "hash": "0" * 64}
    change = update(_revisions).where(_revisions.c.sequence == row.sequence)
    room.database.write(lambda c: c.execute(change.values({column: forged[column]}))).result(10)
    for person in ("lin", "zhao"):
        words = room.does(person, "/zhiban audit i-1").words
        assert f"Not as written: revision {row.sequence}" in words
    values = {name: getattr(row, name) for name in forged}
    room.database.write(lambda c: c.execute(change.values(values))).result(10)


def test_what_the_bot_recorded_is_told_as_the_bots(room: Room) -> None:
    room.hold(Fault(id="f-7", title="慢", system="portal", level=4, type="other", noticed_at=NOW))
    assert "· zhiban · `test` · recorded" in room.does("chen", "/zhiban audit f-7").words
    assert room.fact(Person, "lin").name in room.does("feng", "/zhiban audit person:lin").words


@pytest.mark.parametrize(
    ("person", "line"),
    [
        ("lin", "/zhiban audit sv-1"),
        ("feng", "/zhiban audit f-9"),
        ("feng", "/zhiban audit t-1"),
        ("wu", "/zhiban audit n-1"),
    ],
)
def test_what_is_not_shown_elsewhere_is_not_shown_by_its_history(room: Room, person: str, line: str) -> None:
    room.hold(
        Fault(id="f-9", title="慢", system="portal", level=4, type="other", noticed_at=NOW),
        Task(id="t-1", person="lin", due_at=NOW, text="整理"),
    )
    room.does("feng", "/survey answer satisfied")
    room.does("chen", "/score note conduct.dress --person lin 未着工装")
    assert "others to see" in room.refuses(person, line)
    assert "others to see" not in room.does("zhao", line).words
    for own in (("feng", "/zhiban audit sv-1"), ("lin", "/zhiban audit n-1")):
        room.does(*own)
