"""A TCP proxy that tests can cut: a line that breaks, that goes silent, and that comes back."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from pathlib import Path
from typing import Self

from tests.slack.threaded import free_socket


class Proxy:
    """Hands bytes on between 127.0.0.1:`port` and a TCP port or a Unix socket, until it is cut."""

    def __init__(self, target: int | Path) -> None:
        self._target = target
        self._bound = free_socket()
        self.port: int = self._bound.getsockname()[1]
        self._lines: set[asyncio.WriteTransport] = set()
        self._whole = True
        self._flows = asyncio.Event()
        self._flows.set()
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=f"proxy-{self.port}")

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(30)
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()
        self._loop.call_soon_threadsafe(self._flows.set)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)
        self._loop.close()

    def cut(self) -> None:
        """Break every line, and every new one at once."""
        self._whole = False
        self._loop.call_soon_threadsafe(self._break)

    def silence(self) -> None:
        """Hand nothing on any more, without breaking a line."""
        self._loop.call_soon_threadsafe(self._flows.clear)

    def mend(self) -> None:
        """Be a proxy again."""
        self._whole = True
        self._loop.call_soon_threadsafe(self._flows.set)

    def _break(self) -> None:
        for line in list(self._lines):
            line.abort()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        serving = self._loop.run_until_complete(asyncio.start_server(self._take, sock=self._bound))
        self._ready.set()
        self._loop.run_forever()
        serving.close()
        everything = asyncio.all_tasks(self._loop)
        for task in everything:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*everything, return_exceptions=True))

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._whole:
            writer.transport.abort()
            return
        with suppress(OSError):
            there, back = await self._connect()
            self._lines |= {writer.transport, back.transport}
            try:
                await asyncio.gather(self._pass_on(reader, back), self._pass_on(there, writer))
            finally:
                for end in (writer, back):
                    self._lines.discard(end.transport)
                    end.transport.abort()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self._target, Path):
            return await asyncio.open_unix_connection(self._target)
        return await asyncio.open_connection("127.0.0.1", self._target)

    async def _pass_on(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while taken := await source.read(65_536):
                await self._flows.wait()
                sink.write(taken)
                await sink.drain()
        sink.transport.abort()
