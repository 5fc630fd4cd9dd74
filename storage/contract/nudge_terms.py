"""When nudges speak and to whom they climb, as `terms.toml` has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final, Literal, NamedTuple

from storage.contract.periods import BEIJING, ONE_DAY, day_of, moment_at
from storage.contract.steps import StepRule, read_rule

Rung = Literal["pm", "manager"]
RUNGS: Final[tuple[Rung, ...]] = ("pm", "manager")
"""Whom a ladder reaches: the PM, then the company's own manager; never the client."""


class Climb(NamedTuple):
    """A step of a ladder: when it is taken, and to whom."""

    rule: StepRule
    to: Rung


@dataclass(frozen=True, slots=True)
class NudgeTerms:
    """The hours of every nudge, by its code, and the quiet of the night."""

    quiet_from: time
    quiet_until: time
    urgent: frozenset[str]
    """The codes of those that speak at night too."""
    steps: Mapping[str, tuple[StepRule, ...]]
    ladders: Mapping[str, tuple[Climb, ...]]

    def speaks_at(self, code: str, moment: datetime) -> datetime:
        """The moment itself; for what is not urgent the morning after it where it lies in the quiet of the night."""
        if code in self.urgent:
            return moment
        local = moment.astimezone(BEIJING)
        if local.time() >= self.quiet_from:
            return moment_at(day_of(moment) + ONE_DAY, self.quiet_until)
        return moment_at(local.date(), self.quiet_until) if local.time() < self.quiet_until else moment


def read_nudge_terms(table: Mapping[str, Any]) -> NudgeTerms:
    """The table `nudges` of terms.toml. Raises KeyError or ValueError where it is not as it should be."""
    steps = {code: tuple(map(read_rule, rules)) for code, rules in table["steps"].items()}
    ladders = {code: tuple(map(_climb, rules)) for code, rules in table["ladders"].items()}
    urgent = frozenset(table["urgent"])
    unknown = (ladders.keys() | urgent) - steps.keys()
    if unknown:
        raise ValueError(f"no steps for: {sorted(unknown)}")
    quiet_from, quiet_until = (time.fromisoformat(table[name]) for name in ("quiet_from", "quiet_until"))
    return NudgeTerms(quiet_from, quiet_until, urgent, steps, ladders)


def _climb(text: str) -> Climb:
    rule, _, to = text.partition(" > ")
    if to not in RUNGS:
        raise ValueError(f"{text!r} climbs to nobody; write 20:30 > pm")
    return Climb(read_rule(rule), to)
