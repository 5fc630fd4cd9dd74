"""Words for facts: what a kind, a field and each value that can be chosen are called, in the reader's language."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final, get_args

from commands.kit.texts import Text, Translator, text
from storage.contract.fact import Fact, field_types, written
from storage.contract.kinds import (
    CalendarDay,
    Closing,
    Document,
    DowntimeExempt,
    Duty,
    Fault,
    Guard,
    Inspection,
    Leave,
    Note,
    Person,
    Plan,
    Problem,
    Punch,
    Rank,
    Request,
    Ruling,
    Setting,
    Support,
    Survey,
    Task,
    Vacancy,
)
from storage.contract.rubric import shipped_rows

KIND_NAMES: Final[dict[str, Text]] = {
    "punch": text("punch"),
    "leave": text("leave"),
    "inspection": text("inspection"),
    "problem": text("problem"),
    "fault": text("fault"),
    "document": text("document"),
    "request": text("request"),
    "task": text("task"),
    "staff_change": text("staff change"),
    "vacancy": text("vacancy"),
    "asset_change": text("asset change"),
    "stocktake": text("stock-take"),
    "guard": text("special protection"),
    "support": text("session support"),
    "plan": text("plan"),
    "drill": text("drill"),
    "downtime_exempt": text("planned maintenance"),
    "rank": text("ranking"),
    "calendar_day": text("calendar day"),
    "survey": text("survey answer"),
    "note": text("note"),
    "duty": text("duty"),
    "ruling": text("ruling"),
    "person": text("person"),
    "setting": text("setting"),
    "closing": text("closing"),
}

FIELD_NAMES: Final[dict[str, Text]] = {
    "about": text("What it is about"),
    "announced_on": text("Announced on"),
    "answer": text("Answer"),
    "answered_at": text("Answered at"),
    "arrived_at": text("Arrived on site at"),
    "asset": text("Asset"),
    "assignee": text("Who has it"),
    "at": text("When"),
    "by": text("By"),
    "cause": text("Cause"),
    "channel": text("Channel"),
    "class": text("Class of the session"),
    "closed_at": text("Closed at"),
    "confirmed_on": text("Confirmed on"),
    "count": text("Count"),
    "day": text("Day"),
    "device": text("Device"),
    "devices_down": text("Devices down"),
    "dispatched_at": text("Dispatched at"),
    "done_at": text("Done at"),
    "done_on": text("Done on"),
    "draft": text("Draft"),
    "due": text("Due day"),
    "due_at": text("Due at"),
    "due_on": text("To be done by"),
    "duty": text("On the duty roster"),
    "effective_on": text("Effective on"),
    "emergency": text("Emergency"),
    "entry": text("Entry of the score"),
    "fed_back": text("Reporter told"),
    "fed_back_at": text("Fed back at"),
    "filed_on": text("Filed on"),
    "for": text("Period"),
    "found_at": text("Found at"),
    "from": text("From"),
    "half": text("Part of the day"),
    "handled_at": text("Handled at"),
    "held_on": text("Held on"),
    "id": text("Id"),
    "important": text("Division head or above"),
    "items": text("Checklist"),
    "level": text("Level"),
    "log": text("Story"),
    "mean": text("Mean"),
    "missed": text("Missed"),
    "module": text("Module"),
    "name": text("Name"),
    "note": text("Note"),
    "noticed_at": text("Noticed at"),
    "of": text("Number ranked"),
    "off": text("Day off"),
    "ok": text("All in order"),
    "onsite": text("Works on site"),
    "outage": text("Outage"),
    "outage_min": text("Minutes lost"),
    "part": text("Part of the day"),
    "person": text("Person"),
    "plan_at": text("Plan filed at"),
    "planned_on": text("Planned on"),
    "points": text("Points"),
    "post": text("Post"),
    "rank": text("Rank"),
    "reason": text("Reason"),
    "recorded_at": text("Recorded at"),
    "recorded_by": text("Recorded by"),
    "registered_on": text("In the register on"),
    "replaces": text("Corrects the punch"),
    "report_at": text("Report handed in at"),
    "reported_at": text("Reported at"),
    "responded_at": text("Responded at"),
    "role": text("Role"),
    "row": text("Row"),
    "ruling": text("Ruling"),
    "scope": text("Scope"),
    "sha256": text("Fingerprint of the file"),
    "side": text("Side"),
    "slack": text("Slack account"),
    "standing": text("Standing"),
    "started_at": text("Began at"),
    "state": text("State"),
    "submitted_at": text("Submitted at"),
    "system": text("System"),
    "text": text("Text"),
    "title": text("Title"),
    "trouble": text("Trouble"),
    "type": text("Type"),
    "until": text("Until"),
    "used_min": text("Minutes used"),
    "value": text("Figure"),
    "vendor": text("With the vendor"),
    "way": text("Which punch"),
    "why": text("Reason"),
}
"""What a field is called, by its written name, in a form or before its value."""

FIELD_NAMES_OF_KIND: Final[dict[tuple[type[Fact], str], Text]] = {
    (CalendarDay, "name"): text("Name of the day"),
    (Closing, "at"): text("Closed at"),
    (Closing, "by"): text("Closed by"),
    (Closing, "sha256"): text("Fingerprint of the standing"),
    (Document, "for"): text("What it covers"),
    (DowntimeExempt, "from"): text("Begins at"),
    (DowntimeExempt, "until"): text("Ends at"),
    (Duty, "person"): text("On duty"),
    (Fault, "onsite"): text("Somebody must come"),
    (Guard, "name"): text("What is protected"),
    (Inspection, "by"): text("Inspected by"),
    (Leave, "type"): text("Kind of leave"),
    (Note, "by"): text("Noted by"),
    (Note, "person"): text("Whom it concerns"),
    (Person, "from"): text("First day"),
    (Person, "until"): text("Last day"),
    (Problem, "by"): text("Found by"),
    (Request, "arrived_at"): text("Came in at"),
    (Request, "person"): text("To whom"),
    (Ruling, "by"): text("Ruled by"),
    (Setting, "value"): text("Set to"),
    (Survey, "by"): text("Answered by"),
    (Task, "person"): text("To whom"),
    (Vacancy, "from"): text("First empty day"),
    (Vacancy, "until"): text("Last empty day"),
}
"""The names of fields for which the common one does not fit the kind."""

SERVER_CHECKS: Final[Mapping[str, Text]] = {
    "os": text("operating system"),
    "database": text("database"),
    "middleware": text("middleware"),
    "web": text("web server"),
}
"""What a server inspection looks at (digest, S4), by the target that its checklist holds."""

_STATES: Final[dict[str, Text]] = {
    "approved": text("approved"),
    "claimed": text("waits for approval"),
    "refused": text("refused"),
}

CHOICE_NAMES: Final[dict[tuple[type[Fact], str], Mapping[str, Text]]] = {
    (Document, "type"): {
        "weekly": text("weekly report"),
        "monthly": text("monthly report"),
        "quarterly": text("quarterly report"),
        "half_year": text("half-year report"),
        "year_end": text("year-end summary"),
        "fault": text("fault report"),
        "inspection": text("inspection record"),
        "invoice": text("invoice"),
        "other": text("other document"),
    },
    (Duty, "part"): {"day": text("day shift"), "night": text("night shift"), "all": text("whole day")},
    (Fault, "cause"): {
        "own": text("our own doing"),
        "third_party": text("a third party"),
        "force_majeure": text("force majeure"),
        "planned": text("planned"),
    },
    (Fault, "type"): {
        "function": text("function"),
        "data": text("data"),
        "security": text("security"),
        "network": text("network and security devices"),
        "terminal": text("terminal"),
        "other": text("other type"),
    },
    (Inspection, "type"): {"page": text("page inspection"), "server": text("server inspection")},
    (Leave, "half"): {"am": text("morning"), "pm": text("afternoon")},
    (Leave, "type"): {
        "sick": text("sick leave"),
        "personal": text("personal leave"),
        "annual": text("annual leave"),
        "official": text("official business"),
        "other": text("other leave"),
    },
    (Person, "role"): {
        "engineer": text("engineer"),
        "pm": text("PM"),
        "manager": text("manager"),
        "viewer": text("viewer"),
    },
    (Person, "side"): {"team": text("team"), "client": text("client")},
    (Plan, "type"): {"emergency": text("emergency plan"), "drill": text("drill plan")},
    (Problem, "scope"): {"in": text("In our scope"), "out": text("Outside our scope")},
    (Punch, "way"): {"in": text("clock-in"), "out": text("clock-out")},
    (Request, "channel"): {
        "call": text("phone call"),
        "chat": text("chat message"),
        "visit": text("in person"),
        "other": text("another way"),
    },
    (Ruling, "ruling"): {
        "confirm": text("confirm"),
        "waive": text("waive"),
        "appeal": text("appeal"),
        "uphold": text("uphold"),
    },
    (Support, "class"): {"key": text("key session"), "general": text("general session")},
    (Survey, "answer"): {
        "very": text("very satisfied"),
        "satisfied": text("satisfied"),
        "basic": text("basically satisfied"),
        "unsatisfied": text("unsatisfied"),
    },
}
"""What the values are called of each field that takes one of a few; rows of the appendix bring their own names."""


def kind_name(kind: type[Fact]) -> Text:
    """What a fact of the kind is called."""
    return KIND_NAMES[kind.KIND]


def field_name(kind: type[Fact], attribute: str) -> Text:
    """What the field is called; `attribute` with or without the underscore that Python's own words need."""
    name = written(attribute)
    return FIELD_NAMES_OF_KIND.get((kind, name)) or FIELD_NAMES[name]


