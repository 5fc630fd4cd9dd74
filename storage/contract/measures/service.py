"""Inspections, what they find, requests, and guard periods."""

from collections.abc import Iterator

from storage.contract import windows
from storage.contract.case import Case
from storage.contract.inspected import inspection_slots
from storage.contract.kinds import Guard, Inspection, Note, Problem, Request
from storage.contract.measures.base import evidence, measure
from storage.contract.model import Finding, Row
from storage.contract.obligations import (
    answer_by,
    dispatch_by,
    feedback_by,
)
from storage.contract.periods import day_end, day_start
from storage.contract.text import Text
from storage.contract.wording import maybe_stamp, minutes, overrun, since, stamp


@measure({Inspection: windows.inspections}, points=("each",))
def inspection_missed(row: Row, case: Case) -> Iterator[Finding]:
    """A day without a page inspection, a week without a server inspection; one logged later is only evidence."""
    for slot in case.once(inspection_slots):
        if not slot.kept:
            owed, found = slot.owed, slot.made
            late = Text(f"，补录 {len(found)} 次", f", {len(found)} logged late") if found else Text("", "")
            what = (
                Text("页面巡检", "page inspection") if owed.type == "page" else Text("服务器巡检", "server inspection")
            )
            yield Finding(
                subject=f"{owed.type}:{owed.name}",
                at=day_end(owed.last),
                points=row.points["each"],
                reason=Text(f"{owed.name} 无{what.zh}记录{late.zh}", f"{owed.name}: no {what.en}{late.en}"),
                evidence=evidence(*found),
                whole_day=True,
            )


@measure({Problem: windows.during("found_at", before=lambda terms: terms.feedback)}, points=("each",))
def feedback_late(row: Row, case: Case) -> Iterator[Finding]:
    """A problem in scope fed back later than the limit after it was found."""
    for problem in case.facts.of(Problem):
        limit = feedback_by(problem, case.terms)
        if problem.scope == "in" and (problem.fed_back_at is None or problem.fed_back_at > limit):
            found = since("发现", "found", problem.found_at)
            yield Finding(
                subject=problem.id,
                at=limit,
                points=row.points["each"],
                reason=overrun(
                    found, minutes(case.terms.feedback), limit, problem.fed_back_at, Text("反馈", "feedback")
                ),
                evidence=evidence(problem),
            )


@measure({Problem: windows.during("fed_back_at")}, points=("each",))
def found_beyond_scope(row: Row, case: Case) -> Iterator[Finding]:
    """A problem outside the team's scope, found and fed back."""
    for problem in case.facts.of(Problem):
        if problem.scope == "out" and problem.fed_back_at is not None:
            yield Finding(
                subject=problem.id,
                at=problem.fed_back_at,
                points=row.points["each"],
                reason=Text(
                    f"运维范围外的问题，{stamp(problem.found_at)} 发现，{stamp(problem.fed_back_at)} 反馈",
                    f"outside the scope: found {stamp(problem.found_at)}, fed back {stamp(problem.fed_back_at)}",
                ),
                evidence=evidence(problem),
            )


@measure({Request: windows.during("arrived_at", before=lambda terms: terms.unanswered)}, points=("each",))
def unanswered(row: Row, case: Case) -> Iterator[Finding]:
    """A call marked missed, or a request not answered within the longest wait."""
    for request in case.facts.of(Request):
        limit = answer_by(request, case.terms)
        answered = request.answered_at
        if request.missed or answered is None or answered > limit:
            came = since("到达", "arrived", request.arrived_at)
            reason = overrun(came, minutes(case.terms.unanswered), limit, answered, Text("答复", "answer"))
            missed = Text(f"{stamp(request.arrived_at)} 来电未接", f"missed at {stamp(request.arrived_at)}")
            yield Finding(
                subject=request.id,
                at=request.arrived_at if request.missed else limit,
                points=row.points["each"],
                reason=missed if request.missed else reason,
                evidence=evidence(request),
            )


@measure({Request: windows.during("arrived_at", before=lambda terms: terms.dispatch)}, points=("each",))
def dispatched_late(row: Row, case: Case) -> Iterator[Finding]:
    """A request, not missed, that was neither answered nor dispatched in time."""
    for request in case.facts.of(Request):
        limit = dispatch_by(request, case.terms)
        settled = [moment for moment in (request.answered_at, request.dispatched_at) if moment is not None]
        if not request.missed and not any(moment <= limit for moment in settled):
            came = since("到达", "arrived", request.arrived_at)
            first = min(settled, default=None)
            yield Finding(
                subject=request.id,
                at=limit,
                points=row.points["each"],
                reason=overrun(
                    came, minutes(case.terms.dispatch), limit, first, Text("答复或派单", "answer or dispatch")
                ),
                evidence=evidence(request),
            )


@measure({Guard: windows.overlapping_days("from_", "until")}, points=("each",))
def guard_without_plan(row: Row, case: Case) -> Iterator[Finding]:
    """A guard period that began without a plan on file."""
    for guard in case.facts.of(Guard):
        begins = day_start(guard.from_)
        if guard.plan_at is None or guard.plan_at > begins:
            filed = maybe_stamp(guard.plan_at)
            yield Finding(
                subject=guard.id,
                at=begins,
                points=row.points["each"],
                reason=Text(
                    f"保障期 {stamp(begins)} 开始，方案备案：{filed.zh}",
                    f"the guard period began {stamp(begins)}, plan filed: {filed.en}",
                ),
                evidence=evidence(guard),
            )


@measure({Guard: windows.overlapping_days("from_", "until"), Note: windows.accidents}, points=("each",))
def guard_clean(row: Row, case: Case) -> Iterator[Finding]:
    """A guard period that ended without an accident noted about it that still stands."""
    noted = {f"{note.row}:{note.id}": note for note in case.facts.of(Note) if note.row == "guard.accident"}
    accidents = {noted[key].about for key in noted.keys() - case.waived(noted)}
    for guard in case.facts.of(Guard):
        if guard.id not in accidents:
            yield Finding(
                subject=guard.id,
                at=day_end(guard.until),
                points=row.points["each"],
                reason=Text(
                    f"保障期 {guard.from_} 至 {guard.until} 无人为事故",
                    f"no human-caused accident from {guard.from_} to {guard.until}",
                ),
                evidence=evidence(guard),
                whole_day=True,
            )
