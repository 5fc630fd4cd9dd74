"""`/drill` in words: what was typed becomes an action or a view."""

from typing import Final

from sqlalchemy import Connection

from commands.drill import actions, forms, steps, views
from commands.kit.arguments import split_first, split_id
from commands.kit.blocks import Reply
from commands.kit.saying import Read, Refused, Saying, Step
from commands.kit.step_forms import past_day
from commands.kit.texts import text
from commands.kit.times import day_and_rest, whole_past
from commands.kit.verbs import Command, Verb
from storage.records import drills, people
from storage.records.calendar import working_days

_WHICH: Final = text("which drill, such as dr-1")


def emergency_plan(said: Saying) -> Step:
    """`emergency-plan [DAY]`."""
    return steps.EMERGENCY_PLAN.step(said, {}, filed_on=past_day(said.words, said.now))


def plan(said: Saying) -> Step:
    """`plan PERIOD [DAY]`."""
    period, day = split_first(said.needs_words(text("for which period")))
    return steps.DRILL_PLAN.step(said, {"for_": period}, filed_on=past_day(day, said.now))


def add(said: Saying) -> Step:
    """`add DAY TEXT`."""
    day, what = day_and_rest(said.needs_words(text("on which day, and what is drilled")), said.now)
    if day is None:
        raise Refused(text("Please begin with the day, such as 2026-08-20 or 8月20日."))
    return steps.add(said, day, what)


def done(said: Saying) -> Step:
    """`done ID [DAY]`."""
    id_, rest = split_id(said.needs_words(_WHICH))
    return steps.done(said, id_, past_day(rest, said.now))


def report(said: Saying) -> Step:
    """`report ID [when]`."""
    id_, rest = split_id(said.needs_words(_WHICH))
    return steps.report(said, id_, whole_past(rest, said.now))


def list_(said: Saying) -> Step:
    """`list`."""

    def read(connection: Connection) -> Reply:
        waiting = drills.unreported(connection)
        about = {drill.id: drills.what_for(connection, drill) for drill in waiting}
        calendar = working_days(connection)
        names = people.names(connection)
        return views.all_of_it(drills.plans(connection), waiting, about, names, said.terms, calendar, said.t)

    return Read(read)


COMMAND: Final = Command(
    name="drill",
    does=text("The emergency plan, drills and their reports"),
    wordless="list",
    reflect=actions.reflect,
    verbs=(
        Verb(
            "emergency-plan",
            text("note that the emergency plan is on file"),
            "[DAY]",
            ("/drill emergency-plan", "/drill emergency-plan 2026-07-01"),
            emergency_plan,
            ("应急预案", "预案"),
            steps.EMERGENCY_PLAN.form,
        ),
        Verb(
            "plan",
            text("note that the drill plan of a period is on file"),
            "PERIOD [DAY]",
            ("/drill plan 2026-Q3", "/drill plan 本季度 昨天"),
            plan,
            ("演练计划", "计划"),
            steps.DRILL_PLAN.form,
        ),
        Verb(
            "add",
            text("plan a drill"),
            "DAY TEXT",
            ("/drill add 2026-08-20 数据库主备切换",),
            add,
            ("新建", "安排"),
            forms.ADD,
        ),
        Verb(
            "done", text("say that a drill took place"), "ID [DAY]", ("/drill done dr-1",), done, ("完成",), forms.DONE
        ),
        Verb(
            "report",
            text("say that its report is in"),
            "ID [when]",
            ("/drill report dr-1",),
            report,
            ("报告",),
            forms.REPORT,
        ),
        Verb("list", text("plans on file, and drills ahead"), "", ("/drill list",), list_, ("列表",)),
        steps.EDITING.verb("/drill edit dr-1 planned_on=2026-08-21", "/drill edit pl-1 for=2026-H2"),
    ),
)
