"""`clock.approve`: a claimed punch or leave waits for a decision (interface, `/clock`)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Final, TypeAlias

from commands.clock.views import decisions, describe
from commands.kit.blocks import Reply, escape
from commands.kit.texts import Translator
from schedulers.nudge import Ask, Nudge, Situation, View
from storage.contract.kinds import Leave, Punch
from storage.contract.periods import day_of
from storage.contract.steps import Anchor
from storage.records.people import approvers_among

_Claim: TypeAlias = Punch | Leave


def asks(situation: Situation) -> Iterator[Ask]:
    """Every claim, of each who may decide on it; they were asked once already when it was made."""
    for claim in _claims(situation):
        if not situation.minds(_last_day(claim)):
            continue
        anchor = Anchor(day=day_of(claim.recorded_at) if claim.recorded_at else _first_day(claim))
        for approver in _approvers(situation, claim):
            yield Ask(
                subject=f"{claim.id}@{approver}",
                to=approver,
                anchor=anchor,
                steps=situation.steps(NUDGE.code, anchor, while_there=approver),
                line=partial(_asks, claim, situation.name_of(claim.person)),
                does_it=decisions(claim),
                since=claim.recorded_at,
            )


def settled(situation: Situation, subject: str) -> View | None:
    """Decided, taken back, or for somebody else to decide."""
    id_, _, approver = subject.partition("@")
    if any(claim.id == id_ and approver in _approvers(situation, claim) for claim in _claims(situation)):
        return None
    held = situation.fact(Punch, id_) or situation.fact(Leave, id_)
    if held is None or held.state == "claimed":
        return lambda t: Reply(t("`{id}` no longer waits for your decision.", id=escape(id_)))
    name = escape(situation.name_of(held.person))

    def decided(t: Translator) -> Reply:
        what = describe(held, t)
        if held.state == "approved":
            return Reply(t("✓ {name}: {what} is approved.", name=name, what=what))
        return Reply(t("✓ {name}: {what} is refused.", name=name, what=what))

    return decided


def _claims(situation: Situation) -> Iterator[_Claim]:
    held: Sequence[_Claim] = (*situation.of(Punch), *situation.of(Leave))
    return (claim for claim in held if claim.state == "claimed")


def _approvers(situation: Situation, claim: _Claim) -> list[str]:
    return [one.id for one in approvers_among(situation.people.values(), claim.person, situation.today)]


def _first_day(claim: _Claim) -> date:
    return day_of(claim.at) if isinstance(claim, Punch) else claim.from_


def _last_day(claim: _Claim) -> date:
    return day_of(claim.at) if isinstance(claim, Punch) else claim.until


def _asks(claim: _Claim, name: str, _: datetime, t: Translator) -> str:
    return t(
        "{name} waits for your decision: {what} (`{id}`).", name=escape(name), what=describe(claim, t), id=claim.id
    )


NUDGE: Final = Nudge("clock.approve", asks, settled, personal=True)
