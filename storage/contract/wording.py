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


def minutes(span: timedelta) -> Text:
    """A limit in minutes, as the contract sets it; with seconds, should it have some."""
    whole, seconds = divmod(int(span.total_seconds()), 60)
    return length(span) if seconds else Text(f"{whole} 分", f"{whole} min")


def overrun(start: Text, limit: Text, by: datetime, met: datetime | None, what: Text) -> Text:
    """The arithmetic of a limit: from when, how long, until when, and whether what it asked for came in time."""
    due = stamp(by)
    if met is None:
        ending = Text(f"，无{what.zh}", f", no {what.en}")
    else:
        sign = "<" if by < met else "≥"
        ending = Text(f" {sign} {what.zh} {stamp(met)}", f" {sign} {what.en} {stamp(met)}")
    return Text(f"{start.zh} + {limit.zh} = {due}{ending.zh}", f"{start.en} + {limit.en} = {due}{ending.en}")


def since(what_zh: str, what_en: str, moment: datetime) -> Text:
    """A moment by its name, as the first term of a sum."""
    return Text(f"{what_zh} {stamp(moment)}", f"{what_en} {stamp(moment)}")
