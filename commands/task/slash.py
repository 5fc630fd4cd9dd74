"""`/task` in words: what was typed becomes an action or a view."""

from typing import Final

from sqlalchemy import Connection

from commands.kit.arguments import LONGEST_TEXT, split_first, split_id, within
from commands.kit.blocks import Reply
from commands.kit.saying import Read, Refused, Saying, Step, needed
from commands.kit.texts import text
from commands.kit.times import leading_moment, leading_past, whole_past
from commands.kit.verbs import Command, Verb
from commands.task import actions, forms, steps, views
from storage.records import people, tasks

_WHICH: Final = text("which task, such as t-2")


def add(said: Saying) -> Step:
    """`add PERSON DUE TEXT`."""
    name, rest = split_first(said.needs_words(text("to whom, until when and what")))
    due_at, what = leading_moment(rest, said.now)
    if due_at is None:
        raise Refused(text("Please say until when after the name, such as 明天 18:00 or 2026-07-20 17:00."))
    within(needed(what, text("what is to be done")), LONGEST_TEXT)
    return steps.ADDING.step(said, {"person": name}, due_at=due_at, text=what)


def done(said: Saying) -> Step:
    """`done ID [when]`."""
    id_, when = split_id(said.needs_words(_WHICH))
    return steps.done(said, id_, whole_past(when, said.now))


def report(said: Saying) -> Step:
    """`report ID [when] TEXT`."""
    id_, rest = split_id(said.needs_words(_WHICH))
    at, what = leading_past(rest, said.now)
    return steps.report(said, id_, at, what)


def list_(said: Saying) -> Step:
    """`list`: the speaker's own; all of them for those who assign."""

    def read(connection: Connection) -> Reply:
        mine = views.of_the_reader(tasks.undone(connection), said.speaker)
        return views.open_tasks(mine, people.names(connection), said.t)

    return Read(read)


COMMAND: Final = Command(
    name="task",
    does=text("Tasks, by whom and until when"),
    wordless="list",
    reflect=actions.reflect,
    verbs=(
        Verb(
            "add",
            text("assign something to somebody"),
            "PERSON DUE TEXT",
            ("/task add @Lin 明天18:00 整理上月巡检记录", "/task add Lin 2026-07-20 17:00 renew the certificate"),
            add,
            ("新建", "布置"),
            steps.ADDING.form,
        ),
        Verb("done", text("say that it is done"), "ID [when]", ("/task done t-2",), done, ("完成",), forms.DONE),
        Verb(
            "report",
            text("report how it stands, which in time counts too"),
            "ID [when] TEXT",
            ("/task report t-2 等待厂商发货，周五完成",),
            report,
            ("反馈", "汇报"),
            forms.REPORT,
        ),
        Verb("list", text("the tasks that are open"), "", ("/task list",), list_, ("列表",)),
        steps.EDITING.verb("/task edit t-2 due_at=明天17:00"),
    ),
)
