"""Every nudge, in reading order."""

from typing import Final

from schedulers.nudge import Nudge
from schedulers.nudges import fault_respond, inspect_page, inspect_server

NUDGES: Final[tuple[Nudge, ...]] = (
    inspect_page.NUDGE,
    inspect_server.NUDGE,
    fault_respond.NUDGE,
)
