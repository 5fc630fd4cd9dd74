"""What the nudges about faults have in common: which faults still run, whose they are, and what they are called."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from commands.kit.blocks import Reply, brief, escape
from commands.kit.buttons import Button
from commands.kit.moments import show_moment
from commands.kit.texts import Text, Translator, text
from schedulers.nudge import Ask, Situation, View
from storage.contract.kinds import Fault
from storage.contract.steps import Anchor

LONGEST_TITLE: Final = 80


def running(situation: Situation) -> Iterator[Fault]:
    """The faults whose clocks run: open, reported for good, no planned maintenance."""
    return (fault for fault in situation.of(Fault) if runs(fault))


def runs(fault: Fault) -> bool:
    """Whether the fault's clocks run."""
    return not fault.draft and fault.cause != "planned" and fault.closed_at is None


def called(fault: Fault) -> Text:
    """The fault as its nudges call it; an emergency says so."""
    values = {"id": escape(fault.id), "title": escape(brief(fault.title, LONGEST_TITLE))}
    return text("Emergency `{id}` “{title}”", **values) if fault.emergency else text("Fault `{id}` “{title}”", **values)


@dataclass(frozen=True)
class Limit:
    """By when something must have come of a fault, and the clock that runs until then."""

    fault: Fault
    by: datetime
    clock: Anchor
    waits: Text
    """What is said while the limit is ahead; names `{fault}` and `{when}`."""
    late: Text
    """What is said once it passed; names the same."""

    def ask(self, code: str, situation: Situation, *does_it: Button) -> Ask:
        """What whoever has the fault is asked."""
        return Ask(
            subject=self.fault.id,
            to=situation.whose(self.fault.assignee),
            anchor=self.clock,
            steps=situation.steps(code, self.clock),
            line=self._line,
            does_it=does_it,
            owed_by=self.by,
        )

    def _line(self, now: datetime, t: Translator) -> str:
        words = self.late if self.by <= now else self.waits
        return t(words, fault=called(self.fault), when=show_moment(self.by, t))


def clock_until(fault: Fault, by: datetime) -> Anchor:
    """A clock that runs through from the fault's notice until then."""
    return Anchor(start=fault.noticed_at, length=by - fault.noticed_at)


def met(situation: Situation, fault: Fault, at: datetime, done: Text) -> View:
    """What is said once a limit is met; `done` may name `{fault}`, `{name}` and `{when}`."""
    name = escape(situation.name_of(fault.assignee)) if fault.assignee else text("the team")
    return lambda t: Reply(t(done, fault=called(fault), name=name, when=show_moment(at, t)))


def over(subject: str) -> View:
    """What is said of a fault that was closed without it, withdrawn, or declared planned."""
    return lambda t: Reply(t("Fault `{id}` needs no reminder any more.", id=escape(subject)))
