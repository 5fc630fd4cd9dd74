"""The duty roster against its rules: a checker that knows nothing of how it is drawn up, and every other roster."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise, product
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.contract.calendar import WorkCalendar
from storage.contract.kinds import CalendarDay, Duty, Leave, Person
from storage.contract.roster import draw_up
from storage.contract.turns import Given, Turn
from storage.records.calendar import announced_calendar

CALENDAR = announced_calendar()
FIRST = date(2026, 10, 1)
OCTOBER = (date(2026, 10, 1), date(2026, 10, 7))
DAY = timedelta(days=1)


def person(id_: str, **more: Any) -> Person:
    return Person(id=id_, name=id_.title(), side=more.pop("side", "team"), role="engineer", onsite=True, **more)


def away(who: str, first: date, last: date, **more: Any) -> Leave:
    return Leave(id=f"l-{who}-{first}-{more.get('half')}", person=who, type="annual", from_=first, until=last, **more)


def duty(day: date, who: str, part: Any = "all") -> Duty:
    return Duty(id=f"du-{day}-{who}", day=day, person=who, part=part)


def roster(
    first: date,
    last: date,
    people: Sequence[Person],
    leave: Sequence[Leave] = (),
    duties: Sequence[Duty] = (),
    calendar: WorkCalendar = CALENDAR,
) -> list[Turn]:
    return draw_up(Given(first=first, last=last, people=people, leave=leave, duties=duties, calendar=calendar))


def who(turns: Sequence[Turn]) -> list[str | None]:
    return [turn.person for turn in turns]


def category(day: date) -> str:
    """By hand, for 2026-09-21 … 2026-10-11: working day, weekend, or which holiday."""
    if date(2026, 9, 25) <= day <= date(2026, 9, 27):
        return "mid-autumn"
    if date(2026, 10, 1) <= day <= date(2026, 10, 7):
        return "national"
    return "weekend" if day.weekday() >= 5 and day != date(2026, 10, 10) else "weekday"


def able(day: date, people: Sequence[Person], leave: Sequence[Leave]) -> list[str]:
    """Who of them may be on duty that day, by the words of the rule."""
    gone = {one.person for one in leave if one.state == "approved" and one.from_ <= day <= one.until}
    here = (one for one in people if one.duty is not False and one.side == "team" and one.active(day))
    return [one.id for one in here if one.id not in gone]


def worth(names: Sequence[str], first: date, people: Sequence[Person], history: Sequence[Duty]) -> tuple[int, int, int]:
    """How uneven a roster of consecutive days is, how much those had before who have more, and the days running."""
    days = [first + DAY * offset for offset in range(len(names))]
    uneven = more = 0
    for kind in {category(day) for day in days}:
        block = [one for one in history if category(one.day) == kind and kind in _HOLIDAYS]
        given_ = [name for name, day in zip(names, days, strict=True) if category(day) == kind]
        has = Counter([*given_, *(one.person for one in block)])
        had = Counter(
            one.person for one in history if _alike(category(one.day), kind) and one not in block and one.day < first
        )
        uneven += sum(has[one.id] ** 2 for one in people)
        more += sum(has[one.id] * had[one.id] for one in people)
    last = days[-1]
    on = {**{one.day: one.person for one in history}, **dict(zip(days, names, strict=True))}
    running = sum(on.get(day - DAY) == on[day] for day in (*days, last + DAY) if day in on)
    return uneven, more, running


def _alike(one: str, other: str) -> bool:
    return one == other or (one in _HOLIDAYS and other in _HOLIDAYS)


_HOLIDAYS = ("mid-autumn", "national")


_DAYS = st.dates(date(2026, 9, 28), date(2026, 10, 9))


@st.composite
def _small(draw: st.DrawFn) -> tuple[date, date, list[Person], list[Leave], list[Duty]]:
    first = draw(_DAYS)
    last = min(first + DAY * draw(st.integers(0, 5)), date(2026, 10, 11))
    people = [person(name) for name in "abc"[: draw(st.integers(1, 3))]]
    names = st.sampled_from([one.id for one in people])
    leave = [
        away(draw(names), start, start + DAY * draw(st.integers(0, 3)), state=draw(st.sampled_from(_STATES)))
        for start in draw(st.lists(_DAYS, max_size=3, unique=True))
    ]
    held = draw(st.lists(st.dates(date(2026, 9, 21), date(2026, 10, 12)), max_size=10, unique=True))
    return first, last, people, leave, [duty(day, draw(names)) for day in held]


_STATES = ("approved", "approved", "claimed", "refused")


@settings(max_examples=150, deadline=None)
@given(_small())
def test_no_other_roster_is_better(case: tuple[date, date, list[Person], list[Leave], list[Duty]]) -> None:
    first, last, people, leave, held = case
    turns = roster(first, last, people, leave, held)
    days = [first + DAY * offset for offset in range((last - first).days + 1)]
    choices = [able(day, people, leave) for day in days]
    set_ = {one.day: one.person for one in held}
    choices = [[set_[day]] if set_.get(day) in choice else choice for day, choice in zip(days, choices, strict=True)]
    history = [one for one in held if one.day not in days]
    assert [turn.day for turn in turns] == days
    assert [turn.person is None for turn in turns] == [not choice for choice in choices]
    if all(choices):
        best = min(worth(names, first, people, history) for names in product(*choices))
        assert worth([str(turn.person) for turn in turns], first, people, history) == best


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


@settings(max_examples=60, deadline=None)
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


def test_leave_makes_no_more_difference_than_it_must() -> None:
    people = [person(name) for name in ("lin", "sun", "wu")]
    turns = roster(*OCTOBER, people, [away("wu", date(2026, 10, 1), date(2026, 10, 5))])
    assert Counter(who(turns)) == {"lin": 3, "sun": 2, "wu": 2} or Counter(who(turns)) == {"lin": 2, "sun": 3, "wu": 2}
    assert who(turns)[5:] == ["wu", "wu"]


@pytest.mark.parametrize("half", ["am", "pm"])
def test_half_a_day_of_leave_keeps_somebody_off_the_roster(half: Any) -> None:
    day = date(2026, 10, 1)
    assert who(roster(day, day, [person("lin"), person("wu")], [away("lin", day, day, half=half)])) == ["wu"]


def test_leave_that_is_only_asked_for_is_left_out_where_it_costs_nothing() -> None:
    day = date(2026, 10, 1)
    asked = away("lin", day, day, state="claimed")
    assert who(roster(day, day, [person("lin"), person("wu")], [asked])) == ["wu"]
    assert who(roster(day, day, [person("lin")], [asked])) == ["lin"]
    assert who(roster(day, day, [person("lin"), person("wu")], [away("lin", day, day, state="refused")])) == ["lin"]


def test_only_the_duty_list_takes_turns_and_only_while_there() -> None:
    people = [
        person("boss", duty=False),
        person("chen", side="client"),
        person("gone", until=date(2026, 9, 30)),
        person("lin"),
        person("new", from_=date(2026, 10, 7)),
    ]
    turns = roster(*OCTOBER, people)
    assert who(turns) == ["lin"] * 6 + ["new"]
    assert [turn.reason.because for turn in turns] == ["only"] * 6 + ["fewest"]
    client = person("feng", side="client", duty=True)
    assert set(who(roster(*OCTOBER, [client, person("lin")]))) == {"feng", "lin"}


def test_who_had_fewer_has_the_extra_turn() -> None:
    people = [person(name) for name in ("lin", "sun", "wu")]
    history = [duty(date(2026, 5, 1), "lin"), duty(date(2026, 5, 2), "wu"), duty(date(2026, 9, 21), "sun")]
    turns = roster(*OCTOBER, people, (), history)
    assert Counter(who(turns)) == {"sun": 3, "lin": 2, "wu": 2}
    assert (turns[0].person, turns[0].reason.because, turns[0].reason.had) == ("sun", "fewest", 0)


def test_kinds_of_days_are_shared_out_apart() -> None:
    people = [person(name) for name in ("lin", "wu")]
    turns = roster(date(2026, 10, 8), date(2026, 10, 18), people)
    weekend = Counter(turn.person for turn in turns if turn.day in (date(2026, 10, 11), *_weekend()))
    assert sorted(weekend.values()) == [1, 2]
    assert [turn.reason.kind for turn in turns][:4] == ["weekday", "weekday", "weekday", "weekend"]


def _weekend() -> tuple[date, date]:
    return date(2026, 10, 17), date(2026, 10, 18)


def test_what_is_set_is_kept_but_not_on_leave() -> None:
    people = [person(name) for name in ("lin", "sun", "wu")]
    held = [duty(date(2026, 10, 2), "lin"), duty(date(2026, 10, 3), "wu", "day"), duty(date(2026, 10, 4), "sun")]
    turns = roster(*OCTOBER, people, [away("sun", date(2026, 10, 4), date(2026, 10, 4))], held)
    by_part = {(turn.day.day, turn.part): turn for turn in turns}
    assert by_part[2, "all"].person == "lin"
    assert by_part[2, "all"].reason.because == "kept"
    assert not by_part[2, "all"].is_new
    assert by_part[3, "day"].person == "wu"
    assert by_part[3, "night"].person not in (None, "wu")
    assert by_part[4, "all"].person in ("lin", "wu")
    assert by_part[4, "all"].held == held[2]
    assert by_part[4, "all"].is_new
    assert sorted(Counter(who(turns)).values()) == [2, 3, 3]


def test_the_rest_of_a_block_is_shared_out_with_what_is_there_of_it() -> None:
    people = [person(name) for name in ("lin", "sun", "wu")]
    there = [duty(FIRST + DAY * offset, "lin") for offset in range(3)]
    rest = roster(FIRST + DAY * 3, OCTOBER[1], people, (), there)
    assert Counter(who(rest)) == {"sun": 2, "wu": 2}
    behind = [duty(OCTOBER[1] - DAY * offset, "lin") for offset in range(3)]
    assert Counter(who(roster(FIRST, FIRST + DAY * 3, people, (), behind))) == {"sun": 2, "wu": 2}


def test_a_week_is_even_in_all_too() -> None:
    turns = roster(date(2026, 10, 12), date(2026, 10, 18), [person(name) for name in "abc"])
    assert sorted(Counter(who(turns)).values()) == [2, 2, 3]


def test_the_days_around_are_looked_at() -> None:
    people = [person("lin"), person("wu")]
    day = date(2026, 10, 3)
    history = [duty(date(2026, 5, 1), "lin"), duty(date(2026, 5, 2), "wu")]
    assert who(roster(day, day, people, (), [*history, duty(day - DAY, "lin"), duty(date(2026, 5, 3), "wu")])) == ["wu"]
    assert who(roster(day, day, people, (), [*history, duty(day + DAY, "lin")])) == ["wu"]


def test_nobody_can() -> None:
    [turn] = roster(date(2026, 10, 1), date(2026, 10, 1), [person("lin")], [away("lin", *OCTOBER)])
    assert (turn.person, turn.reason.because, turn.reason.away) == (None, "nobody", ("lin",))


def test_a_declared_day_off_on_a_working_day_is_a_holiday() -> None:
    calendar = CALENDAR.overridden([CalendarDay(id="c-1", day=date(2026, 7, 17), off=True, name="Moving")])
    turns = roster(date(2026, 7, 16), date(2026, 7, 20), [person("lin")], calendar=calendar)
    assert [turn.reason.kind for turn in turns] == ["weekday", "holiday", "holiday", "holiday", "weekday"]


def test_a_year_for_two_is_drawn_up_though_it_cannot_be_searched_through() -> None:
    turns = roster(date(2026, 6, 15), date(2027, 6, 14), [person("lin"), person("wu")])
    assert len(turns) == 365
    assert sum(one.person == other.person for one, other in pairwise(turns)) <= 5


@pytest.mark.parametrize("seed", range(6))
def test_months_with_leave_have_nobody_on_duty_two_days_running(seed: int) -> None:
    mixed, people = Random(seed), [person(f"p{number}") for number in range(5)]
    first, last = date(2026, 8, 1), date(2026, 12, 31)
    starts = [first + DAY * mixed.randrange(150) for _ in range(8)]
    leave = [away(f"p{number % 5}", start, start + DAY * mixed.randrange(7)) for number, start in enumerate(starts)]
    history = [duty(first - DAY * number, f"p{mixed.randrange(5)}") for number in range(2, 60)]
    turns = roster(first, last, people, leave, history)
    assert len(turns) == 153
    assert all(one.person != other.person for one, other in pairwise(turns))
