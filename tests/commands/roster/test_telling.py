"""What people are told of changes of the roster: each one who is concerned, in true words, and once."""

from datetime import date
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection

from commands.catalog import Catalog
from commands.kit.texts import translator
from commands.roster.lapsing import lapsed
from commands.roster.offer_views import several_changed
from storage.contract.kinds import Duty, Leave, Person
from storage.records.ledger import Author, UnitOfWork
from storage.records.outbox import mark_shown
from tests.commands.conftest import TERMS, Room, at, refusals, words_of
from tests.commands.roster.test_generate import WEEK, force

DAY = date(2026, 10, 1)
TODAY = date(2026, 7, 15)


def duty(who: str, **more: Any) -> Duty:
    return Duty(**{"id": "du-1", "day": DAY, "person": who, **more})


def new_posts(room: Room, before: dict[str, Any]) -> list[tuple[str, str]]:
    """To whom something new was posted since, and what."""
    return [(row.recipient, row.content["en"]["text"]) for key, row in room.outbox().items() if key not in before]


def does(room: Room, who: str, typed: str, clock: str = "10:01") -> list[tuple[str, str]]:
    before = room.outbox()
    room.does(who, typed, at(clock))
    return new_posts(room, before)


def test_the_undoing_of_a_removal_is_told_anew(room: Room) -> None:
    room.does("zhao", "/roster set 2026-10-03 sun")
    assert "off the roster" in does(room, "zhao", "/zhiban void du-1 misread")[0][1]
    assert does(room, "zhao", "/zhiban undo") == [("sun", "You are on duty on 2026-10-03 (Sat) now, says Zhao.")]


def test_who_first_hears_of_a_turn_by_its_card_hears_of_it_once(room: Room) -> None:
    assert len(does(room, "zhao", "/roster set 2026-10-03 sun")) == 1


def test_the_pm_whose_turn_is_taken_in_an_emergency_is_told_once(room: Room) -> None:
    room.hold(duty("zhao"))
    told = does(room, "wu", "/roster take 2026-10-01")
    assert [to for to, _ in told] == ["#ops", "zhao"]
    assert "You are not on duty on 2026-10-01 (Thu) any more: Wu is" in told[1][1]


def test_an_offer_of_anothers_turn_does_not_call_it_the_speakers(room: Room) -> None:
    room.hold(duty("lin"))
    words = room.does("zhao", "/roster swap 2026-10-01").words
    assert "Lin is on duty until somebody takes it" in words
    assert "yours" not in words


def test_ones_own_offer_stays_ones_own(room: Room) -> None:
    room.hold(duty("lin"))
    assert "It stays yours" in room.does("lin", "/roster swap 2026-10-01").words


def test_a_whole_day_of_which_one_part_is_given_away_is_told_as_a_whole(room: Room) -> None:
    room.hold(duty("lin"))
    [(to, said), (other, _)] = sorted(does(room, "zhao", "/roster set 2026-10-01 sun night"))
    assert (to, other) == ("lin", "sun")
    assert "You are not on duty on 2026-10-01 (Thu) any more, for no part of the day: Sun has the night shift" in said
    assert "Nobody is on duty for the day shift now" in said


def test_a_whole_day_cut_to_a_part_names_the_part_that_is_nobodys(room: Room) -> None:
    room.hold(duty("lin"))
    [(to, said)] = [one for one in does(room, "zhao", "/roster set 2026-10-01 lin night") if "now, says" in one[1]]
    assert to == "lin"
    assert "You are on duty on 2026-10-01 (Thu) night shift now" in said
    assert "Nobody is on duty for the day shift now" in said


def test_two_parts_that_become_one_tell_each_who_has_it(room: Room) -> None:
    room.hold(duty("lin", part="day"), duty("sun", id="du-7", part="night"))
    told = dict(does(room, "zhao", "/roster set 2026-10-01 wu"))
    assert all("any more: Wu is" in told[who] for who in ("lin", "sun"))
    room.hold(duty("lin", id="du-8", day=date(2026, 10, 2), part="day"))
    room.hold(duty("lin", id="du-9", day=date(2026, 10, 2), part="night"))
    assert [to for to, _ in does(room, "zhao", "/roster set 2026-10-02 lin")] == ["lin"]


