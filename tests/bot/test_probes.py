"""Probes of the running bot over a site that fails, hangs, sends elsewhere and recovers: from the draft to its end."""

from __future__ import annotations

import asyncio
import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import JSONResponse

from bot.local.model import Message
from tests.bot.running import OPS, Home, RunningBot, running_bot, slack_id, stand_in
from tests.site import Site, running_site
from tests.slack import SlackStandIn

LIN = slack_id("lin")


@contextmanager
def threaded_site() -> Iterator[Site]:
    """The site in a thread of its own."""
    loop, up, ended = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    sites: list[Site] = []

    async def serve() -> None:
        async with running_site() as site:
            sites.append(site)
            up.set()
            await ended.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    try:
        assert up.wait(10)
        yield sites[0]
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(10)
        loop.close()


@pytest.fixture
def site() -> Iterator[Site]:
    with threaded_site() as running:
        yield running


@pytest.fixture
def slack() -> Iterator[SlackStandIn]:
    with stand_in() as standin:
        yield standin


def home_at(team: Home, path: Path, *probes: dict[str, Any]) -> Home:
    """A home of the team whose contract names these probes."""
    tables = "".join(
        "[[probe]]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in probe.items()) for probe in probes
    )
    shutil.copy(team.database, path / "zhiban.db")
    return Home(path, f'systems = ["portal"]\n{tables}')


def of_fault(slack: SlackStandIn, code: str) -> list[Message]:
    """The channel's posts under keys that begin so."""
    return [
        one
        for one in slack.messages(OPS)
        if one.metadata and str(one.metadata["event_payload"]["key"]).startswith(code)
    ]


def press(slack: SlackStandIn, message: Message, action: str) -> None:
    """Let Lin press the button whose action id begins so."""
    elements = [element for block in message.blocks for element in block.get("elements", [])]
    [found] = [element["action_id"] for element in elements if str(element.get("action_id", "")).startswith(action)]
    assert slack.press(LIN, OPS, message.ts, found).error is None


def fact(bot: RunningBot, kind: str) -> dict[str, Any]:
    [found] = [one for one in map(json.loads, bot.home.held()) if one["kind"] == kind]
    return dict(found)


def test_from_the_first_failure_to_the_end(team_home: Home, tmp_path: Path, site: Site, slack: SlackStandIn) -> None:
    hanging = {"name": "slow", "system": "portal", "url": site.url("/hang"), "seconds": 60}
    probe = {"name": "home", "system": "portal", "url": site.url(), "tries": 1}
    home = home_at(team_home, tmp_path, probe, hanging)
    site.answers = "fail"
    with running_bot(home, slack, "2026-07-15T11:00:00+08:00") as bot:
        slack.wait_for(lambda: of_fault(slack, "probe.down:"))
        [asked] = of_fault(slack, "probe.down:")
        assert "503" in asked.text
        assert fact(bot, "fault")["draft"]
        assert of_fault(slack, "fault:") == []
        press(slack, asked, "say.fault.confirm")
        slack.wait_for(lambda: of_fault(slack, "fault:"))
        slack.wait_for(lambda: "✓" in of_fault(slack, "probe.down:")[0].text)
        assert "draft" not in fact(bot, "fault")
        assert site.visits.count("/") == 1
    site.answers = "ok"
    with running_bot(home, slack, "2026-07-15T11:30:00+08:00") as bot:
        slack.wait_for(lambda: of_fault(slack, "probe.down:f-1@up"))
        assert "handled_at" not in fact(bot, "fault")
        press(slack, of_fault(slack, "probe.down:f-1@up")[0], "ask.fault.handle")
        slack.wait_for(lambda: slack.modal(LIN))
        view = slack.modal(LIN)
        assert view is not None
        submitted = slack.submit(LIN, view, {"what": "重启网关"})
        assert (submitted.error, submitted.errors) == (None, {})
        slack.wait_for(lambda: "handled_at" in fact(bot, "fault"))
        assert fact(bot, "fault")["handled_at"].startswith("2026-07-15T11:30:0")
        slack.wait_for(lambda: "✓" in of_fault(slack, "probe.down:f-1@up")[0].text)
    assert home.unsound() == []
    assert set(site.visits) == {"/", "/hang"}


