"""Slash commands and what each can do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from commands.kit.forms import Form
from commands.kit.saying import Saying, Step
from commands.kit.texts import Text
from storage.contract.terms import Terms
from storage.records.ledger import Change, UnitOfWork


@dataclass(frozen=True)
class Verb:
    """One thing a command can do: its words, what may follow, and an example that works when pasted."""

    name: str
    does: Text
    usage: str
    examples: tuple[str, ...]
    run: Callable[[Saying], Step]
    also: tuple[str, ...] = ()
    """Other words for it, Chinese among them."""
    form: Form | None = None
    """What can be filled in instead of typed, where there is something to fill in."""
    names_channels: bool = False
    """Whether mentions of channels among its words stay as Slack sends them, `<#C…|ops>`."""


@dataclass(frozen=True)
class Command:
    """A slash command: its name without the slash, what it is for, its verbs in the order of help."""

    name: str
    does: Text
    verbs: tuple[Verb, ...]
    wordless: str
    """The verb meant when nothing is typed and no form can be opened."""
    opens_form: bool = True
    """Whether nothing typed opens the first form that the speaker may fill in."""
    reflect: Callable[[UnitOfWork, Change, Terms], None] | None = None
    """Called in the same transaction for every change of a fact, by whatever command: keeps posts true."""
    reflect_all: Callable[[UnitOfWork, Sequence[Change], Terms], None] | None = None
    """Called once after that with all changes of the unit of work, for what is told of several in one."""
    catches: Callable[[str], Verb | None] = lambda _: None
    """The verb meant by a first word that is none of the verbs' own, such as a written period."""

    @property
    def hint(self) -> str:
        """What Slack shows behind the command while it is typed."""
        return "[" + " | ".join(verb.name for verb in self.verbs) + " | help]"

    def verb_named(self, word: str) -> Verb | None:
        """The verb that the word names, in any case."""
        plain = word.casefold()
        named = (verb for verb in self.verbs if plain == verb.name or plain in verb.also)
        return next(named, None) or self.catches(plain)
