"""The fields of facts as people type them, fill them in and see them; each follows from the field's own type."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Any, Final, Literal, NamedTuple, Union, get_args, get_origin

from sqlalchemy import Connection

from commands.kit.arguments import LONGEST_TEXT, LONGEST_TITLE, one_line, within
from commands.kit.fact_words import choice_name, choices_of, field_name, target_name
from commands.kit.fields import Day, Field, OneOf, Words
from commands.kit.moments import show_day, show_plain
from commands.kit.period_words import read_period_of_the_term
from commands.kit.persons import one_of_the_team, one_person
from commands.kit.saying import Refused
from commands.kit.texts import LANGUAGES, Text, Translator, text, translator
from commands.kit.times import LONGEST_PHRASE, leading_day, leading_moment, whole_past
from storage.contract.fact import Fact, field_types, written
from storage.contract.facts import LATER_HAPPENINGS
from storage.contract.kinds import CheckedItem, Fault, Note, Plan, Rank, Request, StaffChange, Support, Survey, Task
from storage.contract.periods import day_of
from storage.contract.terms import Terms
from storage.records import people

EMPTIES: Final = "-"
"""What is typed or chosen for no value."""
MOST_DECIMALS: Final = 4
MOST_NAMED: Final = 9
"""Up to this many choices a refusal names in both languages."""
_YES: Final = ("yes", "true", "1", "是", "on")
_NO: Final = ("no", "false", "0", "否", "off")
_NAMES_A_PERSON: Final = ("person", "by", "assignee")
OF_THE_TEAM: Final = ((Task, "person"), (Request, "person"), (StaffChange, "person"))
"""Fields that name somebody of the team."""
_LONG: Final = ("text", "note", "reason", "why")
_RANGES: Final[dict[tuple[type[Fact], str], tuple[int, int]]] = {
    (Fault, "level"): (1, 5),
    (Fault, "devices_down"): (0, 9999),
    (Note, "count"): (1, 9999),
    (Rank, "rank"): (1, 9999),
    (Rank, "of"): (1, 9999),
}
_OTHER_WORDS: Final[dict[tuple[type[Fact], str], Mapping[str, str]]] = {
    (Fault, "type"): {"网络": "network", "其他": "other"},
    (Fault, "cause"): {"自身": "own"},
    (Support, "class_"): {"重点": "key", "一般": "general"},
}
"""Shorter words for a choice than the ones it is shown by."""


class Reading(NamedTuple):
    """What it takes to understand a value."""

    now: datetime
    terms: Terms
    connection: Connection


Reader = Callable[[str, Reading], Any]


def read_field(kind: type[Fact], attribute: str, words: str, reading: Reading) -> Any:
    """The value that the words give the field; None for no words where the field may be empty. Raises Refused."""
    if words in ("", EMPTIES):
        if not may_be_empty(kind, attribute):
            raise Refused(text("The field {name} needs a value.", name=written(attribute)))
        return () if plain_type(kind, attribute) is tuple else None
    return _reader(kind, attribute)(words, reading)


def may_be_empty(kind: type[Fact], attribute: str) -> bool:
    """Whether the field may have no value."""
    type_ = field_types(kind)[attribute]
    return get_origin(type_) in (Union, UnionType) or get_origin(type_) is tuple


def plain_type(kind: type[Fact], attribute: str) -> Any:
    """The field's type without its None; `Literal` for a few choices, `tuple` for a list."""
    type_ = field_types(kind)[attribute]
    if get_origin(type_) in (Union, UnionType):
        type_ = next(argument for argument in get_args(type_) if argument is not type(None))
    return get_origin(type_) or type_


def shown_value(fact: Fact, attribute: str, names: Mapping[str, str], t: Translator) -> str:
    """The field's value in the reader's words; empty where it has none. Not escaped."""
    value, kind = getattr(fact, attribute), type(fact)
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if isinstance(value, datetime):
        return show_plain(value)
    if isinstance(value, date):
        return show_day(value, t)
    if attribute in _NAMES_A_PERSON:
        return names.get(value, value)
    if isinstance(value, tuple):
        return "; ".join(item_words(item, t, getattr(fact, "type", "")) for item in value)
    return t(choice_name(kind, attribute, value)) if choices_of(kind, attribute) else _plain_words(value)


