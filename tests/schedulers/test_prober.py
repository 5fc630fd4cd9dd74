"""The prober over a real site on this machine: drafts, silence, recovery, and a page that hangs beside others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.looking import Looker
from commands.fault import actions
from commands.kit.fact_fields import read_items, typed_value
from schedulers.prober import Prober
from storage.contract.kinds import DowntimeExempt, Fault, Inspection
from storage.contract.probes import Probe, Seen
from storage.database import Database
from storage.records import probes
from storage.records.ledger import Author, UnitOfWork, faults_in_chain
from storage.records.settings import TermsInForce
from storage.records.tables import Revision, read_all
from tests.schedulers.conftest import TEAM, at
from tests.site import Site, running_site

LIN = TEAM[0]


@dataclass
class Watch:
    """A prober whose rounds a test makes by hand, its clock and the site it looks at."""

    database: Database
    site: Site
    prober: Prober
    now: datetime
    term: list[int | None] = field(default_factory=lambda: [1])

    async def look(self, minutes: float = 1, answers: str | None = None) -> None:
        """Let so much time pass, the site answer so from now on, and every page be looked at once."""
        self.now += timedelta(minutes=minutes)
        self.site.answers = answers or self.site.answers
        self.prober.wake()
        await self.prober.round()
        await self.prober.settle()

    async def tend(self) -> None:
        """Let the prober see at once to what it sees to now and then."""
        self.prober._tended = None
        await self.prober.round()

    def faults(self) -> list[Fault]:
        with self.database.read() as connection:
            return read_all(connection, Fault)

    def state(self, name: str = "home") -> Any:
        terms = self.prober._terms.latest
        with self.database.read() as connection:
            return {one.probe.name: one.state for one in probes.watched(connection, terms)}[name]

    def act(self, work: Any) -> None:
        """Let Lin do something."""
        self.database.write(lambda c: work(UnitOfWork(c, Author("lin", "test"), self.now))).result(10)

    def revisions(self) -> int:
        with self.database.read() as connection:
            assert list(faults_in_chain(connection)) == []
            return connection.scalar(select(func.count()).select_from(Revision)) or 0


@asynccontextmanager
async def watching(database: Database, *tables: dict[str, Any], **overlay: Any) -> AsyncIterator[Watch]:
    """The prober over `/` of a site, with further probes by their paths."""
    async with running_site() as site:
        usual = {"name": "home", "system": "portal", "url": site.url(), "tries": 2, "seconds": 1}
        more = [{"system": "portal", "seconds": 1, **table, "url": site.url(table["url"])} for table in tables[1:]]
        first = {**usual, **(tables[0] if tables else {})}
        terms = TermsInForce({"systems": ["portal"], "probe": [first, *more], **overlay})
        watch: Watch
        looker = Looker(lambda: watch.now)
        prober = Prober(database, terms, looker.look, lambda: watch.now, lambda: watch.term[0])
        watch = Watch(database, site, prober, at("08:00"))
        try:
            yield watch
        finally:
            await prober._drop()
            await looker.close()


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
    monkeypatch.setattr("schedulers.prober.time", SimpleNamespace(monotonic=lambda: seconds[0]))
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


# ---- the day's page inspection ----

AUTO = {"auto": True}


def inspections(watch: Watch) -> list[Inspection]:
    with watch.database.read() as connection:
        return read_all(connection, Inspection)


async def test_the_bot_logs_the_inspection_once_a_day_from_the_hour_on(database: Database) -> None:
    async with watching(database, {**AUTO, "name": "home; main"}) as watch:
        await watch.look(59)
        await watch.look(0)
        assert inspections(watch) == []
        await watch.look(1)
        await watch.tend()
        [logged] = inspections(watch)
        assert (logged.id, logged.type, logged.at, logged.by) == ("zhiban-2026-07-15", "page", at("09:00"), "zhiban")
        assert (logged.ok, [item.target for item in logged.items]) == (True, ["portal"])
        assert read_items(typed_value(logged, "items")) == logged.items, "it can be put right in a form"
        await watch.look(60)
        await watch.tend()
        assert inspections(watch) == [logged]
        await watch.look(24 * 60)
        await watch.tend()
        assert [one.id for one in inspections(watch)] == ["zhiban-2026-07-15", "zhiban-2026-07-16"]


async def test_what_was_taken_back_is_not_logged_again(database: Database) -> None:
    async with watching(database, AUTO) as watch:
        await watch.look(61)
        await watch.tend()
        [logged] = inspections(watch)
        watch.act(lambda work: work.remove(logged, "looked wrong"))
        await watch.look()
        await watch.tend()
        assert inspections(watch) == []


@pytest.mark.parametrize(
    ("answers", "tables", "overlay"),
    [
        ("fail", [AUTO], {}),
        ("ok", [{}], {}),
        ("ok", [AUTO, {"name": "second", "url": "/ok"}], {}),
        ("ok", [AUTO, {"name": "second", "url": "/fail", "auto": True}], {}),
        ("ok", [AUTO], {"systems": ["portal", "cloud"]}),
    ],
)
async def test_where_not_every_page_is_up_and_may_be_trusted_a_person_looks(
    database: Database, answers: str, tables: list[dict[str, Any]], overlay: dict[str, Any]
) -> None:
    async with watching(database, *tables, **overlay) as watch:
        await watch.look(61, answers)
        await watch.tend()
        assert inspections(watch) == []


async def test_while_a_draft_waits_a_person_looks(database: Database) -> None:
    async with watching(database, AUTO) as watch:
        for answers in ("fail", "fail", "ok"):
            await watch.look(25, answers)
        await watch.tend()
        [draft] = watch.faults()
        assert inspections(watch) == []
        watch.act(lambda work: actions.false_alarm(work, draft.id, LIN, "no"))
        await watch.look(1)
        await watch.tend()
        assert len(inspections(watch)) == 1


async def test_somebody_who_was_first_is_enough(database: Database) -> None:
    async with watching(database, AUTO) as watch:
        mine = Inspection(id="i-1", type="page", at=at("08:00"), by="lin", ok=True)
        watch.act(lambda work: work.record(mine))
        await watch.look(61)
        await watch.tend()
        assert inspections(watch) == [mine]


async def test_it_runs_until_it_is_ended(database: Database) -> None:
    async with watching(database) as watch:
        running = asyncio.create_task(watch.prober.run())
        while watch.state().last is None:  # noqa: ASYNC110 -- what is waited for stands in the database
            await asyncio.sleep(0.02)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
