"""What people call a period: 本月, last month, 7月, 2026-Q3."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from commands.kit.saying import Refused
from commands.kit.texts import Text, text
from commands.kit.times import EARLIEST_YEAR, LATEST_YEAR
from storage.contract.obligations import spans_of
from storage.contract.periods import ONE_DAY, SPAN_OF, Span, day_of, month_of, parse_span
from storage.contract.terms import Terms

PERIOD_WORDS: Final = {
    "month": "month",
    "本月": "month",
    "月": "month",
    "quarter": "quarter",
    "本季度": "quarter",
    "季度": "quarter",
    "half": "half",
    "半年": "half",
    "year": "year",
    "本年": "year",
    "年": "year",
    "contract": "contract",
    "合同": "contract",
    "全部": "contract",
    "上月": "last month",
    "上个月": "last month",
    "上季度": "last quarter",
}
"""What people call a period, to the name it is resolved by."""
_WEEK_WORDS: Final = {"week": "week", "本周": "week", "周": "week", "上周": "last week", "last week": "last week"}
_BEFORE: Final[dict[str, Callable[[date], Span]]] = {
    "last week": SPAN_OF["week"],
    "last month": month_of,
    "last quarter": SPAN_OF["quarter"],
}


def named_period(word: str, terms: Terms, now: datetime) -> str:
    """The name of the period that the word means: a written form, or one of month, quarter, half, year, contract.

    A word that means none is given back as it is.
    """
    plain = word.casefold()
    known = PERIOD_WORDS | _WEEK_WORDS
    name = known.get(plain, word.upper())
    if name in _BEFORE:
        running = _BEFORE[name](day_of(now))
        return _BEFORE[name](running.first - ONE_DAY).name
    return _month_of_the_term(name, terms, day_of(now))


def read_period(word: str, terms: Terms, now: datetime) -> str:
    """The written form of the period that the word means. Raises Refused where it means none."""
    name = named_period(word, terms, now)
    if name == "contract":
        return name
    form = next((form for form in SPAN_OF if form == name), None)
    if form is not None:
        return SPAN_OF[form](day_of(now)).name
    try:
        span = parse_span(name)
    except ValueError as error:
        raise Refused(_no_period(word)) from error
    if not EARLIEST_YEAR <= span.first.year <= LATEST_YEAR:
        raise Refused(_no_period(word))
    return span.name


def read_period_of_the_term(word: str, terms: Terms, now: datetime) -> str:
    """As `read_period`; raises Refused too where the period lies wholly outside the term."""
    name = read_period(word, terms, now)
    if name != "contract" and parse_span(name).clipped(terms.from_, terms.until) is None:
        raise Refused(
            text(
                "{period} lies outside this contract, {start} to {end}.",
                period=name,
                start=terms.from_,
                end=terms.until,
            )
        )
    return name


def _no_period(word: str) -> Text:
    return text("“{word}” is no period. These work: 2026-07, 2026-Q3, 2026-W27, 本月, 上季度.", word=word[:40])


def _month_of_the_term(name: str, terms: Terms, today: date) -> str:
    """A month of the term for its bare number (7月): the latest that has begun, otherwise the first."""
    numbered = re.fullmatch(r"(1[0-2]|0?[1-9])月份?", name)
    if numbered is None:
        return name
    months = (month.name for month in spans_of("month", terms.from_, terms.until))
    named = [month for month in months if month.endswith(f"-{int(numbered[1]):02}")]
    begun = [month for month in named if month <= f"{today:%Y-%m}"]
    return next(iter([*reversed(begun), *named]), name)
