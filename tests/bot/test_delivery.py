"""What a post becomes at Slack's door, and what is read from Slack's answers, the strangest included."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from aiohttp import ClientConnectionError, ClientConnectorError, ConnectionTimeoutError, ServerDisconnectedError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.clock import Clock
from bot.delivery import NOBODY_THERE, Delivery
from bot.languages import Languages
from bot.slack_answers import UNTOLD_WAIT
from schedulers.sender import NotTakenError, Place
from storage.contract.kinds import Person
from storage.database import Database
from storage.records.ledger import UnitOfWork, by_bot
from storage.records.outbox import ACCOUNT, OPS_CHANNEL
from storage.records.settings import TermsInForce

NOW = Clock()
OPS = TermsInForce({"slack": {"ops_channel": "C0OPS"}})


class Slack:
    """A client that answers, or raises, what the test says."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.calls: list[tuple[str, dict[str, Any]]] = []

    async def chat_postMessage(self, **arguments: Any) -> Any:  # noqa: N802 -- the SDK's name
        return self._answer("post", arguments)

    async def chat_update(self, **arguments: Any) -> Any:
        return self._answer("update", arguments)

    async def users_info(self, **arguments: Any) -> Any:
        return self._answer("users", arguments)

    def _answer(self, call: str, arguments: dict[str, Any]) -> Any:
        self.calls.append((call, arguments))
        answer = self.answers.pop(0) if self.answers else {"channel": "C0OPS", "ts": "1.1"}
        if isinstance(answer, Exception):
            raise answer
        return answer


def refusal(status: int, data: Any, **headers: str) -> SlackApiError:
    response = AsyncSlackResponse(
        client=None,
        http_verb="POST",
        api_url="",
        req_args={},
        data=data,
        headers=headers,
        status_code=status,
    )
    return SlackApiError("no", response)  # type: ignore[no-untyped-call]


def bare(status: int, **headers: str) -> SlackApiError:
    """What the SDK raises for a body that should be JSON and is not: the HTTP answer itself."""
    return SlackApiError("no", SimpleNamespace(status=status, headers=headers))  # type: ignore[no-untyped-call]


def post(recipient: str = OPS_CHANNEL, **more: Any) -> Any:
    content = {language: {"text": f"hello {language}", "blocks": []} for language in ("zh", "en")}
    row = {"id": 1, "key": "k", "recipient": recipient, "content": content, "channel": None, "ts": None}
    state = {"wanted": 1, "attempted_at": None, "moot": False, "parent_channel": None, "parent_ts": None}
    return SimpleNamespace(**{**row, **state, **more})


def ours() -> bool:
    return True


def delivery(slack: Slack, database: Database, terms: TermsInForce = OPS) -> Delivery:
    client: AsyncWebClient = slack  # type: ignore[assignment]
    return Delivery(client, database, terms, Languages(client, lambda: "zh", NOW))


@pytest.fixture
def people(database: Database) -> Database:
    facts = [
        Person(id="sun", name="Sun", side="team", role="engineer", onsite=False, slack="U0SUN"),
        Person(id="qian", name="Qian", side="team", role="engineer", onsite=False),
    ]
    database.write(lambda c: UnitOfWork(c, by_bot("test"), NOW()).record_all(facts, replace=False)).result(10)
    return database


async def test_a_post_carries_its_key_and_its_language(people: Database) -> None:
    slack = Slack()
    assert await delivery(slack, people).send(post(), ours) == Place("C0OPS", "1.1")
    call, arguments = slack.calls[0]
    assert (call, arguments["channel"], arguments["text"]) == ("post", "C0OPS", "hello zh")
    assert arguments["metadata"]["event_payload"] == {"key": "k"}


async def test_a_person_is_told_in_their_language(people: Database) -> None:
    slack = Slack({"user": {"locale": "en-GB"}})
    await delivery(slack, people).send(post("sun"), ours)
    assert (slack.calls[1][1]["channel"], slack.calls[1][1]["text"]) == ("U0SUN", "hello en")


async def test_a_reply_goes_into_its_thread(people: Database) -> None:
    slack = Slack()
    await delivery(slack, people).send(post(parent_channel="C0OLD", parent_ts="0.5"), ours)
    assert (slack.calls[0][1]["channel"], slack.calls[0][1]["thread_ts"]) == ("C0OLD", "0.5")


async def test_a_shown_post_is_edited(people: Database) -> None:
    slack = Slack({"ok": True})
    assert await delivery(slack, people).send(post(channel="C0OPS", ts="1.0"), ours) == Place("C0OPS", "1.0")
    assert [call for call, _ in slack.calls] == ["update"]


async def test_of_one_that_was_deleted_in_slack_so_much_is_told(people: Database) -> None:
    slack = Slack(refusal(200, {"ok": False, "error": "message_not_found"}))
    with pytest.raises(NotTakenError) as raised:
        await delivery(slack, people).send(post(channel="C0OPS", ts="1.0"), ours)
    assert (raised.value.gone, len(slack.calls)) == (True, 1)


