"""A stand-in with an echo bot behind it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from bot.local.model import LocalShortcut
from tests.bot.local.echo import EchoBot
from tests.bot.local.visitor import ARGUMENTS, Visitor
from tests.slack import SlackStandIn, ThreadedServer

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SUBSCRIPTIONS = frozenset({"message.im", "app_mention", "app_home_opened", "member_joined_channel"})


@pytest.fixture
def slack() -> Iterator[SlackStandIn]:
    with SlackStandIn(
        subscriptions=SUBSCRIPTIONS,
        answer_seconds=1.0,
        shortcuts=(LocalShortcut("fault.from", "Open a fault from this message", "据此消息登记故障"),),
        repeat_after_seconds=(0.0, 0.05, 0.05),
        trigger_seconds=60.0,
    ) as standin:
        yield standin


@pytest.fixture
def bot(slack: SlackStandIn) -> Iterator[EchoBot]:
    echo = EchoBot(slack)
    with ThreadedServer(echo.app) as server:
        slack.events_url = f"{server.url}/slack/events"
        yield echo


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is missing: install the package `chromium`")
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def visitor(browser: Browser, slack: SlackStandIn, bot: EchoBot) -> Iterator[Visitor]:
    visit = Visitor(browser, slack)
    yield visit
    for context in browser.contexts:
        context.close()
    assert visit.errors == []
