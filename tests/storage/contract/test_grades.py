"""How far the grades beside a score are."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.contract.grades import grades_beside
from storage.contract.terms import load_terms

TERMS = load_terms()


@pytest.mark.parametrize(
    ("score", "higher", "floor"),
    [
        ("103", None, ("excellent", 95, "8", "good")),
        ("95", None, ("excellent", 95, "0", "good")),
        ("94.5", ("excellent", 95, "0.5"), ("good", 80, "14.5", "qualified")),
        ("92.5", ("excellent", 95, "2.5"), ("good", 80, "12.5", "qualified")),
        ("80", ("excellent", 95, "15"), ("good", 80, "0", "qualified")),
        ("79.5", ("good", 80, "0.5"), ("qualified", 70, "9.5", "barely_qualified")),
        ("70", ("good", 80, "10"), ("qualified", 70, "0", "barely_qualified")),
        ("60", ("qualified", 70, "10"), ("barely_qualified", 60, "0", "unqualified")),
        ("59.5", ("barely_qualified", 60, "0.5"), None),
        ("-20", ("barely_qualified", 60, "80"), None),
    ],
)
def test_the_grades_beside_a_score(
    score: str, higher: tuple[str, int, str] | None, floor: tuple[str, int, str, str] | None
) -> None:
    beside = grades_beside(Decimal(score), TERMS)
    told = [tuple(map(str, each)) if each else None for each in (beside.higher, beside.floor)]
    assert told == [tuple(map(str, each)) if each else None for each in (higher, floor)]


@given(st.decimals(-100, 200, places=1))
def test_the_distances_lead_to_the_grades_they_name(score: Decimal) -> None:
    beside = grades_beside(score, TERMS)
    if beside.higher:
        assert TERMS.grade_of(score + beside.higher.missing) == beside.higher.grade
        assert TERMS.grade_of(score + beside.higher.missing - Decimal("0.1")) == TERMS.grade_of(score)
    if beside.floor:
        assert TERMS.grade_of(score) == beside.floor.grade == TERMS.grade_of(score - beside.floor.above)
        assert TERMS.grade_of(score - beside.floor.above - Decimal("0.1")) == beside.floor.below
