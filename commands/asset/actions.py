"""What happens to asset changes and stock-takes, through a unit of work."""

from datetime import date

from commands.asset import views
from commands.kit.editing import happened
from commands.kit.posting import keep_cards
from storage.contract.kinds import AssetChange, Stocktake
from storage.contract.terms import Terms
from storage.records.ledger import Change, UnitOfWork
from storage.records.outbox import OPS_CHANNEL


def registered(change: AssetChange, on: date) -> AssetChange:
    """The register shows it."""
    return happened(change, "registered_on", on)


def counted(stocktake: Stocktake, on: date) -> Stocktake:
    """The stock-take is done."""
    return happened(stocktake, "done_on", on)


def reflect(work: UnitOfWork, change: Change, terms: Terms) -> None:
    """Keep the ops channel's posts on asset changes and stock-takes true."""
    fact = change.after or change.before
    if isinstance(fact, AssetChange | Stocktake):
        waits = views.waits(fact)
        keep_cards(work, change, [OPS_CHANNEL], lambda fact, t: views.what_next(fact, terms, t), asks=waits)
