"""Buttons, forms and Homes against the real bot: what is pressed has the roles and the one effect of what is typed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.local.limits import message_errors, view_errors
from bot.local.model import LocalShortcut, Message
from bot.manifest import BOT_EVENTS, SHORTCUTS
from tests.bot.running import OPS, Home, RunningBot, running_bot, stand_in
from tests.slack import SlackStandIn

MORNING = "2026-07-15T09:30:00+08:00"
LIN, ZHAO, WU, CHEN, FENG, SUN = "U0LIN", "U0ZHAO", "U0WU", "U0CHEN", "U0FENG", "U0SUN"


@pytest.fixture(scope="module")
def pressed_slack() -> Iterator[SlackStandIn]:
    shortcuts = [LocalShortcut(one.callback_id, one.name.message, one.name.message) for one in SHORTCUTS]
    with stand_in(subscriptions=frozenset(BOT_EVENTS), shortcuts=shortcuts) as slack:
        yield slack


@pytest.fixture(scope="module")
def pressed_bot(pressed_slack: SlackStandIn, new_home: Callable[[], Home]) -> Iterator[RunningBot]:
    with running_bot(new_home(), pressed_slack, MORNING) as bot:
        yield bot


def post_about(slack: SlackStandIn, channel: str, words: str) -> Message:
    found: list[Message] = []

    def there() -> bool:
        messages = slack.messages(channel) if channel == OPS else slack.dms(channel)
        found[:] = [message for message in messages if words in message.text]
        return bool(found)

    slack.wait_for(there)
    assert message_errors(found[-1].text, found[-1].blocks) == []
    return found[-1]


def buttons_of(message: Message) -> dict[str, dict[str, Any]]:
    """Button value's verb to the button."""
    rows = [block for block in message.blocks if block["type"] == "actions"]
    return {element["action_id"].split(".")[2]: element for row in rows for element in row["elements"]}


def press(slack: SlackStandIn, person: str, message: Message, verb: str) -> None:
    channel = "@bot" if message.channel.startswith("D") else message.channel
    outcome = slack.press(person, channel, message.ts, buttons_of(message)[verb]["action_id"])
    assert outcome.status == 200


def press_stale(slack: SlackStandIn, person: str, message: Message, button: dict[str, Any]) -> None:
    """Press a button that the message no longer has, as somebody does whose screen is a moment behind."""
    action = {"type": "button", "block_id": "b", "action_ts": "1", **{k: button[k] for k in ("action_id", "value")}}
    assert slack.press(person, message.channel, message.ts, action).status == 200


def actions_in(blocks: list[dict[str, Any]]) -> list[str]:
    rows = [block for block in blocks if block["type"] == "actions"]
    return [element["action_id"] for row in rows for element in row["elements"]]


def told(slack: SlackStandIn, person: str, words: str) -> None:
    slack.wait_for(lambda: any(words in entry["text"] for entry in slack.ephemerals(person)))


def form_before(slack: SlackStandIn, person: str) -> dict[str, Any]:
    """The form that opens before somebody, within Slack's limits."""
    slack.wait_for(lambda: slack.modal(person))
    view = slack.modal(person)
    assert view is not None
    assert view_errors(view) == []
    return view


def facts(bot: RunningBot, kind: str) -> list[dict[str, Any]]:
    return [fact for fact in bot.home.facts() if fact["kind"] == kind]


def test_a_fault_goes_from_its_form_to_closed_by_two_people(
    pressed_bot: RunningBot, pressed_slack: SlackStandIn
) -> None:
    pressed_slack.command(LIN, "/fault", "")
    view = form_before(pressed_slack, LIN)
    submission = pressed_slack.submit(LIN, view, {"title": "首页打不开", "when": "09:20", "flags": ["outage"]})
    assert submission.errors == {}
    fault = facts(pressed_bot, "fault")[-1]
    assert (fault["title"], fault["noticed_at"], fault["outage"]) == ("首页打不开", "2026-07-15T09:20:00+08:00", True)
    post = post_about(pressed_slack, OPS, "首页打不开")
    respond = dict(buttons_of(post)["respond"])
    press(pressed_slack, SUN, post, "respond")
    pressed_slack.wait_for(lambda: "handle" in buttons_of(post_about(pressed_slack, OPS, "首页打不开")))
    press_stale(pressed_slack, LIN, post, respond)
    told(pressed_slack, LIN, "已于 2026-07-15")
    press(pressed_slack, LIN, post_about(pressed_slack, OPS, "首页打不开"), "handle")
    view = form_before(pressed_slack, LIN)
    assert pressed_slack.submit(LIN, view, {"what": "重启网关"}).errors == {}
    pressed_slack.wait_for(lambda: "close" in buttons_of(post_about(pressed_slack, OPS, "首页打不开")))
    press(pressed_slack, LIN, post_about(pressed_slack, OPS, "首页打不开"), "close")
    pressed_slack.wait_for(lambda: not buttons_of(post_about(pressed_slack, OPS, "首页打不开")))
    closed = facts(pressed_bot, "fault")[-1]
    assert (closed["assignee"], closed["log"][0][2]) == ("sun", "重启网关")
    assert "closed_at" in closed


