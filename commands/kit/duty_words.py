"""How a day of the roster is put into words: who is on duty, and who was meant to be and is not there."""

from collections.abc import Callable
from typing import Final

from commands.kit.fact_words import choice_name
from commands.kit.texts import Text, Translator, text
from storage.contract.coverage import Absence, DutyDay, Placed
from storage.contract.kinds import Duty
from storage.contract.turns import Part

Called = Callable[[str], str]
"""A person's id as it is shown: a name, or a mention."""
_ABSENT: Final[dict[Absence, Text]] = {
    "leave": text("{name} is on leave that day"),
    "gone": text("{name} is not in the project that day"),
}


def of_day(day: DutyDay, called: Called, named: Called, t: Translator) -> str:
    """Who is on duty; of those who are away or gone, by plain name, that they were meant to be.

    Empty where the day has no turn.
    """
    there = t.listed(of_turn(turn, called, t) for turn in day.there)
    absent = t.listed(_absent(placed, named, t) for placed in day.absent)
    if not absent:
        return there
    if day.is_covered:
        return t("{who} ({absent})", who=there, absent=absent)
    return t("{who}; not covered: {absent}", who=there or t("*nobody*"), absent=absent)


def of_turn(turn: Duty, called: Called, t: Translator) -> str:
    """Who, and the part of the day where it is not the whole."""
    name = called(turn.person)
    return name if turn.part == "all" else f"{name} · {t(part_name(turn.part))}"


def part_name(part: Part) -> Text:
    """What a part of the day is called."""
    return choice_name(Duty, "part", part)


def _absent(placed: Placed, named: Called, t: Translator) -> str:
    turn, absence = placed
    name = named(turn.person)
    if turn.part != "all":
        name = t("{name} ({part})", name=name, part=part_name(turn.part))
    return t(_ABSENT[absence], name=name) if absence else name
