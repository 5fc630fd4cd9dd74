"""The process's clock: the real one, or one that starts at a set moment and runs on from it, for rehearsals."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """Call it for the moment it is, in UTC."""

    def __init__(self, starts_at: datetime | None = None) -> None:
        self._start = starts_at or datetime.now(UTC)
        self._started = time.monotonic()
        self._set = starts_at is not None
        self.on_set: Callable[[], None] | None = None
        """Called after the clock was set anew."""

    def set(self, moment: datetime) -> None:
        """Let it be that moment now, and run on from it."""
        self._start, self._started, self._set = moment, time.monotonic(), True
        if self.on_set is not None:
            self.on_set()

    def __call__(self) -> datetime:
        """The moment it is."""
        if not self._set:
            return datetime.now(UTC)
        return self._start.astimezone(UTC) + timedelta(seconds=time.monotonic() - self._started)
