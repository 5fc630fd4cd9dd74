"""`/roster` in words: what was typed becomes an action or a view."""

from datetime import timedelta
from typing import Final, cast

from sqlalchemy import Connection

from commands.kit.arguments import split_first
from commands.kit.blocks import Reply
from commands.kit.fact_fields import read_choice
from commands.kit.saying import Read, Refused, Saying, Step, needed
from commands.kit.texts import text
from commands.kit.times import day_and_rest, leading_days
from commands.kit.verbs import Command, Verb
from commands.roster import actions, forms, steps, views
from storage.contract.kinds import Duty
from storage.contract.periods import day_of
from storage.records import duties, people

SHOWN_DAYS: Final = timedelta(days=14)
_PARTS: Final = {"白班": "day", "夜班": "night", "全天": "all"}


def show(said: Saying) -> Step:
    """`show [RANGE]`; the next two weeks without one."""
    first, last = day_of(said.now), day_of(said.now) + SHOWN_DAYS
    if said.words:
        days, rest = leading_days(said.words, said.now)
        if days is None or rest:
            raise Refused(text("I cannot read those days. These work: 下周, 2026-10-01 2026-10-07, 10月1日到7日."))
        first, last = days

    def read(connection: Connection) -> Reply:
        found = duties.on_days(connection, first, last)
        return views.turns(found, first, last, people.names(connection), said.t)

    return Read(read)


def set_(said: Saying) -> Step:
    """`set DAY PERSON [day|night|all]`."""
    day, rest = day_and_rest(said.needs_words(text("which day, and who")), said.now)
    if day is None:
        raise Refused(text("Please begin with the day, such as 2026-10-01 or 10月1日."))
    name, part = split_first(needed(rest, text("who")))
    kind = read_choice(Duty, "part", _PARTS.get(part, part) or "all")
    return steps.set_duty(said, day, name, cast("views.Part", kind))


COMMAND: Final = Command(
    name="roster",
    does=text("Who is on duty, and when"),
    wordless="show",
    opens_form=False,
    reflect=actions.reflect,
    verbs=(
        Verb(
            "show",
            text("who is on duty"),
            "[RANGE]",
            ("/roster show", "/roster show 下周"),
            show,
            ("查看", "值班表"),
        ),
        Verb(
            "set",
            text("put somebody on duty"),
            "DAY PERSON [day|night|all]",
            ("/roster set 2026-10-01 @Lin", "/roster set 10月2日 Lin night"),
            set_,
            ("安排", "设置"),
            forms.SET,
        ),
    ),
)
