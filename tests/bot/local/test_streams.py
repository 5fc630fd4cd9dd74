"""The event stream tells each person what that person may see, once, and nothing else."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx

from tests.slack import SlackStandIn

Json = dict[str, Any]


async def listen(slack: SlackStandIn, user: str, after: str, last: str, header: str | None = None) -> list[Json]:
    """The events a person's stream brings until a message with the text `last`."""
    events: list[Json] = []
    headers = {"Last-Event-ID": header} if header else {}
    params = {"user": user, "after": after}
    async with (
        httpx.AsyncClient(trust_env=False, timeout=30) as http,
        http.stream("GET", f"{slack.url}/workspace/events", params=params, headers=headers) as stream,
    ):
        place = ""
        async for line in stream.aiter_lines():
            if line.startswith("event: reset"):
                return [{"reset": True}]
            if line.startswith("id: "):
                place = line.removeprefix("id: ")
            if line.startswith("data: "):
                events.append({**json.loads(line.removeprefix("data: ")), "place": place})
                if events[-1].get("message", {}).get("text") == last:
                    return events
    return events


async def place_of(slack: SlackStandIn, user: str) -> str:
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.get(f"{slack.url}/workspace/state", params={"user": user})
    return str(answer.json()["place"])


def texts(events: list[Json]) -> list[str]:
    return [event["message"]["text"] for event in events if event["type"] == "message"]


async def test_private_words_reach_nobody_else(slack: SlackStandIn) -> None:
    start = await place_of(slack, "U0LIN")
    streams = [asyncio.create_task(listen(slack, user, start, "end")) for user in ("U0LIN", "U0WU", "U0ZHAO")]
    client = slack.client()
    await client.chat_postEphemeral(channel="C0OPS", user="U0LIN", text="for Lin's eyes")
    await client.chat_postMessage(channel="U0LIN", text="Lin's direct message")
    await client.chat_postMessage(channel="C0MGMT", text="for management")
    await client.chat_postMessage(channel="C0OPS", text="end")
    lin, wu, zhao = [texts(events) for events in await asyncio.gather(*streams)]
    assert lin == ["for Lin's eyes", "Lin's direct message", "end"]
    assert wu == ["end"]
    assert zhao == ["for management", "end"]


async def test_a_reconnecting_page_gets_the_rest_and_nothing_twice(slack: SlackStandIn) -> None:
    start = await place_of(slack, "U0LIN")
    client = slack.client()
    await client.chat_postMessage(channel="C0OPS", text="one")
    seen = await listen(slack, "U0LIN", start, "one")
    await client.chat_postMessage(channel="C0OPS", text="two")
    rest = await listen(slack, "U0LIN", start, "two", header=seen[-1]["place"])
    assert texts(rest) == ["two"]


async def test_a_page_from_before_a_restart_is_told_to_start_afresh(slack: SlackStandIn) -> None:
    assert await listen(slack, "U0LIN", "0badcafe-12", "never") == [{"reset": True}]


async def test_a_reply_tells_the_parent_s_new_count(slack: SlackStandIn) -> None:
    start = await place_of(slack, "U0LIN")
    client = slack.client()
    parent = (await client.chat_postMessage(channel="C0OPS", text="fault"))["ts"]
    await client.chat_postMessage(channel="C0OPS", text="seen", thread_ts=parent)
    await client.chat_postMessage(channel="C0OPS", text="end")
    events = await listen(slack, "U0LIN", start, "end")
    assert [
        (event["message"]["text"], event.get("fresh"), event["message"].get("reply_count")) for event in events
    ] == [
        ("fault", True, None),
        ("seen", True, None),
        ("fault", None, 1),
        ("end", True, None),
    ]
