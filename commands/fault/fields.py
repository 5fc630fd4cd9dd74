"""The fields of a fault, and which of them can be put right."""

from typing import Final, get_args

from commands.fault import actions, views
from commands.kit.editing import Editing
from commands.kit.fact_fields import read_number
from storage.contract.kinds import DowntimeExempt, Fault, FaultType

TYPES: Final[tuple[str, ...]] = get_args(FaultType)


def read_level(value: str) -> int:
    """A fault's level, 1 to 5. Raises Refused."""
    return read_number(value.removesuffix("级").strip(), 1, 5)


EDITING: Final = Editing(
    "fault",
    {
        Fault: (
            "title",
            "system",
            "type",
            "module",
            "cause",
            "draft",
            "emergency",
            "outage",
            "onsite",
            "started_at",
            "noticed_at",
            "responded_at",
            "arrived_at",
            "handled_at",
            "closed_at",
            "devices_down",
            "device",
            "trouble",
        ),
        DowntimeExempt: ("system", "from_", "until", "why"),
    },
    check=actions.check_edit,
    answer=lambda before, after, said, _: views.edited(before, after, said.terms, said.t),
)