def choices_of(kind: type[Fact], attribute: str) -> Mapping[str, Text]:
    """Each value that the field may have, and what it is called, in order; nothing for a field of free values."""
    name = written(attribute)
    if name == "state":
        return _STATES
    if kind in (Note, Rank) and name == "row":
        return _row_names(kind)
    if kind is Fault and name == "level":
        return {str(level): text("Level {level}", level=level) for level in range(1, 6)}
    return CHOICE_NAMES.get((kind, name), {})


def choice_name(kind: type[Fact], attribute: str, value: Any) -> Text:
    """What this value of the field is called. Raises KeyError for a value that the field cannot have."""
    if isinstance(value, bool):
        return text("yes") if value else text("no")
    return choices_of(kind, attribute)[str(value)]


@cache
def _row_names(kind: type[Fact]) -> Mapping[str, Text]:
    """The rows of the appendix that such a fact can be about."""
    rows = get_args(field_types(kind)["row"])
    named = {row.code: text("{name} ({code})", name=row.name, code=row.code) for row in shipped_rows()}
    return {code: name for code, name in named.items() if code in rows}


def target_name(type_: str, target: str, t: Translator) -> str:
    """What an inspection of that type calls the target: a server's part in the reader's words, a system by its name."""
    part = SERVER_CHECKS.get(target) if type_ == "server" else None
    return t(part) if part else target
