"""What a measure judges: the facts as seen at a moment, the terms, the calendar and the period asked about."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeAlias, TypeVar, cast

from storage.contract.calendar import WorkCalendar
from storage.contract.facts import Facts
from storage.contract.kinds import CalendarDay, Leave, Person, Plan, Ruling
from storage.contract.obligations import speaks_for
from storage.contract.periods import Span, day_of, day_over, day_start
from storage.contract.terms import Terms

T = TypeVar("T")
RulingsOn: TypeAlias = Callable[[Collection[str]], Iterable[Ruling]]
"""Entry keys to every ruling on one of them."""


def rulings_among(rulings: Iterable[Ruling]) -> RulingsOn:
    """The rulings on some entries, out of these."""
    by_entry: defaultdict[str, list[Ruling]] = defaultdict(list)
    for ruling in rulings:
        by_entry[ruling.entry].append(ruling)
    return lambda keys: [ruling for key in keys for ruling in by_entry.get(key, ())]


@dataclass(frozen=True, kw_only=True)
class Case:
    """Everything a measure may look at. `facts` are seen at `now`; `calendar` holds the declared days among them.

    `rulings` gives all rulings on the entries of some keys.
    """

    facts: Facts
    rulings: RulingsOn
    terms: Terms
    calendar: WorkCalendar
    period: Span
    now: datetime
    _found: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, find: Callable[["Case"], T]) -> T:
        """What `find` finds in this case, looked for once however many rows ask."""
        if find not in self._found:
            self._found[find] = find(self)
        return cast("T", self._found[find])

    @classmethod
    def at(
        cls,
        facts: Facts,
        terms: Terms,
        calendar: WorkCalendar,
        period: Span,
        now: datetime,
        rulings: RulingsOn | None = None,
    ) -> "Case":
        """The case as it stands at `now`; without `rulings` they are among the facts."""
        seen = facts.seen_at(now)
        declared = calendar.overridden(seen.of(CalendarDay))
        asked = rulings or rulings_among(facts.of(Ruling))
        return cls(facts=seen, rulings=asked, terms=terms, calendar=declared, period=period, now=now)

    @cached_property
    def today(self) -> date:
        """The day that holds `now`."""
        return day_of(self.now)

    @cached_property
    def run(self) -> Span | None:
        """The part of the period that is judged, from books open on; None where the period ended before."""
        return self.period.clipped(self.terms.opens, self.period.last)

    @property
    def accrues(self) -> bool:
        """Whether months and the period itself are judged: it has begun, and did not end before books open."""
        return self.run is not None and self.period.first <= self.today

    @cached_property
    def elapsed(self) -> tuple[datetime, datetime]:
        """The part of the period that is judged and has gone by, as two moments; the same one twice where none has."""
        start = day_start(max(self.period.first, self.terms.opens))
        return start, max(start, min(day_over(self.period.last), self.now))

    @cached_property
    def people(self) -> Mapping[str, Person]:
        """People by id."""
        return {person.id: person for person in self.facts.of(Person)}

    @cached_property
    def onsite(self) -> tuple[Person, ...]:
        """The team's people who work on site."""
        return tuple(person for person in self.people.values() if person.side == "team" and person.onsite)

    @cached_property
    def counted_leaves(self) -> Mapping[str, list[Leave]]:
        """Sick and personal leave by person: what the month's limits count (reading 2)."""
        found: defaultdict[str, list[Leave]] = defaultdict(list)
        for leave in self.facts.of(Leave):
            if leave.type in ("sick", "personal"):
                found[leave.person].append(leave)
        return found

    @property
    def emergency_plans(self) -> tuple[Plan, ...]:
        """The emergency plans on file, by the period's end where that has passed."""
        by = min(self.today, self.period.last)
        return tuple(plan for plan in self.facts.of(Plan) if plan.type == "emergency" and plan.filed_on <= by)

    def ruled(self, keys: Collection[str]) -> Mapping[str, tuple[Ruling, ...]]:
        """The rulings that count on those of the entries that have some, oldest first; ties go by id."""
        found: defaultdict[str, list[Ruling]] = defaultdict(list)
        counted = Facts.build(self.rulings(keys) if keys else ()).seen_at(self.now).of(Ruling)
        for ruling in sorted(counted, key=lambda ruling: (ruling.at, ruling.id)):
            found[ruling.entry].append(ruling)
        return {key: tuple(some) for key, some in found.items()}

    def waived(self, keys: Collection[str]) -> frozenset[str]:
        """Those of the entries whose last ruling waives them."""
        return frozenset(key for key, rulings in self.ruled(keys).items() if rulings[-1].ruling == "waive")

    def judged_at(self, at: datetime) -> bool:
        """Whether an entry of that moment belongs to the period asked about and is judged at all."""
        return self.run is not None and day_of(at) in self.run

    def over(self, day: date) -> bool:
        """Whether the day's end has passed."""
        return self.today > day

    def client_manager(self, person: str) -> bool:
        """Whether somebody may confirm by their own word: a manager on the client's side."""
        known = self.people.get(person)
        return known is not None and known.side == "client" and known.role == "manager"

    def speaks_for_period(self, name: str) -> bool:
        """Whether something given for the named span counts for the period asked about (reading 15)."""
        return speaks_for(name, self.period, self.terms)
