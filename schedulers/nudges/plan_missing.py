"""`plan.missing`: no emergency plan on file, or no drill plan for the running appraisal period (appendix)."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Final

from commands.kit.blocks import Reply
from commands.kit.buttons import Button
from commands.kit.texts import Translator, text
from commands.survey.views import period_name
from schedulers.asking import to_pms
from schedulers.nudge import Ask, Nudge, Situation, View
from storage.contract.kinds import Plan
from storage.contract.obligations import plans_drills_for
from storage.contract.periods import Span, day_over
from storage.contract.steps import Anchor

_EMERGENCY: Final = "emergency"
_DRILL: Final = "drill"


def asks(situation: Situation) -> Iterator[Ask]:
    """Every week of the term in which a plan is missing."""
    for week in situation.weeks:
        inside = week.clipped(situation.terms.opens, situation.terms.until)
        if inside is None:
            continue
        if not _has_emergency_plan(situation):
            files = Button(text("Emergency plan on file"), "drill", "emergency-plan", primary=True)
            yield from to_pms(situation, _ask(f"{_EMERGENCY}:{week.name}", week, inside, situation, files))
        for period in situation.appraisals:
            begun = inside.clipped(period.first, period.last)
            if begun is not None and not _has_drill_plan(situation, period.name):
                files = Button(text("Drill plan on file"), "drill", "plan", period.name, primary=True)
                subject = f"{_DRILL}:{period.name}:{week.name}"
                yield from to_pms(situation, _ask(subject, week, begun, situation, files, period.name))


def settled(situation: Situation, subject: str) -> View | None:
    """The plan is on file, or the term or the period is over."""
    kind, *period = subject.split(":")[:-1]
    if kind == _EMERGENCY:
        if _has_emergency_plan(situation):
            return lambda t: Reply(t("✓ The emergency plan is on file."))
        if situation.today > situation.terms.until:
            return lambda t: Reply(t("The contract's term ended without an emergency plan on file."))
        return None
    name = period[0]
    if _has_drill_plan(situation, name):
        return lambda t: Reply(t("✓ The drill plan for {period} is on file.", period=period_name(name, t)))
    span = situation.terms.span_named(name)
    if span is None or span.last < situation.today:
        return lambda t: Reply(t("{period} ended without a drill plan on file.", period=period_name(name, t)))
    return None


def _ask(subject: str, week: Span, inside: Span, situation: Situation, files: Button, period: str | None = None) -> Ask:
    anchor, over = Anchor(day=week.first), day_over(inside.last)
    return Ask(
        subject=subject,
        anchor=anchor,
        steps=situation.steps(NUDGE.code, anchor, first=inside.first),
        line=partial(_asks, period),
        does_it=[files],
        lapses=over,
    )


def _has_emergency_plan(situation: Situation) -> bool:
    return any(plan.type == "emergency" for plan in situation.known.of(Plan))


def _has_drill_plan(situation: Situation, period: str) -> bool:
    span = situation.terms.span_named(period)
    return span is not None and any(plans_drills_for(plan, span, situation.terms) for plan in situation.known.of(Plan))


def _asks(period: str | None, _: datetime, t: Translator) -> str:
    if period is None:
        return t("No emergency plan is on file.")
    return t("No drill plan is on file for {period}.", period=period_name(period, t))


NUDGE: Final = Nudge("plan.missing", asks, settled)
