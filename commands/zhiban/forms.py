"""The form of `/zhiban person`: what it asks, and the step that comes of it."""

from collections.abc import Sequence
from typing import Final, get_args

from commands.kit.arguments import one_line
from commands.kit.forms import Account, Answers, AnyOf, Field, Form, OneOf, Opening, Words
from commands.kit.saying import Saying, Step
from commands.kit.texts import text
from commands.zhiban import steps, views
from storage.contract.kinds import Person, Role


def _ask(opening: Opening) -> Sequence[Field]:
    t = opening.said.t
    roles = [(role, t(views.ROLES[role])) for role in get_args(Role)]
    more = [("onsite", t("Works on site")), ("important", t("Division head or above"))]
    return [
        Account(name="slack", label=text("Slack account")),
        Words(name="name", label=text("Name"), longest=steps.LONGEST_NAME),
        Words(name="id", label=text("Id"), hint=text("Short, in small letters, such as lin."), longest=40),
        OneOf(name="role", label=text("Role"), choices=roles, initial="engineer"),
        AnyOf(name="more", label=text("More"), choices=more, optional=True),
    ]


def _take(said: Saying, answers: Answers) -> Step:
    role: Role = answers.chosen("role", get_args(Role))
    more = answers.ticked("more")
    added = Person(
        id=answers.words("id"),
        name=one_line(answers.words("name")),
        side=steps.SIDE_OF[role],
        role=role,
        onsite="onsite" in more,
        slack=answers.words("slack") or None,
        important="important" in more,
    )
    return steps.add_person(said, added)


PERSON: Final = Form(text("Add a person"), _ask, _take)
