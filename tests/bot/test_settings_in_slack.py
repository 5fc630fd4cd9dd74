"""Settings, people and days changed in Slack: by forms over signed HTTP, in force at once and in every process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from bot.local.limits import view_errors
from bot.local.model import LocalChannel
from tests.bot.running import Home, RunningBot, running_bot, stand_in, words_of
from tests.slack import SlackStandIn

MORNING = "2026-07-15T09:30:00+08:00"
LIN, ZHAO, CHEN = "U0LIN", "U0ZHAO", "U0CHEN"
HELP = LocalChannel("C0HELP", "help")


@pytest.fixture(scope="module")
def set_slack() -> Iterator[SlackStandIn]:
    with stand_in(HELP) as slack:
        yield slack


@pytest.fixture(scope="module")
def set_home(new_home: Callable[[], Home]) -> Home:
    return new_home()


@pytest.fixture(scope="module")
def set_bot(set_slack: SlackStandIn, set_home: Home) -> Iterator[RunningBot]:
    with running_bot(set_home, set_slack, MORNING) as bot:
        yield bot


def form_of(slack: SlackStandIn, person: str, command: str, about: str) -> dict[str, Any]:
    """The form that a button of a private answer opens, within Slack's limits."""
    name, _, text = command.partition(" ")
    before = len(slack.ephemerals(person))
    slack.command(person, name, text)
    slack.wait_for(lambda: len(slack.ephemerals(person)) > before)
    message = slack.ephemerals(person)[-1]
    rows = [block["elements"] for block in message["blocks"] if block["type"] == "actions"]
    [pressed] = [button["action_id"] for row in rows for button in row if button["action_id"].endswith(f".{about}")]
    assert slack.press(person, "C0OPS", message["ts"], pressed).status == 200
    return form_before(slack, person)


def form_before(slack: SlackStandIn, person: str) -> dict[str, Any]:
    slack.wait_for(lambda: slack.modal(person))
    view = slack.modal(person)
    assert view is not None
    assert view_errors(view) == []
    return view


def more_told(slack: SlackStandIn, person: str, before: int) -> bool:
    return len(slack.ephemerals(person)) > before


def close(slack: SlackStandIn, person: str) -> str:
    """Read what stands in the form's place, and close it."""
    view = form_before(slack, person)
    slack.close_view(person, view)
    return words_of(view["blocks"])


def elements(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}


def person(bot: RunningBot, id_: str) -> dict[str, Any]:
    return next(fact for fact in bot.home.facts() if fact["kind"] == "person" and fact["id"] == id_)


def test_hours_are_changed_in_their_form_and_what_cannot_stand_is_refused_at_its_field(
    set_bot: RunningBot, set_slack: SlackStandIn
) -> None:
    view = form_of(set_slack, ZHAO, "/zhiban settings", "hours")
    assert elements(view)["hours.on"]["initial_time"] == "09:00"
    refused = set_slack.submit(ZHAO, view, {"hours.noon": "08:00"})
    assert set(refused.errors) == {"hours.noon"}
    assert "必须晚于上班时间" in refused.errors["hours.noon"]
    assert set_slack.submit(ZHAO, view, {"hours.on": "08:30"}).errors == {}
    assert "09:00 → *08:30*" in close(set_slack, ZHAO)
    assert "*08:30*" in words_of(set_bot.say("lin", "/zhiban settings"))


