"""`drill.due`: a planned drill that comes, and its report (appendix: emergency drills)."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import Final

from commands.kit.blocks import Reply, escape
from commands.kit.buttons import Button
from commands.kit.moments import show_day, show_moment
from commands.kit.texts import Translator, text
from schedulers.asking import to_pms
from schedulers.nudge import Ask, Nudge, Situation, View
from storage.contract.kinds import Drill
from storage.contract.obligations import drill_report_by
from storage.contract.periods import day_of, day_over, days_later
from storage.contract.steps import Anchor

_REPORT: Final = "@report"
"""Behind a drill's id in a subject: its report, not the drill itself."""
REPORT_STEPS: Final = "drill.report"


def asks(situation: Situation) -> Iterator[Ask]:
    """Every drill up to its day, and every report up to its coming in."""
    for drill in situation.known.of(Drill):
        if drill.report_at is None:
            if drill.held_on is None and drill.planned_on >= max(situation.today, situation.terms.opens):
                yield from to_pms(situation, _drill(drill, situation))
            if _report_by(drill, situation) >= situation.terms.opens:
                yield from to_pms(situation, _report(drill, situation))


def settled(situation: Situation, subject: str) -> View | None:
    """Held, reported, or its day is over."""
    id_ = subject.removesuffix(_REPORT)
    drill = next((drill for drill in situation.known.of(Drill) if drill.id == id_), None)
    if drill is None:
        return lambda t: Reply(t("Drill `{id}` is not planned any more.", id=escape(id_)))
    reported, held = drill.report_at, drill.held_on
    if reported is not None:
        return lambda t: Reply(
            t("✓ Drill `{id}`: its report came in {when}.", id=escape(id_), when=show_moment(reported, t))
        )
    if subject.endswith(_REPORT):
        return None
    if held is not None:
        return lambda t: Reply(t("✓ Drill `{id}`: held {day}.", id=escape(id_), day=show_day(held, t)))
    if drill.planned_on < situation.today:
        by = _report_by(drill, situation)
        return lambda t: Reply(
            t("The day of drill `{id}` is over; its report is due {day}.", id=escape(id_), day=show_day(by, t))
        )
    return None


def _drill(drill: Drill, situation: Situation) -> Ask:
    anchor, over = Anchor(day=drill.planned_on), day_over(drill.planned_on)
    return Ask(
        subject=drill.id,
        anchor=anchor,
        steps=situation.steps(NUDGE.code, anchor),
        line=partial(_comes, drill),
        does_it=[
            Button(text("Drill held"), "drill", "done", drill.id, primary=True),
            Button(text("Correct…"), "drill", "edit", drill.id, asks=True),
        ],
        lapses=over,
        owed_by=over,
    )


def _report(drill: Drill, situation: Situation) -> Ask:
    by = _report_by(drill, situation)
    anchor = Anchor(day=by)
    return Ask(
        subject=f"{drill.id}{_REPORT}",
        anchor=anchor,
        steps=situation.steps(REPORT_STEPS, anchor, first=days_later(drill.planned_on, 1)),
        line=partial(_wants_report, drill, by),
        does_it=[Button(text("Report is in"), "drill", "report", drill.id, primary=True)],
        owed_by=day_over(by),
    )


def _report_by(drill: Drill, situation: Situation) -> date:
    return drill_report_by(drill, situation.terms, situation.calendar)


def _comes(drill: Drill, _: datetime, t: Translator) -> str:
    return t("Drill `{id}` is planned for {day}.", id=escape(drill.id), day=show_day(drill.planned_on, t))


def _wants_report(drill: Drill, by: date, now: datetime, t: Translator) -> str:
    values = {"id": escape(drill.id), "planned": show_day(drill.planned_on, t), "day": show_day(by, t)}
    if by < day_of(now):
        return t("The report on drill `{id}` of {planned} was due {day} and has not come in.", **values)
    return t("The report on drill `{id}` of {planned} is due {day}.", **values)


NUDGE: Final = Nudge("drill.due", asks, settled)
