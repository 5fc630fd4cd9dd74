"""`clock.approve`: a claimed punch or leave waits for a decision (interface, `/clock`)."""

from collections import defaultdict
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
from storage.contract.steps import Anchor, Step
from storage.records.people import approvers_among, away_all_day

_Claim: TypeAlias = Punch | Leave


def asks(situation: Situation) -> Iterator[Ask]:
    """Every claim, of each who may decide on it; they were asked once already when it was made."""
    for claim in _claims(situation):
        if not situation.minds(_last_day(claim)):
            continue
        anchor = Anchor(day=day_of(claim.recorded_at) if claim.recorded_at else _first_day(claim))
        theirs: defaultdict[str, list[Step]] = defaultdict(list)
        for step in situation.steps(NUDGE.code, anchor):
            for approver in _asked(situation, claim, max(day_of(step.at), situation.today)):
                theirs[approver].append(step)
        for approver, steps in theirs.items():
            yield Ask(
                subject=_subject(claim, approver),
                to=approver,
                anchor=anchor,
                steps=steps,
                line=partial(_asks, claim, situation.name_of(claim.person)),
                does_it=decisions(claim),
                since=claim.recorded_at,
            )


def settled(situation: Situation, subject: str) -> View | None:
    """Decided, taken back, or for somebody else to decide."""
    for claim in _claims(situation):
        if subject in (_subject(claim, approver) for approver in _asked(situation, claim, situation.today)):
            return None
    held = next((claim for claim in _held(situation) if subject.startswith(f"{claim.id}@")), None)
    if held is None or held.state == "claimed":
        id_ = escape(held.id if held else subject.rpartition("@")[0])
        return lambda t: Reply(t("`{id}` no longer waits for your decision.", id=id_))
    name = escape(situation.name_of(held.person))

    def decided(t: Translator) -> Reply:
        what = describe(held, t)
        if held.state == "approved":
            return Reply(t("✓ {name}: {what} is approved.", name=name, what=what))
        return Reply(t("✓ {name}: {what} is refused.", name=name, what=what))

    return decided


def _claims(situation: Situation) -> Iterator[_Claim]:
    return (claim for claim in _held(situation) if claim.state == "claimed")


def _held(situation: Situation) -> Sequence[_Claim]:
    return (*situation.of(Punch), *situation.of(Leave))


def _subject(claim: _Claim, approver: str) -> str:
    return f"{claim.id}@{approver}"


def _asked(situation: Situation, claim: _Claim, day: date) -> list[str]:
    """Who is to decide that day; the client's managers only where the company has none."""
    away = away_all_day(situation.of(Leave), day)
    approvers = approvers_among(situation.people.values(), claim.person, day, away)
    ours = [person.id for person in approvers if person.side == "team"]
    return ours or [person.id for person in approvers]


def _first_day(claim: _Claim) -> date:
    return day_of(claim.at) if isinstance(claim, Punch) else claim.from_


def _last_day(claim: _Claim) -> date:
    return day_of(claim.at) if isinstance(claim, Punch) else claim.until


def _asks(claim: _Claim, name: str, _: datetime, t: Translator) -> str:
    return t(
        "{name} waits for your decision: {what} (`{id}`).", name=escape(name), what=describe(claim, t), id=claim.id
    )


NUDGE: Final = Nudge("clock.approve", asks, settled, personal=True)
