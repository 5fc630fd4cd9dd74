"""The steps of `/zhiban settings`, typed or filled in, and its forms, one for each group of settings."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Connection

from commands.kit.answers import Answers, at_field
from commands.kit.arguments import take_pairs
from commands.kit.blocks import Reply
from commands.kit.fields import Field
from commands.kit.forms import Form, Opening
from commands.kit.roles import may
from commands.kit.saying import Read, Refused, Saying, Step, Write, check_may, without_example
from commands.kit.texts import text
from commands.zhiban import settings_actions, settings_views
from commands.zhiban.setting_keys import CHANGEABLE, GROUPS, changeable
from commands.zhiban.setting_values import AS_AGREED, LONGEST_LIST
from storage.contract.kinds import Setting
from storage.records import people
from storage.records.tables import read_all

CHANGES: Final = "zhiban.settings.change"
"""The permission to change settings."""


def settings(said: Saying) -> Step:
    """`settings [KEY=VALUE …]`."""
    if not said.words:
        return Read(lambda connection: _overview(said, connection))
    check_may(said.speaker, CHANGES)
    with without_example():
        typed = take_pairs(said.words, dotted=True)
        if not typed:
            raise Refused(text("Please say what to change as KEY=VALUE, such as `limits.respond_min=20`."))
    return change(said, typed)


def change(said: Saying, typed: Mapping[str, str]) -> Step:
    """Make settings, by key, as they were typed. Raises Refused where one cannot be."""
    check_may(said.speaker, CHANGES)
    wanted = {}
    for key, words in typed.items():
        with without_example(), at_field(key):
            setting = changeable(key)
            if not words:
                raise Refused(text("The field {name} needs a value.", name=key))
            wanted[key] = None if words == AS_AGREED else setting.value.read(words)
    return Write(lambda work: settings_views.changed(settings_actions.change(work, said.in_force, wanted), said.t))


def _overview(said: Saying, connection: Connection) -> Reply:
    terms = said.in_force(connection)
    made = {setting.id: setting for setting in read_all(connection, Setting)}
    names = people.names(connection)
    return settings_views.overview(terms, made, names, said.t, changes=may(said.speaker, CHANGES))


def _ask(opening: Opening) -> Sequence[Field]:
    given, t = opening.said.in_force(opening.connection).given, opening.said.t
    group = next((group for group in GROUPS if group.name == opening.subject), GROUPS[0])
    values = [(setting, given[setting.key].value if setting.key in given else None) for setting in group.settings]
    return [
        setting.value.field(setting.key, setting.name, value, t)
        for setting, value in values
        if value is None or len(setting.value.typed(value)) <= LONGEST_LIST
    ]


def _take(said: Saying, answers: Answers) -> Step:
    """Only what was filled in otherwise than it was shown, and than it stands, is a change."""
    given = said.terms.given
    touched = [key for key in CHANGEABLE if key in answers.values and not answers.untouched(key)]
    typed = {key: CHANGEABLE[key].value.answered(answers, key) for key in touched}
    standing = {key: CHANGEABLE[key].value.typed(given[key].value) for key in typed if key in given}
    return change(said, {key: words for key, words in typed.items() if words not in ("", standing.get(key))})


FORM: Final = Form(
    text("Settings"),
    _ask,
    _take,
    parts={group.name: group.title for group in GROUPS},
    keeps_subject=True,
    permission=CHANGES,
)
