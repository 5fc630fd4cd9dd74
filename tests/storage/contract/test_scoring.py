import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from storage.contract.attendance import lapses_by_day
from storage.contract.case import Case
from storage.contract.model import Row
from storage.contract.periods import parse_moment
from storage.contract.rubric import shipped_rows
from storage.contract.scoring import PeriodError, resolve_period, standing_as_json
from storage.contract.terms import load_terms
from storage.contract.text import Text
from tests.storage.contract.told import TEAM, mainland, standing, told_all

NOW = parse_moment("2026-07-20T12:00:00+08:00")


@pytest.mark.parametrize(
    ("text", "name", "first", "last"),
    [
        ("month", "2026-07", date(2026, 7, 1), date(2026, 7, 31)),
        ("quarter", "2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("half", "2026-H2", date(2026, 7, 1), date(2026, 12, 31)),
        ("year", "2026", date(2026, 6, 15), date(2026, 12, 31)),
        ("contract", "contract", date(2026, 6, 15), date(2027, 6, 14)),
        ("2026-06", "2026-06", date(2026, 6, 15), date(2026, 6, 30)),
        ("2027-H1", "2027-H1", date(2027, 1, 1), date(2027, 6, 14)),
    ],
)
def test_a_period_is_clipped_to_the_term(text: str, name: str, first: date, last: date) -> None:
    span = resolve_period(text, load_terms(), NOW)
    assert (span.name, span.first, span.last) == (name, first, last)


@pytest.mark.parametrize("text", ["week", "2026-W27", "2026-05", "2027-07", "2025", "2026-Q5", "July", "", "9999-W52"])
def test_other_periods_are_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(PeriodError) as refused:
        resolve_period(text, load_terms(), NOW)
    assert "\n" not in str(refused.value)


def test_a_word_means_the_period_that_holds_now() -> None:
    with pytest.raises(PeriodError, match="outside the term"):
        resolve_period("month", load_terms(), parse_moment("2027-07-01T00:00:00+08:00"))


def test_the_score_as_data() -> None:
    facts = [
        *TEAM,
        {
            "kind": "problem",
            "id": "p",
            "scope": "in",
            "by": "lin",
            "found_at": "2026-07-01T10:00:00+08:00",
        },
    ]
    rows = tuple(row for row in shipped_rows() if row.code.startswith(("inspect.late", "inspect.pro")))
    data = standing_as_json(standing(facts, "2026-07", "2026-07-20T12:00:00+08:00", rows=rows))
    assert json.loads(json.dumps(data)) == {
        "period": "2026-07",
        "from": "2026-07-01",
        "until": "2026-07-31",
        "at": "2026-07-20T12:00:00+08:00",
        "booked": 99.5,
        "projected": 99.5,
        "grade": "excellent",
        "projected_grade": "excellent",
        "refund_cny": "0.00",
        "rows": [
            {
                "code": "inspect.late_feedback",
                "booked": -0.5,
                "pending": 0,
                "applicable": True,
                "entries": [
                    {
                        "key": "inspect.late_feedback:p",
                        "at": "2026-07-01T10:15:00+08:00",
                        "points": -0.5,
                        "status": "provisional",
                        "evidence": ["problem:p"],
                    }
                ],
            },
            {"code": "inspect.proactive", "booked": 0, "pending": 0, "applicable": True, "entries": []},
        ],
    }
    assert type(data["rows"][1]["booked"]) is int


def _made_up() -> Row:
    return replace(shipped_rows()[0], code="made.up", measure=None, points={}, name=Text("虚构", "made up"))


def test_a_row_without_a_measure_withholds_grade_and_refund() -> None:
    made = standing(TEAM, "2026-07", "2026-07-20T12:00:00+08:00", rows=(_made_up(),))
    data = standing_as_json(made)
    assert (data["booked"], data["grade"], data["projected_grade"], data["refund_cny"]) == (100, None, None, None)
    assert data["unjudged"] == ["made.up"]
    assert not made.rows[0].judged


def test_the_score_at_a_past_moment_knows_nothing_recorded_later() -> None:
    declared = {
        "kind": "calendar_day",
        "id": "d",
        "day": "2026-07-03",
        "off": True,
        "name": "停电",
        "recorded_at": "2026-07-10T09:00:00+08:00",
    }
    overlay = {"term": {"books_open": date(2026, 7, 3)}}
    absent = {}
    for now in ("2026-07-10T08:59:59+08:00", "2026-07-10T09:00:00+08:00"):
        rows = {row.code: row for row in standing([*TEAM, declared], "2026-07", now, overlay).rows}
        absent[now] = [entry.key for entry in rows["attendance.absence"].entries if "07-03" in entry.key]
    assert [len(keys) for keys in absent.values()] == [2, 0]


def test_an_entry_explains_itself_and_keeps_its_rulings() -> None:
    facts = [
        *TEAM,
        {"kind": "punch", "id": "p", "person": "lin", "way": "in", "at": "2026-07-01T10:03:00+08:00"},
        {
            "kind": "ruling",
            "id": "r",
            "entry": "attendance.absence:lin:2026-07-01",
            "ruling": "waive",
            "by": "chen",
            "at": "2026-07-02T10:00:00+08:00",
            "reason": "storm",
        },
    ]
    made = standing(facts, "2026-07", "2026-07-02T12:00:00+08:00", {"term": {"books_open": date(2026, 7, 1)}})
    entry = next(entry for entry in made.entries if entry.key == "attendance.absence:lin:2026-07-01")
    assert (entry.worth, entry.points, entry.person, entry.evidence) == (Decimal(-2), Decimal(0), "lin", ("punch:p",))
    assert entry.reason == Text(
        "2026-07-01 上班 09:00 + 60 分 < 10:03",
        "2026-07-01 in: 09:00 + 60 min < 10:03",
    )
    assert [ruling.reason for ruling in entry.rulings] == ["storm"]


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
@pytest.mark.parametrize("now", ["2026-07-20T12:00:00+08:00", "9999-12-31T23:59:59+08:00", "0001-01-01T08:00:00+08:00"])
def test_the_calendars_ends_do_no_harm(day: str, now: str) -> None:
    early = day == "0001-01-01"
    moment = "0001-01-01T09:00:00+08:00" if early else "9999-12-31T23:30:00+08:00"
    facts = [
        *TEAM,
        {"kind": "punch", "id": "1", "person": "lin", "way": "in", "at": moment},
        {"kind": "leave", "id": "1", "person": "lin", "type": "sick", "from": "0001-01-01", "until": "9999-12-31"},
        {"kind": "inspection", "id": "1", "type": "server", "at": moment, "by": "lin", "ok": True},
        {"kind": "problem", "id": "1", "found_at": moment, "scope": "in", "by": "lin"},
        {
            "kind": "fault",
            "id": "1",
            "title": "t",
            "system": "api",
            "level": 1,
            "type": "network",
            "outage": True,
            "onsite": True,
            "noticed_at": moment,
            "vendor": [[moment, None]],
        },
        {
            "kind": "fault",
            "id": "2",
            "title": "t",
            "system": "api",
            "level": 1,
            "type": "terminal",
            "emergency": True,
            "device": "d",
            "trouble": "x",
            "noticed_at": moment,
            "handled_at": moment,
        },
        {"kind": "request", "id": "1", "channel": "call", "arrived_at": moment},
        {"kind": "task", "id": "1", "person": "lin", "due_at": moment},
        {"kind": "staff_change", "id": "1", "person": "lin", "announced_on": day, "effective_on": day},
        {"kind": "staff_change", "id": "2", "person": "sun", "announced_on": day, "effective_on": day},
        {"kind": "vacancy", "id": "1", "post": "x", "from": "0001-01-01", "until": "9999-12-31"},
        {"kind": "vacancy", "id": "2", "post": "x", "from": day},
        {"kind": "asset_change", "id": "1", "asset": "x", "confirmed_on": day},
        {"kind": "stocktake", "id": "1", "due_on": day},
        {"kind": "guard", "id": "1", "name": "g", "from": "0001-01-01", "until": "9999-12-31"},
        {"kind": "plan", "id": "1", "type": "drill", "filed_on": day, "for": "9999"},
        {"kind": "drill", "id": "1", "planned_on": day},
        {"kind": "document", "id": "1", "type": "other", "for": "x", "due": day},
        {"kind": "calendar_day", "id": "1", "day": day, "off": True, "name": "x"},
        {"kind": "downtime_exempt", "id": "1", "system": "api", "from": moment, "until": moment, "why": "x"},
    ]
    overlay = {"systems": ["api"], "network": {"devices": 1}, "term": {"from": date(2026, 6, 15)}}
    assert standing(facts, "contract", now, overlay).booked <= 100 + 10


def test_a_missing_punch_is_unexplained_until_the_next_working_day_has_ended() -> None:
    terms = load_terms({"term": {"books_open": date(2026, 7, 3)}})
    facts = told_all(person for person in TEAM if person["id"] == "lin")
    told = {}
    for now in ("2026-07-03T23:59:59+08:00", "2026-07-06T23:59:59+08:00", "2026-07-07T00:00:00+08:00"):
        case = Case.at(facts, terms, mainland(), terms.term, parse_moment(now))
        told[now] = [(lapse.way, lapse.unexplained, lapse.absent) for lapse in next(iter(lapses_by_day(case)), [])]
    assert list(told.values()) == [
        [],
        [("in", True, False), ("out", True, False)],
        [("in", False, True), ("out", False, True)],
    ]
