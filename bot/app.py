"""The one composition root: settings in, a running bot out."""

import asyncio
import logging
import re
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
from aiohttp import ClientSession, ClientTimeout
from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.answers import Answering
from bot.background import Background
from bot.clock import Clock
from bot.delivery import Delivery
from bot.desk import Desk
from bot.documents import Documents
from bot.events import Events
from bot.files import SILENT_SECONDS, Files
from bot.guard import BadRequestError, Signed, read_signed
from bot.health import Health
from bot.home import Homes
from bot.home_pictures import HomePictures
from bot.interactions import Interactions
from bot.languages import Languages
from bot.logs import log
from bot.middleware import Door, on_error
from bot.slash import SlashCommands
from bot.socket_mode import socket_open
from commands.catalog import Catalog
from schedulers.clock import Ticker
from schedulers.leader import Leadership
from schedulers.probes.looking import Looker
from schedulers.probes.prober import Prober
from schedulers.sender import Sender
from storage.database import Database
from storage.records.settings import TermsInForce

LATE_ANSWER_SECONDS: Final = 5
"""How long a bot that is asked to stop waits for answers that were promised."""
SLACK_CALL_SECONDS: Final = 30
POST_CALL_SECONDS: Final = 10
"""How long Slack may take over a post: then it is looked for."""
CONNECT_SECONDS: Final = 5
EVENTS_PATH: Final = "/slack/events"


@dataclass
class Bot:
    """The parts that work together while the bot runs."""

    database: Database
    terms: TermsInForce
    clock: Clock
    bot_token: str
    signing_secret: str | None
    """Without it nothing is taken over HTTP."""
    api_url: str
    documents: Path
    """The folder of what people hand in."""
    app_token: str | None = None
    """With it Slack's requests come over a socket."""
    background: Background = field(default_factory=Background)

    def web_app(self, more_routes: tuple[BaseRoute, ...] = ()) -> Starlette:
        """The bot as an ASGI app; it works from the app's start-up to its shutdown."""

        @asynccontextmanager
        async def lifespan(app: Starlette) -> AsyncIterator[None]:
            async with self._working(app):
                yield

        over_http = self.signing_secret is not None and self.app_token is None
        routes = (
            *([Route(EVENTS_PATH, take_request, methods=["POST"])] if over_http else []),
            Route("/healthz", tell_health, methods=["GET"]),
            *more_routes,
        )
        return Starlette(routes=routes, lifespan=lifespan)

    @asynccontextmanager
    async def _working(self, app: Starlette) -> AsyncIterator[None]:
        async with (
            ClientSession(timeout=ClientTimeout(total=SLACK_CALL_SECONDS)) as session,
            ClientSession(timeout=ClientTimeout(total=POST_CALL_SECONDS, sock_connect=CONNECT_SECONDS)) as posting,
            httpx.AsyncClient(timeout=SILENT_SECONDS, trust_env=False, follow_redirects=False) as http,
        ):
            client = AsyncWebClient(token=self.bot_token, base_url=self.api_url, session=session)
            languages = Languages(client, lambda: self.terms.latest.language, self.clock)
            leadership = Leadership(self.database, self.clock)
            sender = self._sender(posting, languages, leadership)
            ticker = Ticker(self.database, self.terms, self.clock, sender.wake, lambda: leadership.leads)

            def look_at_once() -> None:
                sender.wake()
                ticker.wake()
                prober.wake()

            self.clock.on_set = look_at_once
            app.state.bolt, on_written = self._bolt(client, self._files(session, http), languages, sender, ticker)
            looker = Looker(self.clock)
            prober = Prober(self.database, self.terms, looker.look, self.clock, leadership.term, on_written)
            app.state.signing_secret = self.signing_secret
            app.state.health = Health(self.database, ticker, prober, leadership, self.clock)
            log("bot started")
            await leadership.start(look_at_once)
            sending, probing = asyncio.create_task(sender.run()), asyncio.create_task(prober.run())
            ticker.start()
            try:
                async with self._socket(app.state.bolt):
                    yield
            finally:
                ticker.stop()
                await _ended(probing)
                await looker.close()
                await self.background.finish(LATE_ANSWER_SECONDS)
                await _ended(sending)
                await leadership.stop()
                log("bot stopped")

    def _sender(self, session: ClientSession, languages: Languages, leadership: Leadership) -> Sender:
        """What never got an answer is looked for before it is sent again, so that its client repeats nothing."""
        client = AsyncWebClient(self.bot_token, self.api_url, session=session, retry_handlers=[])
        send = Delivery(client, self.database, self.terms, languages).send
        # on SQLite all processes share one machine and its ways to Slack
        aside = None if self.database.is_sqlite else leadership.step_aside
        return Sender(self.database, send, self.clock, leadership.term, on_unreached=aside)

    def _socket(self, bolt: AsyncApp) -> AbstractAsyncContextManager[None]:
        return socket_open(bolt, self.app_token, self.api_url) if self.app_token else nullcontext()

    def _files(self, session: ClientSession, http: httpx.AsyncClient) -> Files:
        """Nobody waits for a file, so that its calls may wait where Slack says that they come too fast."""
        patient: list[AsyncRetryHandler] = [AsyncRateLimitErrorRetryHandler(max_retry_count=2)]
        client = AsyncWebClient(self.bot_token, self.api_url, session=session, retry_handlers=patient)
        return Files(client, http, Documents(self.documents))

    def _bolt(
        self, client: AsyncWebClient, files: Files, languages: Languages, sender: Sender, ticker: Ticker
    ) -> tuple[AsyncApp, Callable[[], None]]:
        """The app, and what is to be called whenever something was written."""
        catalog = Catalog()

        def on_written() -> None:
            sender.wake()
            ticker.wake()
            homes.renew()

        desk = Desk(self.database, catalog, self.clock, self.terms, on_written)
        app = AsyncApp(
            logger=logging.getLogger("slack_bolt"),
            client=client,
            signing_secret=self.signing_secret or secrets.token_hex(),
            process_before_response=True,
            authorize=_authorize(self.bot_token),
        )
        door = Door(desk, catalog, languages, self.terms, self.clock)
        answering = Answering(desk, self.background, files)
        interactions = Interactions(door, catalog, answering, client)
        pictures = HomePictures(files.upload, self.background, lambda: homes.renew())  # noqa: PLW0108 -- made below
        homes = Homes(door, desk, catalog, languages, client, self.background, pictures)
        app.use(door.admit)
        app.command(re.compile("^/"))(SlashCommands(answering, interactions).answer)
        interactions.register(app)
        homes.register(app)
        Events(desk, catalog, self.terms, client).register(app)
        app.error(on_error)
        return app, on_written


