"""The daily work: inspections, problems, faults, requests, tasks, assets."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Literal, NamedTuple

from storage.contract.fact import Complaint, Fact, at_least, not_before

FaultType = Literal["function", "data", "security", "network", "terminal", "other"]
Cause = Literal["own", "third_party", "force_majeure", "planned"]


class CheckedItem(NamedTuple):
    """One target of an inspection's checklist."""

    target: str
    ok: bool
    text: str


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
