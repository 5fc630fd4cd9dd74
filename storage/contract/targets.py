"""The contract's service targets T1 to T8 (7.2) over a period, exactly, each with what it rests on.

They stand beside the score and move no point; a waived entry changes nothing here.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Final

from storage.contract import windows
from storage.contract.case import Case
from storage.contract.downtime import systems_service
from storage.contract.inspected import inspection_slots
from storage.contract.kinds import Document, DowntimeExempt, Fault, Inspection, Plan, Survey
from storage.contract.measures.base import evidence, percent
from storage.contract.obligations import (
    DocumentOwed,
    documents_owed,
    excused,
    first_limit_passed,
    first_submissions,
    handled,
    handling_limit_passed,
    responded,
)
from storage.contract.periods import day_end, day_of
from storage.contract.text import Text
from storage.contract.windows import Reads
from storage.contract.wording import length

READS: Final[Reads] = {
    Inspection: windows.inspections,
    Fault: windows.faults,
    DowntimeExempt: windows.exempt,
    Survey: windows.for_the_period,
    Plan: windows.everything,
    Document: windows.documents,
}
"""The facts that the targets need, beside people and declared days."""

WHOLE: Final = Fraction(1)
MOST_DOWN: Final = Fraction(1, 100)
LEAST_SATISFIED: Final = Fraction(95, 100)
CONTENT: Final = ("very", "satisfied")
EMERGENCY_PLAN: Final = "plan:emergency"
REPORTS_ON_FILE: Final = ("monthly", "half_year", "year_end")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A target and how it stands.

    `exact` is the figure (1 is 100 %; for T3 to T5 a number of faults) and `shown` the same in words; both are None,
    and so is `met`, where there is nothing to judge. `evidence` names facts as `kind:id`; `missing` names the days,
    weeks and documents that are not there.
    """

    code: str
    name: Text
    goal: Text
    exact: Fraction | None = None
    shown: Text | None = None
    met: bool | None = None
    evidence: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def targets(case: Case) -> tuple[Target, ...]:
    """Every target over the elapsed part of the case's period, in the contract's order."""
    return tuple(judge(case) for judge in _TARGETS)


def _inspected(case: Case, type_: str, name: Text, goal: Text) -> Target:
    """T1: the running day or week counts only once it is inspected or over."""
    slots = [
        slot
        for slot in (case.once(inspection_slots) if case.accrues else ())
        if slot.owed.type == type_ and (slot.kept or case.over(slot.owed.last))
    ]
    missed = [slot for slot in slots if not slot.kept]
    logged_late = (inspection for slot in missed for inspection in slot.made)
    target = _share("T1", name, goal, len(slots) - len(missed), len(slots), evidence(*logged_late))
    return replace(target, missing=tuple(slot.owed.name for slot in missed))


def _pages(case: Case) -> Target:
    return _inspected(case, "page", Text("页面巡检天数", "Days with a page inspection"), Text("每天", "every day"))


def _servers(case: Case) -> Target:
    return _inspected(
        case, "server", Text("服务器巡检周数", "Weeks with a server inspection"), Text("每周", "every week")
    )


def _fault_rate(case: Case) -> Target:
    """T2: unplanned downtime over service time."""
    name, goal = Text("故障率", "Fault rate"), Text("低于 1%", "below 1%")
    service = systems_service(case)
    if not service.whole:
        return Target(code="T2", name=name, goal=goal)
    lost = service.lost
    down, of, shown = length(service.down), length(service.whole), percent(lost, MOST_DOWN)
    return Target(
        code="T2",
        name=name,
        goal=goal,
        exact=lost,
        shown=Text(f"{down.zh} ÷ {of.zh} = {shown}", f"{down.en} ÷ {of.en} = {shown}"),
        met=lost < MOST_DOWN,
        evidence=evidence(*service.faults),
    )


def _response_rate(case: Case) -> Target:
    """T2: the faults of the period that somebody responded to, however late."""
    faults = _unplanned(_noticed(case))
    silent = [fault for fault in faults if responded(fault) is None]
    name = Text("故障响应率", "Fault response rate")
    return _share("T2", name, Text("100%", "100%"), len(faults) - len(silent), len(faults), evidence(*silent))


def _modules(case: Case) -> Target:
    """T3: the faults that are open at the end of the elapsed part; a fault without a module is its system's."""
    goal = Text("没有未恢复的故障", "none is open")
    name = Text("功能模块未恢复的故障", "Open faults of modules")
    if not case.accrues:
        return Target(code="T3", name=name, goal=goal)
    _, end = case.elapsed
    faults = [fault for fault in _unplanned(case.facts.of(Fault)) if _open_at(fault, end, case)]
    by_module = sorted(Counter(fault.module or fault.system for fault in faults).items())
    listed = [f"{module} × {count}" if count > 1 else module for module, count in by_module]
    return Target(
        code="T3",
        name=name,
        goal=goal,
        exact=Fraction(len(faults)),
        shown=Text("、".join(listed) or "无", ", ".join(listed) or "none"),
        met=not faults,
        evidence=evidence(*faults),
    )


