"""Years that nobody can mean are refused kindly, wherever a moment, a day or a period is typed."""

from __future__ import annotations

import pytest

from tests.commands.conftest import Room, refusals


@pytest.mark.parametrize(
    "line",
    [
        "/inspect done 0001-01-01 00:00",
        "/clock in 0001-01-01 00:00",
        "/clock fix 0001-01-01 in 9:00 忘记打卡",
        "/clock leave sick 0001-01-01 0001-01-02",
        "/fault open 慢 0001-01-01 00:00",
        "/fault maintenance portal 0001-01-01 00:00 9999-12-31 23:59 升级",
        "/fault maintenance portal 1970-12-31 23:59 2026-07-16 02:00 升级",
        "/request open 慢 1970-12-31 00:00",
        "/task add lin 2201-01-01 18:00 整理",
        "/guard support key 10 1 0001-01-01 00:00",
        "/guard open 保障 0001-01-01 0001-01-02",
        "/drill add 0001-01-01 切换",
        "/asset stocktake 0001-01-01",
        "/roster set 0001-01-01 lin",
        "/report submit year_end 0001",
        "/report submit monthly 0001-01",
        "/report submit monthly 2030-01",
        "/report agree 方案 9999-12-31",
        "/drill plan 2019-Q1",
        "/score rank system.fault_rank 3 20 2 4.5 2019-01",
        "/zhiban calendar add 0001-01-01 off 元旦",
    ],
)
def test_it_is_refused(room: Room, line: str) -> None:
    refusals(room, "zhao", [line])


@pytest.mark.parametrize("line", ["/task add lin 2200-12-31 18:00 整理", "/asset stocktake 1971-01-01"])
def test_the_years_at_the_edge_are_taken(room: Room, line: str) -> None:
    room.does("zhao", line)
