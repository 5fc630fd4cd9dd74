"""`asset.due`: a confirmed change not in the register, a stock-take not done (appendix: assets)."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import Final, TypeAlias

from commands.asset.views import waits
from commands.kit.blocks import Reply, brief, escape
from commands.kit.buttons import Button
from commands.kit.moments import show_day
from commands.kit.texts import Translator, text
from schedulers.nudge import Ask, Nudge, Situation, View
from storage.contract.kinds import AssetChange, Stocktake
from storage.contract.obligations import register_by
from storage.contract.periods import day_of, day_over
from storage.contract.steps import Anchor
from storage.contract.terms import Terms
from storage.records.outbox import OPS_CHANNEL

_Asset: TypeAlias = AssetChange | Stocktake


def asks(situation: Situation) -> Iterator[Ask]:
    """Every change that the register lacks, every stock-take that is not done."""
    held: tuple[_Asset, ...] = (*situation.of(AssetChange), *situation.of(Stocktake))
    for fact in held:
        due = _due(fact, situation.terms)
        if waits(fact) and situation.minds(due):
            anchor = Anchor(day=due)
            yield Ask(
                subject=fact.id,
                to=OPS_CHANNEL,
                anchor=anchor,
                steps=situation.steps(NUDGE.code, anchor),
                line=partial(_asks, fact, due),
                does_it=[_does_it(fact)],
                owed_by=day_over(due),
                since=fact.recorded_at,
            )


def settled(situation: Situation, subject: str) -> View | None:
    """In the register, counted, or taken back."""
    found = (situation.fact(AssetChange, subject), situation.fact(Stocktake, subject))
    held = [fact for fact in found if fact is not None]
    if any(waits(fact) for fact in held):
        return None
    values = {"id": escape(subject)}
    for fact in held:
        if isinstance(fact, AssetChange) and fact.registered_on:
            day = fact.registered_on
            return lambda t: Reply(t("✓ Change `{id}`: in the register {day}", day=show_day(day, t), **values))
        if isinstance(fact, Stocktake) and fact.done_on:
            day = fact.done_on
            return lambda t: Reply(t("✓ Stock-take `{id}`: done {day}", day=show_day(day, t), **values))
    return lambda t: Reply(t("`{id}` needs no reminder any more.", **values))


def _due(fact: _Asset, terms: Terms) -> date:
    return register_by(fact, terms) if isinstance(fact, AssetChange) else fact.due_on


def _does_it(fact: _Asset) -> Button:
    if isinstance(fact, AssetChange):
        return Button(text("In the register"), "asset", "registered", fact.id, primary=True)
    return Button(text("Stock-take done"), "asset", "counted", fact.id, primary=True)


def _asks(fact: _Asset, due: date, now: datetime, t: Translator) -> str:
    late, values = day_of(now) > due, {"id": escape(fact.id), "day": show_day(due, t)}
    if isinstance(fact, Stocktake):
        if late:
            return t("Stock-take `{id}` was due {day} and is not done.", **values)
        return t("Stock-take `{id}` is due {day}.", **values)
    values["asset"] = escape(brief(fact.asset))
    if late:
        return t("Change `{id}` “{asset}” should have been in the register by {day}.", **values)
    return t("Change `{id}` “{asset}” is due in the register by {day}.", **values)


NUDGE: Final = Nudge("asset.due", asks, settled)
