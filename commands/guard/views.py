"""What `/guard` answers and posts."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from commands.kit.blocks import Reply, context
from commands.kit.buttons import Button, buttons
from commands.kit.cards import Names, listed, listing, recorded
from commands.kit.moments import show_moment
from commands.kit.texts import Translator, text
from storage.contract.fact import Fact
from storage.contract.kinds import Guard
from storage.contract.periods import day_start


def opened(guard: Guard, names: Names, t: Translator) -> Reply:
    """The receipt for a guard period, with the moment by which its plan is due."""
    return recorded(guard, names, t, [context(_plan_due(guard, t))])


def what_next(fact: Fact, t: Translator) -> Sequence[Block]:
    """The moment by which the plan is due, and the button that files it."""
    if not isinstance(fact, Guard) or fact.plan_at is not None:
        return ()
    return [
        context(_plan_due(fact, t)),
        *buttons([Button(text("Plan on file"), "guard", "plan", fact.id, primary=True)], t),
    ]


def periods(guards: Sequence[Guard], names: Names, t: Translator) -> Reply:
    """The guard periods that run or are ahead."""
    lines = [listed(guard, names, t, [] if guard.plan_at else [_plan_due(guard, t)]) for guard in guards]
    return listing(text("Guard periods"), lines, text("No guard period runs or is ahead."), t)


def label(guard: Guard) -> str:
    """What a form lists it as."""
    return guard.name


def _plan_due(guard: Guard, t: Translator) -> str:
    return t("plan due {when}", when=show_moment(day_start(guard.from_), t))
