"""What a nudge is: a post that the clock owes because of how things stand."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final

from commands.kit.blocks import Reply, brief, escape, sections
from commands.kit.buttons import Button, buttons
from commands.kit.persons import mention
from commands.kit.roles import may
from commands.kit.texts import Text, Translator, text
from commands.kit.when import parse_moment
from storage.contract.calendar import WorkCalendar
from storage.contract.coverage import DutyDay, duty_day
from storage.contract.duty_days import Block, blocks
from storage.contract.fact import Fact, SomeFact
from storage.contract.facts import Facts
from storage.contract.foresight import Due
from storage.contract.kinds import (
    Document,
    Drill,
    Duty,
    Fault,
    Guard,
    Leave,
    Person,
    Plan,
    Punch,
    Rank,
    StaffChange,
    Survey,
)
from storage.contract.model import Standing
from storage.contract.nudge_terms import NudgeTerms, Rung
from storage.contract.obligations import (
    DocumentOwed,
    Half,
    documents_owed,
    first_submissions,
    halves_on_leave,
    spans_of,
)
from storage.contract.periods import BEIJING, Span, day_of, days_later, earlier
from storage.contract.steps import Anchor, Step, steps_of
from storage.contract.terms import Terms
from storage.records.outbox import OPS_CHANNEL
from storage.records.probes import Watched

View = Callable[[Translator], Reply]

SNOOZES: Final[tuple[tuple[Text, str], ...]] = (
    (text("Snooze 1 h"), "in 1 hour"),
    (text("Snooze until tomorrow 09:30"), "tomorrow 09:30"),
)
"""What may be put off with one press: the button's label, and until when in the words of `/zhiban snooze`."""
ROSTERS_WITHIN: Final = timedelta(days=45)
"""How far ahead blocks of days that have a roster are looked for; no rule of `terms.toml` hangs so long before one."""
LONGEST_HOLIDAY: Final = timedelta(days=20)
"""No run of days off around a statutory holiday is longer."""
OWED_WITHIN: Final = timedelta(days=60)
"""How far ahead documents are looked for; no rule of `terms.toml` hangs so long before the day on which one is due."""
_JUDGED: Final[tuple[type[Fact], ...]] = (Document, Drill, Fault, Guard, Plan, Rank, StaffChange, Survey)


FURTHER: Final = "further"
"""The lane of those who are asked beside the first."""
REPEATS_SINCE: Final = timedelta(days=15)
"""Of what repeats, older steps are not looked at: some newer one has come, even after the longest holiday."""


def no_standing(_: Span, __: datetime) -> Standing:
    """Stands for the score where none is to be asked for."""
    raise LookupError("no score is at hand here")


def nothing_due(_: datetime) -> Sequence[Due]:
    """Stands for what falls due soon where none is to be asked for."""
    raise LookupError("what falls due is not at hand here")