WAIT, MAYBE, SILENT = "takes_nothing", "may_have_arrived", "unreached"
TROUBLES: list[tuple[Exception, timedelta | None, set[str]]] = [
    (refusal(429, {"ok": False, "error": "ratelimited"}, **{"Retry-After": "7"}), timedelta(seconds=7), {WAIT}),
    (refusal(429, {}, **{"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}), UNTOLD_WAIT, {WAIT}),
    (refusal(429, None), UNTOLD_WAIT, {WAIT}),
    (refusal(429, "slow down", **{"Retry-After": "3"}), timedelta(seconds=3), {WAIT}),
    (bare(429, **{"Retry-After": "9"}), timedelta(seconds=9), {WAIT}),
    (refusal(503, {"ok": False, "error": "service_unavailable"}), None, {WAIT, MAYBE}),
    (refusal(502, "upstream connect error"), None, {WAIT, MAYBE}),
    (bare(500), None, {WAIT, MAYBE}),
    (refusal(200, {"ok": False, "error": "channel_not_found"}), None, {WAIT}),
    (refusal(200, {"ok": False, "error": "internal_error"}), None, {WAIT, MAYBE}),
    (refusal(200, {"ok": False, "error": "invalid_blocks"}), None, set()),
    (refusal(200, {"ok": False, "error": "msg_too_long"}), None, set()),
    (refusal(200, [1]), None, {MAYBE}),
    (bare(200), None, {MAYBE}),
    (ClientConnectorError(None, OSError()), None, {WAIT, SILENT}),  # type: ignore[arg-type]
    (ConnectionTimeoutError(), None, {WAIT, SILENT}),
    (ClientConnectionError(), None, {WAIT, MAYBE, SILENT}),
    (ServerDisconnectedError(), None, {WAIT, MAYBE, SILENT}),
    (TimeoutError(), None, {WAIT, MAYBE}),
    (AttributeError("'str' object has no attribute 'get'"), None, {MAYBE}),
]


@pytest.mark.parametrize(("trouble", "after", "means"), TROUBLES, ids=lambda value: type(value).__name__)
async def test_troubles_are_told_apart(
    people: Database, trouble: Exception, after: timedelta | None, means: set[str]
) -> None:
    with pytest.raises(NotTakenError) as raised:
        await delivery(Slack(trouble), people).send(post(), ours)
    told = raised.value
    assert (told.after, {name for name in (WAIT, MAYBE, SILENT) if getattr(told, name)}) == (after, means)
    assert told.trouble


async def test_who_leads_no_more_does_not_post(people: Database) -> None:
    slack = Slack()
    with pytest.raises(NotTakenError):
        await delivery(slack, people).send(post(), lambda: False)
    assert slack.calls == []


async def test_a_post_has_the_same_client_id_every_time(people: Database) -> None:
    slack = Slack()
    for key in ("k", "k", "other"):
        await delivery(slack, people).send(post(key=key), ours)
    one, again, other = (UUID(arguments["client_msg_id"]) for _, arguments in slack.calls)
    assert one == again != other


@pytest.mark.parametrize(
    ("recipient", "word", "never"),
    [
        (f"{ACCOUNT}U0BOT", "cannot_dm_bot", True),
        (f"{ACCOUNT}U0GONE", "user_not_found", True),
        (f"{ACCOUNT}U0SUN", "internal_error", False),
        (OPS_CHANNEL, "cannot_dm_bot", False),
    ],
)
async def test_only_an_account_that_nobody_keeps_is_given_up(
    people: Database, recipient: str, word: str, *, never: bool
) -> None:
    slack = Slack({"user": {"locale": "zh-CN"}}, refusal(200, {"ok": False, "error": word}))
    if recipient == OPS_CHANNEL:
        slack.answers.pop(0)
    with pytest.raises(NotTakenError) as raised:
        await delivery(slack, people).send(post(recipient), ours)
    assert raised.value.never_will is never


@pytest.mark.parametrize(("recipient", "terms"), [(OPS_CHANNEL, TermsInForce()), ("qian", OPS), ("nobody", OPS)])
async def test_where_nobody_is_there_it_waits(people: Database, recipient: str, terms: TermsInForce) -> None:
    slack = Slack()
    with pytest.raises(NotTakenError) as raised:
        await delivery(slack, people, terms).send(post(recipient), ours)
    assert (raised.value.after, raised.value.takes_nothing, slack.calls) == (NOBODY_THERE, False, [])


@pytest.mark.parametrize(
    ("answer", "language"),
    [
        ({"user": {"locale": "zh-TW"}}, "zh"),
        ({"user": {"locale": "en-US"}}, "en"),
        ({"user": {"locale": "de-DE"}}, "en"),
        ({"user": {"locale": ""}}, "zh"),
        ({"user": None}, "zh"),
        ({}, "zh"),
        ({"user": "odd"}, "zh"),
        (refusal(200, {"ok": False, "error": "user_not_found"}), "zh"),
        (refusal(429, {}), "zh"),
        (bare(500), "zh"),
        (TimeoutError(), "zh"),
        (ClientConnectionError(), "zh"),
        (ValueError("no JSON"), "zh"),
    ],
    ids=repr,
)
async def test_a_language_is_known_or_falls_back(answer: Any, language: str) -> None:
    slack = Slack(answer)
    languages = Languages(slack, lambda: "zh", NOW)  # type: ignore[arg-type]
    assert [await languages.of("U0SUN"), await languages.of("U0SUN")] == [language, language]
    assert len(slack.calls) == 1
