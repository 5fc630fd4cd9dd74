"""People and their time: attendance, leave, changes of staff, duty."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Literal

from storage.contract.fact import Complaint, Fact, State, not_before

Side = Literal["team", "client"]
Role = Literal["engineer", "pm", "manager", "viewer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Fact):
    """Somebody of the team or the client; active from `from` to `until`, both included."""

    KIND: ClassVar[str] = "person"
    name: str
    side: Side
    role: Role
    onsite: bool
    slack: str | None = None
    from_: date | None = None
    until: date | None = None
    important: bool = False
    duty: bool | None = None

    def active(self, day: date) -> bool:
        """Whether the person belongs to the project on that day."""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day <= self.until)

    def dependent_defaults(self) -> dict[str, Any]:
        return {"duty": self.side == "team"}

    def impossible(self) -> Iterator[Complaint]:
        yield from not_before("until", self.until, "from", self.from_)


@dataclass(frozen=True, slots=True, kw_only=True)
class Punch(Fact):
    """A clock-in or clock-out; `replaces` names the punch it corrects."""

    KIND: ClassVar[str] = "punch"
    HAPPENING: ClassVar[str | None] = "at"
    person: str
    way: Literal["in", "out"]
    at: datetime
    state: State = "approved"
    replaces: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave(Fact):
    """Leave from day to day, both included; a one-day leave may take only the morning or the afternoon."""

    KIND: ClassVar[str] = "leave"
    person: str
    type: Literal["sick", "personal", "annual", "official", "other"]
    from_: date
    until: date
    half: Literal["am", "pm"] | None = None
    state: State = "approved"
    reason: str | None = None

    def impossible(self) -> Iterator[Complaint]:
        yield from not_before("until", self.until, "from", self.from_)
        if self.half and self.from_ != self.until:
            yield "half", "only a leave of one day can be half"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffChange(Fact):
    """The announced replacement of a person (contract 6.2)."""

    KIND: ClassVar[str] = "staff_change"
    HAPPENING: ClassVar[str | None] = "announced_on"
    person: str
    announced_on: date
    effective_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacancy(Fact):
    """A post that stands empty; `until` is the last empty day."""

    KIND: ClassVar[str] = "vacancy"
    post: str
    from_: date
    until: date | None = None

    def impossible(self) -> Iterator[Complaint]:
        yield from not_before("until", self.until, "from", self.from_)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Fact):
    """Somebody's turn on the duty roster."""

    KIND: ClassVar[str] = "duty"
    day: date
    person: str
    part: Literal["day", "night", "all"] = "all"
