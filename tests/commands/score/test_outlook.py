"""What stands beside the score: grades and money, what falls due, the targets."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from commands.kit.texts import LANGUAGES, Language, translator
from commands.score import outlook_views
from commands.score.figures import distances, figures_of
from storage.contract.foresight import Due
from storage.contract.kinds import Fault, Inspection, Plan, Punch, Request, Stocktake, Survey, Task
from storage.contract.model import Standing
from storage.contract.periods import Span
from storage.contract.targets import Target
from storage.contract.terms import Terms, load_terms
from storage.contract.text import Text
from tests.commands.conftest import NOW, TERMS, Room, at, refusals
from tests.commands.score.made_up import everything_hidden, nothing_hidden, shown

BY_MONTH = load_terms({"term": {"appraisal": "month"}})
QUARTER = Span("quarter", "2026-Q3", date(2026, 7, 1), date(2026, 9, 30))
MONTH = Span("month", "2026-07", date(2026, 7, 1), date(2026, 7, 31))
TERM = TERMS.term


def standing(booked: str, projected: str, period: Span = QUARTER, terms: Terms = TERMS, **more: Any) -> Standing:
    grades = [terms.grade_of(Decimal(score)) for score in (booked, projected)]
    values: dict[str, Any] = {
        "grade": grades[0],
        "projected_grade": grades[1],
        "refund": terms.refund_of(grades[0]),
        "projected_refund": terms.refund_of(grades[1]),
    }
    return Standing(
        period=period, at=NOW, booked=Decimal(booked), projected=Decimal(projected), rows=(), **{**values, **more}
    )


@pytest.mark.parametrize(
    ("score", "told"),
    [
        ("96", "1 point above excellent's floor of 95, below it: good"),
        ("95", "0 points above excellent's floor of 95, below it: good"),
        ("92.5", "2.5 points to excellent (95)\n12.5 points above good's floor of 80, below it: qualified"),
        ("80", "15 points to excellent (95)\n0 points above good's floor of 80, below it: qualified"),
        ("79.5", "0.5 points to good (80)\n9.5 points above qualified's floor of 70, below it: barely qualified"),
        ("60", "10 points to qualified (70)\n0 points above barely qualified's floor of 60, below it: unqualified"),
        ("59", "1 point to barely qualified (60)"),
    ],
)
def test_how_far_the_grades_beside_are(score: str, told: str) -> None:
    assert distances(Decimal(score), TERMS, translator("en")) == told


@pytest.mark.parametrize(
    ("period", "terms", "money"),
    [
        (QUARTER, TERMS, True),
        (TERM, TERMS, True),
        (MONTH, TERMS, False),
        (MONTH, BY_MONTH, True),
        (QUARTER, BY_MONTH, False),
    ],
)
def test_money_hangs_on_the_appraisal_period_and_the_contract(period: Span, terms: Terms, *, money: bool) -> None:
    for language in LANGUAGES:
        t = translator(language)
        labels = [label for label, _ in figures_of(standing("90", "90", period, terms), terms, t)]
        assert (t("The client may take back") in labels) is money
        assert t("Distance to the next grades") in labels


@pytest.mark.parametrize(
    ("booked", "projected", "refund", "pending"),
    [
        ("95", "96", "nothing", None),
        ("94.5", "95", "up to ¥40,780.00, only if acceptance is not wholly passed", "nothing"),
        ("60", "70", "up to ¥122,340.00", "up to ¥81,560.00"),
        ("59.5", "59.5", "the contract's table has no figure for this grade", None),
        ("59.5", "60", "the contract's table has no figure for this grade", "up to ¥122,340.00"),
    ],
)
def test_what_the_client_may_take_back(booked: str, projected: str, refund: str, pending: str | None) -> None:
    told = dict(figures_of(standing(booked, projected), TERMS, translator("en")))
    assert told["The client may take back"].startswith(refund)
    with_pending = told.get("The client may take back, with what is pending")
    assert with_pending is None if pending is None else with_pending is not None and with_pending.startswith(pending)
    assert ("Distance to the next grades, with what is pending" in told) is (booked != projected)


def test_while_a_row_is_not_judged_neither_grades_nor_money_are_told() -> None:
    unjudged = standing(
        "95", "96", grade=None, projected_grade=None, refund=None, projected_refund=None, unjudged=("x",)
    )
    assert len(figures_of(unjudged, TERMS, translator("en"))) == 2


def test_the_score_shows_grades_money_dues_and_targets(room: Room) -> None:
    room.hold(Fault(id="f-1", title="慢", system="portal", level=4, type="data", noticed_at=at("09:50")))
    quarter = room.does("feng", "/score").words
    for told in (
        "29.5 points to barely qualified (60)",
        "*The client may take back*\nthe contract's table has no figure for this grade",
        "*Due in the next 7 days*",
        "2026-07-15 10:20 (Wed)  *−0.5*  Respond to the fault, or be on site: `f-1`",
        "✗ not met  *T4* Data lost or wrong: 1 (goal: none)",
        "✓ met  *T5* Security incidents: 0 (goal: none)",
        "– nothing to judge  *T7* User satisfaction (goal: above 95%)",
    ):
        assert told in quarter
    assert "take back" not in room.does("feng", "/score month").words
    over = room.does("feng", "/score 2026-06").words
    assert "Due in the next" not in over
    assert "*T1*" in over


@pytest.mark.parametrize("typed", ["next", "NEXT", "未来7天", "即将到期"])
def test_what_falls_due_is_told_in_order(room: Room, typed: str) -> None:
    room.hold(
        Request(id="r-1", channel="call", arrived_at=at("09:45")),
        Fault(id="f-1", title="慢", system="portal", level=5, type="other", noticed_at=at("09:50"), responded_at=NOW),
        Task(id="t-1", person="wu", due_at=at("12:00", "2026-07-18")),
        Stocktake(id="s-1", due_on=date(2026, 7, 16)),
    )
    for person in ("feng", "lin", "zhao"):
        answer = room.does(person, f"/score {typed}")
        told = [line for line in answer.words.splitlines() if line.startswith("•") and "missing punch" not in line]
        assert [line.split("  ", 2)[::2] for line in told if "other people" not in line and "Inspect" not in line] == [
            ["• 2026-07-15 10:15 (Wed)", "Answer or dispatch the request: `r-1`"],
            ["• 2026-07-15 17:50 (Wed)", "Handle the fault: `f-1`"],
            ["• 2026-07-16 09:45 (Thu)", "Answer the request: `r-1`"],
            ["• by the end of 2026-07-16 (Thu)", "Do the stock-take: `s-1`"],
            ["• 2026-07-18 12:00 (Sat)", "Do the task or report on it: `t-1`"],
            ["• by the end of 2026-07-20 (Mon)", "Submit the document: `weekly:2026-W29`"],
        ]
        assert "by the end of today (the first of 8)  *−4*  Inspect" in answer.words
        assert answer.stored == 0


def test_next_takes_no_words(room: Room) -> None:
    refusals(room, "feng", ["/score next week", "/score next 2026-07"])


def test_nothing_due_is_told_in_one_line(room: Room) -> None:
    after_term = at("10:00", "2027-06-20")
    for language in LANGUAGES:
        answer = room.does("feng", "/score next", after_term, language)
        t = translator(language)
        assert t("Nothing that costs points falls due in the next {days} days.", days=7) in answer.words
        assert "•" not in answer.words


@pytest.mark.parametrize(
    ("person", "names", "unseen"),
    [
        ("lin", {"lin"}, 2),
        ("wu", {"wu"}, 2),
        ("sun", set(), 3),
        ("feng", set(), 3),
        ("zhao", {"lin", "wu", "zhao"}, 0),
        ("chen", {"lin", "wu", "zhao"}, 0),
    ],
)
def test_other_peoples_attendance_is_not_told(room: Room, person: str, names: set[str], unseen: int) -> None:
    room.hold(Punch(id="p-1", person="lin", way="in", at=at("09:00", "2026-07-14")))
    for typed in ("/score next", "/score", "/score month"):
        told = room.does(person, typed).words
        assert {name for name in ("lin", "wu", "zhao") if f"`{name}:2026-07-14`" in told} == names
        hidden = f"Entries of other people, seen by them, the PM and managers: {unseen}"
        if typed == "/score next":
            assert (hidden in told) is (unseen > 0)


def due(number: int, row: str = "procedure.task_overdue") -> Due:
    return Due(
        row=row,
        subject=f"<{'长' * 200}-{number}>",
        at=NOW,
        points=Decimal("-0.5"),
        reason=Text("缘由" * 90, "reason " * 90),
        evidence=(),
        person="lin",
        whole_day=number % 2 == 0,
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [0, 1, 3, 4, 5000])
def test_any_number_of_dues_is_told_within_slacks_limits(language: Language, count: int) -> None:
    t = translator(language)
    rows = [*outlook_views.DEEDS, "system.availability", "attendance.leave_person"]
    dues = [due(n, row) for row in rows for n in range(count)]
    for hidden in (nothing_hidden, everything_hidden):
        reply = outlook_views.next_days(dues, hidden, NOW, t)
        shown(reply)
        blocks = outlook_views.beside(dues, [target(n) for n in range(10)], hidden, NOW, t)
        assert len(blocks) <= 12


def target(number: int) -> Target:
    return Target(
        code=f"T{number}",
        name=Text("名称", "name"),
        goal=Text("目标", "goal"),
        shown=Text("模块" * 2000, "module " * 2000),
        met=number % 2 == 0,
        evidence=tuple(f"fault:{'x' * 200}-{n}" for n in range(1000)),
        missing=tuple(f"2026-W{n}" for n in range(1000)),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_targets_with_much_behind_them_are_told_within_slacks_limits(language: Language) -> None:
    t = translator(language)
    told = shown(outlook_views.all_targets(QUARTER, NOW, [target(n) for n in range(10)], t))
    assert told.count(t("and {count} more", count=970)) == 20


@pytest.mark.parametrize("typed", ["targets", "指标", "targets month", "targets 2026-07", "指标 本月"])
def test_targets_are_told_with_what_they_rest_on(room: Room, typed: str) -> None:
    room.hold(
        *(
            Inspection(id=f"i-{n}", type="page", at=at("09:00", f"2026-07-{n:02}"), by="lin", ok=True)
            for n in range(1, 14)
        ),
        Fault(id="f-1", title="慢", system="portal", module="登录", level=4, type="security", noticed_at=at("09:50")),
        Survey(id="s-1", for_="2026-07", answer="basic", at=at("09:00")),
        Plan(id="p-1", type="emergency", filed_on=date(2026, 7, 1)),
    )
    for language in LANGUAGES:
        told = room.does("feng", f"/score {typed}", language=language).words
        t = translator(language)
        for each in (
            "13 ÷ 14 = 92.857%",
            "`2026-07-14`",
            "`2026-W27`",
            "登录",
            "`survey:s-1`",
            "`plan:p-1`",
            "`monthly:2026-06`",
            "0 ÷ 1 = 0%",
        ):
            assert each in told
        assert told.count(t("✗ not met")) + told.count(t("✓ met")) == 10


def test_targets_of_what_is_no_period_are_refused(room: Room) -> None:
    refusals(room, "feng", ["/score targets 2026-W29", "/score targets 2026-05", "/score targets month year"])


def test_the_score_of_a_period_to_come_says_what_there_is(room: Room) -> None:
    moment: datetime = at("10:00", "2026-06-20")
    told = room.does("feng", "/score 2026-07", moment).words
    assert told.count("nothing to judge") == 10
    assert "*Due in the next 7 days*" in told
