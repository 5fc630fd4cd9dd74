"""Files at the page in a real browser: chosen in a form, found in a message."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import FilePayload, Locator, Page, Route, expect

from tests.bot.local.echo import EchoBot
from tests.bot.local.samples import plain
from tests.bot.local.test_files import PDF, REPORT
from tests.bot.local.visitor import DESK, PHONE, Visitor, bot_client, grave_barriers
from tests.slack import SlackStandIn

WEEKLY: FilePayload = {"name": "周报 28.pdf", "mimeType": "application/pdf", "buffer": PDF}


def png(size: int) -> bytes:
    """A square picture."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    pixels = zlib.compress((b"\0" + b"\x0f\x6e\x6a" * size) * size)
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def report_form(page: Page, slack: SlackStandIn) -> Locator:
    box = page.locator("#composer-text")
    box.fill("/fault live")
    box.press("Enter")
    expect(page.get_by_role("dialog", name="补记")).to_be_visible()
    bot_client(slack).views_update(view_id=slack.views_opened[-1]["id"], view=REPORT)
    form = page.get_by_role("dialog", name="提交报告")
    expect(form).to_be_visible()
    return form


def handed_in(bot: EchoBot) -> list[tuple[str, int]]:
    files = bot.payloads[-1]["view"]["state"]["values"]["file"]["f"]["files"]
    return [(file["name"], file["size"]) for file in files]


def test_a_file_is_chosen_taken_back_chosen_anew_and_sent(visitor: Visitor, slack: SlackStandIn, bot: EchoBot) -> None:
    page = visitor.sit("U0LIN")
    form = report_form(page, slack)
    field = form.get_by_label("文件")
    form.get_by_role("button", name="提交").click()
    expect(field).to_have_accessible_description("请填写此项。")
    expect(field).to_be_focused()
    with page.expect_file_chooser() as chooser:
        form.get_by_text("选择文件").first.click()
    chooser.value.set_files(WEEKLY)
    chosen = form.get_by_role("listitem")
    expect(chosen).to_have_text("周报 28.pdf · 11 B✕")
    form.get_by_role("button", name="移除 周报 28.pdf").click()
    expect(chosen).to_have_count(0)
    expect(field).to_be_focused()
    for _ in range(2):
        field.set_input_files(WEEKLY)
        expect(chosen).to_have_text("周报 28.pdf · 11 B✕")
    bot.answers["view_submission"] = {"response_action": "errors", "errors": {"file": "这份周报已经提交过。"}}
    form.get_by_role("button", name="提交").click()
    expect(field).to_have_accessible_description("这份周报已经提交过。")
    expect(chosen).to_have_count(1)
    bot.answers.clear()
    form.get_by_role("button", name="提交").click()
    expect(form).to_have_count(0)
    assert handed_in(bot) == [("周报 28.pdf", 11)]


def test_a_form_waits_for_its_file_and_keeps_it_when_it_is_drawn_again(
    visitor: Visitor, slack: SlackStandIn, bot: EchoBot
) -> None:
    page = visitor.sit("U0LIN")
    form = report_form(page, slack)
    held: list[Route] = []

    def hold(way: Route) -> None:
        held.append(way)

    page.route("**/workspace/upload*", hold)
    form.get_by_label("文件").set_input_files(WEEKLY)
    expect(form.get_by_role("status").first).to_have_text("正在上传…")
    form.get_by_role("button", name="提交").click()
    expect(form.get_by_role("button", name="提交")).to_be_disabled()
    assert bot.payloads == []
    bot.answers["view_submission"] = {"response_action": "errors", "errors": {"file": "再看看。"}}
    held[0].continue_()
    expect(form.get_by_text("再看看。")).to_be_visible()
    bot_client(slack).views_update(view_id=slack.views_opened[-1]["id"], view=REPORT)
    expect(form.get_by_text("再看看。")).to_have_count(0)
    expect(form.get_by_role("listitem")).to_have_text("周报 28.pdf · 11 B✕")
    assert handed_in(bot) == [("周报 28.pdf", 11)]


