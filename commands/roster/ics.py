"""The roster as an iCalendar file, in Chinese and English at once."""

from collections.abc import Mapping, Sequence
from datetime import UTC, timedelta
from typing import Final

from icalendar import Calendar, Event

from commands.kit.cards import Names
from commands.kit.texts import translator
from commands.roster.views import part_name
from storage.contract.kinds import Duty
from storage.records.duties import Revised

PRODUCT: Final = "-//Zhiban//Duty roster//ZH"


def calendar_file(
    turns: Sequence[Duty], revised: Mapping[str, Revised], names: Names, cancelled: Sequence[Duty] = ()
) -> bytes:
    """An all-day event for each turn; `cancelled` are those that the reader's calendar may hold from an older file.

    A turn keeps its UID as long as it is on the roster, and its SEQUENCE grows with every change, so that importing a
    newer file moves what was moved. The same roster always gives the same bytes.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "值班表 Duty roster")
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    for turn in turns:
        calendar.add_component(_event(turn, revised.get(turn.id), names))
    for turn in cancelled:
        event = _event(turn, revised.get(turn.id), names)
        event.add("status", "CANCELLED")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(turn: Duty, revised: Revised | None, names: Names) -> Event:
    event = Event()
    event.add("uid", f"{turn.id}@duty.zhiban")
    event.add("sequence", revised.times if revised else 0)
    written = revised.at if revised else turn.recorded_at
    if written is not None:
        event.add("dtstamp", written.astimezone(UTC))
        event.add("last-modified", written.astimezone(UTC))
    event.add("dtstart", turn.day)
    event.add("dtend", turn.day + timedelta(days=1))
    event.add("summary", _summary(turn, names))
    event.add("transp", "TRANSPARENT")
    event.add("categories", ["值班", "Duty"])
    return event


def _summary(turn: Duty, names: Names) -> str:
    """`值班 Duty: Lin`, and the part of the day where it is not the whole."""
    zh, en = (translator(language)(part_name(turn.part)) for language in ("zh", "en"))
    part = "" if turn.part == "all" else f" ({zh} {en})"
    return f"值班 Duty: {names.get(turn.person, turn.person)}{part}"
