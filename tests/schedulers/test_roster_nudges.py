"""`roster.holiday`, `roster.today`, `roster.gap`, and who is on duty in the channel's other posts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from commands.kit.texts import translator
from commands.roster import actions, warnings
from schedulers.catalog import NUDGES
from schedulers.clock import changes_due
from schedulers.manners import newest_due, said_between
from schedulers.nudge import Situation
from schedulers.nudges.inspect_page import NUDGE as PAGE
from schedulers.nudges.roster_gap import NUDGE as GAP
from schedulers.nudges.roster_holiday import NUDGE as HOLIDAY
from schedulers.nudges.roster_today import NUDGE as TODAY
from schedulers.stands import situation
from storage.contract.fact import Fact
from storage.contract.kinds import Duty, Guard, Leave, Person
from storage.contract.terms import load_terms
from storage.database import Database
from storage.records.ledger import Author, UnitOfWork, by_bot
from storage.records.outbox import Post, mark_shown
from tests.mrkdwn import glued_marks
from tests.schedulers.stage import EVERYBODY, becomes, day, keys, moment, says, stands

_posts = Post.__table__  # type: ignore[attr-defined]
FIRST = date(2026, 10, 1)
WEEK = [FIRST + timedelta(days=offset) for offset in range(7)]
GUARD = Guard(id="g-1", name="Forum", from_=day("2026-08-10"), until=day("2026-08-12"))


def duty(on: date, who: str = "lin", part: Any = "all") -> Duty:
    return Duty(id=f"du-{on}-{who}", day=on, person=who, part=part)


ROSTER = [duty(one, ("lin", "wu", "zhao")[number % 3]) for number, one in enumerate(WEEK)]


@pytest.mark.parametrize(
    ("now", "posted"),
    [
        ("2026-09-28 09:59:59", False),
        ("2026-09-28 10:00:00", True),
        ("2026-10-07 20:00:00", True),  # missed till then, and still true
        ("2026-10-08 08:00:00", False),
    ],
)
def test_the_holidays_roster_is_posted_three_working_days_before(now: str, posted: bool) -> None:
    found = keys(HOLIDAY, stands(now, *ROSTER))
    assert found == ({"2026-10-01:-3-wd-10:00": "#ops"} if posted else {})


def test_the_whole_block_is_posted_with_what_nobody_has() -> None:
    some = [*ROSTER[:6], duty(WEEK[6], "wu", "night")]
    for language in ("en", "zh"):
        said = says(HOLIDAY, stands("2026-09-28 10:00:00", *some[1:]), "2026-10-01", language)
        assert [f"2026-10-0{number}" in said for number in range(1, 8)] == [True] * 7
        assert said.count("<@U0LIN>") >= 1
        assert glued_marks(said) == []
    english = says(HOLIDAY, stands("2026-09-28 10:00:00", *some[1:]), "2026-10-01")
    assert "2026-10-01 (Thu) — *nobody yet*" in english
    assert "2026-10-07 (Wed) — <@U0WU> · night shift" in english
    assert "On duty over National Day" in english


def test_a_block_without_any_roster_is_not_posted() -> None:
    assert keys(HOLIDAY, stands("2026-09-30 10:00:00")) == {}


def test_a_guard_period_is_posted_like_a_holiday() -> None:
    stand = stands("2026-08-05 10:00:00", GUARD, duty(GUARD.from_))
    assert keys(HOLIDAY, stand) == {"g-1:-3-wd-10:00": "#ops"}
    assert keys(HOLIDAY, stands("2026-08-05 09:59:00", GUARD, duty(GUARD.from_))) == {}


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ("2026-10-01 08:29:59", set()),
        ("2026-10-01 08:30:00", {"#ops", "lin", "wu"}),
        ("2026-10-01 21:59:59", {"#ops", "lin", "wu"}),
        ("2026-10-02 08:30:00", set()),
    ],
)
def test_who_is_on_duty_is_told_in_the_channel_and_to_each(now: str, told: set[str]) -> None:
    stand = stands(now, duty(FIRST, "lin", "day"), duty(FIRST, "wu", "night"))
    assert set(keys(TODAY, stand).values()) == told
    if told:
        assert "On duty today, 2026-10-01 (Thu): <@U0LIN> · day shift, <@U0WU> · night shift" in says(
            TODAY, stand, "2026-10-01"
        )
        assert "You are on duty today, 2026-10-01 (Thu): night shift." in says(TODAY, stand, "2026-10-01@wu")
        assert all(ask.stays_true for ask in TODAY.asks(stand)), "a part may change during the day"
        assert glued_marks(says(TODAY, stand, "2026-10-01", "zh")) == []


def test_whoever_takes_over_later_is_told_too() -> None:
    assert keys(TODAY, stands("2026-10-01 12:00:00", duty(FIRST, "wu"))) == {
        "2026-10-01:08:30": "#ops",
        "2026-10-01@wu:08:30": "wu",
    }


def test_any_day_on_the_roster_counts_not_only_holidays() -> None:
    assert "2026-07-15:08:30" in keys(TODAY, stands("2026-07-15 08:30:00", duty(day("2026-07-15"))))


@pytest.mark.parametrize(
    ("now", "step"),
    [
        ("2026-09-21 09:29:59", None),
        ("2026-09-21 09:30:00", "-10-d-09:30"),
        ("2026-09-24 09:30:00", "-7-d-09:30"),
        ("2026-09-26 09:30:00", "-5-d-09:30"),
        ("2026-09-28 09:30:00", "-3-d-09:30"),
        ("2026-10-03 09:30:00", "-3-d-09:30"),
    ],
)
def test_a_gap_is_asked_about_ten_seven_five_three_days_before(now: str, step: str | None) -> None:
    found = keys(GAP, stands(now, *ROSTER[:6]))
    mine = {key: to for key, to in found.items() if key.startswith("2026-10-01")}
    assert mine == ({f"2026-10-01:{step}": "zhao"} if step else {})


def test_then_the_companys_manager_is_told() -> None:
    reached = keys(GAP, stands("2026-09-29 09:30:00", *ROSTER[:6]), ladder=True)
    assert reached["2026-10-01:manager-gu--2-d-09:30"] == "gu"
    assert "gu" not in keys(GAP, stands("2026-09-29 09:29:59", *ROSTER[:6]), ladder=True).values()


def test_a_full_roster_is_not_asked_about_and_settles_what_was() -> None:
    stand = stands("2026-09-28 09:30:00", *ROSTER)
    assert "2026-10-01:-3-d-09:30" not in keys(GAP, stand)
    assert "every day has somebody on duty" in str(becomes(GAP, stand, "2026-10-01"))
    assert becomes(GAP, stands("2026-09-28 09:30:00", *ROSTER[1:]), "2026-10-01") is None
    assert "over" in str(becomes(GAP, stands("2026-10-09 09:30:00"), "2026-10-01"))
    assert "over" in str(becomes(GAP, stands("2026-08-01 09:30:00"), "g-1"))


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ([duty(FIRST, "lin", "day")], True),
        ([duty(FIRST, "lin", "day"), duty(FIRST, "wu", "night")], False),
        ([duty(FIRST), Leave(id="l-1", person="lin", type="sick", from_=FIRST, until=FIRST)], True),
        ([duty(FIRST), Leave(id="l-1", person="lin", type="sick", from_=FIRST, until=FIRST, state="claimed")], False),
        ([duty(FIRST, "nobody")], True),
    ],
)
def test_a_day_is_covered_by_who_can_be_there_the_whole_day(facts: list[Fact], asked: bool) -> None:
    found = keys(GAP, stands("2026-09-28 09:30:00", *ROSTER[1:], *facts))
    assert ("2026-10-01:-3-d-09:30" in found) is asked


def test_past_days_of_a_running_block_are_not_asked_about() -> None:
    assert "2026-10-01:-3-d-09:30" in keys(GAP, stands("2026-10-01 09:30:00", *ROSTER[1:]))
    assert keys(GAP, stands("2026-10-02 09:30:00", *ROSTER[1:])) == {}


def test_a_guard_period_has_a_roster_too_and_one_within_a_holiday_is_asked_about_once() -> None:
    assert keys(GAP, stands("2026-08-07 09:30:00", GUARD)) == {"g-1:-3-d-09:30": "zhao"}
    within = Guard(id="g-2", name="National", from_=FIRST, until=FIRST)
    assert not any(key.startswith("g-2") for key in keys(GAP, stands("2026-09-28 09:30:00", within)))


def test_the_button_draws_up_what_is_missing() -> None:
    said = says(GAP, stands("2026-09-28 09:30:00", *ROSTER[:3]), "2026-10-01")
    assert "2026-10-04 2026-10-07" in said
    assert "not fully covered: 2026-10-04 (Sun) to 2026-10-07 (Wed)." in said


def test_wanting_days_that_follow_each_other_are_said_as_one() -> None:
    said = says(GAP, stands("2026-09-28 09:30:00", ROSTER[0], ROSTER[2], ROSTER[5]), "2026-10-01")
    assert "not fully covered: 2026-10-02 (Fri), 2026-10-04 (Sun) to 2026-10-05 (Mon), 2026-10-07 (Wed)." in said


def test_nothing_outside_the_term() -> None:
    late = stands("2027-06-30 09:30:00", until="2027-09-30 09:30:00")
    assert late.blocks == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_channels_other_posts_name_who_is_on_duty(language: Any) -> None:
    stand = stands("2026-10-01 15:00:00", *ROSTER)
    [step] = newest_due([PAGE], stand)
    assert "<@U0LIN>" in step.says(stand.now, translator(language)).text
    [bare] = newest_due([PAGE], stands("2026-10-01 15:00:00"))
    assert "<@" not in bare.says(stand.now, translator(language)).text


def test_a_preview_follows_the_final_roster() -> None:
    stand = stands("2026-09-20 00:00:00", *ROSTER, until="2026-10-08 00:00:00")
    said = [step for step in said_between(NUDGES, stand, stand.now) if step.nudge.code.startswith("roster.")]
    codes = [step.key for step in said if step.ask.subject.startswith("2026-10")]
    assert codes[0] == "roster.holiday:2026-10-01:-3-wd-10:00"
    assert len([key for key in codes if key.startswith("roster.today")]) == 14


def test_rosters_and_leave_ahead_are_loaded_but_not_all_of_them(database: Database) -> None:
    facts = [
        duty(day("2026-06-20")),
        *ROSTER,
        duty(day("2027-05-01")),
        Leave(id="l-1", person="wu", type="annual", from_=WEEK[1], until=WEEK[1]),
    ]
    at = moment("2026-09-21 09:30:00")
    database.write(lambda c: UnitOfWork(c, by_bot("test"), at).record_all(facts, replace=False)).result(10)
    with database.read() as connection:
        stand: Situation = situation(connection, load_terms({}), at)
    assert [one.day for one in stand.of(Duty)] == WEEK
    assert keys(GAP, stand)["2026-10-01:-10-d-09:30"] == "zhao"


def test_what_was_posted_is_edited_with_the_roster(database: Database) -> None:
    def write(*facts: Fact) -> None:
        database.write(lambda c: UnitOfWork(c, by_bot("test"), at).record_all(facts, replace=True)).result(10)

    def look(when: str) -> Any:
        now = moment(when)
        with database.write_alone() as connection:
            for change in changes_due(connection, load_terms({}), now):
                change(connection)
            found = connection.execute(select(_posts).where(_posts.c.key.like("roster.%")))
            return {row.key: row for row in found}

    at = moment("2026-09-28 09:00:00")
    write(*ROSTER)
    key = "roster.holiday:2026-10-01:-3-wd-10:00"
    assert look("2026-09-28 10:00:00")[key].wanted == 1
    assert look("2026-09-28 10:01:00")[key].wanted == 1
    write(replace(ROSTER[3], person="zhao"))
    edited = look("2026-09-28 10:02:00")[key]
    assert (edited.wanted, edited.shown, edited.open, edited.moot) == (2, 0, False, False)
    assert "2026-10-04 (Sun) — <@U0ZHAO>" in edited.content["en"]["text"]
    today = "roster.today:2026-10-01:08:30"
    assert "<@U0LIN>" in look("2026-10-01 08:30:00")[today].content["zh"]["text"]
    write(replace(ROSTER[0], person="wu"))
    after = look("2026-10-01 12:00:00")
    assert "<@U0WU>" in after[today].content["zh"]["text"]
    assert after["roster.today:2026-10-01@wu:08:30"].recipient == "wu"


def on_leave(who: str, first: date = FIRST, **more: Any) -> Leave:
    return Leave(id=f"l-{who}", person=who, type="sick", from_=first, until=first, **more)


GONE = tuple(replace(one, until=FIRST - timedelta(days=1)) if one.id == "lin" else one for one in EVERYBODY)


@pytest.mark.parametrize(
    ("facts", "people", "why"),
    [
        ([on_leave("lin")], EVERYBODY, "Lin is on leave that day"),
        ([on_leave("lin", half="pm")], EVERYBODY, "Lin is on leave that day"),
        ([], GONE, "Lin is not in the project that day"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_who_is_not_there_is_told_nothing_and_nobody_stands_in(
    facts: list[Fact], people: Any, why: str, language: Any
) -> None:
    stand = stands("2026-10-01 08:30:00", duty(FIRST, "lin"), *facts, people=people)
    assert keys(TODAY, stand) == {"2026-10-01:08:30": "#ops"}
    said = says(TODAY, stand, "2026-10-01", language)
    assert glued_marks(said) == []
    assert "<@U0LIN>" not in said
    if language == "en":
        assert f"On duty today, 2026-10-01 (Thu): *nobody*; not covered: {why}" in said
    over_the_block = says(HOLIDAY, stand, "2026-10-01")
    assert f"2026-10-01 (Thu) — *nobody*; not covered: {why}" in over_the_block
    assert "2026-10-01:-3-d-09:30" in keys(GAP, stands("2026-09-30 09:30:00", *ROSTER, *facts, people=people))


def test_other_posts_name_only_who_is_there() -> None:
    stand = stands("2026-10-01 15:00:00", duty(FIRST, "lin", "day"), duty(FIRST, "wu", "night"), on_leave("wu"))
    [step] = newest_due([PAGE], stand)
    said = step.says(stand.now, translator("en")).text
    assert "On duty today: <@U0LIN>" in said
    assert "<@U0WU>" not in said


def test_ones_own_post_ends_with_the_turn_and_with_the_day() -> None:
    mine = "2026-10-01@lin"
    assert becomes(TODAY, stands("2026-10-01 12:00:00", duty(FIRST, "lin")), mine) is None
    for stand in (
        stands("2026-10-01 12:00:00", duty(FIRST, "wu")),
        stands("2026-10-01 12:00:00"),
        stands("2026-10-01 12:00:00", duty(FIRST, "lin"), on_leave("lin")),
    ):
        assert becomes(TODAY, stand, mine) == "You are not on duty on 2026-10-01 (Thu)."
    assert becomes(TODAY, stands("2026-10-01 23:59:59", duty(FIRST, "lin")), mine) is None
    assert "is over" in str(becomes(TODAY, stands("2026-10-02 00:00:00", duty(FIRST, "lin")), mine))
    assert "is over" in str(becomes(TODAY, stands("2027-01-02 00:00:00"), mine))


def test_a_live_post_loses_its_button_when_somebody_else_is_set(database: Database) -> None:
    def write(*facts: Fact) -> None:
        database.write(lambda c: UnitOfWork(c, by_bot("test"), at).record_all(facts, replace=True)).result(10)

    def look(when: str) -> Any:
        with database.write_alone() as connection:
            for change in changes_due(connection, load_terms({}), moment(when)):
                change(connection)
            posts = {row.key: row for row in connection.execute(select(_posts))}
            for row in posts.values():
                mark_shown(connection, row.id, row.wanted, "D1", f"{row.id}.0")
            return posts

    at = moment("2026-09-28 09:00:00")
    write(*ROSTER)
    key = "roster.today:2026-10-01@lin:08:30"
    assert "Offer a swap" in str(look("2026-10-01 08:30:00")[key].content["en"]["blocks"])
    write(replace(ROSTER[0], person="wu"))
    settled = look("2026-10-01 12:00:00")[key]
    assert (settled.open, "Offer a swap" in str(settled.content["en"]["blocks"])) == (False, False)
    assert settled.content["en"]["text"] == "You are not on duty on 2026-10-01 (Thu)."
    write(ROSTER[0])
    assert "Offer a swap" in str(look("2026-10-01 13:00:00")[key].content["en"]["blocks"])


def test_offers_and_warnings_whose_day_is_over_are_settled_by_the_clock(database: Database) -> None:
    def offer(connection: Connection) -> None:
        work = UnitOfWork(connection, Author("lin", "test"), moment("2026-09-28 09:00:00"))
        work.record_all([*ROSTER, on_leave("lin")], replace=True)
        lin = work.get(Person, "lin")
        assert lin is not None
        actions.offer(work, lin, FIRST)
        warnings.of_leave(work, None, on_leave("lin"))

    def look(when: str) -> dict[str, bool]:
        with database.write_alone() as connection:
            for change in changes_due(connection, load_terms({}), moment(when)):
                change(connection)
            found = list(connection.execute(select(_posts)))
            for row in found:
                mark_shown(connection, row.id, row.wanted, "D1", f"{row.id}.0")
            return {row.key.partition(":")[0]: row.open for row in found}

    database.write(offer).result(10)
    still = look("2026-10-01 23:59:00")
    assert (still["roster.swap"], still["roster.leave"]) == (True, True)
    over = look("2026-10-02 00:00:00")
    assert (over["roster.swap"], over["roster.leave"]) == (False, False)