def test_one_switches_between_the_groups_and_only_what_was_changed_is_kept(
    set_bot: RunningBot, set_slack: SlackStandIn
) -> None:
    view = form_of(set_slack, ZHAO, "/zhiban settings", "limits")
    options = [option["value"] for option in elements(view)["switch"]["options"]]
    assert [option for option in options if option.startswith("zhiban.settings")] == [
        f"zhiban.settings {group}" for group in ("hours", "limits", "levels", "systems", "channels")
    ]
    for option in options:
        set_slack.press_in(ZHAO, view, "switch", value=option)
        view = form_before(set_slack, ZHAO)
        assert elements(view)["switch"]["initial_option"]["value"] == option
    set_slack.press_in(ZHAO, view, "switch", value="zhiban.settings levels")
    view = form_before(set_slack, ZHAO)
    assert len(elements(view)) == 1 + 6 * 3
    given = {"limits.level1.respond_min": "10", "limits.emergency.arrive_min": "20"}
    assert set_slack.submit(ZHAO, view, given).errors == {}
    assert "2" in close(set_slack, ZHAO)
    view = form_of(set_slack, ZHAO, "/zhiban settings", "levels")
    assert elements(view)["limits.level1.respond_min"]["initial_value"] == "10"
    assert set_slack.submit(ZHAO, view, {"limits.level1.respond_min": ""}).errors == {}
    assert "10 分钟 → *未单独设置*" in close(set_slack, ZHAO)
    view = form_of(set_slack, ZHAO, "/zhiban settings", "systems")
    given_more = {"systems": "门户、API", "reports.owed": ["weekly"], "term.appraisal": "month"}
    assert set_slack.submit(ZHAO, view, given_more).errors == {}
    assert "*门户、API*" in close(set_slack, ZHAO)
    view = form_of(set_slack, ZHAO, "/zhiban settings", "systems")
    assert set_slack.submit(ZHAO, view, {}).errors == {}
    assert "未作改动" in close(set_slack, ZHAO)
    assert "*周报*" in words_of(set_bot.say("zhao", "/zhiban settings"))


def test_a_form_is_for_the_pm_even_where_somebody_else_presses_its_button(
    set_bot: RunningBot, set_slack: SlackStandIn
) -> None:
    set_bot.say("lin", "/fault open 网络慢")
    set_slack.wait_for(lambda: set_slack.messages("C0OPS"))
    message = set_slack.messages("C0OPS")[0]
    before = set_bot.home.held()
    button = {"type": "button", "block_id": "b", "action_ts": "1"}
    for value in ('["zhiban", "settings", "hours"]', '["zhiban", "calendar", ""]', '["zhiban", "person", "edit:lin"]'):
        action = {**button, "action_id": "ask.zhiban.x", "value": value}
        told = len(set_slack.ephemerals(LIN))
        set_slack.press(LIN, "C0OPS", message.ts, action)
        set_slack.wait_for(partial(more_told, set_slack, LIN, told))
        assert "此操作仅限项目经理" in set_slack.ephemerals(LIN)[-1]["text"]
        assert set_slack.modal(LIN) is None
    assert set_bot.home.held() == before


def test_the_ops_channel_is_changed_and_the_next_post_goes_there(set_bot: RunningBot, set_slack: SlackStandIn) -> None:
    set_bot.say("zhao", "/zhiban settings slack.ops_channel=#help limits.respond_min=20")
    answer = words_of(set_bot.say("lin", "/fault open 门禁失灵 9:20"))
    assert "09:40" in answer
    set_slack.wait_for(lambda: any("门禁失灵" in message.text for message in set_slack.messages("C0HELP")))
    assert not any("门禁失灵" in message.text for message in set_slack.messages("C0OPS"))
    set_slack.wait_for(lambda: any("30 min → *20 min*" in words_of(message.blocks) for message in set_slack.dms(CHEN)))
    set_bot.say("zhao", "/zhiban undo")
    set_bot.say("lin", "/fault open 打印机卡纸")
    set_slack.wait_for(lambda: any("打印机卡纸" in message.text for message in set_slack.messages("C0OPS")))
    assert set_bot.home.unsound() == []


def test_another_process_on_the_same_records_follows(set_bot: RunningBot, set_home: Home) -> None:
    with stand_in() as elsewhere, running_bot(set_home, elsewhere, MORNING) as replica:
        set_bot.say("zhao", "/zhiban settings limits.respond_min=7")
        assert "*7 分钟*" in words_of(replica.say("lin", "/zhiban settings"))
        assert "09:17" in words_of(replica.say("lin", "/fault open 投影仪不亮 9:10"))
        replica.say("zhao", "/zhiban settings limits.respond_min=-")
        assert "09:40" in words_of(set_bot.say("lin", "/fault open 话筒无声 9:10"))


