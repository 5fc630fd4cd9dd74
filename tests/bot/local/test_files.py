"""Files in the stand-in: handed in with a form, uploaded by the bot, told of, downloaded by who may."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from slack_sdk.errors import SlackApiError, SlackRequestError

from bot.local.files import LARGEST_FILE
from bot.local.model import Message
from bot.local.values import NoSuchElementError
from tests.bot.local.echo import EchoBot
from tests.bot.local.samples import field, plain
from tests.bot.local.visitor import bot_client
from tests.slack import SlackStandIn

Json = dict[str, Any]
PDF = b"%PDF-1.7 \x00\xff"
REPORT: Json = {
    "type": "modal",
    "title": plain("提交报告"),
    "submit": plain("提交"),
    "blocks": [
        field("file", "文件", {"type": "file_input", "action_id": "f", "max_files": 1, "filetypes": ["pdf"]}),
        field("more", "附件", {"type": "file_input", "action_id": "m", "max_files": 2}, optional=True),
        {
            "type": "actions",
            "block_id": "a",
            "elements": [{"type": "button", "action_id": "look", "text": plain("看看")}],
        },
    ],
}


async def error_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as refusal:
        await call
    return str(refusal.value.response["error"])


async def fetch(url: str, token: str | None) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as http:
        return await http.get(url, headers={"Authorization": f"Bearer {token}"} if token else {})


async def page(slack: SlackStandIn, method: str, what: str, **more: Any) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False, base_url=slack.url) as http:
        return await http.request(method, f"/workspace/{what}", **more)


async def given(slack: SlackStandIn, person: str = "U0LIN", channel: str = "C0OPS") -> Json:
    """A file that the bot shared."""
    done = await slack.client().files_upload_v2(filename="周报.pdf", title="第 28 周", content=PDF, channel=channel)
    return dict(done["files"][0])


def opened(slack: SlackStandIn, bot: EchoBot) -> Json:
    slack.command("U0LIN", "/fault", "form")
    bot_client(slack).views_update(view_id=slack.views_opened[-1]["id"], view=REPORT)
    view = slack.modal("U0LIN")
    assert view is not None
    return view


def test_a_form_carries_its_file_as_slack_tells_of_it(slack: SlackStandIn, bot: EchoBot) -> None:
    view = opened(slack, bot)
    file = slack.upload("U0LIN", "周报 28.pdf", PDF)
    assert slack.submit("U0LIN", view, {"f": [file["id"]]}).errors == {}
    values = bot.payloads[-1]["view"]["state"]["values"]
    assert values["file"]["f"] == {"type": "file_input", "files": [file]}
    assert values["more"]["m"] == {"type": "file_input", "files": []}
    assert (file["name"], file["size"], file["mimetype"], file["user"]) == (
        "周报 28.pdf",
        11,
        "application/pdf",
        "U0LIN",
    )
    assert file["url_private_download"].startswith(f"{slack.url}/files-pri/T0ZHIBAN-{file['id']}/download/")


def test_a_press_in_the_form_tells_of_the_file_too(slack: SlackStandIn, bot: EchoBot) -> None:
    view = opened(slack, bot)
    file = slack.upload("U0LIN", "a.pdf", PDF)
    slack.press_in("U0LIN", view, "look", values={"file": {"f": [file["id"]]}})
    assert bot.payloads[-1]["view"]["state"]["values"]["file"]["f"]["files"] == [file]


@pytest.mark.parametrize(
    ("names", "more", "objections"),
    [
        ([], [], {"file": "请填写此项。"}),
        (["a.PDF"], [], {}),
        (["a.txt"], [], {"file": "请上传以下类型的文件：pdf。"}),
        (["a.pdf", "b.pdf"], [], {"file": "请勿超过 1 个文件。"}),
        (["a.pdf"], ["b", "c"], {}),
        (["a.pdf"], ["b", "c", "d"], {"more": "请勿超过 2 个文件。"}),
    ],
)
def test_the_client_objects_before_the_bot_hears_of_it(
    slack: SlackStandIn, bot: EchoBot, names: list[str], more: list[str], objections: Json
) -> None:
    view = opened(slack, bot)
    ids = {
        action: [slack.upload("U0LIN", name, PDF)["id"] for name in files]
        for action, files in (("f", names), ("m", more))
    }
    assert slack.submit("U0LIN", view, ids).errors == objections
    assert len(bot.payloads) == (0 if objections else 1)


def test_nobody_hands_in_somebody_elses_file(slack: SlackStandIn, bot: EchoBot) -> None:
    view = opened(slack, bot)
    for file_id in (slack.upload("U0WU", "a.pdf", PDF)["id"], "F0NONE", {"id": "x"}):
        with pytest.raises(NoSuchElementError):
            slack.submit("U0LIN", view, {"f": [file_id]})
    assert bot.payloads == []


async def test_the_bot_downloads_with_its_token_and_is_sent_to_sign_in_without(slack: SlackStandIn) -> None:
    file = slack.upload("U0LIN", "周报.pdf", PDF)
    for url in (file["url_private_download"], file["url_private"]):
        got = await fetch(url, slack.token)
        assert (got.status_code, got.content, got.headers["content-type"]) == (200, PDF, "application/pdf")
        for token in ("xoxb-other", "", None):
            turned_away = await fetch(url, token)
            assert (turned_away.status_code, PDF in turned_away.content) == (302, False)
    gone = await fetch(file["url_private"].replace(file["id"], "F0NONE"), slack.token)
    assert gone.status_code == 404


async def test_files_are_told_of(slack: SlackStandIn) -> None:
    file = slack.upload("U0LIN", "周报.pdf", PDF)
    told = await slack.client().files_info(file=file["id"])
    assert told["file"] == file
    assert await error_of(slack.client().files_info(file="F0NONE")) == "file_not_found"


async def test_a_file_of_the_bot_is_posted_with_its_words(slack: SlackStandIn) -> None:
    client = slack.client()
    opened = await client.conversations_open(users="U0LIN")
    done = await client.files_upload_v2(
        filename="7月.png", title="七月", content=b"\x89PNG", alt_txt="两根柱子", initial_comment="给你",
        channel=opened["channel"]["id"],
    )  # fmt: skip
    [message] = slack.dms("U0LIN")
    [file] = message.files
    assert (message.text, message.user, file) == ("给你", "U0ZHIBAN", done["files"][0])
    assert (file["title"], file["alt_txt"], file["mimetype"], file["size"]) == ("七月", "两根柱子", "image/png", 4)
    assert slack.file_content(file) == b"\x89PNG"
    history = await client.conversations_history(channel="D0LIN")
    assert history["messages"][0]["files"] == [file]


async def test_several_places_and_a_thread_are_shared_to(slack: SlackStandIn) -> None:
    client = slack.client()
    await client.files_upload_v2(filename="a", content="x", channels=["C0OPS", "U0WU", "C0OPS"])
    [first], [direct] = slack.messages("C0OPS"), slack.dms("U0WU")
    assert first.files == direct.files
    await client.files_upload_v2(filename="b", content="y", channel="C0OPS", thread_ts=first.ts)
    assert [reply.files[0]["name"] for reply in slack.thread("C0OPS", first.ts)] == ["b"]
    private = await client.files_upload_v2(filename="c", content="z")
    assert private["files"][0]["name"] == "c"
    assert len(slack.messages("C0OPS")) == 1


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"length": 1}, "invalid_arguments"),
        ({"filename": "a"}, "invalid_arguments"),
        ({"filename": "a", "length": 0}, "invalid_arguments"),
        ({"filename": "a", "length": -1}, "invalid_arguments"),
        ({"filename": "a", "length": "many"}, "invalid_arguments"),
        ({"filename": "a", "length": LARGEST_FILE + 1}, "file_upload_size_restricted"),
        ({"filename": "a", "length": 1, "alt_txt": "x" * 1001}, "alt_txt_too_large"),
    ],
)
async def test_an_upload_that_slack_would_not_take_is_refused(slack: SlackStandIn, arguments: Json, error: str) -> None:
    call = slack.client().api_call("files.getUploadURLExternal", params=arguments)
    assert await error_of(call) == error


@pytest.mark.parametrize("arguments", [{"length": LARGEST_FILE}, {"length": 1, "alt_txt": "x" * 1000}])
async def test_the_largest_upload_is_announced(slack: SlackStandIn, arguments: Json) -> None:
    answer = await slack.client().api_call("files.getUploadURLExternal", params={"filename": "a", **arguments})
    assert answer["upload_url"].startswith(f"{slack.url}/upload/v1/")


async def test_an_upload_url_takes_what_was_announced_once(slack: SlackStandIn) -> None:
    answer = await slack.client().files_getUploadURLExternal(filename="a", length=3)
    async with httpx.AsyncClient(trust_env=False) as http:
        sent = [(await http.post(answer["upload_url"], content=body)).status_code for body in (b"12", b"123", b"123")]
        assert sent == [400, 200, 400]
        assert (await http.post(f"{slack.url}/upload/v1/other", content=b"1")).status_code == 400
        assert (await http.get(answer["upload_url"])).status_code == 405


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"channel_id": "C0NONE"}, "channel_not_found"),
        ({"channel_id": "U0LIN"}, "channel_not_found"),
        ({"channel_id": "#ops"}, "channel_not_found"),
        ({"channel_id": "C0QUIET"}, "not_in_channel"),
        ({"channel_id": "C0OPS", "thread_ts": "1.000001"}, "invalid_thread_ts"),
        ({"channels": ",".join(f"C{number}" for number in range(101))}, "channels_limit_exceeded"),
        ({"channel_id": "C0OPS", "initial_comment": "x" * 40_001}, "msg_too_long"),
        ({"files": []}, "invalid_arguments"),
        ({"files": [{}]}, "invalid_arguments"),
        ({"files": [{"id": "F0NONE"}]}, "file_not_found"),
    ],
)
async def test_a_completion_that_slack_would_refuse_is_refused_and_can_be_made_good(
    slack: SlackStandIn, more: Json, error: str
) -> None:
    client = slack.client()
    answer = await client.files_getUploadURLExternal(filename="a", length=1)
    async with httpx.AsyncClient(trust_env=False) as http:
        await http.post(answer["upload_url"], content=b"1")
    files = [{"id": answer["file_id"]}]
    assert await error_of(client.api_call("files.completeUploadExternal", json={"files": files, **more})) == error
    assert slack.messages("C0OPS") == []
    await client.files_completeUploadExternal(files=[{"id": answer["file_id"]}], channel_id="C0OPS")
    assert len(slack.messages("C0OPS")) == 1
    again = client.files_completeUploadExternal(files=[{"id": answer["file_id"]}], channel_id="C0OPS")
    assert await error_of(again) == "file_not_found"


async def test_what_never_came_cannot_be_completed(slack: SlackStandIn) -> None:
    answer = await slack.client().files_getUploadURLExternal(filename="a", length=1)
    done = slack.client().files_completeUploadExternal(files=[{"id": answer["file_id"]}], channel_id="C0OPS")
    assert await error_of(done) == "file_not_found"


async def test_a_file_host_in_trouble_fails_the_upload(slack: SlackStandIn) -> None:
    slack.fail_next(method="files.upload", status=500)
    with pytest.raises(SlackRequestError):
        await given(slack)
    assert slack.messages("C0OPS") == []


async def test_people_download_what_they_can_see_and_nothing_else(slack: SlackStandIn) -> None:
    own = slack.upload("U0LIN", "周报.pdf", PDF)
    shared, told_to_wu = await given(slack), await given(slack, channel="D0WU")
    reached = {
        (person, name): (await page(slack, "GET", "file", params={"user": person, "file": file["id"]})).status_code
        for person in ("U0LIN", "U0WU", "U0NONE")
        for name, file in (("own", own), ("shared", shared), ("wu's", told_to_wu), ("none", {"id": "F0NONE"}))
    }
    assert {pair for pair, status in reached.items() if status == 200} == {
        ("U0LIN", "own"), ("U0LIN", "shared"), ("U0WU", "shared"), ("U0WU", "wu's"),
    }  # fmt: skip
    got = await page(slack, "GET", "file", params={"user": "U0LIN", "file": own["id"]})
    assert got.content == PDF
    assert got.headers["content-disposition"] == f"attachment; filename*=UTF-8''{quote('周报.pdf')}"
    assert got.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("params", "content", "status"),
    [
        ({"user": "U0LIN", "name": "x" * 255}, b"1", 200),
        ({"user": "U0LIN", "name": "x" * 256}, b"1", 400),
        ({"user": "U0LIN", "name": ""}, b"1", 400),
        ({"user": "U0LIN", "name": "../a"}, b"1", 400),
        ({"user": "U0LIN", "name": "a\nb"}, b"1", 400),
        ({"user": "U0LIN", "name": "a"}, b"", 400),
        ({"user": "U0NONE", "name": "a"}, b"1", 400),
        ({"name": "a"}, b"1", 400),
    ],
)
async def test_the_page_uploads_in_a_person_s_name(
    slack: SlackStandIn, params: Json, content: bytes, status: int
) -> None:
    answer = await page(slack, "POST", "upload", params=params, content=content)
    assert answer.status_code == status
    if status == 200:
        assert slack.workspace.files.find(answer.json()["file"]["id"])["user"] == "U0LIN"


async def test_another_site_uploads_nothing(slack: SlackStandIn) -> None:
    headers = {"Origin": "https://example.invalid"}
    answer = await page(slack, "POST", "upload", params={"user": "U0LIN", "name": "a"}, content=b"1", headers=headers)
    assert answer.status_code == 403


async def test_a_file_larger_than_the_workspace_holds_is_refused(slack: SlackStandIn) -> None:
    content = b"\0" * (LARGEST_FILE + 1)
    answer = await page(slack, "POST", "upload", params={"user": "U0LIN", "name": "a"}, content=content)
    assert answer.status_code == 413


async def test_files_are_there_after_a_restart(tmp_path: Path) -> None:
    with SlackStandIn(log_path=tmp_path / "log.jsonl") as slack:
        file, own = await given(slack), slack.upload("U0LIN", "a.pdf", PDF)
    with SlackStandIn(log_path=tmp_path / "log.jsonl") as again:
        [message] = again.messages("C0OPS")
        assert isinstance(message, Message)
        assert message.files == [file]
        for held in (file, own):
            assert again.file_content(held) == PDF
            got = await page(again, "GET", "file", params={"user": "U0LIN", "file": held["id"]})
            assert got.content == PDF
