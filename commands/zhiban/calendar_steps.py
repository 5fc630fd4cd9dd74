"""The steps of `/zhiban calendar`, typed or filled in, and its form."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from sqlalchemy import Connection

from commands.kit.answers import Answers, at_field
from commands.kit.arguments import one_line, split_first, within
from commands.kit.blocks import Reply
from commands.kit.fact_words import field_name
from commands.kit.fields import Day, Field, OneOf, Words
from commands.kit.forms import Form, Opening
from commands.kit.roles import may
from commands.kit.saying import Read, Refused, Saying, Step, Write, check_may, needed, without_example
from commands.kit.texts import text
from commands.kit.times import leading_days
from commands.zhiban import calendar_actions, calendar_views
from storage.contract.kinds import CalendarDay
from storage.contract.periods import day_of, days_later
from storage.records.ledger import UnitOfWork
from storage.records.tables import read_all

DECLARES: Final = "zhiban.calendar.add"
"""The permission to declare a day."""
LOOKS_AHEAD: Final = timedelta(days=60)
MOST_DAYS: Final = 31
LONGEST_NAME: Final = 60
_YEAR_AROUND: Final = 366
_ADD: Final = ("add", "新增", "添加")
_OFF: Final[dict[str, bool]] = {
    **dict.fromkeys(("off", "休", "休息", "放假"), True),
    **dict.fromkeys(("work", "班", "上班", "补班"), False),
}


def calendar(said: Saying) -> Step:
    """`calendar [add DAY [DAY] off|work NAME]`."""
    if not said.words:
        return Read(lambda connection: _ahead(said, connection))
    with without_example():
        return _typed(said)


def declare(said: Saying, first: date, last: date, name: str, *, off: bool) -> Step:
    """Declare the days from the first to the last. Raises Refused for too many, days far off, or no name."""
    check_may(said.speaker, DECLARES)
    with at_field("until"):
        if last < first:
            raise Refused(text("The last day lies before the first."))
        if (last - first).days >= MOST_DAYS:
            raise Refused(text("Please declare at most {count} days at once.", count=MOST_DAYS))
    with at_field("from"):
        earliest, latest = days_later(said.terms.from_, -_YEAR_AROUND), days_later(said.terms.until, _YEAR_AROUND)
        if first < earliest or last > latest:
            raise Refused(text("Please choose days from {first} to {last}.", first=earliest, last=latest))
    with at_field("name"):
        within(needed(name, text("what the day is called")), LONGEST_NAME)
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]

    def write(work: UnitOfWork) -> Reply:
        done = calendar_actions.declare(work, days, name, said.terms, off=off)
        return calendar_views.declared(*done, said.t, past=first <= day_of(said.now))

    return Write(write)


def _typed(said: Saying) -> Step:
    word, rest = split_first(said.words)
    if word.casefold() not in _ADD:
        raise Refused(text("Please say add after calendar, or nothing for the days ahead."))
    check_may(said.speaker, DECLARES)
    days, rest = leading_days(rest, said.now)
    kind, name = split_first(rest)
    if days is None or kind.casefold() not in _OFF:
        raise Refused(
            text("Please say the day, off or work, and a name: `/zhiban calendar add 2027-02-05 2027-02-11 off 春节`.")
        )
    return declare(said, *days, one_line(name), off=_OFF[kind.casefold()])


def _ahead(said: Saying, connection: Connection) -> Reply:
    first = day_of(said.now)
    last = first + LOOKS_AHEAD
    known = said.calendar_in(connection)
    special = {day: one for day, one in known.special.items() if first <= day <= last}
    years = range(first.year, max(last.year, said.terms.until.year) + 1)
    view = calendar_views.Ahead(
        first=first,
        last=last,
        special=special,
        declared=calendar_actions.by_day(read_all(connection, CalendarDay)),
        estimated=frozenset(day for day in special if known.is_estimated(day)),
        estimated_years=[year for year in years if year not in known.announced],
        declares=may(said.speaker, DECLARES),
    )
    return calendar_views.ahead(view, said.t)


def _ask(opening: Opening) -> Sequence[Field]:
    t = opening.said.t
    kinds = [("off", t("day off")), ("work", t("working day"))]
    return [
        Day(name="from", label=text("Day"), initial=day_of(opening.said.now)),
        Day(name="until", label=text("Until"), hint=text("Empty means that one day."), optional=True),
        OneOf(name="off", label=text("What it is"), choices=kinds, initial="off"),
        Words(name="name", label=field_name(CalendarDay, "name"), longest=LONGEST_NAME),
    ]


def _take(said: Saying, answers: Answers) -> Step:
    first = answers.day("from") or day_of(said.now)
    last = answers.day("until") or first
    off = answers.chosen("off", ("off", "work")) == "off"
    return declare(said, first, last, one_line(answers.words("name")), off=off)


FORM: Final = Form(text("Declare a day"), _ask, _take, permission=DECLARES)
