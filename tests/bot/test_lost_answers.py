"""Each answer Slack can give, at each step of a delivery: real sender, real delivery, real client, stand-in Slack."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import ClientSession, ClientTimeout
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from bot.clock import Clock
from bot.delivery import ARRIVES_LATE_SECONDS, Delivery
from bot.languages import Languages
from schedulers.sender import ARRIVES_WITHIN, Sender
from storage.database import Database
from storage.records.outbox import ACCOUNT, OPS_CHANNEL, Message, Post, enqueue, say_anew, settle
from storage.records.settings import TermsInForce
from tests.bot.running import OPS, slack_id, stand_in
from tests.slack import SlackStandIn

TERMS = TermsInForce({"slack": {"ops_channel": OPS}})
LIN = f"{ACCOUNT}{slack_id('lin')}"


class HangUp(Response):
    """An answer that breaks off."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"99")]})
        await send({"type": "http.response.body", "body": b"{", "more_body": False})


def refusal(status: int, word: str, **headers: str) -> Response:
    return JSONResponse({"ok": False, "error": word}, status, headers)


class Desk:
    """A sender with a clock of its own, before a stand-in that others use as well."""

    def __init__(self, database: Database, slack: SlackStandIn, session: ClientSession) -> None:
        self.database = database
        self.slack = slack
        self.now = datetime.now(UTC)
        client = AsyncWebClient("xoxb-local", slack.api_url, session=session, retry_handlers=[])
        delivery = Delivery(client, database, TERMS, Languages(client, lambda: "zh", Clock()))
        self.new_sender: Callable[[], Sender] = lambda: Sender(
            database, delivery.send, lambda: self.now, lambda: 1, spacing_seconds=0
        )
        self.sender = self.new_sender()

    def say(self, key: str, recipient: str = OPS_CHANNEL, thread_of: str | None = None, *, asks: bool = False) -> None:
        message = Message(key, recipient, content(key), thread_of, asks)
        self.database.write(lambda c: enqueue(c, message, self.now)).result(10)

    def settle(self, key: str) -> None:
        self.database.write(lambda c: settle(c, key, content(f"{key} done"), self.now)).result(10)

    async def work(self) -> None:
        """Send what may be sent now."""
        await self.sender.look()
        if self.sender._lanes:
            await asyncio.wait(self.sender._lanes.values())

    async def come_round(self, times: int = 6) -> None:
        """Let time pass and work, again and again."""
        for _ in range(times):
            self.now += timedelta(minutes=5)
            await self.work()

    def post(self, key: str) -> Any:
        table = Post.__table__  # type: ignore[attr-defined]
        with self.database.read() as connection:
            return connection.execute(select(table).where(table.c.key == key)).one()

    def copies(self) -> Counter[str]:
        """How often Slack shows each key."""
        messages = [*self.slack.messages(OPS), *self.slack.dms(slack_id("lin"))]
        for message in self.slack.messages(OPS):
            messages += self.slack.thread(OPS, message.ts)
        return Counter(one.metadata["event_payload"]["key"] for one in messages if one.metadata)


def content(words: str) -> dict[str, dict[str, Any]]:
    return {language: {"text": words, "blocks": []} for language in ("zh", "en")}


@pytest.fixture
def slack() -> Iterator[SlackStandIn]:
    with stand_in() as standin:
        yield standin


@pytest.fixture
async def desk(database: Database, slack: SlackStandIn) -> AsyncIterator[Desk]:
    async with ClientSession(timeout=ClientTimeout(total=0.5)) as session:
        yield Desk(database, slack, session)


LOOKING_NOT_ALLOWED = "not allowed"
NEVER_SENT = {
    "too fast": refusal(429, "ratelimited", **{"Retry-After": "7"}),
    LOOKING_NOT_ALLOWED: refusal(200, "not_in_channel"),
    "not this one": refusal(200, "invalid_blocks"),
    "server": refusal(503, "service_unavailable"),
    "gateway": PlainTextResponse("bad gateway", 502),
    "odd": PlainTextResponse("hello"),
}
LOST = {
    "nothing": None,
    "hang-up": HangUp(),
    "server": refusal(500, "fatal_error"),
    "gateway": PlainTextResponse("gateway timeout", 504),
    "internal": refusal(200, "internal_error"),
    "odd": JSONResponse([1]),
    "half": JSONResponse({"ok": True}),
}
LOOKS = ("conversations.history", "conversations.replies")


@pytest.mark.parametrize("trouble", NEVER_SENT)
async def test_what_never_arrived_is_sent_once(desk: Desk, trouble: str) -> None:
    desk.slack.answer_next(NEVER_SENT[trouble], "chat.postMessage")
    desk.say("k")
    await desk.work()
    assert desk.copies() == {}
    await desk.come_round()
    assert (desk.copies(), desk.post("k").shown) == ({"k": 1}, 1)


