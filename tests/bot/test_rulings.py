"""Rulings and closings by button and form, over signed HTTP: each has the roles and the one effect of what is typed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.local.limits import view_errors
from bot.manifest import BOT_EVENTS
from tests.bot.running import Home, RunningBot, running_bot, stand_in
from tests.bot.test_interactions import (
    CHEN,
    LIN,
    MORNING,
    ZHAO,
    actions_in,
    buttons_of,
    facts,
    form_before,
    post_about,
    press,
    press_stale,
)
from tests.messages import ROOT
from tests.slack import SlackStandIn

KEY = "inspect.missed:page:2026-07-13"


@pytest.fixture(scope="module")
def ruled_slack() -> Iterator[SlackStandIn]:
    with stand_in(subscriptions=frozenset(BOT_EVENTS)) as slack:
        yield slack


@pytest.fixture(scope="module")
def ruled_bot(ruled_slack: SlackStandIn, new_home: Callable[[], Home]) -> Iterator[RunningBot]:
    with running_bot(new_home(), ruled_slack, MORNING) as bot:
        yield bot


def home_of(slack: SlackStandIn, person: str) -> dict[str, Any]:
    slack.open_app(person)
    slack.wait_for(lambda: slack.home(person))
    view = slack.home(person)
    assert view is not None
    assert view_errors(view) == []
    return view


def field(view: dict[str, Any], name: str) -> dict[str, Any]:
    return dict(next(block["element"] for block in view["blocks"] if block.get("block_id") == name))


def rulings(bot: RunningBot, key: str) -> list[str]:
    return [fact["ruling"] for fact in facts(bot, "ruling") if fact["entry"] == key]


def test_an_appeal_is_made_by_form_and_decided_by_the_button_of_the_question(
    ruled_bot: RunningBot, ruled_slack: SlackStandIn
) -> None:
    ruled_slack.command(LIN, "/score", "appeal")
    view = form_before(ruled_slack, LIN)
    assert "reason" in ruled_slack.submit(LIN, view, {"entry": KEY}).errors
    assert ruled_slack.submit(LIN, view, {"entry": KEY, "reason": "已巡检，漏登记"}).errors == {}
    assert KEY in str(ruled_slack.modal(LIN))
    ruled_slack.close_view(LIN, ruled_slack.modal(LIN) or view)
    question = post_about(ruled_slack, CHEN, "Lin appeals")
    assert set(buttons_of(question)) == {"uphold", "waive"}
    uphold = dict(buttons_of(question)["uphold"])
    press(ruled_slack, CHEN, question, "waive")
    view = form_before(ruled_slack, CHEN)
    assert field(view, "entry")["initial_option"]["value"] == KEY
    assert ruled_slack.submit(CHEN, view, {"reason": "有记录"}).errors == {}
    assert ruled_slack.submit(CHEN, view, {"reason": "有记录"}).errors == {}, "a double click"
    assert rulings(ruled_bot, KEY) == ["appeal", "waive"]
    ruled_slack.wait_for(lambda: not buttons_of(post_about(ruled_slack, CHEN, "Chen waived")))
    ruled_slack.close_view(CHEN, ruled_slack.modal(CHEN) or view)
    press_stale(ruled_slack, CHEN, question, uphold)
    view = form_before(ruled_slack, CHEN)
    assert "is not under appeal" in str(ruled_slack.submit(CHEN, view, {"reason": "x"}).errors)
    ruled_slack.close_view(CHEN, view)
    post_about(ruled_slack, LIN, "Chen")
    post_about(ruled_slack, ZHAO, "Chen")


def test_an_entry_of_the_home_is_ruled_on_by_its_button(ruled_bot: RunningBot, ruled_slack: SlackStandIn) -> None:
    home = home_of(ruled_slack, CHEN)
    asked = [id_ for id_ in actions_in(home["blocks"]) if id_.startswith("ask.score.confirm.")]
    assert len(asked) == 10
    key = asked[0].split(".", 4)[4]
    assert ruled_slack.press_in(CHEN, home, asked[0]).status == 200
    view = form_before(ruled_slack, CHEN)
    assert ruled_slack.submit(CHEN, view, {"reason": "属实"}).errors == {}
    assert rulings(ruled_bot, key) == ["confirm"]
    ruled_slack.close_view(CHEN, ruled_slack.modal(CHEN) or view)
    ruled_slack.wait_for(lambda: asked[0] not in actions_in((ruled_slack.home(CHEN) or home)["blocks"]))


def test_several_are_ruled_on_with_one_form_and_what_was_ruled_meanwhile_is_told(
    ruled_bot: RunningBot, ruled_slack: SlackStandIn
) -> None:
    home = home_of(ruled_slack, CHEN)
    several = next(id_ for id_ in actions_in(home["blocks"]) if id_.startswith("ask.score.rule."))
    assert ruled_slack.press_in(CHEN, home, several).status == 200
    view = form_before(ruled_slack, CHEN)
    assert field(view, "entries")["type"] == "multi_static_select"
    keys = [option["value"] for option in field(view, "entries")["options"]][:3]
    assert set(ruled_slack.submit(CHEN, view, {"entries": [], "ruling": "waive", "reason": "停电"}).errors) == {
        "entries"
    }
    ruled_bot.say("chen", f"/score waive {keys[1]} 另有原因")
    assert ruled_slack.submit(CHEN, view, {"entries": keys, "ruling": "waive", "reason": "停电"}).errors == {}
    receipt = str(ruled_slack.modal(CHEN))
    assert "Waive: 2 of 3" in receipt
    assert f"`{keys[1]}` was waived by Chen" in receipt
    assert [rulings(ruled_bot, key) for key in keys] == [["waive"]] * 3
    assert [fact["reason"] for fact in facts(ruled_bot, "ruling") if fact["entry"] in keys].count("停电") == 2
    ruled_slack.close_view(CHEN, ruled_slack.modal(CHEN) or view)


def test_who_does_not_rule_gets_no_form(ruled_bot: RunningBot, ruled_slack: SlackStandIn) -> None:
    before = ruled_bot.home.held()
    for word in ("confirm", "waive", "uphold", "rule", "close"):
        answered = ruled_slack.command(ZHAO, "/score", word)
        assert "管理" in str(answered.answer) or "managers" in str(answered.answer)
        assert ruled_slack.modal(ZHAO) is None
    assert ruled_bot.home.held() == before


def test_a_form_with_nothing_to_choose_says_so(ruled_bot: RunningBot, ruled_slack: SlackStandIn) -> None:
    ruled_slack.command(CHEN, "/score", "")
    view = form_before(ruled_slack, CHEN)
    ruled_slack.press_in(CHEN, view, "switch", value="score.uphold")
    ruled_slack.wait_for(lambda: "Nothing in 2026-Q3 waits for that" in str(ruled_slack.modal(CHEN)))
    ruled_slack.close_view(CHEN, view)


def test_a_period_is_closed_from_the_home_once(ruled_bot: RunningBot, ruled_slack: SlackStandIn) -> None:
    home = home_of(ruled_slack, CHEN)
    close = next(id_ for id_ in actions_in(home["blocks"]) if id_.startswith("say.score.close."))
    button = next(
        one
        for block in home["blocks"]
        if block["type"] == "actions"
        for one in block["elements"]
        if one["action_id"] == close
    )
    assert "confirm" in button
    for words in ("is settled with", "was closed by Chen"):
        assert ruled_slack.press_in(CHEN, home, close).status == 200
        view = form_before(ruled_slack, CHEN)
        assert words in str(view["blocks"])
        ruled_slack.close_view(CHEN, view)
    ruled_slack.wait_for(lambda: close not in actions_in((ruled_slack.home(CHEN) or home)["blocks"]))
    post_about(ruled_slack, ZHAO, "Chen")
    assert "2026-Q2" in str(ruled_bot.say("feng", "/score closings"))
    ruled_slack.command(CHEN, "/score", "close")
    view = form_before(ruled_slack, CHEN)
    assert ruled_slack.submit(CHEN, view, {"period": "2026-06", "reason": "双方已核对"}).errors == {}
    ruled_slack.close_view(CHEN, ruled_slack.modal(CHEN) or view)
    assert "双方已核对" in str(ruled_bot.say("feng", "/score 2026-06"))
    assert ruled_bot.home.unsound() == []


def test_what_an_import_makes_otherwise_is_told(ruled_bot: RunningBot, ruled_slack: SlackStandIn) -> None:
    ruled_bot.say("chen", "/score close 2026-06")
    late = {
        "kind": "note",
        "id": "n-late",
        "row": "docs.typos",
        "at": "2026-06-20T10:00:00+08:00",
        "by": "chen",
        "text": "错字",
    }
    file = ruled_bot.home.path / "late.jsonl"
    file.write_text(json.dumps(late), "utf-8")
    environment = ruled_bot.home.environment({"ZHIBAN_CLOCK": MORNING})
    subprocess.run(
        [sys.executable, "-m", "bot", "import", str(file)], cwd=ROOT, env=environment, check=True, timeout=100
    )
    post_about(ruled_slack, CHEN, "Settled 2026-06 would be judged otherwise now")
    assert "docs.typos:n-late" in str(ruled_bot.say("feng", "/score 2026-06"))
