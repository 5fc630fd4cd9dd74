"""`/zhiban undo` and `void`: what can be taken back, by whom, how long, and what stays of it."""

import pytest

from storage.contract.fact import Fact
from storage.contract.kinds import DowntimeExempt, Fault, Inspection, Leave, Person, Problem, Punch, Ruling
from storage.records.ledger import stated
from tests.commands.conftest import NOW, Room, at, refusals


@pytest.mark.parametrize(("clock", "allowed"), [("10:10:00", True), ("10:10:01", False)])
def test_undo_works_for_ten_minutes(room: Room, clock: str, allowed: bool) -> None:
    room.does("lin", "/inspect done")
    if allowed:
        assert "no longer counts" in room.does("lin", "/zhiban undo", at(clock)).text
    else:
        assert "10 minutes" in room.refuses("lin", "/zhiban undo", at(clock))
    assert len(room.facts(Inspection)) == (0 if allowed else 1)


@pytest.mark.parametrize(
    ("person", "said", "kind"),
    [
        ("lin", "/inspect done", Inspection),
        ("lin", "/inspect problem 慢", Problem),
        ("lin", "/clock in", Punch),
        ("lin", "/clock leave sick tomorrow", Leave),
        ("feng", "/fault open 慢", Fault),
        ("lin", "/fault maintenance portal 明天22:00 后天02:00 升级", DowntimeExempt),
    ],
)
def test_what_was_new_goes_and_its_history_stays(room: Room, person: str, said: str, kind: type[Fact]) -> None:
    room.does(person, said)
    [fact] = room.facts(kind)
    assert f"`{fact.id}`" in room.does(person, "/zhiban 撤销", language="zh").text
    assert room.facts(kind) == []
    first, last = room.history(kind, fact.id)
    assert (stated(first.after), stated(last.before), last.after) == (fact, fact, None)
    assert (last.recorded_by, last.source, last.reason) == (
        person,
        "/zhiban undo",
        f"undo of revision {first.sequence}",
    )


def test_undo_goes_back_one_thing_at_a_time(room: Room) -> None:
    room.does("lin", "/fault open 慢 9:00")
    room.does("lin", "/fault respond 1 9:10")
    room.does("lin", "/fault edit 1 responded_at=9:20")
    for responded in (at("09:10"), None):
        assert "as it was before" in room.does("lin", "/zhiban undo").text
        assert room.fact(Fault, "f-1").responded_at == responded
    room.does("lin", "/zhiban undo")
    assert room.facts(Fault) == []
    assert "said nothing" in room.refuses("lin", "/zhiban undo")


def test_what_was_said_after_an_undo_is_undone_next(room: Room) -> None:
    room.does("lin", "/inspect done", at("10:00"))
    room.does("lin", "/zhiban undo", at("10:01"))
    room.does("lin", "/inspect done", at("10:02"))
    room.does("lin", "/zhiban undo", at("10:03"))
    room.refuses("lin", "/zhiban undo", at("10:04"))
    assert room.facts(Inspection) == []


def test_each_undoes_only_what_they_said_themselves(room: Room) -> None:
    room.does("lin", "/inspect done")
    for person in ("wu", "zhao", "chen"):
        room.refuses(person, "/zhiban undo")
    room.does("wu", "/inspect done server")
    room.does("lin", "/zhiban undo")
    assert [inspection.by for inspection in room.facts(Inspection)] == ["wu"]


def test_what_another_changed_since_is_not_undone(room: Room) -> None:
    room.does("lin", "/fault open 慢")
    room.does("wu", "/fault respond 1")
    assert "changed again since" in room.refuses("lin", "/zhiban undo")
    room.does("wu", "/zhiban undo")
    room.does("lin", "/zhiban undo")
    assert room.facts(Fault) == []


def test_an_approval_is_undone(room: Room) -> None:
    room.does("lin", "/clock leave sick tomorrow")
    room.does("zhao", "/clock approve l-1")
    room.does("zhao", "/zhiban undo")
    assert room.fact(Leave, "l-1").state == "claimed"


def test_undo_takes_no_words_and_no_reason_can_pass_for_one(room: Room) -> None:
    room.does("zhao", "/inspect done")
    refusals(room, "zhao", ["/zhiban undo i-1", "/zhiban 撤销 上一条"])
    [row] = room.history(Inspection, "i-1")
    room.does("zhao", "/inspect done server")
    room.does("zhao", f"/zhiban void i-2 undo of revision {row.sequence}")
    room.does("zhao", "/zhiban undo")
    room.does("zhao", "/zhiban undo")
    room.does("zhao", "/zhiban undo")
    assert room.facts(Inspection) == []


