"""A tiny bot for the stand-in's own tests: checks the signature, keeps what it got, answers by the command's text."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from typing import Any
from urllib.parse import parse_qsl

import httpx
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from tests.bot.local.samples import BUTTONS, FORM, LIVE_FORM
from tests.slack import SlackStandIn

Json = dict[str, Any]

DONE = {
    "text": "已登记：今天 09:05 的页面巡检，一切正常。",
    "blocks": [
        {
            "type": "section",
            "text": {
                "type": "mrkdwn",
                "text": "*已登记：页面巡检* · 今天 09:05\n• 首页、登录、办事大厅均可访问\n"
                "• 备注：`gateway` 响应 120 ms &lt; 200 ms",
            },
        },
        {
            "type": "context",
            "elements": [
                {"type": "mrkdwn", "text": "编号 *i-20260703-1* · 10 分钟内可用 `/zhiban undo` 撤销 · 合同附件：巡检"}
            ],
        },
    ],
}
SCORE = {
    "response_type": "ephemeral",
    "text": "2026 年第三季度得分：98.5",
    "blocks": [
        {"type": "header", "text": {"type": "plain_text", "text": "2026 年第三季度 · 当前 98.5 分"}},
        {
            "type": "section",
            "fields": [
                {"type": "mrkdwn", "text": "*等级*\n优秀（≥ 95）"},
                {"type": "mrkdwn", "text": "*预计得分*\n99.5"},
                {"type": "mrkdwn", "text": "*扣分*\n2 项，共 −2.0"},
                {"type": "mrkdwn", "text": "*加分*\n1 项，待甲方确认 +0.5"},
            ],
        },
        {"type": "divider"},
        {
            "type": "section",
            "text": {
                "type": "mrkdwn",
                "text": "> 巡检 7 月 2 日缺页面巡检 −0.5\n> <@U0LIN> 7 月 3 日迟到 4 分钟 −0.5\n"
                "截止 <!date^1783040700^{date_short_pretty} {time}|今天>，"
                "依据见 <https://example.invalid/a|附件第 4 条>。",
            },
        },
        {
            "type": "actions",
            "elements": [
                {"type": "button", "action_id": "explain", "text": {"type": "plain_text", "text": "查看明细"}},
            ],
        },
    ],
}

ANSWERS: dict[str, Json] = {
    "all": {"response_type": "in_channel", "text": "for everybody"},
    "broken": {"text": "x", "blocks": [{"type": "section"}]},
    "buttons": {"text": "F-12", "blocks": BUTTONS},
    "score": SCORE,
    "quarter": SCORE,
}
MODALS = {"form": FORM, "live": LIVE_FORM}


class EchoBot:
    """Give it the stand-in, serve `app`, and point the stand-in's `events_url` at `/slack/events`.

    Interactions are answered with `answers[<payload type>]`; `statuses` are those of the next events and interactions.
    """

    def __init__(self, slack: SlackStandIn) -> None:
        self._slack = slack
        self.verifier = SignatureVerifier(slack.signing_secret)
        self.forms: list[dict[str, str]] = []
        self.events: list[Json] = []
        self.payloads: list[Json] = []
        self.answers: dict[str, Json] = {}
        self.statuses: deque[int] = deque()
        self.headers: list[dict[str, str]] = []
        self.app = Starlette(routes=[Route("/slack/events", self._take, methods=["POST"])])

    async def _take(self, request: Request) -> Response:
        body = await request.body()
        if not self.verifier.is_valid_request(body, dict(request.headers)):
            return PlainTextResponse("bad signature", status_code=401)
        self.headers.append(dict(request.headers))
        if request.headers["content-type"].startswith("application/json"):
            self.events.append(json.loads(body))
            return PlainTextResponse("", self._status())
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        self.forms.append(form)
        if "payload" in form:
            return await self._interact(json.loads(form["payload"]))
        return await self._answer(form)

    def _status(self) -> int:
        return self.statuses.popleft() if self.statuses else 200

    async def _interact(self, payload: Json) -> Response:
        self.payloads.append(payload)
        actions = payload.get("actions", ())
        if any(action.get("value") == "slow" for action in actions):
            await asyncio.sleep(1.5)
        if any(action["action_id"] == "open" for action in actions) or payload["type"] == "message_action":
            await self._slack.client().views_open(trigger_id=payload["trigger_id"], view=FORM)
        answer = self.answers.get(payload["type"])
        return JSONResponse(answer) if answer else PlainTextResponse("", self._status())

    async def _answer(self, form: dict[str, str]) -> Response:
        word = form.get("text", "").split(" ")[0]
        if word in ANSWERS:
            return JSONResponse(ANSWERS[word])
        if word in MODALS:
            await self._slack.client().views_open(trigger_id=form["trigger_id"], view=MODALS[word])
        match word:
            case "slow":
                await asyncio.sleep(1.5)
            case "fail":
                return PlainTextResponse("oh", status_code=500)
            case "plain":
                return PlainTextResponse("just words")
            case "later":
                await self._answer_later(form["response_url"])
            case "done" | "post":
                await self._post(form)
                return JSONResponse(DONE)
        return PlainTextResponse("")

    async def _answer_later(self, response_url: str) -> None:
        async with httpx.AsyncClient(trust_env=False) as http:
            await http.post(response_url, json={"text": "first thought"})
            await http.post(response_url, json={"text": "second thought", "replace_original": True})

    async def _post(self, form: dict[str, str]) -> None:
        who = f"<@{form['user_id']}>"
        await self._slack.client().chat_postMessage(
            channel="C0OPS", text=f"{who} 完成了页面巡检", blocks=_posted(who), metadata=None
        )


def _posted(who: str) -> list[Json]:
    text = f":white_check_mark: {who} 完成了今天的页面巡检（09:05），一切正常。"
    return [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]
