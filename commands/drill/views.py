"""What `/drill` answers and posts."""

from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import Block

from commands.kit.blocks import Reply, context, escape, quote, sections
from commands.kit.buttons import Button, buttons
from commands.kit.cards import Names, listed, listing, recorded
from commands.kit.moments import show_day
from commands.kit.texts import Translator, text
from storage.contract.calendar import WorkCalendar
from storage.contract.fact import Fact
from storage.contract.kinds import Drill, Plan
from storage.contract.obligations import drill_report_by
from storage.contract.terms import Terms


def planned(drill: Drill, names: Names, terms: Terms, calendar: WorkCalendar, t: Translator) -> Reply:
    """The receipt for a drill, with the day by which its report is due."""
    return recorded(drill, names, t, [context(_report_due(drill, terms, calendar, t))])


def what_next(fact: Fact, about: str, terms: Terms, calendar: WorkCalendar, t: Translator) -> Sequence[Block]:
    """What a drill is for, the day by which its report is due, and the buttons that bring it on."""
    told = sections(quote(about)) if about else []
    if not isinstance(fact, Drill) or fact.report_at is not None:
        return told
    steps = [
        *([Button(text("Drill held"), "drill", "done", fact.id, primary=True)] if fact.held_on is None else []),
        Button(text("Report is in"), "drill", "report", fact.id, primary=fact.held_on is not None),
    ]
    return [*told, context(_report_due(fact, terms, calendar, t)), *buttons(steps, t)]


def all_of_it(
    plans: Sequence[Plan],
    drills: Sequence[Drill],
    about: Mapping[str, str],
    names: Names,
    terms: Terms,
    calendar: WorkCalendar,
    t: Translator,
) -> Reply:
    """The plans on file, and the drills whose report is not in; `about` says what a drill was planned for, by id."""
    lines = [listed(plan, names, t) for plan in plans]
    for drill in drills:
        what_for = escape(about.get(drill.id, ""))
        marks = [*([what_for] if what_for else []), _report_due(drill, terms, calendar, t)]
        lines.append(listed(drill, names, t, marks))
    return listing(text("Plans and drills"), lines, text("No plan is on file and no drill is planned."), t)


def label(drill: Drill) -> str:
    """What a form lists it as."""
    return f"{drill.planned_on}"


def _report_due(drill: Drill, terms: Terms, calendar: WorkCalendar, t: Translator) -> str:
    return t("report due {day}", day=show_day(drill_report_by(drill, terms, calendar), t))
