"""Trouble on order, for rehearsals: a Web API that is slow, limited or down, and a clock that can be set."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Literal, get_args

from starlette.responses import JSONResponse, Response

from bot.local.workspace import Workspace

Mood = Literal["normal", "slow", "limited", "down"]
MOODS: tuple[Mood, ...] = get_args(Mood)
SLOW_SECONDS = 2.5
RETRY_AFTER_SECONDS = 5
SetClock = Callable[[datetime], None]


class Rehearsal:
    """How the Web API is today, and the way to set the clock.

    Attributes:
        mood: `slow` answers after 2.5 s, `limited` with 429, `down` with 503.
    """

    def __init__(self, workspace: Workspace, set_clock: SetClock | None = None) -> None:
        self._workspace = workspace
        self._set_clock = set_clock
        self.mood: Mood = "normal"

    @property
    def has_clock(self) -> bool:
        """Whether the clock can be set."""
        return self._set_clock is not None

    def change(self, mood: Mood) -> None:
        """Make the Web API so from now on, and tell all pages."""
        self.mood = mood
        self._tell()

    def set_clock(self, moment: datetime) -> None:
        """Set the clock, and tell all pages.

        Raises:
            LookupError: this workspace's clock cannot be set.
        """
        if self._set_clock is None:
            raise LookupError("the clock cannot be set here")
        self._set_clock(moment)
        self._tell()

    async def trouble(self) -> Response | None:
        """What a Web API call is answered instead; None to go on, perhaps after a while."""
        if self.mood == "slow":
            await asyncio.sleep(SLOW_SECONDS)
        if self.mood == "limited":
            headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
            return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers)
        if self.mood == "down":
            return JSONResponse({"ok": False, "error": "service_unavailable"}, 503)
        return None

    def _tell(self) -> None:
        content = {"type": "rehearsal", "mood": self.mood, "now": self._workspace.now().timestamp()}
        self._workspace.feed.publish(frozenset(self._workspace.people), content)
