"""What protects and what is handed in: guard periods, supported sessions, plans, drills, documents."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Literal

from storage.contract.fact import Complaint, Fact, at_least, not_before
from storage.contract.kinds.forms import PERIODIC_FORMS, period_complaints


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
            yield from period_complaints(self.for_)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill(Fact):
    """A planned drill, when it was held and when its report was in."""

    KIND: ClassVar[str] = "drill"
    planned_on: date
    held_on: date | None = None
    report_at: datetime | None = None


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
            yield from period_complaints(self.for_, (PERIODIC_FORMS[self.type],))
        if self.type == "invoice" and self.for_ not in ("first", "second"):
            yield "for", "an invoice is first or second"
        if self.due and self.type != "other":
            yield "due", "only a document of type other is agreed by a day"
        if self.sha256 is not None and not re.fullmatch(r"[0-9a-f]{64}", self.sha256):
            yield "sha256", "must be 64 hexadecimal digits in lower case"
