"""`clock.unexplained`: a punch is missing on a past working day, inside its days of grace (reading 3)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from commands.kit.blocks import Reply, escape
from commands.kit.buttons import Button
from commands.kit.moments import show_day
from commands.kit.texts import Translator, text
from schedulers.nudge import Ask, Nudge, Situation, View
from schedulers.shifts import read_subject, subject_of
from storage.contract.attendance import Lapse, lapses_by_day
from storage.contract.case import Case
from storage.contract.facts import Facts
from storage.contract.kinds import Leave, Person, Punch
from storage.contract.periods import Span, day_of, day_over
from storage.contract.steps import Anchor

_Claim = Punch | Leave


def asks(situation: Situation) -> Iterator[Ask]:
    """Every person's day that neither punches nor leave explain, nor would if what is claimed were granted."""
    looked_at = Span("contract", "", situation.days[0], situation.days[-1])
    for missing in _missing(situation, _claims(situation), looked_at, situation.until, granted=True):
        first = missing[0]
        anchor, over = Anchor(day=first.day), day_over(day_of(first.at))
        yield Ask(
            subject=subject_of(first.day, first.person),
            to=first.person,
            anchor=anchor,
            steps=[step for step in situation.steps(NUDGE.code, anchor) if not situation.away(first.person, step.at)],
            line=partial(_asks, missing, situation.name_of(first.person)),
            does_it=_explanations(missing),
            lapses=over,
            owed_by=over,
        )


def settled(situation: Situation, subject: str) -> View | None:
    """Explained, claimed to be, or never."""
    day, person = read_subject(subject)
    values = {"name": escape(situation.name_of(person))}
    claims = [claim for claim in _claims(situation) if claim.person == person]

    def still(*, granted: bool) -> Sequence[Lapse]:
        found = _missing(situation, claims, Span("contract", "", day, day), situation.now, granted=granted)
        return next((lapses for lapses in found if (lapses[0].day, lapses[0].person) == (day, person)), ())

    if not still(granted=False):
        return lambda t: Reply(t("✓ {name}, {day}: explained", day=show_day(day, t), **values))
    missing = still(granted=True)
    if not missing:
        return lambda t: Reply(t("{name}, {day}: the explanation waits for approval.", day=show_day(day, t), **values))
    if not missing[0].unexplained:
        return lambda t: Reply(t("{name}, {day}: nothing explained it in time.", day=show_day(day, t), **values))
    return None


def _claims(situation: Situation) -> Sequence[_Claim]:
    """What explains a day, once it is approved."""
    return (*situation.of(Punch), *situation.of(Leave))


def _missing(
    situation: Situation, claims: Sequence[_Claim], days: Span, at: datetime, *, granted: bool
) -> Iterator[list[Lapse]]:
    """The punches that are missing on the days, and the working day before them, by person and day."""
    facts = Facts.build([*situation.of(Person), *(map(_granted, claims) if granted else claims)])
    case = Case.at(facts, situation.terms, situation.calendar, days, at)
    for lapses in lapses_by_day(case):
        missing = [lapse for lapse in lapses if lapse.punch is None]
        if missing:
            yield missing


def _granted(claim: _Claim) -> _Claim:
    return replace(claim, state="approved") if claim.state == "claimed" else claim


def _explanations(missing: Sequence[Lapse]) -> list[Button]:
    first = missing[0]
    return [
        Button(text("Correct the punch…"), "clock", "fix", f"{first.day} {first.way}", asks=True, primary=True),
        Button(text("Ask for leave…"), "clock", "leave", first.day.isoformat(), asks=True),
    ]


def _asks(missing: Sequence[Lapse], name: str, _: datetime, t: Translator) -> str:
    first = missing[0]
    ways = {lapse.way for lapse in missing}
    what = text("no punch at all") if len(ways) > 1 else text("no clock-in") if "in" in ways else text("no clock-out")
    return t(
        "{name}, {day}: {what}. A corrected punch or leave can explain it, if it is approved by the end of {until}.",
        name=escape(name),
        day=show_day(first.day, t),
        what=what,
        until=show_day(day_of(first.at), t),
    )


NUDGE: Final = Nudge("clock.unexplained", asks, settled, personal=True)
