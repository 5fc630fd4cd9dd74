"""The invented people of the local workspace, and their seats at its page."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from bot.local.model import LocalPerson
from commands.kit.texts import translator
from commands.zhiban.views import ROLES
from storage.contract.kinds import Person

INVENTED: Final[tuple[Person, ...]] = (
    Person(id="lin", name="Lin", side="team", role="engineer", onsite=True, slack="U0LIN"),
    Person(id="wu", name="Wu", side="team", role="pm", onsite=True, slack="U0WU"),
    Person(id="zhao", name="Zhao", side="team", role="engineer", onsite=False, slack="U0ZHAO"),
    Person(id="chen", name="Chen", side="client", role="manager", onsite=False, slack="U0CHEN"),
    Person(id="feng", name="Feng", side="client", role="viewer", onsite=False, slack="U0FENG"),
)
VISITOR: Final = LocalPerson("U0ZHOU", "Zhou", "不在名单上", "not on the list", "zh-CN")
"""A colleague in the workspace whom the bot does not know, until the PM adds them."""
READS_ENGLISH: Final = frozenset(("U0ZHAO", "U0FENG"))

_ROLE_ORDER: Final = ("engineer", "pm", "manager", "viewer")


def seats_of(people: Iterable[Person], day: date) -> list[LocalPerson]:
    """Who can be picked at the page: the project's people who have a Slack account, and a visitor."""
    by_role = sorted(people, key=lambda person: (_ROLE_ORDER.index(person.role), person.id))
    seats = [
        LocalPerson(
            slack_id=person.slack,
            name=person.name,
            label_zh=_label(person, "zh"),
            label_en=_label(person, "en"),
            locale="en-US" if person.slack in READS_ENGLISH else "zh-CN",
        )
        for person in by_role
        if person.slack and person.active(day)
    ]
    return seats if any(seat.slack_id == VISITOR.slack_id for seat in seats) else [*seats, VISITOR]


def _label(person: Person, language: str) -> str:
    t = translator("zh" if language == "zh" else "en")
    side = t("client") if person.side == "client" else t("on site") if person.onsite else t("remotely")
    return f"{t(ROLES[person.role])} · {side}"
