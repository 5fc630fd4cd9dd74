"""The Web API, called by the real client over a real socket."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack import SlackStandIn

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*late*"}}


async def refused(call: Any) -> Any:
    with pytest.raises(SlackApiError) as refusal:
        await call
    return refusal.value.response["error"]


async def test_the_bot_learns_who_it_is(slack: SlackStandIn) -> None:
    answer = await slack.client().auth_test()
    assert (answer["user_id"], answer["bot_id"], answer["team"]) == ("U0ZHIBAN", "B0ZHIBAN", "Zhiban 值班")


@pytest.mark.parametrize(("token", "error"), [("xoxb-other", "invalid_auth"), ("", "not_authed")])
async def test_a_wrong_token_is_refused(slack: SlackStandIn, token: str, error: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = await http.post(slack.api_url + "auth.test", headers=headers)
    assert answer.json() == {"ok": False, "error": error}


async def test_an_unknown_method_is_named_so(slack: SlackStandIn) -> None:
    assert await refused(slack.client().api_call("chat.sing")) == "unknown_method"


async def test_a_message_arrives_with_blocks_metadata_and_a_stamp_of_its_own(slack: SlackStandIn) -> None:
    client = slack.client()
    metadata = {"event_type": "nudge", "event_payload": {"key": "inspect.page:2026-07-03"}}
    first = await client.chat_postMessage(channel="C0OPS", text="one", blocks=[SECTION], metadata=metadata)
    second = await client.chat_postMessage(channel="#ops", text="two")
    assert first["ts"] < second["ts"]
    plain = await client.conversations_history(channel="C0OPS")
    assert [message["text"] for message in plain["messages"]] == ["two", "one"]
    assert all("metadata" not in message for message in plain["messages"])
    told = await client.conversations_history(channel="C0OPS", include_all_metadata=True)
    assert told["messages"][1]["metadata"] == metadata
    assert told["messages"][1]["blocks"] == [SECTION]


async def test_a_form_body_carries_blocks_as_json_text(slack: SlackStandIn) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        form = {"token": slack.token, "channel": "C0OPS", "text": "t", "blocks": json.dumps([SECTION])}
        answer = await http.post(slack.api_url + "chat.postMessage", data=form)
    assert answer.json()["message"]["blocks"] == [SECTION]


async def test_posting_to_a_person_opens_the_direct_message(slack: SlackStandIn) -> None:
    client = slack.client()
    posted = await client.chat_postMessage(channel="U0LIN", text="only for you")
    opened = await client.conversations_open(users="U0LIN")
    assert posted["channel"] == opened["channel"]["id"] == "D0LIN"
    assert [message.text for message in slack.dms("U0LIN")] == ["only for you"]


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("chat.postMessage", {"channel": "C0NONE", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "C0QUIET", "text": "x"}, "not_in_channel"),
        ("chat.postMessage", {"channel": "C0OPS"}, "no_text"),
        ("chat.postMessage", {"channel": "C0OPS", "text": " "}, "no_text"),
        ("chat.postMessage", {"channel": "C0OPS", "text": "x" * 40_001, "blocks": [SECTION]}, "msg_too_long"),
        ("chat.postMessage", {"channel": "C0OPS", "text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
        ("chat.postMessage", {"channel": "C0OPS", "text": "x", "blocks": "[{"}, "invalid_blocks_format"),
        ("chat.postMessage", {"channel": "C0OPS", "text": "x", "metadata": {"a": 1}}, "invalid_metadata_format"),
        ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
        ("chat.postEphemeral", {"channel": "C0MGMT", "user": "U0LIN", "text": "x"}, "user_not_in_channel"),
        ("chat.update", {"channel": "C0OPS", "ts": "1.000001", "text": "x"}, "message_not_found"),
        ("chat.delete", {"channel": "C0OPS", "ts": "1.000001"}, "message_not_found"),
        ("conversations.open", {"users": "U0LIN,U0WU"}, "method_not_supported_for_channel_type"),
        ("conversations.open", {"users": "U0NONE"}, "user_not_found"),
        ("conversations.replies", {"channel": "C0OPS", "ts": "1.000001"}, "thread_not_found"),
        ("conversations.history", {"channel": "C0OPS", "limit": 1000}, "invalid_limit"),
        ("users.info", {"user": "U0NONE"}, "user_not_found"),
        ("api.test", {"error": "my_own"}, "my_own"),
    ],
)
async def test_what_slack_refuses_is_refused(
    slack: SlackStandIn, method: str, arguments: dict[str, Any], error: str
) -> None:
    assert await refused(slack.client().api_call(method, json=arguments)) == error


async def test_bad_blocks_are_refused_with_the_place(slack: SlackStandIn) -> None:
    with pytest.raises(SlackApiError) as refusal:
        await slack.client().chat_postMessage(channel="C0OPS", text="x", blocks=[{"type": "header"}])
    assert refusal.value.response["error"] == "invalid_blocks"
    assert "/blocks/0/text" in refusal.value.response["response_metadata"]["messages"][0]


async def test_an_update_with_text_drops_the_blocks_and_is_marked(slack: SlackStandIn) -> None:
    client = slack.client()
    posted = await client.chat_postMessage(channel="C0OPS", text="due", blocks=[SECTION])
    kept = await client.api_call(
        "chat.update", json={"channel": "C0OPS", "ts": posted["ts"], "blocks": [SECTION, {"type": "divider"}]}
    )
    assert kept["message"]["text"] == "due"
    assert "edited" not in kept["message"]
    changed = await client.chat_update(channel="C0OPS", ts=posted["ts"], text="done")
    assert changed["message"]["edited"]["user"] == "U0ZHIBAN"
    assert [(message.text, message.blocks) for message in slack.messages("C0OPS")] == [("done", [])]


async def test_people_s_messages_are_not_the_bot_s_to_change(slack: SlackStandIn) -> None:
    await asyncio.to_thread(slack.say, "U0LIN", "mine")
    ts = (await asyncio.to_thread(slack.messages, "C0OPS"))[0].ts
    client = slack.client()
    assert await refused(client.chat_update(channel="C0OPS", ts=ts, text="x")) == "cant_update_message"
    assert await refused(client.chat_delete(channel="C0OPS", ts=ts)) == "cant_delete_message"


async def test_replies_gather_under_their_parent(slack: SlackStandIn) -> None:
    client = slack.client()
    parent = (await client.chat_postMessage(channel="C0OPS", text="fault"))["ts"]
    reply = (await client.chat_postMessage(channel="C0OPS", text="seen", thread_ts=parent))["ts"]
    await client.chat_postMessage(channel="C0OPS", text="to a reply", thread_ts=reply)
    await client.chat_postMessage(channel="C0OPS", text="loud", thread_ts=parent, reply_broadcast=True)
    thread = await client.conversations_replies(channel="C0OPS", ts=parent)
    assert [message["text"] for message in thread["messages"]] == ["fault", "seen", "to a reply", "loud"]
    assert thread["messages"][0]["reply_count"] == 3
    assert [message.text for message in slack.messages("C0OPS")] == ["fault", "loud"]


async def test_a_deleted_parent_leaves_a_tombstone_and_a_lone_message_nothing(slack: SlackStandIn) -> None:
    client = slack.client()
    parent = (await client.chat_postMessage(channel="C0OPS", text="fault"))["ts"]
    reply = (await client.chat_postMessage(channel="C0OPS", text="seen", thread_ts=parent))["ts"]
    await client.chat_delete(channel="C0OPS", ts=parent)
    assert [message.subtype for message in slack.messages("C0OPS")] == ["tombstone"]
    await client.chat_delete(channel="C0OPS", ts=reply)
    assert slack.thread("C0OPS", parent) == []


async def test_a_client_message_id_is_kept_and_promises_nothing(slack: SlackStandIn) -> None:
    client = slack.client()
    sent = [
        await client.api_call("chat.postMessage", json={"channel": "C0OPS", "text": "once", "client_msg_id": "key-1"})
        for _ in range(2)
    ]
    assert sent[0]["ts"] != sent[1]["ts"]
    assert [message.client_msg_id for message in slack.messages("C0OPS")] == ["key-1", "key-1"]


async def test_history_is_read_page_by_page(slack: SlackStandIn) -> None:
    client = slack.client()
    stamps = [(await client.chat_postMessage(channel="C0OPS", text=str(number)))["ts"] for number in range(5)]
    page = await client.conversations_history(channel="C0OPS", limit=2)
    assert [message["text"] for message in page["messages"]] == ["4", "3"]
    rest = await client.conversations_history(channel="C0OPS", cursor=page["response_metadata"]["next_cursor"])
    assert [message["text"] for message in rest["messages"]] == ["2", "1", "0"]
    assert not rest["has_more"]
    outside = await client.conversations_history(channel="C0OPS", oldest=stamps[1], latest=stamps[3])
    inside = await client.conversations_history(channel="C0OPS", oldest=stamps[1], latest=stamps[3], inclusive=True)
    assert [len(answer["messages"]) for answer in (outside, inside)] == [1, 3]


async def test_people_and_conversations_are_described(slack: SlackStandIn) -> None:
    client = slack.client()
    person = (await client.users_info(user="U0SUN", include_locale=True))["user"]
    assert (person["real_name"], person["locale"], person["tz"]) == ("Sun", "en-US", "Asia/Shanghai")
    assert "locale" not in (await client.users_info(user="U0SUN"))["user"]
    assert len((await client.users_list())["members"]) == 6
    assert [channel["name"] for channel in (await client.conversations_list())["channels"]] == [
        "ops",
        "management",
        "quiet",
    ]
    members = await client.conversations_members(channel="C0MGMT")
    assert members["members"] == ["U0CHEN", "U0ZHAO", "U0ZHIBAN"]
    info = await client.conversations_info(channel="C0MGMT", include_num_members=True)
    assert info["channel"]["num_members"] == 3


async def test_reactions_and_permalinks(slack: SlackStandIn) -> None:
    client = slack.client()
    ts = (await client.chat_postMessage(channel="C0OPS", text="fault"))["ts"]
    await client.reactions_add(channel="C0OPS", timestamp=ts, name="eyes")
    assert await refused(client.reactions_add(channel="C0OPS", timestamp=ts, name="eyes")) == "already_reacted"
    assert slack.messages("C0OPS")[0].reactions == {"eyes": ["U0ZHIBAN"]}
    await client.reactions_remove(channel="C0OPS", timestamp=ts, name="eyes")
    assert slack.messages("C0OPS")[0].reactions == {}
    link = await client.chat_getPermalink(channel="C0OPS", message_ts=ts)
    assert link["permalink"] == f"{slack.url}/#C0OPS/{ts}"


async def test_an_oversized_call_is_refused_unread(slack: SlackStandIn) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.post(slack.api_url + "api.test", content=b"x" * 1_048_577)
    assert answer.status_code == 413


async def test_trouble_comes_when_it_is_ordered_and_every_call_is_kept(slack: SlackStandIn) -> None:
    client = slack.client()
    slack.rate_limit_next(retry_after=7, method="chat.postMessage")
    slack.fail_next(method="users.info")
    await client.auth_test()
    with pytest.raises(SlackApiError) as limited:
        await client.chat_postMessage(channel="C0OPS", text="x")
    assert (limited.value.response.status_code, limited.value.response.headers["Retry-After"]) == (429, "7")
    with pytest.raises(SlackApiError) as failed:
        await client.users_info(user="U0LIN")
    assert failed.value.response.status_code == 503
    await client.chat_postMessage(channel="C0OPS", text="x")
    assert [call.method for call in slack.calls] == ["auth.test", "chat.postMessage", "users.info", "chat.postMessage"]
    assert slack.calls[-1].arguments == {"channel": "C0OPS", "text": "x"}


async def test_a_hanging_call_outlasts_an_impatient_client(slack: SlackStandIn) -> None:
    slack.hang_next()
    impatient = AsyncWebClient(token=slack.token, base_url=slack.api_url, timeout=1)
    with pytest.raises(TimeoutError):
        await impatient.auth_test()
    assert (await slack.client().auth_test())["ok"]