@pytest.mark.parametrize(
    ("status", "said"), [(400, "无法上传"), (413, "太大"), (None, "没有连上服务")], ids=["refused", "too large", "gone"]
)
def test_a_file_that_cannot_be_uploaded_is_said_so(
    visitor: Visitor, slack: SlackStandIn, bot: EchoBot, status: int | None, said: str
) -> None:
    page = visitor.sit("U0LIN")
    form = report_form(page, slack)
    page.route("**/workspace/upload*", lambda way: way.fulfill(status=status, json={}) if status else way.abort())
    form.get_by_label("文件").set_input_files(WEEKLY)
    expect(form.get_by_role("status").first).to_contain_text(said)
    expect(form.get_by_role("listitem")).to_have_count(0)
    visitor.errors.clear()  # the browser writes every failed request to its console


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_file_of_the_bot_is_saved_from_its_message(
    visitor: Visitor, slack: SlackStandIn, bot: EchoBot, tmp_path: Path, size: tuple[int, int]
) -> None:
    name = "zhiban-2026-07-15-" + "long" * 20 + ".jsonl"
    bot_client(slack).files_upload_v2(filename=name, title="全部<b>记录</b>", content="{}\n", channel="D0LIN")
    bot_client(slack).files_upload_v2(filename="7.png", content=png(900), alt_txt="两根柱子", channel="D0LIN")
    page = visitor.sit("U0LIN", size, place="#D0LIN")
    link = page.get_by_role("link", name="全部<b>记录</b>")
    expect(link).to_contain_text(f"{name} · 3 B")
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == name
    saved = tmp_path / "saved"
    download.value.save_as(saved)
    assert saved.read_bytes() == b"{}\n"
    picture = page.get_by_role("img", name="两根柱子")
    expect(picture).to_be_visible()
    assert picture.evaluate("n => n.complete && n.naturalWidth") == 900
    assert page.evaluate("(n => n.scrollWidth <= n.clientWidth)(document.querySelector('#scroll'))")


def kinds_of_images(file_id: str) -> list[dict[str, Any]]:
    """A picture as a block, beside a text, in small print and, from elsewhere, named only."""
    shown = {"type": "image", "slack_file": {"id": file_id}}
    text = {"type": "mrkdwn", "text": "可用率"}
    return [
        {**shown, "alt_text": "可用率与响应时间", "title": plain("可用率 <b>")},
        {"type": "section", "text": text, "accessory": {**shown, "alt_text": "小图"}},
        {"type": "context", "elements": [{**shown, "alt_text": "更小的图"}, text]},
        {"type": "image", "image_url": "https://example.invalid/7.png", "alt_text": "别处的图"},
    ]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_picture_is_shown_where_it_stands_with_what_it_shows(
    visitor: Visitor, slack: SlackStandIn, bot: EchoBot, size: tuple[int, int]
) -> None:
    client = bot_client(slack)
    file = client.files_upload_v2(filename="7.png", content=png(900))["files"][0]
    client.views_publish(user_id="U0LIN", view={"type": "home", "blocks": kinds_of_images(file["id"])})
    client.chat_postMessage(
        channel="D0LIN",
        text="x",
        blocks=[{"type": "image", "slack_file": {"url": file["permalink"]}, "alt_text": "消息里的图"}],
    )
    page = visitor.sit("U0LIN", size, place="#D0LIN")
    message = page.get_by_role("img", name="消息里的图")
    expect(message).to_be_visible()
    page.get_by_role("tab").first.click()
    home = page.locator("#home")
    expect(home.get_by_text("可用率 <b>")).to_be_visible()
    for name in ("可用率与响应时间", "小图", "更小的图"):
        picture = home.get_by_role("img", name=name, exact=True)
        expect(picture).to_be_visible()
        expect(picture).to_have_js_property("naturalWidth", 900)
    expect(home.get_by_role("link", name="别处的图")).to_be_visible()
    assert page.evaluate("(n => n.scrollWidth <= n.clientWidth)(document.querySelector('#home'))")
    assert grave_barriers(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_files_stand_in_nobodys_way(
    visitor: Visitor, slack: SlackStandIn, bot: EchoBot, scheme: Literal["light", "dark"]
) -> None:
    bot_client(slack).files_upload_v2(filename="a.jsonl", content="{}\n", channel="C0OPS")
    bot_client(slack).files_upload_v2(filename="7.png", content=png(40), alt_txt="两根柱子", channel="C0OPS")
    page = visitor.sit("U0LIN")
    page.emulate_media(color_scheme=scheme)
    expect(page.get_by_role("link", name="a.jsonl")).to_be_visible()
    assert grave_barriers(page) == []
    form = report_form(page, slack)
    form.get_by_label("文件").set_input_files(WEEKLY)
    expect(form.get_by_role("listitem")).to_have_count(1)
    assert grave_barriers(page) == []
