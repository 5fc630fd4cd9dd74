"""One look at a page over the real network: never to another host, never more than 1 MiB, never for too long."""

import asyncio
import ssl
import time
import zlib
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.cookiejar import CookieJar, DefaultCookiePolicy
from threading import Thread
from typing import Any, Final, TypeVar

import httpx

from storage.contract.probes import LARGEST_BODY, MOST_PROBES, Probe, Seen, Trouble

T = TypeVar("T")

MOST_REDIRECTS: Final = 5
LONGEST_DETAIL: Final = 200
_CERTIFICATES: Final = {9: "early", 10: "expired", 18: "self-signed", 19: "self-signed", 62: "name", 64: "name"}
"""What OpenSSL's reasons say of a certificate (X509_V_ERR_…); any other is that its issuer is not known."""
_AGENT: Final = "Zhiban probe"
_USUAL_PORTS: Final = {"http": 80, "https": 443}


class _AmissError(Exception):
    """The page is not as expected."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(trouble)
        self.trouble = trouble
        self.detail = detail


class Looker:
    """Looks at pages. Each look opens its own connection, so that it sees what a new visitor would see.

    It has an event loop and threads of its own: asking for the address of a host occupies a thread for as long as no
    name server answers, whatever limit the look has, and nobody who types a command shall wait for that.
    """

    def __init__(self, clock: Callable[[], datetime], trust: ssl.SSLContext | None = None) -> None:
        """`trust` is by what certificates are judged: the usual authorities and the machine's own unless given."""
        self._clock = clock
        self._loop = asyncio.new_event_loop()
        self._askers = ThreadPoolExecutor(MOST_PROBES, thread_name_prefix="zhiban-names")
        self._loop.set_default_executor(self._askers)
        self._thread = Thread(target=self._loop.run_forever, name="zhiban-looks", daemon=True)
        self._thread.start()
        self._client = httpx.AsyncClient(
            verify=trust or _usual_trust(),
            trust_env=False,
            follow_redirects=False,
            timeout=None,  # noqa: S113 -- the whole look has one limit, which each probe sets
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
            headers={"User-Agent": _AGENT, "Accept-Encoding": "identity"},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        )

    async def close(self) -> None:
        """Look no more."""
        await self._there(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        await asyncio.to_thread(self._thread.join)
        self._askers.shutdown(wait=False, cancel_futures=True)
        self._loop.close()

    async def _end(self) -> None:
        """Let go of the looks under way and of their connections."""
        under_way = asyncio.all_tasks() - {asyncio.current_task()}
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        await self._client.aclose()

    async def look(self, probe: Probe) -> Seen:
        """What one look finds."""
        return await self._there(self._look(probe))

    async def _there(self, work: Coroutine[Any, Any, T]) -> T:
        """Have it done in the loop of the looks; who is cancelled here cancels it there."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def _look(self, probe: Probe) -> Seen:
        at, begun = self._clock(), time.monotonic()
        shown = _Certificate()
        trouble: Trouble | None = None
        detail = ""
        try:
            async with asyncio.timeout(probe.seconds):
                await self._read(probe, shown)
        except _AmissError as amiss:
            trouble, detail = amiss.trouble, amiss.detail
        except TimeoutError:
            trouble, detail = "timeout", str(probe.seconds)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
            trouble, detail = _trouble_of(error)
        took = timedelta(seconds=time.monotonic() - begun)
        return Seen(at=at, took=took, trouble=trouble, detail=_legible(detail), certificate_until=shown.until)

    async def _read(self, probe: Probe, shown: "_Certificate") -> None:
        url = httpx.URL(probe.url)
        for _ in range(MOST_REDIRECTS + 1):
            async with self._client.stream("GET", url) as response:
                shown.note(response)
                if response.status_code != probe.status and response.has_redirect_location:
                    url = _same_host(url, response)
                    continue
                await _check(probe, response)
                return
        raise _AmissError("loop", str(MOST_REDIRECTS))


def _usual_trust() -> ssl.SSLContext:
    context = httpx.create_ssl_context()
    context.load_default_certs()
    return context


class _Certificate:
    """Until when the certificate holds that was shown last."""

    until: datetime | None = None

    def note(self, response: httpx.Response) -> None:
        """Take it from the connection over which the answer comes; its chain and name were judged already."""
        stream = response.extensions.get("network_stream")
        secured = stream.get_extra_info("ssl_object") if stream is not None else None
        certificate: dict[str, Any] = (secured.getpeercert() if secured is not None else None) or {}
        if "notAfter" in certificate:
            self.until = datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate["notAfter"]), UTC)


def _same_host(url: httpx.URL, response: httpx.Response) -> httpx.URL:
    """Where the answer sends on to. Raises _AmissError where that is another host or port."""
    onward = url.join(response.headers["location"])
    upgraded = (url.scheme, onward.scheme) == ("http", "https") and _port(url) == 80 and _port(onward) == 443
    same = onward.scheme == url.scheme and _port(onward) == _port(url)
    if onward.host.casefold() != url.host.casefold() or not (same or upgraded):
        raise _AmissError("redirect")
    return onward.copy_with(userinfo=b"")


def _port(url: httpx.URL) -> int | None:
    return url.port or _USUAL_PORTS.get(url.scheme)


async def _check(probe: Probe, response: httpx.Response) -> None:
    """Raises _AmissError where the answer is not as expected; of a body no more than the limit is read."""
    if response.status_code != probe.status:
        raise _AmissError("status", str(response.status_code))
    body = bytearray()
    async for part in response.aiter_raw(64 * 1024):
        body += part[: LARGEST_BODY - len(body)]
        if len(body) >= LARGEST_BODY:
            break
    if probe.text and not _holds(_unpacked(bytes(body), response), probe.text, response.charset_encoding):
        raise _AmissError("text", probe.text)


def _unpacked(body: bytes, response: httpx.Response) -> bytes:
    """The body as it was before the site packed it, unasked; again no more than the limit."""
    if response.headers.get("content-encoding", "").casefold() not in ("gzip", "x-gzip", "deflate"):
        return body
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 32).decompress(body, LARGEST_BODY)
    except zlib.error:
        return body


def _legible(detail: str) -> str:
    """What another machine said, short and without what cannot be printed."""
    return "".join(mark for mark in detail if mark.isprintable())[:LONGEST_DETAIL]


def _holds(body: bytes, text: str, charset: str | None) -> bool:
    """Whether the page shows the text, in the encoding it names or in one of those that Chinese pages use."""
    for encoding in (charset, "utf-8", "gb18030"):
        try:
            if encoding is not None and text.encode(encoding) in body:
                return True
        except (LookupError, UnicodeError):
            continue
    return False


def _trouble_of(error: Exception) -> tuple[Trouble, str]:
    """A word for what went wrong on the way, and a word for how."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return "certificate", _CERTIFICATES.get(cause.verify_code, "issuer")
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.ConnectError):
        return "unreachable", type(error).__name__
    return "broken", type(error).__name__
