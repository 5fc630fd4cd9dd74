"""`/inspect`: inspections and problems, logged, refused, listed and posted."""

import pytest

from commands.kit.texts import Language
from storage.contract.kinds import Inspection, Problem
from storage.records.outbox import OPS_CHANNEL
from tests.commands.conftest import NOW, Room, at, refusals

NOTE_2000 = "磁" * 2000


@pytest.mark.parametrize(
    ("typed", "type_", "moment", "note"),
    [
        ("done", "page", NOW, None),
        ("完成", "page", NOW, None),
        ("DONE", "page", NOW, None),
        ("done page", "page", NOW, None),
        ("done 页面", "page", NOW, None),
        ("done server", "server", NOW, None),
        ("done Server 昨晚8点 磁盘正常", "server", at("20:00", "2026-07-14"), "磁盘正常"),
        ("done 服务器　昨晚8点　磁盘正常", "server", at("20:00", "2026-07-14"), "磁盘正常"),
        ("done\tserver\t9:05", "server", at("09:05"), None),
        ("  done   9:05   ok  ", "page", at("09:05"), "ok"),
        ("done 10分钟前", "page", at("09:50"), None),
        ("done yesterday 18:00 all fine", "page", at("18:00", "2026-07-14"), "all fine"),
        ("done 一切正常", "page", NOW, "一切正常"),
        ("done 第一行\n第二行", "page", NOW, "第一行\n第二行"),
        (f"done {NOTE_2000}", "page", NOW, NOTE_2000),
        ("done <!channel> & <b>", "page", NOW, "<!channel> & <b>"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_inspection_is_logged_as_understood(
    room: Room, typed: str, type_: str, moment: object, note: str | None, language: Language
) -> None:
    answer = room.does("lin", f"/inspect {typed}", language=language)
    [inspection] = room.facts(Inspection)
    assert (inspection.type, inspection.at, inspection.note, inspection.by) == (type_, moment, note, "lin")
    assert answer.stored == 1
    assert inspection.id in answer.text
    assert f"{inspection.at.astimezone(NOW.tzinfo):%Y-%m-%d %H:%M}" in answer.text
    assert "<!" not in answer.words


def test_the_same_inspection_within_a_minute_is_one(room: Room) -> None:
    assert room.does("lin", "/inspect done", at("09:05:10")).stored == 1
    again = room.does("lin", "/inspect done", at("09:05:50"))
    assert (again.stored, "Nothing was changed" in again.text) == (0, True)
    assert room.does("wu", "/inspect done", at("09:05:50")).stored == 1
    assert room.does("lin", "/inspect done 备注", at("09:05:50")).stored == 1
    assert room.does("lin", "/inspect done server", at("09:05:50")).stored == 1
    assert room.does("lin", "/inspect done", at("09:06:11")).stored == 1


def test_the_same_problem_within_a_minute_is_one(room: Room) -> None:
    assert room.does("lin", "/inspect problem 慢", at("09:05:10")).stored == 1
    assert room.does("lin", "/inspect problem 慢", at("09:05:50")).stored == 0
    assert room.does("lin", "/inspect problem 慢 --out", at("09:05:50")).stored == 1
    assert room.does("lin", "/inspect problem 慢", at("09:06:11")).stored == 1


@pytest.mark.parametrize(
    ("typed", "scope", "moment", "note"),
    [
        ("problem 首页加载很慢 10分钟前", "in", at("09:50"), "首页加载很慢"),
        ("问题 首页加载很慢", "in", NOW, "首页加载很慢"),
        ("problem 楼层交换机告警 --out", "out", NOW, "楼层交换机告警"),
        ("problem --out 楼层交换机告警 9:05", "out", at("09:05"), "楼层交换机告警"),
        ("problem —out 楼层交换机告警", "out", NOW, "楼层交换机告警"),
        ("problem 楼层交换机 ——out 告警", "out", NOW, "楼层交换机 告警"),
        ("problem 楼层交换机告警 －－out", "out", NOW, "楼层交换机告警"),
        ("problem 主机掉线 —疑似断电", "in", NOW, "主机掉线 —疑似断电"),
        (f"problem {NOTE_2000}", "in", NOW, NOTE_2000),
    ],
)
def test_a_problem_is_logged_as_understood(room: Room, typed: str, scope: str, moment: object, note: str) -> None:
    answer = room.does("lin", f"/inspect {typed}")
    [problem] = room.facts(Problem)
    assert (problem.id, problem.scope, problem.found_at, problem.note) == ("pr-1", scope, moment, note)
    due = "Feedback is due by" in answer.text
    assert due is (scope == "in")


def test_feedback_is_due_fifteen_minutes_after_the_problem(room: Room) -> None:
    assert "2026-07-15 10:15" in room.does("lin", "/inspect problem 慢").text


@pytest.mark.parametrize("word", ["pr-1", "PR-1", "1", "#1", "`pr-1`", "ｐｒ－１"])
def test_feedback_names_the_problem_in_any_way(room: Room, word: str) -> None:
    room.does("lin", "/inspect problem 慢")
    answer = room.does("wu", f"/inspect feedback {word} 10:05", at("10:30"))
    assert room.fact(Problem, "pr-1").fed_back_at == at("10:05")
    assert "5 min" in answer.text
    assert "already" in room.refuses("wu", f"/inspect feedback {word}", at("10:31"))


@pytest.mark.parametrize("id_", ["INC-7", "inc-7"])
def test_an_imported_problem_is_named_in_any_case(room: Room, id_: str) -> None:
    room.hold(Problem(id="INC-7", found_at=at("09:00"), scope="in", by="lin"))
    room.does("lin", f"/inspect feedback {id_}")


def test_feedback_lies_not_before_the_problem(room: Room) -> None:
    room.does("lin", "/inspect problem 慢")
    assert "10:00" in room.refuses("lin", "/inspect feedback pr-1 9:59")
    room.does("lin", "/inspect feedback pr-1 10:00")


def test_what_cannot_be_meant_is_refused(room: Room) -> None:
    refusals(
        room,
        "lin",
        [
            f"/inspect done {NOTE_2000}长",
            f"/inspect done {'x' * 5000}",
            "/inspect done 明天 9:05",
            "/inspect done 25:00",
            "/inspect done bell\x07",
            "/inspect problem",
            "/inspect problem --out",
            "/inspect problem 9:05",
            "/inspect problem 慢 --up",
            "/inspect problem 慢 --out --out",
            "/inspect problem 慢 --out=yes",
            "/inspect problem 慢 -out",
            "/inspect problem 慢--out",
            f"/inspect problem {NOTE_2000}长",
            "/inspect feedback",
            "/inspect feedback pr-9",
            f"/inspect feedback {'9' * 5000}",
            "/inspect feedback pr-9 someday",
            "/inspect donee",
            "/inspect 巡检完毕",
            f"/inspect {'x' * 5000}",
            "/inspect <!channel>",
        ],
    )
    assert room.outbox() == {}


@pytest.mark.parametrize("verb", ["done", "problem 慢", "feedback 1", "todo", "history", ""])
@pytest.mark.parametrize("person", ["chen", "feng"])
def test_only_the_team_inspects(room: Room, person: str, verb: str) -> None:
    assert "engineers and the PM" in room.refuses(person, f"/inspect {verb}")
    assert "工程师和项目经理" in room.refuses(person, f"/inspect {verb}", language="zh")


def test_what_is_to_do_today_and_this_week(room: Room) -> None:
    assert room.does("lin", "/inspect").words.count("*open*") == 2
    room.does("lin", "/inspect done server", at("09:05", "2026-07-13"))
    room.does("lin", "/inspect done", NOW)
    room.does("lin", "/inspect problem 慢", NOW)
    room.does("lin", "/inspect problem 告警 --out", NOW)
    shown = room.does("lin", "/inspect todo", NOW).words
    assert "done 2026-07-15 10:00" in shown
    assert "done 2026-07-13 09:05" in shown
    assert "`pr-1`: feedback due 2026-07-15 10:15" in shown
    assert "`pr-2` outside our scope" in shown
    assert "漏检" not in room.does("lin", "/inspect 待办", NOW, "zh").words


def test_late_logging_is_told_at_once(room: Room) -> None:
    assert "does not make up" in room.does("lin", "/inspect done 昨天18:00").words
    assert "does not make up" not in room.does("lin", "/inspect done server 昨天18:00").words


def test_the_ops_channel_follows_what_happens(room: Room) -> None:
    room.does("lin", "/inspect done 第一行\n第二行 <b>")
    room.does("lin", "/inspect problem 慢")
    assert {row.recipient for row in room.outbox().values()} == {OPS_CHANNEL}
    assert ">第一行\n>第二行 &lt;b&gt;" in room.posted("inspection:i-1")
    room.does("wu", "/inspect feedback 1", at("10:09"))
    assert "fed back 10:09" in room.posted("problem:pr-1")
    assert "10:09 已反馈" in room.posted("problem:pr-1", "zh")
    room.does("wu", "/zhiban undo", at("10:09:20"))
    assert "fed back" not in room.posted("problem:pr-1")
    room.does("lin", "/zhiban undo", at("10:09:30"))
    assert "withdrawn" in room.posted("problem:pr-1")
    assert len(room.outbox()) == 2


def test_many_waiting_problems_are_counted_not_cut(room: Room) -> None:
    room.hold(*(Problem(id=f"x-{n}", found_at=at("09:00"), scope="in", by="lin") for n in range(3000)))
    shown = room.does("lin", "/inspect todo").words
    assert "and 2942 more" in shown
    assert "另有 2942 项未列出" in room.does("lin", "/inspect todo", language="zh").words
