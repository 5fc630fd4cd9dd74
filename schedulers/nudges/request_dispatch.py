"""`request.dispatch`: a request neither answered nor given to the second line (digest, section 3: in 30 minutes)."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Final

from commands.kit.blocks import Reply, escape
from commands.kit.moments import show_moment
from commands.kit.texts import Translator
from commands.request.views import next_steps
from schedulers.nudge import Ask, Nudge, Situation, View, quoted
from storage.contract.kinds import Request
from storage.contract.obligations import dispatch_by
from storage.contract.periods import day_of
from storage.contract.steps import Anchor
from storage.records.outbox import OPS_CHANNEL


def asks(situation: Situation) -> Iterator[Ask]:
    """Every request that waits for an answer or to be given on."""
    for request in situation.of(Request):
        by = dispatch_by(request, situation.terms)
        if _waits(request) and situation.minds(day_of(by)):
            anchor = Anchor(start=request.arrived_at, length=by - request.arrived_at)
            yield Ask(
                subject=request.id,
                to=OPS_CHANNEL,
                anchor=anchor,
                steps=situation.steps(NUDGE.code, anchor),
                line=partial(_asks, request, by),
                does_it=next_steps(request),
                owed_by=by,
            )


def settled(situation: Situation, subject: str) -> View | None:
    """Answered, given on, missed for good, or taken back."""
    request = situation.fact(Request, subject)
    if request is not None and _waits(request):
        return None
    if request is None or request.missed:
        return lambda t: Reply(t("Request `{id}` waits for nobody any more.", id=escape(subject)))
    answered, dispatched = request.answered_at, request.dispatched_at
    if answered is not None:
        return lambda t: Reply(
            t("✓ Request `{id}`: answered {when}", id=escape(subject), when=show_moment(answered, t))
        )
    name = escape(situation.name_of(request.person))
    return lambda t: Reply(
        t(
            "✓ Request `{id}`: given to {name}, {when}",
            id=escape(subject),
            name=name,
            when=show_moment(dispatched or request.arrived_at, t),
        )
    )


def _waits(request: Request) -> bool:
    return request.answered_at is None and request.dispatched_at is None and not request.missed


def _asks(request: Request, by: datetime, now: datetime, t: Translator) -> str:
    values = {"id": escape(request.id), "about": quoted(request.text, t), "when": show_moment(by, t)}
    if now >= by:
        return t("Request `{id}`{about} was neither answered nor given on; the limit passed {when}.", **values)
    return t("Request `{id}`{about} is to be answered or given on by {when}.", **values)


NUDGE: Final = Nudge("request.dispatch", asks, settled)
