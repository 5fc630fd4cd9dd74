"""Files through the real bot: handed in with a form, and answers that send one."""

from __future__ import annotations

import asyncio
import hashlib
import stat
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from starlette.responses import StreamingResponse

from bot.files import LARGEST_FILE
from bot.local.limits import view_errors
from tests.bot.running import Home, RunningBot, running_bot, stand_in, words_of
from tests.bot.with_paper import TAKEN, UNREADABLE
from tests.slack import SlackStandIn

MORNING = "2026-07-15T09:30:00+08:00"
SUN = "U0SUN"
"""Reads English."""
CONTENT = b"%PDF-1.7 \x00\xff"


@pytest.fixture(scope="module")
def slack() -> Iterator[SlackStandIn]:
    with stand_in() as standin:
        yield standin


@pytest.fixture(scope="module")
def bot(slack: SlackStandIn, new_home: Callable[[], Home]) -> Iterator[RunningBot]:
    with running_bot(new_home(), slack, MORNING, module="tests.bot.with_paper") as running:
        yield running


def form(slack: SlackStandIn, verb: str = "submit") -> dict[str, Any]:
    slack.command(SUN, "/paper", verb)
    slack.wait_for(lambda: slack.modal(SUN))
    view = slack.modal(SUN)
    assert view is not None
    assert view_errors(view) == []
    return view


def shown(slack: SlackStandIn) -> str:
    """What stands in place of the form; it is closed."""
    view = slack.modal(SUN)
    assert view is not None
    slack.close_view(SUN, view, everything=True)
    return words_of(view["blocks"])


def kept(bot: RunningBot) -> dict[str, Path]:
    folder = bot.home.path / "documents"
    return {path.name: path for path in folder.iterdir()} if folder.exists() else {}


def submitted(bot: RunningBot, title: str) -> list[str | None]:
    return [fact.get("sha256") for fact in bot.home.facts() if fact["kind"] == "document" and fact["for"] == title]


def told(slack: SlackStandIn, *words: str) -> str:
    """The direct message with these words."""

    def there() -> list[str]:
        texts = [message.text for message in slack.dms(SUN)]
        return [text for text in texts if all(word in text for word in words)]

    slack.wait_for(there)
    assert len(there()) == 1
    return there()[0]


def test_a_file_is_taken_while_slack_waits_and_kept_once(bot: RunningBot, slack: SlackStandIn) -> None:
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    for title in ("one", "two"):
        file = slack.upload(SUN, "周报 28.pdf", CONTENT)
        assert slack.submit(SUN, form(slack), {"title": title, "file": [file["id"]]}).errors == {}
        assert f"name='周报 28.pdf', size={len(CONTENT)}, sha256='{sha256}'" in shown(slack)
        assert submitted(bot, title) == [sha256]
        assert {name: path.read_bytes() for name, path in kept(bot).items()} == {sha256: CONTENT}
    assert stat.S_IMODE(kept(bot)[sha256].stat().st_mode) == 0o600


def test_a_file_may_be_left_out(bot: RunningBot, slack: SlackStandIn) -> None:
    before = kept(bot)
    assert slack.submit(SUN, form(slack), {"title": "none"}).errors == {}
    assert "None" in shown(slack)
    assert (submitted(bot, "none"), kept(bot)) == ([None], before)


@pytest.mark.parametrize("title", [UNREADABLE, TAKEN])
def test_a_form_refused_for_another_reason_keeps_no_file(bot: RunningBot, slack: SlackStandIn, title: str) -> None:
    before = kept(bot), bot.home.held()
    file = slack.upload(SUN, "a.pdf", title.encode())
    view = form(slack)
    assert slack.submit(SUN, view, {"title": title, "file": [file["id"]]}).errors == {"title": title}
    assert (kept(bot), bot.home.held()) == before
    slack.close_view(SUN, view)


@pytest.mark.parametrize(
    ("told_by_slack", "why"),
    [
        ({"size": LARGEST_FILE + 1}, "larger than 20 MiB"),
        ({"url_private_download": "https://evil.example/a.pdf"}, "only files that lie in Slack itself"),
        ({"url_private_download": "not an address"}, "only files that lie in Slack itself"),
        ({"size": 1}, "could not fetch"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_at_its_field(
    bot: RunningBot, slack: SlackStandIn, told_by_slack: dict[str, Any], why: str
) -> None:
    before = kept(bot), bot.home.held()
    file = slack.upload(SUN, "a.pdf", b"refused", **told_by_slack)
    view = form(slack)
    errors = slack.submit(SUN, view, {"title": "x", "file": [file["id"]]}).errors
    assert list(errors) == ["file"]
    assert why in errors["file"]
    assert (kept(bot), bot.home.held()) == before
    slack.close_view(SUN, view)


def submit_slowly(slack: SlackStandIn, content: bytes, title: str, **told_by_slack: Any) -> None:
    """Hand in a file that comes only once Slack was answered."""
    answered = Event()

    async def later() -> AsyncIterator[bytes]:
        await asyncio.to_thread(answered.wait, 60)
        yield content

    file = slack.upload(SUN, "a.pdf", content, **told_by_slack)
    slack.answer_next(StreamingResponse(later()), "files.download")
    assert slack.submit(SUN, form(slack), {"title": title, "file": [file["id"]]}).errors == {}
    assert "This takes a moment" in shown(slack)
    answered.set()


def test_what_takes_longer_is_told_by_direct_message(bot: RunningBot, slack: SlackStandIn) -> None:
    submit_slowly(slack, b"slow", "slow")
    sha256 = hashlib.sha256(b"slow").hexdigest()
    assert sha256 in told(slack, "submitted", "FileGiven(name='a.pdf', size=4")
    assert submitted(bot, "slow") == [sha256]
    assert kept(bot)[sha256].read_bytes() == b"slow"


def test_a_late_refusal_is_told_too(bot: RunningBot, slack: SlackStandIn) -> None:
    before = kept(bot), bot.home.held()
    submit_slowly(slack, b"slow and other", "x", size=3)
    assert "“Hand in a paper” was not saved." in told(slack, "could not fetch that file")
    assert (kept(bot), bot.home.held()) == before


def test_a_form_is_answered_with_a_picture(bot: RunningBot, slack: SlackStandIn) -> None:
    assert slack.submit(SUN, form(slack, "copy"), {"title": "July"}).errors == {}
    assert "on its way" in shown(slack)
    slack.wait_for(lambda: any(message.files for message in slack.dms(SUN)))
    [file] = [file for message in slack.dms(SUN) for file in message.files]
    assert (file["name"], file["title"], file["alt_txt"]) == ("a.png", "July", "a picture")
    assert slack.file_content(file) == b"\x89PNG"


def test_where_no_answer_can_follow_a_failure_is_told_by_direct_message(bot: RunningBot, slack: SlackStandIn) -> None:
    slack.fail_next(method="files.completeUploadExternal")
    assert slack.submit(SUN, form(slack, "copy"), {"title": "again"}).errors == {}
    shown(slack)
    told(slack, "could not send you a.png")
