"""The clock brings the outbox to what the moment asks for: once, the newest step, edited when settled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal

import pytest
from sqlalchemy import Connection, select

from bot.local.limits import message_errors
from schedulers.catalog import NUDGES
from schedulers.clock import MOST_TOGETHER, Change, OnFailure, changes_due, reraise
from schedulers.nudges import clock_in, fault_respond
from storage.contract.fact import Fact
from storage.contract.kinds import Fault, Inspection, Punch
from storage.contract.terms import load_terms
from storage.database import Database
from storage.migrations import migrate
from storage.records.ledger import UnitOfWork, by_bot
from storage.records.outbox import OPS_CHANNEL, Post, mark_shown
from storage.records.snoozes import snooze
from tests.schedulers.conftest import TEAM, at
from tests.storage.older import told, upgraded_to

TERMS = load_terms()
LOOKED_AT = ("inspect.page", "inspect.server", "fault.respond", "fault.arrive")
WEEK_DONE = Inspection(id="i-0", type="server", at=at("09:00", "2026-07-13"), by="wu", ok=True)
PAGE_DONE = Inspection(id="i-1", type="page", at=at("10:05"), by="lin", ok=True)
FAULT = Fault(id="f-1", title="down", system="portal", level=3, type="function", noticed_at=at("10:00"))
WAYS: tuple[tuple[Literal["in", "out"], str], ...] = (("in", "08:30"), ("out", "18:00"))
PUNCHES = [
    Punch(id=f"{person.id}-{day}-{way}", person=person.id, way=way, at=at(clock, f"2026-07-{day}"))
    for person in TEAM
    for day in (13, 14, 15)
    for way, clock in WAYS
]
"""Nobody's attendance is asked about in these tests."""
TEN, THREE = "inspect.page:2026-07-15:10:00", "inspect.page:2026-07-15:15:00"


class Outbox:
    """What is to be said, and how the day brings it forward."""

    def __init__(self, database: Database) -> None:
        self._database = database
        for fact in (WEEK_DONE, *PUNCHES):
            self.record(fact, at("08:00"))

    def look(self, now: datetime) -> int:
        """Look once and return how much there was to do."""

        def bring(connection: Connection) -> int:
            changes = changes_due(connection, TERMS, now)
            for change in changes:
                change(connection)
            return len(changes)

        return int(self._write(bring))

    def changes(self, now: datetime, on_failure: OnFailure) -> list[Change]:
        """What there is to do."""
        with self._database.read() as connection:
            return changes_due(connection, TERMS, now, on_failure)

    def record(self, fact: Fact, now: datetime) -> None:
        self._write(lambda c: UnitOfWork(c, by_bot("test"), now).record(fact))

    def remove(self, fact: Fact, now: datetime) -> None:
        self._write(lambda c: UnitOfWork(c, by_bot("test"), now).remove(fact))

    def snooze(self, nudge: str, until: datetime) -> None:
        self._write(lambda c: snooze(c, nudge, until, "lin"))

    def show_all(self) -> None:
        """Let Slack have everything."""
        for post in self.posts().values():
            self._write(partial(mark_shown, post_id=post.id, version=post.wanted, channel="C0OPS", ts=f"1.{post.id}"))

    def posts(self) -> dict[str, Any]:
        with self._database.read() as connection:
            return {row.key: row for row in connection.execute(select(Post.__table__))}  # type: ignore[attr-defined]

    def said(self, code: str) -> list[str]:
        """The keys of what the nudge said."""
        return [key for key in self.posts() if key.startswith(f"{code}:")]

    def says(self, key: str) -> str:
        return str(self.posts()[key].content["en"]["text"])

    def _write(self, work: Callable[[Connection], Any]) -> Any:
        return self._database.write(work).result(timeout=10)


