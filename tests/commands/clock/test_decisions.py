"""`/clock approve` and `refuse`, and what approvers and claimants are told."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from commands.kit.arguments import LONGEST_TEXT
from commands.kit.roles import MANAGERS, PM
from commands.kit.saying import Refused
from storage.contract.kinds import Leave, Person, Punch
from storage.records.ledger import history
from storage.records.outbox import OPS_CHANNEL, Post
from tests.commands.clock.conftest import Desk, at, shown

NOW = at("10:00")
_posts = Post.__table__  # type: ignore[attr-defined]


def text_of(desk: Desk, key: str) -> str:
    return str(desk.posts()[key].content["en"]["text"])


def claim_all(desk: Desk) -> None:
    """p-1 and l-1 are Lin's, p-2 and l-2 the PM's."""
    for person in ("lin", "zhao"):
        desk.say(person, "in 8:55", at("09:30"))
        desk.say(person, "leave sick tomorrow", at("09:31"))


@pytest.mark.parametrize(("half", "allowed"), [(None, True), ("am", False)])
def test_while_the_pm_is_on_leave_all_day_a_manager_decides_too(desk: Desk, half: Any, allowed: bool) -> None:
    claim_all(desk)
    today = NOW.date()
    off = Leave(id="l-9", person="zhao", type="annual", from_=today, until=today, half=half)
    desk.write(lambda work: work.record(off), "zhao", NOW)
    if not allowed:
        with pytest.raises(Refused):
            desk.say("chen", "approve p-1", NOW)
        return
    desk.say("chen", "approve p-1", NOW)
    desk.say("zhao", "approve l-1", NOW)
    assert (desk.state("p-1"), desk.state("l-1")) == ("approved", "approved")


@pytest.mark.parametrize("verb", ["approve", "refuse"])
@pytest.mark.parametrize(
    ("claim", "who", "allowed"),
    [
        ("p-1", "zhao", True),
        ("l-1", "zhao", True),
        ("p-1", "chen", False),
        ("l-1", "chen", False),
        ("p-1", "wu", False),
        ("p-1", "lin", False),
        ("p-2", "chen", True),
        ("l-2", "chen", True),
        ("p-2", "zhao", False),
        ("l-2", "zhao", False),
        ("p-2", "lin", False),
    ],
)
def test_who_decides(desk: Desk, verb: str, claim: str, who: str, allowed: bool) -> None:
    claim_all(desk)
    before = desk.revisions()
    if allowed:
        desk.say(who, f"{verb} {claim}", NOW)
        assert desk.state(claim) == {"approve": "approved", "refuse": "refused"}[verb]
    else:
        with pytest.raises(Refused) as refusal:
            desk.say(who, f"{verb} {claim}", NOW)
        assert refusal.value.private_to is (PM if claim.endswith("1") else MANAGERS)
        assert refusal.value.why.values["names"] == ("Zhao" if claim.endswith("1") else "Chen")
        assert (desk.state(claim), desk.revisions()) == ("claimed", before)


def test_managers_decide_where_there_is_no_pm(desk: Desk) -> None:
    desk.change("zhao", until=date(2026, 7, 14))
    desk.say("lin", "in 8:55", at("09:30"))
    assert list(desk.posts()) == ["clock.approve:p-1:chen"]
    desk.say("chen", "approve p-1", NOW)
    assert desk.state("p-1") == "approved"


def test_of_two_pms_neither_decides_for_the_other(desk: Desk) -> None:
    other = Person(id="qian", name="Qian", side="team", role="pm", onsite=True)
    desk.write(lambda unit: unit.record(other), "zhao", at("08:00"))
    claim_all(desk)
    with pytest.raises(Refused):
        desk.say("qian", "approve p-2", NOW)
    desk.say("qian", "approve p-1", NOW)
    assert (desk.state("p-1"), desk.state("p-2")) == ("approved", "claimed")


def test_a_manager_without_a_pm_does_not_decide_on_an_own_claim(desk: Desk) -> None:
    desk.change("zhao", until=date(2026, 7, 14))
    leave = Leave(
        id="l-7", person="chen", type="sick", from_=date(2026, 7, 16), until=date(2026, 7, 16), state="claimed"
    )
    desk.write(lambda unit: unit.record(leave), "chen", at("09:00"))
    with pytest.raises(Refused):
        desk.say("chen", "approve l-7", NOW)
    assert desk.state("l-7") == "claimed"


def test_where_nobody_may_decide_the_receipt_says_so(desk: Desk) -> None:
    desk.change("chen", until=date(2026, 7, 14))
    reply = desk.say("zhao", "in 8:55", at("09:30"))
    assert "nobody on the list" in shown(reply)
    with pytest.raises(Refused):
        desk.say("zhao", "approve p-1", NOW)
    assert not desk.posts()


@pytest.mark.parametrize(
    ("word", "decided"),
    [("p-1", "p-1"), ("P-1", "p-1"), ("`l-1`", "l-1"), ("2", "p-2"), ("#2", "p-2")],
)
def test_how_a_claim_is_named(desk: Desk, word: str, decided: str) -> None:
    desk.say("lin", "in 8:50", at("09:30"))
    desk.say("wu", "in 8:50", at("09:30"))
    desk.say("lin", "leave sick tomorrow", at("09:31"))
    desk.say("zhao", f"approve {word}", NOW)
    assert [id_ for id_ in ("p-1", "p-2", "l-1") if desk.state(id_) == "approved"] == [decided]


@pytest.mark.parametrize(
    "words",
    [
        "approve",
        "approve 1",
        "approve p-9",
        "approve 9",
        "approve lin",
        "approve p-1 l-1",
        "refuse",
        "refuse 1 why",
        f"refuse p-1 {'x' * (LONGEST_TEXT + 1)}",
    ],
)
def test_what_is_refused_decides_nothing(desk: Desk, words: str) -> None:
    claim_all(desk)
    before = desk.revisions()
    with pytest.raises(Refused):
        desk.say("zhao", words, NOW)
    assert desk.revisions() == before


def test_an_imported_claim_is_decided_by_its_own_id(desk: Desk) -> None:
    punch = Punch(id="badge-7/17", person="lin", way="in", at=at("08:50"), state="claimed")
    desk.write(lambda unit: unit.record(punch), "zhao", at("09:00"))
    desk.say("zhao", f"approve {punch.id}", NOW)
    assert desk.state(punch.id) == "approved"


@pytest.mark.parametrize(("first", "state"), [("approve", "approved"), ("refuse", "refused")])
@pytest.mark.parametrize("again", ["approve", "refuse"])
def test_what_was_decided_stays_and_says_by_whom(desk: Desk, first: str, state: str, again: str) -> None:
    desk.say("lin", "in 8:55", at("09:30"))
    desk.say("zhao", f"{first} p-1", NOW)
    before, posts = desk.revisions(), desk.posts()
    reply = desk.say("zhao", f"{again} p-1", at("11:00"))
    assert f"{state} by Zhao, 2026-07-15 10:00" in reply.text
    assert (desk.state("p-1"), desk.revisions(), desk.posts()) == (state, before, posts)


def test_a_punch_approved_at_once_needs_no_decision(desk: Desk) -> None:
    desk.say("lin", "in", at("09:00"))
    assert "Nothing was changed" in desk.say("zhao", "refuse p-1", NOW).text
    assert desk.state("p-1") == "approved"


def test_the_reason_of_a_refusal_is_kept_and_told(desk: Desk) -> None:
    desk.say("lin", "leave personal tomorrow", at("09:30"))
    desk.say("zhao", "驳回 l-1 当天需值守 <重点保障>", NOW)
    with desk.database.read() as connection:
        assert history(connection, "leave", "l-1")[-1].reason == "当天需值守 <重点保障>"
    told = desk.posts()[next(key for key in desk.posts() if key.startswith("clock.decided:l-1:refused:"))]
    assert "当天需值守 &lt;重点保障&gt;" in str(told.content["en"]["blocks"])


def test_nothing_is_said_of_a_punch_approved_at_once(desk: Desk) -> None:
    desk.say("lin", "in", at("09:00"))
    desk.say("lin", "out", at("18:00"))
    assert not desk.posts()


def test_every_approver_is_asked_privately_and_once(desk: Desk) -> None:
    claim_all(desk)
    posts = desk.posts()
    assert {key: (row.recipient, row.open) for key, row in posts.items()} == {
        "clock.approve:p-1:zhao": ("zhao", True),
        "clock.approve:l-1:zhao": ("zhao", True),
        "clock.approve:p-2:chen": ("chen", True),
        "clock.approve:l-2:chen": ("chen", True),
    }
    assert set(posts["clock.approve:p-1:zhao"].content) == {"zh", "en"}
    for row in posts.values():
        assert row.recipient != OPS_CHANNEL
        assert all(
            content["text"] and '["clock", "approve", ' in str(content["blocks"]) for content in row.content.values()
        )


def test_a_fix_shows_its_approver_what_it_replaces(desk: Desk) -> None:
    desk.say("lin", "in", at("09:20"))
    desk.say("lin", "fix today in 8:50 no badge", at("09:30"))
    asked = desk.posts()["clock.approve:p-2:zhao"].content["en"]
    assert "instead of 09:20 (`p-1`)" in asked["text"]
    assert "no badge" in str(asked["blocks"])


@pytest.mark.parametrize(("verb", "state"), [("approve", "approved"), ("refuse", "refused")])
def test_a_decision_settles_the_question_and_is_told(desk: Desk, verb: str, state: str) -> None:
    desk.say("lin", "in 8:55", at("09:30"))
    sent(desk)
    desk.say("zhao", f"{verb} p-1", NOW)
    question = desk.posts()["clock.approve:p-1:zhao"]
    assert not question.open
    assert question.wanted > question.shown
    assert f"{state} by Zhao, 2026-07-15 10:00" in question.content["en"]["text"]
    assert "/clock approve" not in str(question.content)
    told = [row for key, row in desk.posts().items() if key.startswith(f"clock.decided:p-1:{state}:")]
    assert [row.recipient for row in told] == ["lin"]
    assert not told[0].open


def test_a_question_not_yet_sent_is_never_sent_once_decided(desk: Desk) -> None:
    desk.say("lin", "in 8:55", at("09:30"))
    desk.say("zhao", "approve p-1", at("09:30:01"))
    question = desk.posts()["clock.approve:p-1:zhao"]
    assert (question.wanted, question.open) == (question.shown, False)


def test_a_question_is_settled_for_one_who_is_no_approver_any_more(desk: Desk) -> None:
    desk.say("lin", "in 8:55", at("09:30"))
    sent(desk)
    desk.change("zhao", role="engineer")
    desk.say("chen", "approve p-1", NOW)
    assert not desk.posts()["clock.approve:p-1:zhao"].open
    assert "approved by Chen" in text_of(desk, "clock.approve:p-1:zhao")


def test_a_decision_taken_back_asks_again_and_the_next_is_told_too(desk: Desk) -> None:
    desk.say("lin", "in 8:55", at("09:30"))
    claimed = desk.punches()[0]
    sent(desk)
    desk.say("zhao", "approve p-1", NOW)
    desk.write(lambda unit: unit.record(claimed), "zhao", at("10:01"))
    question = desk.posts()["clock.approve:p-1:zhao"]
    assert question.open
    assert "asks for approval" in question.content["en"]["text"]
    desk.say("zhao", "approve p-1", at("10:02"))
    states = [key.split(":")[2] for key in desk.posts() if key.startswith("clock.decided:p-1:")]
    assert states == ["approved", "claimed", "approved"]


@pytest.mark.parametrize(("who", "told"), [("lin", False), ("zhao", True)])
def test_a_claim_withdrawn_is_asked_about_no_more(desk: Desk, who: str, told: bool) -> None:
    desk.say("lin", "leave sick tomorrow", at("09:30"))
    sent(desk)
    held = desk.leave()[0]
    desk.write(lambda unit: unit.remove(held, "in error"), who, NOW)
    question = desk.posts()["clock.approve:l-1:zhao"]
    assert not question.open
    assert "withdrawn" in question.content["en"]["text"]
    assert any(key.startswith("clock.decided:l-1:withdrawn:") for key in desk.posts()) is told


def test_approved_leave_taken_out_later_is_told_to_both(desk: Desk) -> None:
    desk.say("lin", "leave sick tomorrow", at("09:30"))
    sent(desk)
    desk.say("zhao", "approve l-1", NOW)
    approved = desk.leave()[0]
    desk.write(lambda unit: unit.remove(approved, "entered twice"), "chen", at("11:00"))
    assert "withdrawn by Chen" in text_of(desk, "clock.approve:l-1:zhao")
    told = next(row for key, row in desk.posts().items() if key.startswith("clock.decided:l-1:withdrawn:"))
    assert told.recipient == "lin"
    assert "entered twice" in str(told.content["en"]["blocks"])


def test_the_bot_has_a_name_too(desk: Desk) -> None:
    desk.say("lin", "leave sick tomorrow", at("09:30"))
    held = desk.leave()[0]
    desk.write(lambda unit: unit.record(replace(held, state="approved")), "zhiban", NOW)
    assert "approved by zhiban" in str([row.content for row in desk.posts().values()])


def test_what_is_imported_as_decided_is_nobodys_question(desk: Desk) -> None:
    leave = Leave(id="l-7", person="lin", type="annual", from_=date(2026, 7, 20), until=date(2026, 7, 24))
    desk.write(lambda unit: unit.record(leave), "zhao", NOW)
    assert not desk.posts()


def sent(desk: Desk) -> None:
    """Let Slack have everything that waits."""
    shown_all = update(_posts).values(shown=_posts.c.wanted, channel="D0", ts="1.0")
    desk.database.write(lambda connection: connection.execute(shown_all) and None).result(10)
