"""Who owes what by when. Nudges and score ask these same functions.

Every function takes facts as seen at the moment asked about (`Facts.seen_at`), so no happening in them lies ahead.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from storage.contract.calendar import WorkCalendar
from storage.contract.kinds import (
    AssetChange,
    Document,
    Drill,
    Fault,
    Inspection,
    Leave,
    Plan,
    Problem,
    Request,
    StaffChange,
)
from storage.contract.periods import (
    ONE_DAY,
    SPAN_OF,
    Form,
    Span,
    day_of,
    days_later,
    later,
    week_of,
)
from storage.contract.terms import FaultLimits, Terms

Half = Literal["am", "pm"]
WHOLE_DAY: Final[frozenset[Half]] = frozenset(("am", "pm"))
PERIOD_OF_REPORT: Final[Mapping[str, Form]] = {
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "half_year": "half",
}


# ---- documents (digest, section 3) ----


@dataclass(frozen=True, slots=True)
class DocumentOwed:
    """A document that somebody owes by the end of `due`; invoices are only reminded of, never scored.

    `subject` names it in keys; `evidence` is the fact that makes it owed (`kind:id`), where it is not the calendar.
    """

    type: str
    for_: str
    due: date
    subject: str
    scored: bool = True
    evidence: tuple[str, ...] = ()

    def in_time(self, submitted_at: datetime | None) -> bool:
        """Whether a submission at that moment keeps the deadline."""
        return submitted_at is not None and day_of(submitted_at) <= self.due


def documents_owed(
    faults: Iterable[Fault], documents: Iterable[Document], terms: Terms, calendar: WorkCalendar, until: date
) -> Iterator[DocumentOwed]:
    """Every document due up to `until`: reports, year-end summary, invoices, fault reports, those agreed by a day."""
    owed = (
        *_reports_owed(terms, calendar, until),
        *_year_end_owed(terms, calendar),
        *_fault_reports_owed(faults, terms, calendar),
        *_agreed_documents(documents),
    )
    return (document for document in owed if document.due <= until)


def first_submissions(documents: Iterable[Document]) -> dict[str, Document]:
    """The earliest submission of each document, by the subject that `DocumentOwed` names it by."""
    first: dict[str, Document] = {}
    for document in sorted(documents, key=lambda document: document.id):
        if document.submitted_at is None:
            continue
        subject = _subject(document)
        known = first.get(subject)
        if known is None or known.submitted_at is None or document.submitted_at < known.submitted_at:
            first[subject] = document
    return first


def report_due(type_: str, span: Span, terms: Terms, calendar: WorkCalendar) -> date:
    """The due day of the periodic report for a full week, month, quarter or half."""
    working_days = {
        "weekly": terms.deadlines.weekly_working_days,
        "monthly": terms.deadlines.monthly_working_days,
        "quarterly": terms.deadlines.quarterly_working_days,
        "half_year": terms.deadlines.half_year_working_days,
    }[type_]
    return calendar.nth_working_day_after(span.last, working_days)


def fault_report_due(handled_at: datetime, terms: Terms, calendar: WorkCalendar) -> date:
    """The due day of the report on a fault cleared at that moment."""
    return calendar.nth_working_day_after(day_of(handled_at), terms.deadlines.fault_working_days)


def _subject(document: Document) -> str:
    return f"other:{document.id}" if document.type == "other" else f"{document.type}:{document.for_}"


def _reports_owed(terms: Terms, calendar: WorkCalendar, until: date) -> Iterator[DocumentOwed]:
    for type_ in terms.reports_owed:
        for span in spans_of(PERIOD_OF_REPORT[type_], terms.from_, min(terms.until, until)):
            inside = span.clipped(terms.from_, terms.until)
            if inside and inside.days * 2 >= span.days:
                due = report_due(type_, span, terms, calendar)
                yield DocumentOwed(type_, span.name, due, f"{type_}:{span.name}")


def _year_end_owed(terms: Terms, calendar: WorkCalendar) -> Iterator[DocumentOwed]:
    year = terms.signed.year
    due = calendar.last_working_day(year)
    yield DocumentOwed("year_end", f"{year:04}", due, f"year_end:{year:04}")
    first_invoice = calendar.nth_working_day_after(terms.signed, terms.deadlines.first_invoice_working_days)
    yield DocumentOwed("invoice", "first", first_invoice, "invoice:first", scored=False)
    yield DocumentOwed("invoice", "second", due, "invoice:second", scored=False)


def _fault_reports_owed(faults: Iterable[Fault], terms: Terms, calendar: WorkCalendar) -> Iterator[DocumentOwed]:
    for fault in faults:
        moment = handled(fault)
        if fault.level > terms.deadlines.fault_level_at_most or fault.cause == "planned" or moment is None:
            continue
        if day_of(moment) in terms.term:
            due = fault_report_due(moment, terms, calendar)
            yield DocumentOwed("fault", fault.id, due, f"fault:{fault.id}", evidence=(f"fault:{fault.id}",))


def _agreed_documents(documents: Iterable[Document]) -> Iterator[DocumentOwed]:
    for document in documents:
        if document.due is not None:
            made = (f"document:{document.id}",)
            yield DocumentOwed("other", document.for_, document.due, _subject(document), evidence=made)


def spans_of(form: Form, first: date, last: date) -> Iterator[Span]:
    """Every full calendar span of the form that has a day in `first` … `last`, in order."""
    day = first
    while day <= last:
        span = SPAN_OF[form](day)
        yield span
        if span.last == date.max:
            return
        day = span.last + ONE_DAY


# ---- inspections (contract 7.2 (1)) ----


@dataclass(frozen=True, slots=True)
class InspectionOwed:
    """A page inspection owed within a day, or a server inspection owed within a week clipped to the term."""

    type: Literal["page", "server"]
    name: str
    first: date
    last: date

    def kept_by(self, inspection: Inspection) -> bool:
        """Whether the inspection was made within the time and recorded before it had ended (reading 10)."""
        recorded = inspection.recorded_at
        return self.covers(inspection) and (recorded is None or day_of(recorded) <= self.last)

    def covers(self, inspection: Inspection) -> bool:
        """Whether the inspection was made within the time, however late it was recorded."""
        return inspection.type == self.type and self.first <= day_of(inspection.at) <= self.last


def page_inspections_owed(terms: Terms, until: date) -> Iterator[InspectionOwed]:
    """One page inspection for every calendar day of the term up to `until`."""
    for offset in range((min(terms.until, until) - terms.opens).days + 1):
        day = terms.opens + timedelta(days=offset)
        yield InspectionOwed("page", day.isoformat(), day, day)


def server_inspections_owed(terms: Terms, calendar: WorkCalendar, until: date) -> Iterator[InspectionOwed]:
    """One server inspection for every ISO week, clipped to the term, that has a working day and begins by `until`."""
    for week in spans_of("week", terms.opens, min(terms.until, until)):
        inside = week.clipped(terms.from_, terms.until)
        if inside and any(calendar.is_working(day) for day in days_of(inside)):
            yield InspectionOwed("server", week.name, inside.first, inside.last)


def inspections_by_slot(inspections: Iterable[Inspection]) -> Mapping[tuple[str, str], list[Inspection]]:
    """Inspections by type and the name of the day (page) or week (server) they fall in."""
    found: defaultdict[tuple[str, str], list[Inspection]] = defaultdict(list)
    for inspection in inspections:
        day = day_of(inspection.at)
        found[inspection.type, day.isoformat() if inspection.type == "page" else week_of(day).name].append(inspection)
    return found


@dataclass(frozen=True, slots=True)
class InspectedSoFar:
    """The first page inspection of a day and the first server inspection of its week, where they were made."""

    page: Inspection | None
    server: Inspection | None
    week: Span


def inspected_so_far(this_week: Iterable[Inspection], today: date) -> InspectedSoFar:
    """What of today's and this week's inspections is done; `this_week` in order of time."""
    made = list(this_week)
    pages = (inspection for inspection in made if inspection.type == "page" and day_of(inspection.at) == today)
    servers = (inspection for inspection in made if inspection.type == "server")
    return InspectedSoFar(next(pages, None), next(servers, None), week_of(today))


def days_of(span: Span) -> Iterator[date]:
    """Every day of the span."""
    return (span.first + timedelta(days=offset) for offset in range(span.days))


# ---- faults (contract 7.2 (6)) ----


@dataclass(frozen=True, slots=True)
class FaultDeadlines:
    """Absolute moments. `arrive_by` is None where nobody must come, `handle_by` while a vendor holds the fault."""

    respond_by: datetime
    arrive_by: datetime | None
    handle_by: datetime | None


def responded(fault: Fault) -> datetime | None:
    """When somebody first reacted; coming or handling is a response too."""
    return _earliest(fault.responded_at, fault.arrived_at, fault.handled_at)


def arrived(fault: Fault) -> datetime | None:
    """When somebody was on site; handling shows that nobody had to be there any more."""
    return _earliest(fault.arrived_at, fault.handled_at)


def handled(fault: Fault) -> datetime | None:
    """When service was restored; when the fault was closed, where nobody wrote that down."""
    return fault.handled_at or fault.closed_at


def limits_of(fault: Fault, terms: Terms) -> FaultLimits:
    """The three limits that hold for this fault."""
    return terms.limits_for(fault.level, emergency=fault.emergency)


def fault_deadlines(fault: Fault, terms: Terms) -> FaultDeadlines:
    """By when the fault must be responded to, attended and handled."""
    limits = limits_of(fault, terms)
    arrive_by = later(fault.noticed_at, limits.arrive) if fault.onsite else None
    return FaultDeadlines(later(fault.noticed_at, limits.respond), arrive_by, handling_time_up(fault, limits.handle))


def first_limit_passed(fault: Fault, terms: Terms, now: datetime) -> datetime | None:
    """The first of the response and arrival limits that passed without being kept; None while both are kept."""
    deadlines = fault_deadlines(fault, terms)
    watched = [(deadlines.respond_by, responded(fault)), (deadlines.arrive_by, arrived(fault))]
    return min((by for by, met in watched if by and by <= now and (met is None or met > by)), default=None)


def handling_limit_passed(fault: Fault, terms: Terms, now: datetime) -> datetime | None:
    """The moment at which the handling time ran out before the fault was handled; None where it did not."""
    by, met = fault_deadlines(fault, terms).handle_by, handled(fault)
    return by if by and by <= now and (met is None or met > by) else None


def handling_time_up(fault: Fault, time: timedelta) -> datetime | None:
    """When so much time was used on the fault since its notice, a vendor's left out; None while a vendor holds it."""
    runs_from, left = fault.noticed_at, time
    for spell in sorted(fault.vendor, key=lambda spell: spell.from_):
        ran = max(spell.from_ - runs_from, timedelta())
        if ran >= left:
            break
        left -= ran
        if spell.until is None:
            return None
        runs_from = max(runs_from, spell.until)
    return later(runs_from, left)


