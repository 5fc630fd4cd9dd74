from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.contract.terms import Terms, TermsError, load_terms


def test_the_shipped_terms_are_the_contract() -> None:
    terms = load_terms()
    assert (terms.from_, terms.until) == (date(2026, 6, 15), date(2027, 6, 14))
    assert terms.signed == terms.books_open == terms.from_
    assert (terms.total, terms.final) == (Decimal("1019500.00"), Decimal("203900.00"))
    assert terms.limits_for(3, emergency=False).respond == timedelta(minutes=30)


def test_signing_and_books_follow_the_term_unless_set() -> None:
    moved = load_terms({"term": {"from": date(2026, 9, 1)}})
    assert moved.signed == moved.books_open == moved.opens == date(2026, 9, 1)
    kept = load_terms({"term": {"signed": date(2026, 6, 1), "books_open": date(2026, 6, 1)}})
    assert (kept.signed, kept.books_open, kept.opens) == (date(2026, 6, 1), date(2026, 6, 1), date(2026, 6, 15))


def test_emergency_limits_win_over_the_level_and_the_level_over_the_rest() -> None:
    terms = load_terms(
        {"limits": {"handle_min": 100, "level1": {"respond_min": 5, "arrive_min": 6}, "emergency": {"respond_min": 3}}}
    )
    minutes = [
        [limit // timedelta(minutes=1) for limit in (limits.respond, limits.arrive, limits.handle)]
        for limits in (
            terms.limits_for(1, emergency=True),
            terms.limits_for(1, emergency=False),
            terms.limits_for(2, emergency=False),
        )
    ]
    assert minutes == [[3, 6, 100], [5, 6, 100], [30, 60, 100]]


@pytest.mark.parametrize(
    ("score", "grade", "refund"),
    [
        ("95", "excellent", "0.00"),
        ("94.99", "good", "40780.00"),
        ("80", "good", "40780.00"),
        ("79.5", "qualified", "81560.00"),
        ("70", "qualified", "81560.00"),
        ("69.5", "barely_qualified", "122340.00"),
        ("60", "barely_qualified", "122340.00"),
        ("59.5", "unqualified", None),
    ],
)
def test_grades_and_refunds(score: str, grade: str, refund: str | None) -> None:
    terms = load_terms()
    earned = terms.grade_of(Decimal(score))
    assert earned == grade
    assert terms.refund_of(earned) == (None if refund is None else Decimal(refund))


KEYS = ["term", "from", "until", "money", "total", "hours", "on", "limits", "level1", "respond_min", "systems", "slack"]
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"term": {"form": 1}}, "term.form"),
    ({"terms": {}}, "terms"),
    ({"term": 3}, "term"),
    ({"term": {"from": "2026-06-15"}}, "term.from"),
    ({"term": {"until": date(2026, 6, 14)}}, "term.until"),
    ({"term": {"books_open": date(2027, 6, 15)}}, "term.books_open"),
    ({"term": {"signed": date(2027, 6, 15)}}, "term.signed"),
    ({"term": {"appraisal": "week"}}, "term.appraisal"),
    ({"money": {"total": -1}}, "money.total"),
    ({"money": {"total": True}}, "money.total"),
    ({"money": {"final": 0.001}}, "money.final"),
    ({"money": {"final": float("nan")}}, "money.final"),
    ({"money": {"final": 2000000}}, "money.final"),
    ({"hours": {"on": "9:00"}}, "hours.on"),
    ({"hours": {"on": "24:00"}}, "hours.on"),
    ({"hours": {"off": "12:30"}}, "hours.off"),
    ({"hours": {"noon": "13:01"}}, "hours.afternoon"),
    ({"hours": {"on": "12:00"}}, "hours.noon"),
    ({"limits": {"respond_min": -1}}, "limits.respond_min"),
    ({"limits": {"respond_min": 1.5}}, "limits.respond_min"),
    ({"limits": {"respond_min": 10**12}}, "limits.respond_min"),
    ({"limits": {"level6": {"respond_min": 1}}}, "limits.level6"),
    ({"limits": {"level1": 30}}, "limits.level1"),
    ({"limits": {"level1": {"feedback_min": 1}}}, "limits.level1.feedback_min"),
    ({"reports": {"owed": ["daily"]}}, "reports.owed"),
    ({"reports": {"owed": ["weekly", "weekly"]}}, "reports.owed"),
    ({"systems": "portal"}, "systems"),
    ({"systems": [""]}, "systems"),
    ({"network": {"devices": -1}}, "network.devices"),
    ({"network": {"devices": True}}, "network.devices"),
    ({"rulings": {"by": ["team"]}}, "rulings.by"),
    ({"rulings": {"by": ["client", "anyone"]}}, "rulings.by"),
    ({"slack": {"language": "fr"}}, "slack.language"),
    ({"slack": {"ops_channel": 1}}, "slack.ops_channel"),
    ({"appraisal": {"start": 200}}, "appraisal"),
    ({"deadlines": {"register_days": 70}}, "deadlines"),
]


@pytest.mark.parametrize(("overlay", "key"), REFUSED, ids=lambda value: str(value)[:50])
def test_what_cannot_be_is_refused_by_its_key(overlay: dict[str, Any], key: str) -> None:
    with pytest.raises(TermsError) as refused:
        load_terms(overlay)
    assert str(refused.value).startswith(f"{key}: ")
    assert "\n" not in str(refused.value)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates(),
        lambda inner: (
            st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(KEYS) | st.text(), inner, max_size=3)
        ),
        max_leaves=6,
    )
)
def test_any_table_is_taken_or_refused(value: object) -> None:
    overlay = value if isinstance(value, dict) else {"term": value}
    with suppress(TermsError):
        assert isinstance(load_terms(overlay), Terms)
