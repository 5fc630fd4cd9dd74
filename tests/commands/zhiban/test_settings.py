"""`/zhiban settings`: what is in force and from where, who changes it, what cannot stand, who is told."""

from __future__ import annotations

import json
from datetime import time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.kit.saying import Refused
from commands.kit.texts import LANGUAGES, Language, translator
from commands.zhiban.nudge_words import rule_in_words
from commands.zhiban.setting_keys import CHANGEABLE, GROUPS, changeable
from storage.contract.kinds import Fault, Person, Setting
from storage.contract.setting_values import LONGEST_LIMIT_MIN
from storage.contract.steps import read_rule
from storage.contract.terms import Source, TermsError, load_terms
from storage.records.settings import TermsInForce, settings_made
from tests.commands.conftest import CONTRACT, MORNING, NOW, TERMS, Room, at, refusals


def made(room: Room) -> dict[str, Any]:
    with room.database.read() as connection:
        return settings_made(connection)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("person", "changes"), [("lin", False), ("sun", False), ("zhao", True), ("chen", False)])
def test_everything_in_force_is_listed_with_where_it_comes_from(
    room: Room, person: str, language: Language, *, changes: bool
) -> None:
    room.does("zhao", "/zhiban settings limits.respond_min=20 limits.level1.handle_min=90", at("09:00"))
    answer = room.does(person, "/zhiban settings", language=language)
    lines = {key: line for line in answer.words.splitlines() for key in CHANGEABLE if f"`{key}`" in line}
    shown = {key for key in CHANGEABLE if "limits.level" not in key and "emergency" not in key}
    assert lines.keys() == shown | {"limits.level1.handle_min"}
    shipped, file, here = (
        ("as the bot ships", "contract.toml", "set by Zhao, 2026-07-15")
        if language == "en"
        else ("默认值", "contract.toml", "Zhao 于 2026-07-15")
    )
    assert shipped in lines["hours.on"]
    assert "*09:00*" in lines["hours.on"]
    assert file in lines["systems"]
    assert here in lines["limits.respond_min"]
    assert "*20 " in lines["limits.respond_min"]
    assert "`rulings.by`" in answer.words
    assert (f"ask.zhiban.settings.0.{GROUPS[0].name}" in answer.words) is changes


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            [
                "Page inspection: the ops channel (10:00) → the PM (20:30) → the company's manager (21:30)",
                "Server inspection: the ops channel (Monday 10:00) → the PM (Friday 16:00) → the company's",
                "Response to a fault: whoever has it (at 50 % of the limit) → the PM (at 80 % of the limit) → the",
                "Feedback on a problem: whoever found it (after 5 min) → the PM (after 10 min) → the company's manager",
                "A missing punch: the person (the next working day, 09:30) → the PM (the next working day, 17:00)",
                "Plan of a guard period: the PM (5 days before, 09:30) → the company's manager (the day before, 15:00)",
            ],
        ),
        ("zh", ["（10:00） → 项目经理（20:30）"]),
    ],
)
def test_it_is_shown_who_is_told_next_where_nothing_moves(room: Room, language: Language, lines: list[str]) -> None:
    said = room.does("chen", "/zhiban settings", language=language).words
    assert [line for line in lines if line not in said] == []
    assert [code for code in TERMS.nudges.ladders if f"`{code}`" not in said] == []


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("20:30", "20:30"),
        ("sun 10:00", "Sunday 10:00"),
        ("-3 wd 09:30", "3 working days before, 09:30"),
        ("-1 wd 09:30", "the working day before, 09:30"),
        ("+1 wd 09:30", "the next working day, 09:30"),
        ("+2 wd 09:30", "2 working days after, 09:30"),
        ("-1 d 09:30", "the day before, 09:30"),
        ("-14 d 09:30", "14 days before, 09:30"),
        ("+1 d 09:30", "the next day, 09:30"),
        ("+2 d 09:30", "2 days after, 09:30"),
        ("-60 min", "60 min before"),
        ("+60 min", "after 60 min"),
        ("80 %", "at 80 % of the limit"),
        ("every wd 09:30", "every working day after, 09:30"),
        ("every 60 min", "every 60 min after the limit"),
    ],
)
def test_every_rule_can_be_said_in_words(rule: str, words: str) -> None:
    assert rule_in_words(read_rule(rule), translator("en")) == words


def test_a_viewer_does_not_read_them(room: Room) -> None:
    assert "engineers, the PM and managers" in room.refuses("feng", "/zhiban settings")


