"""The local workspace as a newcomer starts it, `python -m bot run --sample` without a token, in a real browser."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.bot.local import conftest as local
from tests.bot.local.visitor import DESK, PHONE, grave_barriers
from tests.bot.running import STARTS_WITHIN_SECONDS, Home
from tests.messages import ROOT
from tests.slack import free_socket

NUDGED = "2026-11-23T10:02:00+08:00"
"""A Monday, a working day, two minutes after the first nudge of a page inspection."""
PRIVATE = "仅你可见"

browser = local.browser


@dataclass
class Workspace:
    """The running workspace, and the people who sit at its page."""

    browser: Browser
    url: str
    errors: list[str] = field(default_factory=list)

    def sit(
        self,
        person: str,
        place: str = "#C0OPS",
        size: tuple[int, int] = DESK,
        scheme: Literal["light", "dark"] = "light",
    ) -> Page:
        """A page with `person` in the seat, at `place`."""
        page = self.browser.new_page(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.add_init_script(f"sessionStorage.setItem('seat', sessionStorage.getItem('seat') ?? 'U0{person.upper()}')")
        page.goto(f"{self.url}/{place}")
        expect(page.locator("#seat")).to_contain_text(person)
        return page


@pytest.fixture(scope="module")
def url(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the workspace is; it runs until the module's tests are over."""
    home = Home(tmp_path_factory.mktemp("workspace"))
    with free_socket() as bound:
        port = bound.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run", "--port", str(port), "--sample"],
        cwd=ROOT,
        env=home.environment({"ZHIBAN_CLOCK": NUDGED}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_up(process, f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=60)


@pytest.fixture
def workspace(browser: Browser, url: str) -> Iterator[Workspace]:
    """The workspace with nobody at it yet; no page may have had an error."""
    there = Workspace(browser, url)
    yield there
    for context in browser.contexts:
        context.close()
    assert there.errors == []


def wait_until_up(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    with httpx.Client(trust_env=False) as http:
        while time.monotonic() < deadline:
            assert process.poll() is None
            try:
                if http.get(f"{url}/healthz").status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
    raise AssertionError("the workspace did not start")


def give(page: Page, typed: str) -> None:
    """Type a command and send it."""
    box = page.locator("#composer-text")
    box.fill(typed)
    box.press("Enter")


def private(page: Page, *words: str) -> Locator:
    """The private answers on the page that contain all the words."""
    return saying(page.locator("article.ephemeral"), words)


def post(page: Page, *words: str) -> Locator:
    """The posts on the page that contain all the words."""
    return saying(page.locator("#messages article:not(.ephemeral)"), words)


def saying(articles: Locator, words: tuple[str, ...]) -> Locator:
    for word in words:
        articles = articles.filter(has_text=word)
    return articles


def press(where: Locator, name: str) -> None:
    where.get_by_role("button", name=name, exact=True).click()


def open_fault_form(page: Page) -> Locator:
    give(page, "/fault")
    form = page.get_by_role("dialog", name="登记故障")
    expect(form).to_be_visible()
    return form


def save(form: Locator, receipt: str) -> None:
    """Submit the form and close the receipt that takes its place."""
    press(form, "保存")
    expect(form.get_by_role("button", name="保存", exact=True)).to_have_count(0)
    expect(form).to_contain_text(receipt)
    form.get_by_role("button", name="关闭").last.click()
    expect(form).to_have_count(0)


def test_a_command_is_answered_in_private_and_posted_for_all(workspace: Workspace) -> None:
    lin, wu = workspace.sit("Lin"), workspace.sit("Wu")
    give(lin, "/inspect problem 磁盘使用率 91%")
    expect(private(lin, "磁盘使用率 91%")).to_contain_text(PRIVATE)
    for page in (lin, wu):
        expect(post(page, "Lin 发现问题", "磁盘使用率 91%")).to_be_visible()
    expect(wu.locator("article.ephemeral")).to_have_count(0)


def test_a_fault_goes_from_its_form_to_closed_by_two_people(workspace: Workspace) -> None:
    lin, wu = workspace.sit("Lin"), workspace.sit("Wu")
    form = open_fault_form(lin)
    form.get_by_label("故障现象").fill("公文系统无法登录")
    save(form, "已登记，发现时间")
    mine, theirs = (
        page.locator("article", has=page.get_by_text(re.compile("^故障 .*公文系统无法登录$"))) for page in (lin, wu)
    )
    press(theirs, "响应")
    expect(mine).to_contain_text("Wu")
    press(theirs, "处置完成")
    handling = wu.get_by_role("dialog")
    handling.get_by_label("处置措施").fill("重启认证服务")
    save(handling, "恢复")
    expect(mine).to_contain_text("已处置")
    press(mine, "关闭")
    question = lin.get_by_role("dialog")
    expect(question).to_contain_text("f-")
    question.get_by_role("button", name="关闭").last.click()
    for article in (mine, theirs):
        expect(article).to_contain_text("已关闭")
        expect(article.get_by_role("button", name="关闭", exact=True)).to_have_count(0)


def test_leave_is_approved_by_the_button_in_a_direct_message(workspace: Workspace) -> None:
    lin, wu = workspace.sit("Lin"), workspace.sit("Wu", "#D0WU")
    give(lin, "/clock leave 年假 2026-12-01 回家")
    expect(private(lin, "经 Wu 批准后生效")).to_be_visible()
    asked = post(wu, "年假 2026-12-01")
    press(asked, "批准")
    expect(asked).to_contain_text("Wu 已于")
    expect(asked.get_by_role("button", name="批准", exact=True)).to_have_count(0)
    lin.locator("[data-conversation=D0LIN]").click()
    expect(post(lin, "您的年假 2026-12-01")).to_contain_text("批准")


def test_a_nudge_is_done_by_its_button_which_then_goes(workspace: Workspace) -> None:
    lin, wu = workspace.sit("Lin"), workspace.sit("Wu")
    press(post(lin, "还没有页面巡检"), "已完成")
    expect(private(lin, "已登记：页面巡检")).to_be_visible()
    for page in (lin, wu):
        expect(post(page, "Lin 完成页面巡检")).to_be_visible()
        nudge = post(page, "2026-11-23", "页面巡检").first
        expect(nudge.get_by_role("button", name="已完成")).to_have_count(0)


def test_the_page_changes_its_language_and_back(workspace: Workspace) -> None:
    page = workspace.sit("Lin")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.locator("#language").click()
    expect(page.get_by_role("heading", name="Channels")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", re.compile("^en"))
    page.locator("#language").click()
    expect(page.get_by_role("heading", name="频道")).to_be_visible()


def test_a_phone_s_width_is_enough(workspace: Workspace) -> None:
    page = workspace.sit("Lin", size=PHONE)
    give(page, "/fault list")
    expect(private(page, "未关闭的故障")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    assert page.evaluate("(n => n.scrollWidth <= n.clientWidth)(document.querySelector('#scroll'))")


def test_the_home_shows_today_and_is_renewed(workspace: Workspace) -> None:
    home, lin = workspace.sit("Lin", "#D0LIN"), workspace.sit("Lin")
    home.get_by_role("tab", name="主页").click()
    inspection = home.locator("#home-content").get_by_text("服务器巡检（本周")
    expect(home.locator("#home-content")).to_contain_text("今日概览")
    expect(inspection).to_contain_text("待办")
    give(lin, "/inspect done server")
    expect(private(lin, "已登记：服务器巡检")).to_be_visible()
    expect(inspection).not_to_contain_text("待办")


def test_the_pm_saves_everything_held_from_a_direct_message(workspace: Workspace) -> None:
    page = workspace.sit("Wu")
    give(page, "/zhiban export")
    answer = private(page, "zhiban-2026-11-23.jsonl")
    expect(answer).to_be_visible()
    count = re.search(r"(\d+) ", answer.locator(".body").inner_text())
    page.locator("[data-conversation=D0WU]").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="zhiban-2026-11-23.jsonl").click()
    facts = [json.loads(line) for line in download.value.path().read_text("utf-8").splitlines()]
    assert count is not None
    assert int(count[1]) == len(facts) > 100
    assert (facts[0]["kind"], facts[0]["id"]) == ("person", "chen")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_anybody(workspace: Workspace, scheme: Literal["light", "dark"]) -> None:
    page = workspace.sit("Lin", scheme=scheme)
    expect(page.locator("article").first).to_be_visible()
    assert grave_barriers(page) == []
    form = open_fault_form(page)
    assert grave_barriers(page) == []
    press(form, "取消")
    expect(form).to_have_count(0)
    page.locator("[data-conversation=D0LIN]").click()
    page.get_by_role("tab", name="主页").click()
    expect(page.locator("#home-content")).to_contain_text("今日概览")
    assert grave_barriers(page) == []
