"""The facts behind an entry, each with its moments in order."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from commands.kit.blocks import escape
from commands.kit.fact_words import field_name
from commands.kit.moments import show_plain
from commands.kit.texts import Translator
from storage.contract.fact import Fact, as_moment, field_types


def line(fact: Fact, t: Translator) -> str:
    """``fault:f-1` Noticed at 2026-07-01 10:00 · Responded at 2026-07-01 10:42`."""
    moments = " · ".join(f"{t(field_name(type(fact), name))} {_shown(value)}" for name, value in _moments(fact))
    return f"`{fact.KIND}:{escape(fact.id)}` {moments}"


def lines(named: Sequence[str], facts: Sequence[Fact], t: Translator) -> list[str]:
    """A line for each piece of evidence, `kind:id`; only its name where the fact is held no more."""
    held = {f"{fact.KIND}:{fact.id}": fact for fact in facts}
    return [line(held[name], t) if name in held else f"`{escape(name)}`" for name in named]


def _moments(fact: Fact) -> Iterator[tuple[str, date | datetime]]:
    told = ((name, getattr(fact, name)) for name in field_types(type(fact)) if name != "recorded_at")
    happened = [(name, value) for name, value in told if isinstance(value, date)]
    yield from sorted(happened, key=lambda one: as_moment(one[1]))
    if fact.recorded_at is not None and fact.recorded_at != fact.first_happening:
        yield "recorded_at", fact.recorded_at


def _shown(value: date | datetime) -> str:
    return show_plain(value) if isinstance(value, datetime) else value.isoformat()
