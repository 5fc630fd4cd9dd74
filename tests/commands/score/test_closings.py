"""Closing periods: what is kept, what is shown of it, and what of it would be judged otherwise since, told once."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest

from commands.kit.texts import LANGUAGES, Language, translator
from commands.score import closing_posts
from commands.score.figures import number
from storage.contract.kinds import Closing, Inspection, Note, Person, Problem, Punch, Ruling, Setting
from storage.contract.settlement import digest_of, read_settled
from storage.contract.text import Text
from storage.records import closings
from storage.records.facts import export_lines, import_file
from storage.records.ledger import UnitOfWork, by_bot
from storage.records.outbox import Post
from tests.commands.conftest import SLACK_IDS, Room, at
from tests.commands.score.test_rulings import BOSS, PARTY, sent, told

CLOSED_AT = at("09:00", "2026-08-03")
LATER = at("10:00", "2026-08-04")
RECORDED = "2026-08-04 10:00"
"""How an adjustment is dated: by when its cause was recorded, where an entry names it; otherwise by the judging."""
KEY = "inspect.missed:page:2026-07-13"
LATE = "attendance.late_early:lin:2026-07-02:in"


@pytest.fixture
def july(room: Room) -> Room:
    """July is over: an inspection on the 14th, Lin late on the 2nd, feedback after 10 min; and Chen has closed it."""
    room.hold(
        Inspection(id="i-1", type="page", at=at("09:00", "2026-07-14"), by="lin", ok=True),
        Punch(id="p-1", person="lin", way="in", at=at("09:10", "2026-07-02")),
        Punch(id="p-2", person="lin", way="out", at=at("18:10", "2026-07-02")),
        Problem(id="pr-1", found_at=at("10:00"), fed_back_at=at("10:10"), scope="in", by="lin"),
        PARTY,
    )
    room.does("chen", "/score close 2026-07 双方已核对", CLOSED_AT)
    return room


def adjustments_told(room: Room) -> list[Post]:
    return [post for key, post in room.outbox().items() if key.startswith("score.adjusted:")]


def line_of(room: Room, key: str, person: str = "zhao", now: datetime = LATER) -> str:
    """The line that July's settlement has about the entry; empty where nothing would be judged otherwise."""
    words = room.does(person, "/score 2026-07", now).words
    return next((line for line in words.partition("Adjustments since")[2].splitlines() if key in line), "")


def test_a_closed_period_is_shown_as_settled(july: Room) -> None:
    kept = july.fact(Closing, "2026-07")
    assert (kept.by, kept.at, kept.sha256) == ("chen", CLOSED_AT, digest_of(kept.standing))
    standing = read_settled(kept.standing)
    for language in LANGUAGES:
        answer = july.does("feng", "/score 2026-07", LATER, language)
        assert answer.text == translator(language)(
            "Score {period}, settled: {booked}",
            period=translator(language).pick("2026-07（2026-07-01 – 2026-07-31）", "2026-07 (2026-07-01 – 2026-07-31)"),
            booked=number(standing.booked),
        )
        for words in ("Chen", "2026-08-03 09:00", kept.sha256[:12], "双方已核对", "zhiban score 2026-07 --json"):
            assert words in answer.words
        assert translator(language)("Adjustments since") not in answer.words
    assert "settled" not in july.does("feng", "/score 2026-Q3", LATER).text


