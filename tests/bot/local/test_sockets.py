"""Socket Mode with the real clients over a real socket: reconnect, redelivery, one effect."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.bot.local.samples import FORM, plain
from tests.slack import SlackStandIn

Json = dict[str, Any]
JOINED = {"type": "member_joined_channel", "user": "U0WU", "channel": "C0OPS"}


class SocketBot:
    """A socket client that keeps what it gets and acknowledges it unless it is told to be silent."""

    def __init__(self, slack: SlackStandIn) -> None:
        self.client: Any = SocketModeClient(
            app_token=slack.app_token, web_client=AsyncWebClient(base_url=slack.api_url), ping_interval=0.3
        )
        self.client.socket_mode_request_listeners.append(self._take)
        self.requests: list[SocketModeRequest] = []
        self.silent = False

    async def _take(self, client: Any, request: SocketModeRequest) -> None:
        self.requests.append(request)
        if not self.silent:
            payload = {"text": "noted"} if request.type == "slash_commands" else None
            await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload))


@pytest.fixture
def socket_slack() -> Iterator[SlackStandIn]:
    with SlackStandIn(answer_seconds=30.0) as standin:
        yield standin


@pytest.fixture
async def socket_bot(slack: SlackStandIn) -> AsyncIterator[SocketBot]:
    bot = SocketBot(slack)
    await bot.client.connect()
    yield bot
    await bot.client.close()


async def until(predicate: Any) -> None:
    for _ in range(1_000):
        if await asyncio.to_thread(predicate):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("still not so")


async def test_a_command_goes_over_the_socket_and_its_answer_comes_back(
    slack: SlackStandIn, socket_bot: SocketBot
) -> None:
    assert await asyncio.to_thread(lambda: slack.socket_connected)
    outcome = await asyncio.to_thread(slack.command, "U0LIN", "/inspect", "done")
    assert (outcome.error, outcome.answer) == (None, {"text": "noted"})
    request = socket_bot.requests[0]
    assert (request.type, request.accepts_response_payload) == ("slash_commands", True)
    assert (request.payload["command"], request.payload["text"]) == ("/inspect", "done")
    assert slack.ephemerals("U0LIN")[0]["text"] == "noted"


async def test_the_socket_wants_the_app_token_and_a_ticket_is_good_once(slack: SlackStandIn) -> None:
    with pytest.raises(SlackApiError, match="invalid_auth"):
        await slack.client().apps_connections_open(app_token=slack.token)
    with pytest.raises(SlackApiError, match="invalid_auth"):
        await AsyncWebClient(token=slack.app_token, base_url=slack.api_url).auth_test()
    opened = await slack.client().apps_connections_open(app_token=slack.app_token)
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(str(opened["url"]), headers={"Host": "example.invalid"})
        first = await session.ws_connect(str(opened["url"]))
        hello = await first.receive_json()
        assert (hello["type"], hello["num_connections"], hello["connection_info"]["app_id"]) == ("hello", 1, "A0ZHIBAN")
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(str(opened["url"]))
        await first.send_str("no JSON")
        await first.send_str("[]")
        await first.close()


async def test_a_refreshed_connection_is_taken_up_anew_and_nothing_is_told_twice(
    slack: SlackStandIn, socket_bot: SocketBot
) -> None:
    await asyncio.to_thread(slack.ask_sockets_to_reconnect)
    await until(lambda: slack.socket_connected)
    await asyncio.to_thread(slack.event, JOINED)
    assert [request.payload["event"]["type"] for request in socket_bot.requests] == ["member_joined_channel"]
    await asyncio.to_thread(slack.ask_sockets_to_reconnect, "warning")
    await until(lambda: slack.socket_connected)
    assert (await asyncio.to_thread(slack.command, "U0LIN", "/inspect")).error is None


async def test_an_envelope_on_a_broken_line_is_told_again_on_the_next_and_done_once(socket_slack: SlackStandIn) -> None:
    bot = SocketBot(socket_slack)
    await bot.client.connect()
    bot.silent = True
    command = asyncio.create_task(asyncio.to_thread(socket_slack.command, "U0LIN", "/inspect", "once"))
    await until(lambda: bot.requests)
    bot.silent = False
    await asyncio.to_thread(socket_slack.drop_sockets)
    outcome = await command
    assert (outcome.error, outcome.answer) == (None, {"text": "noted"})
    assert len(bot.requests) == 2
    assert len({request.envelope_id for request in bot.requests}) == 1
    repeated = SocketModeResponse(bot.requests[0].envelope_id, {"text": "again"})
    await bot.client.send_socket_mode_response(repeated)
    assert (await asyncio.to_thread(socket_slack.command, "U0LIN", "/inspect")).error is None
    assert [message["text"] for message in socket_slack.ephemerals("U0LIN")] == ["noted", "noted"]
    await bot.client.close()


async def test_an_event_nobody_acknowledges_is_sent_again_with_its_number(
    slack: SlackStandIn, socket_bot: SocketBot
) -> None:
    socket_bot.silent = True
    event = asyncio.create_task(asyncio.to_thread(slack.event, JOINED))
    await until(lambda: socket_bot.requests)
    assert (await event).error == "operation_timeout"
    socket_bot.silent = False
    await until(lambda: len(socket_bot.requests) == 2)
    first, second = socket_bot.requests
    assert first.payload["event_id"] == second.payload["event_id"]
    assert (first.retry_attempt, second.retry_attempt, second.retry_reason) == (0, 1, "timeout")


async def test_a_bot_that_closed_its_socket_is_not_reached(slack: SlackStandIn) -> None:
    bot = SocketBot(slack)
    await bot.client.connect()
    await bot.client.close()
    await until(lambda: not slack.socket_connected)
    assert (await asyncio.to_thread(slack.command, "U0LIN", "/inspect")).error == "operation_timeout"


async def test_two_connections_share_the_work(slack: SlackStandIn, socket_bot: SocketBot) -> None:
    other = SocketBot(slack)
    await other.client.connect()
    for _ in range(4):
        await asyncio.to_thread(slack.command, "U0LIN", "/inspect")
    assert (len(socket_bot.requests), len(other.requests)) == (2, 2)
    await other.client.close()


async def test_bolt_s_own_handler_opens_a_form_and_answers_it(slack: SlackStandIn) -> None:
    app = AsyncApp(client=slack.client(), process_before_response=True, signing_secret="unused")

    @app.command("/fault")
    async def fault(ack: Any, body: Json, client: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)
        await ack()

    @app.view("fault.open")
    async def opened(ack: Any) -> None:
        await ack(response_action="errors", errors={"title": "已有同名故障。"})

    @app.action("respond")
    async def respond(ack: Any, respond: Any) -> None:
        await respond(text="done", replace_original=True)
        await ack()

    handler: Any = AsyncSocketModeHandler(
        app, slack.app_token, web_client=AsyncWebClient(base_url=slack.api_url), ping_interval=0.3
    )
    await handler.connect_async()
    assert (await asyncio.to_thread(slack.command, "U0LIN", "/fault")).error is None
    view = await asyncio.to_thread(slack.modal, "U0LIN")
    assert view is not None
    submission = await asyncio.to_thread(slack.submit, "U0LIN", view, {"t": "x", "s": ["portal"]})
    assert submission.errors == {"title": "已有同名故障。"}
    button = {"type": "button", "action_id": "respond", "text": plain("响应")}
    posted = await slack.client().chat_postMessage(
        channel="C0OPS", text="F-1", blocks=[{"type": "actions", "elements": [button]}]
    )
    assert (await asyncio.to_thread(slack.press, "U0LIN", "C0OPS", posted["ts"], "respond")).error is None
    assert [message.text for message in await asyncio.to_thread(slack.messages, "C0OPS")] == ["done"]
    await handler.close_async()
