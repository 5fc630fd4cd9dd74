"""The facts behind an entry, each with its moments in order."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final

from commands.kit.blocks import escape
from commands.kit.moments import show_plain
from commands.kit.texts import Text, Translator, text
from storage.contract.fact import Fact, as_moment, field_types

_NAMES: Final[dict[str, Text]] = {
    "announced_on": text("announced"),
    "answered_at": text("answered"),
    "arrived_at": text("arrived"),
    "at": text("at"),
    "closed_at": text("closed"),
    "confirmed_on": text("confirmed"),
    "day": text("day"),
    "dispatched_at": text("dispatched"),
    "done_at": text("done"),
    "done_on": text("done"),
    "due": text("due"),
    "due_at": text("due"),
    "due_on": text("due"),
    "effective_on": text("effective"),
    "fed_back_at": text("fed back"),
    "filed_on": text("filed"),
    "found_at": text("found"),
    "from_": text("from"),
    "handled_at": text("handled"),
    "held_on": text("held"),
    "noticed_at": text("noticed"),
    "plan_at": text("plan filed"),
    "planned_on": text("planned"),
    "registered_on": text("registered"),
    "report_at": text("report"),
    "reported_at": text("reported"),
    "responded_at": text("responded"),
    "started_at": text("began"),
    "submitted_at": text("submitted"),
    "until": text("until"),
    "recorded_at": text("recorded"),
}


def line(fact: Fact, t: Translator) -> str:
    """``fault:f-1` noticed 2026-07-01 10:00 · responded 2026-07-01 10:42`."""
    moments = " · ".join(f"{t(_NAMES[name])} {_shown(value)}" for name, value in _moments(fact))
    return f"`{fact.KIND}:{escape(fact.id)}` {moments}"


def lines(named: Sequence[str], facts: Sequence[Fact], t: Translator) -> list[str]:
    """A line for each piece of evidence, `kind:id`; only its name where the fact is held no more."""
    held = {f"{fact.KIND}:{fact.id}": fact for fact in facts}
    return [line(held[name], t) if name in held else f"`{escape(name)}`" for name in named]


def _moments(fact: Fact) -> Iterator[tuple[str, date | datetime]]:
    told = ((name, getattr(fact, name)) for name in field_types(type(fact)) if name in _NAMES)
    happened = [(name, value) for name, value in told if value is not None and name != "recorded_at"]
    yield from sorted(happened, key=lambda one: as_moment(one[1]))
    if fact.recorded_at is not None and fact.recorded_at != fact.first_happening:
        yield "recorded_at", fact.recorded_at


def _shown(value: date | datetime) -> str:
    return show_plain(value) if isinstance(value, datetime) else value.isoformat()
