"""What judging works with and gives back: a rubric's row, an entry of the score, a row's standing, the standing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from storage.contract.kinds import POINTS_ALLOWED, PointsChoice, Ruling
from storage.contract.periods import Span
from storage.contract.terms import GradeName
from storage.contract.text import Text

How = Literal["auto", "noted"]
When = Literal["event", "month", "period"]
Status = Literal["provisional", "confirmed", "waived", "appealed", "upheld"]


class Tier(NamedTuple):
    """A step of a scale: a figure of at least `least` percent is worth `points`."""

    least: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the appraisal appendix: its names, what it is worth, which measure judges it and how it is read.

    A row that names no measure is not judged.
    """

    code: str
    group: Text
    name: Text
    how: How
    when: tuple[When, ...]
    measure: str | None
    points: Mapping[str, Decimal] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    tiers: tuple[Tier, ...] = ()
    rule: Text
    readings: tuple[Text, ...] = ()
    clause: Text
    since: date

    @property
    def choice(self) -> PointsChoice | None:
        """The points a note may carry where the appendix leaves a choice."""
        return POINTS_ALLOWED.get(self.code)

    @property
    def accrues(self) -> bool:
        """Whether the row, or part of it, is judged over a month or a period instead of an occurrence."""
        return self.when != ("event",)


class Growth(NamedTuple):
    """What a finding became worth later: from `at` on, `points` of its points came on top of the others."""

    at: datetime
    points: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a measure found: one occurrence, or what a month or a period is worth.

    `subject` is the key after the row's code. With `whole_day`, `at` is a day's end, and the finding stands once that
    end has passed. A finding that `accrues` is pending until then, an occurrence is not there at all. `grown` is set
    where some of its points came only after a longer wait.
    """

    subject: str
    at: datetime
    points: Decimal
    reason: Text
    evidence: tuple[str, ...] = ()
    person: str | None = None
    whole_day: bool = False
    accrues: bool = False
    confirmed: bool = False
    grown: Growth | None = None

    def key(self, row: Row) -> str:
        """The key of the entry that the finding makes in that row."""
        return f"{row.code}:{self.subject}"


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """A measure's answer where there is nothing to judge, and why."""

    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the score, with its arithmetic, its evidence (`kind:id`) and every ruling on it, oldest first.

    `worth` is what it would count, `points` what it counts: nothing once waived. `pending` marks points in the team's
    favour that still wait for the client (reading 17). `person` is whose personal matter it is.
    """

    row: str
    key: str
    at: datetime
    worth: Decimal
    points: Decimal
    status: Status
    pending: bool
    reason: Text
    evidence: tuple[str, ...]
    rulings: tuple[Ruling, ...]
    person: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowStanding:
    """What a row counts: booked for good, pending at today's worth, and the entries behind it.

    `outlook` holds what makes no entry: a month or period still running, at today's worth, or ended and worth nothing.
    `note` says why a row is not applicable or not judged.
    """

    code: str
    booked: Decimal = Decimal(0)
    pending: Decimal = Decimal(0)
    applicable: bool = True
    judged: bool = True
    entries: tuple[Entry, ...] = ()
    outlook: tuple[Finding, ...] = ()
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The score of a period at a moment. Grades and refunds are None while a row of the rubric is not judged.

    `refund` is in yuan and *up to*: the client may take it back when acceptance is not wholly passed; None where the
    contract's table has no figure (unqualified).
    """

    period: Span
    at: datetime
    booked: Decimal
    projected: Decimal
    grade: GradeName | None
    projected_grade: GradeName | None
    refund: Decimal | None
    projected_refund: Decimal | None
    rows: tuple[RowStanding, ...]
    unjudged: tuple[str, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry of every row, in the rubric's order."""
        return tuple(entry for row in self.rows for entry in row.entries)
