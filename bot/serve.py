"""Serving the bot over HTTP, in Slack or behind its own page."""

import ipaddress
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

import uvicorn
from starlette.applications import Starlette

from bot.app import Bot
from bot.clock import Clock
from bot.errors import BadInputError, RefusedError
from bot.local.run import build_local_bot, seat_invented_people
from bot.local.sample import fill_with_sample
from bot.logs import set_up_logs
from bot.settings import Settings
from storage.database import Database
from storage.records.settings import TermsInForce

HISTORY_FILE: Final = "workspace.jsonl"
ENDS_WITHIN_SECONDS: Final = 25.0
"""How long a process may take to end once it was asked to; everything it waits for has a shorter limit of its own."""


class _Server(uvicorn.Server):
    """A server that says when it is asked to stop, so that open event streams can end."""

    def __init__(self, config: uvicorn.Config, on_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_stop = on_stop

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at a signal and then return: uvicorn's own would raise the signal again and kill the process."""
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Let open event streams end, then stop; what hangs then, such as a silent database, is not waited for."""
        hard_end = threading.Timer(ENDS_WITHIN_SECONDS, os._exit, (0,))
        hard_end.daemon = True
        hard_end.start()
        self._on_stop()
        super().handle_exit(sig, frame)


def serve(
    settings: Settings, terms: TermsInForce, database: Database, clock: Clock, host: str, port: int, *, sample: bool
) -> None:
    """Serve until stopped.

    Raises BadInputError for a host or option that does not go with the mode, RefusedError where the port is taken.
    """
    set_up_logs()
    if settings.is_local:
        _serve_local(settings, terms, database, clock, host, port, sample=sample)
        return
    if sample:
        raise BadInputError("--sample: fills only the local workspace; unset SLACK_BOT_TOKEN to see it")
    token, secret = str(settings.slack_bot_token), settings.slack_signing_secret
    api, app_token = settings.api_url, settings.slack_app_token
    bot = Bot(database, terms, clock, token, secret, api, settings.documents, app_token)
    _serve(bot.web_app(), _listen(host, port), lambda: None)


def _serve_local(
    settings: Settings, terms: TermsInForce, database: Database, clock: Clock, host: str, port: int, *, sample: bool
) -> None:
    if not _is_loopback(host):
        raise BadInputError("--host: the local workspace has no sign-in, so it listens on this machine only")
    listener = _listen(host, port)
    if sample and not fill_with_sample(database, terms.latest, clock()):
        _tell("The workspace already holds records, so the sample was left out.")
    seat_invented_people(database, clock)
    url = f"http://{'[::1]' if ':' in host else host}:{port}"
    local = build_local_bot(database, terms, clock, url, settings.home / HISTORY_FILE, settings.documents)
    _tell(f"Zhiban 值班 is at {url}/  (Ctrl-C stops it)")
    _serve(local.app, listener, local.workspace.close_streams)


def _serve(app: Starlette, listener: socket.socket, on_stop: Callable[[], None]) -> None:
    config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=10, lifespan="on")
    _Server(config, on_stop).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # asyncio turns Nagle's algorithm off, and with it 40 ms an answer, only where the socket names its protocol
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise RefusedError(f"cannot listen on {host}:{port}: {error.strerror or error}") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise RefusedError(f"cannot listen on {host}:{port}: {error.strerror or error}") from error
    return listener


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)  # noqa: T201 -- said to the person at the terminal
