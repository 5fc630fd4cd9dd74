"""Duties with a due day: documents, tasks, staff changes, stock-takes, the asset register."""

from collections.abc import Iterator
from datetime import datetime

from storage.contract import windows
from storage.contract.case import Case
from storage.contract.kinds import AssetChange, Document, Fault, StaffChange, Stocktake, Task, Vacancy
from storage.contract.measures.base import evidence, measure
from storage.contract.model import Finding, Row
from storage.contract.obligations import (
    days_of,
    documents_owed,
    first_submissions,
    latest_announcement,
    register_by,
)
from storage.contract.periods import Span, day_end
from storage.contract.text import Text
from storage.contract.windows import during, on_days, overlapping_days
from storage.contract.wording import maybe_stamp, stamp


@measure({StaffChange: on_days("announced_on")}, points=("each",))
def change_announced_late(row: Row, case: Case) -> Iterator[Finding]:
    """A change of a person announced with less notice than the contract asks; longer notice on site than remote."""
    for change in case.facts.of(StaffChange):
        person = case.people.get(change.person)
        latest = latest_announcement(change, case.terms, onsite=person is not None and person.onsite)
        if change.announced_on > latest:
            yield Finding(
                subject=change.id,
                at=day_end(change.announced_on),
                points=row.points["each"],
                reason=Text(
                    f"{change.effective_on} 变动，最迟 {latest} < 告知 {change.announced_on}",
                    f"effective {change.effective_on}, latest notice {latest} < announced {change.announced_on}",
                ),
                evidence=evidence(change),
                whole_day=True,
            )


@measure({Vacancy: overlapping_days("from_", "until")}, points=("each",))
def vacant_day(row: Row, case: Case) -> Iterator[Finding]:
    """Every calendar day on which a post stood empty."""
    for vacancy in case.facts.of(Vacancy):
        empty = Span("contract", "", vacancy.from_, vacancy.until or case.today)
        judged = empty.clipped(case.terms.opens, min(case.terms.until, case.today))
        for day in days_of(judged) if judged else ():
            yield Finding(
                subject=f"{vacancy.id}:{day}",
                at=day_end(day),
                points=row.points["each"],
                reason=Text(f"岗位“{vacancy.post}”{day} 空缺", f"the post {vacancy.post} stood empty on {day}"),
                evidence=evidence(vacancy),
                whole_day=True,
            )


@measure({Task: during("due_at")}, points=("each",))
def task_overdue(row: Row, case: Case) -> Iterator[Finding]:
    """An assigned task neither done nor reported on by its due time."""
    for task in case.facts.of(Task):
        settled = [moment for moment in (task.done_at, task.reported_at) if moment is not None]
        if not any(moment <= task.due_at for moment in settled):
            first = maybe_stamp(min(settled, default=None))
            yield Finding(
                subject=task.id,
                at=task.due_at,
                points=row.points["each"],
                reason=Text(
                    f"应于 {stamp(task.due_at)} 前完成或反馈，最早完成或反馈：{first.zh}",
                    f"due {stamp(task.due_at)}; first done or reported: {first.en}",
                ),
                evidence=evidence(task),
                person=task.person,
            )


@measure({Document: windows.documents, Fault: windows.faults}, points=("each",))
def document_late(row: Row, case: Case) -> Iterator[Finding]:
    """A document owed and not submitted by its due day's end; invoices are only reminded of."""
    documents, faults = case.facts.of(Document), case.facts.of(Fault)
    submitted = first_submissions(documents)
    for owed in documents_owed(faults, documents, case.terms, case.calendar, case.today):
        first = submitted.get(owed.subject)
        submitted_at: datetime | None = first.submitted_at if first else None
        if owed.scored and not owed.in_time(submitted_at):
            when = maybe_stamp(submitted_at)
            yield Finding(
                subject=owed.subject,
                at=day_end(owed.due),
                points=row.points["each"],
                reason=Text(
                    f"应于 {owed.due} 24:00 前提交，最早提交：{when.zh}",
                    f"due by the end of {owed.due}; first submitted: {when.en}",
                ),
                evidence=evidence(first) or owed.evidence,
                whole_day=True,
            )


@measure({Stocktake: on_days("due_on")}, points=("each",))
def stocktake_late(row: Row, case: Case) -> Iterator[Finding]:
    """A planned stock-take not done by its due day."""
    for stocktake in case.facts.of(Stocktake):
        if stocktake.done_on is None or stocktake.done_on > stocktake.due_on:
            yield Finding(
                subject=stocktake.id,
                at=day_end(stocktake.due_on),
                points=row.points["each"],
                reason=Text(
                    f"应于 {stocktake.due_on} 前完成盘点，完成日：{stocktake.done_on or '无'}",
                    f"stock-take due {stocktake.due_on}, done: {stocktake.done_on or 'not yet'}",
                ),
                evidence=evidence(stocktake),
                whole_day=True,
            )


@measure({AssetChange: on_days("confirmed_on", before=lambda terms: terms.deadlines.register_days)}, points=("each",))
def register_stale(row: Row, case: Case) -> Iterator[Finding]:
    """A confirmed change that the register did not show in time."""
    for change in case.facts.of(AssetChange):
        due = register_by(change, case.terms)
        if change.registered_on is None or change.registered_on > due:
            yield Finding(
                subject=change.id,
                at=day_end(due),
                points=row.points["each"],
                reason=Text(
                    f"{change.confirmed_on} 确认变更，应于 {due} 前入册，入册日：{change.registered_on or '无'}",
                    f"confirmed {change.confirmed_on}, due in the register by {due}, "
                    f"registered: {change.registered_on or 'not yet'}",
                ),
                evidence=evidence(change),
                whole_day=True,
            )
