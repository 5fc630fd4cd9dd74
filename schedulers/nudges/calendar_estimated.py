"""`calendar.estimated`: a year that the term needs is not announced yet, so its working days are only estimated."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Final

from commands.kit.blocks import Reply
from commands.kit.buttons import Button
from commands.kit.texts import Translator, text
from schedulers.asking import to_pms
from schedulers.nudge import Ask, Nudge, Situation, View
from storage.contract.periods import day_over
from storage.contract.steps import Anchor


def asks(situation: Situation) -> Iterator[Ask]:
    """Every week of the term, every year of it that is not over and not loaded."""
    for week in situation.weeks:
        inside = week.clipped(situation.terms.opens, situation.terms.until)
        for year in range(inside.first.year, situation.terms.until.year + 1) if inside else ():
            if inside and not _is_loaded(situation, year):
                anchor = Anchor(day=week.first)
                yield from to_pms(
                    situation,
                    Ask(
                        subject=f"{year}:{week.name}",
                        anchor=anchor,
                        steps=situation.steps(NUDGE.code, anchor, first=inside.first),
                        line=partial(_asks, year),
                        does_it=[Button(text("Declare a day…"), "zhiban", "calendar", asks=True)],
                        lapses=day_over(inside.last),
                    ),
                )


def settled(situation: Situation, subject: str) -> View | None:
    """The year is loaded, or over."""
    year = int(subject.partition(":")[0])
    if _is_loaded(situation, year):
        return lambda t: Reply(t("✓ The holidays of {year} are known.", year=str(year)))
    if year < situation.today.year or situation.today > situation.terms.until:
        return lambda t: Reply(t("The holidays of {year} are not needed any more.", year=str(year)))
    return None


def _is_loaded(situation: Situation, year: int) -> bool:
    return situation.calendar.is_loaded(year, situation.terms.term)


def _asks(year: int, _: datetime, t: Translator) -> str:
    return t(
        "The holidays of {year} are not announced yet; every due day that rests on {year} is an estimate. "
        "Once the State Council has announced them, declare the days off and the weekends worked.",
        year=str(year),
    )


NUDGE: Final = Nudge("calendar.estimated", asks, settled)