def _none_of(case: Case, code: str, type_: str, name: Text) -> Target:
    """T4, T5: no fault of the type was noticed in the period."""
    goal = Text("没有", "none")
    if not case.accrues:
        return Target(code=code, name=name, goal=goal)
    faults = [fault for fault in _unplanned(_noticed(case)) if fault.type == type_]
    return Target(
        code=code,
        name=name,
        goal=goal,
        exact=Fraction(len(faults)),
        shown=Text(f"{len(faults)} 起", f"{len(faults)}"),
        met=not faults,
        evidence=evidence(*faults),
    )


def _data(case: Case) -> Target:
    return _none_of(case, "T4", "data", Text("数据丢失或错误", "Data lost or wrong"))


def _security(case: Case) -> Target:
    return _none_of(case, "T5", "security", Text("安全事件", "Security incidents"))


def _limits(case: Case) -> Target:
    """T6: the faults of the period none of whose limits has passed without being kept."""
    faults = _unplanned(_noticed(case))
    late = [fault for fault in faults if _limit_passed(fault, case)]
    name = Text("故障在时限内响应、到场和处置", "Faults within their limits")
    return _share("T6", name, Text("全部", "all"), len(faults) - len(late), len(faults), evidence(*late))


def _satisfaction(case: Case) -> Target:
    """T7: very satisfied and satisfied over all answers for the period, or for a shorter period inside it."""
    given = case.facts.of(Survey) if case.accrues else ()
    answers = [survey for survey in given if case.speaks_for_period(survey.for_)]
    others = [survey for survey in answers if survey.answer not in CONTENT]
    name, goal = Text("用户满意度", "User satisfaction"), Text("高于 95%", "above 95%")
    made = _share("T7", name, goal, len(answers) - len(others), len(answers), evidence(*others), LEAST_SATISFIED)
    return made if made.exact is None else replace(made, met=made.exact > LEAST_SATISFIED)


def _on_file(case: Case) -> Target:
    """T8: the emergency plan, and the reports that fell due in the period; handed in late is on file too."""
    name, goal = Text("应有文档备案", "Documents on file"), Text("全部", "all")
    if not case.accrues:
        return Target(code="T8", name=name, goal=goal)
    plans, submitted = case.emergency_plans, first_submissions(case.facts.of(Document))
    owed = [document for document in _reports_owed(case) if document.subject in submitted or case.over(document.due)]
    there = [submitted[document.subject] for document in owed if document.subject in submitted]
    missing = [document.subject for document in owed if document.subject not in submitted]
    asked, filed = len(owed) + 1, len(there) + bool(plans)
    target = _share("T8", name, goal, filed, asked, evidence(*plans, *there))
    return replace(target, missing=(*(() if plans else (EMERGENCY_PLAN,)), *missing))


def _reports_owed(case: Case) -> Iterator[DocumentOwed]:
    for owed in documents_owed((), (), case.terms, case.calendar, case.today):
        if owed.type in REPORTS_ON_FILE and case.judged_at(day_end(owed.due)):
            yield owed


def _noticed(case: Case) -> list[Fault]:
    """The faults noticed in the judged part of the period."""
    return [fault for fault in case.facts.of(Fault) if case.judged_at(fault.noticed_at)]


def _unplanned(faults: Iterable[Fault]) -> list[Fault]:
    return [fault for fault in faults if fault.cause != "planned"]


def _open_at(fault: Fault, end: datetime, case: Case) -> bool:
    done = handled(fault)
    return day_of(fault.noticed_at) <= case.period.last and (done is None or done > end)


def _limit_passed(fault: Fault, case: Case) -> bool:
    """Whether a limit passed that the score holds against the team, too."""
    if first_limit_passed(fault, case.terms, case.now):
        return True
    return not excused(fault) and handling_limit_passed(fault, case.terms, case.now) is not None


def _share(
    code: str, name: Text, goal: Text, kept: int, of: int, behind: tuple[str, ...], limit: Fraction = WHOLE
) -> Target:
    """A target of so many out of all; met with all of them."""
    if not of:
        return Target(code=code, name=name, goal=goal)
    exact = Fraction(kept, of)
    shown = f"{kept} ÷ {of} = {percent(exact, limit)}"
    return Target(
        code=code, name=name, goal=goal, exact=exact, shown=Text(shown, shown), met=kept == of, evidence=behind
    )


_TARGETS: Final[tuple[Callable[[Case], Target], ...]] = (
    _pages,
    _servers,
    _fault_rate,
    _response_rate,
    _modules,
    _data,
    _security,
    _limits,
    _satisfaction,
    _on_file,
)
