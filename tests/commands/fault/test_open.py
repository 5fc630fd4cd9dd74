"""`/fault open` and `level`: what is understood of the words, and who may give which level."""

from datetime import datetime

import pytest

from commands.kit.texts import LANGUAGES, Language
from storage.contract.kinds import Fault
from tests.commands.conftest import NOW, Room, at, refusals

TITLE_200 = "门" * 200


@pytest.mark.parametrize(
    ("typed", "title", "noticed", "changes"),
    [
        ("open 首页打不开", "首页打不开", NOW, {}),
        ("报障 首页打不开", "首页打不开", NOW, {}),
        ("OPEN 首页打不开", "首页打不开", NOW, {}),
        ("open 首页打不开 10分钟前", "首页打不开", at("09:50"), {}),
        ("open 首页打不开 昨晚8点", "首页打不开", at("20:00", "2026-07-14"), {}),
        ("open login is slow yesterday 18:00", "login is slow", at("18:00", "2026-07-14"), {}),
        ("open --level 3 首页打不开 --outage 9:05", "首页打不开", at("09:05"), {"level": 3, "outage": True}),
        ("open 首页 --outage 打不开 --level=5 9:05", "首页 打不开", at("09:05"), {"level": 5, "outage": True}),
        ("open 首页打不开 9:05 --level 3", "首页打不开", at("09:05"), {"level": 3}),
        ("open 首页打不开 —level 3", "首页打不开", NOW, {"level": 3}),
        ("open 首页打不开 –level＝3 ——outage", "首页打不开", NOW, {"level": 3, "outage": True}),
        ("open 首页打不开 －－level：３", "首页打不开", NOW, {"level": 3}),
        ("open 首页打不开 --LEVEL 3 --Emergency", "首页打不开", NOW, {"level": 3, "emergency": True}),
        ("open 首页打不开 --onsite\n--level\t3", "首页打不开", NOW, {"level": 3, "onsite": True}),
        ("open　首页打不开　--level　3", "首页打不开", NOW, {"level": 3}),
        ("open  首页   打不开 ", "首页 打不开", NOW, {}),
        ("open 首页\n打不开", "首页 打不开", NOW, {}),
        ("open portal 打不开", "portal 打不开", NOW, {"system": "portal"}),
        ("open portal 连不上 cloud", "portal 连不上 cloud", NOW, {}),
        ("open 慢 --system cloud", "慢", NOW, {"system": "cloud"}),
        ('open 慢 --system "门户 网站"', "慢", NOW, {"system": "门户 网站"}),
        ("open 慢 --system “门户 网站” 9:05", "慢", at("09:05"), {"system": "门户 网站"}),
        ("open 慢 --system ”门户“", "慢", NOW, {"system": "门户"}),
        ("open 慢 --type Network", "慢", NOW, {"type": "network"}),
        ("打开 慢 --级别 3", "慢", NOW, {"level": 3}),
        ("打开 慢 —级别 3级 ——类型 网络", "慢", NOW, {"level": 3, "type": "network"}),
        ("打开 慢 —级别不明", "慢 —级别不明", NOW, {}),
        ("open 主备切换失败 —已回退", "主备切换失败 —已回退", NOW, {}),
        ("open “统一认证”登录失败", "“统一认证”登录失败", NOW, {}),
        ("open multi-system login down", "multi-system login down", NOW, {}),
        (f"open {TITLE_200}", TITLE_200, NOW, {}),
        ("open <!channel> & <b>", "<!channel> & <b>", NOW, {}),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fault_is_opened_as_understood(
    room: Room, typed: str, title: str, noticed: datetime, changes: dict[str, object], language: Language
) -> None:
    answer = room.does("feng", f"/fault {typed}", language=language)
    fault = room.fact(Fault, "f-1")
    usual = {"level": 4, "system": "other", "type": "other", "outage": False, "emergency": False, "onsite": False}
    assert (fault.title, fault.noticed_at) == (title, noticed)
    assert {name: getattr(fault, name) for name in usual} == usual | changes
    assert f"{noticed:%Y-%m-%d %H:%M}" in answer.text
    assert "<!" not in answer.words + room.posted("fault:f-1", language)


def test_what_cannot_be_meant_is_refused(room: Room) -> None:
    refusals(
        room,
        "zhao",
        [
            "/fault open",
            "/fault open --level 3",
            "/fault open 9:05",
            f"/fault open {TITLE_200}门",
            f"/fault open {'x' * 5000}",
            f"/fault open {'x ' * 2500}",
            "/fault open 慢 --level 0",
            "/fault open 慢 --level 6",
            "/fault open 慢 --level three",
            "/fault open 慢 --level",
            "/fault open 慢 --level --outage",
            "/fault open 慢 --level 3 --level 3",
            "/fault open 慢 --levle 3",
            "/fault open 慢 --outage=no",
            "/fault open 慢 -level 3",
            "/fault open 慢--level 3",
            "/fault open 慢—level 3",
            "/fault open 慢 --level3",
            '/fault open 慢 --system "门户 网站',
            f"/fault open 慢 --system {TITLE_200}门",
            "/fault open 慢 --type slow",
            "/fault open 慢 明天 9:05",
            "/fault open 慢 25:00",
            "/fault open 慢 2026-02-30 9:05",
            "/fault open bell\x07",
            "/fault opne 慢",
            "/fault fix f-1",
            "/fault 慢",
            f"/fault {'x' * 5000}",
        ],
    )


@pytest.mark.parametrize(
    ("typed", "near"),
    [("/fault opne x", "`/fault open`"), ("/fault resond 1", "respond"), ("/fault 计划维保 1", "计划维护")],
)
def test_a_misspelt_verb_is_answered_with_the_nearest(room: Room, typed: str, near: str) -> None:
    assert near in room.refuses("lin", typed)


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("person", ["lin", "zhao", "chen", "feng"])
def test_levels_one_and_two_are_for_the_pm_and_managers(room: Room, person: str, level: int) -> None:
    typed = f"/fault open 慢 --level {level}"
    if level <= 2 and person in ("lin", "feng"):
        assert "the PM and managers" in room.refuses(person, typed)
    else:
        room.does(person, typed)
        assert room.fact(Fault, "f-1").level == level


@pytest.mark.parametrize(
    ("person", "before", "after", "allowed"),
    [
        ("lin", 4, 3, True),
        ("lin", 3, 2, False),
        ("lin", 2, 3, False),
        ("zhao", 3, 2, True),
        ("chen", 1, 5, True),
        ("feng", 4, 3, False),
    ],
)
def test_who_gives_another_level(room: Room, person: str, before: int, after: int, allowed: bool) -> None:
    room.does("zhao", f"/fault open 慢 --level {before}")
    typed = f"/fault level 1 {after}"
    if allowed:
        room.does(person, typed)
        assert f"Level {after}, before that {before}." in room.thread("fault:f-1")[-1]
    else:
        room.refuses(person, typed)
    assert room.fact(Fault, "f-1").level == (after if allowed else before)


@pytest.mark.parametrize("seconds", [0, 59, 60])
def test_the_same_fault_within_a_minute_is_one(room: Room, seconds: int) -> None:
    room.does("lin", "/fault open 慢", at("09:00:00"))
    again = room.does("lin", "/fault open 慢", at(f"09:0{seconds // 60}:{seconds % 60:02}"))
    assert again.stored == (seconds >= 60)
    assert ("Nothing was added" in again.text) is (seconds < 60)
    assert len(room.facts(Fault)) == 1 + again.stored


def test_the_same_words_of_another_or_on_another_system_are_another_fault(room: Room) -> None:
    room.does("lin", "/fault open 慢")
    assert room.does("wu", "/fault open 慢").stored == 1
    assert room.does("lin", "/fault open 慢 --system portal").stored == 1


def test_where_no_system_is_meant_the_opener_is_told(room: Room) -> None:
    assert "No system is named" in room.does("lin", "/fault open 慢").words
    assert "门户网站" in room.does("lin", "/fault open 慢 --system 门户网站", language="zh").words
    assert "availability" not in room.does("lin", "/fault open 慢 --system portal").words


def test_the_limits_are_shown_as_moments(room: Room) -> None:
    shown = room.does("lin", "/fault open 慢 --onsite 9:05").words
    for moment in ("2026-07-15 09:35 (Wed)", "2026-07-15 10:05 (Wed)", "2026-07-15 17:05 (Wed)"):
        assert moment in shown
        assert moment in room.posted("fault:f-1")