def test_the_text_is_enough_without_judging_again(july: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = read_settled(july.fact(Closing, "2026-07").standing)
    entry = next(entry for entry in kept.entries if entry.key == LATE)
    assert (entry.person, entry.status, entry.evidence) == ("lin", "provisional", ("punch:p-1",))
    assert entry.reason != Text("", "")
    assert kept.grade is not None


@pytest.mark.parametrize(
    ("typed", "closed"),
    [
        ("2026-07", "2026-07"),
        ("上月", "2026-07"),
        ("7月", "2026-07"),
        ("2026-06 账目开始前", "2026-06"),
        ("2026-Q2", "2026-Q2"),
        ("上季度", "2026-Q2"),
    ],
)
def test_what_has_ended_is_closed(room: Room, typed: str, closed: str) -> None:
    room.does("chen", f"/score 结算 {typed}", CLOSED_AT)
    assert [one.id for one in room.facts(Closing)] == [closed]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "2026-08",
        "month",
        "2026-Q3",
        "quarter",
        "2026-H2",
        "year",
        "contract",
        "2026-W29",
        "2026-05",
        "nonsense",
        f"2026-07 {'x' * 2001}",
    ],
)
def test_what_has_not_ended_or_is_no_period_is_refused(room: Room, typed: str) -> None:
    for language in LANGUAGES:
        room.refuses("chen", f"/score close {typed}", CLOSED_AT, language)


@pytest.mark.parametrize(("now", "closes"), [(at("23:59:59", "2026-07-31"), False), (at("00:00", "2026-08-01"), True)])
def test_a_period_is_closed_from_the_day_after(room: Room, now: datetime, *, closes: bool) -> None:
    assert (room.say("chen", "/score close 2026-07", now).refused is None) is closes


def test_the_contract_is_closed_after_its_end(room: Room) -> None:
    room.does("chen", "/score close contract", at("10:00", "2027-06-15"))
    assert "settled" in room.does("feng", "/score contract", at("10:00", "2027-06-16")).text


def test_a_period_is_closed_once_and_periods_may_overlap(july: Room) -> None:
    refused = july.refuses("qin", "/score close 2026-07", LATER)
    assert "Chen" in refused
    assert "2026-08-03 09:00" in refused
    july.does("qin", "/score close 2026-Q3", at("10:00", "2026-10-09"))
    listed = july.does("feng", "/score closings", at("10:00", "2026-10-10")).words
    assert listed.index("*2026-07*") < listed.index("*2026-Q3*")


