"""English phrases left to the library dateparser: so many months or years ago, at a time of day.

Only a phrase made wholly of these words reaches it: given anything else it guesses, and with other languages than
English switched on it is silently wrong on Chinese ones.
"""

import re
from datetime import datetime
from typing import Final

from commands.kit.when.clocks import CLOCK, place, read_clock
from commands.kit.when.words import ENGLISH, uncaptured
from storage.contract.periods import BEIJING

_LONG_AGO: Final = re.compile(
    rf"(?P<ago>(?:\d{{1,3}}|{ENGLISH}) (?:month|year)s? ago),?(?: at)? (?P<clock>{uncaptured(CLOCK)})", re.ASCII
)


def read_long_ago(phrase: str, now: datetime) -> datetime | None:
    """The moment in Beijing time of a plain phrase such as `two months ago at 9:05`; None for any other phrase.

    Raises NotUnderstood for a time of day that no clock shows.
    """
    found = _LONG_AGO.fullmatch(phrase)
    if found is None:
        return None
    import dateparser  # takes longer to load than the rest of the bot's start-up

    settings = {"RELATIVE_BASE": now.astimezone(BEIJING).replace(tzinfo=None), "STRICT_PARSING": True}
    day = dateparser.parse(found["ago"], languages=["en"], settings=settings)
    return None if day is None else place(day.date(), now.date(), None, read_clock(found["clock"]), phrase)
