"""The stand-in on a free port, with what a test asks of it."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, Self, TypeVar

from slack_sdk.web.async_client import AsyncWebClient
from starlette.responses import JSONResponse, Response

from bot.local.arguments import Arguments
from bot.local.compose import build_workspace
from bot.local.dispatch import ANSWER_SECONDS, REPEAT_AFTER_SECONDS, Outcome
from bot.local.interactions import Submission, Tab, Use
from bot.local.model import Json, LocalChannel, LocalCommand, LocalPerson, LocalShortcut, Message
from bot.local.rehearsal import SetClock
from bot.local.triggers import LIFETIME_SECONDS
from bot.local.values import Values, elements_of
from bot.local.workspace import Clock, dm_of
from tests.slack.people import CHANNELS, COMMANDS, PEOPLE
from tests.slack.threaded import ThreadedServer, free_socket

BOT_TOKEN = "xoxb-local"
APP_TOKEN = "xapp-local"
SIGNING_SECRET = "local-signing-secret"

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class ApiCall:
    """A Web API call the bot made."""

    method: str
    arguments: Json


class SlackStandIn:
    """Slack for one test: start it with `with`, point the bot at `api_url`, name the bot's endpoint in `events_url`.

    `events_url` may be set later, before the first command, for a bot that must know the stand-in's address first.
    """

    def __init__(
        self,
        events_url: str = "http://127.0.0.1:9/slack/events",
        *,
        people: tuple[LocalPerson, ...] = PEOPLE,
        channels: tuple[LocalChannel, ...] = CHANNELS,
        commands: tuple[LocalCommand, ...] = COMMANDS,
        clock: Clock = lambda: datetime.now(UTC),
        log_path: Path | None = None,
        subscriptions: frozenset[str] = frozenset(),
        answer_seconds: float = ANSWER_SECONDS,
        shortcuts: tuple[LocalShortcut, ...] = (),
        set_clock: SetClock | None = None,
        repeat_after_seconds: tuple[float, ...] = REPEAT_AFTER_SECONDS,
        trigger_seconds: float = LIFETIME_SECONDS,
        port: int = 0,
    ) -> None:
        bound = free_socket(port)
        self.port: int = bound.getsockname()[1]
        url = f"http://127.0.0.1:{self.port}"
        self.calls: list[ApiCall] = []
        self._stopping = asyncio.Event()
        self._refusals: deque[tuple[str | None, Response | None]] = deque()
        self._to_lose: deque[tuple[str, Response | None]] = deque()
        self.lost: list[ApiCall] = []
        """The calls that took effect and were not answered as they should."""
        self.workspace = build_workspace(
            people=people,
            channels=channels,
            commands=commands,
            events_url=events_url,
            public_url=url,
            signing_secret=SIGNING_SECRET,
            bot_token=BOT_TOKEN,
            clock=clock,
            log_path=log_path,
            subscriptions=subscriptions,
            interceptor=self._intercept,
            answer_seconds=answer_seconds,
            shortcuts=shortcuts,
            app_token=APP_TOKEN,
            set_clock=set_clock,
            repeat_after_seconds=repeat_after_seconds,
            trigger_seconds=trigger_seconds,
        )
        self._server = ThreadedServer(self.workspace.app, bound, self.workspace.close_streams)
        self.url = url
        self.api_url = url + "/api/"
        self.token = BOT_TOKEN
        self.app_token = APP_TOKEN
        self.signing_secret = SIGNING_SECRET

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._ask(self._stopping.set)
        self._wait(self.workspace.aclose())
        self._server.__exit__(*error)

    @property
    def events_url(self) -> str:
        """Where the bot takes requests."""
        return self.workspace.dispatcher.events_url

    @events_url.setter
    def events_url(self, url: str) -> None:
        self.workspace.dispatcher.events_url = url

    @property
    def environment(self) -> dict[str, str]:
        """The environment a bot in a process of its own needs to use this stand-in."""
        return {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_API_URL": self.api_url,
        }

    @property
    def socket_environment(self) -> dict[str, str]:
        """The environment of a bot that opens a socket instead of taking requests over HTTP."""
        http_only = "SLACK_SIGNING_SECRET"
        kept = {name: value for name, value in self.environment.items() if name != http_only}
        return {**kept, "SLACK_APP_TOKEN": APP_TOKEN}

    def client(self) -> AsyncWebClient:
        """A Web API client for this stand-in."""
        return AsyncWebClient(token=BOT_TOKEN, base_url=self.api_url)

    def command(self, person: str, command: str, text: str = "", channel: str = "C0OPS") -> Outcome:
        """Give a command as `person` (Slack id) and return the bot's answer; channel `@bot` is the direct message."""
        who = self.workspace.state.people[person]
        where = dm_of(person) if channel == "@bot" else channel
        return self._wait(self.workspace.dispatcher.command(who, where, command, text))

    def say(self, person: str, text: str, channel: str = "C0OPS", thread_ts: str | None = None) -> None:
        """Type a message as `person`, as at the page."""
        who = self.workspace.state.people[person]
        self._wait(self.workspace.seat.say(who, dm_of(person) if channel == "@bot" else channel, text, thread_ts))

    def press(
        self,
        person: str,
        channel: str,
        ts: str,
        action: Json | str,
        value: object = None,
        values: Values | None = None,
    ) -> Outcome:
        """Use an element of a message, ephemeral ones included; channel `@bot` is the direct message.

        `action` is the action id of an element the message has (`value`: an option's value, a date, a person's id, a
        list of them; None for a button), or, to send what no page would, the action as Slack describes it.
        """
        who, where = self._who(person), dm_of(person) if channel == "@bot" else channel
        if isinstance(action, str):
            return self._wait(self.workspace.hands.press(who, where, ts, Use(action, None, value, values or {})))
        message = self._ask(lambda: self.workspace.state.message(where, ts))
        if message is None:
            raise LookupError(f"no message {ts} in {channel}")
        return self._wait(self.workspace.dispatcher.press(who, message, action))

    def press_in(
        self, person: str, view: Json, action_id: str, value: object = None, values: Values | None = None
    ) -> Outcome:
        """Use an element of a modal or a Home, `view` as `modal` or `home` gives it."""
        use = Use(action_id, None, value, values or {})
        return self._wait(self.workspace.hands.press_in_view(self._who(person), view["id"], use))

    def submit(self, person: str, view: Json, values: Mapping[str, object] | None = None) -> Submission:
        """Fill in a modal and send it, as the page does: what is left out is refused before the bot hears of it.

        `values` holds raw values by action id; what is not named keeps its initial value.
        """
        given = dict(values or {})
        held: dict[str, dict[str, object]] = {}
        for block, element in elements_of(view["blocks"]):
            if element["action_id"] in given:
                held.setdefault(block, {})[element["action_id"]] = given.pop(element["action_id"])
        if given:
            raise LookupError(f"the view has no {', '.join(given)}")
        return self._wait(self.workspace.hands.submit(self._who(person), view["id"], held))

    def upload(self, person: str, name: str, content: bytes, **told: object) -> Json:
        """Upload a file for a form, as choosing it at the page does; returns it as Slack tells of it.

        `told` stands in place of what Slack would tell, such as a `size` or a `url_private_download`.
        """
        return self._ask(lambda: self.workspace.files.add(person, name, content, **told))

    def file_content(self, file: Json) -> bytes:
        """What is in a file."""
        return self._ask(lambda: self.workspace.files.content(file["id"]))

    def close_view(self, person: str, view: Json, *, everything: bool = False) -> None:
        """Close a modal, or all of them, without sending it."""
        self._wait(self.workspace.hands.close(self._who(person), view["id"], everything=everything))

    def shortcut(self, person: str, channel: str, ts: str, callback_id: str) -> Outcome:
        """Use a message shortcut."""
        message = self._ask(lambda: self.workspace.state.message(channel, ts))
        if message is None:
            raise LookupError(f"no message {ts} in {channel}")
        return self._wait(self.workspace.hands.shortcut(self._who(person), message, callback_id))

    @property
    def views_opened(self) -> list[Json]:
        """The modals that were opened or pushed so far, as the bot was told of them."""
        return self._ask(lambda: list(self.workspace.views.opened))

    def modal(self, person: str) -> Json | None:
        """The top modal before a person, None when there is none."""
        views = self.workspace.views
        return self._ask(lambda: next((views.describe(view) for view in reversed(views.stack(person))), None))

    def home(self, person: str) -> Json | None:
        """A person's Home as last published, None before that."""
        views = self.workspace.views
        return self._ask(lambda: views.describe(home) if (home := views.home(person)) else None)

    def open_app(self, person: str, tab: Tab = "home") -> None:
        """Open the app's Home (or its messages), which the bot is told of when it subscribed to it."""
        self._ask(lambda: self.workspace.hands.open_app(self._who(person), tab))

    def join(self, person: str, channel: str = "C0OPS") -> None:
        """Put a person into a channel, taking them out first when they are in it."""

        def leave_and_join() -> None:
            self.workspace.seat.leave(self._who(person), channel)
            self.workspace.seat.join(self._who(person), channel)

        self._ask(leave_and_join)

    @property
    def socket_connected(self) -> bool:
        """Whether the bot has a socket open that takes envelopes."""
        return self._ask(lambda: self.workspace.sockets.connected > 0)

    def ask_sockets_to_reconnect(self, reason: Literal["refresh_requested", "warning"] = "refresh_requested") -> None:
        """Tell every socket that it will end, as Slack does now and then."""
        self._wait(self.workspace.sockets.ask_to_reconnect(reason))

    def drop_sockets(self) -> None:
        """End every socket without a word, as a broken line does."""
        self._wait(self.workspace.sockets.drop())

    def event(self, event: Json) -> Outcome:
        """Deliver an event such as `member_joined_channel`."""
        return self._wait(self.workspace.dispatcher.event(event))

    def messages(self, channel: str) -> list[Message]:
        """What a channel shows, oldest first."""
        return self._ask(lambda: self.workspace.state.messages(channel))

    def thread(self, channel: str, ts: str) -> list[Message]:
        """The replies under a message, oldest first."""
        return self._ask(lambda: self.workspace.state.replies(channel, ts))

    def dms(self, person: str) -> list[Message]:
        """What the direct message between the bot and a person shows, oldest first."""
        return self.messages(dm_of(person))

    def ephemerals(self, person: str) -> list[Json]:
        """The ephemeral messages a person was shown, oldest first, as the page is told of them."""
        events = self._ask(lambda: self.workspace.state.feed.after(0))
        told = [event.content.get("message", {}) for event in events if person in event.audience]
        return [message for message in told if message.get("is_ephemeral")]

    def wait_for(self, predicate: Callable[[], object], seconds: float = 20.0) -> None:
        """Return as soon as the predicate holds; fail when it never does."""
        deadline = time.monotonic() + seconds
        while not predicate():
            if time.monotonic() > deadline:
                raise AssertionError(
                    f"still not so after {seconds} s; calls made: {[call.method for call in self.calls]}"
                )
            time.sleep(0.02)

    def answer_next(self, response: Response, method: str) -> None:
        """Answer the next call of that method with this; files come and go by `files.upload` and `files.download`."""
        self._refusals.append((method, response))

    def rate_limit_next(self, count: int = 1, retry_after: int = 1, method: str | None = None) -> None:
        """Answer the next calls (of one method, when named) with 429."""
        refusal = JSONResponse({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(retry_after)})
        self._refusals.extend([(method, refusal)] * count)

    def fail_next(self, count: int = 1, status: int = 503, method: str | None = None) -> None:
        """Answer the next calls with a server error."""
        refusal = JSONResponse({"ok": False, "error": "service_unavailable"}, status)
        self._refusals.extend([(method, refusal)] * count)

    def hang_next(self, count: int = 1, method: str | None = None) -> None:
        """Leave the next calls without an answer for as long as the stand-in runs."""
        self._refusals.extend([(method, None)] * count)

    def lose_next(self, count: int = 1, *, method: str, answer: Response | None = None) -> None:
        """Let the next calls of that method take effect and answer them with this; with nothing at all without it."""
        self._to_lose.extend([(method, answer)] * count)

    def _who(self, person: str) -> LocalPerson:
        return self.workspace.state.people[person]

    async def _intercept(self, method: str, arguments: Json) -> Response | None:
        self.calls.append(ApiCall(method, arguments))
        if self._to_lose and self._to_lose[0][0] == method:
            return await self._lose(method, arguments)
        planned = next((refusal for refusal in self._refusals if refusal[0] in (None, method)), None)
        if planned is None:
            return None
        self._refusals.remove(planned)
        if planned[1] is None:
            await self._stopping.wait()
        return planned[1]

    async def _lose(self, method: str, arguments: Json) -> Response | None:
        _, answer = self._to_lose.popleft()
        self.workspace.web_api.call(method, Arguments(arguments))
        self.lost.append(ApiCall(method, arguments))
        if answer is None:
            await self._stopping.wait()
        return answer or Response(status_code=500)

    def _ask(self, question: Callable[[], Answer]) -> Answer:
        async def ask() -> Answer:
            return question()

        return self._wait(ask())

    def _wait(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self._server.loop).result(timeout=60)
