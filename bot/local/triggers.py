"""Trigger ids: each lets a bot open one view for the person who did something, within three seconds."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

from bot.local.arguments import ApiError

LIFETIME_SECONDS = 3.0
REMEMBERED_SECONDS = 600.0


@dataclass(slots=True)
class _Trigger:
    person: str
    view_id: str | None
    issued: float
    exchanged: bool = False


class Triggers:
    """Issues trigger ids and exchanges them, each once and in time; times run by the real clock, never by a set one."""

    def __init__(self, lifetime_seconds: float = LIFETIME_SECONDS) -> None:
        self._lifetime = lifetime_seconds
        self._issued: dict[str, _Trigger] = {}

    def issue(self, person: str, view_id: str | None = None) -> str:
        """A trigger for what a person did; `view_id` is the modal it was done in."""
        now = time.monotonic()
        self._issued = {
            key: trigger for key, trigger in self._issued.items() if now - trigger.issued < REMEMBERED_SECONDS
        }
        key = f"{time.time_ns() // 1_000_000}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._issued[key] = _Trigger(person, view_id, now)
        return key

    def exchange(self, key: str) -> tuple[str, str | None]:
        """Use a trigger up; returns the person and the modal it was pulled in.

        Raises:
            ApiError: it is unknown, too old or used already.
        """
        trigger = self._issued.get(key)
        if trigger is None:
            raise ApiError("invalid_trigger_id")
        if time.monotonic() - trigger.issued > self._lifetime:
            raise ApiError("expired_trigger_id")
        if trigger.exchanged:
            raise ApiError("exchanged_trigger_id")
        trigger.exchanged = True
        return trigger.person, trigger.view_id
