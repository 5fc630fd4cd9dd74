"""What follows from looks: when it counts, what is silent, what adds up. All from values, no site and no clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.contract.kinds import DowntimeExempt, Fault
from storage.contract.periods import BEIJING
from storage.contract.probe_findings import (
    LIMITS_MS,
    DaySum,
    Known,
    State,
    about_it_since,
    after,
    alarms,
    is_over,
    known_of,
    recovered,
    summed,
    wait_of,
)
from storage.contract.probes import Probe, Seen

PROBE = Probe(name="home", system="portal", url="https://portal.example/", tries=3, every_min=5)
START = datetime(2026, 7, 15, 10, tzinfo=BEIJING)
NOTHING = Known()


def at(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


def seen(minute: float, *, ok: bool = True, ms: int = 100, **more: Any) -> Seen:
    trouble = None if ok else "status"
    return Seen(at=at(minute), took=timedelta(milliseconds=ms), **{"trouble": trouble, **more})


def told(story: str, known: dict[int, Known] | None = None, probe: Probe = PROBE) -> list[str]:
    """What is opened, look by look: `x` is a look that failed, `.` one that did not; a draft is `!`, otherwise `-`."""
    state, opened = State(name="home"), []
    for minute, mark in enumerate(story):
        about = (known or {}).get(minute, NOTHING)
        state = after(state, probe, seen(minute, ok=mark == "."), about)
        alarm = alarms(state, about)
        if alarm:
            state = replace(state, told=True)
        opened.append("!" if alarm else "-")
    return opened


@pytest.mark.parametrize(
    ("story", "opened"),
    [
        ("....", "----"),
        ("xx.xx.", "------"),
        ("xxx", "--!"),
        (".xxxxxx", "---!---"),  # nothing is said twice of one time that it is down
        ("xxx.xxx", "--!---!"),  # up once, and down again, is news
        ("xxx.xx.xxx", "--!------!"),
    ],
)
def test_so_many_tries_in_a_row_count(story: str, opened: str) -> None:
    assert "".join(told(story)) == opened


def test_one_try_may_be_enough() -> None:
    assert told(".x", probe=replace(PROBE, tries=1)) == ["-", "!"]


def test_nothing_is_opened_while_a_fault_is_known_and_something_is_once_it_is_not() -> None:
    assert "".join(told("xxxxx", {2: Known(runs=True), 3: Known(runs=True)})) == "----!"


def test_a_page_that_was_down_while_a_draft_waited_is_told_of() -> None:
    drafted = Known(runs=True, drafted=True)
    assert "".join(told("xxxxxx.xxx", {2: drafted, 3: drafted})) == "---------!"
    assert "".join(told("xxxxxx", {1: drafted})) == "--!---", "it did not count while the draft waited"


def test_maintenance_silences_and_the_count_begins_anew_after_it() -> None:
    maintained = Known(maintained=True)
    assert "".join(told("xxxxxxx", {2: maintained, 3: maintained})) == "------!"
    assert "".join(told("xxx.", {0: maintained, 1: maintained, 2: maintained})) == "----"
    assert "".join(told("xxxxxx", {3: maintained, 4: maintained})) == "--!---", "it was down before, and told of"


def test_what_was_down_before_maintenance_is_up_again_after_it() -> None:
    state, maintained = State(name="home"), Known(maintained=True)
    for minute, known in enumerate([NOTHING, NOTHING, NOTHING, maintained, maintained]):
        state = after(state, PROBE, seen(minute, ok=False), known)
    assert (state.counts, state.failing_since) == (True, at(0))
    assert after(state, PROBE, seen(5), NOTHING).up_since == at(5)


def test_what_fails_on_after_it_was_handled_is_a_new_matter() -> None:
    handled = Known(handled_at=at(4))
    assert "".join(told("xxxxxxxx", dict.fromkeys(range(5, 8), handled))) == "--!----!"
    before = Known(handled_at=at(-1))
    assert "".join(told("xxxxxxxx", dict.fromkeys(range(8), before))) == "--!-----"


def test_moments_are_those_of_the_looks() -> None:
    state = State(name="home")
    for minute, ok in enumerate([True, False, False, False]):
        state = after(state, PROBE, seen(minute, ok=ok), NOTHING)
    assert (state.failures, state.failing_since, state.counts, state.up_since) == (3, at(1), True, None)
    state = after(state, PROBE, seen(4), NOTHING)
    assert (state.failures, state.failing_since, state.counts, state.up_since) == (0, None, False, at(4))
    for minute, ok in enumerate([False, True], 5):
        state = after(state, PROBE, seen(minute, ok=ok), NOTHING)
    assert state.up_since == at(4), "a failure that did not count is no time it was down"


def test_a_certificate_is_remembered_until_another_is_seen() -> None:
    state = after(State(name="home"), PROBE, seen(0, certificate_until=at(99)), NOTHING)
    state = after(state, PROBE, seen(1, ok=False), NOTHING)
    assert state.certificate_until == at(99)
    assert after(state, PROBE, seen(2, certificate_until=at(500)), NOTHING).certificate_until == at(500)
    assert after(state, PROBE, seen(2), NOTHING).certificate_until is None


def test_a_failure_is_soon_looked_at_again_until_it_counts() -> None:
    state, waits = State(name="home"), []
    for minute, ok in enumerate([True, False, False, False, True]):
        state = after(state, PROBE, seen(minute, ok=ok), NOTHING)
        waits.append(wait_of(state, PROBE, timedelta(seconds=20)).total_seconds())
    assert waits == [300, 20, 20, 300, 300]


FAULT = Fault(id="f-1", title="t", system="portal", level=4, type="function", noticed_at=at(0))


@pytest.mark.parametrize(
    ("fault", "known"),
    [
        ({}, NOTHING),
        ({"handled_at": at(3)}, NOTHING),
        ({"outage": True}, Known(runs=True)),
        ({"noticed_at": at(4.9)}, NOTHING),
        ({"noticed_at": at(5)}, Known(runs=True)),
        ({"noticed_at": at(5), "handled_at": at(8)}, Known(handled_at=at(8))),
        ({"draft": True}, Known(runs=True, drafted=True)),
        ({"system": "cloud"}, NOTHING),
        ({"outage": True, "handled_at": at(3)}, Known(handled_at=at(3))),
        ({"outage": True, "closed_at": at(3)}, Known(handled_at=at(3))),
        ({"outage": True, "handled_at": at(3), "closed_at": at(5)}, Known(handled_at=at(3))),
        ({"draft": True, "closed_at": at(3)}, NOTHING),
    ],
)
def test_what_is_known_of_a_fault(fault: dict[str, Any], known: Known) -> None:
    assert known_of("portal", at(9), at(5), [replace(FAULT, **fault)], []) == known


def test_a_fault_noticed_since_the_look_before_it_failed_is_about_it() -> None:
    failing = State(name="home", failures=2, failing_since=at(10))
    assert about_it_since(failing, PROBE, at(12)) == at(5)
    assert about_it_since(State(name="home"), PROBE, at(12)) == at(7)


OUTAGE = replace(FAULT, outage=True, started_at=at(0))


def stands(up: float | None = None, failing: float | None = None) -> State:
    since = None if failing is None else at(failing)
    up_since = None if up is None else at(up)
    return State(name="home", up_since=up_since, failing_since=since, failures=int(failing is not None))


@pytest.mark.parametrize(
    ("fault", "states", "minute"),
    [
        (OUTAGE, [stands(20)], 20),
        (OUTAGE, [stands(20), stands(25)], 25),
        (OUTAGE, [stands(20), stands()], 20),
        (OUTAGE, [stands(20), stands(failing=0)], None),
        (OUTAGE, [stands(20), stands(failing=-1)], 20),  # that one failed before, and is something else
        (OUTAGE, [stands(20, failing=30)], None),
        (OUTAGE, [stands()], None),
        (OUTAGE, [stands(-10)], None),
        (OUTAGE, [stands(0)], None),
        (OUTAGE, [], None),
        (FAULT, [stands(20)], None),
    ],
)
def test_an_outage_recovers_when_all_that_it_is_about_is_up(
    fault: Fault, states: list[State], minute: float | None
) -> None:
    assert recovered(fault, states) == (None if minute is None else at(minute))


@pytest.mark.parametrize(("minute", "over"), [(20, False), (79.9, False), (80, True)])
def test_what_fails_soon_after_is_the_same_outage(minute: float, *, over: bool) -> None:
    assert is_over(at(20), at(minute), timedelta(hours=1)) is over


@pytest.mark.parametrize(
    ("pause", "every", "counts"), [(60, 5, True), (60.1, 5, False), (90, 30, True), (90.1, 30, False)]
)
def test_failures_with_a_long_silence_between_are_not_in_a_row(pause: float, every: int, *, counts: bool) -> None:
    probe, state = replace(PROBE, every_min=every), State(name="home")
    for minute in (0, 1, 1 + pause):
        state = after(state, probe, seen(minute, ok=False), NOTHING)
    assert state.counts is counts
    assert state.failing_since == (at(0) if counts else at(1 + pause))


def test_what_is_down_stays_so_through_a_silence() -> None:
    state = State(name="home")
    for minute in (0, 1, 2, 9999):
        state = after(state, PROBE, seen(minute, ok=False), NOTHING)
    assert (state.counts, state.failing_since) == (True, at(0))


@pytest.mark.parametrize(("minute", "maintained"), [(9.9, False), (10, True), (19.9, True), (20, False)])
def test_maintenance_holds_from_its_start_up_to_its_end(minute: float, *, maintained: bool) -> None:
    window = DowntimeExempt(id="m-1", system="portal", from_=at(10), until=at(20), why="patch")
    assert known_of("portal", at(minute), at(0), [], [window]).maintained is maintained
    assert not known_of("cloud", at(minute), at(0), [], [window]).maintained


@given(st.text(alphabet="x.", max_size=60), st.integers(1, 5))
def test_a_draft_comes_once_for_each_run_of_failures_that_is_long_enough(story: str, tries: int) -> None:
    opened = told(story, probe=replace(PROBE, tries=tries))
    assert opened.count("!") == sum(len(run) >= tries for run in story.split("."))
    for minute, mark in enumerate(opened):
        if mark == "!":
            assert story[minute + 1 - tries : minute + 1] == "x" * tries


# ---- sums ----


@pytest.mark.parametrize(("ms", "step"), [(0, 0), (100, 0), (101, 1), (200, 1), (10_000, 6), (10_001, 7), (60_000, 7)])
def test_a_time_falls_into_one_step(ms: int, step: int) -> None:
    [sum_] = summed(None, seen(0, ms=ms), PROBE).values()
    assert [place for place, count in enumerate(sum_.steps) if count] == [step]
    assert (sum_.looks, sum_.failures, sum_.total_ms, sum_.most_ms) == (1, 0, ms, ms)
    assert sum_.within_ms(1) == ms, "not the end of its step"


def test_a_failure_adds_no_time() -> None:
    [sum_] = summed(None, seen(0, ok=False, ms=9999), PROBE).values()
    assert sum_ == DaySum(looks=1, failures=1)
    assert (sum_.availability, sum_.mean_ms, sum_.within_ms(0.95)) == (0.0, None, None)


def test_the_time_between_two_looks_is_as_the_first_found_it() -> None:
    [down] = summed(seen(0, ok=False), seen(2), PROBE).values()
    assert (down.watched_s, down.down_s) == (120, 120)
    [up] = summed(seen(0), seen(2, ok=False), PROBE).values()
    assert (up.watched_s, up.down_s) == (120, 0)


@pytest.mark.parametrize(("minutes", "seconds"), [(5, 300), (5.5, 310), (600, 310)])
def test_of_a_long_silence_nothing_is_known(minutes: float, seconds: int) -> None:
    assert sum(one.watched_s for one in summed(seen(0), seen(minutes), PROBE).values()) == seconds


def test_a_clock_set_back_adds_no_time() -> None:
    assert summed(seen(5), seen(0), PROBE)[date(2026, 7, 15)].watched_s == 0


def test_midnight_parts_the_time() -> None:
    before = replace(seen(0, ok=False), at=datetime(2026, 7, 15, 23, 58, tzinfo=BEIJING))
    now = replace(seen(0), at=datetime(2026, 7, 16, 0, 1, tzinfo=BEIJING))
    sums = summed(before, now, PROBE)
    assert {day: (one.looks, one.watched_s, one.down_s) for day, one in sums.items()} == {
        date(2026, 7, 15): (0, 120, 120),
        date(2026, 7, 16): (1, 60, 60),
    }


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 20_000), st.integers(1, 2000)), min_size=1, max_size=40))
def test_what_is_added_up_is_what_was_seen(looks: list[tuple[bool, int, int]]) -> None:
    total, before, moment = DaySum(), None, START
    for ok, ms, seconds in looks:
        moment += timedelta(seconds=seconds)
        found = replace(seen(0, ok=ok, ms=ms), at=moment)
        for part in summed(before, found, PROBE).values():
            total += part
        before = found
    good = [ms for ok, ms, _ in looks if ok]
    assert (total.looks, total.failures, total.total_ms) == (len(looks), len(looks) - len(good), sum(good))
    assert total.most_ms == max(good, default=None)
    assert sum(total.steps) == len(good)
    assert 0 <= total.down_s <= total.watched_s <= (moment - START).total_seconds()
    within = total.within_ms(0.95)
    if good and within is not None:
        assert sum(ms <= within for ms in good) >= 0.95 * len(good)
        assert within in (*LIMITS_MS, max(good))
    assert total.availability is not None
    assert 0 <= total.availability <= 1


def test_nothing_seen_has_no_figure() -> None:
    empty = DaySum()
    assert (empty.availability, empty.mean_ms, empty.within_ms(0.95)) == (None, None, None)
