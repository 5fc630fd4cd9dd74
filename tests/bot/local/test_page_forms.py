"""The page's buttons, forms, Home, shortcuts and rehearsals in a real browser."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.local.model import LocalCommand
from tests.bot.local.echo import EchoBot
from tests.bot.local.samples import BUTTONS, CONFIRM, FORM, HOME, LIVE_FORM, field, option, plain
from tests.bot.local.visitor import DESK, PHONE, Visitor, bot_client, post
from tests.slack import SlackStandIn

VERBS = (("open", "open TITLE", "登记故障", "Open a fault"), ("list", "list", "未关闭的故障", "What is open"))
MOMENT = datetime(2026, 7, 15, 1, 30, tzinfo=UTC)


def post_buttons(slack: SlackStandIn) -> str:
    return str(bot_client(slack).chat_postMessage(channel="C0OPS", text="F-12", blocks=BUTTONS)["ts"])


def give(page: Page, command: str) -> None:
    box = page.locator("#composer-text")
    box.fill(command)
    box.press("Enter")


def open_form(page: Page, word: str = "form") -> Locator:
    give(page, f"/fault {word}")
    form = page.get_by_role("dialog", name="登记故障" if word == "form" else "补记")
    expect(form).to_be_visible()
    return form


def actions_told(bot: EchoBot) -> list[Any]:
    return [payload["actions"][0] for payload in bot.payloads]


def test_a_button_is_pressed_once_and_a_destructive_one_asks_first(
    visitor: Visitor, slack: SlackStandIn, bot: EchoBot
) -> None:
    post_buttons(slack)
    page = visitor.sit("U0LIN")
    page.get_by_role("button", name="响应").click()
    slack.wait_for(lambda: len(bot.payloads) == 1)
    page.get_by_role("button", name="关闭", exact=True).click()
    question = page.get_by_role("dialog", name="关闭 F-12？")
    expect(question).to_contain_text("关闭后不能再补记处理过程。")
    expect(question.get_by_role("button", name="再等等")).to_be_focused()
    page.keyboard.press("Escape")
    expect(question).to_have_count(0)
    page.get_by_role("button", name="关闭", exact=True).click()
    question.get_by_role("button", name="关闭故障").click()
    slack.wait_for(lambda: len(bot.payloads) == 2)
    assert [action["action_id"] for action in actions_told(bot)] == ["respond", "close"]


def test_menus_dates_people_and_ticks_are_told_when_chosen(visitor: Visitor, slack: SlackStandIn, bot: EchoBot) -> None:
    post_buttons(slack)
    page = visitor.sit("U0LIN")
    page.get_by_role("button", name="更多操作").first.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    slack.wait_for(lambda: len(bot.payloads) == 1)
    page.get_by_label("指定处理人").select_option("U0WU")
    slack.wait_for(lambda: len(bot.payloads) == 2)
    page.get_by_label("业务中断").check()
    slack.wait_for(lambda: len(bot.payloads) == 3)
    page.get_by_label("日期", exact=True).fill("2026-07-20")
    slack.wait_for(lambda: len(bot.payloads) == 4)
    page.get_by_label("夜班").check()
    slack.wait_for(lambda: len(bot.payloads) == 5)
    told = actions_told(bot)
    assert told[0]["selected_option"]["value"] == "merge"
    assert told[1]["selected_user"] == "U0WU"
    assert [option["value"] for option in told[2]["selected_options"]] == ["outage"]
    assert told[3]["selected_date"] == "2026-07-20"
    assert told[4]["selected_option"]["value"] == "night"
    assert bot.payloads[4]["state"]["values"]["set"]["due"]["selected_date"] == "2026-07-20"


def test_a_button_waits_for_its_answer_and_a_failure_is_told_beside_it(
    visitor: Visitor, slack: SlackStandIn, bot: EchoBot
) -> None:
    slow = {"type": "button", "action_id": "slow", "text": plain("慢"), "value": "slow"}
    blocks = [{"type": "actions", "elements": [slow]}]
    bot_client(slack).chat_postMessage(channel="C0OPS", text="x", blocks=blocks)
    page = visitor.sit("U0LIN")
    button = page.get_by_role("button", name="慢")
    button.click()
    expect(button).to_be_disabled()
    expect(page.get_by_role("alert")).to_have_text("Zhiban 值班 没有在 3 秒内回应，请再试一次。")
    expect(button).to_be_enabled()
    assert len(bot.payloads) == 1


def test_a_choice_that_is_not_confirmed_is_taken_back(visitor: Visitor, slack: SlackStandIn, bot: EchoBot) -> None:
    options = [option("3", "三级"), option("4", "四级")]
    level = {"type": "static_select", "action_id": "l", "placeholder": plain("级别"), "options": options}
    asked = {**level, "initial_option": options[1], "confirm": CONFIRM}
    blocks = [{"type": "actions", "elements": [asked]}]
    bot_client(slack).chat_postMessage(channel="C0OPS", text="x", blocks=blocks)
    page = visitor.sit("U0LIN")
    page.get_by_label("级别").select_option("3")
    page.get_by_role("dialog").get_by_role("button", name="再等等").click()
    expect(page.get_by_label("级别")).to_have_value("4")
    assert bot.payloads == []
    page.get_by_label("级别").select_option("3")
    page.get_by_role("dialog").get_by_role("button", name="关闭故障").click()
    slack.wait_for(lambda: bot.payloads)
    expect(page.get_by_label("级别")).to_have_value("3")


def test_a_form_names_what_is_missing_at_its_field_and_then_is_sent(
    visitor: Visitor, slack: SlackStandIn, bot: EchoBot
) -> None:
    page = visitor.sit("U0LIN")
    form = open_form(page)
    title = form.get_by_label("标题")
    expect(title).to_be_focused()
    form.get_by_role("button", name="登记").click()
    expect(title).to_have_attribute("aria-invalid", "true")
    expect(title).to_have_accessible_description("请填写此项。")
    expect(form.get_by_label("级别")).to_have_accessible_description("不确定时选四级。")
    assert bot.payloads == []
    title.fill("门户打不开")
    form.get_by_label("门户网站").check()
    form.get_by_label("知会").get_by_label("Wu").check()
    form.get_by_label("承诺恢复").fill("2026-07-15T15:30")
    form.get_by_label("影响人数").fill("12")
    form.get_by_label("业务中断").check()
    form.get_by_label("现象").fill("首页\n白屏")
    bot.answers["view_submission"] = {"response_action": "errors", "errors": {"title": "已有同名故障 F-12。"}}
    form.get_by_role("button", name="登记").click()
    expect(title).to_have_accessible_description("已有同名故障 F-12。")
    expect(title).to_be_focused()
    bot.answers.clear()
    title.fill("门户打不开（二）")
    title.press("Enter")
    expect(form).to_have_count(0)
    expect(page.locator("#composer-text")).to_be_focused()
    values = bot.payloads[-1]["view"]["state"]["values"]
    assert values["title"]["t"]["value"] == "门户打不开（二）"
    assert values["watch"]["m"]["selected_users"] == ["U0WU"]
    assert values["until"]["u"]["selected_date_time"] == 1_784_100_600
    assert (values["number"]["n"]["value"], values["note"]["x"]["value"]) == ("12", "首页\n白屏")


def test_some_of_many_are_chosen_and_sent_in_the_lists_order(
    visitor: Visitor, slack: SlackStandIn, bot: EchoBot
) -> None:
    entries = [option(f"inspect.missed:page:2026-07-{day:02}", f"−0.5 · 7月{day}日") for day in range(1, 31)]
    some = {"type": "multi_static_select", "action_id": "e", "options": entries}
    page = visitor.sit("U0LIN")
    form = open_form(page, "live")
    view = bot_client(slack).views_update(
        view_id=str(slack.views_opened[-1]["id"]), view={**LIVE_FORM, "blocks": [field("entries", "记录", some)]}
    )
    assert view["ok"]
    form.get_by_role("button", name="提交").click()
    expect(form.get_by_role("group", name="记录")).to_have_attribute("aria-invalid", "true")
    for day in (30, 2, 17, 5):
        form.get_by_label(f"7月{day}日", exact=False).and_(form.get_by_role("checkbox")).first.check()
    form.get_by_label("7月5日", exact=False).first.uncheck()
    form.get_by_role("button", name="提交").click()
    expect(form).to_have_count(0)
    chosen = bot.payloads[-1]["view"]["state"]["values"]["entries"]["e"]["selected_options"]
    assert [one["value"][-2:] for one in chosen] == ["02", "17", "30"]


def test_a_form_holds_the_keyboard_and_closes_with_escape(visitor: Visitor, slack: SlackStandIn, bot: EchoBot) -> None:
    page = visitor.sit("U0LIN")
    form = open_form(page)
    for _ in range(40):
        page.keyboard.press("Tab")
        outside = "!document.activeElement.closest('dialog') && document.activeElement !== document.body"
        assert not page.evaluate(outside)
    page.keyboard.press("Escape")
    expect(form).to_have_count(0)
    slack.wait_for(lambda: bot.payloads)
    assert (bot.payloads[0]["type"], slack.modal("U0LIN")) == ("view_closed", None)


def test_what_was_typed_stays_when_the_bot_changes_the_form(
    visitor: Visitor, slack: SlackStandIn, bot: EchoBot
) -> None:
    page = visitor.sit("U0LIN")
    form = open_form(page, "live")
    form.get_by_label("故障编号").fill("F-1")
    form.get_by_label("故障编号").press("Enter")
    slack.wait_for(lambda: len(bot.payloads) == 1)
    assert (bot.payloads[0]["type"], actions_told(bot)[0]["value"]) == ("block_actions", "F-1")
    view = slack.views_opened[-1]
    found = {"type": "section", "text": {"type": "mrkdwn", "text": "找到 F-1"}}
    changed = {**LIVE_FORM, "blocks": [*LIVE_FORM["blocks"], found]}
    bot_client(slack).views_update(view_id=view["id"], view=changed)
    expect(form).to_contain_text("找到 F-1")
    expect(form.get_by_label("故障编号")).to_have_value("F-1")
    expect(form.get_by_label("故障编号")).to_be_focused()
    form.get_by_role("button", name="怎么填").click()
    slack.wait_for(lambda: len(bot.payloads) == 2)
    bot_client(slack).views_push(trigger_id=bot.payloads[1]["trigger_id"], view=FORM)
    above = page.get_by_role("dialog", name="登记故障")
    above.get_by_role("button", name="取消").click()
    expect(form.get_by_label("故障编号")).to_have_value("F-1")
    form.get_by_role("button", name="取消").click()
    expect(form).to_have_count(0)


def test_a_form_that_finds_no_bot_says_so_and_keeps_what_was_typed(
    visitor: Visitor, slack: SlackStandIn, bot: EchoBot
) -> None:
    page = visitor.sit("U0LIN")
    form = open_form(page, "live")
    bot.statuses.append(500)
    form.get_by_label("故障编号").fill("F-1")
    form.get_by_role("button", name="提交").click()
    expect(form.get_by_role("alert")).to_contain_text("出错了")
    expect(form.get_by_label("故障编号")).to_have_value("F-1")
    form.get_by_role("button", name="提交").click()
    expect(form).to_have_count(0)


@pytest.mark.parametrize("size", [DESK, PHONE, (320, 640)], ids=["desk", "phone", "narrow"])
def test_forms_buttons_and_home_fit(visitor: Visitor, slack: SlackStandIn, bot: EchoBot, size: tuple[int, int]) -> None:
    post_buttons(slack)
    bot_client(slack).views_publish(user_id="U0LIN", view={**HOME, "blocks": [*HOME["blocks"], *BUTTONS]})
    page = visitor.sit("U0LIN", size, place="#D0LIN")
    page.get_by_role("tab", name="主页").click()
    expect(page.get_by_role("button", name="完成")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.evaluate("(n => n.scrollWidth <= n.clientWidth)(document.querySelector('#home'))")
    page.get_by_role("tab", name="消息").click()
    form = open_form(page)
    assert form.evaluate("n => n.getBoundingClientRect().right <= innerWidth && n.scrollWidth <= n.clientWidth")
    inside = "n => n.querySelector('.modal-body').scrollWidth <= n.querySelector('.modal-body').clientWidth"
    assert form.evaluate(inside)
    form.get_by_role("button", name="登记").click()
    expect(form.get_by_label("标题")).to_have_attribute("aria-invalid", "true")


def test_the_home_is_told_of_and_changes_while_it_is_looked_at(
    visitor: Visitor, slack: SlackStandIn, bot: EchoBot
) -> None:
    page = visitor.sit("U0LIN")
    page.locator("[data-conversation=D0LIN]").click()
    slack.wait_for(lambda: [event["event"]["tab"] for event in bot.events] == ["messages"])
    page.get_by_role("tab", name="消息").focus()
    page.keyboard.press("ArrowLeft")
    slack.wait_for(lambda: [event["event"]["tab"] for event in bot.events] == ["messages", "home"])
    expect(page.get_by_text("主页还没有内容。")).to_be_visible()
    expect(page.locator("#composer")).to_be_hidden()
    bot_client(slack).views_publish(user_id="U0LIN", view=HOME)
    page.get_by_role("button", name="完成").click()
    slack.wait_for(lambda: bot.payloads)
    assert bot.payloads[0]["view"]["type"] == "home"
    bot_client(slack).views_publish(user_id="U0LIN", view={**HOME, "blocks": HOME["blocks"][:1]})
    expect(page.get_by_role("button", name="完成")).to_have_count(0)
    page.locator("[data-conversation=C0OPS]").click()
    expect(page.get_by_role("tablist")).to_be_hidden()
    expect(page.locator("#composer")).to_be_visible()


def test_a_shortcut_in_a_message_s_menu_opens_a_form(visitor: Visitor, slack: SlackStandIn, bot: EchoBot) -> None:
    post(slack, "门户打不开了")
    page = visitor.sit("U0SUN")
    page.get_by_role("article").get_by_role("button", name="More actions").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Open a fault from this message")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="登记故障")).to_be_visible()
    assert bot.payloads[0]["message"]["text"] == "门户打不开了"


def test_a_channel_is_left_and_joined(visitor: Visitor, slack: SlackStandIn, bot: EchoBot) -> None:
    page = visitor.sit("U0LIN")
    page.get_by_role("button", name="退出 #ops").click()
    expect(page.locator("[data-conversation=C0OPS]")).to_have_count(0)
    page.get_by_role("button", name="加入 #ops").click()
    expect(page.locator("[data-conversation=C0OPS]")).to_have_count(1)
    slack.wait_for(lambda: bot.events)
    assert [event["event"]["type"] for event in bot.events] == ["member_joined_channel"]


def test_verbs_are_offered_and_never_taken_unasked(browser: Browser) -> None:
    commands = (LocalCommand("/fault", "Faults", "open|list", "故障", VERBS),)
    with SlackStandIn(commands=commands) as slack:
        page = Visitor(browser, slack).sit("U0LIN")
        box = page.locator("#composer-text")
        box.press_sequentially("/fault ")
        expect(page.get_by_role("option")).to_have_text(["openopen TITLE登记故障", "listlist未关闭的故障"])
        expect(page.locator("#composer-choices [aria-selected=true]")).to_have_count(0)
        box.press_sequentially("l")
        box.press("Tab")
        expect(box).to_have_value("/fault list ")
        expect(page.get_by_role("option")).to_have_count(0)
        box.fill("/fault ")
        box.press("ArrowDown")
        box.press("Enter")
        expect(box).to_have_value("/fault open ")
        box.fill("/fault ")
        box.press("Enter")
        expect(box).to_have_value("")
        page.context.close()


def test_slack_is_made_slow_limited_or_down_and_the_clock_is_set(browser: Browser) -> None:
    now = [MOMENT]
    with SlackStandIn(clock=lambda: now[0], set_clock=lambda moment: now.__setitem__(0, moment)) as slack:
        visit = Visitor(browser, slack)
        page, other = visit.sit("U0LIN"), visit.sit("U0SUN")
        summary = page.locator("#rehearsal summary")
        expect(summary).to_have_text("演练 · 07-15 09:30")
        summary.click()
        page.get_by_label("Slack 接口").select_option("down")
        expect(other.locator("#rehearsal summary")).to_have_text("Rehearsal · 07-15 09:30 · Down")
        assert slack.workspace.rehearsal.mood == "down"
        page.get_by_label("时钟").fill("2026-07-16T18:05")
        page.get_by_role("button", name="设定").click()
        expect(summary).to_have_text("演练 · 07-16 18:05 · 不可用")
        assert now[0].isoformat() == "2026-07-16T18:05:00+08:00"
        page.context.close()
        other.context.close()