@dataclass(frozen=True, kw_only=True)
class Situation:
    """How things stand at `now`: what the nudges look at. Steps are looked for up to `until`: `now` for the clock."""

    now: datetime
    until: datetime
    terms: Terms
    calendar: WorkCalendar
    probes: Sequence[Watched] = ()
    """The pages that are looked at, and where each stands."""
    recoveries: Mapping[str, datetime] = field(default_factory=dict)
    """Since when the pages are up again that an outage is about, by the fault's id."""
    facts: Facts
    """What is open or was lately, of every kind that a nudge is about; all people, and leave of these days."""
    standing: Callable[[Span, datetime], Standing] = no_standing
    """The score of a period at a moment."""
    due_soon: Callable[[datetime], Sequence[Due]] = nothing_due
    """What falls due, with points, in the days after a moment."""

    def of(self, kind: type[SomeFact]) -> tuple[SomeFact, ...]:
        """The facts of a kind."""
        return self.facts.of(kind)

    def fact(self, kind: type[SomeFact], id_: str) -> SomeFact | None:
        """The fact of that id, or None."""
        return next((fact for fact in self.of(kind) if fact.id == id_), None)

    @cached_property
    def _approved_leave(self) -> Mapping[str, Sequence[Leave]]:
        taken: defaultdict[str, list[Leave]] = defaultdict(list)
        for leave in self.of(Leave):
            if leave.state == "approved":
                taken[leave.person].append(leave)
        return taken

    @cached_property
    def punches(self) -> Mapping[tuple[str, date], Sequence[Punch]]:
        """The punches of these days, by person and day."""
        made: defaultdict[tuple[str, date], list[Punch]] = defaultdict(list)
        for punch in self.of(Punch):
            made[punch.person, day_of(punch.at)].append(punch)
        return made

    @property
    def today(self) -> date:
        """The day that holds `now`."""
        return day_of(self.now)

    @property
    def days(self) -> list[date]:
        """Yesterday, and every day up to that of `until`: nothing that is nudged about by the day is older."""
        first = self.today - timedelta(days=1)
        return [first + timedelta(days=offset) for offset in range((day_of(self.until) - first).days + 1)]

    @cached_property
    def turns(self) -> Mapping[date, Sequence[Duty]]:
        """The turns on the roster, by day."""
        held: defaultdict[date, list[Duty]] = defaultdict(list)
        for duty in sorted(self.of(Duty), key=lambda duty: (duty.day, duty.part, duty.id)):
            held[duty.day].append(duty)
        return held

    def roster(self, day: date) -> DutyDay:
        """The day's turns, and who of them is there."""
        return duty_day(day, self.turns.get(day, ()), self.people.get, self.halves_away)

    def on_duty(self, day: date) -> list[Person]:
        """Who is on duty that day and there, each once."""
        return [self.people[person] for person in dict.fromkeys(turn.person for turn in self.roster(day).there)]

    @cached_property
    def blocks(self) -> Sequence[Block]:
        """The holidays and guard periods of the term that touch these days or begin soon after, in time order."""
        ahead = days_later(self.days[-1], ROSTERS_WITHIN.days)
        found = blocks(self.calendar, self.of(Guard), self.days[0], ahead)
        return [block for block in found if self.terms.opens <= block.first <= self.terms.until]

    @property
    def weeks(self) -> list[Span]:
        """The ISO weeks that hold the days."""
        return list(spans_of("week", self.days[0], self.days[-1]))

    @property
    def appraisals(self) -> list[Span]:
        """The appraisal periods that hold the days, as far as they lie in the term, without those before books open."""
        form, term = self.terms.appraisal, self.terms.term
        spans = [term] if form == "contract" else spans_of(form, self.days[0], self.days[-1])
        inside = (span.clipped(term.first, term.last) for span in spans)
        return [span for span in inside if span is not None and span.last >= self.terms.opens]

    @cached_property
    def known(self) -> Facts:
        """The facts that documents, plans and people are judged by, as the score sees them at `now`."""
        return Facts.build(fact for kind in _JUDGED for fact in self.facts.of(kind)).seen_at(self.now)

    @cached_property
    def documents(self) -> Mapping[str, DocumentOwed]:
        """The documents owed since books opened, by their subjects, whether they came in or not."""
        faults, documents = self.known.of(Fault), self.known.of(Document)
        ahead = days_later(self.days[-1], OWED_WITHIN.days)
        owed = documents_owed(faults, documents, self.terms, self.calendar, ahead)
        return {document.subject: document for document in owed if document.due >= self.terms.opens}

    @cached_property
    def came_in(self) -> Mapping[str, Document]:
        """The first submission of each document that came in, by the same subjects."""
        return first_submissions(self.known.of(Document))

    @cached_property
    def people(self) -> Mapping[str, Person]:
        """People by id."""
        return {person.id: person for person in self.of(Person)}

    def name_of(self, person: str | None) -> str:
        """The person's name; the id of somebody not held."""
        known = self.people.get(person or "")
        return known.name if known else person or ""

    def active(self, day: date) -> list[Person]:
        """Who belongs to the project on that day, in the order of their ids."""
        return sorted((one for one in self.people.values() if one.active(day)), key=lambda person: person.id)

    def pms(self, day: date) -> list[str]:
        """The PMs of that day."""
        return [person.id for person in self.active(day) if person.role == "pm"]

    def heads(self, day: date) -> list[str]:
        """The PMs of that day, and the company's own managers."""
        return [*self.rung("pm", day), *self.rung("manager", day)]

    def rung(self, rung: Rung, day: date) -> list[str]:
        """Whom that rung of a ladder reaches: PMs, or the company's own managers."""
        if rung == "pm":
            return self.pms(day)
        return [person.id for person in self.active(day) if person.role == "manager" and person.side == "team"]

    def halves_away(self, person: str, day: date) -> frozenset[Half]:
        """The halves of the day on which the person is on leave."""
        return frozenset(halves_on_leave(self._approved_leave.get(person, ()), day, day).get((person, day), ()))

    def away(self, person: str, at: datetime) -> bool:
        """Whether the person is on leave at that moment."""
        afternoon = at.astimezone(BEIJING).time() >= self.terms.noon
        return ("pm" if afternoon else "am") in self.halves_away(person, day_of(at))

    def there(self, person: str, at: datetime) -> bool:
        """Whether the person belongs to the project at that moment and is not on leave."""
        known = self.people.get(person)
        return known is not None and known.active(day_of(at)) and not self.away(person, at)

    def whose(self, person: str | None) -> str:
        """The person, or the ops channel where that is nobody of the team."""
        known = self.people.get(person or "")
        return known.id if known and known.side == "team" else OPS_CHANNEL

    def minds(self, due: date) -> bool:
        """Whether what is due on that day is reminded of: from books open on, also after the term (reading 11)."""
        return due >= self.terms.opens

    def steps(self, code: str, anchor: Anchor, *, first: date | None = None) -> list[Step]:
        """The steps of a nudge about something, up to `until`; none before `first`."""
        since = earlier(self.now, REPEATS_SINCE)
        steps = steps_of(self.terms.nudges.steps[code], anchor, self.calendar, self.until, since)
        return [step for step in steps if first is None or day_of(step.at) >= first]


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What a nudge wants done: about what, by whom, when it says so, in which words, and the buttons that do it.

    `to` is a person's id or a channel. Nothing is said any more from `lapses` on. `owed_by` is the moment by which it
    must be done; None where nothing is gained by waiting. `anchor` is what the ladder's steps hang on. No step comes
    before `since`, when there was nothing yet to be reminded of.
    """

    subject: str
    anchor: Anchor
    steps: Sequence[Step]
    line: Callable[[datetime, Translator], str]
    """What is said at that moment."""
    discreetly: Callable[[datetime, Translator], str] | None = None
    """What is said instead in a channel, and to whoever stands in, where not everybody may read all of it."""
    to: str = OPS_CHANNEL
    does_it: Sequence[Button] = ()
    lapses: datetime | None = None
    owed_by: datetime | None = None
    since: datetime | None = None
    of_earlier_hours: bool = False
    """It is about hours that the person worked, and so is said though they are on leave by then."""
    informs: bool = False
    """It only tells something: it is said once and never settled."""
    stays_true: bool = False
    """What it tells is edited in place, as long as its post is the newest, where it has changed."""
    further: bool = False
    """It is put to one more person beside the first, whose the plain keys and the ladder are."""


@dataclass(frozen=True)
class Nudge:
    """One kind of nudge.

    `asks` gives what is still to be done. `settled` gives, for a subject that was nudged about, what its posts say from
    now on, or None while it still stands. A `personal` one is for that very person: nobody stands in, and whom its
    ladder reaches is told without being asked to act.
    """

    code: str
    asks: Callable[[Situation], Iterable[Ask]]
    settled: Callable[[Situation, str], View | None]
    personal: bool = False
    names_duty: bool = True
    """Whether its posts in a channel name who is on duty that day; not so where they are about just that."""

    def about(self, subject: str) -> str:
        """The nudge and its subject, as snoozes name them."""
        return f"{self.code}:{subject}"


@dataclass(frozen=True, kw_only=True)
class Coming:
    """A step that comes: which nudge's, about what, when, to whom."""

    nudge: Nudge
    hours: NudgeTerms
    ask: Ask
    step: str
    at: datetime
    to: str
    lane: str = ""
    """Empty for who is asked first; `FURTHER` or the rung for whom is told beside them."""
    reader: Person | None = None
    """Who reads it; None where it stands in a channel."""
    stands_in_for: Person | None = None
    """Who would read it, were they not on leave."""
    on_duty: Sequence[Person] = ()
    """Who is on duty that day, where a channel is told."""

    @property
    def about(self) -> str:
        """The nudge and its subject, as snoozes name them."""
        return self.nudge.about(self.ask.subject)

    @property
    def key(self) -> str:
        """What makes the step unique: code, subject, step."""
        return f"{self.about}:{self.step}"

    @property
    def is_urgent(self) -> bool:
        """Whether it speaks at night too."""
        return self.nudge.code in self.hours.urgent

    def speaks_at(self, moment: datetime) -> datetime:
        """When it may speak, at the earliest from that moment on."""
        return self.hours.speaks_at(self.nudge.code, moment)

    def says(self, now: datetime, t: Translator) -> Reply:
        """The step's words, the buttons that do what it wants, and those that put it off in time."""
        line = self.line(now, t)
        pressed = [button for button in (*self.ask.does_it, *self._snoozes(now)) if self._may_press(button)]
        return Reply(line, [*sections(line), *buttons(pressed, t)])

    def line(self, now: datetime, t: Translator) -> str:
        """The step's words; in a channel who is on duty, to whom stands in, for whom."""
        absent, discreetly = self.stands_in_for, self.ask.discreetly
        says = discreetly if discreetly and (absent or not self.reader) else self.ask.line
        line = says(now, t)
        if self.on_duty:
            who = t.listed(mention(person) for person in self.on_duty)
            line = f"{line}\n{t('On duty today: {names}', names=who)}"
        return line if absent is None else t("{name} is on leave: {line}", name=escape(absent.name), line=line)

    def _may_press(self, button: Button) -> bool:
        if self.nudge.personal and self.to != self.ask.to:
            return False
        return self.reader is None or may(self.reader, f"{button.command}.{button.verb}")

    def _snoozes(self, now: datetime) -> list[Button]:
        owed_by = self.ask.owed_by
        return [
            Button(label, "zhiban", "snooze", f"{until} {self.about}")
            for label, until in SNOOZES
            if owed_by is not None and self.speaks_at(parse_moment(until, now)) < owed_by
        ]


def quoted(words: str | None, t: Translator) -> str:
    """What people wrote, to follow an id; nothing where they wrote nothing."""
    return t.pick(f"“{escape(brief(words))}”", f" “{escape(brief(words))}”") if words else ""