@pytest.mark.parametrize("person", ["lin", "zhao", "feng", "boss"])
def test_who_does_not_rule_closes_nothing(room: Room, person: str) -> None:
    room.hold(BOSS)
    assert "managers" in room.refuses(person, "/score close 2026-07", CLOSED_AT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_of_closings(july: Room, language: Language) -> None:
    july.does("chen", f"/score waive {KEY} 停电", LATER)
    words = july.does("feng", "/score 已结算", LATER, language).words
    booked = read_settled(july.fact(Closing, "2026-07").standing).booked
    assert f"{number(booked)} / {number(booked + Decimal('0.5'))}" in words
    july.refuses("feng", "/score closings 2026-07", LATER, language)


def test_an_empty_list_of_closings_says_how(room: Room) -> None:
    assert "/score close PERIOD" in room.does("feng", "/score closings").words


def waive(room: Room) -> None:
    room.does("chen", f"/score waive {KEY} 停电", LATER)


def appeal(room: Room) -> None:
    room.does("lin", f"/score appeal {KEY} 已巡检", LATER)


def void(room: Room) -> None:
    room.does("zhao", "/zhiban void i-1 记错了", LATER)


def late_note(room: Room) -> None:
    write(room, Note(id="n-1", row="docs.typos", at=at("10:00", "2026-07-20"), by="chen", count=6, text="错字"))


def setting(room: Room) -> None:
    write(room, Setting(id="limits.feedback_min", value="5"))


def write(room: Room, *facts: object) -> None:
    """As a command would: with what follows from it."""

    def work(connection: object) -> None:
        unit = UnitOfWork(connection, by_bot("test"), LATER)  # type: ignore[arg-type]
        unit.record_all(list(facts), replace=True)  # type: ignore[arg-type]
        room.catalog.reflect(unit, room.terms(connection))  # type: ignore[arg-type]

    room.database.write(work).result(10)


@pytest.mark.parametrize(
    ("act", "key", "words", "dated"),
    [
        (waive, KEY, "−0.5 provisional → 0 waived (+0.5)", RECORDED),
        (appeal, KEY, "−0.5 provisional → −0.5 appealed (0)", RECORDED),
        (void, "inspect.missed:page:2026-07-14", "not there → −0.5 provisional (−0.5)", RECORDED),
        (late_note, "docs.typos:n-1", "not there → −1 confirmed (−1)", RECORDED),
        (setting, "inspect.late_feedback:pr-1", "not there → −0.5 provisional (−0.5)", RECORDED),
    ],
)
def test_an_adjustment_is_listed_with_both_figures_and_told_once(
    july: Room, act: Callable[[Room], None], key: str, words: str, dated: str
) -> None:
    settled = july.does("feng", "/score 2026-07", LATER).text
    act(july)
    assert words in line_of(july, key)
    assert dated in line_of(july, key)
    shown = july.does("feng", "/score 2026-07", LATER)
    assert shown.text == settled
    assert "*As judged today*" in shown.words
    found = adjustments_told(july)
    assert sorted(post.recipient for post in found) == ["chen", "qin", "zhao"]
    for post in found:
        for language in LANGUAGES:
            assert key in july.posted(post.key, language)
    july.does("lin", "/inspect done", LATER)
    july.does("lin", "/score appeal inspect.missed:page:2026-07-20 x", LATER)
    assert len([post for post in adjustments_told(july) if key in july.posted(post.key)]) == 3


def test_an_entry_that_vanishes_is_dated_by_what_was_recorded_for_its_row(july: Room) -> None:
    july.hold(Inspection(id="i-9", type="page", at=at("09:00", "2026-07-13"), by="lin", ok=True), now=LATER)
    assert line_of(july, KEY).startswith(f"• {RECORDED}")
    assert "−0.5 provisional → not there (+0.5)" in line_of(july, KEY)


def test_what_is_said_back_is_told_no_more(july: Room) -> None:
    waive(july)
    unsent = adjustments_told(july)
    assert all(post.shown < post.wanted for post in unsent)
    july.does("chen", "/zhiban undo", LATER)
    assert line_of(july, KEY) == ""
    assert all(post.shown == post.wanted and not post.open for post in adjustments_told(july)), "never sent"
    waive(july)
    assert len(adjustments_told(july)) == 3
    assert all(post.shown < post.wanted for post in adjustments_told(july)), "told after all"


def test_what_was_told_and_changes_again_is_edited_and_told_anew(july: Room) -> None:
    waive(july)
    sent(july)
    july.does("chen", f"/score confirm {KEY} 查无停电", at("10:05", "2026-08-04"))
    told_of = adjustments_told(july)
    assert len(told_of) == 6
    assert sum("no longer so" in july.posted(post.key) for post in told_of) == 3
    assert "−0.5 provisional → −0.5 confirmed (0)" in line_of(july, KEY, now=at("10:06", "2026-08-04"))


def test_many_of_a_row_are_told_in_one_message(july: Room) -> None:
    keys = " ".join(f"inspect.missed:page:2026-07-{day:02}" for day in range(1, 1 + closing_posts.MOST_BY_THEMSELVES))
    july.does("chen", f"/score rule waive {keys} 停电", LATER)
    assert len(adjustments_told(july)) == 3 * closing_posts.MOST_BY_THEMSELVES
    sent(july)
    july.does("chen", "/score waive inspect.missed:page:2026-07-06 停电", at("10:01", "2026-08-04"))
    listed = [post for post in adjustments_told(july) if post.shown < post.wanted and post.open]
    assert len(listed) == 3
    assert all(july.posted(post.key).count("inspect.missed:page:") == 6 for post in listed)


def test_people_see_only_their_own_attendance_among_the_adjustments(july: Room) -> None:
    july.does("chen", f"/score waive {LATE} 地铁停运", LATER)
    for person, sees in (("lin", True), ("zhao", True), ("chen", True), ("wu", False), ("feng", False)):
        assert bool(line_of(july, LATE, person)) is sees
        shown = july.does(person, "/score 2026-07", LATER).words
        assert (LATE in shown) is sees
        assert "*As judged today*" in shown


def test_the_pm_and_the_other_rulers_learn_of_a_closing_and_of_its_undo(july: Room) -> None:
    for person in ("zhao", "qin"):
        assert ["Chen closed a period" in line for line in told(july, person)] == [True]
    assert told(july, "chen") == []
    waive_now = at("09:05", "2026-08-03")
    july.does("qin", f"/score waive {KEY} 停电", waive_now)
    undone = july.does("chen", "/zhiban undo", at("09:09", "2026-08-03"))
    assert "closing `2026-07`" in undone.text
    assert july.facts(Closing) == []
    assert "took the closing of 2026-07 back" in told(july, "zhao")[-1]
    assert not [post for post in adjustments_told(july) if post.open]
    assert "settled" not in july.does("feng", "/score 2026-07", LATER).text
    july.does("chen", "/score close 2026-07", LATER)
    july.does("qin", f"/score confirm {KEY} 查无停电", at("10:05", "2026-08-04"))
    assert len([post for post in adjustments_told(july) if post.open]) == 3


@pytest.mark.parametrize(("who", "minutes"), [("chen", 11), ("qin", 5), ("zhao", 5)])
def test_a_closing_is_undone_by_its_writer_within_ten_minutes_alone(july: Room, who: str, minutes: int) -> None:
    july.refuses(who, "/zhiban undo", at(f"09:{minutes:02}", "2026-08-03"))
    july.refuses("zhao", "/zhiban void 2026-07 x", LATER)


def test_an_export_has_no_closings_and_an_import_leaves_them_as_they_are(july: Room) -> None:
    before = july.fact(Closing, "2026-07")
    with july.database.read() as connection:
        lines = list(export_lines(connection))
    assert not [line for line in lines if '"kind": "closing"' in line]
    content = "\n".join(lines).encode()
    july.database.write(
        lambda c: import_file(UnitOfWork(c, by_bot("import"), LATER), "f", content, replace=True)
    ).result(10)
    assert july.fact(Closing, "2026-07") == before


def test_a_text_that_was_changed_behind_the_ledgers_back_is_told() -> None:
    closing = Closing(id="2026-07", by="chen", at=CLOSED_AT, standing="x", sha256=digest_of("x"))
    assert closings.Kept(closing).intact
    assert not closings.Kept(Closing(id="2026-07", by="chen", at=CLOSED_AT, standing="y", sha256=digest_of("x"))).intact


def test_without_closings_nothing_is_judged_after_a_write(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def judged(*_: object) -> None:
        raise AssertionError("judged")

    monkeypatch.setattr(closings, "standing_of", judged)
    monkeypatch.setattr(closing_posts, "working_days", judged)
    room.does("lin", "/inspect done", LATER)


def test_a_write_that_no_closed_row_reads_judges_nothing(july: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def judged(*_: object) -> None:
        raise AssertionError("judged")

    monkeypatch.setattr(closings, "standing_of", judged)
    for typed in ("/inspect done", "/clock in", "/fault open 慢", "/inspect problem 慢"):
        july.does("lin", typed, LATER)


def test_a_change_of_people_is_looked_at(july: Room) -> None:
    write(july, Person(id="lin", name="Lin", side="team", role="engineer", onsite=False, slack=SLACK_IDS["lin"]))
    assert LATE in july.posted(next(post.key for post in adjustments_told(july) if LATE in july.posted(post.key)))


def test_rulings_of_the_settled_standing_are_kept(room: Room) -> None:
    room.hold(Ruling(id="r-9", entry=KEY, ruling="waive", by="chen", at=at("09:00", "2026-07-20"), reason="停电"))
    room.does("chen", "/score close 2026-07", CLOSED_AT)
    room.does("chen", "/zhiban void r-9 理由不符", LATER)
    assert "0 waived → −0.5 provisional (−0.5)" in line_of(room, KEY)
    assert "2026-08-04 10:00" in line_of(room, KEY)
