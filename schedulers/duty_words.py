"""How posts name who is on duty."""

from collections.abc import Sequence

from commands.kit.blocks import escape
from commands.kit.fact_words import choice_name
from commands.kit.persons import mention
from commands.kit.texts import Translator
from schedulers.nudge import Situation
from storage.contract.kinds import Duty


def on_duty(situation: Situation, turns: Sequence[Duty], t: Translator) -> str:
    """Everybody who has one of the turns, with the part of the day where it is not the whole; empty for nobody."""
    return t.pick("、", ", ").join(_named(situation, turn, t) for turn in turns)


def _named(situation: Situation, turn: Duty, t: Translator) -> str:
    person = situation.people.get(turn.person)
    name = mention(person) if person else escape(turn.person)
    return name if turn.part == "all" else f"{name} · {t(choice_name(Duty, 'part', turn.part))}"
