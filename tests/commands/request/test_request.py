"""`/request`: noted, answered, given on, missed; the post in the ops channel and the message to whom it was given."""

import pytest

from storage.contract.kinds import Request
from tests.commands.conftest import NOW, Room, at, refusals

OPEN = Request(id="q-1", channel="call", arrived_at=at("09:30"), text="无法登录", recorded_by="lin")


@pytest.mark.parametrize(
    ("typed", "channel", "arrived", "what"),
    [
        ("/request open 专家评审系统无法登录", "call", NOW, "专家评审系统无法登录"),
        ("/request 登记 无法登录 5分钟前", "call", at("09:55"), "无法登录"),
        ("/request open printer jams --channel visit 9:05", "visit", at("09:05"), "printer jams"),
        ("/request open 页面报错 --渠道 chat", "chat", NOW, "页面报错"),
        ("/request open 页面报错 --channel 电话", "call", NOW, "页面报错"),
    ],
)
def test_a_request_is_noted(room: Room, typed: str, channel: str, arrived: object, what: str) -> None:
    assert room.does("lin", typed).stored == 1
    [request] = room.facts(Request)
    assert (request.id, request.channel, request.arrived_at, request.text) == ("q-1", channel, arrived, what)
    assert (request.recorded_by, request.missed) == ("lin", False)


def test_the_receipt_and_the_post_say_until_when(room: Room) -> None:
    answer = room.does("lin", "/request open 无法登录 9:40")
    assert "answer or dispatch it by 2026-07-15 10:10 (Wed)" in answer.words
    post = room.posted("request:q-1")
    assert "无法登录" in post
    assert "2026-07-15 10:10" in post
    assert "Answered" in post
    assert "10:10 周三" in room.posted("request:q-1", "zh")


@pytest.mark.parametrize(
    "typed",
    [
        "/request open",
        "/request open --channel visit",
        "/request open x --channel fax",
        "/request open x 明天9:00",
        f"/request open {'长' * 2001}",
        "/request answer",
        "/request answer q-9",
        "/request answer q-1 9:29",
        "/request answer q-1 10:02",
        "/request answer q-1 someday",
        "/request dispatch q-1",
        "/request dispatch q-1 nobody",
        "/request dispatch q-1 chen",
        "/request dispatch q-1 sun 9:00",
        "/request missed q-7",
        "/request missed 明天9:00 来电",
        "/request edit q-1",
        "/request edit q-1 colour=red",
        "/request edit q-1 channel=fax",
        "/request edit q-1 arrived_at=",
        "/request edit q-1 answered_at=9:00",
        "/request edit q-1 person=nobody",
    ],
)
def test_what_cannot_be_meant_is_refused(room: Room, typed: str) -> None:
    room.hold(OPEN)
    refusals(room, "lin", [typed])


def test_an_answer_settles_it_once(room: Room) -> None:
    room.does("lin", "/request open 无法登录 9:30")
    assert "2026-07-15 09:45" in room.does("lin", "/request answer 1 9:45").words
    assert room.fact(Request, "q-1").answered_at == at("09:45")
    refusals(room, "lin", ["/request answer q-1", "/request dispatch q-1 sun"])
    assert "Give to" not in room.posted("request:q-1")
    assert room.outbox()["request:q-1"].open is False


def test_who_gets_it_is_told_and_sees_it_settled(room: Room) -> None:
    room.does("lin", "/request open 无法登录 9:30")
    room.does("lin", "/request dispatch q-1 <@U0SUN|sun> 9:40")
    request = room.fact(Request, "q-1")
    assert (request.dispatched_at, request.person) == (at("09:40"), "sun")
    assert room.outbox()["request:q-1:sun"].recipient == "sun"
    assert "answer it by 2026-07-16 09:30" in room.posted("request:q-1:sun")
    room.does("lin", "/request dispatch q-1 wu 9:50")
    request = room.fact(Request, "q-1")
    assert (request.dispatched_at, request.person) == (at("09:40"), "wu")
    assert room.outbox()["request:q-1:sun"].open is False
    room.does("wu", "/request answer q-1 9:55")
    assert "Answered at" in room.posted("request:q-1:wu")
    assert room.outbox()["request:q-1:wu"].open is False


def test_a_missed_call_is_noted_by_itself_or_on_one_that_is_held(room: Room) -> None:
    room.does("lin", "/request missed 9:10 来电未接")
    room.does("lin", "/request missed")
    missed = room.facts(Request)
    assert [(one.channel, one.missed, one.arrived_at, one.text) for one in missed] == [
        ("call", True, at("09:10"), "来电未接"),
        ("call", True, NOW, None),
    ]
    room.does("lin", "/request open 无法登录")
    room.does("lin", "/request missed q-3")
    assert room.fact(Request, "q-3").missed
    refusals(room, "lin", ["/request missed q-3"])


def test_the_list_holds_what_waits_the_oldest_first(room: Room) -> None:
    assert "No request waits" in room.does("lin", "/request").text
    room.hold(
        OPEN,
        Request(id="q-2", channel="chat", arrived_at=at("09:00"), text="早的"),
        Request(id="q-3", channel="chat", arrived_at=at("09:00"), answered_at=at("09:10"), text="已答复"),
        Request(id="q-4", channel="call", arrived_at=at("09:00"), missed=True),
    )
    words = room.does("chen", "/request list").words
    assert words.index("q-2") < words.index("q-1")
    assert "q-3" not in words
    assert "q-4" not in words


def test_an_edit_puts_it_right_in_either_language(room: Room) -> None:
    room.hold(OPEN)
    room.does("lin", "/request edit 1 arrived_at=9:20 text=登录 失败")
    request = room.fact(Request, "q-1")
    assert (request.arrived_at, request.text) == (at("09:20"), "登录 失败")
    answer = room.does("lin", "/request edit q-1 text=登录 失败")
    assert answer.stored == 0
    assert "Nothing was changed" in answer.text


def test_a_withdrawn_request_says_so(room: Room) -> None:
    room.does("lin", "/request open 无法登录")
    room.does("lin", "/zhiban undo")
    assert "(withdrawn)" in room.posted("request:q-1")


def test_one_word_after_missed_means_a_request_where_there_is_one(room: Room) -> None:
    room.hold(OPEN, Request(id="call-7", channel="call", arrived_at=at("09:00")))
    room.does("lin", "/request missed call-7")
    room.does("lin", "/request missed 1")
    assert all(room.fact(Request, id_).missed for id_ in ("q-1", "call-7"))
    room.does("lin", "/request missed 无人接听")
    assert room.fact(Request, "q-2").text == "无人接听"


def test_what_was_answered_was_not_missed(room: Room) -> None:
    room.does("lin", "/request open 无法登录 9:30")
    room.does("lin", "/request answer q-1 9:40")
    refusals(room, "lin", ["/request missed q-1"])
