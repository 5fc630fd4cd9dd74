"""Modals and Homes: opened in time, filled in, sent, answered, closed."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.local.values import NoSuchElementError
from tests.bot.local.echo import EchoBot
from tests.bot.local.samples import FORM, HOME, LIVE_FORM, field, option, plain
from tests.slack import SlackStandIn

Json = dict[str, Any]
FILLED: Json = {"t": "门户打不开", "s": ["portal", "gateway"], "m": ["U0WU"], "u": 1_784_100_600, "f": ["outage"]}


def web(slack: SlackStandIn) -> WebClient:
    return WebClient(token=slack.token, base_url=slack.api_url)


def open_form(slack: SlackStandIn, word: str = "form") -> Json:
    slack.command("U0LIN", "/fault", word)
    return slack.views_opened[-1]


def refused(method: str, slack: SlackStandIn, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as refusal:
        web(slack).api_call(method, json=arguments)
    return str(refusal.value.response["error"])


def push(slack: SlackStandIn, trigger_id: str) -> Json:
    return dict(web(slack).views_push(trigger_id=trigger_id, view=LIVE_FORM)["view"])


def test_a_form_is_sent_with_everything_in_it(slack: SlackStandIn, bot: EchoBot) -> None:
    view = open_form(slack)
    assert (view["callback_id"], view["private_metadata"], view["state"]) == ("fault.open", "m-1", {"values": {}})
    submission = slack.submit("U0LIN", view, FILLED)
    assert (submission.error, submission.errors, submission.outcome.status) == (None, {}, 200)
    payload = bot.payloads[0]
    assert (payload["type"], payload["view"]["id"], payload["user"]["id"]) == ("view_submission", view["id"], "U0LIN")
    held = {block: next(iter(values.values())) for block, values in payload["view"]["state"]["values"].items()}
    assert held == {
        "title": {"type": "plain_text_input", "value": "门户打不开"},
        "level": {"type": "static_select", "selected_option": option("4", "四级")},
        "systems": {
            "type": "multi_static_select",
            "selected_options": [option("portal", "门户网站"), option("gateway", "接口网关")],
        },
        "who": {"type": "users_select", "selected_user": "U0LIN"},
        "watch": {"type": "multi_users_select", "selected_users": ["U0WU"]},
        "day": {"type": "datepicker", "selected_date": "2026-07-15"},
        "time": {"type": "timepicker", "selected_time": "09:12"},
        "until": {"type": "datetimepicker", "selected_date_time": 1_784_100_600},
        "number": {"type": "number_input", "value": None},
        "kind": {"type": "radio_buttons", "selected_option": option("function", "功能", "页面或接口异常")},
        "flags": {"type": "checkboxes", "selected_options": [option("outage", "业务中断")]},
        "note": {"type": "plain_text_input", "value": None},
    }
    assert slack.modal("U0LIN") is None


def test_what_is_left_out_is_asked_for_before_the_bot_hears_of_it(slack: SlackStandIn, bot: EchoBot) -> None:
    view = open_form(slack)
    assert slack.submit("U0LIN", view).errors == {"title": "请填写此项。", "systems": "请填写此项。"}
    too_long = slack.submit("U0LIN", view, {**FILLED, "t": "长" * 61, "n": "-1"})
    assert too_long.errors == {"title": "请勿超过 60 个字符。", "number": "请输入不小于 0 的数字。"}
    assert slack.submit("U0LIN", view, {**FILLED, "n": "1.5"}).errors == {"number": "请输入整数，例如 3。"}
    assert bot.payloads == []
    assert slack.submit("U0LIN", view, {**FILLED, "t": "长" * 60, "n": "0"}).errors == {}


def test_an_answer_may_name_errors_or_put_another_view(slack: SlackStandIn, bot: EchoBot) -> None:
    view = open_form(slack)
    bot.answers["view_submission"] = {"response_action": "errors", "errors": {"title": "已有同名故障 F-12。"}}
    assert slack.submit("U0LIN", view, FILLED).errors == {"title": "已有同名故障 F-12。"}
    assert slack.modal("U0LIN") is not None
    bot.answers["view_submission"] = {"response_action": "update", "view": {**LIVE_FORM, "title": plain("二")}}
    slack.submit("U0LIN", view, FILLED)
    shown = slack.modal("U0LIN")
    assert shown is not None
    assert (shown["id"], shown["title"]["text"]) == (view["id"], "二")
    assert shown["hash"] != view["hash"]
    bot.answers["view_submission"] = {"response_action": "push", "view": LIVE_FORM}
    slack.submit("U0LIN", shown, {"q": "F-1"})
    pushed = slack.views_opened[-1]
    assert (pushed["previous_view_id"], pushed["root_view_id"]) == (view["id"], view["id"])
    bot.answers["view_submission"] = {"response_action": "clear"}
    slack.submit("U0LIN", pushed, {"q": "F-1"})
    assert slack.modal("U0LIN") is None


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"response_action": "errors", "errors": {"nowhere": "x"}}, "invalid_errors"),
        ({"response_action": "errors"}, "invalid_errors"),
        ({"response_action": "update", "view": {"type": "modal"}}, "invalid_arguments"),
        ({"response_action": "dance"}, "invalid_response_action"),
    ],
)
def test_an_answer_slack_could_not_use_is_named(slack: SlackStandIn, bot: EchoBot, answer: Json, error: str) -> None:
    view = open_form(slack)
    bot.answers["view_submission"] = answer
    assert slack.submit("U0LIN", view, FILLED).error == error
    bot.answers.clear()
    bot.statuses.append(500)
    assert slack.submit("U0LIN", view, FILLED).error == "dispatch_failed"


def test_a_trigger_opens_one_view_in_time(slack: SlackStandIn, bot: EchoBot) -> None:
    slack.command("U0LIN", "/fault")
    trigger = bot.forms[0]["trigger_id"]
    assert web(slack).views_open(trigger_id=trigger, view=FORM)["view"]["type"] == "modal"
    assert refused("views.open", slack, trigger_id=trigger, view=FORM) == "exchanged_trigger_id"
    assert refused("views.open", slack, trigger_id="1.2.3", view=FORM) == "invalid_trigger_id"
    assert refused("views.open", slack, trigger_id="1.2.3") == "invalid_arguments"
    slack.command("U0LIN", "/fault")
    assert refused("views.push", slack, trigger_id=bot.forms[1]["trigger_id"], view=FORM) == "invalid_trigger_id"
    slack.command("U0LIN", "/fault")
    assert refused("views.open", slack, trigger_id=bot.forms[2]["trigger_id"], view=HOME) == "invalid_arguments"


def test_a_trigger_expires(slack: SlackStandIn, bot: EchoBot) -> None:
    with SlackStandIn(slack.events_url, trigger_seconds=0.0) as hasty:
        hasty.command("U0LIN", "/fault")
        assert refused("views.open", hasty, trigger_id=bot.forms[0]["trigger_id"], view=FORM) == "expired_trigger_id"


def test_views_are_updated_only_while_they_are_there_and_as_expected(slack: SlackStandIn, bot: EchoBot) -> None:
    view = open_form(slack)
    changed = web(slack).views_update(view_id=view["id"], hash=view["hash"], view=LIVE_FORM)["view"]
    assert refused("views.update", slack, view_id=view["id"], hash=view["hash"], view=FORM) == "hash_conflict"
    web(slack).views_update(view_id=view["id"], hash=changed["hash"], view={**FORM, "external_id": "e-1"})
    slack.command("U0WU", "/fault")
    named, trigger = {**FORM, "external_id": "e-1"}, bot.forms[-1]["trigger_id"]
    assert refused("views.open", slack, trigger_id=trigger, view=named) == "duplicate_external_id"
    web(slack).views_update(external_id="e-1", view=FORM)
    slack.close_view("U0LIN", view)
    assert refused("views.update", slack, view_id=view["id"], view=FORM) == "not_found"


def test_views_are_pushed_three_deep_and_closed_one_by_one_or_all(slack: SlackStandIn, bot: EchoBot) -> None:
    first = open_form(slack, "live")
    depth = [first]
    for _ in range(2):
        slack.press_in("U0LIN", depth[-1], "help")
        depth.append(push(slack, bot.payloads[-1]["trigger_id"]))
    slack.press_in("U0LIN", depth[-1], "help")
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        push(slack, bot.payloads[-1]["trigger_id"])
    slack.close_view("U0LIN", depth[-1])
    shown = slack.modal("U0LIN")
    assert shown is not None
    assert shown["id"] == depth[1]["id"]
    slack.close_view("U0LIN", shown, everything=True)
    assert slack.modal("U0LIN") is None


def test_closing_is_told_when_asked_for(slack: SlackStandIn, bot: EchoBot) -> None:
    slack.close_view("U0LIN", open_form(slack))
    slack.close_view("U0LIN", open_form(slack, "live"))
    assert [(told["type"], told["is_cleared"]) for told in bot.payloads] == [("view_closed", False)]
    slack.close_view("U0LIN", open_form(slack), everything=True)
    assert bot.payloads[-1]["is_cleared"]


def test_an_element_in_a_modal_tells_the_view_and_its_state(slack: SlackStandIn, bot: EchoBot) -> None:
    view = open_form(slack, "live")
    slack.press_in("U0LIN", view, "q", "F-1")
    payload = bot.payloads[0]
    assert payload["container"] == {"type": "view", "view_id": view["id"]}
    assert payload["view"]["state"]["values"] == {"search": {"q": {"type": "plain_text_input", "value": "F-1"}}}
    assert payload["actions"][0] | {"action_ts": ""} == {
        "type": "plain_text_input",
        "action_id": "q",
        "block_id": "search",
        "value": "F-1",
        "action_ts": "",
    }
    assert "response_url" not in payload
    with pytest.raises(NoSuchElementError):
        slack.press_in("U0WU", view, "q", "F-1")


def test_a_home_is_each_person_s_own_and_published_anew(slack: SlackStandIn, bot: EchoBot) -> None:
    assert slack.home("U0LIN") is None
    slack.open_app("U0LIN")
    slack.wait_for(lambda: bot.events)
    event = bot.events[0]["event"]
    assert (event["type"], event["tab"], event["channel"], event.get("view")) == (
        "app_home_opened",
        "home",
        "D0LIN",
        None,
    )
    view = web(slack).views_publish(user_id="U0LIN", view=HOME)["view"]
    other = deepcopy(HOME)
    other["blocks"][0]["text"] = plain("明天的巡检")
    again = web(slack).views_publish(user_id="U0LIN", view=other, hash=view["hash"])["view"]
    assert again["id"] == view["id"]
    assert refused("views.publish", slack, user_id="U0LIN", view=HOME, hash=view["hash"]) == "hash_conflict"
    assert refused("views.publish", slack, user_id="U0NONE", view=HOME) == "user_not_found"
    home = slack.home("U0LIN")
    assert home is not None
    assert home["blocks"][0]["text"]["text"] == "明天的巡检"
    assert slack.home("U0WU") is None
    slack.press_in("U0LIN", home, "done")
    assert (bot.payloads[0]["view"]["type"], bot.payloads[0]["actions"][0]["value"]) == ("home", "page")
    slack.open_app("U0LIN", "messages")
    slack.wait_for(lambda: len(bot.events) == 2)
    assert bot.events[1]["event"]["tab"] == "messages"


def test_what_no_home_may_hold_is_refused(slack: SlackStandIn) -> None:
    assert refused("views.publish", slack, user_id="U0LIN", view=FORM) == "invalid_arguments"
    form = {**HOME, "blocks": [field("b", "x", {"type": "button", "action_id": "a", "text": plain("x")})]}
    assert refused("views.publish", slack, user_id="U0LIN", view=form) == "invalid_arguments"
