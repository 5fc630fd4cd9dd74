"""The kinds of fact the bot holds, in the order and with the fields of the public facts file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Final, Literal, NamedTuple

from storage.contract.fact import Complaint, Fact, State, at_least, not_before
from storage.contract.periods import parse_span

Side = Literal["team", "client"]
Role = Literal["engineer", "pm", "manager", "viewer"]
FaultType = Literal["function", "data", "security", "network", "terminal", "other"]
Cause = Literal["own", "third_party", "force_majeure", "planned"]
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


class CheckedItem(NamedTuple):
    """One target of an inspection's checklist."""

    target: str
    ok: bool
    text: str


class VendorSpell(NamedTuple):
    """A time in which a third-party vendor held the fault; `until` is None while it lasts."""

    from_: datetime
    until: datetime | None


class LogLine(NamedTuple):
    """One line of a fault's story."""

    at: datetime
    person: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Fact):
    """Somebody of the team or the client; active from `from` to `until`, both included."""

    KIND: ClassVar[str] = "person"
    name: str
    side: Side
    role: Role
    onsite: bool
    slack: str | None = None
    from_: date | None = None
    until: date | None = None
    important: bool = False
    duty: bool | None = None

    def active(self, day: date) -> bool:
        """Whether the person belongs to the project on that day."""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day <= self.until)

    def dependent_defaults(self) -> dict[str, Any]:
        return {"duty": self.side == "team"}

    def impossible(self) -> Iterator[Complaint]:
        yield from not_before("until", self.until, "from", self.from_)


