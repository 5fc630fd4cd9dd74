"""The public facts file: one fact a line of JSON, read strictly and written canonically."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Literal, NamedTuple, Union, get_args, get_origin

from storage.contract.fact import BOT, Fact, SomeFact, as_moment, field_types, written
from storage.contract.kinds import HELD_KIND_NAMED, HELD_KINDS, KIND_NAMED, Person
from storage.contract.periods import parse_day, parse_moment, write_moment

LARGEST_NUMBER: Final = 10**15
MOST_DECIMALS: Final = 12
LARGEST_COUNT: Final = 2**31 - 1
_BEFORE_ALL: Final = datetime.min.replace(tzinfo=UTC)
NAMES_A_PERSON: Final = ("person", "by", "assignee", "recorded_by")

Reader = Callable[[Any], Any]


class FactError(ValueError):
    """A fact that cannot be taken: the written name of the field, and why, in one English sentence."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}")
        self.field = field
        self.why = why


class LineError(ValueError):
    """A refused line of a facts file, as `FILE:LINE: field: why`."""

    def __init__(self, name: str, line: int, error: FactError) -> None:
        super().__init__(f"{name}:{line}: {error}")


@dataclass(frozen=True, slots=True)
class FieldForm:
    """How one field of a kind is written: its name, how it is read, and what it is when left out."""

    attribute: str
    name: str
    read: Reader
    required: bool
    default: Any


class NumberedFact(NamedTuple):
    """A fact and the line it stood on, counted from 1."""

    line: int
    fact: Fact


def read_facts(name: str, content: bytes) -> list[NumberedFact]:
    """Read a whole facts file; blank lines count but say nothing.

    Raises LineError, with `name` as the file's name, at the first line that cannot be taken.
    """
    numbered: list[NumberedFact] = []
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            numbered.append(NumberedFact(number, decode(_json_object(line))))
        except FactError as error:
            raise LineError(name, number, error) from error
    return numbered


def decode(values: dict[str, Any], kinds: Mapping[str, type[Fact]] = KIND_NAMED) -> Fact:
    """The fact of one of the kinds that a JSON object states, in canonical form. Raises FactError."""
    name = values.get("kind")
    if not isinstance(name, str) or name not in kinds:
        raise FactError("kind", f"{_shown(name)} is no kind of fact" if "kind" in values else "is missing")
    kind = kinds[name]
    forms = field_forms(kind)
    for written_name in values:
        if written_name != "kind" and written_name not in forms:
            raise FactError(_on_one_line(written_name), f"is no field of {name}")
    return checked(kind(**{form.attribute: _field_value(form, values) for form in forms.values()}))


def checked(fact: SomeFact) -> SomeFact:
    """The fact in canonical form: what equals a default is left to it. Raises FactError for an impossible value."""
    if not fact.id.strip():
        raise FactError("id", "is empty")
    for field, why in fact.impossible():
        raise FactError(field, why)
    spare: dict[str, Any] = {
        name: None
        for name, default in fact.dependent_defaults().items()
        if default is not None and getattr(fact, name) == default
    }
    return replace(fact, **spare) if spare else fact


def encode(fact: Fact) -> str:
    """The fact's canonical line, without its newline."""
    parts = [f'"kind": "{fact.KIND}"']
    for form in field_forms(type(fact)).values():
        value = getattr(fact, form.attribute)
        if form.required or value != form.default:
            parts.append(f'"{form.name}": {_token(value)}')
    return "{" + ", ".join(parts) + "}"


def decode_line(line: str) -> Fact:
    """The fact of a line that `encode` wrote."""
    return decode(json.loads(line, parse_float=Decimal), HELD_KIND_NAMED)


def json_list(values: tuple[Any, ...]) -> str:
    """A list field as JSON text."""
    return _token(values)


def canonical_order(fact: Fact) -> tuple[Any, ...]:
    """The sort key of an export: persons, then by first moment or day, then kind, then id."""
    return (not isinstance(fact, Person), _first_moment(fact), fact.KIND, fact.id)


def people_named(fact: Fact) -> Iterator[tuple[str, str]]:
    """The persons whom a fact names, as (field, id); the bot itself is always known."""
    for field in NAMES_A_PERSON:
        person = getattr(fact, field, None)
        if person is not None and person != BOT:
            yield field, person


def first_contradiction(numbered: Iterable[NumberedFact], known: Callable[[str], bool]) -> tuple[int, FactError] | None:
    """The first line that names a person neither in the file nor `known`, with its error; None where all are known."""
    lines = list(numbered)
    stated = {entry.fact.id for entry in lines if isinstance(entry.fact, Person)}
    for entry in lines:
        for field, person in people_named(entry.fact):
            if person not in stated and not known(person):
                return entry.line, FactError(field, f"{_shown(person)} is no person in the file or already held")
    return None


def field_forms(kind: type[Fact]) -> dict[str, FieldForm]:
    """Written name to form, in the order in which the fields are written."""
    return _FORMS[kind]


