"""`/roster swap` and `take`, changes that are told, leave that comes to lie on a turn."""

import json
from datetime import date
from typing import Any

import pytest

from storage.contract.kinds import Duty, Leave, Person
from tests.commands.conftest import Room, at, refusals

DAY = date(2026, 10, 1)


def duty(who: str, **more: Any) -> Duty:
    return Duty(**{"id": "du-1", "day": DAY, "person": who, **more})


def posts(room: Room, prefix: str) -> dict[str, Any]:
    return {key: row for key, row in room.outbox().items() if key.startswith(prefix)}


def pressed(row: Any) -> list[str]:
    """What the buttons of a post say."""
    actions = [one for block in row.content["en"]["blocks"] if block["type"] == "actions" for one in block["elements"]]
    return ["/{} {} {}".format(*json.loads(one["value"])) for one in actions]


def test_an_offer_is_posted_and_whoever_takes_it_has_the_turn(room: Room) -> None:
    room.hold(duty("lin"))
    room.does("lin", "/roster swap 2026-10-01")
    [(key, offer)] = posts(room, "roster.swap:").items()
    assert (offer.recipient, offer.open) == ("#ops", True)
    assert "<@U0LIN> offers the duty of 2026-10-01" in offer.content["en"]["text"]
    assert room.fact(Duty, "du-1").person == "lin"

    [take] = pressed(offer)
    room.does("wu", take)
    assert room.fact(Duty, "du-1").person == "wu"
    assert not posts(room, key)[key].open
    [told] = posts(room, "roster.changed:").values()
    assert told.recipient == "lin"
    assert "You are not on duty on 2026-10-01 (Thu) any more: Wu is" in told.content["en"]["text"]
    assert posts(room, "roster.taken:") == {}

    assert "over" in room.refuses("sun", take)
    assert "already" in room.refuses("wu", take)


def test_an_offer_can_be_taken_by_typing_too(room: Room) -> None:
    room.hold(duty("lin"))
    room.does("lin", "/roster swap 10月1日")
    room.does("wu", "/roster take 10月1日")
    assert room.fact(Duty, "du-1").person == "wu"
    assert posts(room, "roster.taken:") == {}


def test_an_offer_stands_once_and_again_after_it_was_taken(room: Room) -> None:
    room.hold(duty("lin"))
    room.does("lin", "/roster swap 2026-10-01")
    assert "already" in room.does("lin", "/roster swap 2026-10-01").text
    assert len(posts(room, "roster.swap:")) == 1
    room.does("wu", "/roster take 2026-10-01")
    room.does("wu", "/roster swap 2026-10-01", at("10:01"))
    assert len(posts(room, "roster.swap:")) == 2


def test_the_pm_offers_anybodys_turn_and_others_only_their_own(room: Room) -> None:
    room.hold(duty("lin"))
    assert "Lin is" in room.refuses("wu", "/roster swap 2026-10-01")
    room.does("zhao", "/roster swap 2026-10-01")
    [offer] = posts(room, "roster.swap:").values()
    assert "<@U0LIN>" in offer.content["en"]["text"]
    refusals(room, "lin", ["/roster swap", "/roster swap 2026-10-02", "/roster swap 2026-07-14", "/roster swap soon"])


def test_an_emergency_take_is_told_to_the_channel_the_pm_and_the_former(room: Room) -> None:
    room.hold(duty("lin"))
    room.does("wu", "/roster take 2026-10-01")
    assert room.fact(Duty, "du-1").person == "wu"
    taken = posts(room, "roster.taken:").values()
    assert {row.recipient for row in taken} == {"#ops", "zhao"}
    assert all("<@U0WU> takes the duty of 2026-10-01 (Thu) from Lin" in row.content["en"]["text"] for row in taken)
    assert [row.recipient for row in posts(room, "roster.changed:").values()] == ["lin"]


def test_a_gap_and_two_parts_are_taken_whole(room: Room) -> None:
    room.does("wu", "/roster take 2026-10-02")
    assert [(one.day, one.person, one.part) for one in room.facts(Duty)] == [(date(2026, 10, 2), "wu", "all")]
    room.hold(duty("lin", part="day"), duty("sun", id="du-7", part="night"))
    room.does("wu", "/roster take 2026-10-01")
    assert [(one.person, one.part) for one in room.facts(Duty) if one.day == DAY] == [("wu", "all")]
    assert {row.recipient for row in posts(room, "roster.changed:").values()} == {"lin", "sun"}