def item_words(item: Any, t: Translator, type_: str = "") -> str:
    """An item of a list, not escaped; of a checklist in the words of that type of inspection."""
    if isinstance(item, CheckedItem):
        return f"{target_name(type_, item.target, t)} {t('ok') if item.ok else t('bad')} {item.text}".strip()
    return " ".join("…" if part is None else _plain_words(part) for part in item)


def typed_value(fact: Fact, attribute: str) -> str:
    """The field's value as it could be typed."""
    value = getattr(fact, attribute)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return show_plain(value)
    if isinstance(value, tuple):
        return "; ".join(item_words(item, translator("en")) for item in value)
    return _plain_words(value)


def asked_field(kind: type[Fact], attribute: str, initial: str, persons: Mapping[str, str], t: Translator) -> Field:
    """The field of a form that asks for the value; `initial` as it could be typed, `persons` by id to name."""
    name, label, optional = written(attribute), field_name(kind, attribute), may_be_empty(kind, attribute)
    type_ = plain_type(kind, attribute)
    if type_ is bool:
        choices = [("yes", t("yes")), ("no", t("no"))]
        return OneOf(name=name, label=label, choices=choices, initial=initial or None, optional=optional)
    if choices_of(kind, attribute):
        choices = [(value, t(words)) for value, words in choices_of(kind, attribute).items()]
        choices += [(EMPTIES, t("none"))] if optional else []
        return OneOf(name=name, label=label, choices=choices, initial=initial or None, optional=optional)
    if attribute in _NAMES_A_PERSON:
        choices = [*persons.items(), *([(EMPTIES, t("none"))] if optional else [])]
        return OneOf(name=name, label=label, choices=choices, initial=initial or None, optional=optional)
    if type_ is date:
        return Day(name=name, label=label, initial=date.fromisoformat(initial) if initial else None, optional=optional)
    longest = LONGEST_PHRASE if type_ is datetime else _longest(attribute, type_)
    return Words(
        name=name,
        label=label,
        hint=None if initial else _hint(type_),
        initial=initial,
        longest=longest,
        multiline=longest == LONGEST_TEXT,
        optional=optional,
    )


def choosable_people(
    kind: type[Fact], attribute: str, connection: Connection, today: date, held: str = ""
) -> dict[str, str]:
    """Whom the field may name today, by id to name; whoever it names now among them."""
    there = (
        people.team_on(connection, today) if (kind, attribute) in OF_THE_TEAM else people.active_on(connection, today)
    )
    named = [person for person in people.everyone(connection) if person.id == held]
    return {person.id: person.name for person in (*there, *named)}


def attribute_named(kind: type[Fact], word: str, among: tuple[str, ...]) -> str | None:
    """The field that a typed name means: its written name, or what it is called in either language."""
    plain = word.casefold()
    for attribute in among:
        called = (translator(language)(field_name(kind, attribute)).casefold() for language in LANGUAGES)
        if plain in (written(attribute), *called):
            return attribute
    return None


def read_number(typed: str, least: int, most: int) -> int:
    """A whole number from `least` to `most`. Raises Refused."""
    value = unicodedata.normalize("NFKC", typed)
    if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
        raise Refused(
            text("“{value}” is no whole number from {least} to {most}.", value=value[:40], least=least, most=most)
        )
    return int(value)


def read_decimal(typed: str) -> Decimal:
    """A number that may have decimals. Raises Refused."""
    value = unicodedata.normalize("NFKC", typed).replace("−", "-").removesuffix("%")
    if not re.fullmatch(rf"[+-]?[0-9]{{1,6}}(\.[0-9]{{1,{MOST_DECIMALS}}})?", value):
        raise Refused(text("“{value}” is no number, such as 99.5.", value=value[:40]))
    return Decimal(value)


def read_choice(kind: type[Fact], attribute: str, word: str) -> str:
    """One of the field's values, by itself or by what it is called in either language. Raises Refused."""
    choices = choices_of(kind, attribute)
    plain = _OTHER_WORDS.get((kind, attribute), {}).get(word, word).casefold()
    for value, name in choices.items():
        if plain == value or plain in (translator(language)(name).casefold() for language in LANGUAGES):
            return value
    chinese = translator("zh")
    named = [f"{value} {chinese(name)}" if len(choices) <= MOST_NAMED else value for value, name in choices.items()]
    raise Refused(text("“{value}” is none of {choices}.", value=word[:40], choices=", ".join(named)))