@pytest.mark.parametrize("person", ["lin", "sun", "chen", "feng"])
def test_only_the_pm_changes_them(room: Room, person: str) -> None:
    for language in LANGUAGES:
        room.refuses(person, "/zhiban settings limits.respond_min=20", language=language)
    assert made(room) == {}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("limits.respond_min=0", {"limits.respond_min": 0}),
        (f"limits.respond_min={LONGEST_LIMIT_MIN}", {"limits.respond_min": LONGEST_LIMIT_MIN}),
        ("limits.respond_min = ２０", {"limits.respond_min": 20}),
        ("LIMITS.Level1.respond_min=5", {"limits.level1.respond_min": 5}),
        ("limits.emergency.arrive_min＝5", {"limits.emergency.arrive_min": 5}),
        ("hours.on=8:30", {"hours.on": "08:30"}),
        ("hours.on=08：30 hours.off=17:00", {"hours.on": "08:30", "hours.off": "17:00"}),
        ("systems=门户， API、数据 库,x<y>", {"systems": ["门户", "API", "数据 库", "x<y>"]}),
        ("systems=none", {"systems": []}),
        ("network.devices=12", {"network.devices": 12}),
        ("reports.owed=月报、weekly", {"reports.owed": ["weekly", "monthly"]}),
        ("reports.owed=无", {"reports.owed": []}),
        ("slack.ops_channel=<#C0NEW|new>", {"slack.ops_channel": "C0NEW"}),
        ("slack.ops_channel=<#C0NEW>", {"slack.ops_channel": "C0NEW"}),
        ("slack.manager_channel=G012AB3CD", {"slack.manager_channel": "G012AB3CD"}),
        ("slack.language=英文", {"slack.language": "en"}),
        ("term.appraisal=月", {"term.appraisal": "month"}),
        ("hours.noon=11:00 limits.handle_min=1 hours.on=10:59", None),
    ],
)
def test_a_setting_is_kept_as_contract_toml_would_hold_it(
    room: Room, typed: str, expected: dict[str, Any] | None
) -> None:
    answer = room.does("zhao", f"/zhiban settings {typed}")
    expected = expected or {"hours.noon": "11:00", "limits.handle_min": 1, "hours.on": "10:59"}
    assert made(room) == expected
    assert answer.stored == len(expected)
    assert all(f"`{key}`" in answer.words for key in expected)
    assert "x<y>" not in answer.words
    load_terms(CONTRACT, expected)
    for setting in room.facts(Setting):
        assert (setting.recorded_by, setting.recorded_at) == ("zhao", NOW)
        assert json.loads(setting.value) == expected[setting.id]


@pytest.mark.parametrize(
    "typed",
    [
        "limits",
        "20",
        "limits.respond_min",
        "limits.respond_min=",
        "limits.respond_min=-1",
        "limits.respond_min=1.5",
        "limits.respond_min=半小时",
        f"limits.respond_min={LONGEST_LIMIT_MIN + 1}",
        "limits.respond_min=20 limits.respond_min=30",
        "limits.level6.respond_min=5",
        "limits.level1.feedback_min=5",
        "limit.respond_min=5",
        "hours.on=24:00",
        "hours.on=9",
        "hours.on=9:60",
        "hours.on=12:00",
        "hours.noon=8:00",
        "hours.noon=13:01",
        "hours.off=13:00",
        "systems=门户,",
        "systems=a,a",
        f"systems={'x' * 201}",
        "network.devices=-1",
        "network.devices=1000000",
        "reports.owed=daily",
        "slack.ops_channel=ops",
        "slack.ops_channel=#ops",
        "slack.ops_channel=<@U0LIN|lin>",
        "slack.language=fr",
        "term.appraisal=week",
        "term.from=2026-01-01",
        "term.books_open=2026-07-01",
        "money.total=1",
        "rulings.by=team",
        f"{'x' * 500}=1",
        "limits.respond_min=20 hours.noon=8:00",
        "limits.respond_min=20 money.final=1",
    ],
)
def test_what_cannot_be_is_refused_whole(room: Room, typed: str) -> None:
    refusals(room, "zhao", [f"/zhiban settings {typed}"])
    assert made(room) == {}


