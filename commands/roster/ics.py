"""The roster as an iCalendar file, in Chinese and English at once."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, timedelta
from typing import Final, NamedTuple

from icalendar import Calendar, Event
from sqlalchemy import Connection

from commands.kit.cards import Names
from commands.kit.duty_words import part_name
from commands.kit.texts import translator
from storage.contract.kinds import Duty
from storage.records import duties, people
from storage.records.duties import Revised
from storage.records.ledger import installation

PRODUCT: Final = "-//Zhiban//Duty roster//ZH"


class CalendarFile(NamedTuple):
    """A calendar file, and how many turns stand in it, and how many that are no more."""

    content: bytes
    turns: int
    cancelled: int


def roster_file(connection: Connection, first: date, last: date, whose: str | None = None) -> CalendarFile:
    """The turns of those days, or one person's, and those that an older file may have given the reader."""
    found = [one for one in duties.on_days(connection, first, last) if whose in (None, one.person)]
    cancelled = _cancelled(connection, first, last, whose, {one.id for one in found})
    revised = duties.revised(connection, {one.id for one in (*found, *cancelled)})
    domain = f"{installation(connection)}.duty.zhiban"
    content = _calendar_file(found, cancelled, revised, people.names(connection), domain)
    return CalendarFile(content, len(found), len(cancelled))


def _cancelled(connection: Connection, first: date, last: date, whose: str | None, standing: set[str]) -> list[Duty]:
    """The turns of those days that the person had, or anybody had and nobody has; each once."""
    had = [one for one in duties.former(connection, first, last) if one.id not in standing]
    if whose is not None:
        return [one for one in had if one.person == whose]
    held = {one.id for one in duties.on_days(connection, date.min, date.max)}
    return list({one.id: one for one in had if one.id not in held}.values())


def _calendar_file(
    turns: Sequence[Duty], cancelled: Sequence[Duty], revised: Mapping[str, Revised], names: Names, domain: str
) -> bytes:
    """An all-day event for each turn.

    A turn keeps its UID as long as it is on the roster, and its SEQUENCE grows with every change, so that importing a
    newer file moves what was moved. The same roster always gives the same bytes; no other installation's turns have
    the same UIDs.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "值班表 Duty roster")
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    for turn in turns:
        calendar.add_component(_event(turn, revised.get(turn.id), names, domain))
    for turn in cancelled:
        event = _event(turn, revised.get(turn.id), names, domain)
        event.add("status", "CANCELLED")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(turn: Duty, revised: Revised | None, names: Names, domain: str) -> Event:
    event = Event()
    event.add("uid", f"{turn.id}@{domain}")
    event.add("sequence", revised.times if revised else 0)
    written = revised.at if revised else turn.recorded_at
    if written is not None:
        event.add("dtstamp", written.astimezone(UTC))
        event.add("last-modified", written.astimezone(UTC))
    event.add("dtstart", turn.day)
    if turn.day < date.max:
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
