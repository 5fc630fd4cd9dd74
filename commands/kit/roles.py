"""Who may say what: one table, read by the middleware, the help and the tests."""

from dataclasses import dataclass
from typing import Final

from commands.kit.texts import Text, text
from storage.contract.kinds import Person, Role


@dataclass(frozen=True)
class Audience:
    """A group of people, by role, in words that tell somebody else whom to ask."""

    roles: frozenset[Role]
    words: Text
    onsite_only: bool = False

    def includes(self, person: Person) -> bool:
        """Whether the person belongs to it."""
        return person.role in self.roles and (person.onsite or not self.onsite_only)


EVERYONE: Final = Audience(frozenset(("engineer", "pm", "manager", "viewer")), text("everyone on the list of people"))
TEAM: Final = Audience(frozenset(("engineer", "pm")), text("engineers and the PM"))
ONSITE_TEAM: Final = Audience(TEAM.roles, text("on-site engineers and the PM"), onsite_only=True)
TEAM_AND_MANAGERS: Final = Audience(frozenset(("engineer", "pm", "manager")), text("engineers, the PM and managers"))
PM_AND_MANAGERS: Final = Audience(frozenset(("pm", "manager")), text("the PM and managers"))
MANAGERS: Final = Audience(frozenset(("manager",)), text("managers"))
PM: Final = Audience(frozenset(("pm",)), text("the PM"))

WHO_MAY: Final[dict[str, Audience]] = {
    "inspect.done": TEAM,
    "inspect.problem": TEAM,
    "inspect.feedback": TEAM,
    "inspect.todo": TEAM,
    "inspect.history": TEAM,
    "clock.in": ONSITE_TEAM,
    "clock.out": ONSITE_TEAM,
    "clock.leave": ONSITE_TEAM,
    "clock.fix": ONSITE_TEAM,
    "clock.approve": PM_AND_MANAGERS,
    "clock.refuse": PM_AND_MANAGERS,
    "clock.status": TEAM_AND_MANAGERS,
    "fault.open": EVERYONE,
    "fault.open.severe": PM_AND_MANAGERS,
    "fault.respond": TEAM,
    "fault.arrive": TEAM,
    "fault.vendor": TEAM,
    "fault.handle": TEAM,
    "fault.feedback": TEAM,
    "fault.close": TEAM,
    "fault.level": TEAM_AND_MANAGERS,
    "fault.assign": TEAM,
    "fault.edit": TEAM,
    "fault.maintenance": TEAM,
    "fault.list": TEAM_AND_MANAGERS,
    "fault.show": TEAM_AND_MANAGERS,
    "score.period": EVERYONE,
    "score.waiting": EVERYONE,
    "score.explain": EVERYONE,
    "score.attendance": PM_AND_MANAGERS,
    "zhiban.me": EVERYONE,
    "zhiban.today": EVERYONE,
    "zhiban.team": EVERYONE,
    "zhiban.person": PM,
    "zhiban.snooze": TEAM,
    "zhiban.audit": EVERYONE,
    "zhiban.calendar": EVERYONE,
    "zhiban.calendar.add": PM,
    "zhiban.settings": TEAM_AND_MANAGERS,
    "zhiban.settings.change": PM,
    "zhiban.undo": EVERYONE,
    "zhiban.void": PM_AND_MANAGERS,
}
"""The permission to the people who have it. `fault.open.severe` is a fault of level 1 or 2, opened or re-levelled;
`score.attendance` is other people's attendance and leave."""


def may(person: Person, permission: str) -> bool:
    """Whether the person has the permission. Raises KeyError for one that the table does not name."""
    return WHO_MAY[permission].includes(person)
