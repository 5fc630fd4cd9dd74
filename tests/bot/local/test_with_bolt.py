"""A real Bolt app and the workspace in one process on one port, put together as the composition root does it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from bot.local.compose import LocalWorkspace, build_workspace
from bot.local.dispatch import Outcome
from bot.local.model import Message
from tests.slack import CHANNELS, COMMANDS, PEOPLE, ThreadedServer, free_socket

SECRET = "shared"
TOKEN = "xoxb-bolt"


def bolt(api_url: str) -> AsyncApp:
    client = AsyncWebClient(token=TOKEN, base_url=api_url)
    app = AsyncApp(client=client, signing_secret=SECRET, process_before_response=True)

    @app.command("/inspect")
    async def inspect(ack: Any, command: dict[str, Any], client: Any) -> None:
        await client.chat_postMessage(channel=command["channel_id"], text=f"<@{command['user_id']}> inspected")
        await ack(text=f"noted: {command['text']}")

    @app.action("done")
    async def done(ack: Any, respond: Any) -> None:
        await respond(text="pressed", replace_original=True)
        await ack()

    return app


@pytest.fixture
def running() -> Iterator[tuple[LocalWorkspace, asyncio.AbstractEventLoop]]:
    bound = free_socket()
    url = f"http://127.0.0.1:{bound.getsockname()[1]}"
    handler = AsyncSlackRequestHandler(bolt(f"{url}/api/"))

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    local = build_workspace(
        people=PEOPLE,
        channels=CHANNELS,
        commands=COMMANDS,
        events_url=f"{url}/slack/events",
        public_url=url,
        signing_secret=SECRET,
        bot_token=TOKEN,
        clock=lambda: datetime.now(UTC),
    )
    root = Starlette(routes=[Route("/slack/events", events, methods=["POST"]), Mount("/", local.app)])
    with ThreadedServer(root, bound, local.close_streams) as server:
        yield local, server.loop
        asyncio.run_coroutine_threadsafe(local.aclose(), server.loop).result(30)


def test_bolt_takes_a_command_and_answers_it(running: tuple[LocalWorkspace, asyncio.AbstractEventLoop]) -> None:
    local, loop = running
    command = local.dispatcher.command(local.state.people["U0LIN"], "C0OPS", "/inspect", "page")
    outcome = asyncio.run_coroutine_threadsafe(command, loop).result(30)
    assert (outcome.status, outcome.error, outcome.answer["text"]) == (200, None, "noted: page")
    assert [message.text for message in local.state.messages("C0OPS")] == ["<@U0LIN> inspected"]


def test_bolt_takes_a_pressed_button_and_changes_its_message(
    running: tuple[LocalWorkspace, asyncio.AbstractEventLoop],
) -> None:
    local, loop = running
    button = {"type": "button", "action_id": "done", "text": {"type": "plain_text", "text": "Done"}}
    blocks = [{"type": "actions", "block_id": "b", "elements": [button]}]

    async def press() -> Outcome:
        posted = local.state.post(Message("C0OPS", "", "U0ZHIBAN", "press me", blocks))
        action = {"type": "button", "action_id": "done", "block_id": "b", "value": "i-1"}
        return await local.dispatcher.press(local.state.people["U0LIN"], posted, action)

    assert asyncio.run_coroutine_threadsafe(press(), loop).result(30).status == 200
    assert [message.text for message in local.state.messages("C0OPS")] == ["pressed"]