def test_a_false_alarm_is_silent_after_a_restart_too(
    team_home: Home, tmp_path: Path, site: Site, slack: SlackStandIn
) -> None:
    url = site.url("/elsewhere?http://example.invalid/")
    home = home_at(team_home, tmp_path, {"name": "home", "system": "portal", "url": url, "tries": 1})
    with running_bot(home, slack, "2026-07-15T11:00:00+08:00"):
        slack.wait_for(lambda: of_fault(slack, "probe.down:"))
        [asked] = of_fault(slack, "probe.down:")
        assert "被转到其他主机" in asked.text
        assert "example.invalid" not in asked.text
        press(slack, asked, "say.fault.false-alarm")
        slack.wait_for(lambda: "✓" in of_fault(slack, "probe.down:")[0].text)
    with running_bot(home, slack, "2026-07-15T11:30:00+08:00") as bot:
        slack.wait_for(lambda: len(site.visits) == 2)
        slack.wait_for(lambda: "11:30" in str(bot.say("lin", "/inspect pages")))
        assert len(of_fault(slack, "probe.down:")) == 1
        assert fact(bot, "fault")["closed_at"]


def test_the_bot_logs_the_inspection_and_says_so(team_home: Home, tmp_path: Path, site: Site) -> None:
    home = home_at(team_home, tmp_path, {"name": "main page", "system": "portal", "url": site.url(), "auto": True})
    with (
        stand_in(subscriptions=frozenset({"app_home_opened"})) as slack,
        running_bot(home, slack, "2026-07-15T09:30:00+08:00") as bot,
    ):
        slack.wait_for(lambda: of_fault(slack, "inspection:zhiban-2026-07-15"), 60)
        assert "zhiban" in of_fault(slack, "inspection:zhiban-2026-07-15")[0].text
        assert "main page" in str(bot.say("lin", "/inspect pages"))
        slack.fail_next(method="files.getUploadURLExternal")
        slack.open_app(LIN)
        slack.wait_for(lambda: "main page" in str(slack.home(LIN)))
        view = slack.home(LIN)
        assert view is not None
        elements = [element for block in view["blocks"] for element in block.get("elements", [])]
        [asks] = [
            one["action_id"] for one in elements if str(one.get("action_id", "")).startswith("say.inspect.history")
        ]
        assert slack.press_in(LIN, view, asks).error is None
        slack.wait_for(lambda: [one for one in slack.dms(LIN) if one.files])
        [file] = next(one for one in slack.dms(LIN) if one.files).files
        assert slack.file_content(file).startswith(b"\x89PNG")


def images_in(slack: SlackStandIn, person: str) -> list[dict[str, Any]]:
    """The picture blocks of a person's Home."""
    return [block for block in (slack.home(person) or {"blocks": []})["blocks"] if block["type"] == "image"]


