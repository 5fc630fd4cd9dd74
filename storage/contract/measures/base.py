"""What a measure is, and the few things all measures share."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import Final, TypeAlias

from storage.contract.case import Case
from storage.contract.fact import Fact
from storage.contract.model import Finding, NotApplicable, Row, Tier
from storage.contract.periods import day_end
from storage.contract.text import Text
from storage.contract.windows import Reads

FEWEST_DIGITS: Final = 3
MOST_DIGITS: Final = 24
Judgement: TypeAlias = Iterable[Finding] | NotApplicable
Judge: TypeAlias = Callable[[Row, Case], Judgement]


@dataclass(frozen=True, slots=True)
class Measure:
    """One kind of rule: the function that judges, the facts it reads and the figures a row must give it.

    `reads` names the kinds of fact and, of each, the window that can matter to a period; people, rulings and declared
    days are always at hand. `beside` are those of the points that no single occurrence is worth: a cap, what a period
    without any earns.
    """

    name: str
    judge: Judge
    reads: Reads
    points: frozenset[str]
    numbers: frozenset[str]
    tiers: bool
    beside: frozenset[str]


def measure(
    reads: Reads,
    *,
    points: tuple[str, ...] = (),
    numbers: tuple[str, ...] = (),
    tiers: bool = False,
    beside: tuple[str, ...] = (),
) -> Callable[[Judge], Measure]:
    """Declare a judging function as a measure that is named after it."""

    def declare(judge: Judge) -> Measure:
        name = judge.__name__
        return Measure(name, judge, reads, frozenset(points), frozenset(numbers), tiers, frozenset(beside))

    return declare


def for_period(row: Row, case: Case, points: Decimal, reason: Text, evidence: tuple[str, ...] = ()) -> list[Finding]:
    """What the whole period is worth, due at its end."""
    return [
        Finding(
            subject=case.period.name,
            at=day_end(case.period.last),
            points=points,
            reason=reason,
            evidence=evidence,
            whole_day=True,
            accrues=True,
        )
    ]


def evidence(*facts: Fact | None) -> tuple[str, ...]:
    """Facts as evidence, `kind:id`."""
    return tuple(f"{fact.KIND}:{fact.id}" for fact in facts if fact is not None)


def tier_of(figure: Fraction, tiers: tuple[Tier, ...]) -> Tier:
    """The step that a figure (1 is 100 %) reaches; the lowest where it reaches none."""
    return next((tier for tier in tiers if figure * 100 >= Fraction(tier.least)), tiers[-1])


def percent(figure: Fraction, limit: Fraction | None = None) -> str:
    """A figure as a percentage, cut off (never rounded up to a limit it misses).

    With as many digits as it takes to tell it from the limit, where it is not the limit itself.
    """
    exact = Decimal(figure.numerator * 100) / Decimal(figure.denominator)
    for digits in range(FEWEST_DIGITS, MOST_DIGITS):
        shown = exact.quantize(Decimal(1).scaleb(-digits), ROUND_DOWN)
        if limit is None or figure == limit or Fraction(shown) != limit * 100:
            break
    return f"{shown.normalize() if Fraction(shown) == figure * 100 else shown:f}%"
