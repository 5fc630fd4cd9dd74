"""What a person says to the bot, and what comes of it."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection

from commands.kit.blocks import Reply, escape
from commands.kit.roles import Audience
from commands.kit.texts import Text, Translator, text
from storage.contract.calendar import WorkCalendar
from storage.contract.kinds import Person
from storage.contract.terms import Terms
from storage.records.ledger import Change, UnitOfWork

if TYPE_CHECKING:
    from commands.kit.forms import Form

LONGEST_TITLE: Final = 200
LONGEST_TEXT: Final = 2000


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
    form: "Form | None" = None
    """What can be filled in instead of typed, where there is something to fill in."""


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
    reflect: Callable[[UnitOfWork, Change], None] | None = None
    """Called in the same transaction for every change of a fact, by whatever command: keeps posts true."""
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


def _harmless(value: Any) -> Any:
    return escape(value) if isinstance(value, str) else value


def needed(words: str, what: Text) -> str:
    """The words. Raises Refused where there are none, naming what is missing."""
    if not words:
        raise Refused(text("Please say {what}.", what=what))
    return words


def split_first(words: str) -> tuple[str, str]:
    """The first word, and the rest without the space between."""
    first, rest = (*words.split(maxsplit=1), "", "")[:2]
    return first, rest.strip()


def split_id(words: str) -> tuple[str, str]:
    """The id that the words begin with, without what people put around it (`f-3`, #3, ｆ－３); and the rest."""
    first, rest = split_first(words)
    return unicodedata.normalize("NFKC", first).strip("`#"), rest


def one_line(words: str) -> str:
    """The words with single blanks and no line ends between them."""
    return " ".join(words.split())


_PAIR: Final = re.compile(r"(?:^|(?<=\s))([A-Za-z_]+)\s*[=＝]\s*")


def take_pairs(words: str) -> dict[str, str]:
    """`FIELD=VALUE FIELD=VALUE …`; a value reaches to the next `FIELD=`. Empty for words of another form.

    Raises Refused for a field given twice.
    """
    found = list(_PAIR.finditer(words))
    if not found or found[0].start() != 0:
        return {}
    ends = [*(pair.start() for pair in found[1:]), len(words)]
    values: dict[str, str] = {}
    for pair, end in zip(found, ends, strict=True):
        name = pair[1].casefold()
        if name in values:
            raise Refused(text("The field {name} stands twice.", name=name))
        values[name] = words[pair.end() : end].strip()
    return values


OPTION_WORDS: Final = {
    "级别": "level",
    "系统": "system",
    "类型": "type",
    "中断": "outage",
    "应急": "emergency",
    "到场": "onsite",
    "驻场": "onsite",
    "远程": "remote",
    "范围外": "out",
    "账号": "slack",
}
"""Chinese words for options: `--级别 3` is `--level 3`."""

_DASHES: Final = rf"(?:--|－－|[—–]+(?=[A-Za-z]|(?:{'|'.join(OPTION_WORDS)})(?!\w)))"
"""Two hyphens, also as phones and Chinese keyboards write them; a long dash before other Chinese words is a dash."""
_OPTION: Final = re.compile(rf"(?:^|(?<=\s)){_DASHES}(\w[\w-]*)\s*([=＝:：]?)\s*")
_OPTION_VALUE: Final = re.compile(r"""(?:["“”]([^"“”]+)["“”]|([^\s"“”]\S*))\s*""")


def take_options(
    words: str, *, flags: tuple[str, ...] = (), valued: tuple[str, ...] = ()
) -> tuple[dict[str, str], str]:
    """The `--options` among the words, and the words without them; a flag's value is empty.

    A dash that a phone made long counts as `--`. Raises Refused for an option the verb does not have, one given twice,
    one without its value, a flag with one, and for what looks like an option but is not written as one.
    """
    known = (*flags, *valued)
    options: dict[str, str] = {}
    rest: list[str] = []
    position = 0
    for found in _OPTION.finditer(words):
        if found.start() < position:
            continue
        rest.append(words[position : found.start()])
        name, position = OPTION_WORDS.get(found[1], found[1].casefold()), found.end()
        if name not in known:
            there = " ".join(f"--{option}" for option in known)
            raise Refused(text("There is no option --{name} here; there are: {known}.", name=name, known=there))
        if name in options:
            raise Refused(text("The option --{name} stands twice.", name=name))
        options[name] = ""
        if name in valued:
            options[name], position = _option_value(words, position, name)
        elif found[2]:
            raise Refused(text("The option --{name} takes no value.", name=name))
    rest.append(words[position:])
    left = "".join(rest).strip()
    _no_option_left(left, known)
    return options, left


def _option_value(words: str, position: int, name: str) -> tuple[str, int]:
    found = _OPTION_VALUE.match(words, position)
    if found is None or _OPTION.match(words, position):
        raise Refused(text("The option --{name} needs a value.", name=name))
    return str(found[1] or found[2]), found.end()


def _no_option_left(words: str, known: tuple[str, ...]) -> None:
    """Raises Refused where an option is glued to a word or has one hyphen, and so was not taken."""
    found = re.search(rf"(?:{_DASHES}|(?:^|(?<=\s))[-－])({'|'.join(known)})(?![\w-])", words, re.IGNORECASE)
    if found:
        raise Refused(
            text(
                "“{words}” looks like an option. Please write it as --{name}, with a space before it.",
                words=found[0],
                name=found[1].casefold(),
            )
        )


def within(words: str, longest: int) -> str:
    """The words. Raises Refused where they are longer than `longest` characters, or hold control characters."""
    if len(words) > longest:
        raise Refused(
            text(
                "That is {length} characters long; please keep it within {longest}.",
                length=len(words),
                longest=longest,
            )
        )
    if re.search(r"[\x00-\x08\x0b-\x1f\x7f]", words):
        raise Refused(text("There is a control character in that text; please type it as plain text."))
    return words
