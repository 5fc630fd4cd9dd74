"""What `/zhiban audit` shows: a fact's revisions, in words."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from slack_sdk.models.blocks import Block
from sqlalchemy import Row

from commands.kit.blocks import Reply, brief, bullets, context, escape, header, quote, sections, shortened
from commands.kit.fact_fields import item_words
from commands.kit.fact_words import choice_name, choices_of, field_name, kind_name
from commands.kit.moments import show_day, show_moment
from commands.kit.texts import Translator
from commands.zhiban.setting_keys import CHANGEABLE
from storage.contract.fact import Fact, field_types
from storage.contract.kinds import Inspection, Setting
from storage.records.factfile import NAMES_A_PERSON
from storage.records.ledger import UNDO

MOST_REVISIONS: Final = 20
MOST_FIELDS: Final = 30
_MOST_BLOCKS: Final = 45


@dataclass(frozen=True)
class Told:
    """A revision, and the fact before and after it."""

    row: Row[Any]
    before: Fact | None
    after: Fact | None

    @property
    def fact(self) -> Fact:
        """The fact, after the revision where it is still held."""
        fact = self.after or self.before
        if fact is None:
            raise LookupError(self.row.sequence)
        return fact


def history(told: Sequence[Told], altered: Sequence[int], names: Mapping[str, str], t: Translator) -> Reply:
    """Every revision of a fact, the newest last; where there are many, the newest.

    `altered` are the revisions that are not as they were written, `names` people by id.
    """
    fact = told[-1].fact
    title = t("History of {kind} {id}", kind=kind_name(type(fact)), id=fact.id)
    parts = _newest([sections(_revision(one, names, t)) for one in told])
    more = len(told) - len(parts)
    earlier = [context(t("{count} earlier changes are not shown.", count=more))] if more else []
    ending = [context(_ending(told, altered, t))]
    return Reply(title, [header(title), *earlier, *(block for part in parts for block in part), *ending])


def _newest(parts: Sequence[list[Block]]) -> Sequence[list[Block]]:
    """The last of the parts that a message holds."""
    room, shown = _MOST_BLOCKS, 0
    for part in reversed(parts[-MOST_REVISIONS:]):
        room -= len(part)
        if room < 0 and shown:
            break
        shown += 1
    return parts[-shown:]


def _ending(told: Sequence[Told], altered: Sequence[int], t: Translator) -> str:
    state = t("It counts no more; its history stays.") if told[-1].after is None else t("It is held as last written.")
    if altered:
        which = ", ".join(str(sequence) for sequence in altered)
        return t.run_on(
            state, t("Not as written: revision {which}. Tell the PM; `zhiban check` says more.", which=which)
        )
    return t.run_on(state, t("Every revision here is as it was written: {count}.", count=len(told)))


def _revision(one: Told, names: Mapping[str, str], t: Translator) -> str:
    row = one.row
    who = escape(names.get(row.recorded_by, row.recorded_by))
    head = f"*{show_moment(row.recorded_at, t)}* · {who} · `{escape(row.source)}` · {_what(one, t)} (#{row.sequence})"
    lines = shortened(list(_changes(one, names, t)), t, MOST_FIELDS)
    reason = quote(brief(row.reason)) if row.reason and row.source != UNDO else ""
    return "\n".join(part for part in (head, bullets(lines), reason) if part)


def _what(one: Told, t: Translator) -> str:
    if one.row.source == UNDO:
        return t("undone")
    if one.before is None:
        return t("recorded")
    return t("taken out") if one.after is None else t("changed")


def _changes(one: Told, names: Mapping[str, str], t: Translator) -> Iterator[str]:
    """Field by field what became of the fact; of one that is new, what it says; of one that goes, nothing."""
    if one.after is None:
        return
    kind = type(one.after)
    for attribute in field_types(kind):
        before = getattr(one.before, attribute) if one.before is not None else _left_out(kind, attribute)
        after = getattr(one.after, attribute)
        if attribute in _NOT_TOLD or before == after or (attribute == "recorded_at" and after == one.row.recorded_at):
            continue
        name = t(field_name(kind, attribute))
        if isinstance(after, tuple):
            changes = _list_changes(one.after, before, after, names, t)
            yield from (t("{name}: {value}", name=name, value=change) for change in changes)
            continue
        shown = _shown(one.after, attribute, after, names, t)
        if one.before is not None:
            shown = f"{_shown(one.after, attribute, before, names, t)} → {shown}"
        yield t("{name}: {value}", name=name, value=shown)


_NOT_TOLD: Final = ("id", "recorded_by")
"""The heading tells the id, and who wrote."""


def _left_out(kind: type[Fact], attribute: str) -> Any:
    return kind.__dataclass_fields__[attribute].default


def _shown(fact: Fact, attribute: str, value: Any, names: Mapping[str, str], t: Translator) -> str:
    """A field's value in words, escaped and short."""
    if value is None or value == "":
        return t("none")
    if isinstance(fact, Setting) and attribute == "value" and fact.id in CHANGEABLE:
        return brief(CHANGEABLE[fact.id].value.show(json.loads(value), t))
    kind = type(fact)
    if isinstance(value, bool) or str(value) in choices_of(kind, attribute):
        return t(choice_name(kind, attribute, value))
    if attribute in NAMES_A_PERSON:
        return escape(names.get(value, value))
    return _plain(value, names, t)


def _plain(value: Any, names: Mapping[str, str], t: Translator) -> str:
    if isinstance(value, datetime):
        return show_moment(value, t)
    if isinstance(value, date):
        return show_day(value, t)
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    return escape(brief(str(value)))


def _list_changes(
    fact: Fact, before: tuple[Any, ...], after: tuple[Any, ...], names: Mapping[str, str], t: Translator
) -> Iterator[str]:
    """What stands in the list no longer, and what is new in it."""
    yield from (f"− {_item(fact, item, names, t)}" for item in before if item not in after)
    yield from (f"+ {_item(fact, item, names, t)}" for item in after if item not in before)


def _item(fact: Fact, item: tuple[Any, ...], names: Mapping[str, str], t: Translator) -> str:
    if isinstance(fact, Inspection):
        return escape(brief(item_words(item, t, fact.type)))
    return " · ".join(_part(part, names, t) for part in item)


def _part(value: Any, names: Mapping[str, str], t: Translator) -> str:
    return (
        t("none") if value is None else _plain(names.get(value, value) if isinstance(value, str) else value, names, t)
    )
