"""Every nudge, in reading order."""

from typing import Final

from schedulers.nudge import Nudge
from schedulers.nudges import (
    asset_due,
    clock_approve,
    clock_in,
    clock_out,
    clock_unexplained,
    fault_arrive,
    fault_handle,
    fault_quiet,
    fault_respond,
    inspect_feedback,
    inspect_page,
    inspect_server,
    request_dispatch,
    task_due,
)

NUDGES: Final[tuple[Nudge, ...]] = (
    inspect_page.NUDGE,
    inspect_server.NUDGE,
    inspect_feedback.NUDGE,
    clock_in.NUDGE,
    clock_out.NUDGE,
    clock_unexplained.NUDGE,
    clock_approve.NUDGE,
    fault_respond.NUDGE,
    fault_arrive.NUDGE,
    fault_handle.NUDGE,
    fault_quiet.NUDGE,
    request_dispatch.NUDGE,
    task_due.NUDGE,
    asset_due.NUDGE,
)
