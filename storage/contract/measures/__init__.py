"""The measures by name: one small function a kind of rule; a row of the rubric names the one it uses."""

from collections.abc import Mapping
from typing import Final

from storage.contract.measures import attendance, duties, faults, figures, noted, service
from storage.contract.measures.base import Measure

MEASURES: Final[Mapping[str, Measure]] = {
    measure.name: measure
    for measure in (
        attendance.late_or_early,
        attendance.absence,
        attendance.leave_of_person,
        attendance.leave_of_team,
        duties.change_announced_late,
        duties.vacant_day,
        duties.task_overdue,
        duties.document_late,
        duties.stocktake_late,
        duties.register_stale,
        service.inspection_missed,
        service.feedback_late,
        service.found_beyond_scope,
        service.unanswered,
        service.dispatched_late,
        service.guard_without_plan,
        service.guard_clean,
        noted.noted,
        noted.noted_with_points,
        noted.noted_by_lots,
        noted.noted_up_to,
        faults.response_late,
        faults.handling_late,
        faults.emergency_response,
        faults.emergency_handling,
        faults.severe_fault,
        faults.repeated_trouble,
        figures.system_availability,
        figures.network_availability,
        figures.key_support,
        figures.general_support,
        figures.fault_rank,
        figures.efficiency_rank,
        figures.survey_result,
        figures.emergency_plan,
        figures.drill_plan_and_report,
    )
}
