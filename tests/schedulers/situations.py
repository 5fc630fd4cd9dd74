"""How things stand at a moment, for tests of nudges: facts in, the steps that come out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from commands.kit.texts import LANGUAGES, translator
from schedulers.manners import coming, newest_due
from schedulers.nudge import Coming, Nudge, Situation, View
from storage.contract.fact import Fact
from storage.contract.facts import Facts
from storage.contract.kinds import Person
from storage.contract.terms import load_terms
from storage.records.calendar import announced_calendar
from tests.mrkdwn import glued_marks
from tests.schedulers.conftest import TEAM

BOSS = Person(id="qian", name="Qian", side="team", role="manager", onsite=False, slack="U0QIAN")
CLIENT = Person(id="chen", name="Chen", side="client", role="manager", onsite=False, slack="U0CHEN")
REMOTE = Person(id="sun", name="Sun", side="team", role="engineer", onsite=False, slack="U0SUN")
EVERYBODY = (*TEAM, REMOTE, BOSS, CLIENT)


def stands(
    now: datetime, *facts: Fact, until: datetime | None = None, people: tuple[Person, ...] = EVERYBODY, **overlay: Any
) -> Situation:
    """How things stand at `now` with these facts; `overlay` is what a contract.toml would hold."""
    return Situation(
        now=now,
        until=until or now,
        terms=load_terms(overlay),
        calendar=announced_calendar(),
        facts=Facts.build([*people, *facts]),
    )


def due(nudge: Nudge, situation: Situation) -> dict[str, str]:
    """The newest step that is due for whoever can act, by subject."""
    return {step.ask.subject: step.step for step in newest_due([nudge], situation) if not step.lane}


def all_of(nudge: Nudge, situation: Situation) -> list[Coming]:
    """Every step up to `until`, in time order."""
    return sorted(coming([nudge], situation), key=lambda step: (step.at, step.key))


def says(step: Coming, now: datetime) -> tuple[str, str]:
    """What the step says in English and in Chinese, with its blocks."""
    english, chinese = (step.says(now, translator(language)).content() for language in ("en", "zh"))
    assert glued_marks([english, chinese]) == []
    return str(english), str(chinese)


def told(view: View | None) -> str:
    """What a settled post says; that it says something in every language, too."""
    assert view is not None
    said = {language: view(translator(language)).text for language in LANGUAGES}
    assert all(said.values())
    assert glued_marks(said) == []
    return said["en"]
