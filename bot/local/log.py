"""The workspace's memory: an append-only JSON Lines file, read back when the process starts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from bot.local.model import Json


class LogDamagedError(Exception):
    """A line other than a torn last one cannot be read; the text says which."""


class EventLog:
    """Appends records and gives them back in order.

    A last line without its line end was being written when the process died: it is cut off, so that the next record
    starts on a line of its own. Any other unreadable line is damage and refuses the whole file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        self._cut_torn_end()

    def replay(self, apply: Callable[[Json], None]) -> None:
        """Apply every record, oldest first.

        Raises:
            LogDamagedError: a line is no JSON, or `apply` cannot use it (raises `ValueError` or `TypeError`).
        """
        with self._path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                try:
                    apply(json.loads(line))
                except (ValueError, TypeError) as error:
                    raise self._damaged(number) from error

    def append(self, record: Json) -> None:
        """Write one record and hand it to the operating system."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")

    def _damaged(self, number: int) -> LogDamagedError:
        return LogDamagedError(
            f"{self._path}:{number}: not a record of the local workspace. "
            "Move the file aside to start with an empty history."
        )

    def _cut_torn_end(self) -> None:
        content = self._path.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            with self._path.open("r+b") as file:
                file.truncate(whole)