def test_homes_show_a_picture_in_the_language_of_each_reader(team_home: Home, tmp_path: Path, site: Site) -> None:
    wu, sun, feng = slack_id("wu"), slack_id("sun"), slack_id("feng")
    home = home_at(team_home, tmp_path, {"name": "main page", "system": "portal", "url": site.url()})
    with (
        stand_in(subscriptions=frozenset({"app_home_opened"})) as slack,
        running_bot(home, slack, "2026-07-15T11:00:00+08:00") as bot,
    ):
        slack.wait_for(lambda: "say.inspect.history" in str(bot.say("lin", "/inspect pages")))
        for person in (LIN, sun, wu, feng):
            slack.open_app(person)
        slack.wait_for(lambda: images_in(slack, LIN) and images_in(slack, wu) and images_in(slack, sun))
        [chinese], [english] = images_in(slack, LIN), images_in(slack, sun)
        assert "portal：100.00 %" in chinese["alt_text"]
        assert chinese["title"]["text"] == "可用率与响应时间，2026-07-15 至 2026-07-15"
        assert "portal: 100.00 %" in english["alt_text"]
        assert images_in(slack, wu)[0]["slack_file"] == chinese["slack_file"] != english["slack_file"]
        assert slack.file_content(chinese["slack_file"]).startswith(b"\x89PNG")
        assert "say.inspect.history" not in str(slack.home(LIN))
        bot.say("lin", "/fault open 门禁失灵")
        slack.wait_for(lambda: all("门禁失灵" in str(slack.home(one)) for one in (LIN, sun, wu)))
        assert images_in(slack, LIN)[0]["slack_file"] == chinese["slack_file"]
        uploads = [call for call in slack.calls if call.method == "files.completeUploadExternal"]
        assert ["channel_id" in call.arguments for call in uploads] == [False, False]
        slack.wait_for(lambda: slack.home(feng))
        assert "portal" not in str(slack.home(feng))


def test_a_picture_that_slack_has_not_looked_through_yet_is_shown_a_little_later(
    team_home: Home, tmp_path: Path, site: Site
) -> None:
    home = home_at(team_home, tmp_path, {"name": "main page", "system": "portal", "url": site.url()})
    refusal = {"ok": False, "error": "invalid_blocks", "errors": ["invalid slack file [json-pointer:/blocks/9]"]}
    with (
        stand_in(subscriptions=frozenset({"app_home_opened"})) as slack,
        running_bot(home, slack, "2026-07-15T11:00:00+08:00") as bot,
    ):
        slack.wait_for(lambda: "say.inspect.history" in str(bot.say("lin", "/inspect pages")))
        slack.open_app(LIN)
        slack.wait_for(lambda: "files.completeUploadExternal" in [call.method for call in slack.calls])
        slack.answer_next(JSONResponse(refusal), "views.publish")
        slack.wait_for(lambda: images_in(slack, LIN))
        published = [call.arguments["view"] for call in slack.calls if call.method == "views.publish"]
        assert ["slack_file" in str(view) for view in published] == [False, True, False, True]


def test_homes_without_probes_show_nothing_of_pages(team_home: Home, tmp_path: Path) -> None:
    home = home_at(team_home, tmp_path)
    with (
        stand_in(subscriptions=frozenset({"app_home_opened"})) as slack,
        running_bot(home, slack, "2026-07-15T11:00:00+08:00") as bot,
    ):
        assert "contract.toml" in str(bot.say("lin", "/inspect pages"))
        slack.open_app(LIN)
        slack.wait_for(lambda: slack.home(LIN))
        view = slack.home(LIN)
        assert view is not None
        assert "contract.toml" not in str(view)
        assert "网页" not in str(view["blocks"])
        assert view["blocks"][-1]["type"] != "divider"


def test_check_tells_of_the_probes(team_home: Home, tmp_path: Path) -> None:
    table = {"name": "home", "system": "cloud", "url": "http://127.0.0.1:9/", "auto": True}
    ran = home_at(team_home, tmp_path, table).command("check")
    assert ran.returncode == 0, ran.stderr
    assert "ok       probe     home (cloud): http://127.0.0.1:9/ every 5 min" in ran.stdout
    assert "warning  probe     home: cloud is not one of the contract's systems" in ran.stdout
    assert "not encrypted" in ran.stdout
    assert "the bot logs no page inspection by itself" in ran.stdout


def test_a_probe_that_cannot_be_is_refused_at_the_start(team_home: Home, tmp_path: Path) -> None:
    ran = home_at(team_home, tmp_path, {"name": "home", "system": "portal", "url": "portal"}).command("check")
    assert (ran.returncode, ran.stdout) == (2, "")
    [line] = ran.stderr.splitlines()
    assert 'probe: "home": url must be a web address' in line
