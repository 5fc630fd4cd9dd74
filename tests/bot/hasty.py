"""`python -m bot` with short waits, for tests that would otherwise wait for minutes."""

from __future__ import annotations

import bot.app
import bot.serve
import schedulers.leader
import schedulers.sender
import storage.lock
from bot.__main__ import main

bot.serve.ENDS_WITHIN_SECONDS = 3.0  # type: ignore[misc]
bot.app.POST_CALL_SECONDS = 2  # type: ignore[misc]
schedulers.leader.STEPS_ASIDE_SECONDS = 2.5  # type: ignore[misc]
schedulers.sender.UNREACHED_SECONDS = 1.0  # type: ignore[misc]
storage.lock.SILENT_SECONDS = 2  # type: ignore[misc]
storage.lock.SessionLock.certain_seconds = 1.5

if __name__ == "__main__":
    main()