def test_a_viewer_presses_in_vain_and_is_told_who_may(pressed_bot: RunningBot, pressed_slack: SlackStandIn) -> None:
    pressed_bot.say("wu", "/fault open 打印机卡纸")
    post = post_about(pressed_slack, OPS, "打印机卡纸")
    before = pressed_bot.home.held()
    press(pressed_slack, FENG, post, "respond")
    told(pressed_slack, FENG, "此操作仅限")
    assert pressed_bot.home.held() == before


def test_a_claim_is_approved_by_its_button_and_then_asks_no_more(
    pressed_bot: RunningBot, pressed_slack: SlackStandIn
) -> None:
    pressed_bot.say("lin", "/clock leave 事假 2026-07-20 搬家")
    asked = post_about(pressed_slack, ZHAO, "事假")
    assert set(buttons_of(asked)) == {"approve", "refuse"}
    assert "confirm" in buttons_of(asked)["refuse"]
    refuse = dict(buttons_of(asked)["refuse"])
    press(pressed_slack, ZHAO, asked, "approve")
    pressed_slack.wait_for(lambda: not buttons_of(post_about(pressed_slack, ZHAO, "事假")))
    press_stale(pressed_slack, ZHAO, asked, refuse)
    told(pressed_slack, ZHAO, "未作任何改动")
    assert "state" not in facts(pressed_bot, "leave")[-1]


def test_a_refused_field_says_why_at_its_place_and_nothing_is_stored(
    pressed_bot: RunningBot, pressed_slack: SlackStandIn
) -> None:
    before = pressed_bot.home.held()
    pressed_slack.command(LIN, "/inspect", "")
    view = form_before(pressed_slack, LIN)
    submission = pressed_slack.submit(LIN, view, {"when": "25:00"})
    assert "25:00" in submission.errors["when"]
    assert pressed_bot.home.held() == before
    pressed_slack.close_view(LIN, view)


@pytest.mark.parametrize(
    ("person", "command"), [(LIN, "/inspect"), (LIN, "/clock"), (CHEN, "/fault"), (FENG, "/score"), (SUN, "/inspect")]
)
def test_a_command_without_a_word_opens_a_form_within_slacks_limits(
    pressed_bot: RunningBot, pressed_slack: SlackStandIn, person: str, command: str
) -> None:
    pressed_slack.command(person, command, "")
    view = form_before(pressed_slack, person)
    switch = next((block for block in view["blocks"] if block.get("block_id") == "switch"), None)
    for option in switch["element"]["options"] if switch else []:
        pressed_slack.press_in(person, view, "switch", value=option["value"])
        changed = pressed_slack.modal(person)
        assert changed is not None
        assert view_errors(changed) == []
        view = changed
    pressed_slack.close_view(person, view)


def test_a_home_shows_what_the_role_asks_for_and_follows_what_happens(
    pressed_bot: RunningBot, pressed_slack: SlackStandIn
) -> None:
    pressed_slack.open_app(LIN)
    pressed_slack.wait_for(lambda: pressed_slack.home(LIN))
    assert view_errors(pressed_slack.home(LIN) or {}) == []
    pressed_bot.say("wu", "/fault open 门禁失灵")
    pressed_slack.wait_for(lambda: "门禁失灵" in str(pressed_slack.home(LIN)))
    pressed_slack.open_app(FENG)
    pressed_slack.wait_for(lambda: "2026-Q3" in str(pressed_slack.home(FENG)))
    assert "门禁失灵" not in str(pressed_slack.home(FENG))


def test_a_button_in_a_home_is_answered_in_a_modal(new_home: Callable[[], Home]) -> None:
    with stand_in(subscriptions=frozenset(BOT_EVENTS)) as slack, running_bot(new_home(), slack, MORNING) as bot:
        slack.open_app(LIN)
        slack.wait_for(lambda: slack.home(LIN))
        home = slack.home(LIN)
        assert home is not None
        done = next(id_ for id_ in actions_in(home["blocks"]) if id_.startswith("say.inspect.done.0"))
        for words in ("已登记：页面巡检", "未重复登记"):
            assert slack.press_in(LIN, home, done).status == 200
            view = form_before(slack, LIN)
            assert words in str(view["blocks"])
            slack.close_view(LIN, view)
        assert [fact["type"] for fact in facts(bot, "inspection")].count("page") == 1
        slack.wait_for(lambda: done not in actions_in((slack.home(LIN) or home)["blocks"]))