def test_the_same_person_set_again_changes_nothing(room: Room) -> None:
    room.hold(duty("sun", part="night"))
    answer = room.does("zhao", "/roster set 2026-10-01 sun night")
    assert (answer.stored, room.outbox()) == (0, {})
    assert answer.text == "Nothing was changed: Sun is on duty on 2026-10-01 (Thu) night shift already."
    assert room.does("zhao", "/roster set 2026-10-01 sun").stored == 1


def test_the_receipt_of_a_roster_names_exactly_those_who_are_told(room: Room) -> None:
    room.hold(*(duty("lin", id=f"du-{number}", day=date(2026, 10, number)) for number in range(1, 8)))
    room.hold(Leave(id="l-1", person="lin", type="annual", from_=DAY, until=date(2026, 10, 7)))
    before = room.outbox()
    done = room.does("zhao", force(room.does("zhao", f"/roster generate {WEEK}")))
    told = {to for to, _ in new_posts(room, before)}
    assert told == {"lin", "wu", "sun"}
    assert "Told: Lin, Sun, Wu." in done.words


def test_the_receipt_of_a_take_names_whom_it_tells(room: Room) -> None:
    room.hold(
        duty("lin"), Person(id="fu", name="Fu", side="team", role="engineer", onsite=True, until=date(2026, 7, 1))
    )
    assert room.does("wu", "/roster take 2026-10-01").text == (
        "You are on duty on 2026-10-01 (Thu), instead of Lin. Told: Lin."
    )
    room.hold(duty("fu", id="du-2", day=date(2026, 10, 2)))
    assert room.does("wu", "/roster take 2026-10-02").text == "You are on duty on 2026-10-02 (Fri), instead of Fu."


def test_a_turn_of_which_the_taker_had_a_part_was_nobody_elses(room: Room) -> None:
    room.hold(duty("wu", part="night"))
    assert room.does("wu", "/roster take 2026-10-01").text.endswith("nobody else was before.")


def test_a_turn_moved_to_another_day_tells_of_both(room: Room) -> None:
    room.hold(duty("lin"))

    def move(connection: Connection) -> None:
        work = UnitOfWork(connection, Author("zhao", "test"), at("10:00"))
        work.record(duty("lin", day=date(2026, 10, 3)))
        Catalog().reflect(work, TERMS)

    room.database.write(move).result(10)
    [row] = room.outbox().values()
    words = words_of(row.content["en"]["blocks"])
    assert row.recipient == "lin"
    assert words.index("2026-10-03") < words.index("You are not on duty any more") < words.index("2026-10-01")


def offers(room: Room) -> list[Any]:
    return [row for key, row in room.outbox().items() if key.startswith("roster.swap:")]


def slack_shows(room: Room) -> None:
    """Let Slack have every post as it is wanted."""
    for row in room.outbox().values():
        shown = partial(mark_shown, post_id=row.id, version=row.wanted, channel="C0OPS", ts=f"{row.id}.0")
        room.database.write(shown).result(10)


def test_an_offer_that_was_taken_says_who_has_the_turn_also_after_an_undo(room: Room) -> None:
    room.hold(duty("lin"))
    room.does("lin", "/roster swap 2026-10-01")
    slack_shows(room)
    room.does("sun", "/roster take 2026-10-01", at("10:01"))
    assert "✓ Sun is on duty" in offers(room)[0].content["en"]["text"]
    room.does("sun", "/zhiban undo", at("10:02"))
    [offer] = offers(room)
    assert ("✓ Lin is on duty" in offer.content["en"]["text"], offer.open) == (True, False)


def test_who_heard_of_an_emergency_hears_of_its_undoing(room: Room) -> None:
    room.hold(duty("lin"))
    room.does("sun", "/roster take 2026-10-01")
    told = does(room, "sun", "/zhiban undo")
    assert {recipient for recipient, _ in told} == {"#ops", "zhao", "lin"}
    assert [words for recipient, words in told if recipient == "#ops"] == [
        "Lin is on duty on 2026-10-01 (Thu) now, says Sun."
    ]


