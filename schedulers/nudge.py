"""What a nudge is: a post that the clock owes because of how things stand."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from commands.kit.blocks import Reply, sections
from commands.kit.buttons import Button, buttons
from commands.kit.texts import Text, Translator, text
from commands.kit.when import parse_moment
from storage.contract.calendar import WorkCalendar
from storage.contract.kinds import Fault, Inspection, Person
from storage.contract.terms import Terms

View = Callable[[Translator], Reply]

SNOOZES: Final[tuple[tuple[Text, str], ...]] = (
    (text("Snooze 1 h"), "in 1 hour"),
    (text("Snooze until tomorrow 09:30"), "tomorrow 09:30"),
)
"""What may be put off with one press: the button's label, and until when in the words of `/zhiban snooze`."""


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
    """A step of a nudge that has come: what it is about, which step, who is asked in which words to do what.

    `owed_by` is the moment by which it must be done; None where that has passed, and nothing is gained by waiting.
    """

    subject: str
    step: str
    recipient: str
    line: Callable[[Translator], str]
    does_it: Button
    owed_by: datetime | None


@dataclass(frozen=True)
class Nudge:
    """One kind of nudge.

    `due` gives, for each subject that still needs one, the newest step that has come. `settled` gives, for a subject
    that was nudged about, what its posts say from now on, or None while it still stands.
    """

    code: str
    due: Callable[[Situation], Iterable[Due]]
    settled: Callable[[Situation, str], View | None]

    def about(self, due: Due) -> str:
        """The nudge and its subject, as snoozes name them."""
        return f"{self.code}:{due.subject}"

    def key(self, due: Due) -> str:
        """The outbox key that makes the step unique: code, subject, step."""
        return f"{self.about(due)}:{due.step}"

    def asks(self, due: Due, now: datetime, t: Translator) -> Reply:
        """The step's post: its line, the button that does it, and those that put it off in time."""
        line = due.line(t)
        return Reply(line, [*sections(line), *buttons([due.does_it, *self._snoozes(due, now)], t)])

    def _snoozes(self, due: Due, now: datetime) -> list[Button]:
        return [
            Button(label, "zhiban", "snooze", f"{until} {self.about(due)}")
            for label, until in SNOOZES
            if due.owed_by is not None and parse_moment(until, now) < due.owed_by
        ]