@cache
def reader_of(type_: Any) -> Reader:
    """How a JSON value of the given field type is read; the reader raises ValueError with the reason."""
    origin, arguments = get_origin(type_), get_args(type_)
    if origin in (Union, UnionType):
        return reader_of(next(argument for argument in arguments if argument is not NoneType))
    if origin is Literal:
        return _one_of(arguments)
    if origin is tuple:
        return _list_of(arguments[0])
    return _READERS[type_]


def _forms(kind: type[Fact]) -> dict[str, FieldForm]:
    declared = {field.name: field for field in fields(kind)}
    forms = (_form(declared[attribute], type_) for attribute, type_ in field_types(kind).items())
    return {form.name: form for form in forms}


def _form(field: Field[Any], type_: Any) -> FieldForm:
    required = field.default is MISSING
    return FieldForm(field.name, written(field.name), reader_of(type_), required, None if required else field.default)


def _field_value(form: FieldForm, values: dict[str, Any]) -> Any:
    if form.name not in values:
        if form.required:
            raise FactError(form.name, "is missing")
        return form.default
    try:
        return form.read(values[form.name])
    except ValueError as error:
        raise FactError(form.name, str(error)) from error


def _json_object(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(
            line.decode("utf-8"),
            parse_float=Decimal,
            parse_constant=_no_number,
            object_pairs_hook=_without_repeats,
        )
    except FactError:
        raise
    except UnicodeDecodeError as error:
        raise FactError("line", f"is not UTF-8 at byte {error.start + 1}") from error
    except json.JSONDecodeError as error:
        raise FactError("line", f"is not JSON: {error.msg} at character {error.pos + 1}") from error
    except RecursionError as error:
        raise FactError("line", "is nested too deep") from error
    except (ValueError, ArithmeticError) as error:  # Python's own bounds on digits and exponents
        raise FactError("line", "holds a number larger than any figure of this contract") from error
    if not isinstance(value, dict):
        raise FactError("line", "is not a JSON object")
    return value


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in pairs:
        if name in values:
            raise FactError(_on_one_line(name), "stands twice")
        values[name] = value
    return values


def _no_number(constant: str) -> Any:
    raise FactError("line", f"{constant} is no number")


def _shown(value: Any) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False, default=float)
    except RecursionError:
        text = "what is nested so deep"
    return _on_one_line(text)


def _on_one_line(text: str) -> str:
    """The text as it may stand in an error: short, and without what a terminal obeys."""
    short = text if len(text) <= 60 else text[:60] + "…"
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in short)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{_shown(value)} is no text")
    if "\x00" in value or re.search(r"[\ud800-\udfff]", value):
        raise ValueError("holds a character that no text has")
    return value


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{_shown(value)} is neither true nor false")
    return value


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError(f"{_shown(value)} is no number")
    number = Decimal(value)
    if number.copy_abs() >= LARGEST_NUMBER:
        raise ValueError("is larger than any figure of this contract")
    if number != round(number, MOST_DECIMALS):
        raise ValueError(f"has more than {MOST_DECIMALS} decimals")
    return number


def _whole_number(value: Any) -> int:
    number = _number(value)
    if number != int(number) or abs(number) > LARGEST_COUNT:
        raise ValueError(f"{_shown(value)} is no whole number")
    return int(number)


def _moment(value: Any) -> datetime:
    return parse_moment(_text(value))


def _day(value: Any) -> date:
    return parse_day(_text(value))


_READERS: Final[dict[Any, Reader]] = {
    str: _text,
    bool: _truth,
    int: _whole_number,
    Decimal: _number,
    datetime: _moment,
    date: _day,
}


def _one_of(choices: tuple[str, ...]) -> Reader:
    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in choices:
            raise ValueError(f"{_shown(value)} is none of {', '.join(choices)}")
        return value

    return read


def _list_of(item: Any) -> Reader:
    types = tuple(item.__annotations__.values())
    readers = [(reader_of(type_), NoneType in get_args(type_)) for type_ in types]

    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ValueError(f"{_shown(value)} is no list")
        return tuple(item(*_parts(part, item, readers)) for part in value)

    return read


def _parts(part: Any, item: Any, readers: list[tuple[Reader, bool]]) -> Iterator[Any]:
    if not isinstance(part, list) or len(part) != len(readers):
        raise ValueError(f"{_shown(part)} is no [{', '.join(written(name) for name in item._fields)}]")
    for value, (read, may_be_null) in zip(part, readers, strict=True):
        yield None if value is None and may_be_null else read(value)


def _token(value: Any) -> str:
    if isinstance(value, datetime):
        return f'"{write_moment(value)}"'
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    if isinstance(value, Decimal):
        return _shortest(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_token, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _shortest(number: Decimal) -> str:
    return format(number.normalize(), "f") if number else "0"


def _first_moment(fact: Fact) -> datetime:
    """The happening, else the first moment or day that is stated; what states none sorts first."""
    if fact.first_happening is not None:
        return fact.first_happening
    for form in field_forms(type(fact)).values():
        value = getattr(fact, form.attribute)
        if isinstance(value, date):
            return as_moment(value)
    return _BEFORE_ALL


_FORMS: Final = {kind: _forms(kind) for kind in HELD_KINDS}
