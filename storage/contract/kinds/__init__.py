"""The kinds of fact the bot holds, with the fields of the public facts file, in its order."""

from typing import Final

from storage.contract.fact import Fact
from storage.contract.kinds.appraisal import (
    POINTS_ALLOWED,
    CalendarDay,
    Note,
    NotedRow,
    PointsChoice,
    Rank,
    RankedRow,
    Ruling,
    Survey,
)
from storage.contract.kinds.bookkeeping import Closing, Setting
from storage.contract.kinds.forms import PERIODIC_FORMS
from storage.contract.kinds.operations import (
    AssetChange,
    Cause,
    CheckedItem,
    DowntimeExempt,
    Fault,
    FaultType,
    Inspection,
    LogLine,
    Problem,
    Request,
    Stocktake,
    Task,
    VendorSpell,
)
from storage.contract.kinds.people import Duty, Leave, Person, Punch, Role, Side, StaffChange, Vacancy
from storage.contract.kinds.protection import Document, Drill, Guard, Plan, Support

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
HELD_KINDS: Final[tuple[type[Fact], ...]] = (*ALL_KINDS, Setting, Closing)
"""Every kind that the ledger holds: those of the public facts file, and what the bot keeps for itself."""
HELD_KIND_NAMED: Final[dict[str, type[Fact]]] = {kind.KIND: kind for kind in HELD_KINDS}

__all__ = [
    "ALL_KINDS",
    "HELD_KINDS",
    "HELD_KIND_NAMED",
    "KIND_NAMED",
    "PERIODIC_FORMS",
    "POINTS_ALLOWED",
    "AssetChange",
    "CalendarDay",
    "Cause",
    "CheckedItem",
    "Closing",
    "Document",
    "DowntimeExempt",
    "Drill",
    "Duty",
    "Fault",
    "FaultType",
    "Guard",
    "Inspection",
    "Leave",
    "LogLine",
    "Note",
    "NotedRow",
    "Person",
    "Plan",
    "PointsChoice",
    "Problem",
    "Punch",
    "Rank",
    "RankedRow",
    "Request",
    "Role",
    "Ruling",
    "Setting",
    "Side",
    "StaffChange",
    "Stocktake",
    "Support",
    "Survey",
    "Task",
    "Vacancy",
    "VendorSpell",
]
