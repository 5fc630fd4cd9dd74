"""What a nudge is: a post that the clock owes because of how things stand."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from commands.kit.blocks import Reply
from commands.kit.texts import Translator
from storage.contract.calendar import WorkCalendar
from storage.contract.kinds import Fault, Inspection, Person
from storage.contract.terms import Terms

View = Callable[[Translator], Reply]


@dataclass(frozen=True, kw_only=True)
class Situation:
    """How things stand at `now`: what the nudges look at."""

    now: datetime
    terms: Terms
    calendar: WorkCalendar
    inspections: Sequence[Inspection]
    """Those of the last days, by when they were made."""
    faults: Sequence[Fault]
    """The open ones, and those closed lately."""
    people: Mapping[str, Person]

    def name_of(self, person: str | None) -> str:
        """The person's name; the id of somebody not held."""
        known = self.people.get(person or "")
        return known.name if known else person or ""


@dataclass(frozen=True)
class Due:
    """A step of a nudge that has come: what it is about, which step, and what is said to whom."""

    subject: str
    step: str
    recipient: str
    view: View


@dataclass(frozen=True)
class Nudge:
    """One kind of nudge.

    `due` gives, for each subject that still needs one, the newest step that has come. `settled` gives, for a subject
    that was nudged about, what its posts say from now on, or None while it still stands.
    """

    code: str
    due: Callable[[Situation], Iterable[Due]]
    settled: Callable[[Situation, str], View | None]

    def key(self, due: Due) -> str:
        """The outbox key that makes the step unique: code, subject, step."""
        return f"{self.code}:{due.subject}:{due.step}"
