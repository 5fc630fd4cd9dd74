"""What the client judges: rankings, surveys, notes, rulings; and the days it declares off or worked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Final, Literal, NamedTuple

from storage.contract.fact import Complaint, Fact, at_least
from storage.contract.kinds.forms import period_complaints

RankedRow = Literal["system.fault_rank", "cloud.efficiency_rank"]
NotedRow = Literal[
    "conduct.discipline",
    "conduct.dress",
    "procedure.violation",
    "docs.missing_item",
    "docs.inaccurate",
    "docs.typos",
    "docs.unclassified",
    "docs.nonconforming",
    "assets.loss",
    "emergency.serious_failure",
    "emergency.major_failure",
    "guard.accident",
    "guard.hazard",
    "emergency.advice",
    "fault.advice",
    "satisfaction.attitude",
]


class PointsChoice(NamedTuple):
    """The points a note may carry where the appendix leaves a choice: a range, or a few values."""

    least: Decimal
    most: Decimal
    only: tuple[Decimal, ...] = ()

    def admits(self, points: Decimal) -> bool:
        """Whether a note may carry these points."""
        return points in self.only if self.only else self.least <= points <= self.most

    @property
    def words(self) -> str:
        """What is allowed, in English."""
        return ", ".join(map(str, self.only)) if self.only else f"{self.least} to {self.most}"


POINTS_ALLOWED: Final[dict[str, PointsChoice]] = {
    "emergency.serious_failure": PointsChoice(Decimal(-30), Decimal(-20)),
    "emergency.major_failure": PointsChoice(Decimal(-50), Decimal(-40)),
    "satisfaction.attitude": PointsChoice(
        Decimal(-1), Decimal(1), (Decimal(-1), Decimal("-0.5"), Decimal("0.5"), Decimal(1))
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank(Fact):
    """A ranking published by the client's cloud monitor."""

    KIND: ClassVar[str] = "rank"
    row: RankedRow
    for_: str
    rank: int
    of: int
    value: Decimal
    mean: Decimal
    recorded_at: datetime

    def impossible(self) -> Iterator[Complaint]:
        yield from period_complaints(self.for_)
        yield from at_least("rank", self.rank, 1)
        if self.rank > self.of:
            yield "rank", "is beyond the number ranked (of)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey(Fact):
    """One answer to the satisfaction survey of a period."""

    KIND: ClassVar[str] = "survey"
    HAPPENING: ClassVar[str | None] = "at"
    for_: str
    answer: Literal["very", "satisfied", "basic", "unsatisfied"]
    at: datetime
    by: str | None = None

    def impossible(self) -> Iterator[Complaint]:
        yield from period_complaints(self.for_)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Fact):
    """A judgement written down by somebody with the right to judge, on a *noted* row of the appendix."""

    KIND: ClassVar[str] = "note"
    HAPPENING: ClassVar[str | None] = "at"
    row: NotedRow
    at: datetime
    by: str
    about: str | None = None
    person: str | None = None
    count: int = 1
    points: Decimal | None = None
    text: str

    def impossible(self) -> Iterator[Complaint]:
        yield from at_least("count", self.count, 1)
        if self.row in ("guard.accident", "guard.hazard") and self.about is None:
            yield "about", "name the guard period it is about"
        allowed = POINTS_ALLOWED.get(self.row)
        if allowed is None and self.points is not None:
            yield "points", "this row has fixed points"
        if allowed is not None and (self.points is None or not allowed.admits(self.points)):
            yield "points", f"this row takes {allowed.words}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling(Fact):
    """A decision on one entry of the score, named by the entry's key."""

    KIND: ClassVar[str] = "ruling"
    HAPPENING: ClassVar[str | None] = "at"
    entry: str
    ruling: Literal["confirm", "waive", "appeal", "uphold"]
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay(Fact):
    """A day declared off or worked; it overrides every other source."""

    KIND: ClassVar[str] = "calendar_day"
    day: date
    off: bool
    name: str
