"""`/score`: periods, rows and entries explained, what of people's attendance is shown to whom."""

from dataclasses import replace
from datetime import date

import pytest

from commands.kit.blocks import unescape
from commands.kit.texts import LANGUAGES, Language, translator
from commands.score import views
from storage.contract.kinds import Fault, Inspection, Leave, Problem, Punch, Ruling
from storage.contract.rubric import shipped_rows
from storage.contract.text import Text
from tests.commands.conftest import NOW, TERMS, Room, at, refusals
from tests.commands.score.made_up import ENTRY, everything_hidden, made_up, nothing_hidden, shown

AFTER_TERM = at("10:00", "2027-06-20")


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("", "2026-07-01", "2026-09-30"),
        ("month", "2026-07-01", "2026-07-31"),
        ("MONTH", "2026-07-01", "2026-07-31"),
        ("本月", "2026-07-01", "2026-07-31"),
        ("月", "2026-07-01", "2026-07-31"),
        ("quarter", "2026-07-01", "2026-09-30"),
        ("本季度", "2026-07-01", "2026-09-30"),
        ("季度", "2026-07-01", "2026-09-30"),
        ("half", "2026-07-01", "2026-12-31"),
        ("半年", "2026-07-01", "2026-12-31"),
        ("year", "2026-06-15", "2026-12-31"),
        ("本年", "2026-06-15", "2026-12-31"),
        ("年", "2026-06-15", "2026-12-31"),
        ("contract", "2026-06-15", "2027-06-14"),
        ("合同", "2026-06-15", "2027-06-14"),
        ("全部", "2026-06-15", "2027-06-14"),
        ("2026-07", "2026-07-01", "2026-07-31"),
        ("2026-06", "2026-06-15", "2026-06-30"),
        ("2026-Q3", "2026-07-01", "2026-09-30"),
        ("2026-q3", "2026-07-01", "2026-09-30"),
        ("2026-H2", "2026-07-01", "2026-12-31"),
        ("2026", "2026-06-15", "2026-12-31"),
        ("2027-06", "2027-06-01", "2027-06-14"),
        ("period", "2026-07-01", "2026-09-30"),
        ("上月", "2026-06-15", "2026-06-30"),
        ("上季度", "2026-06-15", "2026-06-30"),
        ("6月", "2026-06-15", "2026-06-30"),
        ("07月份", "2026-07-01", "2026-07-31"),
        ("12月", "2026-12-01", "2026-12-31"),
        ("5月", "2027-05-01", "2027-05-31"),
        ("period month", "2026-07-01", "2026-07-31"),
        ("period 2026-06", "2026-06-15", "2026-06-30"),
    ],
)
def test_a_period_is_shown_with_its_days(room: Room, typed: str, first: str, last: str) -> None:
    for language in LANGUAGES:
        answer = room.does("feng", f"/score {typed}", language=language)
        assert f"{first} – {last}" in answer.text
        assert answer.stored == 0


@pytest.mark.parametrize(
    "typed",
    [
        "13月",
        "0月",
        "2026-W29",
        "2026-05",
        "2027-07",
        "2025",
        "2026-13",
        "2026-Q5",
        "2026-H3",
        "20267",
        "7",
        "month 2026-07",
        "2026-07 2026-08",
        "period month quarter",
        "period decade",
        "decade",
        "mnth",
        "2026-07-01",
        f"2{'0' * 4999}",
        "x" * 5000,
        "explain",
        "explain inspect",
        "explain inspect.mised",
        f"explain {'x' * 5000}",
        "explain inspect.missed 2026-W29",
        "explain inspect.missed month year",
        "explain inspect.missed:page:2026-07-16",
        "explain inspect.missed:page:2026-06-16 2026-07",
        "explain <!channel>",
    ],
)
def test_what_cannot_be_meant_is_refused(room: Room, typed: str) -> None:
    refusals(room, "feng", [f"/score {typed}"])


