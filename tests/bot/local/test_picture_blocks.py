"""Pictures of the bot's in blocks: where they may stand, and before whom."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.bot.local.echo import EchoBot
from tests.bot.local.samples import plain
from tests.bot.local.test_files import Json, opened, page
from tests.slack import SlackStandIn


async def picture_of(slack: SlackStandIn, name: str = "7.png", channel: str | None = None) -> Json:
    """A picture of the bot's, shared nowhere unless a channel is named."""
    done = await slack.client().files_upload_v2(filename=name, content=b"\x89PNG", alt_txt="两根柱子", channel=channel)
    return dict(done["files"][0])


def image(**named: Any) -> Json:
    return {"type": "image", "slack_file": named, "alt_text": "两根柱子"}


def places(block: Json) -> dict[str, list[Json]]:
    """Blocks in which the image stands in every way, by where Slack points to it."""
    text = {"type": "mrkdwn", "text": "x"}
    return {
        "/blocks/0": [block],
        "/blocks/1": [{"type": "divider"}, block],
        "/blocks/0/accessory": [{"type": "section", "text": text, "accessory": block}],
        "/blocks/0/elements/1": [{"type": "context", "elements": [text, block]}],
    }


async def test_a_picture_of_the_bot_stands_in_messages_and_views(slack: SlackStandIn, bot: EchoBot) -> None:
    client = slack.client()
    file = await picture_of(slack)
    for named in ({"id": file["id"]}, {"url": file["url_private"]}, {"url": file["permalink"]}):
        for blocks in places(image(**named)).values():
            await client.views_publish(user_id="U0LIN", view={"type": "home", "blocks": blocks})
            await client.chat_postMessage(channel="C0OPS", text="x", blocks=blocks)
            await client.chat_postEphemeral(channel="C0OPS", user="U0LIN", text="x", blocks=blocks)
    home = slack.home("U0LIN")
    assert home is not None
    assert home["blocks"][0]["elements"][1] == image(url=file["permalink"])


@pytest.mark.parametrize("kind", ["none", "a person's", "no picture", "not complete"])
async def test_what_is_no_picture_of_the_bot_is_refused_where_it_stands(
    slack: SlackStandIn, bot: EchoBot, kind: str
) -> None:
    client = slack.client()
    announced = await client.files_getUploadURLExternal(filename="8.png", length=3)
    file_id = {
        "none": "F0000000000",
        "a person's": slack.upload("U0LIN", "a.png", b"1")["id"],
        "no picture": (await picture_of(slack, "7.pdf"))["id"],
        "not complete": announced["file_id"],
    }[kind]
    await client.views_publish(user_id="U0LIN", view={"type": "home", "blocks": [{"type": "divider"}]})
    for place, blocks in places(image(id=file_id)).items():
        for call in (
            client.views_publish(user_id="U0LIN", view={"type": "home", "blocks": blocks}),
            client.chat_postMessage(channel="C0OPS", text="x", blocks=blocks),
        ):
            with pytest.raises(SlackApiError) as refusal:
                await call
            assert refusal.value.response["error"] == "invalid_blocks"
            assert refusal.value.response["errors"] == [f"[ERROR] invalid slack file [json-pointer:{place}/slack_file]"]
    home = slack.home("U0LIN")
    assert home is not None
    assert [block["type"] for block in home["blocks"]] == ["divider"]
    assert slack.messages("C0OPS") == []


@pytest.mark.parametrize(("name", "taken"), [("a.PNG", True), ("a.jpeg", True), ("a.jpg", True), ("a.gif", True)])
async def test_kinds_of_pictures(slack: SlackStandIn, name: str, taken: bool) -> None:
    file = await picture_of(slack, name)
    await slack.client().chat_postMessage(channel="C0OPS", text="x", blocks=[image(id=file["id"])])
    assert bool(slack.messages("C0OPS")) is taken


async def test_a_picture_is_fetched_by_those_before_whom_it_stands(slack: SlackStandIn, bot: EchoBot) -> None:
    client = slack.client()

    async def reached(file: Json) -> set[str]:
        asked = [(who, {"user": who, "file": file["id"]}) for who in ("U0LIN", "U0WU", "U0ZHAO")]
        return {who for who, params in asked if (await page(slack, "GET", "file", params=params)).status_code == 200}

    async def fresh() -> tuple[Json, list[Json]]:
        file = await picture_of(slack)
        assert await reached(file) == set()
        return file, [image(id=file["id"])]

    file, blocks = await fresh()
    await client.views_publish(user_id="U0LIN", view={"type": "home", "blocks": blocks})
    assert await reached(file) == {"U0LIN"}
    await client.views_publish(user_id="U0LIN", view={"type": "home", "blocks": []})
    assert await reached(file) == set()
    file, blocks = await fresh()
    await client.chat_postMessage(channel="C0MGMT", text="x", blocks=blocks)
    assert await reached(file) == {"U0ZHAO"}
    file, blocks = await fresh()
    await client.chat_postEphemeral(channel="C0OPS", user="U0WU", text="x", blocks=blocks)
    assert await reached(file) == {"U0WU"}
    view = opened(slack, bot)
    file, blocks = await fresh()
    await client.views_update(view_id=view["id"], view={"type": "modal", "title": plain("图"), "blocks": blocks})
    assert await reached(file) == {"U0LIN"}
