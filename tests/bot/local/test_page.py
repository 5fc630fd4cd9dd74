"""The page in a real browser: seats, commands, private answers, posts without reload, threads, languages, a phone."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.bot.local.visitor import PHONE, Visitor, bot_client, post
from tests.slack import SlackStandIn


def test_a_command_is_completed_sent_and_answered_for_one_person_only(visitor: Visitor, slack: SlackStandIn) -> None:
    lin, wu = visitor.sit("U0LIN"), visitor.sit("U0WU")
    box = lin.get_by_label("发送消息到 #ops")
    box.press_sequentially("/in")
    expect(lin.get_by_role("option")).to_have_count(1)
    box.press("Tab")
    expect(box).to_have_value("/inspect ")
    expect(lin.locator(".usage").first).to_contain_text("登记巡检")
    box.press_sequentially("done page")
    box.press("Enter")
    answer = lin.locator("article.ephemeral")
    expect(answer).to_contain_text("仅你可见")
    expect(answer.locator("strong", has_text="已登记：页面巡检")).to_be_visible()
    expect(answer.locator("code", has_text="gateway")).to_be_visible()
    expect(box).to_have_value("")
    for page in (lin, wu):
        expect(page.get_by_role("log").first).to_contain_text("@Lin 完成了今天的页面巡检")
    expect(wu.locator("article.ephemeral")).to_have_count(0)
    box.press("ArrowUp")
    expect(box).to_have_value("/inspect done page")


def test_posts_edits_and_deletions_arrive_without_reload(visitor: Visitor, slack: SlackStandIn) -> None:
    page = visitor.sit("U0LIN")
    expect(page.get_by_text("#ops 还没有消息。")).to_be_visible()
    ts = post(slack, "first *words*")
    message = page.locator("article")
    expect(message.locator("strong", has_text="words")).to_be_visible()
    expect(message.locator(".app-badge")).to_have_text("应用")
    bot_client(slack).chat_update(channel="C0OPS", ts=ts, text="second words")
    expect(message).to_contain_text("second words（已编辑）")
    bot_client(slack).chat_delete(channel="C0OPS", ts=ts)
    expect(message).to_have_count(0)


def test_a_thread_opens_at_the_side_and_takes_a_reply(visitor: Visitor, slack: SlackStandIn) -> None:
    parent = post(slack, "F-12 网关超时")
    post(slack, "日志已收集", thread_ts=parent)
    page = visitor.sit("U0WU")
    expect(page.locator("#messages article")).to_have_count(1)
    page.get_by_role("button", name="1 条回复").click()
    thread = page.get_by_role("complementary", name="消息列")
    expect(thread.locator("article")).to_have_count(2)
    thread.get_by_label("回复…").fill("我来处理")
    thread.get_by_label("回复…").press("Enter")
    expect(thread.locator("article")).to_have_count(3)
    expect(page.get_by_role("button", name="2 条回复")).to_be_visible()
    assert slack.thread("C0OPS", parent)[-1].text == "我来处理"
    page.keyboard.press("Escape")
    expect(thread).to_be_hidden()


def test_unread_marks_come_and_go_and_stay_over_a_reload(visitor: Visitor, slack: SlackStandIn) -> None:
    page = visitor.sit("U0LIN")
    post(slack, "值班提醒", channel="U0LIN")
    post(slack, "别人的提醒", channel="U0WU")
    direct = page.locator("[data-conversation=D0LIN]")
    expect(direct).to_contain_text("1 条未读")
    page.reload()
    expect(direct).to_contain_text("1 条未读")
    direct.click()
    expect(page.locator("#messages")).to_contain_text("值班提醒")
    expect(direct.locator(".badge")).to_have_count(0)
    slack.wait_for(lambda: slack.workspace.state.unread("U0LIN", "D0LIN") == 0)
    expect(page.locator("#messages")).not_to_contain_text("别人的提醒")


def test_another_person_takes_the_seat_by_keyboard(visitor: Visitor, slack: SlackStandIn) -> None:
    post(slack, "考核结果", channel="C0MGMT")
    page = visitor.sit("U0LIN")
    expect(page.locator("[data-conversation=C0MGMT]")).to_have_count(0)
    page.locator("#seat").press("Enter")
    expect(page.get_by_role("menuitemradio", name="Lin")).to_be_focused()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#seat")).to_contain_text("项目经理")
    expect(page.locator("[data-conversation=C0MGMT]")).to_contain_text("1 条未读")


def test_the_chrome_speaks_two_languages_and_remembers(visitor: Visitor, slack: SlackStandIn) -> None:
    post(slack, "不翻译的正文")
    page = visitor.sit("U0SUN")
    expect(page.locator("html")).to_have_attribute("lang", "en-GB")
    expect(page.get_by_role("heading", name="Channels")).to_be_visible()
    page.get_by_role("button", name="切换到中文").click()
    expect(page.get_by_role("heading", name="频道")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.reload()
    expect(page.get_by_role("heading", name="频道")).to_be_visible()
    expect(page.locator("#messages")).to_contain_text("不翻译的正文")


def test_it_is_usable_at_a_phone_s_width(visitor: Visitor, slack: SlackStandIn) -> None:
    parent = post(slack, "一段很长的文字 " + "https://example.invalid/" + "x" * 200)
    post(slack, "reply", thread_ts=parent)
    page = visitor.sit("U0LIN", PHONE)
    expect(page.locator("#sidebar")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.get_by_role("button", name="打开会话列表").click()
    page.locator("[data-conversation=D0LIN]").click()
    expect(page.locator("#title")).to_have_text("Zhiban 值班")
    expect(page.locator("#sidebar")).to_be_hidden()
    page.get_by_role("button", name="打开会话列表").click()
    page.locator("[data-conversation=C0OPS]").click()
    page.get_by_role("button", name="1 条回复").click()
    thread = page.get_by_role("complementary", name="消息列")
    assert thread.evaluate("element => element.clientWidth") == PHONE[0]
    page.get_by_role("button", name="关闭消息列").click()
    page.get_by_label("发送消息到 #ops").fill("/score quarter")
    page.get_by_role("button", name="发送").click()
    expect(page.locator("article.ephemeral").get_by_role("heading")).to_contain_text("98.5")


def test_people_s_text_is_never_markup(visitor: Visitor, slack: SlackStandIn) -> None:
    slack.say("U0WU", "<img src=x onerror=alert(1)> <b>bold</b> &amp; *_both_* <javascript:alert(1)|x>")
    post(slack, "<javascript:alert(1)|press> <https://example.invalid|fine>")
    page = visitor.sit("U0LIN")
    first, second = page.locator("article").nth(0), page.locator("article").nth(1)
    expect(first).to_contain_text("<img src=x onerror=alert(1)> <b>bold</b> &amp; both")
    expect(first.locator("strong > em")).to_have_text("both")
    expect(second.locator("a")).to_have_count(1)
    expect(second.locator("a")).to_have_text("fine")
    assert page.locator("#messages img, #messages b").count() == 0


def test_a_long_history_is_loaded_on_demand_and_a_permalink_finds_its_message(
    visitor: Visitor, slack: SlackStandIn
) -> None:
    stamps = [post(slack, f"message {number}") for number in range(70)]
    page = visitor.sit("U0LIN")
    expect(page.locator("article")).to_have_count(60)
    page.get_by_role("button", name="加载更早的消息").click()
    expect(page.locator("article")).to_have_count(70)
    linked = visitor.sit("U0LIN", place=f"#C0OPS/{stamps[0]}")
    expect(linked.locator("article.pointed-at")).to_contain_text("message 0")


def test_a_command_that_takes_its_time_shows_that_it_is_awaited(visitor: Visitor, slack: SlackStandIn) -> None:
    page = visitor.sit("U0SUN")
    box = page.get_by_label("Message #ops")
    box.fill("/inspect slow")
    box.press("Enter")
    expect(page.get_by_text("Waiting for /inspect to answer…")).to_be_visible()
    expect(page.locator("article.ephemeral")).to_contain_text("operation_timeout")
    expect(page.get_by_text("Waiting for /inspect to answer…")).to_have_count(0)


def test_a_restart_is_noticed_and_nothing_is_shown_twice(browser: Browser, tmp_path: Path) -> None:
    log = tmp_path / "workspace.jsonl"
    with SlackStandIn(log_path=log) as before:
        post(before, "before")
        page = Visitor(browser, before).sit("U0LIN")
        expect(page.locator("article")).to_have_count(1)
        page.locator("#composer-text").fill("half a thought")
    expect(page.get_by_text("连接已断开，正在重连…")).to_be_visible()
    with SlackStandIn(log_path=log, port=before.port) as after:
        post(after, "after")
        expect(page.locator("article .body")).to_have_text(["before", "after"])
        expect(page.get_by_text("连接已断开，正在重连…")).to_be_hidden()
        expect(page.locator("#composer-text")).to_have_value("half a thought")
        post(after, "once")
        expect(page.locator("article .body")).to_have_text(["before", "after", "once"])
        page.context.close()


def test_what_was_not_sent_comes_back_into_the_box(visitor: Visitor, slack: SlackStandIn) -> None:
    page = visitor.sit("U0LIN")
    page.route("**/workspace/send", lambda route: route.abort())
    box = page.get_by_label("发送消息到 #ops")
    box.fill("别丢了")
    box.press("Enter")
    expect(page.get_by_text("没有发出去")).to_be_visible()
    expect(box).to_have_value("别丢了")
    visitor.errors.clear()
