"""How posts name who is on duty."""

from commands.kit import duty_words
from commands.kit.blocks import escape
from commands.kit.persons import mention
from commands.kit.texts import Translator
from schedulers.nudge import Situation
from storage.contract.coverage import DutyDay


def on_duty(situation: Situation, day: DutyDay, t: Translator) -> str:
    """Everybody on duty that day, and by plain name who was meant to be and is not there; empty for nobody."""

    def mentioned(person: str) -> str:
        known = situation.people.get(person)
        return mention(known) if known else escape(person)

    return duty_words.of_day(day, mentioned, lambda person: escape(situation.name_of(person)), t)
