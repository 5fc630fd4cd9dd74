"""Files between people and the bot: those handed in with a form are fetched from Slack, those of answers sent there."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.documents import Documents, Draft
from bot.logs import log
from commands.kit.answers import FileGiven, SentFile, at_field, files_in, sent_file
from commands.kit.blocks import Attachment, Reply
from commands.kit.saying import Refused, Step, Write
from commands.kit.texts import text
from storage.records.ledger import UnitOfWork

MEBIBYTE: Final = 1024 * 1024
LARGEST_MEBIBYTES: Final = 20
LARGEST_FILE: Final = LARGEST_MEBIBYTES * MEBIBYTE
FETCH_SECONDS: Final = 120
"""How long the whole of a file may take."""
SILENT_SECONDS: Final = 20
SLACKS_HOST: Final = re.compile(rb"(?:[a-z0-9-]+\.)*(?:slack|slack-files)\.com")


@dataclass(frozen=True)
class HandedIn:
    """The files of one submission, by the form's fields, written out but not kept yet."""

    given: dict[str, FileGiven] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)

    def kept_by(self, step: Step) -> Step:
        """The step, which keeps the files with what it writes: a refusal or an answer that only reads keeps none."""
        if not isinstance(step, Write):
            return step

        def work(unit: UnitOfWork) -> Reply:
            reply = step.work(unit)
            for draft in self.drafts:
                draft.keep()
            return reply

        return Write(work)


@dataclass(frozen=True)
class Files:
    """Fetches and sends files; the bot's token goes to Slack's own hosts, or the emulator's, and nowhere else."""

    client: AsyncWebClient
    http: httpx.AsyncClient
    """Must follow no redirect, which would carry the token away."""
    documents: Documents

    @asynccontextmanager
    async def handed_in(self, view: Mapping[str, Any]) -> AsyncIterator[HandedIn]:
        """The files handed in with a submitted view; those that no step has kept by the end are gone.

        Raises Refused at the field of a file that is too large or cannot be fetched.
        """
        files = HandedIn()
        try:
            for name, sent in files_in(view).items():
                with at_field(name):
                    content = await self._content(sent)
                draft = await asyncio.to_thread(self.documents.draft, content)
                files.drafts.append(draft)
                files.given[name] = FileGiven(sent.name, len(content), draft.sha256)
            yield files
        finally:
            for draft in files.drafts:
                draft.drop()

    async def send(self, file: Attachment, slack_id: str) -> None:
        """Send a file to a person by direct message. Raises what Slack or the way to it raises."""
        opened = await self.client.conversations_open(users=slack_id)
        await self._uploaded(file, opened["channel"]["id"])

    async def upload(self, file: Attachment) -> str:
        """Bring a file to Slack without sharing it anywhere; its id. Raises what Slack or the way to it raises."""
        done = await self._uploaded(file, None)
        return str(done["files"][0]["id"])

    async def _uploaded(self, file: Attachment, channel: str | None) -> AsyncSlackResponse:
        return await self.client.files_upload_v2(
            channel=channel,
            filename=file.filename,
            title=file.title,
            content=await asyncio.to_thread(file.made),
            alt_txt=file.alt,
        )

    async def _content(self, sent: SentFile) -> bytes:
        if sent.url is None:
            sent = await self._told(sent.id)
        if (sent.size or 0) > LARGEST_FILE:
            raise _too_large()
        url = _web_address(sent.url or "")
        if url is None or not _is_trusted(url, httpx.URL(self.client.base_url)):
            log("file not fetched", level=logging.WARNING, trouble="not a file of Slack's")
            raise Refused(text("I take only files that lie in Slack itself; please upload the file here."))
        content = await self._downloaded(url)
        if sent.size is not None and len(content) != sent.size:
            raise _not_fetched("another size than Slack told")
        return content

    async def _told(self, file_id: str) -> SentFile:
        """What Slack tells of a file of which it told only the id, as it does between two workspaces."""
        try:
            return sent_file((await self.client.files_info(file=file_id))["file"])
        except (SlackApiError, ClientError, TimeoutError, OSError) as error:
            raise _not_fetched(type(error).__name__) from error

    async def _downloaded(self, url: httpx.URL) -> bytes:
        content = bytearray()
        # An encoded answer could unpack to any size, so none is asked for and none is unpacked.
        headers = {"Authorization": f"Bearer {self.client.token}", "Accept-Encoding": "identity"}
        try:
            async with asyncio.timeout(FETCH_SECONDS), self.http.stream("GET", url, headers=headers) as response:
                if response.status_code != httpx.codes.OK:
                    raise _not_fetched(f"status {response.status_code}")
                async for part in response.aiter_raw():
                    content += part
                    if len(content) > LARGEST_FILE:
                        raise _too_large()
        except (httpx.HTTPError, TimeoutError, OSError) as error:
            raise _not_fetched(type(error).__name__) from error
        return bytes(content)


def _web_address(url: str) -> httpx.URL | None:
    try:
        return httpx.URL(url)
    except httpx.InvalidURL:
        return None


def _is_trusted(url: httpx.URL, api: httpx.URL) -> bool:
    """Whether the bot's token may be shown there: where the Web API is, or at a host of Slack's files."""
    if url.userinfo:
        return False
    if (url.scheme, url.raw_host, url.port) == (api.scheme, api.raw_host, api.port):
        return True
    return url.scheme == "https" and url.port is None and SLACKS_HOST.fullmatch(url.raw_host) is not None


def _too_large() -> Refused:
    return Refused(
        text("That file is larger than {limit} MiB; please hand in a smaller one.", limit=LARGEST_MEBIBYTES),
        shows_example=False,
    )


def _not_fetched(trouble: str) -> Refused:
    log("file not fetched", level=logging.WARNING, trouble=trouble)
    return Refused(
        text("I could not fetch that file from Slack, so nothing was stored. Please try again in a moment."),
        shows_example=False,
    )
