"""`/clock leave`."""

from datetime import date

import pytest

from commands.kit.arguments import LONGEST_TEXT
from commands.kit.saying import Refused
from tests.commands.clock.conftest import Desk, at, shown

NOW = at("09:00")


def july(day: int) -> date:
    return date(2026, 7, day)


@pytest.mark.parametrize(
    ("words", "type_", "first", "last", "half", "reason"),
    [
        ("sick today", "sick", 15, 15, None, None),
        ("病假 明天", "sick", 16, 16, None, None),
        ("病假明天上午去医院", "sick", 16, 16, "am", "去医院"),
        ("事假 明天 下午 开家长会", "personal", 16, 16, "pm", "开家长会"),
        ("personal tomorrow pm school", "personal", 16, 16, "pm", "school"),
        ("personal tomorrow PM", "personal", 16, 16, "pm", None),
        ("年假 7月20日到7月24日", "annual", 20, 24, None, None),
        ("年假 7月20日到24日 回老家", "annual", 20, 24, None, "回老家"),
        ("年假 7月20日 至 7月24日 回老家", "annual", 20, 24, None, "回老家"),
        ("annual 2026-07-20 2026-07-24 trip", "annual", 20, 24, None, "trip"),
        ("annual 2026-07-20 to 2026-07-24 trip home", "annual", 20, 24, None, "trip home"),
        ("annual 2026-07-20 - 2026-07-24", "annual", 20, 24, None, None),
        ("annual 7-20~7-24", "annual", 20, 24, None, None),
        ("annual July 20 July 24 trip", "annual", 20, 24, None, "trip"),
        ("annual July 20 to July 24 trip", "annual", 20, 24, None, "trip"),
        ("公出 昨天", "official", 14, 14, None, None),
        ("公务 今天 去部里", "official", 15, 15, None, "去部里"),
        ("其他 今天", "other", 15, 15, None, None),
        ("sick tomorrow to see a doctor", "sick", 16, 16, None, "to see a doctor"),
        ("病假 明天 到医院看病", "sick", 16, 16, None, "到医院看病"),
        ("sick tomorrow amply tired", "sick", 16, 16, None, "amply tired"),
        ("sick tomorrow pm (dentist)", "sick", 16, 16, "pm", "(dentist)"),
    ],
)
def test_what_is_understood(
    desk: Desk, words: str, type_: str, first: int, last: int, half: str | None, reason: str | None
) -> None:
    reply = desk.say("lin", f"leave {words}", NOW)
    [leave] = desk.leave()
    assert (leave.id, leave.person, leave.state) == ("l-1", "lin", "claimed")
    assert (leave.type, leave.from_, leave.until) == (type_, july(first), july(last))
    assert (leave.half, leave.reason) == (half, reason)
    assert f"2026-07-{first:02}" in shown(reply)
    assert "once Zhao approves" in shown(reply)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "holiday tomorrow",
        "sick",
        "sick of it all",
        "sick 2026-07-24 2026-07-20",
        "sick 2026-07-24 to 2026-07-20 trip",
        "病假 7月24日到7月20日",
        "sick 2026-02-30",
        "sick 7-20 to 7-99",
        "sick 7-20 ~ 99",
        "sick 7-20 to 7-21 am",
        "病假 明天到后天下午",
        f"sick tomorrow {'x' * (LONGEST_TEXT + 1)}",
        "sick tomorrow bell\x07",
    ],
)
def test_what_is_refused_stores_nothing(desk: Desk, words: str) -> None:
    before = desk.revisions()
    with pytest.raises(Refused):
        desk.say("lin", f"leave {words}", NOW)
    assert desk.revisions() == before
    assert not desk.posts()


def test_a_year_of_leave_is_taken(desk: Desk) -> None:
    desk.say("lin", "leave other 2026-08-01 2027-07-31", NOW)
    assert (desk.leave()[0].from_, desk.leave()[0].until) == (date(2026, 8, 1), date(2027, 7, 31))


@pytest.mark.parametrize(
    ("first", "second", "overlaps"),
    [
        ("sick 7-20", "sick 7-20", True),
        ("sick 7-20", "personal 7-20", True),
        ("sick 7-20 7-22", "sick 7-22 7-24", True),
        ("sick 7-20 7-22", "sick 7-23 7-24", False),
        ("sick 7-20 7-22", "sick 7-18 7-19", False),
        ("sick 7-20 am", "sick 7-20 am", True),
        ("sick 7-20 am", "sick 7-20 pm", False),
        ("sick 7-20 am", "sick 7-20", True),
        ("sick 7-20", "sick 7-20 pm", True),
        ("sick 7-20 7-22", "sick 7-21 pm", True),
    ],
)
@pytest.mark.parametrize(("verdict", "stands"), [("", True), ("approve l-1", True), ("refuse l-1", False)])
def test_leave_is_not_asked_for_twice(
    desk: Desk, first: str, second: str, overlaps: bool, verdict: str, stands: bool
) -> None:
    desk.say("lin", f"leave {first}", NOW)
    if verdict:
        desk.say("zhao", verdict, NOW)
    before = desk.revisions()
    if overlaps and stands:
        with pytest.raises(Refused) as refusal:
            desk.say("lin", f"leave {second}", NOW)
        assert refusal.value.why.values["id"] == "l-1"
        assert desk.revisions() == before
    else:
        desk.say("lin", f"leave {second}", NOW)
        assert len(desk.leave()) == 2


def test_two_people_may_be_on_leave(desk: Desk) -> None:
    desk.say("lin", "leave sick 7-20", NOW)
    desk.say("wu", "leave sick 7-20", NOW)
    assert len(desk.leave()) == 2
