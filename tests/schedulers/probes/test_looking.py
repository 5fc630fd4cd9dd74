"""One look at a page of a real site on this machine, with the real HTTP client."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import trustme

from schedulers.probes.looking import Looker
from storage.contract.probes import LARGEST_BODY, Probe, Seen
from tests.site import MEBIBYTE, running_site

NOW = datetime(2026, 7, 15, 2, tzinfo=UTC)


def probe(url: str, **more: Any) -> Probe:
    return Probe(**{"name": "home", "system": "portal", "url": url, "seconds": 5, **more})


async def look(url: str, trust: ssl.SSLContext | None = None, **more: Any) -> Seen:
    looker = Looker(lambda: NOW, trust)
    try:
        return await looker.look(probe(url, **more))
    finally:
        await looker.close()


def tls(authority: trustme.CA, until: datetime | None = None, name: str = "127.0.0.1") -> ssl.SSLContext:
    """What a site with a certificate of that authority serves by."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name, not_after=until).configure_cert(context)
    return context


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    """By what somebody who trusts the authority judges."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


@pytest.mark.parametrize(
    ("path", "expected", "found"),
    [
        ("/ok", {}, (None, "")),
        ("/ok", {"text": "portal"}, (None, "")),
        ("/ok", {"text": "科技"}, (None, "")),
        ("/gbk", {"text": "科技"}, (None, "")),
        ("/ok", {"text": "welcome"}, ("text", "welcome")),
        ("/ok", {"status": 204}, ("status", "200")),
        ("/fail", {}, ("status", "503")),
        ("/fail", {"status": 503, "text": "busy"}, (None, "")),
        ("/nothing", {}, ("status", "404")),
        ("/nothing", {"status": 404}, (None, "")),
        ("/on", {"text": "portal"}, (None, "")),
        ("/on", {"status": 302}, (None, "")),
        ("/loop", {}, ("loop", "5")),
        ("/elsewhere?http://example.invalid/", {}, ("redirect", "")),
        ("/elsewhere?//example.invalid/", {}, ("redirect", "")),
        ("/elsewhere?http://127.0.0.1:9/", {}, ("redirect", "")),
        ("/elsewhere?http://127.0.0.1/", {}, ("redirect", "")),
        ("/elsewhere?file:///etc/passwd", {}, ("redirect", "")),
        ("/elsewhere?https://127.0.0.1:1/", {}, ("redirect", "")),
        ("/break", {}, ("broken", "RemoteProtocolError")),
        ("/noise", {}, ("broken", "RemoteProtocolError")),
        ("/hang", {"seconds": 1}, ("timeout", "1")),
        ("/drip", {"seconds": 1}, ("timeout", "1")),
        ("/big", {"text": "early"}, (None, "")),
        ("/packed", {"text": "科技"}, (None, "")),
        ("/packed", {"text": "welcome"}, ("text", "welcome")),
        ("/mispacked", {"text": "half"}, (None, "")),
        ("/bomb", {"text": "late"}, ("text", "late")),
        ("/big", {"text": "late"}, ("text", "late")),
    ],
)
async def test_a_page_is_judged(path: str, expected: dict[str, Any], found: tuple[str | None, str]) -> None:
    async with running_site() as site:
        seen = await look(site.url(path), **expected)
    assert (seen.trouble, seen.detail) == found
    assert seen.at == NOW
    assert seen.certificate_until is None


async def test_no_more_than_a_mebibyte_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read = 0
    raw = httpx.Response.aiter_raw

    async def counted(self: httpx.Response, size: int | None = None) -> Any:
        nonlocal read
        async for part in raw(self, size):
            read += len(part)
            yield part

    monkeypatch.setattr(httpx.Response, "aiter_raw", counted)
    async with running_site() as site:
        assert (await look(site.url("/big"))).ok
    assert read == LARGEST_BODY == MEBIBYTE


@pytest.mark.parametrize(
    ("size", "at", "trouble"), [(MEBIBYTE, MEBIBYTE - 4, None), (MEBIBYTE + 1, MEBIBYTE - 3, "text")]
)
async def test_a_text_counts_up_to_the_last_byte_that_is_read(size: int, at: int, trouble: str | None) -> None:
    async with running_site() as site:
        site.sized = b"x" * at + b"last" + b"x" * (size - at - 4)
        assert (await look(site.url("/sized"), text="last")).trouble == trouble


@pytest.mark.parametrize(("hops", "trouble"), [(5, None), (6, "loop")])
async def test_so_many_redirects_are_followed(hops: int, trouble: str | None) -> None:
    async with running_site() as site:
        assert (await look(site.url(f"/hops?{hops}"))).trouble == trouble
        assert len(site.visits) == 6


async def test_another_host_is_never_asked() -> None:
    async with running_site() as other, running_site() as site:
        seen = await look(site.url(f"/elsewhere?{other.url('/ok')}"))
        assert (seen.trouble, other.visits) == ("redirect", [])
        assert site.visits == [f"/elsewhere?{other.url('/ok')}"]


async def test_nothing_is_told_but_what_a_request_needs() -> None:
    async with running_site() as site:
        await look(site.url("/ok"))
        [head] = site.heads
    assert "zhiban" in head.casefold()
    assert "accept-encoding: identity" in head.casefold()
    assert not any(name in head.casefold() for name in ("cookie:", "authorization:"))


async def test_no_cookie_is_kept() -> None:
    async with running_site() as site:
        assert (await look(site.url("/cookie"))).ok
        assert site.visits == ["/cookie", "/ok"]
        assert not any("cookie:" in head.casefold() for head in site.heads)


async def test_names_that_nobody_answers_for_delay_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, answered = threading.Semaphore(0), threading.Event()

    def unanswered(*_: Any, **__: Any) -> Any:
        asked.release()
        answered.wait()
        raise socket.gaierror("nobody answered")

    monkeypatch.setattr(socket, "getaddrinfo", unanswered)
    looker = Looker(lambda: NOW)
    try:
        looks = [asyncio.create_task(looker.look(probe(f"http://p{n}.example/", seconds=1))) for n in range(60)]
        async with asyncio.timeout(60):
            for _ in looks:
                await asyncio.to_thread(asked.acquire)
        found = [seen.trouble for seen in await asyncio.gather(*looks)]
    finally:
        answered.set()
        await looker.close()
    assert found == ["timeout"] * 60


async def test_where_nobody_listens() -> None:
    async with running_site() as site:
        url = site.url("/ok")
    assert (await look(url)).trouble == "unreachable"


async def test_looks_at_once_delay_no_other() -> None:
    looker = Looker(lambda: NOW)
    async with running_site() as site:
        hanging = [asyncio.create_task(looker.look(probe(site.url("/hang"), seconds=60))) for _ in range(120)]
        for _ in hanging:
            await site.hanging.acquire()
        assert (await looker.look(probe(site.url("/ok")))).ok
        for task in hanging:
            task.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)
    await looker.close()


async def test_the_certificate_is_judged_and_its_end_is_known() -> None:
    authority, until = trustme.CA(), datetime.now(UTC).replace(microsecond=0) + timedelta(days=9)
    async with running_site(tls(authority, until)) as site:
        seen = await look(site.url("/ok"), trusting(authority))
        assert (seen.trouble, seen.certificate_until) == (None, until)
        failing = await look(site.url("/fail"), trusting(authority))
        assert (failing.trouble, failing.certificate_until) == ("status", until)
        unknown = await look(site.url("/ok"))
        assert (unknown.trouble, unknown.certificate_until) == ("certificate", None)
        assert unknown.detail == "issuer"


@pytest.mark.parametrize(("days", "name", "why"), [(-1, "127.0.0.1", "expired"), (9, "example.invalid", "name")])
async def test_a_certificate_that_does_not_hold(days: int, name: str, why: str) -> None:
    authority = trustme.CA()
    async with running_site(tls(authority, datetime.now(UTC) + timedelta(days=days), name)) as site:
        seen = await look(site.url("/ok"), trusting(authority))
    assert (seen.trouble, seen.certificate_until) == ("certificate", None)
    assert seen.detail == why


async def test_a_self_signed_certificate_is_told_apart() -> None:
    alone = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with alone.cert_pem.tempfile() as certificate, alone.private_key_pem.tempfile() as key:
        context.load_cert_chain(certificate, key)
    async with running_site(context) as site:
        seen = await look(site.url("/ok"))
    assert (seen.trouble, seen.detail) == ("certificate", "self-signed")


async def test_a_site_recovers() -> None:
    async with running_site() as site:
        found = []
        for answers in ("ok", "fail", "hang", "ok"):
            site.answers = answers
            found.append((await look(site.url(), seconds=1)).trouble)
    assert found == [None, "status", "timeout", None]
