"""Faults and emergencies: response, handling, severity, repeats (contract 7.2 (6); readings 4 and 6)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from storage.contract.case import Case
from storage.contract.kinds import Fault
from storage.contract.measures.base import evidence, for_period, measure
from storage.contract.model import Finding, Growth, Row
from storage.contract.obligations import (
    arrived,
    excused,
    fault_deadlines,
    first_limit_passed,
    handled,
    handling_limit_passed,
    limits_of,
    responded,
)
from storage.contract.periods import day_start, later
from storage.contract.text import Text
from storage.contract.windows import Reads, faults
from storage.contract.wording import length, maybe_stamp, minutes, overrun, since

_FAULTS: Final[Reads] = {Fault: faults}


@measure(_FAULTS, points=("each",))
def response_late(row: Row, case: Case) -> Iterator[Finding]:
    """A fault, no emergency, responded to or attended too late; once a fault."""
    for fault in _judged(case, emergency=False):
        passed = first_limit_passed(fault, case.terms, case.now)
        if passed:
            yield _finding(fault, passed, row.points["each"], _response_reason(fault, case))


@measure(_FAULTS, points=("each",))
def handling_late(row: Row, case: Case) -> Iterator[Finding]:
    """A fault, no emergency, whose handling took longer than the limit, a vendor's time left out."""
    for fault in _judged(case, emergency=False):
        passed = None if excused(fault) else handling_limit_passed(fault, case.terms, case.now)
        if passed:
            yield _finding(fault, passed, row.points["each"], _handling_reason(fault, passed, case))


@measure(_FAULTS, points=("never", "late", "none"), numbers=("never_after_min",), beside=("none",))
def emergency_response(row: Row, case: Case) -> Iterator[Finding]:
    """An emergency responded to late, or never; and what a period without either is worth (reading 16)."""
    found = list(_emergency_responses(row, case))
    yield from found
    standing = {finding.key(row) for finding in found if finding.at <= case.now and case.judged_at(finding.at)}
    if case.accrues and not standing - case.waived(standing):
        reason = Text("期内没有应急响应扣分", "no emergency in the period was responded to late")
        yield from for_period(row, case, row.points["none"], reason)


@measure(_FAULTS, points=("undone", "late"))
def emergency_handling(row: Row, case: Case) -> Iterator[Finding]:
    """An emergency handled late, or closed without being handled or without feedback."""
    for fault in _judged(case, emergency=True):
        if excused(fault):
            continue
        passed = handling_limit_passed(fault, case.terms, case.now)
        undone = fault.closed_at is not None and (fault.handled_at is None or not fault.fed_back)
        at = _first(passed, fault.closed_at if undone else None)
        if at:
            reason = _undone_reason(fault) if undone else _handling_reason(fault, at, case)
            yield _finding(fault, at, row.points["undone" if undone else "late"], reason)


@measure(_FAULTS, points=("level_1", "level_2"))
def severe_fault(row: Row, case: Case) -> Iterator[Finding]:
    """A fault of level 1 or 2, unless planned or force majeure."""
    for fault in case.facts.of(Fault):
        worth = row.points.get(f"level_{fault.level}")
        if worth is not None and fault.cause != "planned" and not excused(fault):
            reason = Text(f"{fault.level} 级故障", f"a level {fault.level} fault")
            yield _finding(fault, fault.noticed_at, worth, reason)


@measure(_FAULTS, points=("each",))
def repeated_trouble(row: Row, case: Case) -> Iterator[Finding]:
    """The same trouble on the same terminal again after an earlier repair, over the whole term."""
    term_begins = day_start(case.terms.from_)
    repaired: dict[tuple[str, str], tuple[datetime, Fault]] = {}
    for fault in sorted(case.facts.of(Fault), key=lambda fault: (fault.noticed_at, fault.id)):
        if fault.type != "terminal" or not fault.device or not fault.trouble or fault.cause == "planned":
            continue
        if fault.noticed_at < term_begins:
            continue
        trouble = (fault.device, fault.trouble)
        first = repaired.get(trouble)
        if first and first[0] <= fault.noticed_at:
            reason = Text(
                f"{fault.device}“{fault.trouble}”在 {first[1].id} 修复后再次出现",
                f"{fault.trouble} on {fault.device} again after the repair of {first[1].id}",
            )
            yield _finding(fault, fault.noticed_at, row.points["each"], reason, first[1])
        done = handled(fault)
        if done and (first is None or done < first[0]):
            repaired[trouble] = (done, fault)


def _judged(case: Case, *, emergency: bool) -> Iterator[Fault]:
    for fault in case.facts.of(Fault):
        if fault.emergency == emergency and fault.cause != "planned":
            yield fault


def _emergency_responses(row: Row, case: Case) -> Iterator[Finding]:
    for fault in _judged(case, emergency=True):
        passed = first_limit_passed(fault, case.terms, case.now)
        given_up = _given_up_at(fault, case, timedelta(minutes=row.numbers["never_after_min"]))
        never = _never_responded(fault, case, given_up)
        at = _first(passed, fault.closed_at if never else None)
        if at:
            found = _finding(fault, at, row.points["never" if never else "late"], _response_reason(fault, case))
            waited = never and fault.closed_at is None
            more = row.points["never"] - row.points["late"]
            yield replace(found, grown=Growth(given_up, more)) if waited else found


def _given_up_at(fault: Fault, case: Case, longest: timedelta) -> datetime:
    """From when on a response that has not come counts as none."""
    return later(fault.noticed_at, max(longest, limits_of(fault, case.terms).respond))


def _never_responded(fault: Fault, case: Case, given_up: datetime) -> bool:
    """Whether the fault was closed before any response, or left without one for longer than anybody may wait."""
    answered = responded(fault)
    ends = [end for end in (fault.closed_at, given_up) if end is not None and end <= case.now]
    return any(answered is None or answered > end for end in ends)


def _first(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)


def _finding(fault: Fault, at: datetime, points: Decimal, reason: Text, *others: Fault) -> Finding:
    return Finding(subject=fault.id, at=at, points=points, reason=reason, evidence=evidence(fault, *others))


def _response_reason(fault: Fault, case: Case) -> Text:
    due, limits = fault_deadlines(fault, case.terms), limits_of(fault, case.terms)
    start = since("发现", "noticed", fault.noticed_at)
    response = overrun(start, minutes(limits.respond), due.respond_by, responded(fault), Text("响应", "response"))
    if due.arrive_by is None:
        return response
    arrival = overrun(start, minutes(limits.arrive), due.arrive_by, arrived(fault), Text("到场", "arrival"))
    return Text(f"{response.zh}；{arrival.zh}", f"{response.en}; {arrival.en}")


def _handling_reason(fault: Fault, passed: datetime, case: Case) -> Text:
    limit = limits_of(fault, case.terms).handle
    allowed, away = minutes(limit), passed - fault.noticed_at - limit
    if away:
        vendor = length(away)
        allowed = Text(f"{allowed.zh} + 第三方 {vendor.zh}", f"{allowed.en} + {vendor.en} with the vendor")
    start = since("发现", "noticed", fault.noticed_at)
    return overrun(start, allowed, passed, handled(fault), Text("处置完成", "handled"))


def _undone_reason(fault: Fault) -> Text:
    done, closed = maybe_stamp(fault.handled_at), maybe_stamp(fault.closed_at)
    told = Text("有反馈", "fed back") if fault.fed_back else Text("无反馈", "no feedback")
    return Text(
        f"{closed.zh} 关闭，处置完成：{done.zh}，{told.zh}", f"closed {closed.en}, handled: {done.en}, {told.en}"
    )
