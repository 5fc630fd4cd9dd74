"""The one way in which the reading of a typed time fails."""

from typing import Final, Literal, TypeAlias

Reason: TypeAlias = Literal["unreadable", "impossible", "ambiguous", "no_time", "future"]

LONGEST_PHRASE: Final = 48


class NotUnderstood(ValueError):  # noqa: N818 - a refusal, told to a person; not a fault of the program
    """A typed time that cannot be read, with the reason as a code and the words it is about.

    `unreadable`: no time, or one written in a way not known. `impossible`: well written, but no calendar or clock has
    it. `ambiguous`: it could mean two moments. `no_time`: a day where a moment is needed. `future`: a moment to come.
    """

    def __init__(self, reason: Reason, phrase: str) -> None:
        self.reason: Reason = reason
        self.phrase = phrase if len(phrase) <= LONGEST_PHRASE else phrase[: LONGEST_PHRASE - 1] + "…"
        super().__init__(f"{reason}: {self.phrase}")
