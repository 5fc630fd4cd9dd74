"""People at the page in a real browser, for the page's tests."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from slack_sdk import WebClient

from tests.slack import SlackStandIn

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESK = (1280, 800)
PHONE = (380, 760)
GRAVE = ("serious", "critical")


class Visitor:
    """Opens pages, each with a store of its own, and fails the test when a page had an error."""

    def __init__(self, browser: Browser, slack: SlackStandIn) -> None:
        self._browser = browser
        self._slack = slack
        self.errors: list[str] = []

    def sit(self, person: str, size: tuple[int, int] = DESK, place: str = "") -> Page:
        """A page with `person` in the seat."""
        page = self._browser.new_page(viewport={"width": size[0], "height": size[1]})
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.add_init_script(f"sessionStorage.setItem('seat', sessionStorage.getItem('seat') ?? '{person}')")
        page.goto(f"{self._slack.url}/{place}")
        expect(page.locator("#seat")).to_contain_text(self._slack.workspace.state.people[person].name)
        return page


def bot_client(slack: SlackStandIn) -> WebClient:
    """The blocking client: Playwright holds this thread's event loop."""
    return WebClient(token=slack.token, base_url=slack.api_url)


def post(slack: SlackStandIn, text: str, channel: str = "C0OPS", thread_ts: str | None = None) -> str:
    return str(bot_client(slack).chat_postMessage(channel=channel, text=text, thread_ts=thread_ts)["ts"])


def grave_barriers(page: Page) -> list[str]:
    """What axe finds serious or critical: the rule, and the first element that breaks it."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in GRAVE]
