"""Moments and lengths of time as the reasons of entries put them."""

from datetime import datetime, timedelta

from storage.contract.periods import BEIJING
from storage.contract.text import Text


def stamp(moment: datetime) -> str:
    """A moment as people read it, in Beijing time; seconds only where there are any."""
    local = moment.astimezone(BEIJING).replace(tzinfo=None)
    return local.isoformat(" ", "seconds" if local.second or local.microsecond else "minutes")


def clock(moment: datetime) -> str:
    """The time of day of a moment in Beijing."""
    return stamp(moment).partition(" ")[2]


def length(span: timedelta) -> Text:
    """A length of time in hours, minutes and seconds."""
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, " 小时", " h"), (minutes, " 分", " min"), (seconds, " 秒", " s")]
    shown = [part for part in parts if part[0]] or [parts[1]]
    return Text(" ".join(f"{n}{zh}" for n, zh, _ in shown), " ".join(f"{n}{en}" for n, _, en in shown))


def maybe_stamp(moment: datetime | None) -> Text:
    """A moment, or that there was none."""
    return Text(stamp(moment), stamp(moment)) if moment else Text("无", "none")
