"""What the nudges about faults have in common: which faults still run, whose they are, and what they are called."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from commands.kit.blocks import Reply, brief, escape
from commands.kit.moments import show_moment
from commands.kit.texts import Text, Translator, text
from schedulers.nudge import Situation, View
from storage.contract.kinds import Fault

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


def by_when(waits: Text, late: Text, fault: Fault, by: datetime) -> Callable[[datetime, Translator], str]:
    """The words for a limit that is still ahead, and those for one that passed; both name `{fault}` and `{when}`."""

    def line(now: datetime, t: Translator) -> str:
        return t(late if by <= now else waits, fault=called(fault), when=show_moment(by, t))

    return line


def met(situation: Situation, fault: Fault, at: datetime, done: Text) -> View:
    """What is said once a limit is met; `done` may name `{fault}`, `{name}` and `{when}`."""
    name = escape(situation.name_of(fault.assignee)) if fault.assignee else text("the team")
    return lambda t: Reply(t(done, fault=called(fault), name=name, when=show_moment(at, t)))


def over(subject: str) -> View:
    """What is said of a fault that was closed without it, withdrawn, or declared planned."""
    return lambda t: Reply(t("Fault `{id}` needs no reminder any more.", id=escape(subject)))
