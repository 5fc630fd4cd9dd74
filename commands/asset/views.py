"""What `/asset` answers and posts."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from commands.kit.blocks import Reply, context
from commands.kit.buttons import Button, buttons
from commands.kit.cards import Names, listed, listing, recorded
from commands.kit.moments import show_day
from commands.kit.texts import Translator, text
from storage.contract.fact import Fact
from storage.contract.kinds import AssetChange, Stocktake
from storage.contract.obligations import register_by
from storage.contract.terms import Terms


def changed(change: AssetChange, names: Names, terms: Terms, t: Translator) -> Reply:
    """The receipt for a confirmed change, with the day by which the register shows it."""
    return recorded(change, names, t, [context(_due(change, terms, t))])


def waits(fact: Fact) -> bool:
    """Whether something is still to be done about it."""
    if isinstance(fact, AssetChange):
        return fact.registered_on is None
    return isinstance(fact, Stocktake) and fact.done_on is None


def what_next(fact: Fact, terms: Terms, t: Translator) -> Sequence[Block]:
    """The day by which it is to be done, and the button that says it is."""
    if not waits(fact):
        return ()
    if isinstance(fact, AssetChange):
        done = Button(text("In the register"), "asset", "registered", fact.id, primary=True)
        return [context(_due(fact, terms, t)), *buttons([done], t)]
    return buttons([Button(text("Stock-take done"), "asset", "counted", fact.id, primary=True)], t)


def open_ones(facts: Sequence[Fact], names: Names, terms: Terms, t: Translator) -> Reply:
    """What waits: changes not in the register, stock-takes not done."""
    lines = [listed(fact, names, t, [_due(fact, terms, t)] if isinstance(fact, AssetChange) else []) for fact in facts]
    none = text("Every confirmed change is in the register, and no stock-take is open.")
    return listing(text("Assets: what waits"), lines, none, t)


def label(fact: Fact) -> str:
    """What a form lists it as."""
    return fact.asset if isinstance(fact, AssetChange) else f"{fact.due_on}" if isinstance(fact, Stocktake) else ""


def _due(change: AssetChange, terms: Terms, t: Translator) -> str:
    return t("into the register by {day}", day=show_day(register_by(change, terms), t))
