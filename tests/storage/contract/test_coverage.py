"""Who of a day's turns is there, and whether they cover the day."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.contract.calendar import WorkCalendar
from storage.contract.coverage import DutyDay, duty_day
from storage.contract.kinds import Duty, Leave, Person
from storage.contract.obligations import halves_on_leave
from storage.contract.turns import Given

DAY = date(2026, 10, 1)
EVE = date(2026, 9, 30)


def person(id_: str, **more: Any) -> Person:
    return Person(**{"id": id_, "name": id_, "side": "team", "role": "engineer", "onsite": True, **more})


PEOPLE = (
    person("lin"),
    person("wu"),
    person("gu", role="manager", duty=False),
    person("chen", side="client", role="manager", onsite=False),
    person("gone", until=EVE),
    person("leaving", until=DAY),
    person("later", from_=date(2026, 10, 2)),
)


def leave(who: str, half: Any = None, state: Any = "approved") -> Leave:
    return Leave(id=f"l-{who}-{half}-{state}", person=who, type="sick", from_=DAY, until=DAY, half=half, state=state)


def turn(who: str, part: Any = "all") -> Duty:
    return Duty(id=f"du-{who}-{part}", day=DAY, person=who, part=part)


def day_with(turns: list[Duty], leaves: list[Leave]) -> DutyDay:
    halves = halves_on_leave((one for one in leaves if one.state == "approved"), DAY, DAY)
    known = {one.id: one for one in PEOPLE}
    return duty_day(DAY, turns, known.get, lambda who, day: halves.get((who, day)))


@pytest.mark.parametrize(
    ("turns", "leaves", "absences", "covered"),
    [
        ([], [], [], False),
        ([turn("lin")], [], [None], True),
        ([turn("lin", "day")], [], [None], False),
        ([turn("lin", "day"), turn("wu", "night")], [], [None, None], True),
        ([turn("lin", "day"), turn("wu", "night")], [leave("wu")], [None, "leave"], False),
        ([turn("lin")], [leave("lin", "am")], ["leave"], False),
        ([turn("lin")], [leave("lin", state="claimed")], [None], True),
        ([turn("lin")], [leave("wu")], [None], True),
        ([turn("lin"), turn("wu")], [leave("lin")], ["leave", None], True),
        ([turn("gone")], [], ["gone"], False),
        ([turn("leaving")], [], [None], True),
        ([turn("later")], [], ["gone"], False),
        ([turn("stranger")], [], ["gone"], False),
        ([turn("gu")], [], [None], True),
        ([turn("chen")], [], [None], True),
    ],
)
def test_who_is_there(turns: list[Duty], leaves: list[Leave], absences: list[Any], covered: bool) -> None:
    found = day_with(turns, leaves)
    assert [placed.absence for placed in found.turns] == absences
    assert found.is_covered is covered
    assert [placed.turn for placed in found.absent] == [one for one in turns if one not in found.there]


@given(
    turns=st.lists(
        st.builds(turn, st.sampled_from([one.id for one in PEOPLE]), st.sampled_from(["day", "night", "all"]))
    ),
    leaves=st.lists(
        st.builds(
            leave,
            st.sampled_from([one.id for one in PEOPLE]),
            st.sampled_from([None, "am", "pm"]),
            st.sampled_from(["approved", "claimed", "refused"]),
        )
    ),
)
def test_a_day_is_covered_exactly_where_drawing_up_leaves_it_as_it_is(turns: list[Duty], leaves: list[Leave]) -> None:
    made_from = Given(first=DAY, last=DAY, people=PEOPLE, leave=leaves, duties=turns, calendar=WorkCalendar())
    assert day_with(turns, leaves).is_covered is (not made_from.slots)
