"""The targets T1 to T8, with both sides of every limit."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.contract.case import Case
from storage.contract.measures.base import percent
from storage.contract.periods import parse_moment
from storage.contract.scoring import resolve_period
from storage.contract.targets import Target, targets
from storage.contract.terms import load_terms
from tests.storage.contract.told import mainland, told_all

NOW = "2026-07-15T10:00:00+08:00"
FAULT = {"kind": "fault", "id": "f", "title": "t", "system": "api", "level": 4, "type": "function"}
PAGES, SERVERS, RATE, RESPONSE, MODULES, DATA, SECURITY, LIMITS, SATISFACTION, FILES = range(10)


def judged(
    *facts: dict[str, Any], period: str = "2026-07", now: str = NOW, overlay: dict[str, Any] | None = None
) -> tuple[Target, ...]:
    terms, moment = load_terms(overlay or {"systems": ["api"]}), parse_moment(now)
    case = Case.at(told_all(facts), terms, mainland(), resolve_period(period, terms, moment), moment)
    return targets(case)


def inspection(type_: str, day: str, **more: Any) -> dict[str, Any]:
    at = f"2026-{day}T09:00:00+08:00"
    return {"kind": "inspection", "id": f"{type_}{day}", "type": type_, "at": at, "by": "lin", "ok": True, **more}


def survey(number: int, answer: str, for_: str = "2026-07") -> dict[str, Any]:
    at = "2026-07-02T09:00:00+08:00"
    return {"kind": "survey", "id": f"s{number}", "for": for_, "answer": answer, "at": at}


def document(type_: str, for_: str, at: str) -> dict[str, Any]:
    return {"kind": "document", "id": f"{type_}-{for_}", "type": type_, "for": for_, "submitted_at": at}


def at(clock: str, day: str = "07-15") -> str:
    return f"2026-{day}T{clock}+08:00"


def test_the_targets_stand_in_the_contracts_order() -> None:
    assert [target.code for target in judged()] == ["T1", "T1", "T2", "T2", "T3", "T4", "T5", "T6", "T7", "T8"]


@pytest.mark.parametrize(
    ("now", "inspected", "figure", "missing"),
    [
        (at("23:59:59", "07-01"), [], None, []),
        (at("23:59:59", "07-01"), ["07-01"], (1, 1), []),
        (at("00:00:00", "07-02"), [], (0, 1), ["2026-07-01"]),
        (at("00:00:00", "07-02"), ["07-01"], (1, 1), []),
        (at("10:00:00", "07-03"), ["07-01", "07-03"], (2, 3), ["2026-07-02"]),
        (at("10:00:00", "07-03"), ["06-30", "07-01", "07-02"], (2, 2), []),
    ],
)
def test_days_with_a_page_inspection(
    now: str, inspected: list[str], figure: tuple[int, int] | None, missing: list[str]
) -> None:
    target = judged(*(inspection("page", day) for day in inspected), now=now)[PAGES]
    assert target.exact == (Fraction(*figure) if figure else None)
    assert target.met == (figure[0] == figure[1] if figure else None)
    assert list(target.missing) == missing


def test_an_inspection_logged_after_its_day_is_evidence_and_does_not_count() -> None:
    late = inspection("page", "07-01", recorded_at=at("00:00:00", "07-02"))
    target = judged(late, now=at("10:00:00", "07-02"))[PAGES]
    assert (target.exact, target.missing, target.evidence) == (Fraction(0), ("2026-07-01",), ("inspection:page07-01",))
    in_time = inspection("page", "07-01", recorded_at=at("23:59:59", "07-01"))
    assert judged(in_time, now=at("10:00:00", "07-02"))[PAGES].met is True


@pytest.mark.parametrize(
    ("now", "inspected", "figure", "missing"),
    [
        (at("23:59:59", "07-05"), [], None, []),
        (at("12:00:00", "07-05"), ["06-30"], (1, 1), []),
        (at("00:00:00", "07-06"), [], (0, 1), ["2026-W27"]),
        (at("10:00:00", "07-08"), ["07-01", "07-07"], (2, 2), []),
        (at("10:00:00", "07-13"), ["07-07"], (1, 2), ["2026-W27"]),
    ],
)
def test_weeks_with_a_server_inspection_belong_to_the_period_of_their_last_day(
    now: str, inspected: list[str], figure: tuple[int, int] | None, missing: list[str]
) -> None:
    target = judged(*(inspection("server", day) for day in inspected), now=now)[SERVERS]
    assert target.exact == (Fraction(*figure) if figure else None)
    assert list(target.missing) == missing


@pytest.mark.parametrize(
    ("handled", "exact", "met", "shown"),
    [
        ("00:59:59.999999", Fraction(3599999999, 360000000000), True, "0.999%"),
        ("01:00:00", Fraction(1, 100), False, "1%"),
        ("01:00:00.000001", Fraction(3600000001, 360000000000), False, "1.0000000002%"),
    ],
)
def test_the_fault_rate_is_below_a_hundredth(handled: str, exact: Fraction, met: bool, shown: str) -> None:
    """100 hours of service by 4:00 on 5 July."""
    fault = {**FAULT, "outage": True, "noticed_at": at("00:00:00", "07-02"), "handled_at": at(handled, "07-02")}
    target = judged(fault, now=at("04:00:00", "07-05"))[RATE]
    assert (target.exact, target.met, target.evidence) == (exact, met, ("fault:f",))
    assert target.shown is not None
    assert target.shown.en.endswith(f"= {shown}")


def test_without_systems_there_is_no_fault_rate() -> None:
    assert judged(overlay={"systems": []})[RATE].met is None


@pytest.mark.parametrize(
    ("more", "exact"),
    [
        ({}, 0),
        ({"responded_at": at("10:00:00")}, 1),
        ({"responded_at": at("10:00:01")}, 0),
        ({"closed_at": at("09:50:00")}, 0),
        ({"handled_at": at("09:50:00")}, 1),
        ({"emergency": True}, 0),
        ({"cause": "planned"}, None),
        ({"draft": True}, None),
        ({"noticed_at": at("23:59:59", "06-30")}, None),
    ],
)
def test_the_response_rate(more: dict[str, Any], exact: int | None) -> None:
    target = judged({**FAULT, "noticed_at": at("09:00:00"), **more})[RESPONSE]
    assert (target.exact, target.met) == (exact, None if exact is None else bool(exact))
    assert target.evidence == (("fault:f",) if exact == 0 else ())


@pytest.mark.parametrize(
    ("more", "now", "open_"),
    [
        ({}, NOW, "api"),
        ({"module": "login"}, NOW, "login"),
        ({"handled_at": at("10:00:00")}, NOW, None),
        ({"handled_at": at("10:00:01")}, NOW, "api"),
        ({"closed_at": at("10:00:00")}, NOW, None),
        ({"cause": "planned"}, NOW, None),
        ({"noticed_at": at("09:00:00", "06-20")}, NOW, "api"),
        ({"handled_at": at("00:00:00", "08-01")}, at("10:00:00", "08-05"), None),
        ({"handled_at": at("00:00:01", "08-01")}, at("10:00:00", "08-05"), "api"),
        ({"noticed_at": at("00:00:00", "08-01")}, at("10:00:00", "08-05"), None),
    ],
)
def test_open_faults_by_module_at_the_end_of_what_has_elapsed(
    more: dict[str, Any], now: str, open_: str | None
) -> None:
    target = judged({**FAULT, "noticed_at": at("09:00:00"), **more}, now=now)[MODULES]
    assert target.met is (open_ is None)
    assert target.shown is not None
    assert target.shown.en == (open_ or "none")


def test_open_faults_of_one_module_are_counted() -> None:
    held = [{**FAULT, "id": str(n), "module": module, "noticed_at": at("09:00:00")} for n, module in enumerate("bab")]
    shown = judged(*held)[MODULES].shown
    assert shown == ("a、b × 2", "a, b × 2")


@pytest.mark.parametrize(("type_", "place"), [("data", DATA), ("security", SECURITY)])
def test_no_data_lost_and_no_security_incident(type_: str, place: int) -> None:
    first, before = at("00:00:00", "07-01"), at("23:59:59", "06-30")
    for noticed, met in ((first, False), (before, True)):
        target = judged({**FAULT, "type": type_, "noticed_at": noticed, "handled_at": at("09:00:00", "07-02")})[place]
        assert (target.met, target.exact) == (met, Fraction(not met))
    assert judged({**FAULT, "noticed_at": first})[place].met is True


@pytest.mark.parametrize(
    ("more", "met"),
    [
        ({"responded_at": at("02:30:00")}, False),
        ({"noticed_at": at("02:00:01"), "responded_at": at("02:30:01")}, True),
        ({"noticed_at": at("02:00:01"), "responded_at": at("02:30:02")}, False),
        ({"responded_at": at("02:30:00"), "handled_at": at("10:00:00")}, True),
        ({"responded_at": at("02:30:00"), "cause": "force_majeure"}, True),
        ({"responded_at": at("02:30:00"), "onsite": True, "handled_at": at("03:00:00")}, True),
        ({"responded_at": at("02:30:00"), "onsite": True, "handled_at": at("03:00:01")}, False),
        ({"responded_at": at("02:30:00"), "vendor": [[at("03:00:00"), None]]}, True),
        ({"cause": "planned"}, None),
    ],
)
def test_faults_within_their_limits(more: dict[str, Any], met: bool | None) -> None:
    target = judged({**FAULT, "noticed_at": at("02:00:00"), **more})[LIMITS]
    assert target.met is met
    assert target.evidence == (("fault:f",) if met is False else ())


@pytest.mark.parametrize(
    ("content", "others", "exact", "met", "shown"),
    [
        (0, 0, None, None, None),
        (1, 0, Fraction(1), True, "1 ÷ 1 = 100%"),
        (19, 1, Fraction(95, 100), False, "19 ÷ 20 = 95%"),
        (39, 2, Fraction(39, 41), True, "39 ÷ 41 = 95.121%"),
        (37, 2, Fraction(37, 39), False, "37 ÷ 39 = 94.871%"),
    ],
)
def test_more_than_95_percent_are_satisfied(
    content: int,
    others: int,
    exact: Fraction | None,
    met: bool | None,
    shown: str | None,
) -> None:
    answers = [survey(n, "very" if n % 2 else "satisfied") for n in range(content)]
    answers += [survey(100 + n, "basic") for n in range(others)]
    target = judged(*answers)[SATISFACTION]
    assert (target.exact, target.met, len(target.evidence)) == (exact, met, others)
    assert (target.shown and target.shown.en) == shown


def test_answers_for_another_period_are_left_out() -> None:
    assert judged(survey(1, "unsatisfied", "2026-Q3"), survey(2, "very", "2026-W29"))[SATISFACTION].met is True
    assert judged(survey(1, "unsatisfied", "2026-Q3"), period="2026-Q3")[SATISFACTION].met is False


@pytest.mark.parametrize(
    ("now", "filed", "of", "missing"),
    [
        (at("23:59:59", "07-03"), [], 1, ("plan:emergency",)),
        (at("00:00:00", "07-04"), [], 2, ("plan:emergency", "monthly:2026-06")),
        (at("23:59:59", "07-03"), [document("monthly", "2026-06", at("20:00:00", "07-03"))], 2, ("plan:emergency",)),
        (at("10:00:00", "07-10"), [document("monthly", "2026-06", at("20:00:00", "07-09"))], 2, ("plan:emergency",)),
        (
            at("10:00:00", "07-10"),
            [{"kind": "plan", "id": "p", "type": "emergency", "filed_on": "2026-07-10"}],
            2,
            ("monthly:2026-06",),
        ),
        (
            at("10:00:00", "07-10"),
            [{"kind": "plan", "id": "p", "type": "drill", "filed_on": "2026-07-01", "for": "2026"}],
            2,
            ("plan:emergency", "monthly:2026-06"),
        ),
    ],
)
def test_documents_on_file(now: str, filed: list[dict[str, Any]], of: int, missing: tuple[str, ...]) -> None:
    target = judged(*filed, now=now)[FILES]
    assert target.exact == Fraction(of - len(missing), of)
    assert (target.met, target.missing) == (False, missing)


def test_every_document_on_file_meets_the_target() -> None:
    filed = [
        {"kind": "plan", "id": "p", "type": "emergency", "filed_on": "2026-06-20"},
        document("half_year", "2026-H2", at("09:00:00", "12-31")),
        document("monthly", "2026-12", at("09:00:00", "12-31")),
    ]
    target = judged(*filed, period="2027-01", now="2027-01-20T09:00:00+08:00")[FILES]
    assert (target.met, target.exact) == (True, Fraction(1))
    december = judged(*filed, period="2026-12", now="2027-01-20T09:00:00+08:00")[FILES]
    assert december.missing == ("monthly:2026-11", "year_end:2026")


def test_a_period_that_has_not_begun_has_nothing_to_judge() -> None:
    held = [survey(1, "very", "2026-08"), {"kind": "plan", "id": "p", "type": "emergency", "filed_on": "2026-06-20"}]
    assert {target.met for target in judged(*held, period="2026-08")} == {None}
    before_books = judged(
        *held,
        period="2026-06",
        overlay={"systems": ["api"], "term": {"books_open": parse_moment(at("00:00:00", "07-02")).date()}},
    )
    assert {target.met for target in before_books} == {None}


@given(st.fractions(0, 2, max_denominator=10**12), st.sampled_from([Fraction(1, 100), Fraction(95, 100), Fraction(1)]))
def test_a_percentage_lies_on_the_side_of_its_limit_on_which_the_figure_lies(figure: Fraction, limit: Fraction) -> None:
    shown = Fraction(percent(figure, limit).removesuffix("%")) / 100
    assert (shown < limit, shown == limit) == (figure < limit, figure == limit)


@given(st.integers(1, 10**9), st.integers(0, 10**9), st.sampled_from([Fraction(1, 100), Fraction(95, 100)]))
def test_a_figure_next_to_its_limit_is_not_shown_as_the_limit(of: int, off: int, limit: Fraction) -> None:
    figure = limit + Fraction(off - 5 * 10**8, of * 10**12)
    shown = Fraction(percent(figure, limit).removesuffix("%")) / 100
    assert (shown < limit, shown == limit) == (figure < limit, figure == limit)
