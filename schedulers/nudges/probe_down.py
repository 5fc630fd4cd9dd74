"""`probe.down`: a page is down and a draft was opened for it: is it an outage? And, once it is up again, what now?

It is asked once. While the draft or a fault of the system runs, nothing more is said of the page's being down.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from commands.fault.views import draft_steps
from commands.kit.blocks import Reply, brief, escape
from commands.kit.buttons import Button
from commands.kit.moments import show_moment, show_plain
from commands.kit.probe_words import trouble_in_words
from commands.kit.texts import Text, Translator, text
from schedulers.nudge import Ask, Nudge, Situation, View
from storage.contract.fact import BOT
from storage.contract.kinds import Fault
from storage.contract.periods import BEIJING, day_of
from storage.contract.steps import Anchor
from storage.records.outbox import OPS_CHANNEL
from storage.records.probes import Watched

Line = Callable[[datetime, Translator], str]

LONGEST_TITLE: Final = 80


def asks(situation: Situation) -> Iterator[Ask]:
    """Every draft of the probes that waits for a word; every outage whose pages are up again."""
    for fault in situation.of(Fault):
        if fault.closed_at is None and fault.handled_at is None and situation.minds(day_of(situation.until)):
            up = _up_since(situation, fault)
            if up is not None:
                yield _ask(situation, fault, f"{fault.id}@up-{_written(up)}", up, partial(_is_up, fault, up))
            elif _is_of_probes(fault):
                found = _of_system(situation, fault.system)
                yield _ask(situation, fault, fault.id, fault.noticed_at, partial(_is_down, fault, found))


def settled(situation: Situation, subject: str) -> View | None:
    """Confirmed, called a false alarm, handled, or turned meanwhile."""
    id_ = subject.partition("@up-")[0]
    fault = situation.fact(Fault, id_)
    if fault is None:
        return _says(text("Fault `{id}` was withdrawn.", id=escape(id_)))
    named = {"id": fault.id, "title": escape(brief(fault.title, LONGEST_TITLE))}
    if fault.draft and fault.closed_at is not None:
        return _says(text("✓ `{id}` “{title}”: a false alarm.", **named))
    if fault.handled_at is not None or fault.closed_at is not None:
        at = show_plain(fault.handled_at or fault.closed_at or fault.noticed_at)
        return _says(text("✓ `{id}` “{title}”: service restored {time}.", time=at, **named))
    up = _up_since(situation, fault)
    if id_ == subject:
        if up is not None:
            return _says(text("`{id}` “{title}”: up again since {time}.", time=show_plain(up), **named))
        return None if fault.draft else _says(text("✓ `{id}` “{title}”: confirmed as an outage.", **named))
    if up is None or subject != f"{fault.id}@up-{_written(up)}":
        return _says(text("`{id}` “{title}”: down again.", **named))
    return None


def _ask(situation: Situation, fault: Fault, subject: str, since: datetime, line: Line) -> Ask:
    anchor = Anchor(start=since)
    return Ask(
        subject=subject,
        to=OPS_CHANNEL,
        # a confirmed fault has its own clocks, which climb by themselves
        anchor=anchor if fault.draft else Anchor(),
        steps=situation.steps(NUDGE.code, anchor),
        line=line,
        does_it=_buttons(fault, since),
    )


def _buttons(fault: Fault, since: datetime) -> Sequence[Button]:
    if fault.draft:
        return draft_steps(fault.id)
    restored = f"{fault.id} {since.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"  # what the form's field begins with
    return [Button(text("Service restored…"), "fault", "handle", restored, asks=True, primary=True)]


def _is_of_probes(fault: Fault) -> bool:
    return fault.draft and fault.recorded_by == BOT


def _of_system(situation: Situation, system: str) -> list[Watched]:
    return [one for one in situation.probes if one.probe.system == system]


def _up_since(situation: Situation, fault: Fault) -> datetime | None:
    """Since when all pages of the fault's system are up again, one of which was down after the fault began."""
    found = _of_system(situation, fault.system) if fault.outage else []
    turned = [one.state.up_since for one in found if one.state.up_since is not None]
    if not turned or any(one.state.failures for one in found) or max(turned) <= fault.start:
        return None
    return max(turned)


def _written(at: datetime) -> str:
    return f"{at.astimezone(BEIJING):%Y%m%dT%H%M%S}"


def _is_down(fault: Fault, found: Sequence[Watched], _: datetime, t: Translator) -> str:
    """What is seen, as evidence, and that nothing counts yet."""
    named = {"system": escape(fault.system), "id": fault.id, "since": show_moment(fault.start, t)}
    line = t("A page of {system} is down since {since}. Draft `{id}` counts for nothing until confirmed.", **named)
    return "\n".join([line, *(f"• {_evidence(one, t)}" for one in found if one.state.failures)])


def _evidence(one: Watched, t: Translator) -> str:
    trouble = escape(trouble_in_words(one.state.last, t)) if one.state.last else ""
    return t(
        "{name}: {trouble}; {count} times in a row",
        name=escape(one.probe.name),
        trouble=trouble,
        count=one.state.failures,
    )


def _is_up(fault: Fault, up: datetime, _: datetime, t: Translator) -> str:
    """That the page is up, and what is to be said about it by a person."""
    named = {"system": escape(fault.system), "id": fault.id, "when": show_moment(up, t)}
    if fault.draft:
        return t("The pages of {system} are up again since {when}. Was it an outage (draft `{id}`)?", **named)
    return t("The pages of {system} are up again since {when}. Is fault `{id}` handled?", **named)


def _says(what: Text) -> View:
    return lambda t: Reply(t(what))


NUDGE: Final = Nudge("probe.down", asks, settled)
