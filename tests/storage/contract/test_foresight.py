"""What falls due: every clock with both sides of its limits, and nothing that has not happened is made up."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from storage.contract.foresight import Due, falling_due, gathered, horizon
from storage.contract.kinds import Leave, Person
from storage.contract.model import Standing
from storage.contract.periods import day_of, parse_moment, write_moment
from storage.contract.rubric import shipped_rows
from storage.contract.scoring import resolve_period, score
from storage.contract.terms import load_terms
from tests.storage.contract.told import TEAM, mainland, told_all
from tests.storage.tellings import TERMS, moments, tellings

DAY = "2026-07-15"
NOW = f"{DAY}T10:00:00+08:00"
FAULT = {"kind": "fault", "id": "f", "title": "t", "system": "api", "level": 4, "type": "function"}
INSPECTED = [
    {"kind": "inspection", "id": f"{type_}{n}", "type": type_, "at": f"2026-07-{n:02}T08:00:00+08:00", "by": "lin"}
    for n in range(15, 26)
    for type_ in ("page", "server")
]


def at(clock: str, day: str = DAY) -> str:
    return f"{day}T{clock}:00+08:00" if len(clock) == 5 else f"{day}T{clock}+08:00"


def ahead(
    *facts: dict[str, Any], now: str = NOW, people: tuple[dict[str, Any], ...] = (), running: str | None = None
) -> list[Due]:
    """What falls due, without the inspections and weekly reports that always do."""
    held, moment, terms = told_all([*people, *facts]), parse_moment(now), load_terms({"systems": ["api"]})
    rows = shipped_rows()
    period = resolve_period(running, terms, moment) if running else None
    standing = score(held, terms, mainland(), rows, period, moment).rows if period else ()
    dues = falling_due(held, terms, mainland(), rows, moment, running=standing)
    return [due for due in dues if due.row != "inspect.missed" and not due.subject.startswith("weekly:")]


def shown(due: Due) -> tuple[str, str, str, float]:
    return due.row, due.subject, write_moment(due.at), float(due.points)


@pytest.mark.parametrize(
    ("fact", "wanted"),
    [
        (
            {**FAULT, "noticed_at": at("09:45")},
            [("fault.response_late", at("10:15"), -0.5), ("fault.handling_late", at("17:45"), -0.5)],
        ),
        (
            {**FAULT, "noticed_at": at("09:30:01"), "onsite": True, "responded_at": at("09:40")},
            [("fault.response_late", at("10:30:01"), -0.5), ("fault.handling_late", at("17:30:01"), -0.5)],
        ),
        (
            {**FAULT, "noticed_at": at("02:00:01"), "responded_at": at("02:10")},
            [("fault.handling_late", at("10:00:01"), -0.5)],
        ),
        ({**FAULT, "noticed_at": at("02:00"), "responded_at": at("02:10")}, []),
        ({**FAULT, "noticed_at": at("09:00"), "handled_at": at("09:20"), "level": 5}, []),
        (
            {**FAULT, "noticed_at": at("09:00"), "handled_at": at("09:20")},
            [("docs.late", at("23:59:59", "2026-07-20"), -0.5)],
        ),
        ({**FAULT, "noticed_at": at("09:50"), "cause": "planned"}, []),
        (
            {**FAULT, "noticed_at": at("09:50"), "vendor": [[at("09:55"), None]]},
            [("fault.response_late", at("10:20"), -0.5)],
        ),
        ({**FAULT, "noticed_at": at("10:00:01")}, []),
        (
            {**FAULT, "noticed_at": at("09:50"), "responded_at": at("10:05"), "handled_at": at("11:00")},
            [("fault.response_late", at("10:20"), -0.5), ("fault.handling_late", at("17:50"), -0.5)],
        ),
        (
            {**FAULT, "noticed_at": at("09:50"), "emergency": True},
            [
                ("emergency.response", at("10:20"), -0.5),
                ("emergency.handling", at("17:50"), -0.5),
                ("emergency.response", at("09:50", "2026-07-16"), -0.5),
            ],
        ),
        (
            {**FAULT, "noticed_at": at("11:00", "2026-07-14"), "emergency": True},
            [("emergency.response", at("11:00"), -0.5)],
        ),
        ({**FAULT, "noticed_at": at("10:00", "2026-07-14"), "emergency": True}, []),
        (
            {"kind": "request", "id": "r", "channel": "call", "arrived_at": at("09:55")},
            [("service.dispatch_late", at("10:25"), -0.5), ("service.unanswered", at("09:55", "2026-07-16"), -0.5)],
        ),
        (
            {"kind": "request", "id": "r", "channel": "call", "arrived_at": at("09:55"), "dispatched_at": at("09:56")},
            [("service.unanswered", at("09:55", "2026-07-16"), -0.5)],
        ),
        (
            {"kind": "problem", "id": "p", "scope": "in", "by": "lin", "found_at": at("09:46")},
            [("inspect.late_feedback", at("10:01"), -0.5)],
        ),
        ({"kind": "problem", "id": "p", "scope": "in", "by": "lin", "found_at": at("09:45")}, []),
        ({"kind": "task", "id": "t", "person": "lin", "due_at": NOW}, []),
        (
            {"kind": "task", "id": "t", "person": "lin", "due_at": at("10:00:01")},
            [("procedure.task_overdue", at("10:00:01"), -0.5)],
        ),
        (
            {"kind": "task", "id": "t", "person": "lin", "due_at": at("10:00", "2026-07-22")},
            [("procedure.task_overdue", at("10:00", "2026-07-22"), -0.5)],
        ),
        ({"kind": "task", "id": "t", "person": "lin", "due_at": at("10:00:01", "2026-07-22")}, []),
        ({"kind": "stocktake", "id": "s", "due_on": "2026-07-14"}, []),
        ({"kind": "stocktake", "id": "s", "due_on": DAY}, [("assets.inventory", at("23:59:59"), -0.5)]),
        ({"kind": "stocktake", "id": "s", "due_on": DAY, "done_on": DAY}, []),
        (
            {"kind": "stocktake", "id": "s", "due_on": "2026-07-21"},
            [("assets.inventory", at("23:59:59", "2026-07-21"), -0.5)],
        ),
        ({"kind": "stocktake", "id": "s", "due_on": "2026-07-22"}, []),
        (
            {"kind": "asset_change", "id": "a", "asset": "x", "confirmed_on": "2026-07-08"},
            [("assets.register_stale", at("23:59:59"), -0.5)],
        ),
        ({"kind": "asset_change", "id": "a", "asset": "x", "confirmed_on": "2026-07-07"}, []),
        (
            {"kind": "guard", "id": "g", "name": "n", "from": "2026-07-22", "until": "2026-07-23"},
            [("guard.plan", at("00:00", "2026-07-22"), -1)],
        ),
        (
            {
                "kind": "guard",
                "id": "g",
                "name": "n",
                "from": "2026-07-22",
                "until": "2026-07-23",
                "plan_at": at("09:00"),
            },
            [],
        ),
        ({"kind": "guard", "id": "g", "name": "n", "from": "2026-07-23", "until": "2026-07-23"}, []),
        (
            {"kind": "document", "id": "d", "type": "other", "for": "x", "due": "2026-07-16"},
            [("docs.late", at("23:59:59", "2026-07-16"), -0.5)],
        ),
        (
            {"kind": "vacancy", "id": "v", "post": "x", "from": "2026-07-20", "until": "2026-07-30"},
            [("staffing.vacancy", at("23:59:59", f"2026-07-{day}"), -0.5) for day in (20, 21)],
        ),
        ({"kind": "note", "id": "n", "row": "procedure.violation", "at": at("12:00"), "by": "chen", "text": "x"}, []),
    ],
)
def test_what_falls_due(fact: dict[str, Any], wanted: list[tuple[str, str, float]]) -> None:
    assert [(row, moment, points) for row, _, moment, points in map(shown, ahead(fact))] == wanted


def test_inspections_and_reports_of_seven_days() -> None:
    moment, terms = parse_moment(NOW), load_terms()
    dues = falling_due(told_all([]), terms, mainland(), shipped_rows(), moment)
    subjects = [due.subject for due in dues]
    assert [name for name in subjects if name.startswith("page:")] == [f"page:2026-07-{day}" for day in range(15, 22)]
    assert [name for name in subjects if not name.startswith("page:")] == ["server:2026-W29", "weekly:2026-W29"]
    done = told_all({**fact, "ok": True} for fact in INSPECTED)
    left = falling_due(done, terms, mainland(), shipped_rows(), moment)
    assert [due.subject for due in left if due.row == "inspect.missed"] == [
        f"page:2026-07-{day}" for day in range(16, 22)
    ]


@pytest.mark.parametrize(
    ("now", "subjects"),
    [
        ("2026-06-07T23:59:59+08:00", []),
        ("2026-06-09T10:00:00+08:00", ["page:2026-06-15"]),
        ("2027-06-13T10:00:00+08:00", ["page:2027-06-13", "page:2027-06-14", "server:2027-W23", "server:2027-W24"]),
        ("2027-06-15T00:00:00+08:00", []),
    ],
)
def test_nothing_is_due_outside_the_term(now: str, subjects: list[str]) -> None:
    dues = falling_due(told_all([]), load_terms(), mainland(), shipped_rows(), parse_moment(now))
    assert sorted(due.subject for due in dues if due.row == "inspect.missed") == subjects


IN = {"kind": "punch", "id": "i", "person": "lin", "way": "in", "at": at("09:00", "2026-07-14")}
OUT = {"kind": "punch", "id": "o", "person": "lin", "way": "out", "at": at("18:00", "2026-07-14")}
WU = ({**IN, "id": "wi", "person": "wu"}, {**OUT, "id": "wo", "person": "wu"})


class TestAttendance:
    """Lin and Wu work on site. 15 July is a Wednesday."""

    def due(self, *facts: dict[str, Any], now: str = NOW) -> list[tuple[str, str, str, float]]:
        return [shown(due) for due in ahead(*WU, *facts, people=TEAM, now=now)]

    def test_only_days_before_today_that_are_not_explained_are_named(self) -> None:
        wanted = [("attendance.absence", "lin:2026-07-14", at("23:59:59"), -2.0)]
        assert self.due() == self.due(IN) == self.due(OUT) == wanted
        assert self.due(IN, OUT) == []

    def test_being_late_today_is_no_longer_ahead(self) -> None:
        late = {**IN, "id": "l", "at": at("09:30")}
        assert self.due(IN, OUT, late) == []

    def test_an_absence_takes_the_place_of_being_late(self) -> None:
        late = {**IN, "at": at("09:30", "2026-07-14")}
        assert self.due(late) == [("attendance.absence", "lin:2026-07-14", at("23:59:59"), -1.5)]
        waived = {
            "kind": "ruling",
            "id": "r",
            "entry": "attendance.late_early:lin:2026-07-14:in",
            "ruling": "waive",
            "by": "chen",
            "at": at("09:40"),
            "reason": "x",
        }
        assert self.due(late, waived) == [("attendance.absence", "lin:2026-07-14", at("23:59:59"), -2.0)]

    def test_a_friday_may_be_explained_until_mondays_end(self) -> None:
        for day in ("2026-07-18", "2026-07-19", "2026-07-20"):
            friday = [{**fact, "at": fact["at"].replace("-14T", "-17T")} for fact in (IN, *WU)]
            due = ahead(*friday, people=TEAM, now=at("10:00", day))
            assert [shown(one) for one in due] == [
                ("attendance.absence", "lin:2026-07-17", at("23:59:59", "2026-07-20"), -2.0)
            ]


def test_a_waived_entry_costs_nothing_unless_the_ruling_is_still_to_come() -> None:
    ruling = {
        "kind": "ruling",
        "id": "r",
        "entry": "assets.inventory:s",
        "ruling": "waive",
        "by": "chen",
        "at": at("09:00"),
        "reason": "x",
    }
    stocktake = {"kind": "stocktake", "id": "s", "due_on": "2026-07-16"}
    assert ahead(stocktake, ruling) == []
    assert len(ahead(stocktake, {**ruling, "at": at("10:00:01")})) == 1


@pytest.mark.parametrize(
    ("now", "period", "rows"),
    [
        ("2026-07-24T23:59:59+08:00", "2026-07", []),
        ("2026-07-25T00:00:00+08:00", "2026-07", ["emergency.drill", "emergency.plan", "satisfaction.survey"]),
        ("2026-07-25T00:00:00+08:00", "2026-Q3", []),
        ("2026-07-31T23:59:59+08:00", "2026-07", ["emergency.drill", "emergency.plan", "satisfaction.survey"]),
    ],
)
def test_a_period_row_falls_due_with_its_period(now: str, period: str, rows: list[str]) -> None:
    assert [due.row for due in ahead(now=now, running=period) if due.row != "docs.late"] == rows


def test_many_of_a_row_are_gathered_in_one_line() -> None:
    tasks = [{"kind": "task", "id": f"t{n}", "person": "lin", "due_at": at(f"{11 + n}:00")} for n in range(4)]
    stocktakes = [{"kind": "stocktake", "id": f"s{n}", "due_on": "2026-07-16"} for n in range(3)]
    lines = gathered(ahead(*tasks, *stocktakes))
    assert [(line.first.row, len(line.dues), line.points) for line in lines] == [
        ("procedure.task_overdue", 4, Decimal(-2)),
        *[("assets.inventory", 1, Decimal("-0.5"))] * 3,
    ]
    assert lines[0].first.subject == "t0"
    assert gathered([]) == []


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(tellings, moments)
def test_the_dues_are_what_the_booked_score_loses_in_seven_days(facts: list[dict[str, Any]], now: str) -> None:
    """With everybody on leave from today on, and nothing known but what is known now."""
    moment = parse_moment(now)
    held = told_all([*TEAM, *facts])
    excused = [
        Leave(id=f"x{person.id}", person=person.id, type="annual", from_=day_of(moment), until=day_of(horizon(moment)))
        for person in held.of(Person)
    ]
    known = held.seen_at(moment).joined_by(excused)

    def lost(at_moment: datetime) -> Decimal:
        made: Standing = score(known, TERMS, mainland(), shipped_rows(), TERMS.term, at_moment)
        running = {row.code for row in shipped_rows() if row.when in (("month",), ("period",))}
        return sum(
            (entry.points for entry in made.entries if entry.points < 0 and entry.row not in running), Decimal(0)
        )

    dues = falling_due(held, TERMS, mainland(), shipped_rows(), moment)
    assert sum((due.points for due in dues), Decimal(0)) == lost(horizon(moment)) - lost(moment)
    assert all(due.points < 0 for due in dues)
    assert [due.at for due in dues] == sorted(due.at for due in dues)
    assert all(moment - timedelta(seconds=1) < due.at <= horizon(moment) for due in dues)
