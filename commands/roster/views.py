"""What `/roster` answers."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from commands.kit.blocks import Reply, escape
from commands.kit.cards import Names, changed, listing, recorded
from commands.kit.fact_words import choice_name
from commands.kit.moments import show_day
from commands.kit.texts import Translator, text
from storage.contract.kinds import Duty

Part = Literal["day", "night", "all"]


def was_set(before: Duty | None, after: Duty, names: Names, t: Translator) -> Reply:
    """The receipt for a turn."""
    return recorded(after, names, t) if before is None else changed(before, after, names, t)


def turns(duties: Sequence[Duty], first: date, last: date, names: Names, t: Translator) -> Reply:
    """Who is on duty on which of the days."""
    lines = [
        f"{show_day(duty.day, t)} — {escape(names.get(duty.person, duty.person))}"
        + ("" if duty.part == "all" else f" · {t(choice_name(Duty, 'part', duty.part))}")
        for duty in duties
    ]
    title = text("On duty, {first} to {last}", first=show_day(first, t), last=show_day(last, t))
    none = text("Nobody is on the roster from {first} to {last}.", first=show_day(first, t), last=show_day(last, t))
    return listing(title, lines, none, t)
