"""`/zhiban me`, `today` and `team`."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from storage.contract.kinds import Document, Fault, Leave, Person, Punch
from tests.commands.conftest import NOW, PEOPLE, Room, at, refusals


def test_me_tells_who_i_am_and_what_is_mine(room: Room) -> None:
    room.does("lin", "/clock in 9:55")
    room.does("lin", "/clock out 8:30", at("10:00"))
    room.does("lin", "/clock leave sick 2026-07-20")
    room.does("lin", "/clock leave personal 2026-07-21")
    room.does("zhao", "/clock refuse l-2")
    room.does("lin", "/fault open 慢 <b>")
    room.does("wu", "/fault assign 1 lin")
    shown = room.does("lin", "/zhiban me").words
    for told in ("You are Lin", "engineer · team", "on site", "Clocked in 09:55", "慢 &lt;b&gt;"):
        assert told in shown
    assert "2026-07-20 (Mon) (waits for approval)" in shown
    assert "2026-07-21" not in shown
    assert "慢" not in room.does("wu", "/zhiban 我", language="zh").words


def test_punches_replaced_or_refused_are_not_mine_any_more(room: Room) -> None:
    room.hold(
        Punch(id="a", person="lin", way="in", at=at("09:30")),
        Punch(id="b", person="lin", way="in", at=at("08:50"), replaces="a"),
        Punch(id="c", person="lin", way="out", at=at("09:40"), state="refused"),
    )
    shown = room.does("lin", "/zhiban me").words
    assert ["08:50" in shown, "09:30" in shown, "09:40" in shown] == [True, False, False]


def test_a_long_name_is_shown_short(room: Room) -> None:
    room.hold(replace(PEOPLE[0], name="<" * 500))
    room.does("lin", "/zhiban me")
    room.does("lin", "/zhiban team")
    room.does("lin", "/fault open 慢")
    room.does("lin", "/fault respond 1")


@pytest.mark.parametrize(
    ("now", "kind"),
    [
        (NOW, "working day"),
        (at("10:00", "2026-07-18"), "day off"),
        (at("10:00", "2026-10-01"), "day off · National Day"),
        (at("10:00", "2026-09-20"), "working day"),
    ],
)
def test_today_tells_what_day_it_is(room: Room, now: object, kind: str) -> None:
    assert kind in room.does("feng", "/zhiban", now).words  # type: ignore[arg-type]


def test_today_tells_what_is_to_do(room: Room) -> None:
    room.does("lin", "/fault open 慢 9:00")
    room.does("lin", "/clock leave sick tomorrow")
    shown = room.does("zhao", "/zhiban today").words
    assert "Fault `f-1` 慢 — respond by 2026-07-15 09:30" in shown
    assert shown.count("*open*") == 2
    assert "Claims waiting for you: 1" in shown
    room.does("lin", "/fault respond 1")
    room.does("lin", "/inspect done")
    shown = room.does("lin", "/zhiban 今天").words
    assert "handle by 2026-07-15 17:00" in shown
    assert "done 2026-07-15 10:00" in shown
    assert "Claims" not in shown


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        (at("23:59", "2026-06-25"), False),
        (at("00:00", "2026-06-26"), True),
        (at("23:59", "2026-07-03"), True),
        (at("00:00", "2026-07-04"), False),
    ],
)
def test_the_pm_sees_what_falls_due_within_a_week(room: Room, now: datetime, *, shown: bool) -> None:
    line = "monthly report 2026-06: due 2026-07-03 (Fri)"
    assert (line in room.does("zhao", "/zhiban", now).words) is shown
    assert line not in room.does("lin", "/zhiban", now).words


def test_what_was_submitted_is_not_due(room: Room) -> None:
    now = at("10:00", "2026-07-01")
    room.hold(
        Document(id="d-1", type="monthly", for_="2026-06", submitted_at=at("09:00", "2026-07-01")),
        Document(id="d-2", type="other", for_="整改报告", due=date(2026, 7, 3)),
        Fault(id="f-9", title="慢", system="portal", level=2, type="other", noticed_at=at("09:00", "2026-06-30")),
    )
    room.does("zhao", "/fault respond f-9 2026-06-30 9:10", now)
    room.does("zhao", "/fault handle f-9 2026-06-30 10:00 重启", now)
    shown = room.does("zhao", "/zhiban", now).words
    assert "monthly report" not in shown
    assert "document 整改报告: due 2026-07-03" in shown
    assert "fault report f-9: due 2026-07-0" in shown


def test_a_draft_has_no_limit_to_keep(room: Room) -> None:
    room.does("lin", "/fault open 慢 --draft")
    words = room.does("zhao", "/zhiban today").words
    assert "Fault `f-1` 慢 — draft, counts for nothing" in words
    assert "respond by" not in words


def test_a_viewer_is_not_shown_faults(room: Room) -> None:
    room.does("lin", "/fault open 慢")
    assert "f-1" not in room.does("feng", "/zhiban today").words
    assert "f-1" in room.does("chen", "/zhiban today").words


def test_without_a_pm_the_managers_are_told_of_claims(room: Room) -> None:
    room.hold(replace(PEOPLE[3], until=date(2026, 7, 14)))
    room.does("lin", "/clock leave sick tomorrow")
    assert "Claims waiting for you: 1" in room.does("chen", "/zhiban today").words


def test_team_lists_who_is_there_today(room: Room) -> None:
    room.hold(
        Person(id="gone", name="Gone", side="team", role="engineer", onsite=True, until=date(2026, 7, 14)),
        Person(id="last", name="Last", side="team", role="engineer", onsite=True, until=date(2026, 7, 15)),
        Person(id="later", name="Later", side="team", role="engineer", onsite=True, from_=date(2026, 7, 16)),
    )
    shown = room.does("feng", "/zhiban team").words
    assert "People: 7" in shown
    assert ["Gone" in shown, "Last" in shown, "Later" in shown] == [False, True, False]
    assert "until 2026-07-15" in shown
    assert "<@U0LIN>" in shown
    assert "甲方" in room.does("feng", "/zhiban 团队", language="zh").words


def test_hundreds_of_people_faults_and_leaves_are_counted_not_cut(room: Room) -> None:
    room.hold(
        *(Person(id=f"x-{n}", name="X" * 60, side="client", role="viewer", onsite=False) for n in range(500)),
        *(
            Fault(id=f"x-{n}", title="<" * 900, system="s", level=4, type="other", noticed_at=NOW, assignee="lin")
            for n in range(500)
        ),
        *(Leave(id=f"x-{n}", person="lin", type="annual", from_=NOW.date(), until=NOW.date()) for n in range(500)),
    )
    assert "and 442 more" in room.does("lin", "/zhiban team").words
    assert "and 440 more" in room.does("lin", "/zhiban today").words
    assert "and 940 more" in room.does("lin", "/zhiban me").words


def test_what_cannot_be_meant_is_refused(room: Room) -> None:
    refusals(room, "lin", ["/zhiban tody", f"/zhiban {'x' * 5000}", "/zhiban person", "/zhiban <!channel>"])
