"""Documents: asked for on both sides of every step, of the due day's end, and of coming in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from schedulers.nudges import invoice_due, report_due, report_overdue
from storage.contract.kinds import CalendarDay, Fault, Person
from storage.records.outbox import OPS_CHANNEL
from tests.schedulers.conftest import TEAM
from tests.schedulers.stage import EVERYBODY, GU, becomes, day, document, keys, moment, says, stands, steps

DUE, OVERDUE, INVOICE = report_due.NUDGE, report_overdue.NUDGE, invoice_due.NUDGE
SEPTEMBER = "monthly:2026-09"
FAULT = Fault(
    id="f-1",
    title="down",
    system="portal",
    level=3,
    type="function",
    noticed_at=moment("2026-09-30 09:00"),
    handled_at=moment("2026-09-30 11:00"),
)
AGREED = document("other", "搬迁方案", due=day("2026-10-09"))
AGREED_SUBJECT = f"other:{AGREED.id}"


@pytest.mark.parametrize(
    ("now", "step"),
    [  # the September report is due on Saturday 2026-10-10, a working day; 1 to 7 October are off
        ("2026-09-30 09:29:59", None),
        ("2026-09-30 09:30:00", "-3-wd-09:30"),
        ("2026-10-09 09:29:59", "-3-wd-09:30"),
        ("2026-10-09 09:30:00", "-1-wd-09:30"),
        ("2026-10-10 09:29:59", "-1-wd-09:30"),
        ("2026-10-10 09:30:00", "09:30"),
        ("2026-10-10 14:59:59", "09:30"),
        ("2026-10-10 15:00:00", "15:00"),
        ("2026-10-10 17:29:59", "15:00"),
        ("2026-10-10 17:30:00", "17:30"),
        ("2026-10-10 23:59:59", "17:30"),
        ("2026-10-11 00:00:00", None),
    ],
)
def test_a_report_is_asked_for_before_and_on_its_day(now: str, step: str | None) -> None:
    assert steps(DUE, stands(now), SEPTEMBER) == ([step] if step else [])


@pytest.mark.parametrize(
    ("now", "step"),
    [
        ("2026-10-10 23:59:59", None),
        ("2026-10-11 12:00:00", None),  # a Sunday
        ("2026-10-12 09:29:59", None),
        ("2026-10-12 09:30:00", "2026-10-12-09:30"),
        ("2026-10-13 09:29:59", "2026-10-12-09:30"),
        ("2026-10-13 09:30:00", "2026-10-13-09:30"),
        ("2027-03-01 09:30:00", "2027-03-01-09:30"),
        ("2027-07-05 09:30:00", "2027-07-05-09:30"),  # after the term
    ],
)
def test_a_late_report_is_asked_for_each_working_day(now: str, step: str | None) -> None:
    assert steps(OVERDUE, stands(now), SEPTEMBER) == ([step] if step else [])


@pytest.mark.parametrize(
    ("subject", "now", "facts"),
    [
        ("weekly:2026-W40", "2026-10-08 09:30", ()),
        ("quarterly:2026-Q3", "2026-10-13 09:30", ()),
        ("half_year:2026-H2", "2027-01-08 09:30", ()),
        ("year_end:2026", "2026-12-31 09:30", ()),
        ("fault:f-1", "2026-10-10 09:30", (FAULT,)),
        (AGREED_SUBJECT, "2026-10-09 09:30", (AGREED,)),
        ("quarterly:2027-Q2", "2027-07-07 09:30", ()),  # due after the term: reminded of (reading 11)
    ],
)
def test_every_document_owed_or_agreed_is_asked_for_on_its_day(subject: str, now: str, facts: Any) -> None:
    assert steps(DUE, stands(now, *facts), subject) == ["09:30"]
    assert f'["report", "submit", "{subject}"]' in says(DUE, stands(now, *facts), subject)
    assert becomes(DUE, stands(now, *facts), subject) is None


@pytest.mark.parametrize(
    ("change", "owed"),
    [({}, True), ({"level": 4}, True), ({"level": 5}, False), ({"cause": "planned"}, False), ({"draft": True}, False)],
    ids=str,
)
def test_a_fault_owes_a_report_as_the_score_has_it(change: dict[str, Any], *, owed: bool) -> None:
    fault = replace(FAULT, **change)
    assert bool(steps(DUE, stands("2026-10-10 09:30", fault), "fault:f-1")) is owed
    assert (becomes(DUE, stands("2026-10-10 09:30", fault), "fault:f-1") is None) is owed


def test_invoices_are_asked_for_by_a_nudge_of_their_own() -> None:
    assert not [key for key in keys(DUE, stands("2026-12-31 09:30")) if "invoice" in key]
    assert not [key for key in keys(OVERDUE, stands("2027-01-11 09:30")) if "invoice" in key]


@pytest.mark.parametrize(
    ("now", "step"),
    [  # the second invoice is due on Thursday 2026-12-31
        ("2026-12-28 09:29:59", None),
        ("2026-12-28 09:30:00", "-3-wd-09:30"),
        ("2026-12-30 09:30:00", "-1-wd-09:30"),
        ("2026-12-31 09:29:59", "-1-wd-09:30"),
        ("2026-12-31 17:30:00", "17:30"),
        ("2027-01-04 09:29:59", "17:30"),
        ("2027-01-04 09:30:00", "2027-01-04-09:30"),
    ],
)
def test_an_invoice_is_asked_for_until_it_comes_in(now: str, step: str | None) -> None:
    assert steps(INVOICE, stands(now), "second") == ([step] if step else [])
    assert becomes(INVOICE, stands(now), "second") is None
    came = stands(now, document("invoice", "second", "2026-12-20 10:00"))
    assert steps(INVOICE, came, "second") == []
    assert "came in" in str(becomes(INVOICE, came, "second"))


def test_the_first_invoice_is_due_30_working_days_after_signing() -> None:
    assert steps(INVOICE, stands("2026-07-28 09:30"), "first") == ["09:30"]
    assert "2026-07-28" in says(INVOICE, stands("2026-07-28 09:30"), "first")
    assert "has not come in" in says(INVOICE, stands("2026-07-29 09:30"), "first")


@pytest.mark.parametrize(
    ("came", "asked"),
    [("2026-10-10 09:29:59", False), ("2026-10-10 09:30:00", False), ("2026-10-10 09:30:01", True)],
)
def test_what_has_come_in_is_not_asked_for(came: str, *, asked: bool) -> None:
    situation = stands("2026-10-10 09:30:00", document("monthly", "2026-09", came))
    assert bool(steps(DUE, situation, SEPTEMBER)) is asked
    assert (becomes(DUE, situation, SEPTEMBER) is None) is asked


def test_a_due_nudge_ends_with_its_day_and_the_overdue_one_with_the_document() -> None:
    assert becomes(DUE, stands("2026-10-10 23:59:59"), SEPTEMBER) is None
    assert "did not come in by 2026-10-10 (Sat)" in str(becomes(DUE, stands("2026-10-11 00:00"), SEPTEMBER))
    assert becomes(OVERDUE, stands("2026-10-12 09:30"), SEPTEMBER) is None
    late = stands("2026-10-12 11:00", document("monthly", "2026-09", "2026-10-12 10:00"))
    assert "✓" in str(becomes(OVERDUE, late, SEPTEMBER))
    assert "2026-10-12 10:00" in str(becomes(OVERDUE, late, SEPTEMBER))


def test_an_agreed_document_that_is_taken_back_or_put_off_is_no_longer_asked_for() -> None:
    assert "not owed" in str(becomes(DUE, stands("2026-10-09 09:30"), AGREED_SUBJECT))
    put_off = replace(AGREED, due=day("2026-10-20"))
    assert "due 2026-10-20" in str(becomes(OVERDUE, stands("2026-10-12 09:30", put_off), AGREED_SUBJECT))
    assert steps(OVERDUE, stands("2026-10-12 09:30", put_off), AGREED_SUBJECT) == []


def test_a_day_declared_off_moves_what_is_due() -> None:
    off = CalendarDay(id="c-1", day=day("2026-10-10"), off=True, name="moved")
    assert steps(DUE, stands("2026-10-10 09:30", off), SEPTEMBER) == ["-1-wd-09:30"]
    assert steps(DUE, stands("2026-10-12 09:30", off), SEPTEMBER) == ["09:30"]


def test_what_fell_due_before_books_opened_is_let_be() -> None:
    opened: dict[str, Any] = {"term": {"books_open": day("2026-10-12")}}
    assert steps(OVERDUE, stands("2026-10-12 09:30", **opened), SEPTEMBER) == []
    assert steps(OVERDUE, stands("2026-10-14 09:30", **opened), "quarterly:2026-Q3") == ["2026-10-14-09:30"]


def test_a_day_that_rests_on_an_estimated_year_says_so() -> None:
    assert "estimate" in says(DUE, stands("2027-01-06 09:30"), "monthly:2026-12")
    assert "estimate" not in says(DUE, stands("2026-12-31 09:30"), "year_end:2026")
    agreed = replace(AGREED, due=day("2027-01-06"))
    assert "estimate" not in says(DUE, stands("2027-01-06 09:30", agreed), AGREED_SUBJECT)
    settled = CalendarDay(id="c-1", day=day("2027-01-06"), off=False, name="announced")
    assert "estimate" not in says(DUE, stands("2027-01-06 09:30", settled), "monthly:2026-12")


def test_every_pm_of_the_day_is_asked_under_a_key_of_their_own() -> None:
    second = Person(id="zhou", name="Zhou", side="team", role="pm", onsite=False, from_=day("2026-10-10"))
    before, after = "2026-10-09 09:30", "2026-10-10 09:30"
    people = (*EVERYBODY, second)
    assert keys(DUE, stands(before, people=people))[f"{SEPTEMBER}:-1-wd-09:30"] == "zhao"
    assert f"{SEPTEMBER}:zhou--1-wd-09:30" not in keys(DUE, stands(before, people=people))
    asked = keys(DUE, stands(after, people=people))
    assert (asked[f"{SEPTEMBER}:09:30"], asked[f"{SEPTEMBER}:zhou-09:30"]) == ("zhao", "zhou")
    came = stands(after, document("monthly", "2026-09", "2026-10-10 09:00"), people=people)
    assert "✓" in str(becomes(DUE, came, SEPTEMBER))


def test_without_a_pm_the_ops_channel_is_asked() -> None:
    people = [person for person in TEAM if person.role != "pm"]
    assert keys(DUE, stands("2026-10-10 09:30", people=people))[f"{SEPTEMBER}:09:30"] == OPS_CHANNEL


def test_a_missed_step_goes_to_todays_pm() -> None:
    left = [replace(person, until=day("2026-10-09")) if person.role == "pm" else person for person in TEAM]
    new = Person(id="zhou", name="Zhou", side="team", role="pm", onsite=False, from_=day("2026-10-10"))
    asked = keys(DUE, stands("2026-10-10 08:00", people=[*left, new]))
    assert asked[f"{SEPTEMBER}:-1-wd-09:30"] == "zhou"


def test_the_companys_manager_hears_of_it_once_however_many_pms_there_are() -> None:
    second = Person(id="zhou", name="Zhou", side="team", role="pm", onsite=False)
    due = keys(DUE, stands("2026-10-10 17:30", people=(*EVERYBODY, second)), ladder=True)
    assert [key for key, to in due.items() if to == GU.id and SEPTEMBER in key] == [f"{SEPTEMBER}:manager-gu-17:30"]
