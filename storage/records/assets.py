"""Asset changes and stock-takes that wait."""

from sqlalchemy import Connection, select

from storage.contract.kinds import AssetChange, Stocktake
from storage.records.tables import FACT_TABLES, read_all

_changes = FACT_TABLES[AssetChange]
_stocktakes = FACT_TABLES[Stocktake]


def unregistered(connection: Connection) -> list[AssetChange]:
    """The confirmed changes that the register does not show, oldest first."""
    query = select(_changes).where(_changes.c.registered_on.is_(None))
    return read_all(connection, AssetChange, query.order_by(_changes.c.confirmed_on, _changes.c.id))


def uncounted(connection: Connection) -> list[Stocktake]:
    """The stock-takes not done, the earliest due first."""
    query = select(_stocktakes).where(_stocktakes.c.done_on.is_(None))
    return read_all(connection, Stocktake, query.order_by(_stocktakes.c.due_on, _stocktakes.c.id))
