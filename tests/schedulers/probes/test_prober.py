"""The prober over a real site on this machine: drafts, silence, recovery, and a page that hangs beside others."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from commands.fault import actions
from schedulers.probes.prober import Prober
from storage.contract.kinds import DowntimeExempt, Fault
from storage.contract.probes import Probe, Seen
from storage.database import Database
from storage.records import probes
from tests.schedulers.conftest import at
from tests.schedulers.probes.watching import LIN, Watch, watching


async def test_a_page_that_fails_becomes_a_draft_with_its_evidence(database: Database) -> None:
    async with watching(database) as watch:
        for answers in ("ok", "fail", "fail", "fail"):
            await watch.look(1, answers)
        [draft] = watch.faults()
        since, last = at("08:02"), at("08:03")
        assert (draft.draft, draft.outage, draft.system, draft.level) == (True, True, "portal", 4)
        assert (draft.started_at, draft.noticed_at, draft.recorded_by) == (since, last, "zhiban")
        assert "home" in draft.title
        [line] = draft.log
        assert "127.0.0.1" not in line.text
        assert "503" in line.text
        assert watch.state().told


async def test_looks_cost_the_ledger_nothing(database: Database) -> None:
    async with watching(database) as watch:
        before = watch.revisions()
        for answers in ("ok", "ok", "fail", "ok"):
            await watch.look(1, answers)
        assert watch.revisions() == before
        await watch.look(1, "fail")
        await watch.look()
        assert watch.revisions() == before + 1


async def test_nothing_is_repeated_while_the_draft_waits_or_the_fault_runs(database: Database) -> None:
    async with watching(database) as watch:
        for answers in ("fail", "fail", "ok", "fail", "fail"):
            await watch.look(1, answers)
        [draft] = watch.faults()
        watch.act(lambda work: actions.confirm(work, draft.id, LIN, "yes"))
        for answers in ("ok", "fail", "fail"):
            await watch.look(1, answers)
        assert len(watch.faults()) == 1
        watch.act(lambda work: actions.handle(work, draft.id, watch.now, LIN, "restarted"))
        await watch.look(1, "fail")
        assert len(watch.faults()) == 1
        await watch.look(1, "fail")
        assert len(watch.faults()) == 2, "what fails on after it was handled is a new matter"


async def test_after_a_false_alarm_it_is_silent_until_it_was_up_once(database: Database) -> None:
    async with watching(database) as watch:
        await watch.look(1, "fail")
        await watch.look()
        [draft] = watch.faults()
        watch.act(lambda work: actions.false_alarm(work, draft.id, LIN, "no"))
        for _ in range(5):
            await watch.look()
        assert len(watch.faults()) == 1
        for answers in ("ok", "fail", "fail"):
            await watch.look(1, answers)
        assert [fault.closed_at is None for fault in watch.faults()] == [False, True]


async def test_maintenance_silences_and_is_no_failure_in_the_figures(database: Database) -> None:
    async with watching(database) as watch:
        window = DowntimeExempt(id="m-1", system="portal", from_=at("08:01"), until=at("08:04"), why="patch")
        watch.act(lambda work: work.record(window))
        for _ in range(3):
            await watch.look(1, "fail")
        assert watch.faults() == []
        with database.read() as connection:
            assert (
                probes.system_days(connection, watch.prober._terms.latest, at("08:00").date(), watch.now.date()) == []
            )
        await watch.look()
        await watch.look()
        assert len(watch.faults()) == 1
        with database.read() as connection:
            [day] = probes.system_days(connection, watch.prober._terms.latest, at("08:00").date(), watch.now.date())
        assert (day.sum.looks, day.sum.watched_s, day.sum.down_s) == (2, 60, 60)


async def test_a_false_alarm_holds_for_every_page_that_was_down(database: Database) -> None:
    async with watching(database, {}, {"name": "login", "url": "/fail", "tries": 2}) as watch:
        watch.site.answers = "fail"
        for _ in range(3):
            await watch.look()
        [draft] = watch.faults()
        watch.act(lambda work: actions.false_alarm(work, draft.id, LIN, "no"))
        for _ in range(3):
            await watch.look()
        assert len(watch.faults()) == 1


async def test_a_fault_that_is_about_something_else_silences_nothing(database: Database) -> None:
    async with watching(database) as watch:
        cosmetic = Fault(id="f-9", title="colour", system="portal", level=5, type="other", noticed_at=at("07:00"))
        watch.act(lambda work: work.record(cosmetic))
        for _ in range(3):
            await watch.look(1, "fail")
        assert [fault.draft for fault in watch.faults() if fault.id != "f-9"] == [True]


@pytest.mark.parametrize("more", [{"noticed_at": at("07:00"), "outage": True}, {"noticed_at": at("08:00")}])
async def test_a_known_fault_of_the_system_is_not_told_of_again(database: Database, more: dict[str, Any]) -> None:
    async with watching(database) as watch:
        known = Fault(id="f-9", title="t", system="portal", level=3, type="other", **more)
        watch.act(lambda work: work.record(known))
        for _ in range(3):
            await watch.look(1, "fail")
        assert watch.faults() == [known]
        watch.act(lambda work: work.record(replace(known, system="cloud")))
        await watch.look()
        assert len(watch.faults()) == 2


async def test_recovery_is_noted_and_assumed_of_no_fault(database: Database) -> None:
    async with watching(database) as watch:
        for answers in ("fail", "fail", "ok"):
            await watch.look(1, answers)
        [draft] = watch.faults()
        assert (draft.draft, draft.handled_at, draft.closed_at) == (True, None, None)
        assert (watch.state().up_since, watch.state().counts) == (at("08:03"), False)


async def test_a_page_is_looked_at_as_often_as_is_said_and_sooner_after_a_failure(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = [0.0]
    monkeypatch.setattr("schedulers.probes.prober.time", SimpleNamespace(monotonic=lambda: seconds[0]))
    async with watching(database, {"every_min": 5, "tries": 3}) as watch:
        looked = []
        for after in (0, 299, 1, 19, 1, 20, 20, 279, 1):
            seconds[0] += after
            watch.site.answers = "fail" if seconds[0] >= 300 else "ok"
            await watch.prober.round()
            await watch.prober.settle()
            looked.append((seconds[0], len(watch.site.visits)))
    assert looked == [(0, 1), (299, 1), (300, 2), (319, 2), (320, 3), (340, 4), (360, 4), (639, 4), (640, 5)]


def recoveries(watch: Watch) -> Mapping[str, datetime]:
    with watch.database.read() as connection:
        return probes.recoveries(connection)


@pytest.mark.parametrize("confirmed", [False, True])
async def test_pages_that_fail_again_soon_are_the_same_outage_and_later_another(
    database: Database, *, confirmed: bool
) -> None:
    async with watching(database) as watch:
        for answers in ("fail", "fail"):
            await watch.look(1, answers)
        [first] = watch.faults()
        if confirmed:
            watch.act(lambda work: actions.confirm(work, first.id, LIN, "yes"))
        await watch.look(1, "ok")
        assert recoveries(watch) == {first.id: at("08:03")}
        for answers in ("fail", "fail"):
            await watch.look(10, answers)
        assert (len(watch.faults()), recoveries(watch)) == (1, {})
        await watch.look(1, "ok")
        assert recoveries(watch) == {first.id: at("08:24")}
        await watch.look(60, "fail")
        await watch.look(1)
        again = [fault for fault in watch.faults() if fault.id != first.id]
        assert [(fault.draft, fault.start, fault.noticed_at) for fault in again] == [(True, at("09:24"), at("09:25"))]
        assert recoveries(watch) == {first.id: at("08:24")}, "the first is over"
        await watch.look(1, "ok")
        assert recoveries(watch) == {first.id: at("08:24"), again[0].id: at("09:26")}


async def test_an_outage_that_somebody_noted_late_recovered_too(database: Database) -> None:
    async with watching(database) as watch:
        known = Fault(id="f-9", title="t", system="portal", level=3, type="other", noticed_at=at("08:00"), outage=True)
        watch.act(lambda work: work.record(known))
        for answers in ("fail", "fail", "ok"):
            await watch.look(1, answers)
        assert recoveries(watch) == {"f-9": at("08:03")}


async def test_an_outage_that_is_mended_during_maintenance_recovers(database: Database) -> None:
    async with watching(database) as watch:
        for answers in ("fail", "fail"):
            await watch.look(1, answers)
        window = DowntimeExempt(id="m-1", system="portal", from_=at("08:03"), until=at("09:00"), why="mend")
        watch.act(lambda work: work.record(window))
        for answers in ("fail", "fail", "ok"):
            await watch.look(5, answers)
        [fault] = watch.faults()
        assert recoveries(watch) == {fault.id: at("08:17")}


async def test_a_page_that_hangs_delays_no_other(database: Database) -> None:
    async with watching(database, {"seconds": 60}, {"name": "other", "url": "/ok"}) as watch:
        watch.site.answers = "hang"
        await watch.prober.round()
        await watch.site.hanging.acquire()
        for count in range(1, 4):
            watch.prober._next.clear()
            await watch.prober.round()
            await asyncio.wait_for(asyncio.shield(watch.prober._running["other"]), 10)
            assert watch.site.visits.count("/ok") == count
        assert watch.site.visits.count("/") == 1, "a page that is being looked at is not looked at again"
        assert (watch.state("other").last.ok, watch.state("home").last) == (True, None)


async def test_no_look_is_made_within_a_transaction(database: Database) -> None:
    """While a look hangs, others write and read."""
    async with watching(database, {"seconds": 60}) as watch:
        watch.site.answers = "hang"
        await watch.prober.round()
        await watch.site.hanging.acquire()
        fault = Fault(id="f-9", title="t", system="portal", level=3, type="other", noticed_at=at("08:00"))
        await asyncio.to_thread(watch.act, lambda work: work.record(fault))
        assert watch.faults() == [fault]


async def test_a_page_is_looked_at_when_it_is_due_and_when_the_clock_is_set(database: Database) -> None:
    async with watching(database) as watch:
        for _ in range(3):
            await watch.prober.round()
            await watch.prober.settle()
        assert watch.site.visits == ["/"]
        watch.prober.wake()
        await watch.prober.round()
        await watch.prober.settle()
        assert watch.site.visits == ["/", "/"]


async def test_only_who_leads_looks(database: Database) -> None:
    async with watching(database) as watch:
        watch.term[0] = None
        await watch.look()
        assert watch.site.visits == []
        watch.term[0] = 2
        await watch.look()
        assert watch.site.visits == ["/"]


async def test_what_was_seen_by_who_leads_no_more_is_not_noted(database: Database) -> None:
    async with watching(database, {"seconds": 60}) as watch:
        watch.site.answers = "hang"
        await watch.prober.round()
        await watch.site.hanging.acquire()
        watch.term[0] = None
        await watch.prober.round()
        assert watch.prober._running == {}
        assert watch.state().last is None


async def test_who_takes_the_lead_goes_on_from_there(database: Database) -> None:
    async with watching(database) as watch:
        await watch.look(1, "fail")
        watch.prober = Prober(
            database, watch.prober._terms, watch.prober._look, lambda: watch.now, lambda: watch.term[0]
        )
        await watch.look(1, "fail")
        assert len(watch.faults()) == 1


async def test_a_look_that_breaks_is_made_again(database: Database) -> None:
    async with watching(database) as watch:
        look, calls = watch.prober._look, []

        async def breaks(probe: Probe) -> Seen:
            calls.append(probe.name)
            if len(calls) == 1:
                raise RuntimeError("unexpected")
            return await look(probe)

        watch.prober._look = breaks
        await watch.look()
        assert (watch.state().last, watch.prober.failing) == (None, {"home"})
        await watch.look()
        assert (watch.state().last.ok, watch.prober.failing) == (True, set())