@pytest.fixture(autouse=True)
def few_nudges(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is tried on a few of the nudges; what the others find stands in their own tests."""
    monkeypatch.setattr("schedulers.clock.NUDGES", [nudge for nudge in NUDGES if nudge.code in LOOKED_AT])


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


def test_a_step_is_said_once_however_often_the_clock_looks(outbox: Outbox) -> None:
    assert outbox.look(at("09:59:59")) == 0
    assert [outbox.look(at(clock)) for clock in ("10:00:00", "10:00:00", "10:00:05", "14:59:59")] == [1, 0, 0, 0]
    assert list(outbox.posts()) == [TEN]


def test_each_step_has_a_key_of_its_own(outbox: Outbox) -> None:
    for clock in ("10:00", "15:00", "17:30", "20:00"):
        assert outbox.look(at(clock)) == 1
    assert list(outbox.posts()) == [f"inspect.page:2026-07-15:{step}" for step in ("10:00", "15:00", "17:30", "20:00")]


def test_after_an_outage_only_the_newest_step_is_said(outbox: Outbox) -> None:
    outbox.look(at("20:29:59"))
    assert outbox.said("inspect.page") == ["inspect.page:2026-07-15:20:00"]


def test_a_ladder_is_climbed_where_nothing_moves(outbox: Outbox) -> None:
    outbox.look(at("20:30"))
    assert outbox.said("inspect.page") == ["inspect.page:2026-07-15:20:00", "inspect.page:2026-07-15:pm-zhao-20:30"]
    assert outbox.posts()["inspect.page:2026-07-15:pm-zhao-20:30"].recipient == "zhao"


def test_a_fault_missed_by_an_outage_is_asked_for_once(outbox: Outbox) -> None:
    outbox.record(FAULT, at("10:00"))
    outbox.record(PAGE_DONE, at("10:05"))
    outbox.look(at("12:00"))
    assert outbox.said("fault.respond") == ["fault.respond:f-1:every-1", "fault.respond:f-1:pm-zhao-80"]


def test_what_is_done_is_edited_and_asks_no_more(outbox: Outbox) -> None:
    for clock in ("10:00", "15:00"):
        outbox.look(at(clock))
        outbox.show_all()
    outbox.record(PAGE_DONE, at("15:01"))
    assert outbox.look(at("15:01")) == 2
    assert all("✓" in outbox.says(key) for key in (TEN, THREE))
    assert not any(post.open for post in outbox.posts().values())
    assert all(post.wanted > post.shown for post in outbox.posts().values())
    assert outbox.look(at("17:30")) == 0


def test_after_an_outage_of_slack_only_the_newest_step_is_sent(outbox: Outbox) -> None:
    for clock in ("10:00", "15:00", "17:30"):
        outbox.look(at(clock))
    waits = [key for key, post in outbox.posts().items() if post.shown < post.wanted]
    assert waits == ["inspect.page:2026-07-15:17:30"]
    assert outbox.look(at("17:31")) == 0


def test_what_nobody_has_seen_is_not_sent_once_it_is_done(outbox: Outbox) -> None:
    outbox.look(at("10:00"))
    outbox.record(PAGE_DONE, at("10:05"))
    outbox.look(at("10:05"))
    post = outbox.posts()[TEN]
    assert (post.wanted, post.open) == (post.shown, False)


def test_what_is_taken_back_is_asked_for_again_in_the_same_post(outbox: Outbox) -> None:
    outbox.look(at("10:00"))
    outbox.show_all()
    asked = outbox.says(TEN)
    outbox.record(PAGE_DONE, at("10:05"))
    outbox.look(at("10:05"))
    outbox.show_all()
    outbox.remove(PAGE_DONE, at("10:07"))
    assert [outbox.look(at("10:07")), outbox.look(at("10:08"))] == [1, 0]
    assert outbox.says(TEN) == asked
    assert outbox.posts()[TEN].open
    assert list(outbox.posts()) == [TEN]


def test_a_day_that_is_over_is_told_as_it_ended(outbox: Outbox) -> None:
    outbox.look(at("10:00"))
    outbox.show_all()
    outbox.look(at("00:00:00", "2026-07-16"))
    assert "without" in outbox.says(TEN)
    assert not outbox.posts()[TEN].open


def test_a_snooze_keeps_one_subject_silent_and_then_it_asks_anew(outbox: Outbox) -> None:
    outbox.record(FAULT, at("10:00"))
    outbox.look(at("10:16"))
    outbox.snooze("inspect.page:2026-07-15", at("11:16"))
    assert [outbox.look(at(clock)) for clock in ("10:30", "11:15:59")] == [2, 0]
    assert outbox.said("fault.respond")[1:] == ["fault.respond:f-1:100", "fault.respond:f-1:pm-zhao-80"]
    outbox.look(at("11:16"))
    again = f"{TEN}:after-2026-07-15T11:16:00+08:00"
    assert outbox.posts()[again].open
    assert outbox.says(again) == outbox.says(TEN)
    assert [outbox.look(at(clock)) for clock in ("11:16", "11:29:59")] == [0, 0]


def test_a_step_that_comes_during_a_snooze_is_said_once_after_it(outbox: Outbox) -> None:
    outbox.look(at("14:50"))
    outbox.snooze("inspect.page:2026-07-15", at("15:50"))
    assert outbox.look(at("15:00")) == 0
    outbox.look(at("15:50"))
    assert list(outbox.posts()) == [TEN, THREE]
    assert outbox.look(at("15:51")) == 0


def test_after_a_snooze_only_who_asked_for_it_is_told_anew(outbox: Outbox) -> None:
    outbox.look(at("20:30"))
    climbed = "inspect.page:2026-07-15:pm-zhao-20:30"
    outbox.snooze("inspect.page:2026-07-15", at("21:15"))
    outbox.look(at("21:15"))
    again = "inspect.page:2026-07-15:20:00:after-2026-07-15T21:15:00+08:00"
    assert outbox.said("inspect.page") == ["inspect.page:2026-07-15:20:00", climbed, again]


def test_in_the_quiet_of_the_night_nothing_is_caught_up_with_but_what_is_urgent(outbox: Outbox) -> None:
    outbox.record(FAULT, at("10:00"))
    outbox.look(at("22:00"))
    assert outbox.said("inspect.page") == []
    assert outbox.said("fault.respond") != []
    outbox.record(PAGE_DONE, at("22:05"))
    outbox.look(at("07:30", "2026-07-16"))
    assert outbox.said("inspect.page") == []


def test_a_snooze_that_ends_at_night_is_kept_until_the_morning(outbox: Outbox) -> None:
    outbox.look(at("10:00", "2026-07-18"))
    server = "inspect.server:2026-W30:mon-10:00"
    outbox.look(at("10:00", "2026-07-20"))
    assert outbox.said("inspect.server") == [server]
    outbox.snooze("inspect.server:2026-W30", at("22:30", "2026-07-20"))
    assert [outbox.look(at("22:30", "2026-07-20")), outbox.said("inspect.server")] == [0, [server]]
    outbox.look(at("07:30", "2026-07-21"))
    assert outbox.said("inspect.server") == [server, f"{server}:after-2026-07-20T22:30:00+08:00"]


def test_what_is_put_off_is_said_again_when_it_is_due_then(outbox: Outbox) -> None:
    outbox.record(FAULT, at("10:00"))
    outbox.look(at("10:15"))
    half = "fault.respond:f-1:50"
    assert outbox.said("fault.respond") == [half]
    outbox.record(replace(FAULT, noticed_at=at("10:10")), at("10:16"))
    assert [outbox.look(at("10:16")), outbox.look(at("10:24:59"))] == [0, 0]
    outbox.look(at("10:25"))
    assert outbox.said("fault.respond") == [half, f"{half}:moved-2026-07-15T10:25:00+08:00"]
    assert outbox.look(at("10:26")) == 0


def test_a_nudge_that_fails_keeps_no_other_from_speaking(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> Any:
        raise ZeroDivisionError

    outbox.look(at("10:00"))
    outbox.show_all()
    broken = [replace(nudge, asks=fails, settled=fails) for nudge in NUDGES if nudge.code == "inspect.page"]
    monkeypatch.setattr("schedulers.clock.NUDGES", [*broken, fault_respond.NUDGE])
    outbox.record(FAULT, at("10:00"))
    failed: list[str] = []
    changes = outbox.changes(at("10:15"), lambda code, _: failed.append(code))
    assert (len(changes), failed) == (1, ["inspect.page", "inspect.page"])
    with pytest.raises(ZeroDivisionError):
        outbox.changes(at("10:15"), reraise)


def test_what_is_urgent_has_a_post_of_its_own(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schedulers.clock.NUDGES", [clock_in.NUDGE, fault_respond.NUDGE])
    [early] = [punch for punch in PUNCHES if punch.id == "lin-15-in"]
    outbox.remove(early, at("08:00"))
    outbox.record(replace(FAULT, noticed_at=at("08:35"), assignee="lin"), at("08:35"))
    outbox.look(at("08:50"))
    posts = [key for key, post in outbox.posts().items() if post.recipient == "lin"]
    assert sorted(posts) == ["clock.in:2026-07-15@lin:-10-min", "fault.respond:f-1:50"]


def test_what_is_done_during_a_snooze_is_settled_and_asks_no_more(outbox: Outbox) -> None:
    outbox.look(at("10:00"))
    outbox.show_all()
    outbox.snooze("inspect.page:2026-07-15", at("11:00"))
    outbox.record(PAGE_DONE, at("10:05"))
    outbox.look(at("10:05"))
    assert "✓" in outbox.says(TEN)
    assert outbox.look(at("11:00")) == 0


def test_a_settled_response_says_who(outbox: Outbox) -> None:
    outbox.record(FAULT, at("10:00"))
    outbox.look(at("10:15"))
    outbox.show_all()
    outbox.record(replace(FAULT, responded_at=at("10:16"), assignee="lin"), at("10:16"))
    outbox.look(at("10:16"))
    assert "Lin" in outbox.says("fault.respond:f-1:50")


def test_several_for_one_person_at_one_time_are_one_post_that_is_settled_part_by_part(outbox: Outbox) -> None:
    onsite = replace(FAULT, onsite=True, assignee="lin")
    outbox.record(onsite, at("10:00"))
    outbox.look(at("10:30"))
    [post] = [post for post in outbox.posts().values() if post.recipient == "lin"]
    assert post.key == "fault.respond:f-1:100"
    said = str(post.content["en"])
    assert "2 reminders" in said
    assert all(words in said for words in ("no response", "needs somebody on site"))
    outbox.show_all()
    outbox.record(replace(onsite, responded_at=at("10:31")), at("10:31"))
    outbox.look(at("10:31"))
    post = outbox.posts()["fault.respond:f-1:100"]
    said = str(post.content["en"])
    assert post.open
    assert all(words in said for words in ("Lin responded", "needs somebody on site"))
    outbox.record(replace(onsite, responded_at=at("10:31"), arrived_at=at("10:40")), at("10:40"))
    outbox.look(at("10:40"))
    post = outbox.posts()["fault.respond:f-1:100"]
    assert not post.open
    assert "Lin on site" in str(post.content["en"])


def test_what_stands_in_the_channel_stands_each_by_itself(outbox: Outbox) -> None:
    outbox.record(replace(FAULT, onsite=True), at("10:00"))
    outbox.look(at("10:30"))
    keys = [key for key, post in outbox.posts().items() if post.recipient == OPS_CHANNEL]
    assert keys == [TEN, "fault.respond:f-1:100", "fault.arrive:f-1:50"]


def test_what_is_told_at_once_stays_within_slacks_limits(outbox: Outbox) -> None:
    for number in range(MOST_TOGETHER + 1):
        outbox.record(replace(FAULT, id=f"f-{number:02}", assignee="lin", title="长" * 2000), at("10:00"))
    outbox.look(at("10:15"))
    posts = [post.content for post in outbox.posts().values() if post.recipient == "lin"]
    assert [f"{MOST_TOGETHER} reminders" in str(content["en"]) for content in posts] == [True, False]
    assert [message_errors(said["text"], said["blocks"]) for content in posts for said in content.values()] == [[]] * 4


def test_what_an_older_bot_asked_for_is_settled_after_the_upgrade(tmp_path: Path) -> None:
    old = Database(f"sqlite:///{tmp_path}/old.db")
    upgraded_to(old, "0004")
    old.write(lambda c: UnitOfWork(c, by_bot("test"), at("08:00")).record_all(TEAM, replace=False)).result(10)
    old.write(lambda c: told(c, TEN, "2026-07-15", asks=True)).result(10)
    migrate(old)
    outbox = Outbox(old)
    outbox.show_all()
    assert outbox.look(at("10:01")) == 0
    outbox.record(PAGE_DONE, at("10:05"))
    assert outbox.look(at("10:05")) == 1
    assert "✓" in outbox.says(TEN)
    assert not outbox.posts()[TEN].open
    old.close()
