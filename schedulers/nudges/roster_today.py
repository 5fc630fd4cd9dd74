"""`roster.today`: who is on duty today, in the channel and to the person (section 1 S7)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Final

from commands.kit.blocks import Reply
from commands.kit.buttons import Button
from commands.kit.fact_words import choice_name
from commands.kit.moments import show_day
from commands.kit.texts import Translator, text
from schedulers.duty_words import on_duty
from schedulers.nudge import Ask, Nudge, Situation, View
from schedulers.shifts import read_subject, subject_of
from storage.contract.coverage import DutyDay
from storage.contract.kinds import Duty
from storage.contract.periods import day_over
from storage.contract.steps import Anchor


def asks(situation: Situation) -> Iterator[Ask]:
    """Every day on the roster: one post in the channel, one to each person on duty who is there."""
    for day in situation.days:
        roster = situation.roster(day)
        if roster.turns and situation.minds(day):
            anchor = Anchor(day=day)
            channel = Ask(
                subject=day.isoformat(),
                anchor=anchor,
                steps=situation.steps(NUDGE.code, anchor),
                line=partial(_tells_channel, situation, roster),
                lapses=day_over(day),
                informs=True,
                stays_true=True,
            )
            yield channel
            for person in situation.on_duty(day):
                mine = [turn for turn in roster.there if turn.person == person.id]
                yield Ask(
                    subject=subject_of(day, person.id),
                    to=person.id,
                    anchor=anchor,
                    steps=channel.steps,
                    line=partial(_tells_person, day, mine),
                    does_it=[Button(text("Offer a swap"), "roster", "swap", day.isoformat())],
                    lapses=day_over(day),
                    stays_true=True,
                )


def settled(situation: Situation, subject: str) -> View | None:
    """The day is over, or somebody else has the turn, or the person is not there after all."""
    day, person = read_subject(subject)
    if day < situation.today:
        return lambda t: Reply(t("{day} is over.", day=show_day(day, t)))
    if any(one.id == person for one in situation.on_duty(day)):
        return None
    return lambda t: Reply(t("You are not on duty on {when}.", when=show_day(day, t)))


def _tells_channel(situation: Situation, roster: DutyDay, _: datetime, t: Translator) -> str:
    return t("On duty today, {day}: {names}", day=show_day(roster.day, t), names=on_duty(situation, roster, t))


def _tells_person(day: date, mine: Sequence[Duty], _: datetime, t: Translator) -> str:
    parts = [t(choice_name(Duty, "part", turn.part)) for turn in mine if turn.part != "all"]
    if not parts:
        return t("You are on duty today, {day}.", day=show_day(day, t))
    return t("You are on duty today, {day}: {part}.", day=show_day(day, t), part=t.listed(parts))


NUDGE: Final = Nudge("roster.today", asks, settled, personal=True, names_duty=False)
