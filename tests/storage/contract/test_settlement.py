"""Settled standings: their text comes back as it was, and what differs from them is found, neither more nor less."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.contract.fact import Fact
from storage.contract.facts import Facts
from storage.contract.kinds import CalendarDay, Ruling
from storage.contract.model import Entry, Standing
from storage.contract.periods import parse_moment
from storage.contract.reading import rows_reading
from storage.contract.rubric import shipped_rows
from storage.contract.scoring import resolve_period, score
from storage.contract.settlement import adjustments, as_kept, digest_of, read_settled, settled_text
from storage.contract.windows import Reach
from storage.records.calendar import announced_calendar
from tests.storage.contract.told import TEAM, told
from tests.storage.tellings import TERMS, moments, rulings_on, tellings

PERIODS = st.sampled_from(["2026-06", "2026-07", "2026-Q3", "2026", "contract"])
NOW = "2026-07-20T12:00:00+08:00"
UNHURRIED = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def judged(facts: Iterable[Fact], period: str, now: str = NOW) -> Standing:
    at = parse_moment(now)
    span = resolve_period(period, TERMS, at)
    return score(Facts.build(facts), TERMS, announced_calendar(), shipped_rows(), span, at)


def with_rulings(facts: list[dict[str, Any]], period: str, seed: int, now: str = NOW) -> list[Fact]:
    held = [told(fact) for fact in (*TEAM, *facts)]
    return held + [
        told(one) for one in rulings_on((entry.key for entry in judged(held, period, now).entries), now, seed)
    ]


@UNHURRIED
@given(tellings, moments, PERIODS, st.integers())
def test_a_settled_text_comes_back_as_it_was(facts: list[dict[str, Any]], now: str, period: str, seed: int) -> None:
    standing = judged(with_rulings(facts, period, seed, now), period, now)
    text = settled_text(standing)
    read = read_settled(text)
    assert read == as_kept(standing)
    assert settled_text(read) == text
    assert adjustments(read, standing) == ()


@UNHURRIED
@given(tellings, tellings, PERIODS, st.integers())
def test_the_adjustments_are_all_that_lies_between_two_standings(
    facts: list[dict[str, Any]], others: list[dict[str, Any]], period: str, seed: int
) -> None:
    settled = judged(with_rulings(facts, period, seed), period)
    today = judged(with_rulings(others, period, seed), period)
    found = adjustments(as_kept(settled), today)
    moved = sum((after - before for before, after in (one.points for one in found)), Decimal(0))
    assert settled.booked + moved == today.booked
    before, after = states(settled), states(today)
    assert (found == ()) is (before == after)
    assert {one.entry.key for one in found} == {key for key in {**before, **after} if before.get(key) != after.get(key)}
    assert [one.entry.at for one in found] == sorted(one.entry.at for one in found)


def states(standing: Standing) -> dict[str, Any]:
    return {entry.key: (entry.points, entry.status, entry.pending) for entry in standing.entries}


@UNHURRIED
@given(tellings, st.data())
@pytest.mark.parametrize("period", ["2026-06", "2026-07"])
def test_no_row_changes_but_those_that_read_the_fact(
    period: str, facts: list[dict[str, Any]], data: st.DataObject
) -> None:
    """Whatever fact is added or taken away: only the rows named may be judged otherwise."""
    held = with_rulings(facts, period, data.draw(st.integers()))
    changing = [fact for fact in held[len(TEAM) :] if not isinstance(fact, CalendarDay)]
    if not changing:
        return
    fact = data.draw(st.sampled_from(changing))
    without = [one for one in held if one is not fact]
    span = resolve_period(period, TERMS, parse_moment(NOW))
    run = span.clipped(TERMS.opens, span.last)
    assert run is not None
    declared = Facts.build(held).of(CalendarDay)
    reach = Reach(TERMS, announced_calendar().overridden(declared), span, run)
    named = rows_reading(shipped_rows(), [fact], reach)
    assert {one.entry.row for one in adjustments(judged(without, period), judged(held, period))} <= named


def test_most_facts_of_another_month_matter_to_no_row() -> None:
    span = resolve_period("2026-06", TERMS, parse_moment(NOW))
    reach = Reach(TERMS, announced_calendar(), span, span)
    today: list[dict[str, Any]] = [
        {"kind": "punch", "id": "p", "person": "lin", "way": "in", "at": NOW},
        {"kind": "inspection", "id": "i", "type": "page", "at": NOW, "by": "lin", "ok": True},
        {"kind": "problem", "id": "x", "found_at": NOW, "scope": "in", "by": "lin"},
        {"kind": "request", "id": "q", "channel": "call", "arrived_at": NOW},
        {"kind": "task", "id": "t", "person": "lin", "due_at": NOW},
        {"kind": "fault", "id": "f", "title": "x", "system": "api", "level": 4, "type": "other", "noticed_at": NOW},
        {"kind": "note", "id": "n", "row": "docs.typos", "at": NOW, "by": "lin", "text": "x"},
    ]
    assert [rows_reading(shipped_rows(), [told(fact)], reach) for fact in today] == [frozenset()] * len(today)


@pytest.mark.parametrize(
    ("entry", "rows"),
    [
        ("inspect.missed:page:2026-06-20", {"inspect.missed"}),
        ("guard.accident:n-1", {"guard.accident", "guard.clean"}),
        ("no.row:x", set()),
    ],
)
def test_a_ruling_matters_to_its_row_and_those_that_follow_it(entry: str, rows: set[str]) -> None:
    span = resolve_period("2026-06", TERMS, parse_moment(NOW))
    ruling = Ruling(id="r", entry=entry, ruling="waive", by="chen", at=parse_moment(NOW), reason="x")
    assert rows_reading(shipped_rows(), [ruling], Reach(TERMS, announced_calendar(), span, span)) == rows


def test_only_judged_rows_are_compared() -> None:
    settled = as_kept(judged([told(fact) for fact in TEAM], "2026-06"))
    some = [row for row in settled.rows if row.code == "inspect.missed"]
    assert some[0].entries
    assert adjustments(settled, replace(settled, rows=tuple(some))) == ()
    assert adjustments(replace(settled, rows=()), replace(settled, rows=tuple(some))) != ()
    gone = adjustments(settled, replace(settled, rows=(replace(some[0], entries=()),)))
    assert [(one.before, one.after) for one in gone] == [(entry, None) for entry in some[0].entries]


def test_causes_are_the_evidence_and_the_rulings_of_both() -> None:
    settled = as_kept(judged([told(fact) for fact in TEAM], "2026-06"))
    ruling = Ruling(id="r:1", entry="x", ruling="waive", by="chen", at=parse_moment(NOW), reason="x")
    before: Entry = replace(settled.entries[0], evidence=("fault:f-1", "punch:p"))
    after = replace(before, evidence=("punch:p", "leave:l"), rulings=(ruling,), status="waived", points=Decimal(0))
    row = next(row for row in settled.rows if row.code == before.row)
    found = adjustments(
        replace(settled, rows=(replace(row, entries=(before,)),)),
        replace(settled, rows=(replace(row, entries=(after,)),)),
    )
    assert [one.causes for one in found] == [("fault:f-1", "punch:p", "leave:l", "ruling:r:1")]
    assert found[0].points == (before.points, Decimal(0))


def test_the_text_is_canonical_and_its_hash_is_sha_256() -> None:
    text = settled_text(judged([told(fact) for fact in TEAM], "2026-06"))
    assert text == json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert digest_of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert digest_of("值班") != digest_of(text)


@pytest.mark.parametrize("text", ["{}", "[]", '{"format": 2}', "nonsense"])
def test_a_text_of_another_format_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"format|Expecting"):
        read_settled(text)
