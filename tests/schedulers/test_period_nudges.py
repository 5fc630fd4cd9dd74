"""Surveys, rankings, years not announced, digests and the term's end: both sides of every step and settling."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from schedulers.nudges import calendar_estimated, contract_end, rank_ask, score_month, score_week, survey_ask
from storage.contract.calendar import WorkCalendar
from storage.contract.foresight import Due
from storage.contract.kinds import CalendarDay, Fault, Leave, Person, Rank, Survey
from storage.contract.periods import Span
from storage.contract.text import Text
from storage.records.calendar import announced_calendar
from tests.schedulers.stage import CHEN, EVERYBODY, FENG, becomes, day, document, keys, moment, says, stands, steps

SURVEY, RANK = survey_ask.NUDGE, rank_ask.NUDGE
WEEK, MONTH = score_week.NUDGE, score_month.NUDGE
YEAR, END = calendar_estimated.NUDGE, contract_end.NUDGE
TERM = Span("contract", "contract", day("2026-06-15"), day("2027-06-14"))


def answer(by: str, for_: str = "2026-Q3", at: str = "2026-09-01 10:00") -> Survey:
    return Survey(id=f"sv-{by}-{for_}", for_=for_, answer="very", at=moment(at), by=by)


def rank(row: Any, for_: str = "2026-Q3", at: str = "2026-09-01 10:00") -> Rank:
    place = {"rank": 3, "of": 20, "value": Decimal(2), "mean": Decimal(4)}
    return Rank(id=f"rk-{row}-{for_}", row=row, for_=for_, recorded_at=moment(at), **place)  # type: ignore[arg-type]


BOTH = (rank("system.fault_rank"), rank("cloud.efficiency_rank"))


@pytest.mark.parametrize(
    ("now", "step"),
    [  # 25 September 2026 is off (Mid-Autumn): five working days before Wednesday 30 September is Tuesday 22
        ("2026-09-22 09:29:59", None),
        ("2026-09-22 09:30:00", "-5-wd-09:30"),
        ("2026-09-30 23:59:59", "-5-wd-09:30"),
        ("2026-10-01 00:00:00", None),
    ],
)
def test_the_client_is_asked_for_before_the_period_ends(now: str, step: str | None) -> None:
    assert _newest(SURVEY, stands(now)) == step


@pytest.mark.parametrize(
    ("answers", "waiting"),
    [
        ((), "Chen, Feng"),
        ((answer("chen"),), "Feng"),
        ((answer("chen"), answer("feng")), None),
        ((answer("chen"), answer("feng", "2026-Q4")), "Feng"),
        ((answer("chen"), answer("feng", "2026-08")), None),
        ((answer("chen"), answer("feng", at="2026-09-30 12:00")), "Feng"),
    ],
    ids=str,
)
def test_a_survey_waits_for_everybody_of_the_client(answers: Any, waiting: str | None) -> None:
    situation = stands("2026-09-30 11:00", *answers)
    assert (becomes(SURVEY, situation, "2026-Q3") is None) is (waiting is not None)
    if waiting is None:
        assert keys(SURVEY, situation) == {}
    else:
        said = says(SURVEY, situation, "2026-Q3")
        assert f": {waiting}." in said
        assert '["survey", "ask", "2026-Q3"]' in said


def test_a_survey_is_let_be_once_the_period_is_over() -> None:
    assert becomes(SURVEY, stands("2026-09-30 23:59:59"), "2026-Q3") is None
    assert "over" in str(becomes(SURVEY, stands("2026-10-01 00:00"), "2026-Q3"))


def test_the_appraisal_period_is_the_contracts_own() -> None:
    monthly: dict[str, Any] = {"term": {"appraisal": "month"}}
    assert list(keys(SURVEY, stands("2026-07-24 09:30", **monthly))) == ["2026-07:-5-wd-09:30"]
    whole: dict[str, Any] = {"term": {"appraisal": "contract"}}
    assert list(keys(SURVEY, stands("2027-06-14 09:30", **whole))) == ["contract:-5-wd-09:30"]
    assert list(keys(SURVEY, stands("2027-06-14 09:30"))) == ["2027-Q2:-5-wd-09:30"]  # clipped to the term


@pytest.mark.parametrize(
    ("ranks", "missing"),
    [
        ((), ["Fault ranking", "efficiency"]),
        (BOTH[:1], ["efficiency"]),
        (BOTH, []),
        ((rank("system.fault_rank", "2026-08"), BOTH[1]), []),
        ((rank("system.fault_rank", "2026-H2"), BOTH[1]), ["Fault ranking"]),
        ((rank("system.fault_rank", "2026-Q2"), BOTH[1]), ["Fault ranking"]),
    ],
    ids=str,
)
def test_missing_rankings_are_asked_for(ranks: Any, missing: list[str]) -> None:
    situation = stands("2026-09-22 09:30", *ranks)
    assert (becomes(RANK, situation, "2026-Q3") is None) is bool(missing)
    assert list(keys(RANK, situation)) == (["2026-Q3:-5-wd-09:30"] if missing else [])
    said = says(RANK, situation, "2026-Q3") if missing else ""
    assert [name for name in ("Fault ranking", "efficiency") if name in said] == missing


def test_rankings_may_be_published_after_the_period() -> None:
    assert _newest(RANK, stands("2026-09-22 09:29:59")) is None
    assert becomes(RANK, stands("2026-11-01 10:00"), "2026-Q3") is None
    assert "✓" in str(becomes(RANK, stands("2026-11-01 10:00", *BOTH), "2026-Q3"))


@pytest.mark.parametrize(
    ("now", "key"),
    [
        ("2026-06-15 08:59:59", None),
        ("2026-06-15 09:00:00", "2027:2026-W25:mon-09:00"),
        ("2026-06-21 23:59:59", "2027:2026-W25:mon-09:00"),
        ("2026-06-22 08:59:59", None),
        ("2026-06-22 09:00:00", "2027:2026-W26:mon-09:00"),
        ("2027-06-14 09:00:00", "2027:2027-W24:mon-09:00"),
        ("2027-06-15 00:00:00", None),
    ],
)
def test_a_year_that_is_not_announced_is_told_of_each_monday(now: str, key: str | None) -> None:
    assert list(keys(YEAR, stands(now))) == ([key] if key else [])


def test_a_year_is_loaded_when_announced_or_declared() -> None:
    term = Span("contract", "contract", day("2026-06-15"), day("2027-06-14"))
    estimated = sorted(one for one in announced_calendar().special if one.year == 2027 and one in term)
    declared = [CalendarDay(id=f"c-{one}", day=one, off=True, name="x") for one in estimated]
    assert keys(YEAR, stands("2026-11-02 09:00", *declared[1:]))
    assert becomes(YEAR, stands("2026-11-02 09:00", *declared[1:]), "2027:2026-W45") is None
    assert keys(YEAR, stands("2026-11-02 09:00", *declared)) == {}
    assert "2027 are known" in str(becomes(YEAR, stands("2026-11-02 09:00", *declared), "2027:2026-W45"))
    assert WorkCalendar.build({2027: {}}).is_loaded(2027, term)
    assert not WorkCalendar.build({2027: {}}).is_loaded(2028, term)


def test_a_year_that_is_over_is_not_asked_for() -> None:
    assert becomes(YEAR, stands("2027-06-14 12:00"), "2027:2026-W45") is None
    assert "not needed" in str(becomes(YEAR, stands("2027-06-15 00:00"), "2027:2026-W45"))


@pytest.mark.parametrize(
    ("now", "key"),
    [
        ("2027-03-16 09:29:59", None),
        ("2027-03-16 09:30:00", "contract:-90-d-09:30"),
        ("2027-05-15 09:29:59", "contract:-90-d-09:30"),
        ("2027-05-15 09:30:00", "contract:-30-d-09:30"),
        ("2027-06-07 09:29:59", "contract:-30-d-09:30"),
        ("2027-06-07 09:30:00", "contract:-7-d-09:30"),
        ("2027-06-14 23:59:59", "contract:-7-d-09:30"),
        ("2027-06-15 00:00:00", None),
        ("2027-07-07 09:29:59", None),
        ("2027-07-07 09:30:00", "material:-7-d-09:30"),
        ("2027-07-14 23:59:59", "material:-7-d-09:30"),
        ("2027-07-15 00:00:00", None),
    ],
)
def test_the_terms_end_is_told_of(now: str, key: str | None) -> None:
    assert list(keys(END, stands(now))) == ([key] if key else [])
    assert becomes(END, stands(now), "contract") is None


def test_what_is_to_be_done_at_the_terms_end_is_named() -> None:
    before = says(END, stands("2027-05-15 09:30"), "contract")
    assert all(word in before for word in ("2027-06-14", "in 30 days", "hand-over", "2027-07-14", "acceptance"))
    assert "ended 2027-06-14" in says(END, stands("2027-07-07 09:30"), "material")


@pytest.mark.parametrize(
    ("now", "week"),
    [
        ("2026-06-15 08:59:59", None),
        ("2026-06-15 09:00:00", "2026-W25"),
        ("2026-10-05 08:59:59", None),
        ("2026-10-05 09:00:00", "2026-W41"),  # a holiday all the same
        ("2026-10-11 23:59:59", "2026-W41"),
        ("2027-06-14 09:00:00", "2027-W24"),
        ("2027-06-21 09:00:00", None),
    ],
)
def test_the_digest_comes_each_monday_to_the_pm_and_the_companys_managers(now: str, week: str | None) -> None:
    wanted = {f"{week}:mon-09:00": "zhao", f"{week}:gu-mon-09:00": "gu"} if week else {}
    assert keys(WEEK, stands(now)) == wanted
    assert becomes(WEEK, stands(now), week or "2026-W41") is None


def test_the_digest_tells_the_score_what_falls_due_and_what_waits() -> None:
    due = Due(
        row="docs.late",
        subject="weekly:2026-W40",
        at=moment("2026-10-08 23:59:59"),
        points=Decimal("-0.5"),
        reason=Text("", ""),
        evidence=(),
        person=None,
        whole_day=True,
    )
    absence = Due(
        row="attendance.absence",
        subject="lin:2026-10-02",
        at=due.at,
        points=Decimal(-2),
        reason=Text("", ""),
        evidence=(),
        person="lin",
        whole_day=True,
    )
    claim = Leave(
        id="l-1", person="lin", type="sick", from_=day("2026-10-08"), until=day("2026-10-08"), state="claimed"
    )

    def said_where(people: tuple[Person, ...]) -> str:
        held = stands("2026-10-05 09:00", claim, people=people, due=lambda _: (due, absence))
        return says(WEEK, held, "2026-W41")

    said = said_where(tuple(EVERYBODY))
    assert "score of 2026-Q4" in said
    assert "weekly:2026-W40" in said
    assert "−2.5" in said
    assert "lin:2026-10-02" in said  # the PM and the company's managers may see it
    assert "lin:2026-10-02" not in said_where((CHEN,))
    away = Leave(id="l-2", person="zhao", type="sick", from_=day("2026-10-05"), until=day("2026-10-05"))
    stood_in = stands("2026-10-05 09:00", claim, away, due=lambda _: (due, absence))
    assert "lin:2026-10-02" not in says(WEEK, stood_in, "2026-W41")
    assert "Claims to approve: 1" in said
    assert "Waiting for the client's ruling" in said
    assert "Documents overdue: " in said


def test_a_digest_without_anything_due_says_so() -> None:
    said = says(WEEK, stands("2026-06-15 09:00", document("weekly", "2026-W25")), "2026-W25")
    assert "Nothing that costs points falls due" in said
    assert "overdue" not in said


@pytest.mark.parametrize(
    ("now", "month"),
    [
        ("2026-06-30 12:00:00", None),
        ("2026-07-01 08:59:59", None),
        ("2026-07-01 09:00:00", "2026-06"),
        ("2026-07-31 23:59:59", "2026-06"),
        ("2026-10-08 08:59:59", None),
        ("2026-10-08 09:00:00", "2026-09"),  # the first working day of October
        ("2027-07-01 09:00:00", "2027-06"),
        ("2027-08-02 09:00:00", None),
    ],
)
def test_the_past_month_is_told_on_the_first_working_day(now: str, month: str | None) -> None:
    wanted = {f"{month}:09:00": "zhao", f"{month}:gu-09:00": "gu"} if month else {}
    assert keys(MONTH, stands(now)) == wanted


def test_the_past_month_tells_what_moved_it_and_how_to_see_more() -> None:
    opened: dict[str, Any] = {"term": {"books_open": day("2026-09-01")}}
    fault = Fault(
        id="f-1",
        title="down",
        system="portal",
        level=3,
        type="function",
        noticed_at=moment("2026-09-02 10:00"),
        responded_at=moment("2026-09-02 11:00"),
        closed_at=moment("2026-09-02 11:00"),
    )
    said = says(MONTH, stands("2026-10-08 09:00", fault, people=[*EVERYBODY], **opened), "2026-09")
    assert "*2026-09* stands at" in said
    assert '["score", "period", "2026-09"]' in said
    assert "/score explain" in said
    assert keys(MONTH, stands("2026-09-01 09:00", **opened)) == {}
    assert keys(MONTH, stands("2026-09-01 09:00", term={"books_open": day("2026-08-31")}))


def test_people_of_the_client_hear_nothing() -> None:
    for now in ("2026-10-05 09:00", "2026-09-22 09:30", "2026-10-08 09:00", "2027-05-15 09:30"):
        for nudge in (SURVEY, RANK, WEEK, MONTH, YEAR, END):
            assert not {CHEN.id, FENG.id} & set(keys(nudge, stands(now), ladder=True).values())


def _newest(nudge: Any, situation: Any) -> str | None:
    found = steps(nudge, situation, "2026-Q3")
    return found[0] if found else None


def test_the_days_before_the_end_are_counted_from_the_terms_last_day() -> None:
    assert TERM.last - timedelta(days=90) == day("2027-03-16")