@dataclass(frozen=True, slots=True, kw_only=True)
class Punch(Fact):
    """A clock-in or clock-out; `replaces` names the punch it corrects."""

    KIND: ClassVar[str] = "punch"
    HAPPENING: ClassVar[str | None] = "at"
    person: str
    way: Literal["in", "out"]
    at: datetime
    state: State = "approved"
    replaces: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave(Fact):
    """Leave from day to day, both included; a one-day leave may take only the morning or the afternoon."""

    KIND: ClassVar[str] = "leave"
    person: str
    type: Literal["sick", "personal", "annual", "official", "other"]
    from_: date
    until: date
    half: Literal["am", "pm"] | None = None
    state: State = "approved"
    reason: str | None = None

    def impossible(self) -> Iterator[Complaint]:
        yield from not_before("until", self.until, "from", self.from_)
        if self.half and self.from_ != self.until:
            yield "half", "only a leave of one day can be half"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection(Fact):
    """A page or server inspection (contract 7.2 (1))."""

    KIND: ClassVar[str] = "inspection"
    HAPPENING: ClassVar[str | None] = "at"
    type: Literal["page", "server"]
    at: datetime
    by: str
    ok: bool
    note: str | None = None
    items: tuple[CheckedItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem(Fact):
    """A problem found by the team, inside or outside the scope it maintains."""

    KIND: ClassVar[str] = "problem"
    HAPPENING: ClassVar[str | None] = "found_at"
    found_at: datetime
    fed_back_at: datetime | None = None
    scope: Literal["in", "out"]
    by: str
    note: str | None = None

    def impossible(self) -> Iterator[Complaint]:
        yield from not_before("fed_back_at", self.fed_back_at, "found_at", self.found_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault(Fact):
    """A fault and its clocks (contract 7.2 (6)); `handled_at` is when service was restored and ends an outage."""

    KIND: ClassVar[str] = "fault"
    HAPPENING: ClassVar[str | None] = "noticed_at"
    title: str
    system: str
    level: int
    type: FaultType
    module: str | None = None
    draft: bool = False
    emergency: bool = False
    outage: bool = False
    onsite: bool = False
    cause: Cause | None = None
    started_at: datetime | None = None
    noticed_at: datetime
    responded_at: datetime | None = None
    arrived_at: datetime | None = None
    handled_at: datetime | None = None
    closed_at: datetime | None = None
    fed_back: bool = False
    vendor: tuple[VendorSpell, ...] = ()
    devices_down: int = 1
    device: str | None = None
    trouble: str | None = None
    assignee: str | None = None
    log: tuple[LogLine, ...] = ()

    @property
    def start(self) -> datetime:
        """When the trouble began; when it was noticed, where nobody knows better."""
        return self.started_at or self.noticed_at

    def dependent_defaults(self) -> dict[str, Any]:
        return {"recorded_at": self.noticed_at, "started_at": self.noticed_at}

    def impossible(self) -> Iterator[Complaint]:
        if not 1 <= self.level <= 5:
            yield "level", "must be 1 to 5"
        yield from at_least("devices_down", self.devices_down, 0)
        start = "started_at" if self.started_at else "noticed_at"
        yield from not_before("handled_at", self.handled_at, start, self.start)
        yield from not_before("closed_at", self.closed_at, start, self.start)
        for spell in self.vendor:
            yield from not_before("vendor", spell.until, "its start", spell.from_)
        if any(later.from_ < earlier.from_ for earlier, later in zip(self.vendor, self.vendor[1:], strict=False)):
            yield "vendor", "must be in time order"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Fact):
    """A report, record or invoice (contract 7.2 (1), (8); section 3 of the contract for invoices)."""

    KIND: ClassVar[str] = "document"
    type: Literal[
        "weekly",
        "monthly",
        "quarterly",
        "half_year",
        "year_end",
        "fault",
        "inspection",
        "invoice",
        "other",
    ]
    for_: str
    due: date | None = None
    submitted_at: datetime | None = None
    sha256: str | None = None

    def impossible(self) -> Iterator[Complaint]:
        if self.type in PERIODIC_FORMS:
            yield from _period_complaints(self.for_, (PERIODIC_FORMS[self.type],))
        if self.type == "invoice" and self.for_ not in ("first", "second"):
            yield "for", "an invoice is first or second"
        if self.due and self.type != "other":
            yield "due", "only a document of type other is agreed by a day"
        if self.sha256 is not None and not re.fullmatch(r"[0-9a-f]{64}", self.sha256):
            yield "sha256", "must be 64 hexadecimal digits in lower case"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Fact):
    """A call or request to the on-site staff; `person` is to whom it was dispatched."""

    KIND: ClassVar[str] = "request"
    HAPPENING: ClassVar[str | None] = "arrived_at"
    channel: Literal["call", "chat", "visit", "other"]
    arrived_at: datetime
    answered_at: datetime | None = None
    dispatched_at: datetime | None = None
    person: str | None = None
    missed: bool = False
    text: str | None = None

    def impossible(self) -> Iterator[Complaint]:
        yield from not_before("answered_at", self.answered_at, "arrived_at", self.arrived_at)
        yield from not_before("dispatched_at", self.dispatched_at, "arrived_at", self.arrived_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Fact):
    """An assigned task; reporting on it by its due time counts like doing it."""

    KIND: ClassVar[str] = "task"
    person: str
    due_at: datetime
    done_at: datetime | None = None
    reported_at: datetime | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffChange(Fact):
    """The announced replacement of a person (contract 6.2)."""

    KIND: ClassVar[str] = "staff_change"
    HAPPENING: ClassVar[str | None] = "announced_on"
    person: str
    announced_on: date
    effective_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacancy(Fact):
    """A post that stands empty; `until` is the last empty day."""

    KIND: ClassVar[str] = "vacancy"
    post: str
    from_: date
    until: date | None = None

    def impossible(self) -> Iterator[Complaint]:
        yield from not_before("until", self.until, "from", self.from_)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetChange(Fact):
    """A confirmed change of an asset, and the day on which the register showed it."""

    KIND: ClassVar[str] = "asset_change"
    HAPPENING: ClassVar[str | None] = "confirmed_on"
    asset: str
    confirmed_on: date
    registered_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stocktake(Fact):
    """A planned stock-take."""

    KIND: ClassVar[str] = "stocktake"
    due_on: date
    done_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard(Fact):
    """A period of special protection; its plan is due before it begins."""

    KIND: ClassVar[str] = "guard"
    name: str
    from_: date
    until: date
    plan_at: datetime | None = None

    def impossible(self) -> Iterator[Complaint]:
        yield from not_before("until", self.until, "from", self.from_)


