"""How far a score is from the grades beside its own (appendix, closing note)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from storage.contract.terms import GradeName, Terms


class HigherGrade(NamedTuple):
    """The next better grade, the least score that earns it, and the points missing to it."""

    grade: GradeName
    least: Decimal
    missing: Decimal


class OwnFloor(NamedTuple):
    """The grade held, the least score that earns it, the points above that, and the grade below it."""

    grade: GradeName
    least: Decimal
    above: Decimal
    below: GradeName


@dataclass(frozen=True, slots=True)
class GradesBeside:
    """`higher` is None for the best grade, `floor` for the lowest, which nothing lies below."""

    higher: HigherGrade | None
    floor: OwnFloor | None


def grades_beside(score: Decimal, terms: Terms) -> GradesBeside:
    """What separates the score from the next better and the next lower grade."""
    better = [grade for grade in terms.grades if score < grade.least]
    held = terms.grades[len(better) :]
    higher = HigherGrade(better[-1].name, better[-1].least, better[-1].least - score) if better else None
    if not held:
        return GradesBeside(higher, None)
    below: GradeName = held[1].name if len(held) > 1 else "unqualified"
    return GradesBeside(higher, OwnFloor(held[0].name, held[0].least, score - held[0].least, below))
