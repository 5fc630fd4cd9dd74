"""A web site on this machine that fails, hangs, sends elsewhere, sends too much, breaks off, and recovers."""

from __future__ import annotations

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

MEBIBYTE = 1024 * 1024
PLAIN: dict[str, tuple[Any, ...]] = {
    "ok": ("200 OK", "<h1>科技 portal</h1>".encode()),
    "gbk": ("200 OK", "<h1>科技</h1>".encode("gb18030"), "Content-Type: text/html; charset=gb2312"),
    "packed": ("200 OK", gzip.compress("科技".encode()), "Content-Encoding: gzip"),
    "mispacked": ("200 OK", b"half", "Content-Encoding: gzip"),
    "bomb": ("200 OK", gzip.compress(bytes(64 * MEBIBYTE) + b"late"), "Content-Encoding: gzip"),
    "fail": ("503 Service Unavailable", b"busy"),
    "on": ("302 Found", b"", "Location: /ok"),
    "cookie": ("302 Found", b"", "Location: /ok", "Set-Cookie: visitor=1; Path=/"),
    "loop": ("302 Found", b"", "Location: /loop"),
}
"""What is answered at a path, where no more is to it."""


@dataclass
class Visit:
    """A request, and the connection on which it is answered."""

    path: str
    head: str
    writer: asyncio.StreamWriter

    def send(self, status: str, body: bytes = b"", *headers: str, length: int | None = None) -> None:
        """Answer with these; `length` is what is claimed of the body, where it is not the truth."""
        claimed = len(body) if length is None else length
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {claimed}", "Connection: close", *headers, "", ""]
        self.writer.write("\r\n".join(lines).encode() + body)


@dataclass
class Site:
    """The site while it runs: `answers` what stands at a path; what was asked for is noted."""

    port: int = 0
    scheme: str = "http"
    answers: str = "ok"
    """Which of the paths `/` answers like."""
    visits: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    sized: bytes = b""
    """What `/sized` answers."""
    sent: int = 0
    """How many bytes of `/big` went out."""
    hanging: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    """Released once for each request that is never answered."""

    def url(self, path: str = "/") -> str:
        """The address of a path."""
        return f"{self.scheme}://127.0.0.1:{self.port}{path}"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request, and close."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            path = head.split(" ", 2)[1]
            self.visits.append(path)
            self.heads.append(head)
            await self._answer(Visit(path, head, writer))
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _answer(self, visit: Visit) -> None:
        named, _, after = visit.path.removeprefix("/").partition("?")
        where = self.answers if visit.path == "/" else named
        match where:
            case "hang":
                self.hanging.release()
                await asyncio.sleep(3600)
            case "drip":
                visit.send("200 OK", length=1000)
                while True:
                    visit.writer.write(b".")
                    await visit.writer.drain()
                    await asyncio.sleep(0.05)
            case "elsewhere":
                visit.send("302 Found", b"", f"Location: {after}")
            case "break":
                visit.send("200 OK", b"half", length=1000)
            case "noise":
                visit.writer.write(b"hello\r\n\r\n")
            case "hops":
                visit.send("302 Found", b"", f"Location: /hops?{int(after) - 1}" if int(after) > 1 else "Location: /ok")
            case "sized":
                visit.send("200 OK", self.sized)
            case "big":
                await self._send_big(visit)
            case _:
                visit.send(*PLAIN.get(where, ("404 Not Found",)))

    async def _send_big(self, visit: Visit) -> None:
        """5 MiB, a word near the beginning and one at the end."""
        visit.send("200 OK", b"early", length=5 * MEBIBYTE)
        for number in range(80):
            part = b"x" * (64 * 1024 - (5 if number == 0 else 0))
            visit.writer.write(part if number < 79 else part[:-4] + b"late")
            await visit.writer.drain()
            self.sent += len(part)


@asynccontextmanager
async def running_site(context: ssl.SSLContext | None = None) -> AsyncIterator[Site]:
    """The site on a free port of this machine; with a context over TLS."""
    site = Site(scheme="https" if context else "http")
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        await site.answer(reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    site.port = server.sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
