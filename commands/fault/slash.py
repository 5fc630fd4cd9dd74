"""`/fault` in words: what was typed becomes an action or a view."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from commands.fault import actions, forms, steps, views
from commands.fault.fields import EDITING, read_level
from commands.kit.arguments import LONGEST_TEXT, LONGEST_TITLE, one_line, split_first, split_id, take_options, within
from commands.kit.blocks import Reply
from commands.kit.fact_fields import read_choice
from commands.kit.roles import may
from commands.kit.saying import Read, Refused, Saying, Step, Write, needed
from commands.kit.texts import text
from commands.kit.times import leading_moment, leading_past, trailing_past, whole_past
from commands.kit.verbs import Command, Verb
from storage.contract.kinds import Fault
from storage.records import faults, people
from storage.records.finding import matching
from storage.records.ledger import UnitOfWork

_WHICH: Final = text("which fault, such as f-3")
_VENDOR: Final = {"start": True, "开始": True, "end": False, "结束": False}


def open_(said: Saying) -> Step:
    """`open TITLE [--level N] [--system S] [--type T] [--outage] [--emergency] [--onsite] [--draft] [when]`."""
    options, words = take_options(
        said.words, flags=("outage", "emergency", "onsite", "draft"), valued=("level", "system", "type")
    )
    noticed_at, words = trailing_past(words, said.now)
    title = within(one_line(needed(words, text("what is wrong, in a few words"))), LONGEST_TITLE)
    details: dict[str, Any] = {
        "title": title,
        "system": within(options.get("system") or steps.system_in(title, said.terms), LONGEST_TITLE),
        "type": read_choice(Fault, "type", options["type"]) if "type" in options else "other",
        "level": read_level(options["level"]) if "level" in options else steps.USUAL_LEVEL,
        "noticed_at": noticed_at,
        **{flag: flag in options for flag in ("outage", "emergency", "onsite", "draft")},
    }

    return steps.open_fault(said, details)


def respond(said: Saying) -> Step:
    """`respond ID [when]`."""
    id_, at = _id_and_moment(said)
    return steps.changed(said, lambda work: actions.respond(work, id_, at, said.speaker), views.happened("respond", at))


def arrive(said: Saying) -> Step:
    """`arrive ID [when]`."""
    id_, at = _id_and_moment(said)
    return steps.changed(said, lambda work: actions.arrive(work, id_, at, said.speaker), views.happened("arrive", at))


def vendor(said: Saying) -> Step:
    """`vendor ID start|end [when]`."""
    id_, rest = split_id(said.needs_words(_WHICH))
    word, when = split_first(rest)
    starts = _VENDOR.get(word.casefold())
    if starts is None:
        raise Refused(text("Please say start or end after the fault."))
    at = whole_past(when, said.now)
    if starts:
        return steps.changed(
            said, lambda work: actions.vendor_starts(work, id_, at), views.happened("vendor start", at)
        )
    return steps.changed(said, lambda work: actions.vendor_ends(work, id_, at), views.happened("vendor end", at))


def handle(said: Saying) -> Step:
    """`handle ID TEXT`, with a leading time where it was not now."""
    id_, rest = split_id(said.needs_words(_WHICH))
    at, what = leading_past(rest, said.now)
    return steps.handle(said, id_, at, what)


def confirm(said: Saying) -> Step:
    """`confirm ID`."""
    id_, what = _only_id(said), said.t("Confirmed: it is an outage.")
    return steps.changed(
        said, lambda work: actions.confirm(work, id_, said.speaker, what), text("confirmed; it counts.")
    )


def false_alarm(said: Saying) -> Step:
    """`false-alarm ID`."""
    id_, what = _only_id(said), said.t("False alarm.")
    done = text("a false alarm; it never counts.")
    return steps.changed(said, lambda work: actions.false_alarm(work, id_, said.speaker, what), done)


def feedback(said: Saying) -> Step:
    """`feedback ID`."""
    id_ = _only_id(said)
    return steps.changed(said, lambda work: actions.feed_back(work, id_), text("feedback given."))


def close(said: Saying) -> Step:
    """`close ID [when]`."""
    id_, at = _id_and_moment(said)
    return steps.changed(said, lambda work: actions.close(work, id_, at), views.happened("close", at))


def level(said: Saying) -> Step:
    """`level ID N`."""
    id_, number = split_id(said.needs_words(_WHICH))
    wanted = read_level(needed(number, text("the level, 1 to 5")))
    what = text("now of level {level}.", level=wanted)
    return steps.changed(said, lambda work: actions.set_level(work, id_, wanted, said.speaker), what)


def assign(said: Saying) -> Step:
    """`assign ID PERSON`."""
    id_, name = split_id(said.needs_words(_WHICH))
    return steps.assign(said, id_, needed(name, text("to whom")))


def update(said: Saying) -> Step:
    """`update ID TEXT`, with a leading time where it was not now."""
    id_, rest = split_id(said.needs_words(_WHICH))
    at, what = leading_past(rest, said.now)
    return steps.update(said, id_, at, what)


def maintenance(said: Saying) -> Step:
    """`maintenance SYSTEM FROM UNTIL WHY`."""
    system, rest = split_first(said.needs_words(text("which system")))
    within(system, LONGEST_TITLE)
    start, rest = leading_moment(rest, said.now)
    end, why = leading_moment(rest.removeprefix("到").removeprefix("至").removeprefix("to ").strip(), said.now)
    if start is None or end is None:
        raise Refused(text("Please say from when and until when, such as 2026-07-04 22:00 2026-07-05 02:00."))
    if end <= start:
        raise Refused(text("The maintenance would end before it begins."))
    needed(why, text("why"))
    within(why, LONGEST_TEXT)
    from_, until = start, end

    def write(work: UnitOfWork) -> Reply:
        window = actions.plan_maintenance(work, said.speaker, system, from_, until, why)
        return views.maintenance_planned(window, said.terms, said.t)

    return Write(write)


def list_(said: Saying) -> Step:
    """`list`."""
    acts = said.at_home and may(said.speaker, "fault.respond")
    return Read(lambda c: views.listing(faults.open_faults(c), said.terms, _names(c), said.t, acts=acts))


def show(said: Saying) -> Step:
    """`show ID`."""
    id_ = _only_id(said)

    def read(connection: Connection) -> Reply:
        fault = matching(connection, Fault, id_)
        if fault is None:
            raise Refused(views.unknown_fault(id_))
        return views.show(fault, said.terms, _names(connection), said.t)

    return Read(read)


def _only_id(said: Saying) -> str:
    id_, rest = split_id(said.needs_words(_WHICH))
    if rest:
        raise Refused(text("After the fault nothing more is expected here."))
    return id_


def _id_and_moment(said: Saying) -> tuple[str, datetime]:
    id_, rest = split_id(said.needs_words(_WHICH))
    return id_, whole_past(rest, said.now)


def _names(connection: Connection) -> dict[str, str]:
    return people.names(connection)


_VERBS: Final = (
    Verb(
        "open",
        text("open a fault; levels 1 and 2 are for the PM or a manager"),
        "TITLE [--level N] [--system S] [--type T] [--outage] [--emergency] [--onsite] [--draft] [when]",
        ("/fault open 门户首页打不开 --level 3 --outage 10分钟前", "/fault open login is slow --system portal"),
        open_,
        ("打开", "报障", "新建"),
        forms.OPEN,
    ),
    Verb(
        "respond",
        text("say that you have taken it up"),
        "ID [when]",
        ("/fault respond f-3", "/fault respond f-3 9:05"),
        respond,
        ("响应", "接单"),
    ),
    Verb("arrive", text("say that you are on site"), "ID [when]", ("/fault arrive f-3",), arrive, ("到场", "到达")),
    Verb(
        "vendor",
        text("hand it to a third-party vendor, or take it back: the handling clock pauses meanwhile"),
        "ID start|end [when]",
        ("/fault vendor f-3 start", "/fault vendor f-3 end 15:30"),
        vendor,
        ("厂商",),
    ),
    Verb(
        "handle",
        text("say that service is restored, and what was done"),
        "ID [when] TEXT",
        ("/fault handle f-3 重启网关后恢复", "/fault handle f-3 9:40 restarted the gateway"),
        handle,
        ("处理", "恢复"),
        forms.HANDLE,
    ),
    Verb(
        "confirm",
        text("say that a draft is an outage indeed: from then on it counts"),
        "ID",
        ("/fault confirm f-4",),
        confirm,
        ("确认", "确认中断"),
    ),
    Verb(
        "false-alarm",
        text("say that a draft was nothing: it never counts"),
        "ID",
        ("/fault false-alarm f-4",),
        false_alarm,
        ("误报",),
    ),
    Verb(
        "feedback",
        text("say that the person who reported it was told"),
        "ID",
        ("/fault feedback f-3",),
        feedback,
        ("反馈",),
    ),
    Verb("close", text("close it"), "ID [when]", ("/fault close f-3",), close, ("关闭",)),
    Verb("level", text("give it another level"), "ID N", ("/fault level f-3 3",), level, ("级别",)),
    Verb(
        "assign",
        text("give it to somebody"),
        "ID PERSON",
        ("/fault assign f-3 @Lin",),
        assign,
        ("指派", "转给"),
        forms.ASSIGN,
    ),
    Verb(
        "update",
        text("say how things stand, for its story"),
        "ID [when] TEXT",
        ("/fault update f-3 正在切换到备用节点",),
        update,
        ("进展", "更新"),
        forms.UPDATE,
    ),
    EDITING.verb("/fault edit f-3 system=portal outage=yes", "/fault edit f-3 responded_at=9:05"),
    Verb(
        "maintenance",
        text("announce planned maintenance, which counts neither as service nor as downtime"),
        "SYSTEM FROM UNTIL WHY",
        ("/fault maintenance portal 明天22:00 后天02:00 数据库升级",),
        maintenance,
        ("维护", "计划维护"),
    ),
    Verb("list", text("the open faults"), "", ("/fault list",), list_, ("列表",)),
    Verb("show", text("everything about one fault"), "ID", ("/fault show f-3",), show, ("查看", "详情")),
)
COMMAND: Final = Command(
    name="fault",
    does=text("Open faults and take them through to their close"),
    wordless="list",
    reflect=actions.reflect,
    reflect_all=actions.reflect_all,
    verbs=_VERBS,
)
