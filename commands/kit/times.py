"""Times people type, refused kindly where they cannot be read whole or cannot be meant."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Final, TypeVar

from commands.kit.answers import Answers, at_field
from commands.kit.fields import Words
from commands.kit.moments import to_the_second
from commands.kit.saying import Refused
from commands.kit.texts import Text, text
from commands.kit.when import (
    NotUnderstood,
    parse_day_range,
    past_only,
    take_day,
    take_moment,
    take_trailing_moment,
)
from storage.contract.periods import day_of

T = TypeVar("T")

WHEN: Final = "when"
LONGEST_PHRASE: Final = 48
EARLIEST_YEAR: Final = 1971
LATEST_YEAR: Final = 2200
"""Years that somebody can mean; beyond them a slip of the keyboard is likelier."""

_MOST_WORDS_OF_DAYS: Final = 8
_OPEN_RANGE: Final = re.compile(r"(?:到|至|~|～|-|–|—|to\b|until\b)\s*\d", re.IGNORECASE)
"""A range whose end is meant as a day; 明天 到医院看病 and tomorrow to see a doctor go on with a reason instead."""
_NO_DAYS: Final = text(
    "There are no such days, or the last lies before the first. These work: 明天, 7月1日到3日, 2026-07-01 2026-07-03."
)


def _why(reason: str, phrase: str) -> Text:
    sentences = {
        "unreadable": text(
            "I cannot read “{phrase}” as a time. Try 9:05, 昨晚8点, 10分钟前, yesterday 18:00 or 2026-07-01 09:05, "
            "with a space between the time and the text.",
            phrase=phrase,
        ),
        "impossible": text(
            "There is no such time as “{phrase}”. Please check the date and the hour, for example 2026-07-01 09:05.",
            phrase=phrase,
        ),
        "ambiguous": text(
            "“{phrase}” can be read in more than one way. Please write it in full, for example yesterday 15:00, "
            "followed by a space.",
            phrase=phrase,
        ),
        "no_time": text("“{phrase}” gives no time of day. Please add one, for example yesterday 18:00.", phrase=phrase),
        "future": text(
            "{phrase} has not come yet. Please give a time that has passed, for example 10 minutes ago or 昨天 18:00.",
            phrase=phrase,
        ),
    }
    return sentences[reason]


def when_field(initial: str = "") -> Words:
    """The field of a form that asks when something was; left empty it means now. `initial` stands there already."""
    return Words(
        name=WHEN,
        label=text("When"),
        hint=text("Empty means now. As you would type it: 9:05, 昨晚8点, 10分钟前, yesterday 18:00."),
        longest=LONGEST_PHRASE,
        initial=initial,
        optional=True,
    )


def moment_in(answers: Answers, now: datetime) -> datetime:
    """The past moment that was filled in, or now. Raises Refused at its field."""
    with at_field(WHEN):
        return whole_past(answers.words(WHEN), now)


def leading_past(words: str, now: datetime) -> tuple[datetime, str]:
    """The past moment that the words begin with, or now; and the rest. Raises Refused."""
    moment, rest = _understood(lambda: take_moment(words, now))
    return _past(moment, now), rest.strip()


def trailing_past(words: str, now: datetime) -> tuple[datetime, str]:
    """The past moment that the words end with, or now; and what stands before. Raises Refused."""
    moment, rest = _understood(lambda: take_trailing_moment(words, now))
    return _past(moment, now), rest.strip()


def whole_past(words: str, now: datetime) -> datetime:
    """The past moment that the words are; now for no words. Raises Refused where they are anything else."""
    moment, rest = leading_past(words, now)
    if rest:
        raise Refused(_why("unreadable", rest[:48]))
    return moment


def leading_moment(words: str, now: datetime) -> tuple[datetime | None, str]:
    """The moment, past or future, that the words begin with, or None; and the rest. Raises Refused."""
    moment, rest = _understood(lambda: take_moment(words, now))
    return (moment and to_the_second(moment)), rest.strip()


def leading_day(words: str, now: datetime) -> tuple[date | None, str]:
    """The day that the words begin with, or None; and the rest. Raises Refused."""
    return _understood(lambda: take_day(words, now))


def day_and_rest(words: str, now: datetime) -> tuple[date | None, str]:
    """As `leading_day`, but a first word that is a day by itself is all of it: after it may stand a name like Sun."""
    first, _, rest = words.partition(" ")
    day, spare = leading_day(first, now)
    return (day, rest.strip()) if day is not None and not spare else leading_day(words, now)


def leading_days(words: str, now: datetime) -> tuple[tuple[date, date] | None, str]:
    """First and last of the days that the words begin with (7月1日到3日, 7-1 7-3, next week), or None; and the rest.

    Raises Refused for days that no calendar has, an end before the start, or an end that cannot be read.
    """
    ends = [gap.start() for gap in re.finditer(r"\s+|$", words)][:_MOST_WORDS_OF_DAYS]
    for end in reversed(ends):
        days = _days(words[:end], now)
        if days:
            rest = words[end:].strip()
            if _OPEN_RANGE.match(rest):
                raise Refused(_NO_DAYS)
            return days, rest
    return None, words


def leading_time_on(day: date, words: str, now: datetime) -> tuple[datetime, str]:
    """The past moment on that day whose time of day the words begin with; and the rest. Raises Refused."""
    moment, rest = _understood(lambda: take_moment(f"{day} {words}", now))
    if moment is None or day_of(moment) != day:
        raise Refused(_why("unreadable", words[:48]))
    return _past(moment, now), rest


def _days(phrase: str, now: datetime) -> tuple[date, date] | None:
    gaps = re.finditer(r"\s+", phrase)
    for written in (phrase, *(f"{phrase[: gap.start()]} 到 {phrase[gap.end() :]}" for gap in gaps)):
        try:
            days = parse_day_range(written, now)
            if days[0].year < EARLIEST_YEAR or days[1].year > LATEST_YEAR:
                raise Refused(_NO_DAYS)
            return days
        except NotUnderstood as error:
            if error.reason != "unreadable":
                raise Refused(_NO_DAYS) from error
    return None


def _past(moment: datetime | None, now: datetime) -> datetime:
    return to_the_second(now if moment is None else _understood(lambda: past_only(moment, now)))


def _understood(read: Callable[[], T]) -> T:
    try:
        read_ = read()
    except NotUnderstood as error:
        raise Refused(_why(error.reason, error.phrase)) from error
    first = read_[0] if isinstance(read_, tuple) else read_
    if isinstance(first, date) and not EARLIEST_YEAR <= first.year <= LATEST_YEAR:
        raise Refused(_why("impossible", f"{first:%Y-%m-%d}"))
    return read_