def with_vendor(fault: Fault) -> datetime | None:
    """Since when a vendor has held the fault; None where none does."""
    return _earliest(*(spell.from_ for spell in fault.vendor if spell.until is None))


def excused(fault: Fault) -> bool:
    """Whether nobody answers for how long the fault lasts: force majeure."""
    return fault.cause == "force_majeure"


def _earliest(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)


# ---- people (appendix: attendance; contract 6.2) ----


def halves_on_leave(leaves: Iterable[Leave], first: date, last: date) -> Mapping[tuple[str, date], set[Half]]:
    """Which half-days of `first` … `last` each person is on leave; leaves that overlap count once."""
    taken: defaultdict[tuple[str, date], set[Half]] = defaultdict(set)
    for leave in leaves:
        span = Span("contract", "", leave.from_, leave.until).clipped(first, last)
        halves: Iterable[Half] = (leave.half,) if leave.half else WHOLE_DAY
        for day in days_of(span) if span else ():
            taken[leave.person, day].update(halves)
    return taken


def expected_hours(on_leave: Iterable[Half], terms: Terms) -> tuple[time, time] | None:
    """When somebody is expected in and out on a working day; None on a whole day's leave."""
    halves = set(on_leave)
    if halves >= WHOLE_DAY:
        return None
    return terms.afternoon if "am" in halves else terms.on, terms.noon if "pm" in halves else terms.off