@pytest.mark.parametrize(
    ("typed", "language", "why"),
    [
        ("hours.noon=9:00", "en", "Noon break begins (hours.noon) must be later than hours.on."),
        ("hours.noon=9:00", "zh", "午休开始时间（hours.noon）必须晚于上班时间 hours.on。"),
        ("hours.off=12:00", "zh", "下班时间（hours.off）必须晚于下午上班时间 hours.afternoon。"),
        ("hours.noon=14:00", "zh", "下午上班时间（hours.afternoon）早于午休开始时间 hours.noon。"),
        ("rulings.by=team", "zh", "rulings.by 由合同约定"),
        ("term.appraisals=month", "en", "Did you mean term.appraisal?"),
        ("limits.respond_mins=5", "en", "Did you mean limits.respond_min?"),
    ],
)
def test_why_not_is_said_in_the_readers_language(room: Room, typed: str, language: Language, why: str) -> None:
    assert why in room.refuses("zhao", f"/zhiban settings {typed}", language=language)


def test_what_stands_already_changes_nothing_and_says_so(room: Room) -> None:
    for typed in ("limits.respond_min=30", "systems=portal,cloud", "limits.respond_min=-", "hours.on=9:00"):
        answer = room.does("zhao", f"/zhiban settings {typed}")
        assert (answer.stored, "nothing was changed" in answer.text) == (0, True)
    room.does("zhao", "/zhiban settings limits.respond_min=20")
    answer = room.does("zhao", "/zhiban settings limits.respond_min=20 hours.on=8:00")
    assert answer.stored == 1
    assert "limits.respond_min" not in answer.words


def test_a_dash_takes_it_back_to_what_was_agreed(room: Room) -> None:
    room.does("zhao", "/zhiban settings systems=x limits.level1.respond_min=5")
    answer = room.does("zhao", "/zhiban settings systems=- limits.level1.respond_min=-")
    assert "x → *portal, cloud*" in answer.words
    assert "5 min → *none of its own*" in answer.words
    assert made(room) == {}
    assert room.facts(Setting) == []
    assert len(room.history(Setting, "systems")) == 2


@pytest.mark.parametrize(
    ("typed", "reaches"),
    [
        ("hours.on=8:00", True),
        ("limits.feedback_min=20", True),
        ("systems=x", True),
        ("network.devices=3", True),
        ("reports.owed=weekly", True),
        ("term.appraisal=month", False),
        ("slack.ops_channel=C0NEW", False),
        ("slack.language=en", False),
    ],
)
def test_the_answer_says_whether_the_past_is_judged_anew(room: Room, typed: str, reaches: bool) -> None:
    assert ("also for what has happened" in room.does("zhao", f"/zhiban settings {typed}").words) is reaches


def test_a_changed_limit_shows_in_the_next_fault(room: Room) -> None:
    assert "10:30" in room.does("lin", "/fault open 慢").words
    room.does("zhao", "/zhiban settings limits.respond_min=20 limits.level3.respond_min=10")
    assert "10:20" in room.does("lin", "/fault open 更慢").words
    assert "10:10" in room.does("lin", "/fault open 很慢 --level 3").words
    assert room.terms.latest.on == time(9)
    assert room.terms.latest.fault_limits.respond == timedelta(minutes=20)


def test_the_posts_on_open_faults_follow_the_limits(room: Room) -> None:
    room.does("lin", "/fault open 慢 9:50")
    assert "10:20" in room.posted("fault:f-1")
    room.does("zhao", "/zhiban settings limits.respond_min=20")
    assert "10:10" in room.posted("fault:f-1")
    assert room.thread("fault:f-1") == room.thread("fault:f-1")[:1]
    room.does("zhao", "/zhiban undo")
    assert "10:20" in room.posted("fault:f-1")


class TestUndo:
    def test_all_that_was_said_at_once_goes_at_once(self, room: Room) -> None:
        room.does("zhao", "/zhiban settings hours.on=8:00", at("10:00"))
        room.does("zhao", "/zhiban settings hours.on=10:00 hours.noon=12:30 hours.afternoon=13:30", at("10:01"))
        answer = room.does("zhao", "/zhiban undo", at("10:02"))
        assert "3" in answer.text
        assert made(room) == {"hours.on": "08:00"}
        room.does("zhao", "/zhiban undo", at("10:03"))
        assert made(room) == {}
        room.refuses("zhao", "/zhiban undo", at("10:04"))

    def test_what_would_leave_hours_that_cannot_stand_is_refused(self, room: Room) -> None:
        room.does("zhao", "/zhiban settings hours.afternoon=14:00", at("10:00"))
        room.hold(Setting(id="hours.noon", value='"13:30"'))
        assert "hours.afternoon" in room.refuses("zhao", "/zhiban undo", at("10:05"))
        assert made(room) == {"hours.afternoon": "14:00", "hours.noon": "13:30"}

    def test_managers_are_told_of_that_too(self, room: Room) -> None:
        room.does("zhao", "/zhiban settings limits.respond_min=20")
        room.does("zhao", "/zhiban undo")
        told = [room.posted(key) for key in room.outbox() if key.startswith("settings:")]
        assert [("30 min → *20 min*" in words, "20 min → *30 min*" in words) for words in told] == [
            (True, False),
            (False, True),
        ]


