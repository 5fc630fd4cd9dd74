"""`/guard` in words: what was typed becomes an action or a view."""

from typing import Final, Literal

from sqlalchemy import Connection

from commands.guard import actions, forms, steps, views
from commands.kit.arguments import LONGEST_TITLE, one_line, split_first, split_id, within
from commands.kit.blocks import Reply
from commands.kit.fact_fields import read_choice, read_decimal
from commands.kit.saying import Read, Refused, Saying, Step, needed
from commands.kit.texts import text
from commands.kit.times import leading_day, leading_days, leading_past, whole_past
from commands.kit.verbs import Command, Verb
from storage.contract.kinds import Support
from storage.contract.periods import day_of
from storage.records import guards, people

_WHICH: Final = text("which guard period, such as g-1")


def open_(said: Saying) -> Step:
    """`open NAME FROM UNTIL`; the name may be several words."""
    words = said.needs_words(text("what is protected, from when and until when"))
    parts = words.split()
    if leading_day(parts[0], said.now)[0] is not None:
        raise Refused(text("Please begin with what is protected, such as 国庆保障 2026-10-01 2026-10-07."))
    for count in range(1, len(parts)):
        days, rest = leading_days(" ".join(parts[count:]), said.now)
        if days is not None and not rest:
            name = within(one_line(" ".join(parts[:count])), LONGEST_TITLE)
            return steps.OPENING.step(said, {}, name=name, from_=days[0], until=days[1])
    raise Refused(text("Please say from when until when after the name, such as 国庆保障 2026-10-01 2026-10-07."))


def plan(said: Saying) -> Step:
    """`plan ID [when]`."""
    id_, when = split_id(said.needs_words(_WHICH))
    return steps.plan(said, id_, whole_past(when, said.now))


def hazard(said: Saying) -> Step:
    """`hazard ID [when] TEXT`."""
    return _note(said, "guard.hazard")


def accident(said: Saying) -> Step:
    """`accident ID [when] TEXT`."""
    return _note(said, "guard.accident")


def support(said: Saying) -> Step:
    """`support key|general USED [OUTAGE] [when]`, in minutes."""
    word, rest = split_first(said.needs_words(text("key or general, and the minutes used")))
    used, rest = split_first(needed(rest, text("how many minutes it was used")))
    lost, when = split_first(rest)
    if not lost.replace(".", "", 1).isdecimal() or when.startswith(("分", "min")):
        lost, when = "0", rest
    return steps.SUPPORTING.step(
        said,
        {},
        class_=read_choice(Support, "class_", word),
        used_min=read_decimal(used),
        outage_min=read_decimal(lost),
        at=whole_past(when, said.now),
    )


def list_(said: Saying) -> Step:
    """`list`."""

    def read(connection: Connection) -> Reply:
        ahead = guards.running_or_ahead(connection, day_of(said.now))
        return views.periods(ahead, people.names(connection), said.t)

    return Read(read)


def _note(said: Saying, row: Literal["guard.hazard", "guard.accident"]) -> Step:
    id_, rest = split_id(said.needs_words(_WHICH))
    at, what = leading_past(rest, said.now)
    return steps.note(row, said, id_, at, what)


COMMAND: Final = Command(
    name="guard",
    does=text("Special protection, and supported sessions"),
    wordless="list",
    reflect=actions.reflect,
    verbs=(
        Verb(
            "open",
            text("announce a guard period"),
            "NAME FROM UNTIL",
            ("/guard open 国庆保障 2026-10-01 2026-10-07", "/guard open expert review 2026-08-03 2026-08-05"),
            open_,
            ("新建", "保障"),
            steps.OPENING.form,
        ),
        Verb(
            "plan",
            text("say that its plan is on file"),
            "ID [when]",
            ("/guard plan g-1",),
            plan,
            ("方案", "方案备案"),
            forms.PLAN,
        ),
        Verb(
            "hazard",
            text("note a hazard that was found, reported and removed"),
            "ID [when] TEXT",
            ("/guard hazard g-1 发现并清除挖矿进程",),
            hazard,
            ("隐患",),
            forms.HAZARD,
        ),
        Verb(
            "accident",
            text("note an accident that people caused"),
            "ID [when] TEXT",
            ("/guard accident g-1 误删配置导致中断",),
            accident,
            ("事故",),
            forms.ACCIDENT,
        ),
        Verb(
            "support",
            text("note a supported session: minutes used, and minutes lost that were ours"),
            "key|general USED [OUTAGE] [when]",
            ("/guard support key 120 0", "/guard support general 90 2 昨天15:00"),
            support,
            ("会议保障", "支撑"),
            steps.SUPPORTING.form,
        ),
        Verb("list", text("the guard periods that run or are ahead"), "", ("/guard list",), list_, ("列表",)),
        steps.EDITING.verb("/guard edit g-1 until=2026-10-08", "/guard edit su-1 outage_min=1"),
    ),
)
