"""Who may say what: one table, read by the middleware, the help and the tests."""

from dataclasses import dataclass
from typing import Final

from commands.kit.texts import Text, text
from storage.contract.kinds import Person, Role, Side
from storage.contract.terms import Terms


@dataclass(frozen=True)
class Audience:
    """A group of people, by role and perhaps side, in words that tell somebody else whom to ask."""

    roles: frozenset[Role]
    words: Text
    onsite_only: bool = False
    side: Side | None = None

    def includes(self, person: Person) -> bool:
        """Whether the person belongs to it."""
        here = person.onsite or not self.onsite_only
        return person.role in self.roles and here and self.side in (None, person.side)


EVERYONE: Final = Audience(frozenset(("engineer", "pm", "manager", "viewer")), text("everyone on the list of people"))
TEAM: Final = Audience(frozenset(("engineer", "pm")), text("engineers and the PM"))
ONSITE_TEAM: Final = Audience(TEAM.roles, text("on-site engineers and the PM"), onsite_only=True)
TEAM_AND_MANAGERS: Final = Audience(frozenset(("engineer", "pm", "manager")), text("engineers, the PM and managers"))
PM_AND_MANAGERS: Final = Audience(frozenset(("pm", "manager")), text("the PM and managers"))
MANAGERS: Final = Audience(frozenset(("manager",)), text("managers"))
CLIENT: Final = Audience(frozenset(("manager", "viewer")), text("the client's people"), side="client")
CLIENT_MANAGERS: Final = Audience(MANAGERS.roles, text("managers on the client's side"), side="client")
PM: Final = Audience(frozenset(("pm",)), text("the PM"))

WHO_MAY: Final[dict[str, Audience]] = {
    "inspect.done": TEAM,
    "inspect.problem": TEAM,
    "inspect.feedback": TEAM,
    "inspect.todo": TEAM,
    "inspect.history": TEAM,
    "inspect.pages": TEAM,
    "inspect.edit": TEAM,
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
    "fault.confirm": TEAM,
    "fault.false-alarm": TEAM,
    "fault.feedback": TEAM,
    "fault.close": TEAM,
    "fault.level": TEAM_AND_MANAGERS,
    "fault.assign": TEAM,
    "fault.update": TEAM,
    "fault.edit": TEAM,
    "fault.maintenance": TEAM,
    "fault.list": TEAM_AND_MANAGERS,
    "fault.show": TEAM_AND_MANAGERS,
    "request.open": TEAM,
    "request.answer": TEAM,
    "request.dispatch": TEAM,
    "request.missed": TEAM,
    "request.list": TEAM_AND_MANAGERS,
    "request.edit": TEAM,
    "task.add": PM_AND_MANAGERS,
    "task.done": TEAM,
    "task.report": TEAM,
    "task.list": TEAM_AND_MANAGERS,
    "task.edit": PM_AND_MANAGERS,
    "report.due": TEAM_AND_MANAGERS,
    "report.submit": TEAM,
    "report.agree": TEAM,
    "report.list": TEAM_AND_MANAGERS,
    "report.edit": TEAM,
    "roster.show": TEAM_AND_MANAGERS,
    "roster.set": PM,
    "roster.generate": PM,
    "roster.swap": TEAM,
    "roster.take": TEAM,
    "roster.ics": TEAM_AND_MANAGERS,
    "guard.open": PM,
    "guard.plan": PM,
    "guard.hazard": PM_AND_MANAGERS,
    "guard.accident": PM_AND_MANAGERS,
    "guard.support": PM,
    "guard.list": TEAM_AND_MANAGERS,
    "guard.edit": PM,
    "drill.emergency-plan": PM,
    "drill.plan": PM,
    "drill.add": PM,
    "drill.done": PM,
    "drill.report": PM,
    "drill.list": TEAM_AND_MANAGERS,
    "drill.edit": PM,
    "asset.change": TEAM,
    "asset.registered": TEAM,
    "asset.stocktake": TEAM,
    "asset.counted": TEAM,
    "asset.list": TEAM_AND_MANAGERS,
    "asset.edit": TEAM,
    "staff.change": PM,
    "staff.vacancy": PM,
    "staff.list": TEAM_AND_MANAGERS,
    "staff.edit": PM,
    "survey.answer": CLIENT,
    "survey.complaint": CLIENT,
    "survey.praise": CLIENT,
    "survey.ask": PM,
    "survey.result": PM_AND_MANAGERS,
    "score.note": PM_AND_MANAGERS,
    "score.rank": PM_AND_MANAGERS,
    "score.period": EVERYONE,
    "score.waiting": EVERYONE,
    "score.explain": EVERYONE,
    "score.confirm": MANAGERS,
    "score.waive": MANAGERS,
    "score.uphold": MANAGERS,
    "score.rule": MANAGERS,
    "score.appeal": TEAM,
    "score.close": MANAGERS,
    "score.closings": EVERYONE,
    "score.next": EVERYONE,
    "score.targets": EVERYONE,
    "score.what-if": EVERYONE,
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
    "zhiban.export": PM_AND_MANAGERS,
}
"""The permission to the people who have it. `fault.open.severe` is a fault of level 1 or 2, opened or re-levelled;
`score.attendance` is other people's attendance and leave, which `zhiban.export` holds too. Of managers only those of
the sides that the terms name rule and close periods (`rules`); an entry that is somebody's own is for that person and
the PM to appeal."""


def rules(person: Person, terms: Terms) -> bool:
    """Whether the person may rule on entries of the score: a manager of a side that the terms name (reading 18)."""
    return MANAGERS.includes(person) and person.side in terms.rulings_by


def may(person: Person, permission: str) -> bool:
    """Whether the person has the permission. Raises KeyError for one that the table does not name."""
    return WHO_MAY[permission].includes(person)