def test_a_change_of_the_list_of_people_is_undone(room: Room) -> None:
    room.does("zhao", "/zhiban person add qian Qian engineer")
    room.does("zhao", "/zhiban person edit qian onsite=yes")
    room.does("zhao", "/zhiban undo")
    assert not room.fact(Person, "qian").onsite
    room.does("zhao", "/zhiban undo")
    assert "qian" not in [person.id for person in room.facts(Person)]


@pytest.mark.parametrize(
    "done", ["/inspect done", "/fault handle 1 好了"], ids=["named by a fact", "named within a story only"]
)
def test_somebody_who_has_done_something_is_not_undone(room: Room, done: str) -> None:
    room.does("lin", "/fault open 慢")
    room.does("lin", "/fault assign 1 lin")
    room.does("zhao", "/zhiban person add qian Qian engineer --slack U0QIAN")
    room.does("U0QIAN", done)
    assert "/zhiban person leave qian" in room.refuses("zhao", "/zhiban undo")


def test_an_undo_leaves_a_pm(room: Room) -> None:
    room.does("zhao", "/zhiban person edit lin role=pm")
    room.does("lin", "/zhiban person leave zhao 2026-07-20")
    assert "only PM" in room.refuses("zhao", "/zhiban undo")


class TestVoid:
    @pytest.mark.parametrize("word", ["i-1", "I-1", "`i-1`", "inspection:i-1", "Inspection:I-1", "ｉ－１"])
    @pytest.mark.parametrize("person", ["zhao", "chen"])
    def test_any_record_is_voided_with_a_reason(self, room: Room, person: str, word: str) -> None:
        room.does("lin", "/inspect done")
        answer = room.does(person, f"/zhiban void {word} 重复 <登记>")
        assert "重复 &lt;登记&gt;" in answer.words
        assert room.facts(Inspection) == []
        last = room.history(Inspection, "i-1")[-1]
        assert (last.recorded_by, last.source, last.reason) == (person, "/zhiban void", "重复 <登记>")

    def test_the_writer_is_told_privately(self, room: Room) -> None:
        room.does("lin", "/inspect done")
        room.does("zhao", "/zhiban void i-1 重复登记")
        [key] = [key for key in room.outbox() if key.startswith("void:")]
        assert room.outbox()[key].recipient == "lin"
        assert "Zhao voided what you recorded: inspection `i-1`" in room.posted(key)
        assert ">重复登记" in room.posted(key, "zh")
        room.does("zhao", "/zhiban undo")
        assert "counts again" in room.posted(key)
        assert [inspection.id for inspection in room.facts(Inspection)] == ["i-1"]
        assert "withdrawn" not in room.posted("inspection:i-1")

    def test_nobody_is_told_of_their_own_or_the_bots(self, room: Room) -> None:
        room.does("zhao", "/inspect done")
        room.hold(Inspection(id="x", type="page", at=NOW, by="lin", ok=True))
        room.does("zhao", "/zhiban void i-1 误登")
        room.does("zhao", "/zhiban void x 误登")
        assert [key for key in room.outbox() if key.startswith("void:")] == []

    def test_an_id_of_several_kinds_asks_which(self, room: Room) -> None:
        room.hold(
            Inspection(id="x", type="page", at=NOW, by="lin", ok=True),
            Punch(id="x", person="lin", way="in", at=NOW),
        )
        why = room.refuses("zhao", "/zhiban void x 误登")
        assert "punch:x, inspection:x" in why
        room.does("zhao", "/zhiban void punch:x 误登")
        room.does("zhao", "/zhiban void X 误登")

    @pytest.mark.parametrize(
        "typed",
        ["", "i-1", "i-9 误登", "person:lin 误登", "lin 离职", "clock:i-1 误登", f"i-1 {'x' * 2001}", "x" * 5000],
    )
    def test_what_cannot_be_meant_is_refused(self, room: Room, typed: str) -> None:
        room.does("lin", "/inspect done")
        refusals(room, "zhao", [f"/zhiban void {typed}"])

    @pytest.mark.parametrize("person", ["lin", "feng"])
    def test_others_do_not_void(self, room: Room, person: str) -> None:
        room.does("lin", "/inspect done")
        assert "the PM and managers" in room.refuses(person, "/zhiban void i-1 误登")

    def test_a_record_of_any_kind_is_named_in_words(self, room: Room) -> None:
        room.hold(
            Ruling(id="r", entry="inspect.missed:page:2026-07-13", ruling="waive", by="chen", at=NOW, reason="停机")
        )
        assert "裁定 `r`" in room.does("chen", "/zhiban 作废 r 录入有误", language="zh").text
