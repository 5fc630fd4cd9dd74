"""A fault's life among several people: steps, vendor, hands, and what the channel and the thread tell of it."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from storage.contract.kinds import DowntimeExempt, Fault, LogLine, Person, VendorSpell
from storage.records.outbox import OPS_CHANNEL
from tests.commands.conftest import NOW, Room, at, refusals

ROOT = "fault:f-1"


def test_two_people_take_a_fault_from_notice_to_close(room: Room) -> None:
    room.does("feng", "/fault open 门户首页打不开 --system portal --level 3 --outage --onsite 9:00", at("09:05"))
    assert "*nobody yet*" in room.posted(ROOT)
    assert "waiting for a response" in room.posted(ROOT)
    room.does("lin", "/fault respond f-1", at("09:10"))
    assert "being handled" in room.posted(ROOT)
    room.does("wu", "/fault arrive 1 9:40", at("09:45"))
    room.does("wu", "/fault vendor f-1 start", at("10:00"))
    assert "paused with the vendor (8 h of our own time)" in room.posted(ROOT)
    assert "with the vendor" in room.posted(ROOT)
    room.does("wu", "/fault vendor f-1 end", at("11:00"))
    assert "2026-07-15 18:00 (Wed)" in room.posted(ROOT)
    room.does("lin", "/fault assign f-1 <@U0WU|wu>", at("11:01"))
    room.does("wu", "/fault handle f-1 11:30 重启<网关>后恢复", at("11:40"))
    room.does("lin", "/fault close f-1", at("12:00"))
    room.does("wu", "/fault feedback f-1", at("12:10"))

    fault = room.fact(Fault, "f-1")
    assert (fault.responded_at, fault.arrived_at, fault.handled_at, fault.closed_at) == (
        at("09:10"),
        at("09:40"),
        at("11:30"),
        at("12:00"),
    )
    assert fault.vendor == (VendorSpell(at("10:00"), at("11:00")),)
    assert fault.log == (LogLine(at("11:30"), "wu", "重启<网关>后恢复"),)
    assert (fault.assignee, fault.fed_back) == ("wu", True)

    posts = room.outbox()
    assert {row.recipient for row in posts.values()} == {OPS_CHANNEL}
    assert [row.key for row in posts.values() if row.thread_of is None] == [ROOT]
    assert "2026-07-15 09:30 (Wed) · ✓ 09:10" in room.posted(ROOT)
    assert "Take it" not in room.posted(ROOT)
    assert room.thread(ROOT) == [
        "09:05 Feng: Opened; noticed at 2026-07-15 09:00.",
        "09:10 Lin: Responded at 2026-07-15 09:10. Lin has it now.",
        "09:45 Wu: Arrived on site at 2026-07-15 09:40.",
        "10:00 Wu: With the vendor since 2026-07-15 10:00; the handling clock pauses.",
        "11:00 Wu: Back from the vendor at 2026-07-15 11:00; the handling clock runs.",
        "11:01 Lin: Wu has it now.",
        "11:40 Wu: Handled, service restored at 2026-07-15 11:30. “重启&lt;网关&gt;后恢复”",
        "12:00 Lin: Closed at 2026-07-15 12:00.",
        "12:10 Wu: Feedback given to the person who reported it.",
    ]
    assert room.thread(ROOT, "zh")[1] == "09:10 Lin：响应：2026-07-15 09:10。现由 Lin 负责。"
    assert "关闭" in room.posted(ROOT, "zh")

    shown = room.does("chen", "/fault show 1", at("13:00")).words
    for told in ("2026-07-15 10:00 to 2026-07-15 11:00", "重启&lt;网关&gt;后恢复", "given", "Feng", "*Opened by*"):
        assert told in shown


@pytest.mark.parametrize("word", ["f-1", "F-1", "1", "#1", "`f-1`", "ｆ－１", "１"])
def test_a_fault_is_named_in_any_way(room: Room, word: str) -> None:
    room.does("lin", "/fault open 慢")
    room.does("lin", f"/fault respond {word}")
    assert "Fault f-1" in room.does("lin", f"/fault show {word}").text


@pytest.mark.parametrize("word", ["INC-7", "inc-7"])
def test_an_imported_fault_is_named_in_any_case(room: Room, word: str) -> None:
    room.hold(Fault(id="INC-7", title="慢", system="portal", level=4, type="other", noticed_at=at("09:00")))
    room.does("lin", f"/fault respond {word}")


def test_each_step_stands_once(room: Room) -> None:
    room.does("lin", "/fault open 慢 9:00")
    for step in ("respond 1 9:10", "arrive 1 9:20", "handle 1 9:30 好了", "feedback 1"):
        room.does("lin", f"/fault {step}")
        assert "lready" in room.refuses("wu", f"/fault {step}")
    room.does("lin", "/fault close 1 9:40")
    for step in ("respond 1", "arrive 1", "handle 1 x", "vendor 1 start", "assign 1 wu", "close 1"):
        assert "closed at 2026-07-15 09:40" in room.refuses("lin", f"/fault {step}")


@pytest.mark.parametrize(
    ("before", "typed", "allowed"),
    [
        ("", "respond 1 8:59", False),
        ("", "respond 1 9:00", True),
        ("", "arrive 1 8:59", False),
        ("", "arrive 1 9:00", True),
        ("", "handle 1 8:59 x", False),
        ("", "handle 1 9:00 x", True),
        ("", "close 1 8:59", False),
        ("", "close 1 9:00", True),
        ("handle 1 9:30 x", "close 1 9:29", False),
        ("handle 1 9:30 x", "close 1 9:30", True),
        ("", "vendor 1 start 8:59", False),
        ("", "vendor 1 start 9:00", True),
        ("", "vendor 1 end", False),
        ("vendor 1 start 9:30", "vendor 1 start 9:40", False),
        ("vendor 1 start 9:30", "vendor 1 end 9:29", False),
        ("vendor 1 start 9:30", "vendor 1 end 9:30", True),
        ("vendor 1 start 9:30\nvendor 1 end 9:40", "vendor 1 start 9:29", False),
        ("vendor 1 start 9:30\nvendor 1 end 9:40", "vendor 1 start 9:35", True),
        ("edit 1 started_at=8:30", "handle 1 8:30 x", True),
        ("edit 1 started_at=8:30", "handle 1 8:29 x", False),
    ],
)
def test_the_order_of_things(room: Room, before: str, typed: str, allowed: bool) -> None:
    room.does("lin", "/fault open 慢 9:00")
    for line in before.splitlines():
        room.does("lin", f"/fault {line}")
    if allowed:
        room.does("lin", f"/fault {typed}")
    else:
        refusals(room, "lin", [f"/fault {typed}"])


def test_what_cannot_be_meant_is_refused(room: Room) -> None:
    room.does("lin", "/fault open 慢 9:00")
    refusals(
        room,
        "lin",
        [
            *(f"/fault {verb}" for verb in ("respond", "arrive", "vendor", "handle", "feedback", "close", "level")),
            *(f"/fault {verb}" for verb in ("assign", "edit", "maintenance", "show")),
            *(f"/fault {verb} f-9" for verb in ("respond", "arrive", "feedback", "close", "show")),
            f"/fault respond {'9' * 5000}",
            "/fault respond 1 someday",
            "/fault respond 1 明天 9:00",
            "/fault respond 1 9:30 and more",
            "/fault arrive 1 25:00",
            "/fault vendor 1",
            "/fault vendor 1 begin",
            "/fault vendor 1 start someday",
            "/fault handle 1",
            "/fault handle 1 9:30",
            f"/fault handle 1 {'x' * 2001}",
            f"/fault handle 1 {'x' * 5000}",
            "/fault feedback 1 now",
            "/fault close 1 later",
            "/fault level 1",
            "/fault level 1 0",
            "/fault level 1 6",
            "/fault level 1 three",
            "/fault level 9 3",
            "/fault assign 1",
            "/fault assign 1 nobody",
            "/fault assign 1 chen",
            f"/fault assign 1 {'x' * 5000}",
            "/fault assign 9 wu",
            "/fault show 1 please",
        ],
    )


@pytest.mark.parametrize("person", ["chen", "feng"])
def test_others_do_not_work_on_faults(room: Room, person: str) -> None:
    room.does(person, "/fault open 慢")
    steps = ("respond 1", "arrive 1", "vendor 1 start", "handle 1 x", "feedback 1", "close 1", "assign 1 wu")
    refusals(room, person, [f"/fault {step}" for step in (*steps, "edit 1 system=portal", "maintenance portal")])
    for verb in ("", "list", "show 1"):
        answer = room.say(person, f"/fault {verb}")
        assert (answer.refused is None) is (person == "chen")


@pytest.mark.parametrize("word", ["wu", "WU", "Wu", "@Wu", "<@U0WU|wu>", "<@U0WU>"])
def test_a_fault_is_given_to_somebody_by_any_name(room: Room, word: str) -> None:
    room.does("lin", "/fault open 慢")
    answer = room.does("lin", f"/fault assign 1 {word}")
    assert room.fact(Fault, "f-1").assignee == "wu"
    assert "given to Wu." in answer.text


def test_a_fault_is_not_given_to_somebody_who_has_left(room: Room) -> None:
    room.hold(
        Person(id="qian", name="Qian", side="team", role="engineer", onsite=True, until=date(2026, 7, 14)),
        Person(id="wu-2", name="Wu", side="team", role="engineer", onsite=True, until=date(2026, 7, 14)),
    )
    room.does("lin", "/fault open 慢")
    refusals(room, "lin", ["/fault assign 1 Qian"])
    room.does("lin", "/fault assign 1 Wu")


def test_a_name_that_several_share_is_refused(room: Room) -> None:
    room.hold(Person(id="wu-2", name="Wu", side="team", role="engineer", onsite=True))
    room.does("lin", "/fault open 慢")
    assert "several people" in room.refuses("lin", "/fault assign 1 Wu")
    room.does("lin", "/fault assign 1 wu-2")


def test_a_response_keeps_the_hands_it_is_in(room: Room) -> None:
    room.does("lin", "/fault open 慢")
    room.does("lin", "/fault assign 1 wu")
    room.does("lin", "/fault respond 1")
    assert room.fact(Fault, "f-1").assignee == "wu"


def test_a_late_step_is_marked(room: Room) -> None:
    room.does("lin", "/fault open 慢 8:00", at("08:00"))
    room.does("lin", "/fault respond 1 8:30", at("08:40"))
    assert "08:30 (Wed) · ✓" in room.posted(ROOT)
    room.does("lin", "/fault edit 1 responded_at=8:31", at("08:40"))
    assert "08:30 (Wed) · late 08:31" in room.posted(ROOT)


def test_closing_without_restoring_says_what_counts(room: Room) -> None:
    room.does("lin", "/fault open 慢 9:00")
    assert "handled_at=…" in room.does("lin", "/fault close 1").words


@pytest.mark.parametrize("person", ["lin", "zhao"])
def test_an_undone_or_voided_fault_is_withdrawn_where_it_stood(room: Room, person: str) -> None:
    room.does("lin", "/fault open 慢 <b>")
    room.does(person, "/zhiban undo" if person == "lin" else "/zhiban void f-1 重复登记")
    assert "~Fault f-1: 慢 &lt;b&gt;~ (withdrawn)" in room.posted(ROOT)
    assert "（已撤回）" in room.posted(ROOT, "zh")
    assert room.thread(ROOT)[-1].endswith("Withdrawn: it no longer counts.")
    assert room.facts(Fault) == []
    assert room.does("lin", "/fault list").text == "No fault is open."


def test_an_undone_step_is_told_and_shown(room: Room) -> None:
    room.does("lin", "/fault open 慢 9:00")
    room.does("lin", "/fault respond 1 9:10", at("10:00:10"))
    room.does("lin", "/zhiban undo", at("10:00:20"))
    assert "waiting for a response" in room.posted(ROOT)
    assert "Responded: taken back." in room.thread(ROOT)[-1]
    room.does("lin", "/fault vendor 1 start", at("10:00:30"))
    room.does("lin", "/zhiban undo", at("10:00:40"))
    assert "taken back" in room.thread(ROOT)[-1]


@pytest.mark.parametrize(
    ("typed", "start", "end", "why"),
    [
        ("portal 明天22:00 后天02:00 数据库升级", at("22:00", "2026-07-16"), at("02:00", "2026-07-17"), "数据库升级"),
        (
            "portal 2026-07-04 22:00 2026-07-05 02:00 upgrade",
            at("22:00", "2026-07-04"),
            at("02:00", "2026-07-05"),
            "upgrade",
        ),
        ("portal 明天22:00 到 后天02:00 升级", at("22:00", "2026-07-16"), at("02:00", "2026-07-17"), "升级"),
    ],
)
def test_maintenance_is_announced(room: Room, typed: str, start: datetime, end: datetime, why: str) -> None:
    answer = room.does("lin", f"/fault maintenance {typed}")
    window = room.fact(DowntimeExempt, "m-1")
    assert (window.system, window.from_, window.until, window.why) == ("portal", start, end, why)
    assert f"{start:%Y-%m-%d %H:%M}" in answer.text
    assert why in room.posted("downtime_exempt:m-1", "zh")
    room.does("lin", "/zhiban undo")
    assert "~" in room.posted("downtime_exempt:m-1")


def test_maintenance_that_cannot_be_meant_is_refused(room: Room) -> None:
    span = "2026-07-16 22:00 2026-07-17 02:00"
    refusals(
        room,
        "lin",
        [
            "/fault maintenance portal",
            "/fault maintenance portal 明天22:00",
            "/fault maintenance portal 升级",
            f"/fault maintenance portal {span}",
            "/fault maintenance portal 2026-07-16 22:00 2026-07-16 22:00 升级",
            "/fault maintenance portal 2026-07-16 22:00 2026-07-16 21:59 升级",
            f"/fault maintenance portal {span} {'x' * 2001}",
            f"/fault maintenance {'x' * 201} {span} 升级",
        ],
    )
    room.does("lin", f"/fault maintenance {'x' * 200} {span} {'升' * 2000}")
    room.does("lin", "/fault maintenance portal 2026-07-16 22:00 2026-07-16 22:01 升级")


def test_the_open_faults_are_listed_oldest_first(room: Room) -> None:
    room.does("lin", "/fault open 新的")
    room.does("lin", "/fault open 旧的 9:00")
    room.does("lin", "/fault open 完了 9:00")
    room.does("lin", "/fault close 3")
    shown = room.does("zhao", "/fault", NOW).words
    assert "Open faults: 2" in shown
    assert shown.index("旧的") < shown.index("新的")
    assert "完了" not in shown


def test_thousands_of_faults_are_counted_not_cut(room: Room) -> None:
    one = Fault(id="x", title="<" * 5000, system="cloud" * 300, level=4, type="other", noticed_at=NOW)
    room.hold(*(replace(one, id=f"x-{n}") for n in range(1000)))
    shown = room.does("lin", "/fault list").words
    assert "Open faults: 1000" in shown
    assert "and 940 more" in shown
    room.does("lin", "/fault show x-1")
    room.does("lin", "/fault respond x-1")


def test_a_long_story_is_counted_not_cut(room: Room) -> None:
    log = tuple(LogLine(at("09:00"), "lin", "<b>" * 600) for _ in range(40))
    vendor = tuple(VendorSpell(at("09:00"), at("09:30")) for _ in range(40))
    room.hold(
        Fault(id="x", title="慢", system="cloud", level=4, type="other", noticed_at=at("09:00"), log=log, vendor=vendor)
    )
    assert room.does("lin", "/fault show x").words.count("and 25 more") == 2


@pytest.mark.parametrize("ends", ["handle f-1 10:30 换板", "close f-1 10:30"])
def test_nobody_waits_for_a_vendor_after_the_end(room: Room, ends: str) -> None:
    room.does("lin", "/fault open 慢 9:00")
    room.does("lin", "/fault respond f-1 9:10")
    room.does("lin", "/fault vendor f-1 start 9:30")
    room.does("lin", f"/fault {ends}", at("10:40"))
    [spell] = room.fact(Fault, "f-1").vendor
    assert (spell.from_, spell.until) == (at("09:30"), at("10:30"))
