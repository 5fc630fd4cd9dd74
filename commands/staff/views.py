"""What `/staff` answers."""

from collections.abc import Sequence
from datetime import date

from commands.kit.blocks import Reply, context
from commands.kit.cards import Names, listed, listing, recorded
from commands.kit.moments import show_day
from commands.kit.texts import Translator, text
from storage.contract.fact import Fact
from storage.contract.kinds import Person, StaffChange
from storage.contract.obligations import latest_announcement
from storage.contract.terms import Terms


def announced(change: StaffChange, person: Person | None, names: Names, terms: Terms, t: Translator) -> Reply:
    """The receipt for an announcement; it says where the notice is too short."""
    latest = latest_announcement(change, terms, onsite=person is not None and person.onsite)
    return recorded(change, names, t, [context(_notice(change, latest, t))])


def listing_of(facts: Sequence[Fact], names: Names, t: Translator) -> Reply:
    """Changes to come and posts that stand empty."""
    none = text("No change of people is ahead, and no post stands empty.")
    return listing(text("People: what is ahead"), [listed(fact, names, t) for fact in facts], none, t)


def _notice(change: StaffChange, latest: date, t: Translator) -> str:
    if change.announced_on <= latest:
        return t("In time: notice was due by {day}.", day=show_day(latest, t))
    return t("Late: notice was due by {day}. That costs points.", day=show_day(latest, t))
