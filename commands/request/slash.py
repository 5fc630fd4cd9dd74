"""`/request` in words: what was typed becomes an action or a view."""

from typing import Final

from sqlalchemy import Connection

from commands.kit.arguments import LONGEST_TEXT, split_first, split_id, take_options, within
from commands.kit.blocks import Reply
from commands.kit.fact_fields import read_choice
from commands.kit.roles import may
from commands.kit.saying import Read, Saying, Step, needed
from commands.kit.texts import text
from commands.kit.times import leading_past, trailing_past, whole_past
from commands.kit.verbs import Command, Verb
from commands.request import actions, forms, steps, views
from storage.contract.kinds import Request
from storage.records import people, requests

_WHICH: Final = text("which request, such as q-3")


def open_(said: Saying) -> Step:
    """`open TEXT [--channel call|chat|visit|other] [when]`; a call unless said otherwise."""
    options, words = take_options(said.words, valued=("channel",))
    arrived_at, what = trailing_past(words, said.now)
    within(needed(what, text("what is asked")), LONGEST_TEXT)
    channel = read_choice(Request, "channel", options.get("channel", "call"))
    return steps.OPENING.step(said, {}, text=what, channel=channel, arrived_at=arrived_at)


def answer(said: Saying) -> Step:
    """`answer ID [when]`."""
    id_, when = split_id(said.needs_words(_WHICH))
    return steps.answer(said, id_, whole_past(when, said.now))


def dispatch(said: Saying) -> Step:
    """`dispatch ID PERSON [when]`."""
    id_, rest = split_id(said.needs_words(_WHICH))
    name, when = split_first(needed(rest, text("to whom")))
    return steps.dispatch(said, id_, name, whole_past(when, said.now))


def missed(said: Saying) -> Step:
    """`missed [when] [TEXT]` for a call that is not recorded yet, `missed ID` for one that is."""
    arrived_at, what = leading_past(said.words, said.now)
    new = steps.MISSING.step(said, {"text": within(what, LONGEST_TEXT)}, arrived_at=arrived_at)
    return steps.miss_or(said, split_id(what)[0], new) if len(what.split()) == 1 else new


def list_(said: Saying) -> Step:
    """`list`."""
    acts = said.at_home and may(said.speaker, "request.answer")

    def read(connection: Connection) -> Reply:
        waiting = requests.waiting(connection)
        return views.waiting(waiting, people.names(connection), said.terms, said.t, acts=acts)

    return Read(read)


COMMAND: Final = Command(
    name="request",
    does=text("Calls and requests that reach the team"),
    wordless="list",
    reflect=actions.reflect,
    verbs=(
        Verb(
            "open",
            text("note a request; a call, now, unless you say otherwise"),
            "TEXT [--channel call|chat|visit|other] [when]",
            ("/request open 专家评审系统无法登录 5分钟前", "/request open printer jams --channel visit"),
            open_,
            ("新建", "登记"),
            steps.OPENING.form,
        ),
        Verb(
            "answer",
            text("say that it is settled"),
            "ID [when]",
            ("/request answer q-1", "/request answer q-1 9:20"),
            answer,
            ("答复", "回复"),
            forms.ANSWER,
        ),
        Verb(
            "dispatch",
            text("give it to the second line"),
            "ID PERSON [when]",
            ("/request dispatch q-1 @Lin",),
            dispatch,
            ("派单", "转派"),
            forms.DISPATCH,
        ),
        Verb(
            "missed",
            text("note a call that nobody took"),
            "[when] [TEXT] · ID",
            ("/request missed 9:10 来电未接",),
            missed,
            ("未接", "漏接"),
            steps.MISSING.form,
        ),
        Verb("list", text("the requests that wait"), "", ("/request list",), list_, ("列表",)),
        steps.EDITING.verb("/request edit q-1 channel=chat", "/request edit q-1 arrived_at=9:05"),
    ),
)
