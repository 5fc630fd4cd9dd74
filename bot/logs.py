"""Structured logs: one JSON object a line on stderr, with an event's name and plain figures, never anybody's words."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Final

OUR_LOGS: Final = "zhiban"


class JsonLines(logging.Formatter):
    """Writes our own events with their fields, and of everybody else's only who spoke and how gravely.

    Libraries put request bodies and tokens into their messages, so those are left out.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.name.startswith(OUR_LOGS):
            line |= {"event": record.getMessage(), **getattr(record, "fields", {})}
        if record.exc_info and record.exc_info[0] is not None:
            line |= {"error": record.exc_info[0].__name__, "where": _origin(record)}
        return json.dumps(line, ensure_ascii=False)


def set_up_logs(level: int = logging.INFO) -> None:
    """Send all logs to stderr as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("slack_bolt").setLevel(logging.ERROR)
    logging.getLogger(OUR_LOGS).setLevel(level)


def log(
    event: str, *, level: int = logging.INFO, error: BaseException | None = None, **fields: str | float | None
) -> None:
    """Log an event of ours. `fields` are ids, counts and durations: no message text, token or personal data."""
    logging.getLogger(OUR_LOGS).log(level, event, extra={"fields": fields}, exc_info=error)


def _origin(record: logging.LogRecord) -> str:
    traceback = record.exc_info[2] if record.exc_info else None
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    return f"{traceback.tb_frame.f_globals.get('__name__')}:{traceback.tb_lineno}" if traceback else ""