async def _ended(work: "asyncio.Task[None]") -> None:
    """End the work, and wait until it has."""
    work.cancel()
    with suppress(asyncio.CancelledError):
        await work


async def take_request(request: Request) -> Response:
    """A request from Slack, once it has proved to be one."""
    try:
        for_bolt = _for_bolt(await read_signed(request, request.app.state.signing_secret))
    except BadRequestError as error:
        log("request refused", status=error.status)
        return error.response()
    bolt: AsyncApp = request.app.state.bolt
    return to_starlette_response(await bolt.async_dispatch(for_bolt))


def _for_bolt(signed: Signed) -> AsyncBoltRequest:
    """The request as one whose signature was judged and whose body was read already, as Socket Mode's are.

    Raises BadRequestError where team, user or channel are not of the shape that Bolt takes for granted.
    """
    context = {"request": signed.digest, "arrived": time.monotonic()}
    try:
        return AsyncBoltRequest(mode="socket_mode", body=signed.said, context=context)
    except (TypeError, AttributeError, KeyError, IndexError) as error:
        raise BadRequestError(400, "the body is not as Slack writes it") from error


async def tell_health(request: Request) -> Response:
    """200 while database, clock and outbox work, otherwise 503 and what does not; who leads, and what waits."""
    health: Health = request.app.state.health
    report = await health.report()
    return JSONResponse(report, 200 if report["ok"] else 503)


def _authorize(bot_token: str) -> Callable[..., Any]:
    """Bolt's own would ask Slack at each person's first request, and a slow Slack would delay every answer."""

    async def authorize(enterprise_id: str | None, team_id: str | None, user_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, user_id=user_id, bot_token=bot_token)

    return authorize