def test_a_refusal_names_what_works(room: Room) -> None:
    assert "`/score month`" in room.refuses("lin", "/score mnth")
    assert "inspect.missed" in room.refuses("lin", "/score explain inspect.mised")
    assert "2026-06" in room.refuses("lin", "/score 2026-W29")
    assert "2026-06-15 to 2027-06-14" in room.refuses("lin", "/score 2026-05")


def test_outside_the_term_the_words_for_now_are_refused_and_the_contract_is_shown(room: Room) -> None:
    room.refuses("lin", "/score", at("10:00", "2027-07-01"))
    assert "contract term" in room.does("lin", "/score contract", AFTER_TERM).text
    assert "contract term" in room.does("lin", "/score contract", at("10:00", "2026-05-01")).text


def test_the_score_shows_what_moved_it(room: Room) -> None:
    room.hold(Inspection(id="i", type="page", at=at("09:00", "2026-07-14"), by="lin", ok=True))
    answer = room.does("feng", "/score month", at("10:00", "2026-07-15"))
    assert "`inspect.missed` × 15" in answer.words
    assert "inspect.missed:page:2026-07-13" in answer.words
    assert "earlier: `/score explain ROW`" in answer.words
    assert "As of 2026-07-15 10:00" in answer.words


@pytest.mark.parametrize("key", ["missed:page:2026-07-13", "Missed:Page:2026-07-13", "MISSED:page:2026-07-13`"])
def test_an_entry_is_explained(room: Room, key: str) -> None:
    ruling = Ruling(
        id="r", entry="inspect.missed:page:2026-07-13", ruling="waive", by="chen", at=at("09:00"), reason="停机 <b>"
    )
    room.hold(ruling)
    shown = room.does("feng", f"/score explain `inspect.{key}").words
    for told in ("2026-07-13 23:59:59", "waived", "停机 &lt;b&gt;", "*Rule*", "*Arithmetic*"):
        assert told in shown
    assert "评分规则" in room.does("feng", f"/score explain inspect.{key} 2026-07", language="zh").words


def test_the_facts_behind_an_entry_are_named(room: Room) -> None:
    room.hold(Fault(id="f-1", title="慢", system="cloud", level=4, type="other", noticed_at=at("08:00")))
    shown = room.does("feng", "/score explain fault.response_late:f-1").words
    assert "`fault:f-1`" in shown
    assert "fault.response_late" in room.does("feng", "/score explain fault.response_late").words


def test_a_row_is_explained_with_its_rule_and_entries(room: Room) -> None:
    shown = room.does("feng", "/score 解释 inspect.missed 2026-07").words
    assert "*Rule*" in shown
    assert shown.count("inspect.missed:page:") == 14


