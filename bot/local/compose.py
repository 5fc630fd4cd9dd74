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
from bot.local.api import ApiEndpoint, Interceptor, Tokens
from bot.local.dispatch import ANSWER_SECONDS, REPEAT_AFTER_SECONDS, Dispatcher
from bot.local.events import Events
from bot.local.file_methods import FileMethods
from bot.local.file_routes import FileHost, PageFiles
from bot.local.files import Files
from bot.local.guard import BodyTooLargeError, LoopbackGuard
from bot.local.interactions import Interactions
from bot.local.log import EventLog
from bot.local.methods import WebApi
from bot.local.model import Identity, LocalChannel, LocalCommand, LocalPerson, LocalShortcut
from bot.local.page import BadRequestError, PageApi, refuse
from bot.local.page_hands import PageHands
from bot.local.payloads import Payloads
from bot.local.rehearsal import Rehearsal, SetClock
from bot.local.seat import Seat
from bot.local.sockets import SocketHub
from bot.local.transport import HttpTransport
from bot.local.triggers import LIFETIME_SECONDS, Triggers
from bot.local.view_methods import ViewMethods
from bot.local.views import Views
from bot.local.workspace import Clock, Workspace


@dataclass(frozen=True, slots=True)
class LocalWorkspace:
    """A running workspace's parts.

    Attributes:
        app: serves `/`, `/static/`, `/workspace/`, `/api/` and the file host; mount it at `/`, behind the routes of the
            bot itself.
        state: conversations and messages.
        dispatcher: sends commands, button presses and events to the bot.
        seat: types for a person, as the page does.
        hands: presses, submits and opens for a person, as the page does.
        views: the modals before each person, and the Homes.
        files: what was uploaded.
        sockets: the sockets the bot opened.
        events: what is told to the bot behind people's backs.
        rehearsal: makes the Web API slow, limited or down, and sets the clock.
        web_api: the Web API's methods.
        own_http: the HTTP client made here, None when one was given.
    """

    app: Starlette
    state: Workspace
    dispatcher: Dispatcher
    seat: Seat
    hands: Interactions
    views: Views
    files: Files
    sockets: SocketHub
    events: Events
    rehearsal: Rehearsal
    web_api: WebApi
    own_http: httpx.AsyncClient | None

    def close_streams(self) -> None:
        """End the pages' event streams and what is sent again; call it when the server is asked to stop."""
        self.state.feed.close()
        self.events.stop()

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
    shortcuts: Sequence[LocalShortcut] = (),
    app_token: str | None = None,
    set_clock: SetClock | None = None,
    repeat_after_seconds: Sequence[float] = REPEAT_AFTER_SECONDS,
    trigger_seconds: float = LIFETIME_SECONDS,
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
        log_path: the history's file, and beside it the folder of the uploaded files; None keeps both in memory only.
        http: the client that talks to the bot; None makes one, which `LocalWorkspace.aclose` closes.
        identity: ids and names of workspace and bot.
        subscriptions: the events the bot asked for: `message.im`, `message.channels`, `app_mention`,
            `app_home_opened`, `member_joined_channel`, `member_left_channel`.
        interceptor: sees every Web API call first and may answer in its place; for tests.
        answer_seconds: how long the bot may take to answer.
        shortcuts: the message shortcuts people may use.
        app_token: what the bot must carry to open a socket; None refuses sockets.
        set_clock: sets the clock that `clock` reads; None hides the page's field for it.
        repeat_after_seconds: when an event that was not taken is sent again; for tests.
        trigger_seconds: how long a trigger id is good; for tests.

    Raises:
        LogDamagedError: the history cannot be read.
    """
    log = EventLog(log_path) if log_path else None
    state = Workspace(people, channels, commands, clock, identity, log)
    client = http or httpx.AsyncClient(trust_env=False)
    files = Files(state, public_url, log_path.with_suffix(".files") if log_path else None)
    answers, views, triggers = Answers(state, files, public_url), Views(state, files), Triggers(trigger_seconds)
    sockets = SocketHub(state.identity.app_id, answer_seconds, public_url)
    http_transport = HttpTransport(events_url, signing_secret, client, answer_seconds)
    payloads = Payloads(state, views, triggers)
    dispatcher = Dispatcher(state, answers, payloads, http_transport, sockets, repeat_after_seconds)
    events = Events(dispatcher, subscriptions)
    seat, hands = Seat(state, dispatcher, events), Interactions(state, views, files, dispatcher, events)
    rehearsal = Rehearsal(state, set_clock)
    view_methods, file_methods = ViewMethods(state, views, triggers).methods, FileMethods(state, files).methods
    methods = WebApi(state, files, public_url, {**view_methods, **file_methods, **sockets.methods})
    api = ApiEndpoint(methods, answers, Tokens(bot_token, app_token), rehearsal, interceptor)
    page = PageApi(state, seat, views, shortcuts, rehearsal)
    page_hands = PageHands(state, seat, hands, shortcuts, rehearsal)
    host, page_files = FileHost(files, bot_token, rehearsal, interceptor), PageFiles(state, files, views)
    app = Starlette(
        routes=[*api.routes, *host.routes, *sockets.routes, *page.routes, *page_hands.routes, *page_files.routes],
        middleware=[Middleware(LoopbackGuard)],
        exception_handlers={BadRequestError: refuse, BodyTooLargeError: refuse},
    )
    own_http = None if http else client
    parts = (app, state, dispatcher, seat, hands, views, files, sockets, events, rehearsal, methods)
    return LocalWorkspace(*parts, own_http)