def test_every_manager_of_the_day_is_told_once_and_nobody_else(room: Room) -> None:
    room.hold(
        Person(id="gao", name="Gao", side="team", role="manager", onsite=False, slack="U0GAO"),
        Person(id="he", name="He", side="client", role="manager", onsite=False, until=at("00:00", "2026-07-14").date()),
    )
    room.does("zhao", "/zhiban settings limits.respond_min=20 slack.language=en")
    told = {row.recipient: key for key, row in room.outbox().items()}
    assert told.keys() == {"chen", "gao"}
    assert "30 min → *20 min*" in room.posted(told["chen"])
    assert "响应时限（`limits.respond_min`）" in room.posted(told["gao"], "zh")
    assert "中文 → *英文*" in room.posted(told["gao"], "zh")
    room.does("zhao", "/zhiban settings limits.respond_min=20")
    assert len(room.outbox()) == 2


def test_what_is_fixed_where_the_bot_runs_stays(room: Room) -> None:
    room.terms = TermsInForce(CONTRACT).fixing({"slack.ops_channel": "C0LOCAL"})
    room.__post_init__()
    assert "<#C0LOCAL>* · `slack.ops_channel` · fixed" in room.does("zhao", "/zhiban settings").words
    refusals(room, "zhao", ["/zhiban settings slack.ops_channel=C0NEW"])
    assert room.does("zhao", "/zhiban settings slack.ops_channel=C0LOCAL").stored == 0


@pytest.mark.parametrize(
    ("overlay", "made_", "fixed", "expected"),
    [
        ({}, {}, {}, (30, "ships", 30)),
        ({"limits": {"respond_min": 25}}, {}, {}, (25, "contract", 25)),
        ({"limits": {"respond_min": 25}}, {"limits.respond_min": 20}, {}, (20, "made", 25)),
        ({}, {"limits.respond_min": 20}, {"limits.respond_min": 5}, (5, "fixed", 5)),
    ],
)
def test_the_terms_tell_where_a_setting_comes_from(
    overlay: dict[str, Any], made_: dict[str, Any], fixed: dict[str, Any], expected: tuple[int, Source, int]
) -> None:
    terms = load_terms(overlay, made_, fixed)
    assert tuple(terms.given["limits.respond_min"]) == expected
    assert terms.fault_limits.respond == timedelta(minutes=expected[0])
    assert "limits.level1.respond_min" not in terms.given


def test_a_contract_toml_is_read_strictly_beneath_a_setting_too() -> None:
    with pytest.raises(TermsError):
        load_terms({"hours": {"on": "9"}}, {"hours.on": "09:00"})
    with pytest.raises(TermsError):
        load_terms({}, {"hours.at": "09:00"})


@given(key=st.sampled_from(sorted(CHANGEABLE)), typed=st.text(max_size=30))
def test_whatever_is_typed_is_refused_or_can_stand_in_a_contract(key: str, typed: str) -> None:
    value = changeable(key).value
    try:
        read = value.read(typed.strip())
    except Refused:
        return
    if not key.startswith("hours."):
        assert load_terms({}, {key: read}).given[key].value == read
    if read:
        assert value.read(value.typed(read)) == read


def test_every_setting_of_the_contract_is_changed_here_or_is_its_own() -> None:
    kept = {"term.from", "term.until", "money.total", "money.final", "rulings.by", "probe"}
    assert set(load_terms().given) - CHANGEABLE.keys() == kept
    for key in (*kept, "term.signed", "term.books_open"):
        with pytest.raises(Refused) as refused:
            changeable(key)
        assert "contract's own" in refused.value.why.message


def test_the_settings_are_the_contracts() -> None:
    with pytest.raises(TermsError):
        load_terms({}, {"x": 1})
    for key in CHANGEABLE:
        with pytest.raises(TermsError):
            load_terms({}, {key: object()})


def test_a_fault_s_own_words_keep_the_name_of_a_channel(room: Room) -> None:
    room.does("lin", "/fault open <#C0OPS|ops> 慢", MORNING)
    assert room.fact(Fault, "f-1").title == "#ops 慢"
