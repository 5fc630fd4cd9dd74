"""Fetching what was handed in: from Slack's hosts alone, bounded, whole, and without a trace where it fails."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.documents import Documents
from bot.files import LARGEST_FILE, Files, _is_trusted
from commands.kit.answers import FileGiven
from commands.kit.blocks import Reply
from commands.kit.saying import Read, Refused
from tests.slack import SlackStandIn, ThreadedServer

LIN = "U0LIN"
CONTENT = b"%PDF-1.7 \x00\xff"
API = "http://127.0.0.1:8765/api/"
EMULATOR = "http://127.0.0.1:8765"


@pytest.fixture(scope="module")
def slack() -> Iterator[SlackStandIn]:
    with SlackStandIn() as standin:
        yield standin


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "documents"


@asynccontextmanager
async def files_of(slack: SlackStandIn, folder: Path, token: str | None = None) -> AsyncIterator[Files]:
    client = AsyncWebClient(token or slack.token, slack.api_url)
    async with httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=4) as http:
        yield Files(client, http, Documents(folder))


def contents(folder: Path) -> dict[str, bytes]:
    """What lies in the folder, by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


def view_with(*files: dict[str, Any]) -> dict[str, Any]:
    return {"state": {"values": {"file": {"file": {"type": "file_input", "files": list(files)}}}}}


async def taken(files: Files, file: dict[str, Any]) -> FileGiven:
    """The file, kept."""
    async with files.handed_in(view_with(file)) as handed_in:
        for draft in handed_in.drafts:
            draft.keep()
        return handed_in.given["file"]


async def why_not(files: Files, file: dict[str, Any]) -> str:
    """Why the file cannot be taken; nothing of it is left."""
    with pytest.raises(Refused) as refusal:
        await taken(files, file)
    assert contents(files.documents.folder) == {}
    assert refusal.value.field == "file"
    return refusal.value.why.message


@pytest.mark.parametrize(
    ("url", "api", "trusted"),
    [
        ("https://files.slack.com/files-pri/T1-F1/download/a.pdf", API, True),
        ("https://slack.com/files/a", API, True),
        ("https://FILES.SLACK.COM/a", API, True),
        ("https://files.slack.com:443/a", API, True),
        ("https://slack-files.com/a", API, True),
        ("https://a.slack-files.com/a", API, True),
        (f"{EMULATOR}/files-pri/T1-F1/a", API, True),
        ("https://emulator.example/a", "https://emulator.example/api/", True),
        ("https://emulator.example/a", API, False),
        ("http://files.slack.com/a", API, False),
        ("https://files.slack.com:8443/a", API, False),
        ("https://notslack.com/a", API, False),
        ("https://files.slack.com.evil.example/a", API, False),
        ("https://slack.com@evil.example/a", API, False),
        ("https://evil.example/slack.com", API, False),
        ("https://evil.example#.slack.com", API, False),
        ("https://evil.example\\.slack.com/a", API, False),
        ("https://xoxb@files.slack.com/a", API, False),
        ("https://:x@files.slack.com/a", API, False),
        ("https://slack.com./a", API, False),
        ("https://ѕlack.com/a", API, False),
        ("http://127.0.0.1:8766/a", API, False),
        ("http://127.0.0.1/a", API, False),
        ("https://127.0.0.1:8765/a", API, False),
        ("http://localhost:8765/a", API, False),
        ("http://127.0.0.1:8765@evil.example/a", API, False),
        ("ftp://files.slack.com/a", API, False),
        ("file:///etc/passwd", API, False),
        ("//files.slack.com/a", API, False),
        ("a", API, False),
        ("", API, False),
    ],
)
def test_the_token_is_shown_at_slacks_hosts_or_the_emulators_and_nowhere_else(
    url: str, api: str, trusted: bool
) -> None:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        assert not trusted
    else:
        assert _is_trusted(parsed, httpx.URL(api)) is trusted


async def test_a_file_is_fetched_and_kept_under_its_hash(slack: SlackStandIn, folder: Path) -> None:
    async with files_of(slack, folder) as files:
        given = await taken(files, slack.upload(LIN, "周报 28.pdf", CONTENT))
    assert (given.name, given.size) == ("周报 28.pdf", len(CONTENT))
    assert contents(folder) == {given.sha256: CONTENT}


@pytest.mark.parametrize("told", [{"url_private_download": None, "url_private": None}, {"size": None}])
async def test_what_slack_did_not_tell_is_asked_or_done_without(
    slack: SlackStandIn, folder: Path, told: dict[str, Any]
) -> None:
    file = slack.upload(LIN, "a.pdf", CONTENT)
    async with files_of(slack, folder) as files:
        assert (await taken(files, {**file, **told})).size == len(CONTENT)


