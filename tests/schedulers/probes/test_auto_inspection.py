"""The day's page inspection that the bot logs by itself, of a real site."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from commands.fault import actions
from commands.kit.fact_fields import read_items, typed_value
from storage.contract.kinds import Inspection
from storage.database import Database
from storage.records.tables import read_all
from tests.schedulers.conftest import at
from tests.schedulers.probes.watching import LIN, Watch, watching

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
