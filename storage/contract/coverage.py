"""Who of a day's turns is there, and whether the day is covered: one rule for all that names who is on duty."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple

from storage.contract.kinds import Duty, Person

Absence = Literal["leave", "gone"]
"""Why somebody is not there on a day: on leave, if only for half of it, or not in the project."""


class Placed(NamedTuple):
    """A turn, and why who has it is not there; None for somebody who is."""

    turn: Duty
    absence: Absence | None


class DutyDay(NamedTuple):
    """A day of the roster with its turns, in order."""

    day: date
    turns: Sequence[Placed]

    @property
    def there(self) -> list[Duty]:
        """The turns of those who are there."""
        return [placed.turn for placed in self.turns if placed.absence is None]

    @property
    def absent(self) -> list[Placed]:
        """The turns of those who are not."""
        return [placed for placed in self.turns if placed.absence is not None]

    @property
    def is_covered(self) -> bool:
        """Whether those who are there have all of the day, whether or not they are on the duty list."""
        return covers(self.there)


def covers(turns: Iterable[Duty]) -> bool:
    """Whether the turns of one day leave no part of it to nobody."""
    parts = {turn.part for turn in turns}
    return "all" in parts or parts >= {"day", "night"}


def duty_day(
    day: date, turns: Iterable[Duty], person_of: Callable[[str], Person | None], away: Callable[[str, date], object]
) -> DutyDay:
    """The day's turns; `away` says whether a person is on leave for any of the day."""

    def absence(person: str) -> Absence | None:
        known = person_of(person)
        if known is None or not known.active(day):
            return "gone"
        return "leave" if away(person, day) else None

    return DutyDay(day, [Placed(turn, absence(turn.person)) for turn in turns])