def read_truth(word: str) -> bool:
    """Yes or no. Raises Refused."""
    if word.casefold() not in (*_YES, *_NO):
        raise Refused(text("“{value}” is neither yes nor no.", value=word[:40]))
    return word.casefold() in _YES


def read_day(words: str, now: datetime, *, past: bool = False) -> date:
    """The day that the words are; with `past` none that lies ahead. Raises Refused."""
    day, rest = leading_day(words, now)
    if day is None or rest:
        raise Refused(text("I cannot read that day. These work: 2026-07-01, 7月1日, 明天, next Monday."))
    if past and day > day_of(now):
        raise Refused(text("{day} has not come yet. Please give a day that has passed, or today.", day=day))
    return day


def _reader(kind: type[Fact], attribute: str) -> Reader:
    type_ = plain_type(kind, attribute)
    if type_ is Literal:
        return lambda words, _: read_choice(kind, attribute, words)
    if (kind, attribute) in OF_THE_TEAM:
        return lambda words, reading: one_of_the_team(reading.connection, words, day_of(reading.now)).id
    if attribute in _NAMES_A_PERSON:
        return lambda words, reading: one_person(reading.connection, words).id
    if type_ is datetime:
        return _past_moment if _happened(kind, attribute) else _moment
    if type_ is date:
        past = _happened(kind, attribute)
        return lambda words, reading: read_day(words, reading.now, past=past)
    if type_ is int:
        return lambda words, _: read_number(words, *_RANGES[kind, attribute])
    if kind in (Plan, Survey, Rank) and attribute == "for_":
        return _period
    return _PLAIN_READERS.get(type_) or (lambda words, _: _text(attribute, type_, words))


def _happened(kind: type[Fact], attribute: str) -> bool:
    """Whether the field says when something was, and not when it is planned or due."""
    return attribute == kind.HAPPENING or attribute in LATER_HAPPENINGS.get(kind, ())


def _past_moment(words: str, reading: Reading) -> datetime:
    return whole_past(words, reading.now)


def _moment(words: str, reading: Reading) -> datetime:
    moment, rest = leading_moment(words, reading.now)
    if moment is None or rest:
        raise Refused(text("I cannot read that moment. These work: 2026-07-01 18:00, 明天 18:00, tomorrow 18:00."))
    return moment


def _period(words: str, reading: Reading) -> str:
    return read_period_of_the_term(words, reading.terms, reading.now)


def read_items(words: str) -> tuple[CheckedItem, ...]:
    """A checklist, `TARGET ok|bad TEXT; TARGET ok|bad TEXT …`. Raises Refused."""
    return tuple(_item(part.strip()) for part in re.split(r"[;；\n]", words) if part.strip())


_CHECKED: Final = re.compile(r"(\S.*?) ?[ :：] ?(ok|正常|✓|bad|异常|✗)(?: (.*))?", re.IGNORECASE)


def _item(words: str) -> CheckedItem:
    found = _CHECKED.fullmatch(one_line(words))
    if found is None:
        raise Refused(text("Please write each item as TARGET ok|bad TEXT, such as portal ok; gateway bad 响应慢."))
    target, word, told = found[1], found[2].casefold(), found[3] or ""
    return CheckedItem(within(target, LONGEST_TITLE), word in ("ok", "正常", "✓"), within(told, LONGEST_TITLE))


def _text(attribute: str, type_: Any, words: str) -> str:
    longest = _longest(attribute, type_)
    return within(words if longest == LONGEST_TEXT else one_line(words), longest)


def _longest(attribute: str, type_: Any) -> int:
    return LONGEST_TEXT if attribute in _LONG or type_ is tuple else LONGEST_TITLE


def _hint(type_: Any) -> Text | None:
    if type_ is datetime:
        return text("As you would type it: 9:05, 昨晚8点, 10分钟前, yesterday 18:00.")
    return text("One after another: portal ok; gateway bad 响应慢") if type_ is tuple else None


def _plain_words(value: Any) -> str:
    if isinstance(value, datetime):
        return show_plain(value)
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


_PLAIN_READERS: Final[dict[Any, Reader]] = {
    bool: lambda words, _: read_truth(words),
    Decimal: lambda words, _: read_decimal(words),
    tuple: lambda words, _: read_items(words),
}
