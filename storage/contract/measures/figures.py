"""Figures of a whole period: availability, support, rankings, plans and drills, the survey."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from storage.contract import windows
from storage.contract.case import Case
from storage.contract.downtime import Service, network_service, systems_service
from storage.contract.kinds import DowntimeExempt, Drill, Fault, Plan, Rank, Support, Survey
from storage.contract.measures.base import Judgement, evidence, for_period, measure, percent, tier_of
from storage.contract.model import NotApplicable, Row
from storage.contract.obligations import drill_report_by, plans_drills_for
from storage.contract.periods import day_of
from storage.contract.text import Text
from storage.contract.wording import length

ANSWERS_LOWEST_FIRST: Final = ("unsatisfied", "basic", "satisfied", "very")
ANSWER_NAMES: Final = {
    "very": Text("非常满意", "very satisfied"),
    "satisfied": Text("满意", "satisfied"),
    "basic": Text("基本满意", "basically satisfied"),
    "unsatisfied": Text("不满意", "unsatisfied"),
}
_RANKS: Final[windows.Reads] = {Rank: windows.for_the_period}
NO_RANK: Final = NotApplicable(Text("本期没有排名", "no ranking for this period"))


@measure({Fault: windows.faults, DowntimeExempt: windows.exempt}, tiers=True)
def system_availability(row: Row, case: Case) -> Judgement:
    """Service time less downtime, over service time, summed over the systems (reading 5)."""
    nothing = Text("没有登记系统，或没有服务时间", "no systems named, or no service time")
    return _availability(row, case, systems_service(case), nothing)


@measure({Fault: windows.faults}, tiers=True)
def network_availability(row: Row, case: Case) -> Judgement:
    """Device time less fault time times devices down, over device time."""
    nothing = Text("没有登记网络和安全设备，或没有服务时间", "no network devices, or no service time")
    return _availability(row, case, network_service(case), nothing)


@measure({Support: windows.during("at")}, tiers=True)
def key_support(row: Row, case: Case) -> Judgement:
    """Availability of the key support sessions."""
    return _support(row, case, "key")


@measure({Support: windows.during("at")}, tiers=True)
def general_support(row: Row, case: Case) -> Judgement:
    """Availability of the general support sessions."""
    return _support(row, case, "general")


@measure(
    {Rank: windows.for_the_period},
    points=("first", "up_to_mean", "worse", "last"),
    numbers=("first_places", "last_places"),
)
def fault_rank(row: Row, case: Case) -> Judgement:
    """Rank by number of faults: first places win, then the mean, then the last places."""
    rank = _last_rank(row, case)
    if rank is None:
        return NO_RANK
    if rank.rank <= row.numbers["first_places"]:
        return _ranked(row, case, rank, "first")
    if rank.value <= rank.mean:
        return _ranked(row, case, rank, "up_to_mean")
    return _ranked(row, case, rank, "last" if _among_last(row, rank) else "worse")


@measure(
    {Rank: windows.for_the_period},
    points=("first", "up_to_mean", "worse", "last"),
    numbers=("first_places", "last_places"),
)
def efficiency_rank(row: Row, case: Case) -> Judgement:
    """Rank by cloud efficiency: first places win (reading 7), then the last places lose, then the mean."""
    rank = _last_rank(row, case)
    if rank is None:
        return NO_RANK
    if rank.rank <= row.numbers["first_places"]:
        return _ranked(row, case, rank, "first")
    if _among_last(row, rank):
        return _ranked(row, case, rank, "last")
    return _ranked(row, case, rank, "worse" if rank.value < rank.mean else "up_to_mean")


@measure({Survey: windows.for_the_period}, points=("very", "satisfied", "basic", "unsatisfied", "none"))
def survey_result(row: Row, case: Case) -> Judgement:
    """The most frequent answer, on a tie the lower; a period without an answer costs too (reading 15)."""
    answers = [survey for survey in case.facts.of(Survey) if case.speaks_for_period(survey.for_)]
    if not answers:
        return for_period(row, case, row.points["none"], Text("没有满意度反馈", "no survey answered"))
    counts = Counter(survey.answer for survey in answers)
    result = max(counts, key=lambda answer: (counts[answer], -ANSWERS_LOWEST_FIRST.index(answer)))
    name = ANSWER_NAMES[result]
    reason = Text(
        f"共 {len(answers)} 份，最多的是“{name.zh}”（{counts[result]} 份）",
        f"{len(answers)} answers, most often {name.en} ({counts[result]})",
    )
    return for_period(row, case, row.points[result], reason, evidence(*answers))


@measure({Plan: windows.everything}, points=("each",))
def emergency_plan(row: Row, case: Case) -> Judgement:
    """An emergency plan on file by the period's end."""
    if case.emergency_plans:
        return ()
    return for_period(row, case, row.points["each"], Text("没有备案的应急预案", "no emergency plan on file"))