def test_an_offer_tells_of_the_part_that_is_the_holders(room: Room) -> None:
    room.hold(duty("lin"))
    room.does("lin", "/roster swap 2026-10-01")
    room.does("zhao", "/roster set 2026-10-01 lin day", at("10:01"))
    [offer] = offers(room)
    assert ("2026-10-01 (Thu) day shift" in offer.content["en"]["text"], offer.open) == (True, True)


def test_of_two_offers_of_parts_that_become_one_turn_one_is_over(room: Room) -> None:
    room.hold(duty("lin", part="day"), duty("lin", id="du-2", part="night"))
    room.does("lin", "/roster swap 2026-10-01")
    slack_shows(room)
    room.does("zhao", "/roster set 2026-10-01 lin", at("10:01"))
    assert sorted((row.open, row.content["en"]["text"]) for row in offers(room)) == [
        (False, "✓ Lin is on duty on 2026-10-01 (Thu)."),
        (True, "<@U0LIN> offers the duty of 2026-10-01 (Thu). Who takes it?"),
    ]


def test_whose_turn_the_pm_offers_is_told_and_offers_nothing_themselves(room: Room) -> None:
    room.hold(duty("sun"))
    told = dict(does(room, "zhao", "/roster swap 2026-10-01"))
    assert told["#ops"] == "<@U0ZHAO> asks who takes the duty of 2026-10-01 (Thu) from <@U0SUN>."
    assert "Zhao offers your duty of 2026-10-01 (Thu)" in told["sun"]


def test_only_the_part_that_is_offered_is_taken(room: Room) -> None:
    room.hold(duty("lin", part="day"), duty("sun", id="du-7", part="night"))
    room.does("lin", "/roster swap 2026-10-01")
    told = does(room, "wu", "/roster take 2026-10-01")
    assert [to for to, _ in told] == ["lin"]
    assert {(one.person, one.part) for one in room.facts(Duty)} == {("wu", "day"), ("sun", "night")}


def test_the_holder_of_the_other_part_takes_what_is_offered(room: Room) -> None:
    room.hold(duty("lin", part="day"), duty("sun", id="du-7", part="night"))
    room.does("lin", "/roster swap 2026-10-01")
    room.does("sun", "/roster take 2026-10-01")
    assert {(one.person, one.part) for one in room.facts(Duty)} == {("sun", "day"), ("sun", "night")}


def test_of_two_offers_the_taker_says_which(room: Room) -> None:
    room.hold(duty("lin", part="day"), duty("sun", id="du-7", part="night"))
    room.does("lin", "/roster swap 2026-10-01")
    room.does("sun", "/roster swap 2026-10-01", at("10:01"))
    refusals(room, "wu", ["/roster take 2026-10-01"])
    room.does("wu", "/roster take 2026-10-01 --offer du-7", at("10:02"))
    assert room.fact(Duty, "du-1").person == "lin"


@pytest.mark.parametrize(("clock", "over"), [("2026-10-01T23:59:59", False), ("2026-10-02T00:00:00", True)])
def test_what_asks_for_somebody_lapses_with_its_day(room: Room, clock: str, over: bool) -> None:
    room.hold(duty("lin"), duty("wu", id="du-2"), duty("sun", id="du-3", day=date(2026, 9, 30)))
    room.does("lin", "/roster swap 2026-10-01")
    room.does("wu", "/clock leave annual 2026-10-01")
    room.does("zhao", "/zhiban person leave sun 2026-09-29")
    day, _, time = clock.partition("T")
    with room.database.read() as connection:
        found = dict(lapsed(connection, at(time, day)))
    kinds = {key.partition(":")[0] for key in found}
    assert kinds == ({"roster.swap", "roster.leave", "roster.gone"} if over else {"roster.gone"})
    if over:
        [offer] = [said["en"]["text"] for key, said in found.items() if key.startswith("roster.swap")]
        assert offer == "2026-10-01 (Thu) is over, and nobody took the duty."


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ("2026-10-01 gu", "Gu is not on the duty list."),
        ("2026-07-10 lin", "That day is over, so nobody is told."),
        ("2026-10-01 lin", "Lin is on leave that day."),
    ],
)
def test_what_is_odd_about_a_turn_is_said(room: Room, typed: str, note: str) -> None:
    gu = Person(id="gu", name="Gu", side="team", role="manager", onsite=False, slack="U0GU", duty=False)
    room.hold(gu, Leave(id="l-1", person="lin", type="annual", from_=DAY, until=DAY))
    assert note in room.does("zhao", f"/roster set {typed}").words
    assert len(room.facts(Duty)) == 1


