"""The duty roster against its rules, case by case."""

from collections import Counter
from datetime import date
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from storage.contract.kinds import CalendarDay, Guard, Leave
from tests.storage.contract.rosters import (
    CALENDAR,
    DAY,
    FIRST,
    OCTOBER,
    away,
    duty,
    person,
    roster,
    who,
)


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


@pytest.mark.parametrize(
    ("count", "gone", "holidays"),
    [
        (2, away("b", date(2026, 10, 1), date(2026, 10, 5)), [6, 4]),
        (4, away("d", *OCTOBER), [3, 3, 3, 1]),
    ],
)
def test_holidays_of_all_blocks_come_out_even_together(count: int, gone: Leave, holidays: list[int]) -> None:
    turns = roster(date(2026, 9, 25), OCTOBER[1], [person(name) for name in "abcd"[:count]], [gone])
    loads = Counter(str(turn.person) for turn in turns if turn.reason.kind == "holiday")
    assert [loads[name] for name in "abcd"[:count]] == holidays
    autumn = Counter(turn.person for turn in turns[:3])
    assert max(autumn.values()) - min(autumn[name] for name in "abcd"[:count]) <= 1


def test_what_is_set_later_counts_for_the_blocks_before() -> None:
    later = [duty(OCTOBER[0] + DAY * offset, "abb"[offset % 3]) for offset in range(7)]
    turns = roster(date(2026, 9, 25), OCTOBER[1], [person("a"), person("b")], (), later)
    assert Counter(who(turns[:3])) == {"a": 2, "b": 1}


def guard(id_: str, first: date, last: date) -> Guard:
    return Guard(id=id_, name="Session", from_=first, until=last)


THURSDAY, SUNDAY = date(2026, 12, 10), date(2026, 12, 13)


def test_a_guard_period_has_a_day_for_everybody_whatever_they_had() -> None:
    people = [person(name) for name in "abcd"]
    history = [duty(date(2026, 11, 2) + DAY * offset, "ab"[offset % 2]) for offset in range(14)]
    session = [guard("g-1", THURSDAY, SUNDAY)]
    turns = roster(THURSDAY, SUNDAY, people, (), history, guards=session)
    assert sorted(map(str, who(turns))) == ["a", "b", "c", "d"]
    assert sorted(map(str, who(roster(THURSDAY, SUNDAY, people, (), history)))) == ["c", "c", "d", "d"]
    month = roster(date(2026, 12, 1), date(2026, 12, 31), people, (), history, guards=session)
    assert sorted(str(turn.person) for turn in month if THURSDAY <= turn.day <= SUNDAY) == ["a", "b", "c", "d"]
    assert all(one.person != other.person for one, other in pairwise(month))


def test_in_a_guard_period_who_had_fewer_such_days_has_the_extra_one() -> None:
    people, history = (
        [person("a"), person("b"), person("c")],
        [duty(date(2026, 12, 5), "a"), duty(date(2026, 12, 6), "b")],
    )
    turns = roster(THURSDAY, SUNDAY, people, (), history, guards=[guard("g-1", THURSDAY, SUNDAY)])
    assert sorted(Counter(who(turns)).values()) == [1, 1, 2]
    assert "c" in who(turns)[2:]


def test_the_rest_of_a_guard_period_is_shared_out_with_what_is_there_of_it() -> None:
    people, friday = [person("a"), person("b")], THURSDAY + DAY
    there = [duty(THURSDAY, "a"), duty(SUNDAY, "a")]
    session = [guard("g-1", THURSDAY, SUNDAY)]
    turns = roster(friday, friday + DAY, people, (), there, guards=session)
    assert who(turns) == ["b", "b"]
    first = roster(THURSDAY, friday, people, (), [duty(friday + DAY, "a"), duty(SUNDAY, "a")], guards=session)
    assert who(first) == ["b", "b"]


def test_guard_periods_that_overlap_share_no_day_and_holidays_go_first() -> None:
    people = [person("a"), person("b")]
    both = [guard("g-2", THURSDAY, SUNDAY), guard("g-1", THURSDAY - DAY * 2, THURSDAY + DAY)]
    turns = roster(THURSDAY - DAY * 2, SUNDAY, people, guards=both)
    assert sorted(Counter(who(turns[:4])).values()) == [2, 2]
    assert sorted(Counter(who(turns[4:])).values()) == [1, 1]
    holidays = roster(*OCTOBER, people, guards=[guard("g-3", *OCTOBER)])
    assert holidays == roster(*OCTOBER, people)


def test_a_day_that_others_have_of_the_block_outside_these_days_is_told_as_that() -> None:
    people = [person("a"), person("b")]
    there = [duty(date(2026, 5, 1), "a"), duty(date(2026, 10, 6), "b"), duty(date(2026, 10, 7), "b")]
    turns = roster(date(2026, 10, 3), date(2026, 10, 4), people, (), there)
    assert [(turn.person, turn.reason.because) for turn in turns] == [("a", "block"), ("a", "block")]


def test_a_month_with_leave_has_no_days_running_where_that_takes_exchanges() -> None:
    """Day by day in time order alone, somebody has the last two days."""
    people = [person(f"p{number}") for number in range(6)]
    leave = [
        away(whose, date(2026, 10, first), date(2026, 10, last))
        for whose, first, last in [
            ("p0", 9, 25),
            ("p3", 9, 9),
            ("p3", 17, 18),
            ("p4", 14, 15),
            ("p4", 29, 30),
        ]
    ]
    turns = roster(date(2026, 10, 1), date(2026, 10, 31), people, leave)
    assert all(one.person != other.person for one, other in pairwise(turns))


def test_exchanges_come_out_the_same_in_whatever_order_facts_are() -> None:
    people = [person(name) for name in ("lin", "wu", "sun")]
    first, last = date(2026, 8, 1), date(2026, 10, 31)
    leave = [away("lin", first + DAY * 9 * number, first + DAY * (9 * number + 4)) for number in range(9)]
    history = [duty(first - DAY * number, ("lin", "wu")[number % 2]) for number in range(1, 30)]
    turns = roster(first, last, people, leave, history)
    assert any(one.person == other.person for one, other in pairwise(turns))
    assert roster(first, last, people[::-1], leave[::-1], history[::-1]) == turns


@pytest.mark.parametrize("days", [(date.min, date(1, 1, 3)), (date(9999, 12, 30), date.max), (date.min, date.min)])
def test_the_calendar_s_ends_have_rosters_too(days: tuple[date, date]) -> None:
    turns = roster(*days, [person("a"), person("b")], (), [duty(days[1], "a")])
    assert len(turns) == (days[1] - days[0]).days + 1
    assert all(one.person != other.person for one, other in pairwise(turns))
