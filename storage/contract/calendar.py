"""Working days of mainland China as a value, and which of them rest on a year not yet announced (section 3)."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from storage.contract.kinds import CalendarDay
from storage.contract.periods import ONE_DAY, Span, days_later
from storage.contract.text import Text

SATURDAY: Final = 5


class SpecialDay(NamedTuple):
    """A day that somebody declared off or worked, and what it is called."""

    off: bool
    name: Text


class HolidayError(ValueError):
    """A file of holidays that cannot be read; the message names the file and the key."""


@dataclass(frozen=True, slots=True)
class YearOfHolidays:
    """The special days of one year as a file of `holidays/` gives them."""

    year: int
    estimated: bool
    days: Mapping[date, SpecialDay]


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are worked. A day that nobody declared is worked from Monday to Friday.

    `announced` holds the years whose arrangement is known; a day of any other year is *estimated* unless it was
    declared by itself (`settled`).
    """

    special: Mapping[date, SpecialDay] = field(default_factory=dict)
    announced: frozenset[int] = frozenset()
    settled: frozenset[date] = frozenset()

    @classmethod
    def build(
        cls, announced: Mapping[int, Mapping[date, SpecialDay]], overrides: Iterable[CalendarDay] = ()
    ) -> "WorkCalendar":
        """A calendar from the special days of each announced year; the files in `holidays/` fill the other years.

        `overrides` win over every source (see `overridden`).
        """
        special: dict[date, SpecialDay] = {}
        known = set(announced)
        for shipped in shipped_holidays():
            if shipped.year not in announced:
                special |= shipped.days
                known |= set() if shipped.estimated else {shipped.year}
        for days in announced.values():
            special |= days
        return cls(special, frozenset(known)).overridden(overrides)

    def overridden(self, declared: Iterable[CalendarDay]) -> "WorkCalendar":
        """This calendar with the declared days; of two for one date the last by id holds (spec, Scoring)."""
        own = {fact.day: SpecialDay(fact.off, Text(fact.name, fact.name)) for fact in sorted(declared, key=_id)}
        return replace(self, special={**self.special, **own}, settled=self.settled | set(own)) if own else self

    def is_working(self, day: date) -> bool:
        """Whether the day is worked."""
        known = self.special.get(day)
        return day.weekday() < SATURDAY if known is None else not known.off

    def is_estimated(self, day: date) -> bool:
        """Whether what is known of the day rests on a year not yet announced."""
        return day.year not in self.announced and day not in self.settled

    def is_loaded(self, year: int, within: Span) -> bool:
        """Whether the year's arrangement is known: announced, or each special day of it within the span declared."""
        special = {day for day in self.special if day.year == year and day in within}
        return year in self.announced or (bool(special) and special <= self.settled)

    def name_of(self, day: date) -> Text | None:
        """What a special day is called, such as 国庆节; None for an ordinary day."""
        known = self.special.get(day)
        return known.name if known else None

    def nth_working_day(self, start: date, n: int) -> date:
        """The n-th working day from `start`, which counts itself when worked.

        Where the calendar ends before it, its last day.
        """
        day, left = start, n
        while day < date.max:
            left -= self.is_working(day)
            if left <= 0:
                return day
            day += ONE_DAY
        return day

    def next_working_day(self, day: date) -> date:
        """The first working day after the day."""
        return self.nth_working_day(days_later(day, 1), 1)

    def nth_working_day_after(self, day: date, n: int) -> date:
        """The n-th working day after the day, which does not count itself."""
        return self.nth_working_day(days_later(day, 1), n)

    def last_working_day(self, year: int) -> date:
        """The last working day of the calendar year; 1 January where none is worked."""
        day, first = date(year, 12, 31), date(year, 1, 1)
        while day > first and not self.is_working(day):
            day -= ONE_DAY
        return day


@cache
def shipped_holidays() -> tuple[YearOfHolidays, ...]:
    """The years in `holidays/*.toml`. Raises HolidayError where a file is not as it should be."""
    folder = files("storage.contract").joinpath("holidays")
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return tuple(read_holidays(file.name, tomllib.loads(file.read_text("utf-8"))) for file in found)


def read_holidays(file: str, table: Mapping[str, Any]) -> YearOfHolidays:
    """One file of holidays. Raises HolidayError for an unknown or missing key, a wrong type, a day of another year."""
    _exactly(file, table, {"year": int, "estimated": bool, "day": list})
    days: dict[date, SpecialDay] = {}
    for entry in table["day"]:
        _exactly(file, entry, {"day": date, "off": bool, "name": dict})
        _exactly(file, entry["name"], {"zh": str, "en": str})
        if entry["day"].year != table["year"] or entry["day"] in days:
            raise HolidayError(f"{file}: day: {entry['day']} is listed twice or lies outside {table['year']}")
        days[entry["day"]] = SpecialDay(entry["off"], Text(**entry["name"]))
    return YearOfHolidays(table["year"], table["estimated"], days)


def _exactly(file: str, table: Mapping[str, Any], keys: Mapping[str, type]) -> None:
    for key in sorted(set(table) | set(keys)):
        if key not in keys:
            raise HolidayError(f"{file}: {key}: unknown key")
        if type(table.get(key)) is not keys[key]:
            raise HolidayError(f"{file}: {key}: must be a {keys[key].__name__}")


def _id(fact: CalendarDay) -> str:
    return fact.id
