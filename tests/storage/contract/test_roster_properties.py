"""Rosters of many teams against the rules: a checker that knows nothing of how they are drawn up, and every other."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.contract import roster_search
from storage.contract.calendar import WorkCalendar
from storage.contract.kinds import Duty, Guard, Leave, Person
from storage.contract.turns import Turn
from tests.storage.contract.rosters import (
    CALENDAR,
    DAY,
    HOLIDAYS,
    NOVEMBER,
    able,
    away,
    category,
    duty,
    kind,
    person,
    roster,
)


@dataclass(frozen=True)
class Case:
    """A small team, and every roster that there could be for it."""

    first: date
    last: date
    people: Sequence[Person]
    leave: Sequence[Leave]
    held: Sequence[Duty]
    guard: tuple[date, date] | None = None

    @property
    def days(self) -> list[date]:
        return [self.first + DAY * offset for offset in range((self.last - self.first).days + 1)]

    @property
    def calendar(self) -> WorkCalendar:
        return NOVEMBER if self.first.month == 11 else CALENDAR

    @property
    def guards(self) -> list[Guard]:
        return [Guard(id="g-1", name="Session", from_=self.guard[0], until=self.guard[1])] if self.guard else []

    def turns(self) -> list[Turn]:
        return roster(self.first, self.last, self.people, self.leave, self.held, self.calendar, self.guards)

    def lane(self, day: date) -> str:
        guarded = self.guard and self.guard[0] <= day <= self.guard[1]
        return "guard" if guarded and kind(day) != "holiday" else category(day)

    def choices(self) -> list[list[str]]:
        """Who might have each of the days: who has it, where they can be there."""
        set_ = {one.day: one.person for one in self.held}
        able_ = [(day, able(day, self.people, self.leave)) for day in self.days]
        return [[set_[day]] if set_.get(day) in choice else choice for day, choice in able_]

    def worths(self, rosters: Iterable[Sequence[str]]) -> Iterator[tuple[int, int, int]]:
        """Of each roster how uneven lanes are, how uneven kinds of days are with all before, and the days running."""
        days = self.days
        set_ = {one.day: one.person for one in self.held}
        open_ = {self.lane(day) for day in days if set_.get(day) not in able(day, self.people, self.leave)}
        beside = [one for one in self.held if one.day not in days]
        blocks = [one for one in beside if self.lane(one.day) in {*HOLIDAYS, "guard"} and self.lane(one.day) in open_]
        counted = [one for one in beside if one.day < self.first or one in blocks]
        lanes = Counter((self.lane(one.day), one.person) for one in blocks)
        kinds = Counter((kind(one.day), one.person) for one in counted)
        around = {one.day: one.person for one in beside}
        for names in rosters:
            of_lane, of_kind = lanes.copy(), kinds.copy()
            for day, name in zip(days, names, strict=True):
                of_lane[self.lane(day), name] += 1
                of_kind[kind(day), name] += 1
            row = [around.get(self.first - DAY), *names, around.get(self.last + DAY)]
            running = sum(one == other and one is not None for one, other in pairwise(row))
            yield sum(n * n for n in of_lane.values()), sum(n * n for n in of_kind.values()), running


@st.composite
def _small(draw: st.DrawFn, *, guarded: bool = False) -> Case:
    start, end = draw(
        st.sampled_from([(date(2026, 9, 21), date(2026, 10, 11)), (date(2026, 11, 2), date(2026, 11, 20))])
    )
    any_day = st.dates(start, end)
    first = draw(st.dates(start + DAY * 2, end - DAY * 2))
    people = [person(name) for name in "abc"[: draw(st.integers(1, 3))]]
    last = min(first + DAY * draw(st.integers(0, 5 if len(people) == 3 else 7)), end - DAY)
    names = st.sampled_from([one.id for one in people])
    leave = [
        away(draw(names), day, day + DAY * draw(st.integers(0, 3)), state=draw(st.sampled_from(_STATES)))
        for day in draw(st.lists(any_day, max_size=3, unique=True))
    ]
    held = [duty(day, draw(names)) for day in draw(st.lists(any_day, max_size=10, unique=True))]
    guard = None
    if guarded:
        begins = draw(st.dates(first - DAY * 2, last))
        guard = (begins, draw(st.dates(max(begins, first), last + DAY)))
    return Case(first, last, people, leave, held, guard)


_STATES = ("approved", "approved", "claimed", "refused")


@settings(max_examples=150, deadline=None)
@given(_small())
def test_no_other_roster_is_better(case: Case) -> None:
    turns, choices = case.turns(), case.choices()
    assert [turn.day for turn in turns] == case.days
    assert [turn.person is None for turn in turns] == [not choice for choice in choices]
    if all(choices):
        [worth] = case.worths([[str(turn.person) for turn in turns]])
        assert worth == min(case.worths(product(*choices)))


@settings(max_examples=50, deadline=None)
@given(_small())
def test_exchanges_find_what_a_search_cut_short_does_not(case: Case) -> None:
    choices = case.choices()
    if all(choices):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(roster_search, "MOST_TRIES", 1)
            [worth] = case.worths([[str(turn.person) for turn in case.turns()]])
        assert worth == min(case.worths(product(*choices)))


@settings(max_examples=100, deadline=None)
@given(_small(guarded=True))
def test_a_guard_period_is_shared_out_by_itself(case: Case) -> None:
    choices = case.choices()
    if all(choices):
        [worth] = case.worths([[str(turn.person) for turn in case.turns()]])
        if all(case.lane(day) == "guard" for day in case.days):
            assert worth == min(case.worths(product(*choices)))
        assert worth[0] == min(uneven for uneven, *_ in case.worths(product(*choices)))


@settings(max_examples=100, deadline=None)
@given(_small())
def test_reasons_are_true(case: Case) -> None:
    turns = case.turns()
    on = {**{one.day: one.person for one in case.held if one.day not in case.days}, **{t.day: t.person for t in turns}}
    for turn in turns:
        reason = turn.reason
        had = Counter(who for day, who in on.items() if who and day < turn.day and kind(day) == reason.kind)
        fewer = {one for one in able(turn.day, case.people, case.leave) if had[one] < had[str(turn.person)]}
        resting = {one for one in fewer if one in (on.get(turn.day - DAY), on.get(turn.day + DAY))}
        others = {who for day, who in on.items() if day in case.days and kind(day) == reason.kind}
        block = {who for day, who in on.items() if case.lane(day) == case.lane(turn.day)}
        assert reason.kind == kind(turn.day)
        assert reason.because == "kept" or set(reason.away) == _away(turn.day, case.leave)
        if reason.because in ("fewest", "rest", "even", "block", "level"):
            assert reason.had == had[str(turn.person)]
            assert bool(fewer) == (reason.because != "fewest")
            assert set(reason.resting) == (fewer if reason.because == "rest" else set())
            assert {"rest": fewer <= resting, "even": fewer <= others, "block": fewer <= block}.get(
                reason.because, True
            )


def _away(day: date, leave: Sequence[Leave]) -> set[str]:
    return {one.person for one in leave if one.state == "approved" and one.from_ <= day <= one.until}


@st.composite
def _large(draw: st.DrawFn) -> tuple[list[Person], list[Leave], list[Duty], int]:
    people = [person(f"p{number}") for number in range(draw(st.integers(1, 9)))]
    names = st.sampled_from([one.id for one in people])
    any_day = st.dates(date(2026, 9, 21), date(2026, 10, 11))
    leave = [
        away(draw(names), start, start + DAY * draw(st.integers(0, 9)))
        for start in draw(st.lists(any_day, max_size=6, unique=True))
    ]
    past = draw(st.lists(st.dates(date(2026, 8, 1), date(2026, 9, 20)), max_size=20, unique=True))
    return people, leave, [duty(day, draw(names)) for day in past], draw(st.integers())


@settings(max_examples=40, deadline=None)
@given(_large())
def test_many_teams_and_leaves_keep_the_rules(case: tuple[list[Person], list[Leave], list[Duty], int]) -> None:
    people, leave, history, seed = case
    first, last = date(2026, 9, 21), date(2026, 10, 11)
    turns = roster(first, last, people, leave, history)
    given_: dict[str, Counter[str]] = {}
    for turn in turns:
        choice = able(turn.day, people, leave)
        assert turn.person in choice if choice else turn.person is None
        if turn.person:
            given_.setdefault(category(turn.day), Counter())[turn.person] += 1
    if not leave:
        for kind, counts in given_.items():
            has = [counts[one.id] for one in people]
            assert max(has) - min(has) <= 1, kind
        if len(people) > 3:
            assert all(one.person != other.person for one, other in pairwise(turns))
    mixed = Random(seed)
    for some in (people, leave, history):
        mixed.shuffle(some)
    assert roster(first, last, people, leave, history) == turns
