"""What happens to guard periods, through a unit of work."""

from datetime import datetime

from commands.guard import views
from commands.kit.editing import happened
from commands.kit.posting import keep_cards
from storage.contract.kinds import Guard, Support
from storage.contract.terms import Terms
from storage.records.ledger import Change, UnitOfWork
from storage.records.outbox import OPS_CHANNEL


def plan(guard: Guard, at: datetime) -> Guard:
    """Its plan is on file."""
    return happened(guard, "plan_at", at)


def reflect(work: UnitOfWork, change: Change, _: Terms) -> None:
    """Keep the ops channel's posts on guard periods and sessions true."""
    fact = change.after or change.before
    if isinstance(fact, Guard | Support):
        waits = isinstance(fact, Guard) and fact.plan_at is None
        keep_cards(work, change, [OPS_CHANNEL], views.what_next, asks=waits)
