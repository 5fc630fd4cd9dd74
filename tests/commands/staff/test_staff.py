"""`/staff`: announced changes of people, empty posts; told to the managers alone."""

from datetime import date

import pytest

from storage.contract.kinds import StaffChange, Vacancy
from tests.commands.conftest import Room, refusals


@pytest.mark.parametrize(
    ("typed", "announced", "effective", "in_time"),
    [
        ("lin 2026-08-15", date(2026, 7, 15), date(2026, 8, 15), True),
        ("<@U0LIN|lin> 2026-08-14", date(2026, 7, 15), date(2026, 8, 14), False),
        ("sun 2026-07-22", date(2026, 7, 15), date(2026, 7, 22), True),
        ("Sun 2026-07-21", date(2026, 7, 15), date(2026, 7, 21), False),
        ("lin 2026-08-14 --announced 2026-07-14", date(2026, 7, 14), date(2026, 8, 14), True),
        ("lin 2026-08-14 --告知 昨天", date(2026, 7, 14), date(2026, 8, 14), True),
    ],
)
def test_a_change_is_announced(room: Room, typed: str, announced: date, effective: date, in_time: bool) -> None:
    answer = room.does("zhao", f"/staff change {typed}")
    change = room.fact(StaffChange, "sc-1")
    assert (change.announced_on, change.effective_on) == (announced, effective)
    assert ("In time" in answer.words) is in_time
    assert {key for key in room.outbox() if key.startswith("staff_change")} == {"staff_change:sc-1:chen"}


@pytest.mark.parametrize(
    ("typed", "post", "first", "last"),
    [
        ("驻场工程师 2026-07-13", "驻场工程师", date(2026, 7, 13), None),
        ("data base admin 2026-07-13 2026-07-15", "data base admin", date(2026, 7, 13), date(2026, 7, 15)),
        ("DBA 7月13日 到 7月15日", "DBA", date(2026, 7, 13), date(2026, 7, 15)),
        ("DBA 昨天", "DBA", date(2026, 7, 14), None),
    ],
)
def test_an_empty_post_is_noted(room: Room, typed: str, post: str, first: date, last: date | None) -> None:
    room.does("zhao", f"/staff vacancy {typed}")
    vacancy = room.fact(Vacancy, "v-1")
    assert (vacancy.post, vacancy.from_, vacancy.until) == (post, first, last)


@pytest.mark.parametrize(
    "typed",
    [
        "change",
        "change lin",
        "change nobody 2026-08-15",
        "change lin someday",
        "change lin 2026-08-15 --announced 明天",
        "change lin 2026-08-15 --announced",
        "vacancy",
        "vacancy DBA",
        "vacancy DBA 2026-07-15 2026-07-13",
        "vacancy DBA 2026-07-15 someday",
        "edit v-9 until=2026-07-14",
    ],
)
def test_what_cannot_be_meant_is_refused(room: Room, typed: str) -> None:
    refusals(room, "zhao", [f"/staff {typed}"])


def test_the_list_holds_what_is_ahead(room: Room) -> None:
    assert "no post stands empty" in room.does("lin", "/staff").text
    room.hold(
        StaffChange(id="sc-1", person="lin", announced_on=date(2026, 6, 1), effective_on=date(2026, 7, 14)),
        StaffChange(id="sc-2", person="wu", announced_on=date(2026, 6, 1), effective_on=date(2026, 7, 15)),
        Vacancy(id="v-1", post="DBA", from_=date(2026, 7, 1), until=date(2026, 7, 14)),
        Vacancy(id="v-2", post="DBA", from_=date(2026, 7, 1)),
    )
    words = room.does("chen", "/staff list").words
    assert "sc-2" in words
    assert "v-2" in words
    assert "sc-1" not in words
    assert "v-1" not in words


def test_a_post_that_is_filled_is_put_right(room: Room) -> None:
    room.does("zhao", "/staff vacancy DBA 2026-07-13")
    room.does("zhao", "/staff edit v-1 until=昨天")
    assert room.fact(Vacancy, "v-1").until == date(2026, 7, 14)
