"""How things stand, made up: a moment, a few facts, and what a nudge says then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from commands.kit.texts import translator
from schedulers.manners import newest_due
from schedulers.nudge import FURTHER, Nudge, Situation
from storage.contract.fact import Fact
from storage.contract.facts import Facts
from storage.contract.foresight import Due
from storage.contract.kinds import CalendarDay, Document, Person
from storage.contract.model import Standing
from storage.contract.periods import BEIJING, Span
from storage.contract.rubric import shipped_rows
from storage.contract.scoring import score
from storage.contract.terms import load_terms
from storage.records.calendar import announced_calendar
from tests.schedulers.conftest import TEAM

GU = Person(id="gu", name="Gu", side="team", role="manager", onsite=False)
CHEN = Person(id="chen", name="Chen", side="client", role="manager", onsite=False)
FENG = Person(id="feng", name="Feng", side="client", role="viewer", onsite=False)
EVERYBODY = (*TEAM, GU, CHEN, FENG)


def moment(text: str) -> datetime:
    """A Beijing moment, `2026-10-10 09:30:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def stands(
    now: str,
    *facts: Fact,
    until: str = "",
    people: Iterable[Person] = EVERYBODY,
    due: Callable[[datetime], Sequence[Due]] = lambda _: (),
    **settings: Any,
) -> Situation:
    """How things stand at that moment; `settings` are tables of a contract.toml."""
    terms = load_terms(settings)
    held = Facts.build([*people, *facts])
    calendar = announced_calendar().overridden(held.of(CalendarDay))

    def standing(period: Span, at: datetime) -> Standing:
        return score(held, terms, announced_calendar(), shipped_rows(), period, at)

    return Situation(
        now=moment(now),
        until=moment(until or now),
        terms=terms,
        calendar=calendar,
        facts=held,
        standing=standing,
        due_soon=due,
    )


def keys(nudge: Nudge, situation: Situation, *, ladder: bool = False) -> dict[str, str]:
    """The newest steps that are due, by their keys without the code: to whom."""
    due = [step for step in newest_due([nudge], situation) if ladder or step.lane in ("", FURTHER)]
    return {step.key.removeprefix(f"{nudge.code}:"): step.to for step in due}


def steps(nudge: Nudge, situation: Situation, subject: str) -> list[str]:
    """The newest step due about the subject."""
    return [step.step for step in newest_due([nudge], situation) if not step.lane and step.ask.subject == subject]


def says(nudge: Nudge, situation: Situation, subject: str, language: Any = "en") -> str:
    """All that the newest step about the subject says, with its buttons."""
    step = next(one for one in newest_due([nudge], situation) if not one.lane and one.ask.subject == subject)
    return str(step.says(situation.now, translator(language)).content())


def becomes(nudge: Nudge, situation: Situation, subject: str, language: Any = "en") -> str | None:
    """What the posts about the subject say from now on; None while they still ask."""
    view = nudge.settled(situation, subject)
    return None if view is None else str(view(translator(language)).text)


def document(type_: Any, for_: str, at: str | None = None, **more: Any) -> Document:
    """A document that came in at that moment, or is agreed."""
    return Document(id=f"d-{type_}-{for_}", type=type_, for_=for_, submitted_at=moment(at) if at else None, **more)


def day(text: str) -> date:
    """A day."""
    return date.fromisoformat(text)
