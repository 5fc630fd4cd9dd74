"""What `/roster` answers."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from commands.kit.blocks import Reply, context, escape
from commands.kit.cards import Names, listing, recorded
from commands.kit.fact_words import choice_name
from commands.kit.moments import show_day
from commands.kit.texts import Translator, text
from storage.contract.kinds import Duty

Part = Literal["day", "night", "all"]


def was_set(turn: Duty, instead_of: Sequence[Duty], names: Names, t: Translator) -> Reply:
    """The receipt for a turn, with those that it took the place of, and what of the day is left to nobody."""
    lines = [t("Instead of {turn}.", turn=_turn(other, names, t)) for other in instead_of]
    if turn.part != "all" and any(other.part == "all" for other in instead_of):
        other_part: Part = "night" if turn.part == "day" else "day"
        lines.append(t("Nobody is on duty for the {part} now.", part=choice_name(Duty, "part", other_part)))
    return recorded(turn, names, t, [context(t.run_on(*lines))] if lines else [])


def turns(duties: Sequence[Duty], first: date, last: date, names: Names, t: Translator) -> Reply:
    """Who is on duty on which of the days."""
    lines = [f"{show_day(duty.day, t)} — {_turn(duty, names, t)}" for duty in duties]
    title = text("On duty, {first} to {last}", first=show_day(first, t), last=show_day(last, t))
    none = text("Nobody is on the roster from {first} to {last}.", first=show_day(first, t), last=show_day(last, t))
    return listing(title, lines, none, t)


def _turn(duty: Duty, names: Names, t: Translator) -> str:
    name = escape(names.get(duty.person, duty.person))
    return name if duty.part == "all" else f"{name} · {t(choice_name(Duty, 'part', duty.part))}"