class TestAttendance:
    """Lin came late on 2 July and Wu on 3 July; both were away for days in July."""

    LATE = "attendance.late_early:lin:2026-07-02:in"

    @pytest.fixture
    def late(self, room: Room) -> Room:
        room.hold(
            Punch(id="p-1", person="lin", way="in", at=at("09:10", "2026-07-02")),
            Punch(id="p-2", person="lin", way="out", at=at("18:10", "2026-07-02")),
            Punch(id="p-3", person="wu", way="in", at=at("09:20", "2026-07-03")),
            Punch(id="p-4", person="wu", way="out", at=at("18:10", "2026-07-03")),
            *(
                Leave(id=f"l-{person}", person=person, type="sick", from_=date(2026, 7, 6), until=date(2026, 7, 10))
                for person in ("lin", "wu")
            ),
        )
        return room

    @pytest.mark.parametrize(("person", "own", "others"), [("lin", 1, 1), ("wu", 1, 1), ("sun", 0, 2), ("feng", 0, 2)])
    def test_others_see_the_sum_only(self, late: Room, person: str, own: int, others: int) -> None:
        shown = late.does(person, "/score explain attendance.late_early 2026-07").words
        assert shown.count("attendance.late_early:") == own
        assert f"Entries of other people, seen by them, the PM and managers: {others}" in shown
        assert "−1" in shown
        for name in {"lin", "wu"} - {person}:
            assert f":{name}:" not in shown
            assert f":{name}:" not in late.does(person, "/score month").words

    @pytest.mark.parametrize("person", ["zhao", "chen"])
    def test_the_pm_and_managers_see_all(self, late: Room, person: str) -> None:
        shown = late.does(person, "/score explain attendance.late_early 2026-07").words
        assert shown.count("attendance.late_early:") == 2
        assert "other people" not in shown
        late.does(person, f"/score explain {self.LATE}")

    @pytest.mark.parametrize("person", ["wu", "sun", "feng"])
    def test_nobody_learns_whether_there_is_an_entry_of_another(self, late: Room, person: str) -> None:
        there = late.refuses(person, f"/score explain {self.LATE}")
        not_there = late.refuses(person, f"/score explain {self.LATE.replace('-02', '-03')}")
        assert there.replace("-02", "-03") == not_there
        assert late.refuses(person, f"/score explain {self.LATE.upper()}").lower() == there.lower()

    def test_everybody_sees_their_own_and_the_teams(self, late: Room) -> None:
        late.does("lin", f"/score explain {self.LATE}")
        late.does("wu", "/score explain attendance.leave_person:wu:2026-07", at("10:00", "2026-08-01"))
        late.refuses("sun", "/score explain attendance.leave_person:wu:2026-07", at("10:00", "2026-08-01"))
        late.does("feng", "/score explain attendance.leave_team:2026-07", at("10:00", "2026-08-01"))

    def test_running_leave_is_hidden_too(self, late: Room) -> None:
        shown = late.does("sun", "/score explain attendance.leave_person 2026-07").words
        assert "5 days" not in shown
        assert "5 days" in late.does("lin", "/score explain attendance.leave_person 2026-07").words


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_grade_or_refund_is_claimed_while_a_row_is_not_judged(language: Language) -> None:
    t = translator(language)
    judged = shown(views.standing(made_up(3), TERMS, nothing_hidden, t))
    unjudged = shown(views.standing(made_up(3, unjudged=("docs.typos", "survey.grade")), TERMS, nothing_hidden, t))
    refund, grade = t("The client may take back"), t("qualified")
    assert (refund in judged, grade in judged) == (True, True)
    assert (refund in unjudged, grade in unjudged) == (False, False)
    assert "docs.typos, survey.grade" in unjudged
    row = made_up(0, unjudged=("docs.typos",))
    typos = next(one for one in row.rows if one.code == "docs.typos")
    explained = views.explained_row(shipped_rows()[0], typos, row, nothing_hidden, t)
    assert t("Not judged: {why}", why=t.of(Text("本行尚无判定方法，不计分", "no measure judges this row"))) in shown(
        explained
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [0, 1, 10, 11, 60, 61, 5000])
def test_any_number_of_entries_is_counted_not_cut(language: Language, count: int) -> None:
    t, of = translator(language), made_up(count)
    row = next(row for row in shipped_rows() if row.code == ENTRY.row)
    judged = next(judged for judged in of.rows if judged.code == ENTRY.row)
    whole = shown(views.standing(of, TERMS, nothing_hidden, t))
    assert whole.count(f"`{ENTRY.row}:") == min(count, 10)
    more = t("and {count} earlier: `/score explain ROW` lists all of a row", count=count - 10)
    assert (more in whole) is (count > 10)
    listed = shown(views.explained_row(row, judged, of, nothing_hidden, t))
    assert listed.count(f"`{ENTRY.row}:") == min(count, 60)
    assert (t("{count} earlier ones: name a shorter period, such as 2026-07", count=count - 60) in listed) is (
        count > 60
    )
    hidden = shown(views.explained_row(row, judged, of, everything_hidden, t))
    assert hidden.count(f"`{ENTRY.row}:") == 0
    unseen = t("Entries of other people, seen by them, the PM and managers: {count}", count=count)
    assert (unseen in hidden) is (count > 0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_entry_with_a_thousand_facts_behind_it_is_shown(language: Language) -> None:
    t = translator(language)
    entry = replace(
        ENTRY,
        key=f"{ENTRY.row}:{'长' * 3000}",
        evidence=tuple(f"leave:{'x' * 60}-{n}" for n in range(1000)),
        rulings=tuple(
            Ruling(id=f"r-{n}", entry=ENTRY.key, ruling="appeal", by="chen", at=NOW, reason="<" * 50)
            for n in range(1000)
        ),
    )
    row = next(row for row in shipped_rows() if row.code == entry.row)
    assert (
        shown(views.explained_entry(row, entry, entry.evidence, [], {}, t)).count(t("and {count} more", count=938)) == 2
    )


@pytest.mark.parametrize(("person", "sees_lin"), [("chen", True), ("lin", True), ("zhao", True), ("feng", False)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_waits_for_the_client_is_listed(room: Room, person: str, language: Language, *, sees_lin: bool) -> None:
    room.hold(
        Punch(id="p-1", person="lin", way="in", at=at("09:30")),
        Inspection(id="i-1", type="page", at=at("09:00"), by="lin", ok=True),
        Ruling(id="r-1", entry="inspect.missed:page:2026-07-01", ruling="confirm", by="chen", at=NOW, reason="属实"),
    )
    answer = room.does(person, "/score waiting 2026-07", language=language)
    assert ("attendance.late_early:lin:2026-07-15:in" in answer.words) is sees_lin
    assert "inspect.missed:page:2026-07-02" in answer.words
    open_, _, ruled = answer.words.partition(translator(language)("Ruled on lately"))
    assert "inspect.missed:page:2026-07-01" not in open_
    assert "inspect.missed:page:2026-07-01" in ruled


@pytest.mark.parametrize(
    ("key", "language", "told"),
    [
        (
            "attendance.absence:lin:2026-07-15",
            "en",
            ["2026-07-15 in: 09:00 + 60 min < 10:03 → Absence, −2", "`punch:p-1` When 2026-07-15 10:03"],
        ),
        (
            "attendance.absence:lin:2026-07-15",
            "zh",
            ["2026-07-15 上班 09:00 + 60 分 < 10:03 → 旷工，−2", "`punch:p-1` 时间 2026-07-15 10:03"],
        ),
        (
            "fault.response_late:f-1",
            "en",
            [
                "noticed 2026-07-14 10:00 + 30 min = 2026-07-14 10:30 < response 2026-07-14 10:42",
                "`fault:f-1` Noticed at 2026-07-14 10:00 · Responded at 2026-07-14 10:42",
            ],
        ),
        (
            "inspect.late_feedback:pr-1",
            "zh",
            ["发现 2026-07-14 10:00 + 15 分 = 2026-07-14 10:15，无反馈", "`problem:pr-1` 发现时间 2026-07-14 10:00"],
        ),
    ],
)
def test_an_entry_is_explained_by_its_arithmetic_and_the_moments_of_its_facts(
    room: Room, key: str, language: Language, told: list[str]
) -> None:
    fault = Fault(id="f-1", title="慢", system="portal", level=4, type="other", noticed_at=at("10:00", "2026-07-14"))
    room.hold(
        Punch(id="p-1", person="lin", way="in", at=at("10:03")),
        replace(fault, responded_at=at("10:42", "2026-07-14")),
        Problem(id="pr-1", found_at=at("10:00", "2026-07-14"), scope="in", by="lin"),
    )
    seen = unescape(room.does("zhao", f"/score explain {key}", at("18:30"), language).words)
    for words in told:
        assert words in seen