def latest_announcement(change: StaffChange, terms: Terms, *, onsite: bool) -> date:
    """The last day on which the change of a person may be announced in time (contract 6.2)."""
    if onsite:
        return _months_before(change.effective_on, terms.deadlines.onsite_notice_months)
    notice = timedelta(days=terms.deadlines.remote_notice_days)
    return change.effective_on - min(notice, change.effective_on - date.min)


def _months_before(day: date, count: int) -> date:
    months = day.year * 12 + day.month - 1 - count
    if months < 12:
        return date.min
    month = SPAN_OF["month"](date(months // 12, months % 12 + 1, 1))
    return month.first.replace(day=min(day.day, month.days))


# ---- the other clocks (digest, section 3) ----


def feedback_by(problem: Problem, terms: Terms) -> datetime:
    """By when a problem found in an inspection is fed back."""
    return later(problem.found_at, terms.feedback)


def dispatch_by(request: Request, terms: Terms) -> datetime:
    """By when a request is answered or given to the second line."""
    return later(request.arrived_at, terms.dispatch)


def answer_by(request: Request, terms: Terms) -> datetime:
    """By when a request must be answered not to count as unanswered."""
    return later(request.arrived_at, terms.unanswered)


def register_by(change: AssetChange, terms: Terms) -> date:
    """The last day on which the register may show a confirmed change in time."""
    return days_later(change.confirmed_on, terms.deadlines.register_days)


def plans_drills_for(plan: Plan, period: Span, terms: Terms) -> bool:
    """Whether the plan is a drill plan for a part of the period."""
    span = terms.span_named(plan.for_) if plan.type == "drill" and plan.for_ else None
    return span is not None and span.clipped(period.first, period.last) is not None


def speaks_for(name: str, period: Span, terms: Terms) -> bool:
    """Whether something given for the named span counts for the period (reading 15)."""
    span = terms.span_named(name)
    return span is not None and span.first >= period.first and span.last <= period.last


def material_back_by(terms: Terms) -> date:
    """The last day on which material may go back or be destroyed after the term's end."""
    return days_later(terms.until, terms.deadlines.material_back_days)


def drill_report_by(drill: Drill, terms: Terms, calendar: WorkCalendar) -> date:
    """The due day of a planned drill's report."""
    return calendar.nth_working_day_after(drill.planned_on, terms.deadlines.drill_report_working_days)
