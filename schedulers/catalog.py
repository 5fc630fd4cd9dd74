"""Every nudge, in reading order."""

from typing import Final

from schedulers.nudge import Nudge
from schedulers.nudges import (
    calendar_estimated,
    contract_end,
    drill_due,
    fault_respond,
    guard_plan,
    inspect_page,
    inspect_server,
    invoice_due,
    plan_missing,
    rank_ask,
    report_due,
    report_overdue,
    score_month,
    score_week,
    staff_notice,
    survey_ask,
)

NUDGES: Final[tuple[Nudge, ...]] = (
    inspect_page.NUDGE,
    inspect_server.NUDGE,
    fault_respond.NUDGE,
    report_due.NUDGE,
    report_overdue.NUDGE,
    invoice_due.NUDGE,
    drill_due.NUDGE,
    guard_plan.NUDGE,
    plan_missing.NUDGE,
    staff_notice.NUDGE,
    survey_ask.NUDGE,
    rank_ask.NUDGE,
    score_week.NUDGE,
    score_month.NUDGE,
    calendar_estimated.NUDGE,
    contract_end.NUDGE,
)
