"""Checklists: what is said of each target, in words, is understood whole or refused."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from commands.inspect.checks import Type, read_checks, targets
from commands.kit.saying import Refused
from commands.kit.texts import Language
from storage.contract.kinds import CheckedItem, Inspection
from storage.contract.terms import Terms, load_terms
from storage.records.settings import TermsInForce
from tests.commands.conftest import NOW, TERMS, Room, at, refusals

SPACED = load_terms({"systems": ["统一认证 平台", "统一认证", "OA", "os"]})
NO_SYSTEMS = load_terms({})
FINE = {"portal": (True, ""), "cloud": (True, "")}
PARTS = dict.fromkeys(("os", "database", "middleware", "web"), (True, ""))


def read(words: str, type_: Type = "page", terms: Terms = TERMS) -> tuple[str, dict[str, tuple[bool, str]]]:
    note, items = read_checks(words, type_, terms)
    return note, {item.target: (item.ok, item.text) for item in items}


@pytest.mark.parametrize(
    ("words", "note", "items"),
    [
        ("", "", {}),
        ("一切正常", "一切正常", {}),
        ("portal:ok cloud:慢", "", {"portal": (True, ""), "cloud": (False, "慢")}),
        ("cloud：慢 portal：正常", "", {"cloud": (False, "慢"), "portal": (True, "")}),
        ("PORTAL = OK，Cloud＝bad 响应 8 秒；", "", {"portal": (True, ""), "cloud": (False, "响应 8 秒")}),
        ("首页偶发超时 portal:ok", "首页偶发超时", {"portal": (True, "")}),
        ("9:05 首页 portal:ok", "9:05 首页", {"portal": (True, "")}),
        ("portal:正常，响应 200", "", {"portal": (True, "响应 200")}),
        ("portal:正常但慢", "", {"portal": (False, "正常但慢")}),
        ("portal:异常", "", {"portal": (False, "")}),
        ("portal:慢，原因：网络", "", {"portal": (False, "慢，原因：网络")}),
        ("portal:见 https://portal.example/x 报错", "", {"portal": (False, "见 https://portal.example/x 报错")}),
        ("portal:慢；重启\n后 正常 cloud:ok", "", {"portal": (False, "慢，重启 后 正常"), "cloud": (True, "")}),
        ("rest:ok", "", FINE),
        ("其余：正常", "", FINE),
        ("all: fine.", "", FINE),
        ("rest:ok cloud:慢", "", {"cloud": (False, "慢"), "portal": (True, "")}),
        ("portal:ok cloud:ok rest:ok", "", FINE),
        ("门户首页 portal 很慢", "门户首页 portal 很慢", {}),
        ("见 https://portal.example", "见 https://portal.example", {}),
        ("备注：首页慢", "备注：首页慢", {}),
    ],
)
def test_what_is_said_of_the_systems_is_understood(words: str, note: str, items: dict[str, tuple[bool, str]]) -> None:
    assert read(words) == (note, items)


@pytest.mark.parametrize(
    ("words", "items"),
    [
        (
            "database:慢 rest:ok",
            {"database": (False, "慢"), "os": (True, ""), "middleware": (True, ""), "web": (True, "")},
        ),
        ("数据库：慢查询 操作系统：ok", {"database": (False, "慢查询"), "os": (True, "")}),
        ("db:ok 系统:ok Web服务:ok 中间件:ok", dict.fromkeys(("database", "os", "web", "middleware"), (True, ""))),
        ("web server:502", {"web": (False, "502")}),
        ("portal:磁盘 91%", {"portal": (False, "磁盘 91%")}),
        ("all:ok", PARTS),
    ],
)
def test_what_is_said_of_a_server_is_understood(words: str, items: dict[str, tuple[bool, str]]) -> None:
    assert read(words, "server") == ("", items)


def test_the_longest_name_is_meant_and_one_of_the_contract_before_all() -> None:
    assert read("统一认证 平台:慢 统一认证:ok os:ok", terms=SPACED)[1] == {
        "统一认证 平台": (False, "慢"),
        "统一认证": (True, ""),
        "os": (True, ""),
    }


def test_a_contract_without_systems_takes_what_is_called_ok_or_bad() -> None:
    words = "首页:正常 后台:异常 登录报错 全部:ok"
    assert read(words, terms=NO_SYSTEMS)[1] == {"首页": (True, ""), "后台": (False, "登录报错"), "全部": (True, "")}
    assert read("备注：首页慢", terms=NO_SYSTEMS) == ("备注：首页慢", {})
    assert targets("page", NO_SYSTEMS) == ()


@pytest.mark.parametrize(
    "words",
    [
        "portal:",
        "portal: cloud:ok",
        "portal:ok portal:慢",
        "PORTAL:ok portal:ok",
        "rest:ok rest:ok",
        "rest:慢",
        "gateway:ok",
        "gateway:异常",
        "portel:慢",
        "数据库:慢",
        "portal:ok 官网:慢",
        "官网:慢 portal:ok",
        f"portal:{'慢' * 201}",
    ],
)
@pytest.mark.parametrize("terms", [TERMS])
def test_what_cannot_be_meant_is_refused(words: str, terms: Terms) -> None:
    with pytest.raises(Refused):
        read_checks(words, "page", terms)


def test_a_remark_is_as_long_as_a_title() -> None:
    assert read(f"portal:{'慢' * 200}")[1] == {"portal": (False, "慢" * 200)}


TOLD = st.text(st.sampled_from("慢x5% ，。、;；\n"), max_size=30)
RESULTS = st.dictionaries(
    st.sampled_from(["统一认证 平台", "统一认证", "OA", "os"]), st.tuples(st.booleans(), TOLD), min_size=1
)


@given(RESULTS, st.sampled_from([":", "：", " : ", "="]))
@example({"OA": (True, "正常")}, ":")
def test_whatever_is_said_comes_back(said: dict[str, tuple[bool, str]], sign: str) -> None:
    words = " ".join(f"{target}{sign}{'ok' if ok else 'bad'} {told}" for target, (ok, told) in said.items())
    items = read(words, terms=SPACED)[1]
    assert list(items) == list(said)
    assert [ok for ok, _ in items.values()] == [ok for ok, _ in said.values()]
    for (_, told), (_, typed) in zip(items.values(), said.values(), strict=True):
        plain = str.maketrans("", "", " ，。、;；\n")
        assert told.translate(plain) == typed.translate(plain)
        assert not {*";；\n"} & {*told}


@given(st.text(st.sampled_from("portal cloud:：=ok慢异常 rest其余;；\n/h")), st.sampled_from(["page", "server"]))
def test_any_words_are_read_or_refused_kindly(words: str, type_: Any) -> None:
    try:
        note, items = read_checks(words, type_, TERMS)
    except Refused:
        return
    assert words.startswith(note)
    assert len({item.target for item in items}) == len(items)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("typed", "type_", "moment", "note", "ok", "items"),
    [
        ("done portal:ok cloud:ok", "page", NOW, None, True, (("portal", True, ""), ("cloud", True, ""))),
        ("done page 9:05 偶发 cloud:慢", "page", at("09:05"), "偶发", False, (("cloud", False, "慢"),)),
        ("done server 昨晚8点 db:ok", "server", at("20:00", "2026-07-14"), None, True, (("database", True, ""),)),
        ("done --trouble portal:ok", "page", NOW, None, False, (("portal", True, ""),)),
        ("done page 首页偶发超时 --异常", "page", NOW, "首页偶发超时", False, ()),
    ],
)
def test_a_checklist_is_logged(
    room: Room, typed: str, type_: str, moment: object, note: str | None, ok: bool, items: Any, language: Language
) -> None:
    answer = room.does("lin", f"/inspect {typed}", language=language)
    [held] = room.facts(Inspection)
    assert (held.type, held.at, held.note, held.ok, held.items) == (
        type_,
        moment,
        note,
        ok,
        tuple(CheckedItem(*item) for item in items),
    )
    assert ("--from i-1" in answer.words) is not ok


def test_the_same_checklist_within_a_minute_is_one(room: Room) -> None:
    assert room.does("lin", "/inspect done portal:ok", at("09:05:10")).stored == 1
    assert room.does("lin", "/inspect done portal:ok", at("09:05:50")).stored == 0
    assert room.does("lin", "/inspect done portal:慢", at("09:05:50")).stored == 1


def test_a_checklist_that_cannot_be_meant_stores_nothing(room: Room) -> None:
    refusals(room, "lin", ["/inspect done portal:", "/inspect done gateway:ok"])
    assert "portal, cloud" in room.refuses("lin", "/inspect done gateway:ok")


def test_a_checklist_is_shown_put_right_and_audited_in_the_readers_words(room: Room) -> None:
    room.does("lin", "/inspect done server 数据库:慢查询 rest:ok")
    assert "数据库 — *异常* — 慢查询" in room.posted("inspection:i-1", "zh")
    assert "正常：操作系统、中间件、Web 服务" in room.posted("inspection:i-1", "zh")
    assert "In order: operating system, middleware, web server" in room.posted("inspection:i-1")
    room.does("wu", "/inspect edit i-1 items=database ok 已优化; 政务 云 bad 慢; os：正常")
    assert room.fact(Inspection, "i-1").items == (
        CheckedItem("database", True, "已优化"),
        CheckedItem("政务 云", False, "慢"),
        CheckedItem("os", True, ""),
    )
    assert "database — ok — 已优化" in room.posted("inspection:i-1")
    told = room.does("lin", "/zhiban audit i-1", language="zh").words
    assert "− 数据库 异常 慢查询" in told
    assert "+ 数据库 正常 已优化" in told
    assert "+ 政务 云 异常 慢" in told


def test_thirty_systems_of_long_names_fit_a_message(room: Room) -> None:
    names = [f"系统{number:02} {'很长的名称' * 12}"[:60] for number in range(30)]
    large = Room(room.database, TermsInForce({"systems": names, "slack": {"ops_channel": "C0OPS"}}))
    large.does("lin", "/inspect done " + " ".join(f"{name}:{'慢' * 30}" for name in names))
    answer = large.does("lin", "/inspect done " + " ".join(f"{name}:ok" for name in names))
    assert "and 10 more" in answer.words
    flagged = large.fact(Inspection, "i-1")
    assert [item.target for item in flagged.items] == names
    assert "30 项全部转为问题" in large.posted("inspection:i-1", "zh")