@pytest.mark.parametrize("place", ["channel", "direct", "thread"])
@pytest.mark.parametrize("answer", LOST)
async def test_what_arrived_without_an_answer_is_found_and_not_sent_again(desk: Desk, answer: str, place: str) -> None:
    expected = {"k": 1}
    if place == "thread":
        desk.say("parent")
        await desk.work()
        expected["parent"] = 1
    desk.slack.lose_next(method="chat.postMessage", answer=LOST[answer])
    desk.say("k", LIN if place == "direct" else OPS_CHANNEL, "parent" if place == "thread" else None)
    await desk.work()
    assert (desk.copies(), desk.post("k").shown) == (expected, 0)
    await desk.come_round()
    posted = desk.post("k")
    assert (desk.copies(), posted.shown, posted.ts is None, posted.attempted_at) == (expected, 1, False, None)
    assert {call.method for call in desk.slack.calls} & set(LOOKS) == {LOOKS[place == "thread"]}


@pytest.mark.parametrize("trouble", sorted(NEVER_SENT.keys() - {LOOKING_NOT_ALLOWED}))
async def test_while_slack_cannot_be_searched_nothing_is_sent_again(desk: Desk, trouble: str) -> None:
    desk.slack.lose_next(method="chat.postMessage")
    for _ in range(2):
        desk.slack.answer_next(NEVER_SENT[trouble], "conversations.history")
    desk.say("k")
    await desk.work()
    await desk.come_round()
    assert (desk.copies(), desk.post("k").shown) == ({"k": 1}, 1)
    assert sum(call.method == "conversations.history" for call in desk.slack.calls) == 3


async def test_what_took_too_long_is_not_sent_again_before_it_had_time_to_arrive(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr("bot.delivery.time", SimpleNamespace(monotonic=lambda: now[0]))

    def sent() -> int:
        return sum(call.method == "chat.postMessage" for call in desk.slack.calls)

    desk.slack.hang_next(method="chat.postMessage")
    desk.say("k")
    await desk.work()
    now[0] += ARRIVES_LATE_SECONDS - 0.1
    await desk.come_round()
    assert (desk.copies(), sent()) == ({}, 1)
    now[0] += 0.1
    await desk.come_round()
    assert (desk.copies(), sent()) == ({"k": 1}, 2)


async def test_where_looking_is_not_allowed_it_is_sent_again(desk: Desk) -> None:
    desk.slack.lose_next(method="chat.postMessage", answer=HangUp())
    desk.slack.answer_next(refusal(200, "missing_scope"), "conversations.history")
    desk.say("k")
    await desk.work()
    await desk.come_round()
    assert (desk.copies(), desk.post("k").shown) == ({"k": 2}, 1)


@pytest.mark.parametrize("arrived", [True, False])
async def test_what_is_settled_meanwhile_is_edited_where_it_arrived_and_otherwise_never_sent(
    desk: Desk, *, arrived: bool
) -> None:
    if arrived:
        desk.slack.lose_next(method="chat.postMessage")
    else:
        desk.slack.answer_next(NEVER_SENT["server"], "chat.postMessage")
    desk.say("k", asks=True)
    await desk.work()
    desk.settle("k")
    await desk.come_round()
    assert [message.text for message in desk.slack.messages(OPS)] == (["k done"] if arrived else [])
    assert desk.post("k").shown == desk.post("k").wanted


async def test_what_follows_waits_behind_what_is_looked_for(desk: Desk) -> None:
    desk.slack.answer_next(NEVER_SENT["server"], "chat.postMessage")
    desk.say("a")
    desk.say("b")
    await desk.work()
    await desk.work()
    assert desk.copies() == {}
    await desk.come_round()
    assert [message.text for message in desk.slack.messages(OPS)] == ["a", "b"]


async def test_one_killed_between_sending_and_marking_doubles_nothing(desk: Desk) -> None:
    desk.slack.lose_next(method="chat.postMessage")
    desk.say("k")
    await desk.sender.look()
    await asyncio.to_thread(desk.slack.wait_for, lambda: desk.slack.lost)
    for lane in desk.sender._lanes.values():
        lane.cancel()
    desk.sender = desk.new_sender()
    await desk.work()
    desk.now += ARRIVES_WITHIN
    await desk.work()
    assert (desk.copies(), desk.post("k").shown) == ({"k": 1}, 1)


async def test_an_edit_without_an_answer_is_made_again(desk: Desk) -> None:
    desk.say("k", asks=True)
    await desk.work()
    desk.slack.lose_next(method="chat.update")
    desk.settle("k")
    await desk.work()
    await desk.come_round()
    assert [message.text for message in desk.slack.messages(OPS)] == ["k done"]
    assert not {call.method for call in desk.slack.calls} & set(LOOKS)


@pytest.mark.parametrize(("settled", "shown"), [(False, ["newer"]), (True, [])])
async def test_what_was_deleted_in_slack_is_posted_anew_while_it_asks(
    desk: Desk, *, settled: bool, shown: list[str]
) -> None:
    desk.say("k", asks=True)
    await desk.work()
    post = desk.post("k")
    await desk.slack.client().chat_delete(channel=post.channel, ts=post.ts)
    if settled:
        desk.settle("k")
    else:
        desk.database.write(lambda c: say_anew(c, "k", content("newer"), desk.now, asks=True)).result(10)
    await desk.come_round()
    assert [message.text for message in desk.slack.messages(OPS)] == shown
    assert desk.post("k").shown == desk.post("k").wanted