@measure({Plan: windows.everything, Drill: windows.drills}, points=("each",))
def drill_plan_and_report(row: Row, case: Case) -> Judgement:
    """A drill plan for the period, and the report of every drill whose report fell due in it."""
    if not any(plans_drills_for(plan, case.period, case.terms) for plan in case.facts.of(Plan)):
        return for_period(row, case, row.points["each"], Text("没有本期的演练计划", "no drill plan for the period"))
    for drill in case.facts.of(Drill):
        if drill.planned_on > case.today:
            continue
        due = drill_report_by(drill, case.terms, case.calendar)
        unreported = drill.report_at is None or day_of(drill.report_at) > due
        if unreported and case.run and due in case.run and case.over(due):
            reason = Text(
                f"{drill.planned_on} 的演练应于 {due} 前提交报告",
                f"the report on the drill of {drill.planned_on} was due {due}",
            )
            return for_period(row, case, row.points["each"], reason, evidence(drill))
    return ()


def _availability(row: Row, case: Case, service: Service, nothing: Text) -> Judgement:
    if not service.whole:
        return NotApplicable(nothing)
    figure = 1 - service.lost
    lost, of = length(service.down), length(service.whole)
    reason = Text(
        f"（{of.zh} − {lost.zh}）÷ {of.zh} = {percent(figure)}", f"({of.en} − {lost.en}) ÷ {of.en} = {percent(figure)}"
    )
    return for_period(row, case, tier_of(figure, row.tiers).points, reason, evidence(*service.faults))


def _support(row: Row, case: Case, class_: Literal["key", "general"]) -> Judgement:
    sessions = [each for each in case.facts.of(Support) if each.class_ == class_ and case.judged_at(each.at)]
    used = sum((Fraction(session.used_min) for session in sessions), Fraction())
    if not used:
        return NotApplicable(Text("本期没有保障使用时长", "no support minutes in this period"))
    lost = sum((Fraction(session.outage_min) for session in sessions), Fraction())
    figure = 1 - lost / used
    reason = Text(
        f"使用 {_minutes(used)} 分钟，可控中断 {_minutes(lost)} 分钟，可用性 {percent(figure)}",
        f"{_minutes(used)} min used, {_minutes(lost)} min lost within control: {percent(figure)}",
    )
    return for_period(row, case, tier_of(figure, row.tiers).points, reason, evidence(*sessions))


def _minutes(count: Fraction) -> str:
    return f"{(Decimal(count.numerator) / Decimal(count.denominator)).normalize():f}"


def _last_rank(row: Row, case: Case) -> Rank | None:
    ranks = [rank for rank in case.facts.of(Rank) if rank.row == row.code and case.speaks_for_period(rank.for_)]
    return max(ranks, key=lambda rank: (rank.recorded_at, rank.id), default=None)


def _among_last(row: Row, rank: Rank) -> bool:
    return rank.rank > rank.of - row.numbers["last_places"]


def _ranked(row: Row, case: Case, rank: Rank, place: str) -> Judgement:
    reason = Text(
        f"第 {rank.rank} 名，共 {rank.of} 名；数值 {rank.value}，平均 {rank.mean}",
        f"rank {rank.rank} of {rank.of}; value {rank.value}, mean {rank.mean}",
    )
    return for_period(row, case, row.points[place], reason, evidence(rank))
