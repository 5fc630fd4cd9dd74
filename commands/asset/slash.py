"""`/asset` in words: what was typed becomes an action or a view."""

from typing import Final

from sqlalchemy import Connection

from commands.asset import actions, forms, steps, views
from commands.kit.arguments import LONGEST_TITLE, one_line, split_id, within
from commands.kit.blocks import Reply
from commands.kit.fact_fields import read_day
from commands.kit.saying import Read, Saying, Step, needed
from commands.kit.step_forms import past_day, trailing_past_day
from commands.kit.texts import text
from commands.kit.verbs import Command, Verb
from storage.records import assets, people


def change(said: Saying) -> Step:
    """`change TEXT [DAY]`; confirmed today unless a day follows."""
    confirmed_on, what = trailing_past_day(said.needs_words(text("which asset and what changed")), said.now)
    within(needed(one_line(what), text("which asset and what changed")), LONGEST_TITLE)
    return steps.CHANGING.step(said, {}, asset=one_line(what), confirmed_on=confirmed_on)


def registered(said: Saying) -> Step:
    """`registered ID [DAY]`."""
    id_, rest = split_id(said.needs_words(text("which change, such as a-1")))
    return steps.registered(said, id_, past_day(rest, said.now))


def stocktake(said: Saying) -> Step:
    """`stocktake DUE`."""
    due = read_day(said.needs_words(text("by which day")), said.now)
    return steps.PLANNING.step(said, {}, due_on=due)


def counted(said: Saying) -> Step:
    """`counted ID [DAY]`."""
    id_, rest = split_id(said.needs_words(text("which stock-take, such as st-1")))
    return steps.counted(said, id_, past_day(rest, said.now))


def list_(said: Saying) -> Step:
    """`list`."""

    def read(connection: Connection) -> Reply:
        waiting = [*assets.unregistered(connection), *assets.uncounted(connection)]
        return views.open_ones(waiting, people.names(connection), said.terms, said.t)

    return Read(read)


COMMAND: Final = Command(
    name="asset",
    does=text("The asset register and stock-takes"),
    wordless="list",
    reflect=actions.reflect,
    verbs=(
        Verb(
            "change",
            text("note a confirmed change; today unless you say otherwise"),
            "TEXT [DAY]",
            ("/asset change 新增虚拟机 2 台", "/asset change switch A replaced 2026-07-14"),
            change,
            ("变更",),
            steps.CHANGING.form,
        ),
        Verb(
            "registered",
            text("say that the register shows it"),
            "ID [DAY]",
            ("/asset registered a-1", "/asset registered a-1 昨天"),
            registered,
            ("入册",),
            forms.REGISTERED,
        ),
        Verb(
            "stocktake",
            text("plan a stock-take"),
            "DUE",
            ("/asset stocktake 2026-09-30",),
            stocktake,
            ("盘点", "计划盘点"),
            steps.PLANNING.form,
        ),
        Verb(
            "counted",
            text("say that a stock-take is done"),
            "ID [DAY]",
            ("/asset counted st-1",),
            counted,
            ("盘点完成",),
            forms.COUNTED,
        ),
        Verb("list", text("what waits"), "", ("/asset list",), list_, ("列表",)),
        steps.EDITING.verb("/asset edit a-1 asset=交换机A", "/asset edit st-1 due_on=2026-10-15"),
    ),
)
