"""What happens to drills, through a unit of work."""

from datetime import date, datetime

from commands.drill import views
from commands.kit.editing import happened
from commands.kit.posting import keep_cards
from storage.contract.kinds import Drill, Plan
from storage.contract.terms import Terms
from storage.records import drills
from storage.records.calendar import working_days
from storage.records.ledger import Change, UnitOfWork
from storage.records.outbox import OPS_CHANNEL


def held(drill: Drill, on: date) -> Drill:
    """The drill took place."""
    return happened(drill, "held_on", on)


def reported(drill: Drill, at: datetime) -> Drill:
    """Its report is in."""
    return happened(drill, "report_at", at)


def reflect(work: UnitOfWork, change: Change, terms: Terms) -> None:
    """Keep the ops channel's posts on plans and drills true."""
    fact = change.after or change.before
    if isinstance(fact, Plan | Drill):
        calendar = working_days(work.connection)
        waits = isinstance(fact, Drill) and fact.report_at is None
        about = drills.what_for(work.connection, fact) if isinstance(fact, Drill) else ""
        keep_cards(
            work, change, [OPS_CHANNEL], lambda fact, t: views.what_next(fact, about, terms, calendar, t), asks=waits
        )