def test_a_nudge_is_done_by_its_button_once(new_home: Callable[[], Home]) -> None:
    with stand_in() as slack, running_bot(new_home(), slack, "2026-07-15T10:00:01+08:00") as bot:
        nudge = post_about(slack, OPS, "还没有页面巡检")
        press(slack, LIN, nudge, "done")
        slack.wait_for(lambda: any("✓" in message.text for message in slack.messages(OPS)))
        assert [fact["by"] for fact in facts(bot, "inspection") if fact["type"] == "page"] == ["lin"]
        assert not buttons_of(next(message for message in slack.messages(OPS) if message.ts == nudge.ts))


def test_a_nudge_is_put_off_by_its_button_and_then_loses_it(new_home: Callable[[], Home]) -> None:
    with stand_in() as slack, running_bot(new_home(), slack, "2026-07-15T10:00:01+08:00"):
        nudge = post_about(slack, OPS, "还没有页面巡检")
        snooze = buttons_of(nudge)["snooze"]
        press(slack, LIN, nudge, "snooze")
        told(slack, LIN, "11:00")
        edited = post_about(slack, OPS, "Lin 已推迟到 2026-07-15 11:00")
        assert (edited.ts, buttons_of(edited)) == (nudge.ts, {})
        press_stale(slack, WU, nudge, snooze)
        told(slack, WU, "Lin 已将该提醒推迟到 2026-07-15 11:00")


def test_a_newcomer_is_greeted_and_a_mention_answered_each_once(
    pressed_bot: RunningBot, pressed_slack: SlackStandIn
) -> None:
    pressed_slack.join(SUN)
    greeting = post_about(pressed_slack, SUN, "Welcome")
    assert len(greeting.blocks[0]["text"]["text"].splitlines()) == 3
    mention = {"type": "app_mention", "user": WU, "channel": OPS, "text": "<@U0ZHIBAN> ?", "ts": "1.1"}
    for _ in range(2):
        assert pressed_slack.event(mention).status == 200
    post_about(pressed_slack, WU, "命令一览")
    pressed_slack.say(CHEN, "help?", "@bot")
    post_about(pressed_slack, CHEN, "What I can do")


def test_a_message_becomes_a_fault_by_its_shortcut(pressed_bot: RunningBot, pressed_slack: SlackStandIn) -> None:
    pressed_slack.say(FENG, "<@U0WU> <@U0NEW|Ma> 三楼投影仪不亮")
    message = post_about(pressed_slack, OPS, "三楼投影仪不亮")
    pressed_slack.shortcut(LIN, OPS, message.ts, "fault_from_message")
    view = form_before(pressed_slack, LIN)
    assert pressed_slack.submit(LIN, view, {}).errors == {}
    assert facts(pressed_bot, "fault")[-1]["title"] == "@Wu @Ma 三楼投影仪不亮"


def test_a_very_long_message_becomes_a_form_that_shows_it_was_cut(
    pressed_bot: RunningBot, pressed_slack: SlackStandIn
) -> None:
    pressed_slack.say(FENG, "三楼的门禁刷卡没有反应，" * 400)
    message = post_about(pressed_slack, OPS, "三楼的门禁")
    for shortcut, field in (("fault_from_message", "title"), ("problem_from_message", "note")):
        pressed_slack.shortcut(LIN, OPS, message.ts, shortcut)
        view = form_before(pressed_slack, LIN)
        element = next(block["element"] for block in view["blocks"] if block["block_id"] == field)
        assert element["initial_value"].endswith("…")
        pressed_slack.close_view(LIN, view)


def test_a_form_about_what_is_over_does_not_open_about_something_else(
    pressed_bot: RunningBot, pressed_slack: SlackStandIn
) -> None:
    pressed_bot.say("wu", "/fault open 考勤机离线")
    pressed_bot.say("wu", "/fault open 摄像头黑屏")
    post = post_about(pressed_slack, OPS, "考勤机离线")
    id_ = next(fact["id"] for fact in facts(pressed_bot, "fault") if fact["title"] == "考勤机离线")
    pressed_bot.say("wu", f"/fault respond {id_}")
    pressed_slack.wait_for(lambda: "handle" in buttons_of(post_about(pressed_slack, OPS, "考勤机离线")))
    handle = buttons_of(post_about(pressed_slack, OPS, "考勤机离线"))["handle"]
    pressed_bot.say("wu", f"/fault handle {id_} 重新上线")
    pressed_bot.say("wu", f"/fault close {id_}")
    press_stale(pressed_slack, LIN, post, handle)
    told(pressed_slack, LIN, f"故障 {id_} 已于")
    assert pressed_slack.modal(LIN) is None


