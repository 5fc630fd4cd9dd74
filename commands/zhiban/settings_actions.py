"""Settings made in Slack, through a unit of work; managers, who pay by the contract, are told of each."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

from commands.kit.blocks import bilingual
from commands.kit.saying import Refused
from commands.kit.texts import text
from commands.zhiban import settings_views
from commands.zhiban.setting_keys import CHANGEABLE, SettingKey
from storage.contract.kinds import Setting
from storage.contract.periods import day_of
from storage.contract.terms import Given, Terms, TermsError
from storage.records import people
from storage.records.ledger import Change, UnitOfWork, chain_head
from storage.records.outbox import Message, enqueue
from storage.records.settings import TermsInForce, settings_made


class Changed(NamedTuple):
    """A setting and its value before and after, as a contract.toml has them; None where it has none of its own."""

    setting: SettingKey
    before: Any
    after: Any


def change(work: UnitOfWork, in_force: TermsInForce, wanted: Mapping[str, Any]) -> list[Changed]:
    """Make all the settings, or none; None takes one back to what was agreed. What stands already is left alone.

    Raises Refused where they cannot stand together, and for one that is fixed where the bot runs.
    """
    made = settings_made(work.connection)
    given = in_force.with_settings(made).given
    asked = {key: value for key, value in wanted.items() if _differs(key, value, given, made)}
    _check_not_fixed(asked, given)
    after = _standing(in_force, {key: value for key, value in {**made, **asked}.items() if value is not None}).given
    for key, value in asked.items():
        if value is None:
            work.remove(held_setting(work, key))
        else:
            value_text = json.dumps(value, ensure_ascii=False)
            work.record(Setting(id=key, value=value_text, recorded_at=work.now, recorded_by=work.author.person))
    return [Changed(CHANGEABLE[key], _value(given, key), _value(after, key)) for key in asked]


def held_setting(work: UnitOfWork, key: str) -> Setting:
    """The setting as it was made in Slack. Raises LookupError where it was not."""
    held = work.get(Setting, key)
    if held is None:
        raise LookupError(key)
    return held


def check_standing(work: UnitOfWork, in_force: TermsInForce) -> None:
    """Raises Refused where the settings that are made now cannot stand together."""
    _standing(in_force, settings_made(work.connection))


def reflect(work: UnitOfWork, change_: Change, terms: Terms) -> None:
    """Tell every manager what one piece of work changed in the settings: one direct message, however many they are."""
    if not isinstance(change_.after or change_.before, Setting):
        return
    changed = [_told(one, terms) for one in work.changes if isinstance(one.after or one.before, Setting)]
    by = next((person.name for person in people.everyone(work.connection) if person.id == work.author.person), "")
    content = bilingual(lambda t: settings_views.told_of_change(by, changed, t))
    for manager in _managers(work):
        key = f"settings:{chain_head(work.connection)[0]}:{manager}"
        enqueue(work.connection, Message(key, manager, content), work.now)


def _told(one: Change, terms: Terms) -> Changed:
    before, after = one
    key = cast("Setting", after or before).id
    agreed = terms.given[key].agreed if key in terms.given else None
    return Changed(CHANGEABLE[key], _made_value(before, agreed), _made_value(after, agreed))


def _made_value(made: Any, agreed: Any) -> Any:
    return json.loads(made.value) if isinstance(made, Setting) else agreed


def _managers(work: UnitOfWork) -> Sequence[str]:
    today = day_of(work.now)
    return [
        person.id for person in people.everyone(work.connection) if person.role == "manager" and person.active(today)
    ]


def _differs(key: str, value: Any, given: Mapping[str, Given], made: Mapping[str, Any]) -> bool:
    return key in made if value is None else value != _value(given, key)


def _check_not_fixed(asked: Mapping[str, Any], given: Mapping[str, Given]) -> None:
    for key in asked:
        if key in given and given[key].source == "fixed":
            raise Refused(text("{key} is fixed where this bot runs.", key=key), field=key, shows_example=False)


def _standing(in_force: TermsInForce, made: Mapping[str, Any]) -> Terms:
    try:
        return in_force.with_settings(made)
    except TermsError as error:
        if error.said is None or error.key not in CHANGEABLE:
            raise
        name = CHANGEABLE[error.key].name
        why = text("{name} ({key}) {why}.", name=name, key=error.key, why=error.said)
        raise Refused(why, field=error.key, shows_example=False) from error


def _value(given: Mapping[str, Given], key: str) -> Any:
    return given[key].value if key in given else None
