"""Puts the local workspace together."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware

from bot.local.answers import Answers
from bot.local.api import ApiEndpoint, Interceptor
from bot.local.dispatch import ANSWER_SECONDS, Dispatcher
from bot.local.guard import BodyTooLargeError, LoopbackGuard
from bot.local.log import EventLog
from bot.local.methods import WebApi
from bot.local.model import Identity, LocalChannel, LocalCommand, LocalPerson
from bot.local.page import BadRequestError, PageApi, refuse
from bot.local.seat import Seat
from bot.local.workspace import Clock, Workspace


@dataclass(frozen=True, slots=True)
class LocalWorkspace:
    """A running workspace's parts.

    Attributes:
        app: serves `/`, `/static/`, `/workspace/` and `/api/`; mount it at `/`, behind the routes of the bot itself.
        state: conversations and messages.
        dispatcher: sends commands, button presses and events to the bot.
        seat: types for a person, as the page does.
        own_http: the HTTP client made here, None when one was given.
    """

    app: Starlette
    state: Workspace
    dispatcher: Dispatcher
    seat: Seat
    own_http: httpx.AsyncClient | None

    def close_streams(self) -> None:
        """End the pages' event streams; call it when the server is asked to stop, or it waits for them."""
        self.state.feed.close()

    async def aclose(self) -> None:
        """End the streams and close the HTTP client, if it was made here."""
        self.close_streams()
        if self.own_http:
            await self.own_http.aclose()


def build_workspace(
    *,
    people: Sequence[LocalPerson],
    channels: Sequence[LocalChannel],
    commands: Sequence[LocalCommand],
    events_url: str,
    public_url: str,
    signing_secret: str,
    bot_token: str,
    clock: Clock,
    log_path: Path | None = None,
    http: httpx.AsyncClient | None = None,
    identity: Identity | None = None,
    subscriptions: AbstractSet[str] = frozenset(),
    interceptor: Interceptor | None = None,
    answer_seconds: float = ANSWER_SECONDS,
) -> LocalWorkspace:
    """Build a workspace.

    Args:
        people: who may be picked at the page, in the order shown.
        channels: the channels, in the order shown.
        commands: the slash commands people may give.
        events_url: where the bot takes commands, interactions and events.
        public_url: where this workspace is reached, for response URLs and permalinks.
        signing_secret: shared with the bot; signs every request to it.
        bot_token: what the bot must carry to use the Web API.
        clock: gives the moment, with its zone, that messages are stamped with.
        log_path: the history's file; None keeps it in memory only.
        http: the client that talks to the bot; None makes one, which `LocalWorkspace.aclose` closes.
        identity: ids and names of workspace and bot.
        subscriptions: the events the bot asked for: `message.im`, `message.channels`, `app_mention`.
        interceptor: sees every Web API call first and may answer in its place; for tests.
        answer_seconds: how long the bot may take to answer.

    Raises:
        LogDamagedError: the history cannot be read.
    """
    log = EventLog(log_path) if log_path else None
    state = Workspace(people, channels, commands, clock, identity, log)
    client = http or httpx.AsyncClient(trust_env=False)
    answers = Answers(state, public_url)
    dispatcher = Dispatcher(state, answers, events_url, signing_secret, client, answer_seconds)
    seat = Seat(state, dispatcher, subscriptions)
    api = ApiEndpoint(WebApi(state, public_url), answers, bot_token, interceptor)
    app = Starlette(
        routes=[*api.routes, *PageApi(state, seat).routes],
        middleware=[Middleware(LoopbackGuard)],
        exception_handlers={BadRequestError: refuse, BodyTooLargeError: refuse},
    )
    return LocalWorkspace(app, state, dispatcher, seat, None if http else client)
