"""`inspect.page`: no page inspection yet today (contract 7.2 (1): every calendar day)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Final

from commands.kit.blocks import Reply, brief, escape
from commands.kit.buttons import Button
from commands.kit.moments import show_day, show_moment
from commands.kit.texts import Translator, text
from schedulers.nudge import Ask, Nudge, Situation, View
from storage.contract.kinds import Inspection
from storage.contract.obligations import InspectionOwed
from storage.contract.periods import day_of, day_over
from storage.contract.steps import Anchor
from storage.records.outbox import OPS_CHANNEL
from storage.records.probes import Watched

_DONE: Final = Button(text("Done"), "inspect", "done", "page --once", primary=True)
_AS_WATCHED: Final = Button(text("Done, as watched"), "inspect", "done", "page --once --watched")


def asks(situation: Situation) -> Iterator[Ask]:
    """Every day of the term without a page inspection."""
    for day in situation.days:
        if situation.terms.opens <= day <= situation.terms.until and _done(situation, day) is None:
            anchor, over, watched = Anchor(day=day), day_over(day), _watched(situation, day)
            yield Ask(
                subject=day.isoformat(),
                to=OPS_CHANNEL,
                anchor=anchor,
                steps=situation.steps(NUDGE.code, anchor),
                line=partial(_asks, day, watched, len(situation.probes)),
                does_it=[_DONE, *([_AS_WATCHED] if watched else [])],
                lapses=over,
                owed_by=over,
                stays_true=bool(watched),
            )


def settled(situation: Situation, subject: str) -> View | None:
    """Done, or the day is over."""
    day = date.fromisoformat(subject)
    done = _done(situation, day)
    if done is not None:
        name = escape(situation.name_of(done.by))
        return lambda t: Reply(
            t(
                "✓ Page inspection of {day}: {name}, {when}",
                day=show_day(day, t),
                name=name,
                when=show_moment(done.at, t),
            )
        )
    if day < day_of(situation.now):
        return lambda t: Reply(t("{day} ended without a page inspection.", day=show_day(day, t)))
    return None


def _done(situation: Situation, day: date) -> Inspection | None:
    slot = InspectionOwed("page", day.isoformat(), day, day)
    return next((inspection for inspection in situation.of(Inspection) if slot.covers(inspection)), None)


def _watched(situation: Situation, day: date) -> Sequence[Watched]:
    """The pages that the bot looked at on that day."""
    return [one for one in situation.probes if one.state.last is not None and day_of(one.state.last.at) == day]


def _asks(day: date, watched: Sequence[Watched], all_: int, _: datetime, t: Translator) -> str:
    line = t("No page inspection yet today, {day}. It is owed before midnight.", day=show_day(day, t))
    if not watched:
        return line
    failing = [one.probe.name for one in watched if one.state.failures]
    if failing:
        names = escape(brief(t.listed(failing)))
        return t.run_on(line, t("Of the pages that are watched these fail: {names}.", names=names))
    return t.run_on(line, t("Of {all} pages that are watched {count} are up.", all=all_, count=len(watched)))


NUDGE: Final = Nudge("inspect.page", asks, settled)