async def test_a_file_of_which_slack_knows_nothing_is_not_taken(slack: SlackStandIn, folder: Path) -> None:
    async with files_of(slack, folder) as files:
        assert "could not fetch" in await why_not(files, {"id": "F0NONE", "file_access": "check_file_info"})


@pytest.mark.parametrize(("more", "fits"), [(0, True), (1, False)])
@pytest.mark.parametrize("size_is_told", [True, False])
async def test_a_file_has_at_most_20_mebibytes(
    slack: SlackStandIn, folder: Path, more: int, *, fits: bool, size_is_told: bool
) -> None:
    content = b"\0" * (LARGEST_FILE + more)
    file = slack.upload(LIN, "a.bin", content, **({} if size_is_told else {"size": None}))
    async with files_of(slack, folder) as files:
        if fits:
            assert (await taken(files, file)).size == LARGEST_FILE
        else:
            assert "larger than {limit} MiB" in await why_not(files, file)


async def test_a_file_told_to_be_too_large_is_not_even_asked_for(slack: SlackStandIn, folder: Path) -> None:
    before = len(slack.calls)
    async with files_of(slack, folder) as files:
        await why_not(files, slack.upload(LIN, "a.bin", CONTENT, size=LARGEST_FILE + 1))
    assert len(slack.calls) == before


@pytest.mark.parametrize("size", [len(CONTENT) - 1, len(CONTENT) + 1, 0])
async def test_a_file_of_another_size_than_told_is_not_taken(slack: SlackStandIn, folder: Path, size: int) -> None:
    async with files_of(slack, folder) as files:
        assert "could not fetch" in await why_not(files, slack.upload(LIN, "a.pdf", CONTENT, size=size))


async def _half() -> AsyncIterator[bytes]:
    yield CONTENT[:5]
    raise ConnectionAbortedError


@pytest.mark.parametrize(
    "answer",
    [
        PlainTextResponse("no_such_file", 404),
        PlainTextResponse("", 403),
        PlainTextResponse("", 500),
        PlainTextResponse("", 429, {"Retry-After": "1"}),
        PlainTextResponse("", 204),
        RedirectResponse("/?redir=", 302),
        PlainTextResponse("<!DOCTYPE html><title>Sign in</title>", media_type="text/html"),
        Response(CONTENT[:3], headers={"Content-Encoding": "gzip"}),
    ],
    ids=["404", "403", "500", "429", "204", "redirect", "sign-in page", "encoded"],
)
async def test_whatever_is_not_the_file_is_not_taken(slack: SlackStandIn, folder: Path, answer: Response) -> None:
    file = slack.upload(LIN, "a.pdf", CONTENT)
    slack.answer_next(answer, "files.download")
    async with files_of(slack, folder) as files:
        assert "could not fetch" in await why_not(files, file)
        assert (await taken(files, file)).name == "a.pdf"


async def test_a_line_that_breaks_or_falls_silent_is_no_file(slack: SlackStandIn, folder: Path) -> None:
    file = slack.upload(LIN, "a.pdf", CONTENT)
    async with files_of(slack, folder) as files:
        for headers in ({}, {"Content-Length": str(len(CONTENT))}):
            slack.answer_next(StreamingResponse(_half(), headers=headers), "files.download")
            assert "could not fetch" in await why_not(files, file)
        slack.hang_next(method="files.download")
        assert "could not fetch" in await why_not(files, file)


async def test_a_wrong_token_gets_no_sign_in_page_for_a_file(slack: SlackStandIn, folder: Path) -> None:
    async with files_of(slack, folder, "xoxb-other") as files:
        assert "could not fetch" in await why_not(files, slack.upload(LIN, "a.pdf", CONTENT))


async def test_another_host_never_hears_of_the_token(slack: SlackStandIn, folder: Path) -> None:
    heard: list[str] = []

    async def listen(request: Request) -> Response:
        heard.append(request.headers.get("authorization", ""))
        return Response(CONTENT)

    with ThreadedServer(Starlette(routes=[Route("/a", listen)])) as elsewhere:
        url = f"{elsewhere.url}/a"
        async with files_of(slack, folder) as files:
            file = slack.upload(LIN, "a.pdf", CONTENT, url_private_download=url)
            assert "only files that lie in Slack" in await why_not(files, file)
            slack.answer_next(RedirectResponse(url, 302), "files.download")
            assert "could not fetch" in await why_not(files, slack.upload(LIN, "a.pdf", CONTENT))
    assert heard == []


async def test_what_no_step_has_kept_is_gone(slack: SlackStandIn, folder: Path) -> None:
    file = slack.upload(LIN, "a.pdf", CONTENT)
    async with files_of(slack, folder) as files:
        async with files.handed_in(view_with(file)) as handed_in:
            read = Read(lambda _: Reply("x"))
            assert handed_in.kept_by(read) is read
            assert list(contents(folder).values()) == [CONTENT]
        assert contents(folder) == {}