def test_everything_works_over_a_socket_too(new_home: Callable[[], Home]) -> None:
    with stand_in() as slack:
        environment = {**slack.socket_environment, "SLACK_SIGNING_SECRET": ""}
        with running_bot(new_home(), slack, MORNING, **environment) as bot:
            slack.wait_for(lambda: slack.socket_connected)
            assert bot.http.post("/slack/events", content=b"x").status_code == 404
            answered = slack.command(LIN, "/inspect", "done 9:05 全部正常")
            assert "2026-07-15 09:05" in str(answered.answer)
            slack.drop_sockets()
            slack.wait_for(lambda: slack.socket_connected)
            slack.command(LIN, "/inspect", "")
            slack.wait_for(lambda: slack.modal(LIN))
            assert [fact["note"] for fact in facts(bot, "inspection") if fact["type"] == "page"] == ["全部正常"]


def test_a_viewer_s_command_without_a_word_opens_the_form_she_may_fill_in(
    pressed_bot: RunningBot, pressed_slack: SlackStandIn
) -> None:
    pressed_slack.command(FENG, "/fault", "")
    view = form_before(pressed_slack, FENG)
    submission = pressed_slack.submit(FENG, view, {"title": "\u3000 "})
    assert "title" in submission.errors
    assert pressed_slack.submit(FENG, view, {"title": "大屏闪烁"}).errors == {}
    assert facts(pressed_bot, "fault")[-1]["title"] == "大屏闪烁"
    closed = pressed_slack.modal(FENG)
    assert closed is not None
    pressed_slack.close_view(FENG, closed)


@pytest.mark.parametrize("typed", ["2025-07", "2026-13", "2026-W29"])
def test_a_typed_word_that_cannot_be_is_answered_and_opens_no_form(
    pressed_bot: RunningBot, pressed_slack: SlackStandIn, typed: str
) -> None:
    answered = pressed_slack.command(CHEN, "/score", typed)
    assert typed[:7] in str(answered.answer) or "month" in str(answered.answer)
    assert pressed_slack.modal(CHEN) is None


def test_a_refusal_that_only_the_records_know_stands_at_its_field_too(
    pressed_bot: RunningBot, pressed_slack: SlackStandIn
) -> None:
    pressed_bot.say("wu", "/clock leave 年假 2026-08-03")
    pressed_slack.command(WU, "/clock", "leave")
    view = form_before(pressed_slack, WU)
    assert set(pressed_slack.submit(WU, view, {"type": "annual", "from": "2026-08-03"}).errors) == {"from"}
    pressed_slack.close_view(WU, view)


def test_who_has_left_meanwhile_is_told_so_in_the_form_and_in_the_home(new_home: Callable[[], Home]) -> None:
    with stand_in(subscriptions=frozenset(BOT_EVENTS)) as slack, running_bot(new_home(), slack, MORNING) as bot:
        slack.open_app(LIN)
        slack.wait_for(lambda: slack.home(LIN))
        slack.command(LIN, "/fault", "")
        view = form_before(slack, LIN)
        bot.say("zhao", "/zhiban person leave lin 2026-07-14")
        assert slack.submit(LIN, view, {"title": "慢"}).errors == {}
        assert "/zhiban person add" in str(slack.modal(LIN))
        slack.close_view(LIN, slack.modal(LIN) or view)
        assert facts(bot, "fault") == []
        slack.wait_for(lambda: "/zhiban person add" in str(slack.home(LIN)))


def test_what_others_change_while_a_form_is_open_stands(pressed_bot: RunningBot, pressed_slack: SlackStandIn) -> None:
    pressed_bot.say("lin", "/request open 表单打开期间的请求")
    held = map(json.loads, pressed_bot.home.held())
    id_ = next(line["id"] for line in held if line.get("text") == "表单打开期间的请求")
    pressed_slack.command(LIN, "/request", "edit")
    view = form_before(pressed_slack, LIN)
    pressed_bot.say("zhao", f"/request answer {id_}")
    assert pressed_slack.submit(LIN, view, {f"text.{id_}": "改过的说明"}).errors == {}
    pressed_slack.close_view(LIN, view)
    fact = next(line for line in map(json.loads, pressed_bot.home.held()) if line["id"] == id_)
    assert fact["text"] == "改过的说明"
    assert "answered_at" in fact