@dataclass(frozen=True, slots=True, kw_only=True)
class Support(Fact):
    """A supported session: minutes used, and minutes lost for a reason within the team's control."""

    KIND: ClassVar[str] = "support"
    HAPPENING: ClassVar[str | None] = "at"
    class_: Literal["key", "general"]
    at: datetime
    used_min: Decimal
    outage_min: Decimal = Decimal(0)

    def impossible(self) -> Iterator[Complaint]:
        yield from at_least("used_min", self.used_min, 0)
        yield from at_least("outage_min", self.outage_min, 0)
        if self.outage_min > self.used_min:
            yield "outage_min", "is longer than used_min"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Fact):
    """A filed emergency plan, or a drill plan for a period."""

    KIND: ClassVar[str] = "plan"
    HAPPENING: ClassVar[str | None] = "filed_on"
    type: Literal["emergency", "drill"]
    filed_on: date
    for_: str | None = None

    def impossible(self) -> Iterator[Complaint]:
        if self.for_ is not None:
            yield from _period_complaints(self.for_)
        elif self.type == "drill":
            yield "for", "a drill plan names its period"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill(Fact):
    """A planned drill, when it was held and when its report was in."""

    KIND: ClassVar[str] = "drill"
    planned_on: date
    held_on: date | None = None
    report_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DowntimeExempt(Fact):
    """Planned maintenance: it leaves both service time and downtime."""

    KIND: ClassVar[str] = "downtime_exempt"
    system: str
    from_: datetime
    until: datetime
    why: str

    def impossible(self) -> Iterator[Complaint]:
        yield from not_before("until", self.until, "from", self.from_)


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
        yield from _period_complaints(self.for_)
        yield from at_least("rank", self.rank, 1)
        if self.rank > self.of:
            yield "rank", "is beyond the number ranked (of)"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay(Fact):
    """A day declared off or worked; it overrides every other source."""

    KIND: ClassVar[str] = "calendar_day"
    day: date
    off: bool
    name: str


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
        yield from _period_complaints(self.for_)


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
class Duty(Fact):
    """Somebody's turn on the duty roster."""

    KIND: ClassVar[str] = "duty"
    day: date
    person: str
    part: Literal["day", "night", "all"] = "all"


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
PERIODIC_FORMS: Final = {
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "half_year": "half",
    "year_end": "year",
}

ALL_KINDS: Final[tuple[type[Fact], ...]] = (
    Person,
    Punch,
    Leave,
    Inspection,
    Problem,
    Fault,
    Document,
    Request,
    Task,
    StaffChange,
    Vacancy,
    AssetChange,
    Stocktake,
    Guard,
    Support,
    Plan,
    Drill,
    DowntimeExempt,
    Rank,
    CalendarDay,
    Survey,
    Note,
    Duty,
    Ruling,
)
KIND_NAMED: Final[dict[str, type[Fact]]] = {kind.KIND: kind for kind in ALL_KINDS}


def _period_complaints(text: str, forms: tuple[str, ...] = ("month", "quarter", "half", "year")) -> Iterator[Complaint]:
    if text == "contract" and len(forms) > 1:
        return
    try:
        fits = parse_span(text).form in forms
    except ValueError:
        fits = False
    if not fits:
        yield "for", f"{text!r} is no {' / '.join(forms)}" + (" (or contract)" if len(forms) > 1 else "")
