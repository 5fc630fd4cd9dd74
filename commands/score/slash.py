"""`/score` in words: what was typed becomes a view of the standing."""

import re
from typing import Final

from commands.kit.arguments import split_first
from commands.kit.period_words import PERIOD_WORDS
from commands.kit.saying import Refused, Saying, Step
from commands.kit.texts import text
from commands.kit.verbs import Command, Verb
from commands.score import actions, forms, noted, ruling_verbs, steps
from commands.score.entries import row_of, take_key
from commands.score.outlook_verbs import OUTLOOK_VERBS


def period(said: Saying) -> Step:
    """`[month|quarter|half|year|contract|2026-07 …]`."""
    named = said.verb.casefold() != _PERIOD.name
    word, rest = (said.verb, said.words) if named else split_first(said.words)
    if rest:
        raise Refused(text("One period at a time, please."))
    return steps.show(said, word)


def waiting(said: Saying) -> Step:
    """`waiting [PERIOD]`."""
    return steps.waiting(said, said.words)


def explain(said: Saying) -> Step:
    """`explain ROW|KEY [PERIOD]`; without a period the contract's whole term, so that any key is found."""
    subject, rest = take_key(said.needs_words(text("which row or entry, such as inspect.missed")))
    row, (_, _, occurrence) = row_of(subject), subject.partition(":")
    return steps.explain(said, row, subject if occurrence else None, rest)


def _written_period(word: str) -> Verb | None:
    """The verb that takes a written period, such as 2026-07, in the verb's place."""
    return _PERIOD if re.match(r"\d", word) else None


_PERIOD: Final = Verb(
    "period",
    text("the standing of a period; without a word, of the appraisal period"),
    "[month|quarter|half|year|contract|2026-07|2026-Q3|2026-H2|2026]",
    ("/score month", "/score 2026-07"),
    period,
    tuple(PERIOD_WORDS),
    forms.PERIOD,
)
COMMAND: Final = Command(
    name="score",
    does=text("The live score against the contract, and why"),
    wordless="period",
    catches=_written_period,
    reflect=actions.reflect,
    verbs=(
        _PERIOD,
        Verb(
            "waiting",
            text("the entries that the client has not ruled on"),
            "[PERIOD]",
            ("/score waiting", "/score waiting 2026-07"),
            waiting,
            ("待确认",),
        ),
        Verb(
            "explain",
            text("why a row or an entry stands as it does"),
            "ROW|KEY [PERIOD]",
            ("/score explain inspect.missed", "/score explain fault.response_late 2026-Q3"),
            explain,
            ("解释", "说明"),
            forms.EXPLAIN,
        ),
        *noted.VERBS,
        *ruling_verbs.VERBS,
        *OUTLOOK_VERBS,
    ),
)
