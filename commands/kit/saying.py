"""What a person says to the bot, and what comes of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from commands.kit.blocks import Reply, escape
from commands.kit.roles import WHO_MAY, Audience, may
from commands.kit.texts import Text, Translator, text
from storage.contract.calendar import WorkCalendar
from storage.contract.kinds import Person
from storage.contract.terms import Terms
from storage.records.ledger import UnitOfWork
from storage.records.settings import TermsInForce

INVISIBLE: Final = " \t\n\r\u3000\u200b\u200c\u200d\u2060\ufeff"
"""What shows nothing, so that nothing is said by it alone."""


class Refused(Exception):  # noqa: N818 -- a kind answer, not an error
    """What was asked cannot be done; one clear sentence says why. Nothing is stored.

    Values in the sentence are people's words as they were typed; they are escaped here.
    """

    def __init__(
        self,
        why: Text,
        *,
        private_to: Audience | None = None,
        shows_example: bool = True,
        field: str | None = None,
    ) -> None:
        super().__init__(why.message)
        self.why = Text(why.message, {name: _harmless(value) for name, value in why.values.items()})
        self.private_to = private_to
        self.field = field
        """The field of a form at which the sentence stands."""
        self.shows_example = shows_example


@dataclass(frozen=True)
class Saying:
    """A slash command as it was typed, by whom and when, with what is needed to understand it.

    `verb` is the word that stood for the verb, `words` what followed it, unescaped.
    """

    speaker: Person
    verb: str
    words: str
    now: datetime
    t: Translator
    terms: Terms
    calendar_in: Callable[[Connection], WorkCalendar]
    in_force: TermsInForce
    """Tells whether settings can stand beside the contract.toml."""
    at_home: bool = False
    """Whether the answer is part of a Home, which stays true, so that its lists can have buttons."""

    def needs_words(self, what: Text) -> str:
        """What followed the verb. Raises Refused where nothing did."""
        return needed(self.words, what)


@dataclass(frozen=True)
class Read:
    """An answer that only reads."""

    work: Callable[[Connection], Reply]


@dataclass(frozen=True)
class Write:
    """An answer that changes something, within one unit of work."""

    work: Callable[[UnitOfWork], Reply]


Step = Reply | Read | Write


def needed(words: str, what: Text) -> str:
    """The words. Raises Refused where there are none, naming what is missing."""
    if not words.strip(INVISIBLE):
        raise Refused(text("Please say {what}.", what=what))
    return words


def check_may(speaker: Person, permission: str) -> None:
    """Raises Refused where the person lacks the permission, naming who has it."""
    if not may(speaker, permission):
        raise Refused(text("That is for others to say."), private_to=WHO_MAY[permission], shows_example=False)


@contextmanager
def without_example() -> Iterator[None]:
    """A refusal within is said without the verb's example, which would show something else."""
    try:
        yield
    except Refused as refusal:
        refusal.shows_example = False
        raise


def _harmless(value: Any) -> Any:
    return escape(value) if isinstance(value, str) else value
