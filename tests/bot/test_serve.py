"""The socket the bot listens on."""

from __future__ import annotations

import socket

import pytest

from bot.errors import RefusedError
from bot.serve import _listen


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_answers_leave_at_once(host: str) -> None:
    """Only a socket that names its protocol lets asyncio send small answers without waiting for more to send."""
    with _listen(host, 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_a_taken_port_is_refused_in_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(RefusedError, match="cannot listen on 127"):
            _listen("127.0.0.1", taken.getsockname()[1])
