"""Days, moments and the written forms of a period, all in Beijing time (UTC+8, no daylight saving)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final, Literal

BEIJING: Final = timezone(timedelta(hours=8))
ONE_DAY: Final = timedelta(days=1)

Form = Literal["week", "month", "quarter", "half", "year", "contract"]


@dataclass(frozen=True, slots=True)
class Span:
    """A run of whole days, both ends included, with the written form that names it (`2026-07`, `2026-Q3`, …)."""

    form: Form
    name: str
    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        """How many days the span has."""
        return (self.last - self.first).days + 1

    def clipped(self, first: date, last: date) -> "Span | None":
        """The part of the span that lies within `first` … `last`, or None where nothing does."""
        start, end = max(self.first, first), min(self.last, last)
        return Span(self.form, self.name, start, end) if start <= end else None


def day_start(day: date) -> datetime:
    """00:00:00 of the day."""
    return datetime.combine(day, time(), BEIJING)


def day_end(day: date) -> datetime:
    """23:59:59 of the day, the moment at which what is due on it falls due."""
    return datetime.combine(day, time(23, 59, 59), BEIJING)


def day_over(day: date) -> datetime:
    """24:00:00 of the day, from which on its end has passed; the last day of all is over at its last instant."""
    return day_start(day + ONE_DAY) if day < date.max else datetime.combine(day, time.max, BEIJING)


def later(moment: datetime, wait: timedelta) -> datetime:
    """The moment `wait` after, held at the calendar's last instant where it would lie beyond."""
    room = datetime.combine(date.max, time.max, BEIJING) - moment
    return moment + min(wait, room)


def earlier(moment: datetime, wait: timedelta) -> datetime:
    """The moment `wait` before, held at the calendar's first instant where it would lie beyond."""
    room = moment - datetime.combine(date.min, time(), BEIJING)
    return moment - min(wait, room)


def days_later(day: date, count: int) -> date:
    """The day `count` days after, held at the calendar's last day where it would lie beyond."""
    return day + min(timedelta(days=count), date.max - day)


def moment_at(day: date, hour: time) -> datetime:
    """That time of that day."""
    return datetime.combine(day, hour, BEIJING)


def day_of(moment: datetime) -> date:
    """The Beijing calendar day that holds the moment."""
    return moment.astimezone(BEIJING).date()


def month_of(day: date) -> Span:
    """The calendar month that holds the day."""
    return _months("month", f"{day:%Y-%m}", day.year, day.month, 1)


def quarter_of(day: date) -> Span:
    """The calendar quarter that holds the day."""
    quarter = (day.month + 2) // 3
    return _months("quarter", f"{day:%Y}-Q{quarter}", day.year, quarter * 3 - 2, 3)


def half_of(day: date) -> Span:
    """The half of the calendar year that holds the day."""
    half = 1 if day.month <= 6 else 2
    return _months("half", f"{day:%Y}-H{half}", day.year, half * 6 - 5, 6)


def year_of(day: date) -> Span:
    """The calendar year that holds the day."""
    return _months("year", f"{day:%Y}", day.year, 1, 12)


def week_of(day: date) -> Span:
    """The ISO week (Monday to Sunday) that holds the day."""
    monday = day - timedelta(days=day.weekday())
    iso = day.isocalendar()
    return Span("week", f"{iso.year:04}-W{iso.week:02}", monday, days_later(monday, 6))


SPAN_OF: Final[dict[Form, Callable[[date], Span]]] = {
    "week": week_of,
    "month": month_of,
    "quarter": quarter_of,
    "half": half_of,
    "year": year_of,
}


def parse_span(text: str) -> Span:
    """Read the written form of a week, month, quarter, half or year.

    Raises ValueError where the text is none of them, or names one that no calendar has (`2026-13`, `2026-W60`).
    """
    for pattern, read in _READERS:
        if found := re.fullmatch(pattern, text, re.ASCII):
            return read(*(int(number) for number in found.groups()))
    raise ValueError(f"{text!r} is no period; write 2026-07, 2026-Q3, 2026-H2, 2026 or 2026-W27")


def parse_moment(text: str) -> datetime:
    """Read an ISO 8601 moment with an offset, in UTC.

    Raises ValueError for anything else: a missing offset, an impossible date, a moment no calendar can hold.
    """
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)", text, re.ASCII):
        raise ValueError(f"{text!r} is no moment; write 2026-07-01T09:05:00+08:00")
    try:
        moment = datetime.fromisoformat(text)
        moment.astimezone(BEIJING)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r} is no moment of the calendar") from error


def parse_day(text: str) -> date:
    """Read `2026-07-01`. Raises ValueError for anything else."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise ValueError(f"{text!r} is no day; write 2026-07-01")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is no day of the calendar") from error


def write_moment(moment: datetime) -> str:
    """The moment as `2026-07-01T09:05:00+08:00`; a fraction of a second only where there is one."""
    return moment.astimezone(BEIJING).isoformat()


def _months(form: Form, name: str, year: int, month: int, count: int) -> Span:
    after = year * 12 + month - 1 + count
    following = date(after // 12, after % 12 + 1, 1) if after // 12 <= 9999 else None
    return Span(form, name, date(year, month, 1), following - ONE_DAY if following else date.max)


def _named(make: Callable[[date], Span], year: int, month: int) -> Span:
    return make(date(year, month, 1))


def _week(year: int, week: int) -> Span:
    return week_of(date.fromisocalendar(year, week, 1))


_READERS: Final[tuple[tuple[str, Callable[..., Span]], ...]] = (
    (r"(\d{4})-W(\d\d)", _week),
    (r"(\d{4})-Q([1-4])", lambda year, quarter: _named(quarter_of, year, quarter * 3)),
    (r"(\d{4})-H([12])", lambda year, half: _named(half_of, year, half * 6)),
    (r"(\d{4})-(\d\d)", lambda year, month: _named(month_of, year, month)),
    (r"(\d{4})", lambda year: _named(year_of, year, 1)),
)
