"""`survey.ask`: the appraisal period ends soon and the client has not said how satisfied it is (appendix: survey)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from commands.kit.blocks import Reply, escape
from commands.kit.buttons import Button
from commands.kit.moments import show_day
from commands.kit.texts import Translator, text
from commands.survey.views import period_name
from schedulers.asking import to_pms
from schedulers.nudge import Ask, Nudge, Situation, View
from storage.contract.kinds import Person, Survey
from storage.contract.obligations import speaks_for
from storage.contract.periods import Span, day_over
from storage.contract.steps import Anchor


def asks(situation: Situation) -> Iterator[Ask]:
    """Every appraisal period for which somebody of the client has not answered."""
    for period in situation.appraisals:
        waiting = _waiting(situation, period.name)
        if waiting:
            anchor, over = Anchor(day=period.last), day_over(period.last)
            yield from to_pms(
                situation,
                Ask(
                    subject=period.name,
                    anchor=anchor,
                    steps=situation.steps(NUDGE.code, anchor),
                    line=partial(_asks, period, waiting),
                    does_it=[Button(text("Ask the client"), "survey", "ask", period.name, primary=True)],
                    lapses=over,
                    owed_by=over,
                ),
            )


def settled(situation: Situation, subject: str) -> View | None:
    """Everybody of the client has answered, or the period is over."""
    name = subject
    period = situation.terms.span_named(name)
    if period is None or period.last < situation.today:
        return lambda t: Reply(t("{period} is over: nobody is asked about it any more.", period=period_name(name, t)))
    if _waiting(situation, name):
        return None
    return lambda t: Reply(t("✓ Everybody of the client has answered for {period}.", period=period_name(name, t)))


def _waiting(situation: Situation, period: str) -> Sequence[Person]:
    """The client's people of today who have not answered for the period."""
    span, surveys = situation.terms.span_named(period), situation.known.of(Survey)
    answered = {one.by for one in surveys if span is not None and speaks_for(one.for_, span, situation.terms)}
    client = (person for person in situation.active(situation.today) if person.side == "client")
    return [person for person in client if person.id not in answered]


def _asks(period: Span, waiting: Sequence[Person], _: datetime, t: Translator) -> str:
    return t(
        "{period} ends {day}; these have not answered the survey yet: {names}.",
        period=period_name(period.name, t),
        day=show_day(period.last, t),
        names=escape(t.listed(person.name for person in waiting)),
    )


NUDGE: Final = Nudge("survey.ask", asks, settled)
