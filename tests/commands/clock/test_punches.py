"""`/clock in`, `out` and `fix`."""

import pytest

from commands.kit.arguments import LONGEST_TEXT
from commands.kit.saying import Refused
from tests.commands.clock.conftest import Desk, at, shown


@pytest.mark.parametrize("way", ["in", "out"])
@pytest.mark.parametrize(
    ("when", "moment", "state"),
    [
        ("", "09:10:30", "approved"),
        ("9:10", "09:10:00", "approved"),
        ("9:00:30", "09:00:30", "approved"),
        ("9:00:29", "09:00:29", "claimed"),
        ("9:01", "09:01:00", "approved"),
        ("9:00", "09:00:00", "claimed"),
        ("10分钟前", "09:00:30", "approved"),
        ("11分钟前", "08:59:30", "claimed"),
    ],
)
def test_a_punch_is_claimed_only_for_more_than_ten_minutes_ago(
    desk: Desk, way: str, when: str, moment: str, state: str
) -> None:
    desk.say("lin", f"{way} {when}", at("09:10:30.4"))
    [punch] = desk.punches()
    assert (punch.id, punch.person, punch.way, punch.at, punch.state) == ("p-1", "lin", way, at(moment), state)


@pytest.mark.parametrize(("word", "way"), [("上班", "in"), ("签到", "in"), ("下班", "out"), ("签退", "out")])
def test_chinese_words(desk: Desk, word: str, way: str) -> None:
    desk.say("lin", word, at("09:00"))
    assert [punch.way for punch in desk.punches()] == [way]


@pytest.mark.parametrize(
    "words",
    [
        "in sometime",
        "in 9:00 and more",
        "in 25:00",
        "in 18:00",
        "out tomorrow 9:00",
        "in yesterday",
        "fix",
        "fix someday in 9:00 forgot",
        "fix 2026-07-14 9:00 forgot",
        "fix 2026-07-14 in",
        "fix 2026-07-14 in 9:00",
        "fix 2026-07-14 in forgot",
        "fix 2026-07-14 in 25:00 forgot",
        "fix 2026-07-14 out 24:00 late",
        "fix 2026-07-16 in 9:00 forgot",
        "fix 2026-07-15 out 18:00 later today",
        f"fix 2026-07-14 in 9:00 {'x' * (LONGEST_TEXT + 1)}",
    ],
)
def test_what_is_refused_stores_nothing(desk: Desk, words: str) -> None:
    before = desk.revisions()
    with pytest.raises(Refused):
        desk.say("lin", words, at("09:05"))
    assert desk.revisions() == before
    assert not desk.posts()


def test_a_second_in_names_the_first_and_points_to_fix(desk: Desk) -> None:
    desk.say("lin", "in", at("08:55"))
    reply = desk.say("lin", "in 9:01", at("09:05"))
    assert "2026-07-15 08:55" in shown(reply)
    assert "/clock fix 2026-07-15 in" in shown(reply)
    assert len(desk.punches()) == 1


def test_in_again_after_going_out(desk: Desk) -> None:
    for words, clock in (("in", "09:00"), ("out", "12:00"), ("in", "13:00"), ("out", "18:00")):
        desk.say("lin", words, at(clock))
    assert [punch.way for punch in desk.punches()] == ["in", "out", "in", "out"]


def test_each_day_and_each_person_has_an_in(desk: Desk) -> None:
    desk.say("lin", "in", at("09:00", "2026-07-14"))
    desk.say("lin", "in", at("09:00"))
    desk.say("wu", "in", at("09:00"))
    assert len(desk.punches()) == 3


def test_another_days_punches_do_not_matter(desk: Desk) -> None:
    desk.say("lin", "in", at("09:00"))
    desk.say("lin", "in yesterday 9:30", at("09:05"))
    desk.say("lin", "fix yesterday in 8:50 forgot", at("09:06"))
    assert [(punch.state, punch.replaces) for punch in desk.punches()[1:]] == [("claimed", None), ("claimed", None)]


