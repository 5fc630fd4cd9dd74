"""`/clock` in words: what was typed becomes an action or a view."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final, Literal, TypeVar

from sqlalchemy import Connection

from commands.clock import actions, forms, steps, views
from commands.clock.actions import Half, LeaveAsked, LeaveType, Way
from commands.kit.arguments import LONGEST_TEXT, split_first, within
from commands.kit.blocks import Reply
from commands.kit.roles import ONSITE_TEAM, PM_AND_MANAGERS
from commands.kit.saying import Read, Refused, Saying, Step, Write, needed
from commands.kit.texts import text
from commands.kit.times import leading_day, leading_days, leading_time_on, whole_past
from commands.kit.verbs import Command, Verb
from storage.contract.kinds import Person
from storage.contract.periods import day_of
from storage.records import attendance, people
from storage.records.ledger import UnitOfWork

N = TypeVar("N", bound=str)

_WAYS: Final[dict[str, Way]] = {"in": "in", "上班": "in", "签到": "in", "out": "out", "下班": "out", "签退": "out"}
_TYPES: Final[dict[str, LeaveType]] = {
    "sick": "sick",
    "病假": "sick",
    "personal": "personal",
    "事假": "personal",
    "annual": "annual",
    "年假": "annual",
    "年休假": "annual",
    "official": "official",
    "公出": "official",
    "公务": "official",
    "other": "other",
    "其他": "other",
    "其它": "other",
}
_HALVES: Final[dict[str, Half]] = {
    "am": "am",
    "morning": "am",
    "上午": "am",
    "pm": "pm",
    "afternoon": "pm",
    "下午": "pm",
}
_WHICH: Final = text("which claim, such as p-3 or l-2")


def in_(said: Saying) -> Step:
    """`in [when]`."""
    return steps.punch(said, "in", whole_past(said.words, said.now))


def out(said: Saying) -> Step:
    """`out [when]`."""
    return steps.punch(said, "out", whole_past(said.words, said.now))


def leave(said: Saying) -> Step:
    """`leave TYPE FROM [UNTIL] [am|pm] [REASON]`."""
    type_, words = _leading(_TYPES, said.needs_words(text("the kind of leave and the days")))
    if type_ is None:
        raise Refused(
            text(
                "Please begin with the kind of leave: sick 病假, personal 事假, annual 年假, official 公出, other 其他."
            )
        )
    days, words = leading_days(_half_apart(words), said.now)
    if days is None:
        raise Refused(
            text("Please say which days the leave takes, such as 明天, 7月1日到3日 or 2026-07-01 2026-07-03.")
        )
    half, reason = _leading(_HALVES, words)
    first, last = days
    if half and first != last:
        raise Refused(text("Only a leave of one day can be half a day; please ask for such a day by itself."))
    return steps.ask_leave(said, LeaveAsked(type_, first, last, half, within(reason, LONGEST_TEXT) or None))


def fix(said: Saying) -> Step:
    """`fix DAY in|out TIME REASON`."""
    day, words = leading_day(said.needs_words(text("the day, in or out, the time and the reason")), said.now)
    if day is None:
        raise Refused(text("Please begin with the day, such as 昨天 or 2026-07-01."))
    way, words = _leading(_WAYS, words)
    if way is None:
        raise Refused(text("Please say in or out (上班 or 下班) after the day."))
    at, reason = leading_time_on(day, needed(words, text("the time and the reason")), said.now)
    return steps.fix(said, way, at, reason)


def approve(said: Saying) -> Step:
    """`approve ID`."""
    id_, more = _id_and_rest(said)
    if more:
        raise Refused(text("Please approve one claim at a time, with nothing after its id."))
    return _decide(said, id_, "approved", None)


def refuse(said: Saying) -> Step:
    """`refuse ID [why]`."""
    id_, why = _id_and_rest(said)
    within(why, LONGEST_TEXT)
    return _decide(said, id_, "refused", why or None)


def status(said: Saying) -> Step:
    """`status`."""

    def read(connection: Connection) -> Reply:
        own = _own_day(connection, said) if ONSITE_TEAM.includes(said.speaker) else None
        others = _others(connection, said) if PM_AND_MANAGERS.includes(said.speaker) else None
        return views.status(own, others, day_of(said.now), said.t, decides=said.at_home)

    return Read(read)


def _decide(said: Saying, id_: str, verdict: Literal["approved", "refused"], why: str | None) -> Step:
    def write(work: UnitOfWork) -> Reply:
        decided = actions.decide(work, said.speaker, id_, verdict, why)
        name = people.name_of(work.connection, decided.fact.person)
        return views.decided(decided.fact, name, decided.decision, said.t, new=decided.new)

    return Write(write)


def _id_and_rest(said: Saying) -> tuple[str, str]:
    id_, rest = split_first(said.needs_words(_WHICH))
    return id_.strip("`"), rest


def _leading(names: Mapping[str, N], words: str) -> tuple[N | None, str]:
    """What the name that the words begin with stands for, or None; and the rest. Chinese names may touch it."""
    for name in sorted(names, key=len, reverse=True):
        found = re.match(rf"{name}{'(?![a-z])' if name.isascii() else ''}[\s,，:：]*", words, re.IGNORECASE)
        if found:
            return names[name], words[found.end() :]
    return None, words


def _half_apart(words: str) -> str:
    """The words with blanks about 上午 or 下午 where it touches the day it follows."""
    return re.sub(r"^(\S*?)(上午|下午)\s*", r"\1 \2 ", words)


def _own_day(connection: Connection, said: Saying) -> views.OwnDay:
    today, me = day_of(said.now), said.speaker
    day = _day_of_person(connection, me, today)
    calendar = said.calendar_in(connection)
    return views.OwnDay(
        day=day,
        hours=views.expected_today(calendar, today, day.leave, said.terms, said.t),
        waiting=[claim for claim in attendance.claims(connection) if claim.person == me.id],
        punches_next=_punches_next(day) if said.at_home and calendar.is_working(today) else None,
    )


def _punches_next(day: views.PersonDay) -> Literal["in", "out"] | None:
    ways = {punch.way for punch in day.punches}
    return "in" if "in" not in ways else "out" if "out" not in ways else None


def _day_of_person(connection: Connection, person: Person, day: date) -> views.PersonDay:
    punches = attendance.standing_punches(connection, person.id, day)
    return views.PersonDay(person.name, punches, attendance.standing_leave(connection, person.id, day, day))


def _others(connection: Connection, said: Saying) -> views.Others:
    today, everybody = day_of(said.now), people.everyone(connection)
    mine = [
        claim
        for claim in attendance.claims(connection)
        if said.speaker.id in (one.id for one in people.approvers(connection, claim.person, today))
    ]
    return views.Others(
        asking=[(claim, people.name_of(connection, claim.person)) for claim in mine],
        onsite=[
            _day_of_person(connection, one, today)
            for one in everybody
            if ONSITE_TEAM.includes(one) and one.active(today)
        ],
    )


COMMAND: Final = Command(
    name="clock",
    does=text("Clock in and out, ask for leave, correct a punch"),
    wordless="status",
    reflect=actions.reflect,
    verbs=(
        Verb(
            "in",
            text("clock in, now unless you say otherwise"),
            "[when]",
            ("/clock in", "/clock in 8:55"),
            in_,
            ("上班", "签到"),
            forms.IN,
        ),
        Verb(
            "out",
            text("clock out, now unless you say otherwise"),
            "[when]",
            ("/clock out", "/clock out 5分钟前"),
            out,
            ("下班", "签退"),
            forms.OUT,
        ),
        Verb(
            "leave",
            text("ask for leave; it counts once approved"),
            "TYPE FROM [UNTIL] [am|pm] [REASON]",
            ("/clock leave 病假 明天 上午 去医院", "/clock leave annual 2026-08-03 2026-08-07"),
            leave,
            ("请假",),
            forms.LEAVE,
        ),
        Verb(
            "fix",
            text("correct or add a punch; it counts once approved"),
            "DAY in|out TIME REASON",
            ("/clock fix 昨天 in 8:55 忘记打卡",),
            fix,
            ("补卡",),
            forms.FIX,
        ),
        Verb("approve", text("approve a claim"), "ID", ("/clock approve p-3",), approve, ("同意", "批准")),
        Verb(
            "refuse",
            text("refuse a claim, with a reason if you like"),
            "ID [why]",
            ("/clock refuse l-2 当天需值守",),
            refuse,
            ("拒绝", "驳回"),
        ),
        Verb("status", text("today's punches and what waits for approval"), "", ("/clock status",), status, ("状态",)),
    ),
)
