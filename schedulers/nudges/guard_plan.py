"""`guard.plan`: a guard period that comes and has no plan on file (appendix: special protection)."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Final

from commands.kit.blocks import Reply, escape
from commands.kit.buttons import Button
from commands.kit.moments import show_day, show_moment
from commands.kit.texts import Translator, text
from schedulers.asking import to_pms
from schedulers.nudge import Ask, Nudge, Situation, View
from storage.contract.kinds import Guard
from storage.contract.periods import day_start
from storage.contract.steps import Anchor


def asks(situation: Situation) -> Iterator[Ask]:
    """Every guard period without a plan, up to the moment it begins: a plan that comes later keeps no point."""
    for guard in situation.known.of(Guard):
        if guard.plan_at is None and guard.from_ > situation.today and guard.from_ >= situation.terms.opens:
            anchor, begins = Anchor(day=guard.from_), day_start(guard.from_)
            yield from to_pms(
                situation,
                Ask(
                    subject=guard.id,
                    anchor=anchor,
                    steps=situation.steps(NUDGE.code, anchor),
                    line=partial(_asks, guard),
                    does_it=[Button(text("Plan on file"), "guard", "plan", guard.id, primary=True)],
                    lapses=begins,
                    owed_by=begins,
                ),
            )


def settled(situation: Situation, subject: str) -> View | None:
    """The plan is on file, or the period has begun."""
    id_ = subject
    guard = next((guard for guard in situation.known.of(Guard) if guard.id == id_), None)
    if guard is None:
        return lambda t: Reply(t("Guard period `{id}` is not ahead any more.", id=escape(id_)))
    filed = guard.plan_at
    if filed is not None:
        return lambda t: Reply(
            t("✓ {name}: the plan is on file since {when}.", name=escape(guard.name), when=show_moment(filed, t))
        )
    if guard.from_ <= situation.today:
        return lambda t: Reply(
            t("{name} began {day} without a plan on file.", name=escape(guard.name), day=show_day(guard.from_, t))
        )
    return None


def _asks(guard: Guard, _: datetime, t: Translator) -> str:
    return t(
        "{name} (`{id}`) begins {day} and has no plan on file.",
        name=escape(guard.name),
        id=escape(guard.id),
        day=show_day(guard.from_, t),
    )


NUDGE: Final = Nudge("guard.plan", asks, settled)
