"""What the score would be if something happened besides: arithmetic on a standing; no fact is made up.

An occurrence in the team's favour waits for the client (reading 17) and so moves the projected score alone; one
against the team is booked. What a month or period is worth is pending until it ends, and so moves the projected score.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from storage.contract.measures import MEASURES
from storage.contract.model import Row, RowStanding, Standing
from storage.contract.terms import GradeName, Terms

NOTHING: Final = Decimal(0)
MOST_TIMES: Final = 999


class Worths(NamedTuple):
    """What a row can be worth: a few values, or a range, of which perhaps only the multiples of `step`."""

    least: Decimal
    most: Decimal
    only: tuple[Decimal, ...] = ()
    step: Decimal | None = None

    def admits(self, points: Decimal) -> bool:
        """Whether the row can be worth these points."""
        if self.only:
            return points in self.only
        return self.least <= points <= self.most and (self.step is None or points % self.step == 0)


class Named(NamedTuple):
    """What somebody names: a row, how often, and its points where they were said."""

    row: Row
    times: int
    points: Decimal | None = None


class SuppositionError(ValueError):
    """Something named that cannot come to pass with the row."""

    def __init__(self, row: Row, why: str) -> None:
        super().__init__(f"{row.code}: {why}")
        self.row = row


class ImpossibleWorthError(SuppositionError):
    """The row can never be worth those points; `worths` are what it can be."""

    def __init__(self, row: Row, points: Decimal, worths: Worths) -> None:
        super().__init__(row, f"is never worth {points}")
        self.points = points
        self.worths = worths


class OnceOnlyError(SuppositionError):
    """A month's or period's row named more than once: it has one worth."""

    def __init__(self, row: Row) -> None:
        super().__init__(row, "has one worth a period")


class NotJudgedError(SuppositionError):
    """No measure judges the row."""

    def __init__(self, row: Row) -> None:
        super().__init__(row, "no measure judges it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Addend:
    """One term of the sum: what `times` occurrences of the row, `each` of them worth so much, come to.

    `assumed`: nobody said which of several values, so the heaviest was taken. `lots` is in how many lots a row counts
    that is not counted one by one; `instead_of` is today's worth of a month's or period's row, which comes out at
    `each`; `forgone` marks a point that the occurrences before it take away; `cut` one that a cap makes smaller.
    """

    row: Row
    times: int
    each: Decimal
    booked: Decimal = NOTHING
    pending: Decimal = NOTHING
    assumed: bool = False
    lots: int | None = None
    instead_of: Decimal | None = None
    forgone: bool = False
    cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposition:
    """The score as it is and as it would be; grades and refunds as in `Standing`."""

    before: Standing
    addends: tuple[Addend, ...]
    booked: Decimal
    projected: Decimal
    grade: GradeName | None
    projected_grade: GradeName | None
    refund: Decimal | None
    projected_refund: Decimal | None


def worths_of(row: Row) -> Worths:
    """What one occurrence of the row, or its month or period, can be worth. Raises NotJudgedError."""
    if row.measure is None:
        raise NotJudgedError(row)
    if row.choice is not None:
        return Worths(*row.choice)
    if row.when == ("month",):
        each = row.points["each"]
        return Worths(each * MOST_TIMES, NOTHING, step=each)
    values = {tier.points for tier in row.tiers}
    values |= {points for name, points in row.points.items() if name not in MEASURES[row.measure].beside}
    if row.when == ("period",) and len(values) == 1:
        values.add(NOTHING)  # the period may also pass without a finding
    return Worths(min(values), max(values), tuple(sorted(values)))


def suppose(standing: Standing, named: Iterable[Named], terms: Terms) -> Supposition:
    """What becomes of the standing with all that is named, which is at least one thing.

    Raises SuppositionError for what cannot be.
    """
    addends = tuple(_addends(standing, list(named)))
    booked = standing.booked + sum((addend.booked for addend in addends), NOTHING)
    pending = sum((addend.booked + addend.pending for addend in addends), NOTHING)
    projected = standing.projected + pending
    judged = not standing.unjudged
    grade, projected_grade = terms.grade_of(booked), terms.grade_of(projected)
    return Supposition(
        before=standing,
        addends=addends,
        booked=booked,
        projected=projected,
        grade=grade if judged else None,
        projected_grade=projected_grade if judged else None,
        refund=terms.refund_of(grade) if judged else None,
        projected_refund=terms.refund_of(projected_grade) if judged else None,
    )


def _addends(standing: Standing, named: list[Named]) -> Iterator[Addend]:
    rows = {row.code: row for row in standing.rows}
    seen: set[str] = set()
    room: dict[str, Decimal] = {}
    for one in named:
        code, held = one.row.code, rows[one.row.code]
        if "event" in one.row.when:
            left = room.get(code, _room(one.row, held))
            addend = _occurrences(one, left)
            if left is not None:
                room[code] = left - addend.pending
            yield addend
            if code not in seen:
                yield from _forgone(one.row, held)
        elif code in seen or one.times > 1:
            raise OnceOnlyError(one.row)
        else:
            yield _accruing(one, held)
        seen.add(code)


def _occurrences(one: Named, left: Decimal | None) -> Addend:
    """So many occurrences of an event row; `left` is what a cap leaves of it."""
    each, assumed = _each(one)
    lot = one.row.numbers.get("begun")
    lots = None if lot is None else -(-one.times // lot)
    whole = each * (one.times if lots is None else lots)
    points = whole if left is None else min(whole, left)
    favourable = points > 0
    return Addend(
        row=one.row,
        times=one.times,
        each=each,
        booked=NOTHING if favourable else points,
        pending=points if favourable else NOTHING,
        assumed=assumed,
        lots=lots,
        cut=points != whole,
    )


def _accruing(one: Named, held: RowStanding) -> Addend:
    """A month's or period's row at the worth named or its worst; where there is no worst, a day more than today."""
    today = _running(held)
    worths = worths_of(one.row)
    if one.points is None and worths.step is not None:
        each, assumed = today + worths.step, True
    else:
        each, assumed = _each(one)
    return Addend(row=one.row, times=1, each=each, pending=each - today, assumed=assumed, instead_of=today)


def _forgone(row: Row, held: RowStanding) -> Iterator[Addend]:
    """What the period was to earn for being without any such occurrence."""
    earning = _running(held)
    if row.accrues and earning > 0:
        yield Addend(row=row, times=1, each=-earning, pending=-earning, forgone=True)


def _each(one: Named) -> tuple[Decimal, bool]:
    """The worth named, or the heaviest loss there is, and whether that was a choice."""
    worths = worths_of(one.row)
    if one.points is None:
        return worths.least, worths.least != worths.most
    if not worths.admits(one.points):
        raise ImpossibleWorthError(one.row, one.points, worths)
    return one.points, False


def _room(row: Row, held: RowStanding) -> Decimal | None:
    """What the row's cap still leaves in the period; None where it has none."""
    cap = row.points.get("at_most")
    return None if cap is None else max(NOTHING, cap - sum((entry.points for entry in held.entries), NOTHING))


def _running(held: RowStanding) -> Decimal:
    return sum((finding.points for finding in held.outlook), NOTHING)
