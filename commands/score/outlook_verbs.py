"""The verbs of `/score` that look beside the standing."""

from typing import Final

from commands.kit.saying import Refused, Saying, Step
from commands.kit.texts import text
from commands.kit.verbs import Verb
from commands.score import outlook_forms, outlook_steps
from commands.score.supposed import named_in


def next_days(said: Saying) -> Step:
    """`next`."""
    if said.words:
        raise Refused(text("“next” takes no more words: it always looks seven days ahead."))
    return outlook_steps.next_days(said)


def targets(said: Saying) -> Step:
    """`targets [PERIOD]`."""
    return outlook_steps.targets(said, said.words)


def what_if(said: Saying) -> Step:
    """`what-if ROW×N …`."""
    named = named_in(said.needs_words(text("which rows, such as inspect.missed×2")))
    return outlook_steps.what_if(said, named)


OUTLOOK_VERBS: Final = (
    Verb(
        "next",
        text("what falls due in the next 7 days, and what it would cost"),
        "",
        ("/score next",),
        next_days,
        ("未来7天", "即将到期"),
    ),
    Verb(
        "what-if",
        text("what the score would be if something happened"),
        "ROW×N …",
        ("/score what-if inspect.missed×2 fault.response_late", "/score what-if system.severe_fault=-5"),
        what_if,
        ("如果", "假设"),
        outlook_forms.WHAT_IF,
    ),
    Verb(
        "targets",
        text("the contract's targets T1 to T8, met or not, and what they rest on"),
        "[PERIOD]",
        ("/score targets", "/score targets 2026-07"),
        targets,
        ("指标",),
    ),
)
