"""An ASGI app behind a real socket on loopback, in a thread of its own."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable
from typing import Any, Self

import uvicorn


def free_socket(port: int = 0) -> socket.socket:
    """A socket bound to a port of 127.0.0.1 (0: a free one), kept open so that nobody else takes it."""
    bound = socket.socket(
        socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP
    )  # named, so that asyncio sets TCP_NODELAY
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", port))
    return bound


class ThreadedServer:
    """Runs an app until the `with` block ends; `on_stop` is called in its loop before it is asked to stop."""

    def __init__(self, app: Any, bound: socket.socket | None = None, on_stop: Callable[[], None] | None = None) -> None:
        self._socket = bound or free_socket()
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        config = uvicorn.Config(app, log_level="warning", lifespan="off", timeout_graceful_shutdown=5)
        self._server = uvicorn.Server(config)
        self._on_stop = on_stop
        self._thread = threading.Thread(target=self._run, name=f"server-{self.port}")
        self.loop: asyncio.AbstractEventLoop

    def __enter__(self) -> Self:
        self._thread.start()
        deadline = time.monotonic() + 30
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError("the server did not start")
            time.sleep(0.005)
        return self

    def __exit__(self, *_: object) -> None:
        if self._on_stop:
            self.loop.call_soon_threadsafe(self._on_stop)
        self._server.should_exit = True
        self._thread.join(timeout=30)
        self._socket.close()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        await self._server.serve(sockets=[self._socket])
