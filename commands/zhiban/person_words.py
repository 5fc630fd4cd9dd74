"""`/zhiban person` in words: `add`, `edit` and `leave`, with what may follow."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from commands.kit.arguments import one_line, split_first, take_options, take_pairs, within
from commands.kit.saying import Refused, Saying, Step, needed
from commands.kit.texts import text
from commands.kit.times import leading_day
from commands.zhiban import actions, steps
from storage.contract.kinds import Person, Role, Side
from storage.contract.periods import day_of

_ROLES: Final[dict[str, Role]] = {
    "engineer": "engineer",
    "工程师": "engineer",
    "pm": "pm",
    "项目经理": "pm",
    "manager": "manager",
    "管理者": "manager",
    "viewer": "viewer",
    "观察者": "viewer",
}


def person(said: Saying) -> Step:
    """`person add|edit|leave …`."""
    word, rest = split_first(said.words)
    action = _PERSON.get(word.casefold())
    if action is None:
        raise Refused(text("Please say add, edit or leave after person."))
    return action(said, rest)


def _add(said: Saying, words: str) -> Step:
    options, rest = take_options(
        words, flags=("onsite", "remote", "important", "no-duty"), valued=("slack", "side", "from")
    )
    id_, rest = split_first(rest)
    name, _, role_word = one_line(rest).rpartition(" ")
    role = _ROLES.get(role_word.casefold())
    if role is None or not name:
        raise Refused(text("Please say an id, a name and a role: engineer, pm, manager or viewer."))
    if {"onsite", "remote"} <= options.keys():
        raise Refused(text("Somebody works on site or remotely; please give one of --onsite and --remote."))
    added = Person(
        id=id_,
        name=name,
        side=_side(options["side"]) if "side" in options else steps.SIDE_OF[role],
        role=role,
        onsite="onsite" in options,
        slack=_slack(options["slack"]) if "slack" in options else None,
        from_=_day(said, options["from"]) if "from" in options else None,
        important="important" in options,
        duty=False if "no-duty" in options else None,
    )
    return steps.add_person(said, added)


def _edit(said: Saying, words: str) -> Step:
    word, rest = split_first(needed(words, text("who")))
    values = _edits(said, rest)
    return steps.kept(said, lambda work: actions.edit_person(work, word, values), text("Changed:"))


def _leave(said: Saying, words: str) -> Step:
    word, rest = split_first(needed(words, text("who")))
    last_day = _day(said, rest) if rest else day_of(said.now)
    return steps.kept(said, lambda work: actions.leave_project(work, word, last_day), text("Last day noted:"))


def _edits(said: Saying, words: str) -> dict[str, Any]:
    """`FIELD=VALUE …` of a person. Raises Refused."""
    readers: dict[str, tuple[str, Callable[[str], Any]]] = {
        "name": ("name", lambda value: within(one_line(value), steps.LONGEST_NAME)),
        "role": ("role", _role),
        "side": ("side", _side),
        "onsite": ("onsite", _truth),
        "slack": ("slack", lambda value: _slack(value) if value != "-" else None),
        "from": ("from_", lambda value: _day(said, value) if value != "-" else None),
        "until": ("until", lambda value: _day(said, value) if value != "-" else None),
        "important": ("important", _truth),
        "duty": ("duty", _truth),
    }
    typed, known = take_pairs(needed(words, text("what to change, as FIELD=VALUE"))), ", ".join(readers)
    if not typed:
        raise Refused(text("Please say what to change as FIELD=VALUE; the fields are {fields}.", fields=known))
    values: dict[str, Any] = {}
    for name, value in typed.items():
        if name not in readers:
            raise Refused(text("People have no field {name}; there are {fields}.", name=name[:40], fields=known))
        if not value:
            raise Refused(text("The field {name} needs a value.", name=name))
        attribute, read = readers[name]
        values[attribute] = read(value)
    return values


def _role(word: str) -> Role:
    role = _ROLES.get(word.casefold())
    if role is None:
        raise Refused(text("A role is engineer, pm, manager or viewer."))
    return role


def _side(word: str) -> Side:
    sides: dict[str, Side] = {"team": "team", "client": "client"}
    if word.casefold() not in sides:
        raise Refused(text("A side is team or client."))
    return sides[word.casefold()]


def _truth(word: str) -> bool:
    if word.casefold() not in ("yes", "no", "是", "否"):
        raise Refused(text("“{value}” is neither yes nor no.", value=word[:40]))
    return word.casefold() in ("yes", "是")


def _slack(word: str) -> str:
    found = re.fullmatch(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>|([UW][A-Z0-9]+)", word)
    if found is None:
        raise Refused(text("A Slack account is a mention such as @Lin, or a member id such as U012AB3CD."))
    return str(found[1] or found[2])


def _day(said: Saying, words: str) -> date:
    day, rest = leading_day(words, said.now)
    if day is None or rest:
        raise Refused(text("I cannot read that day. These work: 2026-07-01, 7月1日, 明天, next Monday."))
    return day


_PERSON: Final[dict[str, Callable[[Saying, str], Step]]] = {
    "add": _add,
    "新增": _add,
    "edit": _edit,
    "修改": _edit,
    "leave": _leave,
    "离开": _leave,
}
