"""Socket Mode: Slack's requests over a socket that the bot opens, for where it cannot be reached from outside."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from aiohttp import ClientError
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.logs import log

LONGEST_WAIT_SECONDS: Final = 60


@asynccontextmanager
async def socket_open(app: AsyncApp, app_token: str, api_url: str) -> AsyncIterator[None]:
    """Keep a socket to Slack open for the length of the block; it is opened again whenever it is lost."""
    client = AsyncWebClient(token=app_token, base_url=api_url)
    handler = AsyncSocketModeHandler(app, app_token, web_client=client, logger=logging.getLogger("slack_bolt"))
    connecting = asyncio.create_task(_connect(handler))
    try:
        yield
    finally:
        connecting.cancel()
        with suppress(asyncio.CancelledError):
            await connecting
        await handler.close_async()  # type: ignore[no-untyped-call]


async def _connect(handler: AsyncSocketModeHandler) -> None:
    """Open the first socket, however long Slack is away; the client opens the later ones itself."""
    wait = 1
    while True:
        try:
            await handler.connect_async()  # type: ignore[no-untyped-call]
        except (SlackApiError, ClientError, TimeoutError, OSError) as error:
            log("socket not opened", level=logging.WARNING, trouble=type(error).__name__)
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT_SECONDS)
        else:
            log("socket opened")
            return
