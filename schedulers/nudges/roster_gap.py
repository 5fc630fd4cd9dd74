"""`roster.gap`: a holiday or guard period comes, and on some of its days nobody is on duty (section 1 S7)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Final

from commands.kit.blocks import Reply, escape
from commands.kit.buttons import Button
from commands.kit.moments import show_day
from commands.kit.texts import Translator, text
from schedulers.asking import to_pms
from schedulers.nudge import Ask, Nudge, Situation, View
from storage.contract.duty_days import Block
from storage.contract.periods import ONE_DAY, day_over, day_start
from storage.contract.steps import Anchor


def asks(situation: Situation) -> Iterator[Ask]:
    """Every block of days that comes or runs and has a day, today or later, without anybody."""
    for block in situation.blocks:
        missing = _missing(situation, block)
        if missing:
            anchor = Anchor(day=block.first)
            first, last = missing[0], block.last
            yield from to_pms(
                situation,
                Ask(
                    subject=block.subject,
                    anchor=anchor,
                    steps=situation.steps(NUDGE.code, anchor),
                    line=partial(_asks, block, missing),
                    does_it=[
                        Button(text("Draw up a roster"), "roster", "generate", f"{first} {last}", primary=True),
                        Button(text("Set somebody"), "roster", "set", first.isoformat(), asks=True),
                    ],
                    lapses=day_over(missing[-1]),
                    owed_by=day_start(block.first),
                ),
            )


def settled(situation: Situation, subject: str) -> View | None:
    """Every day that is left has somebody, or the block is over or no more."""
    block = next((block for block in situation.blocks if block.subject == subject), None)
    if block is None:
        return lambda t: Reply(t("Those days are over, or have no roster any more."))
    if _missing(situation, block):
        return None
    name, first = block.name, block.first
    return lambda t: Reply(
        t("✓ {name}, from {day} on: every day has somebody on duty.", name=escape(t.of(name)), day=show_day(first, t))
    )


def _missing(situation: Situation, block: Block) -> Sequence[date]:
    """The days of the block from today on for which somebody is wanting, also because of leave."""
    return [day for day in block.days if day >= situation.today and not situation.roster(day).is_covered]


def _asks(block: Block, missing: Sequence[date], _: datetime, t: Translator) -> str:
    return t(
        "{name} begins {day}, and these days are not fully covered: {days}.",
        name=escape(t.of(block.name)),
        day=show_day(block.first, t),
        days=t.listed(_spans(missing, t)),
    )


def _spans(days: Sequence[date], t: Translator) -> Iterator[str]:
    """The days, those that follow each other as one."""
    first = last = days[0]
    for day in (*days[1:], None):
        if day == last + ONE_DAY:
            last += ONE_DAY
            continue
        begins, ends = show_day(first, t), show_day(last, t)
        yield begins if first == last else t("{first} to {last}", first=begins, last=ends)
        first = last = day or last


NUDGE: Final = Nudge("roster.gap", asks, settled)
