"""`/zhiban` in words: what was typed becomes an action or a view."""

from datetime import date, timedelta
from typing import Final

from sqlalchemy import Connection

from commands.kit.arguments import LONGEST_TEXT, split_id, within
from commands.kit.blocks import Reply
from commands.kit.roles import may
from commands.kit.saying import Read, Refused, Saying, Step, Write, needed
from commands.kit.texts import text
from commands.kit.times import leading_moment
from commands.kit.verbs import Command, Verb
from commands.zhiban import (
    actions,
    audit_steps,
    calendar_steps,
    forms,
    person_words,
    settings_actions,
    settings_steps,
    views,
)
from storage.contract.obligations import inspected_so_far
from storage.contract.periods import day_of
from storage.records import attendance, documents, facts, faults, inspections, people

_LOOKS_AHEAD: Final = timedelta(days=7)
_LONGEST_SNOOZE: Final = timedelta(days=7)


def me(said: Saying) -> Step:
    """`me`."""
    today = day_of(said.now)

    def read(connection: Connection) -> Reply:
        id_ = said.speaker.id
        punches = attendance.standing_punches(connection, id_, today)
        leaves = attendance.standing_leave(connection, id_, today, date.max)
        mine = [fault for fault in faults.open_faults(connection) if fault.assignee == id_]
        return views.me(said.speaker, punches, leaves, mine, said.t)

    return Read(read)


def today(said: Saying) -> Step:
    """`today`."""
    return Read(lambda connection: views.today(_today(said, connection), said.terms, said.t))


def team(said: Saying) -> Step:
    """`team`."""
    edits = may(said.speaker, "zhiban.person")
    return Read(lambda connection: views.team(people.everyone(connection), day_of(said.now), said.t, edits=edits))


def snooze(said: Saying) -> Step:
    """`snooze WHEN [REMINDER]`."""
    until, about = leading_moment(said.needs_words(text("until when, and which reminder")), said.now)
    if until is None:
        raise Refused(text("I cannot read until when. These work: in 1 hour, 1小时后, tomorrow 09:30, 18:00."))
    until = until.replace(second=0)
    if not said.now < until <= said.now + _LONGEST_SNOOZE:
        raise Refused(
            text("A reminder can be put off until a moment of the next {days} days.", days=_LONGEST_SNOOZE.days)
        )
    return Write(
        lambda work: views.snoozed(*actions.snooze(work, said.speaker, said.terms.nudges, about, until), said.t)
    )


def undo(said: Saying) -> Step:
    """`undo`."""
    if said.words:
        raise Refused(text("undo takes back the last thing you said; it needs no words."))
    return Write(lambda work: views.undone(actions.undo(work, said.speaker, said.in_force), said.t))


def void(said: Saying) -> Step:
    """`void ID REASON`."""
    id_, reason = split_id(said.needs_words(text("what to void, by its id")))
    needed(reason, text("why; the reason stays in the history"))
    within(reason, LONGEST_TEXT)
    return Write(lambda work: views.voided(actions.void(work, said.speaker, said.terms, id_, reason), reason, said.t))


def export(said: Saying) -> Step:
    """`export`."""
    if said.words:
        raise Refused(text("export gives everything I hold; it needs no words."))
    return Read(lambda connection: views.exported(facts.export_file(connection), day_of(said.now), said.t))


def _today(said: Saying, connection: Connection) -> views.Today:
    day = day_of(said.now)
    calendar = said.calendar_in(connection)
    name = calendar.name_of(day)
    done = inspected_so_far(inspections.this_week(connection, said.now), day)
    claims = [
        claim
        for claim in attendance.claims(connection)
        if said.speaker in people.approvers(connection, claim.person, day)
    ]
    return views.Today(
        day=day,
        working=calendar.is_working(day),
        day_name=said.t.of(name) if name else "",
        page=done.page,
        server=done.server,
        server_until=done.week.last,
        faults=faults.open_faults(connection) if may(said.speaker, "fault.list") else (),
        claims=len(claims),
        inspects=said.at_home and may(said.speaker, "inspect.done"),
        documents=(
            documents.falling_due(connection, said.terms, day, day + _LOOKS_AHEAD) if said.speaker.role == "pm" else ()
        ),
    )


COMMAND: Final = Command(
    name="zhiban",
    does=text("Your day, the team, and taking things back"),
    wordless="today",
    opens_form=False,
    reflect=settings_actions.reflect,
    verbs=(
        Verb("me", text("who you are here, and what is yours"), "", ("/zhiban me",), me, ("我",)),
        Verb("today", text("what the day asks for"), "", ("/zhiban today",), today, ("今天", "今日")),
        Verb("team", text("who belongs to the project"), "", ("/zhiban team",), team, ("团队", "人员")),
        Verb(
            "person",
            text("keep the list of people"),
            "add ID NAME ROLE [--slack @NAME] [--onsite] [--from DAY] [--side team|client] [--important] [--no-duty]"
            " · edit ID FIELD=VALUE … · leave ID [DAY]",
            (
                "/zhiban person add zhou Zhou engineer --slack @Zhou --onsite",
                "/zhiban person edit zhou onsite=no",
                "/zhiban person leave zhou 2026-12-31",
            ),
            person_words.person,
            ("人员管理",),
            forms.PERSON,
        ),
        Verb(
            "snooze",
            text("put off what I remind of"),
            "WHEN [REMINDER]",
            ("/zhiban snooze 1小时后 inspect.page", "/zhiban snooze tomorrow 09:30 inspect.server"),
            snooze,
            ("稍后提醒", "稍后"),
        ),
        Verb(
            "settings",
            text("what is in force: hours, limits, systems, channels"),
            "[KEY=VALUE …]",
            ("/zhiban settings", "/zhiban settings limits.respond_min=20 hours.on=8:30"),
            settings_steps.settings,
            ("设置",),
            settings_steps.FORM,
            names_channels=True,
        ),
        Verb(
            "calendar",
            text("special days ahead; days declared off or worked"),
            "[add DAY [DAY] off|work NAME]",
            ("/zhiban calendar", "/zhiban calendar add 2027-02-05 2027-02-11 off 春节"),
            calendar_steps.calendar,
            ("日历",),
            calendar_steps.FORM,
        ),
        Verb(
            "audit",
            text("the history of one record: who changed what, when and why"),
            "ID",
            ("/zhiban audit i-12",),
            audit_steps.audit,
            ("审计", "历史"),
        ),
        Verb(
            "undo", text("take back the last thing you said, within 10 minutes"), "", ("/zhiban undo",), undo, ("撤销",)
        ),
        Verb(
            "void",
            text("take out any record, with a reason; its history stays"),
            "ID REASON",
            ("/zhiban void i-12 重复登记",),
            void,
            ("作废",),
        ),
        Verb(
            "export",
            text("everything I hold as a facts file, sent to you by direct message"),
            "",
            ("/zhiban export",),
            export,
            ("导出",),
        ),
    ),
)
