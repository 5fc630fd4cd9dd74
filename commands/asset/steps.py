"""The steps of `/asset`, whether typed or filled in."""

from datetime import date
from typing import Final

from commands.asset import actions, views
from commands.kit.adding import Adding, noted
from commands.kit.editing import Editing
from commands.kit.saying import Saying, Step
from commands.kit.texts import text
from storage.contract.kinds import AssetChange, Stocktake
from storage.records import people

CHANGING: Final = Adding(
    AssetChange,
    text("A confirmed change"),
    ("asset", "confirmed_on"),
    answer=lambda fact, said, connection: views.changed(fact, people.names(connection), said.terms, said.t),
)
PLANNING: Final = Adding(Stocktake, text("Plan a stock-take"), ("due_on",))
EDITING: Final = Editing(
    "asset",
    {AssetChange: ("asset", "confirmed_on", "registered_on"), Stocktake: ("due_on", "done_on")},
)


def registered(said: Saying, id_: str, on: date) -> Step:
    """Say that the register shows a change."""
    return noted(said, "asset", (AssetChange,), id_, lambda _, change: actions.registered(change, on))


def counted(said: Saying, id_: str, on: date) -> Step:
    """Say that a stock-take is done."""
    return noted(said, "asset", (Stocktake,), id_, lambda _, stocktake: actions.counted(stocktake, on))
