"""Facts, terms and calendars for tests, read from plain tables (the facts file's own words)."""

import types
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, Union, get_args, get_origin

import chinese_calendar

from storage.contract.calendar import SpecialDay, WorkCalendar
from storage.contract.fact import Fact, field_types, written
from storage.contract.facts import Facts
from storage.contract.kinds import KIND_NAMED
from storage.contract.model import Row, Standing
from storage.contract.periods import parse_day, parse_moment
from storage.contract.rubric import shipped_rows
from storage.contract.scoring import resolve_period, score
from storage.contract.terms import Terms, load_terms
from storage.contract.text import Text

TEAM: tuple[dict[str, Any], ...] = (
    {"kind": "person", "id": "lin", "name": "Lin", "side": "team", "role": "engineer", "onsite": True},
    {"kind": "person", "id": "wu", "name": "Wu", "side": "team", "role": "pm", "onsite": True},
    {"kind": "person", "id": "sun", "name": "Sun", "side": "team", "role": "engineer", "onsite": False},
    {"kind": "person", "id": "chen", "name": "Chen", "side": "client", "role": "manager", "onsite": False},
    {"kind": "person", "id": "feng", "name": "Feng", "side": "client", "role": "viewer", "onsite": False},
)


def told(table: Mapping[str, Any]) -> Fact:
    """One fact as the facts file writes it; days and moments as text."""
    kind = KIND_NAMED[table["kind"]]
    types_ = field_types(kind)
    return kind(**{name: _value(types_[name], table[written(name)]) for name in types_ if written(name) in table})


def _value(type_: Any, raw: Any) -> Any:
    if get_origin(type_) in (Union, types.UnionType):
        return None if raw is None else _value(next(arg for arg in get_args(type_) if arg is not type(None)), raw)
    if get_origin(type_) is tuple:
        return tuple(_value(get_args(type_)[0], item) for item in raw)
    if isinstance(type_, type) and issubclass(type_, tuple):
        inner = field_types_of(type_)
        return type_(*(_value(each, item) for each, item in zip(inner, raw, strict=True)))
    if type_ is datetime:
        return parse_moment(raw)
    if type_ is date:
        return parse_day(raw)
    return Decimal(str(raw)) if type_ is Decimal else raw


def field_types_of(type_: type) -> list[Any]:
    """The types of a named tuple's fields."""
    return list(type_.__annotations__.values())


def told_all(tables: Iterable[Mapping[str, Any]]) -> Facts:
    """Many facts at once."""
    return Facts.build(told(table) for table in tables)


@cache
def mainland() -> WorkCalendar:
    """The calendar as the announced years have it."""
    announced: dict[int, dict[date, SpecialDay]] = {}
    for year in (2025, 2026):
        days = (date(year, 1, 1) + timedelta(days=offset) for offset in range(365))
        announced[year] = {
            day: SpecialDay(not chinese_calendar.is_workday(day), Text("特殊", "special"))
            for day in days
            if chinese_calendar.is_workday(day) != (day.weekday() < 5)
        }
    return WorkCalendar.build(announced)


def standing(
    tables: Iterable[Mapping[str, Any]],
    period: str,
    now: str,
    overlay: Mapping[str, Any] | None = None,
    rows: tuple[Row, ...] | None = None,
) -> Standing:
    """The standing that told facts give."""
    return standing_of(told_all(tables), period, now, load_terms(overlay), rows)


def standing_of(facts: Facts, period: str, now: str, terms: Terms, rows: tuple[Row, ...] | None = None) -> Standing:
    """The standing that facts give."""
    at = parse_moment(now)
    return score(facts, terms, mainland(), rows or shipped_rows(), resolve_period(period, terms, at), at)
