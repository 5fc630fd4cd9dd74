"""Which language a person reads: their Slack locale, asked of Slack once an hour."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from commands.kit.texts import Language

KEPT_FOR: Final = timedelta(hours=1)
ASKED_AGAIN_AFTER: Final = timedelta(minutes=5)
LONGEST_WAIT_SECONDS: Final = 0.8


class _Known(NamedTuple):
    language: Language
    until: datetime


class Languages:
    """Slack user id to language. Where Slack does not tell in time, the language of the channel posts."""

    def __init__(self, client: AsyncWebClient, fallback: Callable[[], Language], clock: Clock) -> None:
        self._client = client
        self._fallback = fallback
        self._clock = clock
        self._known: dict[str, _Known] = {}

    async def of(self, slack_id: str) -> Language:
        """The language of the person."""
        known = self._known.get(slack_id)
        if known is None or known.until <= self._clock():
            known = self._known[slack_id] = await self._asked(slack_id)
        return known.language

    async def _asked(self, slack_id: str) -> _Known:
        try:
            asking = self._client.users_info(user=slack_id, include_locale=True)
            answer = await asyncio.wait_for(asking, LONGEST_WAIT_SECONDS)
            locale = (answer.get("user") or {}).get("locale") or ""
        except Exception:  # noqa: BLE001 -- whatever Slack says instead, or does not, the person gets an answer
            return _Known(self._fallback(), self._clock() + ASKED_AGAIN_AFTER)
        if not locale:
            return _Known(self._fallback(), self._clock() + KEPT_FOR)
        return _Known("zh" if locale.startswith("zh") else "en", self._clock() + KEPT_FOR)