def test_days_are_declared_in_their_form(set_bot: RunningBot, set_slack: SlackStandIn) -> None:
    view = form_of(set_slack, ZHAO, "/zhiban calendar", "")
    wrong = {"from": "2026-08-04", "until": "2026-08-03", "name": "检修"}
    assert set(set_slack.submit(ZHAO, view, wrong).errors) == {"until"}
    assert set(set_slack.submit(ZHAO, view, {"from": "2026-08-03", "until": "2026-10-03", "name": "x"}).errors) == {
        "until"
    }
    given = {"from": "2026-08-03", "until": "2026-08-04", "off": "off", "name": "检修"}
    assert set_slack.submit(ZHAO, view, given).errors == {}
    assert "2026-08-04 周二" in close(set_slack, ZHAO)
    declared = [fact for fact in set_bot.home.facts() if fact["kind"] == "calendar_day"]
    assert [(fact["day"], fact["off"], fact["name"]) for fact in declared] == [
        ("2026-08-03", True, "检修"),
        ("2026-08-04", True, "检修"),
    ]


class TestPeople:
    def test_somebody_is_added_in_full(self, set_bot: RunningBot, set_slack: SlackStandIn) -> None:
        set_slack.command(ZHAO, "/zhiban", "person")
        view = form_before(set_slack, ZHAO)
        given = {"name": "Ma Li", "id": "Ma", "role": "manager", "slack": "U0NOBODY"}
        assert set(set_slack.submit(ZHAO, view, given).errors) == {"id"}
        days = {"from": "2026-07-20", "until": "2026-07-19"}
        assert set(set_slack.submit(ZHAO, view, {**given, **days, "id": "ma"}).errors) == {"until"}
        full = {**given, "id": "ma", "side": "team", "duty": "no", "more": ["important"], "from": "2026-07-20"}
        assert set_slack.submit(ZHAO, view, full).errors == {}
        assert "Ma Li" in close(set_slack, ZHAO)
        added = person(set_bot, "ma")
        assert {name: added.get(name) for name in ("side", "role", "duty", "important", "from", "slack")} == {
            "side": "team",
            "role": "manager",
            "duty": False,
            "important": True,
            "from": "2026-07-20",
            "slack": "U0NOBODY",
        }

    def test_somebody_is_edited_in_a_form_that_holds_what_is_known(
        self, set_bot: RunningBot, set_slack: SlackStandIn
    ) -> None:
        view = form_of(set_slack, ZHAO, "/zhiban team", "edit:sun")
        held = elements(view)
        assert "id" not in held
        assert held["name"]["initial_value"] == "Sun"
        assert held["slack"]["initial_user"] == "U0SUN"
        assert held["role"]["initial_option"]["value"] == "engineer"
        assert set(set_slack.submit(ZHAO, view, {"slack": "U0WU"}).errors) == {"slack"}
        changes = {"more": ["onsite"], "until": "2026-12-31", "duty": "no", "slack": None}
        assert set_slack.submit(ZHAO, view, changes).errors == {}
        close(set_slack, ZHAO)
        edited = person(set_bot, "sun")
        assert (edited["onsite"], edited["until"], edited["duty"], edited.get("slack")) == (
            True,
            "2026-12-31",
            False,
            None,
        )
        view = form_of(set_slack, ZHAO, "/zhiban team", "edit:sun")
        assert elements(view)["more"]["initial_options"][0]["value"] == "onsite"
        assert set_slack.submit(ZHAO, view, {"until": None, "duty": "usual", "slack": "U0SUN"}).errors == {}
        close(set_slack, ZHAO)
        edited = person(set_bot, "sun")
        assert (edited.get("until"), edited.get("duty"), edited["slack"]) == (None, None, "U0SUN")

    def test_the_only_pm_stays_and_is_told_at_the_field(self, set_bot: RunningBot, set_slack: SlackStandIn) -> None:
        before = set_bot.home.held()
        view = form_of(set_slack, ZHAO, "/zhiban team", "edit:zhao")
        assert set(set_slack.submit(ZHAO, view, {"role": "engineer"}).errors) == {"role"}
        set_slack.close_view(ZHAO, view)
        assert set_bot.home.held() == before

    def test_somebody_leaves_by_a_form(self, set_bot: RunningBot, set_slack: SlackStandIn) -> None:
        set_slack.command(ZHAO, "/zhiban", "person")
        view = form_before(set_slack, ZHAO)
        set_slack.press_in(ZHAO, view, "switch", value="zhiban.person leave")
        view = form_before(set_slack, ZHAO)
        assert set_slack.submit(ZHAO, view, {"person": "wu", "until": "2026-07-31"}).errors == {}
        assert "2026-07-31" in close(set_slack, ZHAO)
        assert person(set_bot, "wu")["until"] == "2026-07-31"
        assert set_bot.home.unsound() == []
