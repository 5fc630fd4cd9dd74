"""`roster.holiday`: a holiday or guard period comes, and who is on duty on which of its days (section 1 S7)."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Final

from commands.kit.blocks import bullets, escape, shortened
from commands.kit.moments import show_day
from commands.kit.texts import Translator
from schedulers.duty_words import on_duty
from schedulers.nudge import Ask, Nudge, Situation
from storage.contract.duty_days import Block
from storage.contract.periods import day_over
from storage.contract.steps import Anchor


def asks(situation: Situation) -> Iterator[Ask]:
    """Every block of days that comes or runs, once anybody is on its roster."""
    for block in situation.blocks:
        if any(situation.turns.get(day) for day in block.days):
            anchor = Anchor(day=block.first)
            yield Ask(
                subject=block.subject,
                anchor=anchor,
                steps=situation.steps(NUDGE.code, anchor),
                line=partial(_says, situation, block),
                lapses=day_over(block.last),
                informs=True,
                stays_true=True,
            )


def _says(situation: Situation, block: Block, _: datetime, t: Translator) -> str:
    days = t("{first} to {last}", first=show_day(block.first, t), last=show_day(block.last, t))
    title = t("On duty over {name}, {days}", name=escape(t.of(block.name)), days=days)
    lines = [
        f"{show_day(day, t)} — {on_duty(situation, situation.roster(day), t) or t('*nobody yet*')}"
        for day in block.days
    ]
    return f"*{title}*\n{bullets(shortened(lines, t))}"


NUDGE: Final = Nudge("roster.holiday", asks, lambda *_: None, names_duty=False)
