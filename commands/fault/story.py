"""What changed between two states of a fault, told as sentences for its thread."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from commands.kit.blocks import escape
from commands.kit.moments import show_plain
from commands.kit.texts import Text, text
from storage.contract.kinds import Fault


def of_change(before: Fault | None, after: Fault | None, names: Mapping[str, str]) -> list[Text]:
    """What happened, one sentence each; names are by person id."""
    if after is None:
        return [text("Withdrawn: it no longer counts.")]
    if before is None:
        return [text("Opened; noticed at {time}.", time=show_plain(after.noticed_at)), *_log(before, after)]
    return [*_steps(before, after), *_vendor(before, after), *_hands(before, after, names), *_log(before, after)]


def _steps(before: Fault, after: Fault) -> Iterator[Text]:
    steps = (
        (before.responded_at, after.responded_at, text("Responded")),
        (before.arrived_at, after.arrived_at, text("Arrived on site")),
        (before.handled_at, after.handled_at, text("Handled, service restored")),
        (before.closed_at, after.closed_at, text("Closed")),
    )
    for was, is_, name in steps:
        if is_ != was:
            yield _step(name, was, is_)
    if after.fed_back and not before.fed_back:
        yield text("Feedback given to the person who reported it.")
    if before.fed_back and not after.fed_back:
        yield text("Feedback taken back.")


def _step(name: Text, was: datetime | None, is_: datetime | None) -> Text:
    if is_ is None:
        return text("{step}: taken back.", step=name)
    if was is not None:
        return text("{step}: corrected to {time}.", step=name, time=show_plain(is_))
    return text("{step} at {time}.", step=name, time=show_plain(is_))


def _vendor(before: Fault, after: Fault) -> Iterator[Text]:
    for index, spell in enumerate(after.vendor):
        earlier = before.vendor[index] if index < len(before.vendor) else None
        if earlier is None or earlier.from_ != spell.from_:
            yield text("With the vendor since {time}; the handling clock pauses.", time=show_plain(spell.from_))
        if spell.until is not None and (earlier is None or earlier.until != spell.until):
            yield text("Back from the vendor at {time}; the handling clock runs.", time=show_plain(spell.until))
    if len(after.vendor) < len(before.vendor):
        yield text("The hand-over to the vendor is taken back.")


def _hands(before: Fault, after: Fault, names: Mapping[str, str]) -> Iterator[Text]:
    if after.assignee != before.assignee and after.assignee is not None:
        yield text("{name} has it now.", name=escape(names.get(after.assignee, after.assignee)))
    if after.level != before.level:
        yield text("Level {level}, before that {before}.", level=after.level, before=before.level)
    for name in _EDITED:
        if getattr(after, name) != getattr(before, name):
            yield text("Edited: {field} = {value}.", field=name, value=_value(getattr(after, name)))


def _log(before: Fault | None, after: Fault) -> Iterator[Text]:
    for line in after.log[len(before.log) if before else 0 :]:
        yield text("“{words}”", words=escape(line.text))


def _value(value: object) -> Text | str:
    if value is None:
        return text("nothing")
    if isinstance(value, bool):
        return text("yes") if value else text("no")
    return show_plain(value) if isinstance(value, datetime) else escape(str(value))


_EDITED = (
    "title",
    "system",
    "type",
    "module",
    "emergency",
    "outage",
    "onsite",
    "cause",
    "started_at",
    "noticed_at",
    "devices_down",
    "device",
    "trouble",
)
