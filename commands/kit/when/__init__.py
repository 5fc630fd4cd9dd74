"""Times people type (昨晚8点, 10分钟前, yesterday 18:00, 9:05), read in Beijing time: the whole phrase or not at all.

The grammar is closed: a phrase that it does not know is refused with a reason, never guessed. `now` is handed in.
"""

from commands.kit.when.phrases import parse_day, parse_day_range, parse_moment, parse_time_of_day, past_only
from commands.kit.when.refusal import NotUnderstood, Reason
from commands.kit.when.texts import take_day, take_moment, take_trailing_moment

__all__ = [
    "NotUnderstood",
    "Reason",
    "parse_day",
    "parse_day_range",
    "parse_moment",
    "parse_time_of_day",
    "past_only",
    "take_day",
    "take_moment",
    "take_trailing_moment",
]