@pytest.mark.parametrize(
    ("clock", "stored"), [("18:00:59", False), ("18:01", True), ("20:00", True), ("17:59:59", False)]
)
def test_a_later_out_is_recorded_too(desk: Desk, clock: str, stored: bool) -> None:
    desk.say("lin", "in", at("09:00"))
    desk.say("lin", "out", at("18:00:20"))
    desk.say("lin", f"out {clock}", at("20:00"))
    assert len(desk.punches()) == 2 + stored


@pytest.mark.parametrize(("before", "hinted"), [("", True), ("in", False), ("in 9:00", False)])
def test_an_out_without_an_in_hints_at_fix(desk: Desk, before: str, hinted: bool) -> None:
    if before:
        desk.say("lin", before, at("17:00"))
    reply = desk.say("lin", "out", at("18:00"))
    assert ("/clock fix 2026-07-15 in" in shown(reply)) is hinted
    assert desk.punches()[-1].way == "out"


def test_the_same_claim_is_not_made_twice(desk: Desk) -> None:
    desk.say("lin", "in 8:55", at("09:30"))
    reply = desk.say("lin", "in 8:55:40", at("09:31"))
    desk.say("lin", "fix today in 8:55 forgot", at("09:32"))
    assert [punch.state for punch in desk.punches()] == ["claimed"]
    assert "Waiting for approval already" in reply.text


def test_a_refused_punch_may_be_claimed_again(desk: Desk) -> None:
    desk.say("lin", "in 8:55", at("09:30"))
    desk.say("zhao", "refuse p-1", at("09:31"))
    desk.say("lin", "in 8:55", at("09:32"))
    assert [punch.state for punch in desk.punches()] == ["refused", "claimed"]


@pytest.mark.parametrize(
    ("words", "way", "replaces", "moment"),
    [
        ("fix 2026-07-14 in 8:50 forgot the badge", "in", "p-1", "08:50"),
        ("fix 7月14日 下班 18:30 忘打卡", "out", "p-4", "18:30"),
        ("fix 昨天 上班 上午8点50 forgot", "in", "p-1", "08:50"),
        ("fix yesterday out 6:30pm forgot", "out", "p-4", "18:30"),
    ],
)
def test_a_fix_replaces_the_first_in_or_the_last_out(
    desk: Desk, words: str, way: str, replaces: str, moment: str
) -> None:
    for say, clock in (("in", "09:20"), ("out", "12:00"), ("in", "13:00"), ("out", "17:30")):
        desk.say("lin", say, at(clock, "2026-07-14"))
    desk.say("lin", words, at("09:00"))
    new = desk.punches()[-1]
    assert (new.way, new.replaces, new.at, new.state) == (way, replaces, at(moment, "2026-07-14"), "claimed")
    assert new.reason


def test_a_fix_of_a_day_without_punches_replaces_none(desk: Desk) -> None:
    reply = desk.say("lin", "fix 2026-07-14 in 9:00 <b> forgot", at("09:00"))
    assert desk.punches()[0].replaces is None
    assert desk.punches()[0].reason == "<b> forgot"
    assert "&lt;b&gt; forgot" in shown(reply)


def test_a_fix_of_a_fix_replaces_the_one_that_counts(desk: Desk) -> None:
    desk.say("lin", "in", at("09:20"))
    desk.say("lin", "fix today in 8:50 forgot", at("09:30"))
    desk.say("zhao", "approve p-2", at("09:31"))
    desk.say("lin", "fix today in 8:58 rather", at("09:40"))
    assert [punch.replaces for punch in desk.punches()] == [None, "p-1", "p-2"]


def test_a_replaced_punch_no_longer_holds_its_minute(desk: Desk) -> None:
    desk.say("lin", "in", at("09:20"))
    desk.say("lin", "fix today in 8:50 forgot", at("09:30"))
    desk.say("zhao", "approve p-2", at("09:31"))
    desk.say("lin", "fix today in 9:20 it was right after all", at("09:40"))
    assert [punch.id for punch in desk.punches() if punch.state == "claimed"] == ["p-3"]
