"""`probe.down`: a page is down and a draft was opened for it: is it an outage? And once it is up: is it handled?

Each is asked once. While the draft waits, its post tells how its system's pages stand; nobody further is told once they
are up, nor during maintenance.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Final

from commands.fault.views import draft_steps
from commands.kit.blocks import escape
from commands.kit.moments import show_moment
from commands.kit.probe_words import trouble_in_words
from commands.kit.texts import Translator, text
from schedulers import recovery
from schedulers.nudge import Ask, Nudge, Situation, View
from schedulers.outages import is_maintained, outcome, pages_of, titled, up_since
from storage.contract.fact import BOT
from storage.contract.kinds import Fault
from storage.contract.periods import day_of
from storage.contract.steps import Anchor
from storage.records.outbox import OPS_CHANNEL
from storage.records.probes import Watched


def asks(situation: Situation) -> Iterator[Ask]:
    """Every draft of the probes that waits for a word, and every outage whose pages are up again."""
    yield from _drafts(situation)
    yield from recovery.asks(situation, NUDGE.code)


def _drafts(situation: Situation) -> Iterator[Ask]:
    for fault in situation.of(Fault):
        waits = fault.draft and fault.closed_at is None and fault.recorded_by == BOT
        if waits and situation.minds(day_of(situation.until)):
            anchor = Anchor(start=fault.noticed_at)
            presses = up_since(situation, fault) is None and not is_maintained(situation, fault.system)
            yield Ask(
                subject=fault.id,
                to=OPS_CHANNEL,
                anchor=anchor if presses else Anchor(),
                steps=situation.steps(NUDGE.code, anchor),
                line=partial(_asks, fault, situation),
                does_it=draft_steps(fault.id),
                stays_true=True,
            )


def settled(situation: Situation, subject: str) -> View | None:
    """Confirmed, called a false alarm, handled, or withdrawn; of a recovery handled, or down again."""
    if recovery.is_recovery(subject):
        return recovery.settled(situation, subject)
    fault = situation.fact(Fault, subject)
    known = outcome(fault, subject)
    if known is not None or fault is None or fault.draft:
        return known
    return titled(text("✓ `{id}` “{title}”: confirmed as an outage."), fault)


def _asks(fault: Fault, situation: Situation, _: datetime, t: Translator) -> str:
    """What is seen, as evidence, and that nothing counts yet."""
    named = {"system": escape(fault.system), "id": fault.id}
    up = up_since(situation, fault)
    if up is not None:
        when = show_moment(up, t)
        return t(
            "The pages of {system} are up again since {when}. Was it an outage (draft `{id}`)?", when=when, **named
        )
    since = show_moment(fault.start, t)
    line = t(
        "A page of {system} is down since {since}. Draft `{id}` counts for nothing until confirmed.",
        since=since,
        **named,
    )
    failing = (one for one in pages_of(situation, fault.system) if one.state.failing_since is not None)
    return "\n".join([line, *(f"• {_evidence(one, t)}" for one in failing)])


def _evidence(one: Watched, t: Translator) -> str:
    trouble = escape(trouble_in_words(one.state.last, t)) if one.state.last else ""
    since = show_moment(one.state.failing_since, t) if one.state.failing_since else ""
    return t("{name}: {trouble}, since {since}", name=escape(one.probe.name), trouble=trouble, since=since)


NUDGE: Final = Nudge("probe.down", asks, settled)
