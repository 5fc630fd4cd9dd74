"""`/task`: assigned with a moment, settled by whoever has it, told to whoever assigned it."""

from datetime import datetime

import pytest

from storage.contract.kinds import Task
from tests.commands.conftest import NOW, Room, at, refusals

HELD = Task(id="t-1", person="lin", due_at=at("18:00"), text="整理记录", recorded_by="zhao", recorded_at=at("08:00"))


@pytest.mark.parametrize(
    ("typed", "person", "due"),
    [
        ("/task add lin 明天18:00 整理上月记录", "lin", at("18:00", "2026-07-16")),
        ("/task add <@U0SUN|sun> 2026-07-20 17:00 整理上月记录", "sun", at("17:00", "2026-07-20")),
        ("/task 布置 Wu tomorrow 09:30 整理上月记录", "wu", at("09:30", "2026-07-16")),
    ],
)
def test_a_task_is_assigned_and_its_owner_told(room: Room, typed: str, person: str, due: datetime) -> None:
    room.does("zhao", typed)
    task = room.fact(Task, "t-1")
    assert (task.person, task.due_at, task.text, task.recorded_by) == (person, due, "整理上月记录", "zhao")
    post = room.outbox()[f"task:t-1:{person}"]
    assert (post.recipient, post.open) == (person, True)
    assert "整理上月记录" in room.posted(f"task:t-1:{person}")
    assert "Done" in room.posted(f"task:t-1:{person}")


@pytest.mark.parametrize(
    "typed",
    [
        "/task add",
        "/task add lin",
        "/task add lin 整理",
        "/task add lin 明天18:00",
        "/task add nobody 明天18:00 整理",
        "/task add lin 9:00 整理",
        "/task add lin 昨天18:00 整理",
        f"/task add lin 明天18:00 {'长' * 2001}",
        "/task edit t-1 due_at=",
        "/task edit t-1 due_at=soon",
        "/task edit t-1 person=",
    ],
)
def test_what_cannot_be_meant_is_refused(room: Room, typed: str) -> None:
    room.hold(HELD)
    refusals(room, "zhao", [typed])


def test_whoever_assigned_it_learns_of_report_and_completion(room: Room) -> None:
    room.hold(HELD)
    room.does("lin", "/task report t-1 等待厂商发货，周五完成")
    room.does("lin", "/task done 1 9:50")
    task = room.fact(Task, "t-1")
    assert (task.reported_at, task.done_at) == (NOW, at("09:50"))
    told = [row for key, row in room.outbox().items() if key.startswith("task.changed:t-1:")]
    assert [row.recipient for row in told] == ["zhao", "zhao"]
    assert "等待厂商发货，周五完成" in str(told[0].content["zh"]["blocks"])
    assert room.history(Task, "t-1")[-2].reason == "等待厂商发货，周五完成"
    assert room.outbox()["task:t-1:lin"].open is False


@pytest.mark.parametrize(("person", "settles"), [("lin", True), ("zhao", True), ("wu", False), ("sun", False)])
def test_only_its_owner_and_the_pm_settle_it(room: Room, person: str, settles: bool) -> None:
    room.hold(HELD)
    lines = ["/task report t-1 快好了", "/task done t-1"]
    if settles:
        for line in lines:
            room.does(person, line)
    else:
        refusals(room, person, lines)


def test_it_is_settled_once(room: Room) -> None:
    room.hold(HELD)
    room.does("lin", "/task report t-1 快好了")
    room.does("lin", "/task done t-1")
    refusals(room, "lin", ["/task report t-1 又", "/task done t-1", "/task done t-9", "/task report t-1"])


def test_everybody_lists_their_own_and_the_pm_all(room: Room) -> None:
    room.hold(HELD, Task(id="t-2", person="wu", due_at=at("17:00"), text="换证书"))
    assert "t-2" not in room.does("lin", "/task list").words
    words = room.does("zhao", "/task").words
    assert words.index("t-2") < words.index("t-1")
    assert "No task is open" in room.does("sun", "/task list").text


def test_a_moved_due_moment_is_told_to_its_owner(room: Room) -> None:
    room.does("zhao", "/task add lin 明天18:00 整理")
    room.does("zhao", "/task edit t-1 due_at=后天18:00 person=wu")
    assert "2026-07-17 18:00" in room.posted("task:t-1:wu")
    assert room.outbox()["task:t-1:lin"].open is False