def test_a_day_that_is_over_is_put_right_without_a_word_to_anybody(room: Room) -> None:
    room.hold(duty("lin", day=date(2026, 7, 14)))
    assert does(room, "zhao", "/roster set 2026-07-14 wu") == []
    assert room.fact(Duty, "du-1").person == "wu"
    assert [to for to, _ in does(room, "zhao", "/roster set 2026-07-15 wu")] == ["wu"]


def test_days_outside_the_term_and_people_who_are_gone_are_refused(room: Room) -> None:
    terms = room.terms
    room.hold(
        Person(id="fu", name="Fu", side="team", role="engineer", onsite=True, until=date(2026, 7, 1)),
        Person(id="dan", name="Dan", side="client", role="viewer", onsite=True, duty=True),
    )
    with room.database.read() as connection:
        opens, until = terms(connection).opens, terms(connection).until
    for day in (date.fromordinal(opens.toordinal() - 1), date.fromordinal(until.toordinal() + 1)):
        assert "outside the term" in room.refuses("zhao", f"/roster set {day} lin")
    for day in (opens, until):
        room.does("zhao", f"/roster set {day} lin")
    assert "not in the project on 2026-10-01" in room.refuses("zhao", "/roster set 2026-10-01 fu")
    room.does("zhao", "/roster set 2026-10-01 dan")
    refusals(room, "zhao", ["/roster set 2026-10-01 fu", "/roster set 2030-01-01 lin"])


@pytest.mark.parametrize("word", ["我", "me", "ME", "本人"])
def test_the_speaker_can_say_me(room: Room, word: str) -> None:
    room.does("zhao", f"/roster set 2026-10-01 {word}")
    assert room.fact(Duty, "du-1").person == "zhao"


def test_a_day_set_after_an_anew_draft_is_not_overwritten(room: Room) -> None:
    for number in range(1, 8):
        room.does("zhao", f"/roster set 2026-10-0{number} lin")
    button = force(room.does("zhao", f"/roster generate {WEEK} --anew"))
    room.does("zhao", "/roster set 2026-10-06 wu")
    refusals(room, "zhao", [button])
    button = force(room.does("zhao", f"/roster generate {WEEK} --anew"))
    assert room.does("zhao", button).stored > 0
    assert room.does("zhao", button).stored == 0


def test_a_long_draft_says_where_the_rest_can_be_read(room: Room) -> None:
    draft = room.does("zhao", "/roster generate 2026-08-01 2026-09-30").words
    assert draft.count("•") == 60
    assert "1 more turns are not shown" in draft
    assert "zhiban roster generate 2026-08-01 2026-09-30 --dry-run" in draft
    assert "not shown" not in room.does("zhao", "/roster generate 2026-08-01 2026-09-29").words


def test_refusals_show_what_works(room: Room) -> None:
    room.hold(duty("lin"))
    assert "`/roster take 2026-10-01`" in room.refuses("wu", "/roster swap 2026-10-01")
    assert "`/roster take 2026-10-02`" in room.refuses("wu", "/roster swap 2026-10-02")
    assert "`/roster generate 2026-10-01" in room.refuses("zhao", "/roster generate 2026-10-01 2027-10-02")


def test_days_of_a_roster_are_told_in_order() -> None:
    turns = [duty("lin", id=f"du-{number}", day=date(2026, 10, number)) for number in (3, 1, 2)]
    words = several_changed(turns, [], "zhao", {"zhao": "Zhao"}, translator("en")).text
    assert [words.index(f"2026-10-0{number}") for number in (1, 2, 3)] == sorted(
        words.index(f"2026-10-0{number}") for number in (1, 2, 3)
    )