def test_who_cannot_be_there_takes_nothing(room: Room) -> None:
    away = Leave(id="l-1", person="wu", type="annual", from_=DAY, until=DAY)
    listed = Person(id="sun", name="Sun", side="team", role="engineer", onsite=False, slack="U0SUN", duty=False)
    room.hold(duty("lin"), away, listed)
    assert "on leave" in room.refuses("wu", "/roster take 2026-10-01")
    assert "duty list" in room.refuses("sun", "/roster take 2026-10-01")
    refusals(
        room, "lin", ["/roster take 2026-10-01", "/roster take 2026-07-14", "/roster take 2026-10-01 --offer du-9"]
    )


def test_setting_somebody_ends_the_offer_and_tells_both(room: Room) -> None:
    room.does("zhao", "/roster set 2026-10-01 lin")
    room.does("lin", "/roster swap 2026-10-01")
    room.does("zhao", "/roster set 2026-10-01 wu")
    assert not any(row.open for row in posts(room, "roster.swap:").values())
    assert {row.recipient for row in posts(room, "roster.changed:").values()} == {"lin"}
    room.does("zhao", "/roster set 2026-10-01 lin")
    told = [(row.recipient, row.content["en"]["text"]) for row in posts(room, "roster.changed:").values()]
    assert told[-2:] == [
        ("wu", "You are not on duty on 2026-10-01 (Thu) any more: Lin is, says Zhao."),
        ("lin", "You are on duty on 2026-10-01 (Thu) now, says Zhao."),
    ]


def test_a_turn_taken_off_the_roster_is_told(room: Room) -> None:
    room.does("zhao", "/roster set 2026-10-01 lin")
    room.does("lin", "/roster swap 2026-10-01")
    room.does("zhao", "/zhiban void du-1 misread")
    assert not any(row.open for row in posts(room, "roster.swap:").values())
    [told] = posts(room, "roster.changed:").values()
    assert "off the roster" in told.content["en"]["text"]


def test_setting_somebody_on_leave_says_so(room: Room) -> None:
    room.hold(Leave(id="l-1", person="wu", type="annual", from_=DAY, until=DAY))
    assert "Wu is on leave that day" in room.does("zhao", "/roster set 2026-10-01 wu").words


@pytest.mark.parametrize("verdict", ["approve l-1", "refuse l-1 fine"])
def test_leave_on_a_duty_day_is_told_at_once_and_followed(room: Room, verdict: str) -> None:
    room.hold(duty("lin"), duty("lin", id="du-2", day=date(2026, 10, 5)))
    room.does("lin", "/clock leave annual 2026-09-30 2026-10-02")
    told = posts(room, "roster.leave:")
    assert [row.recipient for row in told.values()] == ["lin", "zhao"]
    lins, zhaos = told.values()
    assert "have asked for leave" in lins.content["en"]["text"]
    assert pressed(lins) == ["/roster swap 2026-10-01"]
    assert pressed(zhaos) == ["/roster swap 2026-10-01", "/roster set 2026-10-01"]

    room.does("zhao", f"/clock {verdict}")
    after = posts(room, "roster.leave:")
    assert not any(after[key].open for key in told)
    still = [row for row in after.values() if row.open]
    assert [row.recipient for row in still] == (["lin", "zhao"] if verdict.startswith("approve") else [])
    room.does("lin", "/roster swap 2026-10-01", at("10:02"))
    room.does("wu", "/roster take 2026-10-01", at("10:03"))
    assert not any(row.open for row in posts(room, "roster.").values())


def test_leave_of_others_days_and_past_days_is_not_told(room: Room) -> None:
    room.hold(duty("wu"), duty("lin", id="du-2", day=date(2026, 7, 14)))
    room.does("lin", "/clock leave sick 2026-07-14 2026-07-16")
    room.does("lin", "/clock leave annual 2026-10-01")
    assert posts(room, "roster.leave:") == {}


def test_everything_is_answered_in_chinese_too(room: Room) -> None:
    def say(who: str, line: str, now: str) -> str:
        return room.does(who, line, at(now), "zh").words

    room.hold(duty("lin"))
    assert "10-01 周四" in say("lin", "/roster 换班 10月1日", "10:00")
    assert "10-01 周四" in say("lin", "/roster swap 10月1日", "10:01")
    assert "Lin" in say("wu", "/roster 接班 10月1日", "10:02")
    assert "10-02 周五" in say("wu", "/roster 顶班 10月2日", "10:03")
    assert "10-03 周六" in say("zhao", "/roster 排班 10月1日到7日", "10:04")
    assert "10-03 周六" in say("zhao", "/roster 排班 10月1日到7日 --重排", "10:05")
    assert ".ics" in say("sun", "/roster 日历 全组", "10:06")
