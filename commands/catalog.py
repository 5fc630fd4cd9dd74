"""Every slash command, in the order of help; the dispatcher, help, the manifest and the tests read this list."""

from difflib import get_close_matches
from typing import Final, NamedTuple

from commands.asset.slash import COMMAND as ASSET
from commands.clock.slash import COMMAND as CLOCK
from commands.drill.slash import COMMAND as DRILL
from commands.fault.slash import COMMAND as FAULT
from commands.guard.slash import COMMAND as GUARD
from commands.inspect.slash import COMMAND as INSPECT
from commands.kit.arguments import split_first
from commands.kit.saying import Refused
from commands.kit.texts import text
from commands.kit.verbs import Command, Verb
from commands.report.slash import COMMAND as REPORT
from commands.request.slash import COMMAND as REQUEST
from commands.roster.slash import COMMAND as ROSTER
from commands.score.slash import COMMAND as SCORE
from commands.staff.slash import COMMAND as STAFF
from commands.survey.slash import COMMAND as SURVEY
from commands.task.slash import COMMAND as TASK
from commands.zhiban.slash import COMMAND as ZHIBAN
from storage.contract.terms import Terms
from storage.records.ledger import Change, UnitOfWork

_ALIKE: Final = 0.6
_ALIKE_IN_TWO_CHARACTERS: Final = 0.5
"""One of the two is right: most Chinese words have two characters."""
HELP_WORDS: Final = ("help", "帮助", "?", "？")


class Understood(NamedTuple):
    """A verb, the word that named it and the words after; no verb where help was asked for."""

    verb: Verb | None
    word: str
    words: str


class Catalog:
    """The commands."""

    def __init__(self) -> None:
        self.commands: tuple[Command, ...] = (
            INSPECT,
            CLOCK,
            FAULT,
            REQUEST,
            TASK,
            REPORT,
            ROSTER,
            GUARD,
            DRILL,
            ASSET,
            STAFF,
            SURVEY,
            SCORE,
            ZHIBAN,
        )

    def command_named(self, name: str) -> Command | None:
        """The command of that name, without its slash."""
        return next((command for command in self.commands if command.name == name), None)

    def verb_named(self, command: str, verb: str) -> tuple[Command, Verb]:
        """The command and verb of those names, as a button or form carries them. Raises LookupError for others."""
        found = self.command_named(command)
        named = next((one for one in found.verbs if one.name == verb), None) if found else None
        if found is None or named is None:
            raise LookupError(f"{command}.{verb}")
        return found, named

    def reflect(self, work: UnitOfWork, terms: Terms) -> None:
        """Let every command keep its posts true to what the unit of work changed."""
        changes = list(work.changes)
        for change in changes:
            self._reflect_change(work, change, terms)
        for command in self.commands:
            if changes and command.reflect_all is not None:
                command.reflect_all(work, changes, terms)

    def _reflect_change(self, work: UnitOfWork, change: Change, terms: Terms) -> None:
        for command in self.commands:
            if command.reflect is not None:
                command.reflect(work, change, terms)


def understand(command: Command, typed: str) -> Understood:
    """What was asked of the command. Raises Refused for a verb that it does not have, naming the nearest."""
    first, rest = split_first(typed)
    if first.casefold() in HELP_WORDS:
        return Understood(None, first, rest)
    verb = command.verb_named(first or command.wordless)
    if verb is not None:
        return Understood(verb, first, rest)
    known = [*HELP_WORDS, *(word for verb in command.verbs for word in (verb.name, *verb.also))]
    alike = _ALIKE_IN_TWO_CHARACTERS if len(first) <= 2 and not first.isascii() else _ALIKE
    near = get_close_matches(first.casefold(), known, n=1, cutoff=alike)
    raise Refused(
        text(
            "/{command} has no “{word}”. Did you mean `/{command} {near}`?",
            near=near[0],
            **_shown(command, first),
        )
        if near
        else text("/{command} has no “{word}”. `/{command} help` shows what it can do.", **_shown(command, first)),
        shows_example=False,
    )


def permission(command: Command, verb: Verb) -> str:
    """The verb's name in the table of who may what."""
    return f"{command.name}.{verb.name}"


def _shown(command: Command, word: str) -> dict[str, str]:
    return {"command": command.name, "word": word[:40]}
