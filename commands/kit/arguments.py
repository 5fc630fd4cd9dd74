"""The words after a verb: ids, `FIELD=VALUE`, `--options`, texts within their limits."""

import re
import unicodedata
from typing import Final

from commands.kit.saying import Refused
from commands.kit.texts import text

LONGEST_TITLE: Final = 200
LONGEST_TEXT: Final = 2000


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


_PAIR: Final = re.compile(r"(?:^|(?<=\s))([^\W\d]\w*)\s*[=＝]\s*")
_DOTTED_PAIR: Final = re.compile(r"(?:^|(?<=\s))([A-Za-z_][A-Za-z0-9_.]*)\s*[=＝]\s*")


def take_pairs(words: str, *, dotted: bool = False) -> dict[str, str]:
    """`FIELD=VALUE FIELD=VALUE …`; a value reaches to the next `FIELD=`. Empty for words of another form.

    With `dotted` a field is a path with figures, such as `limits.level1.respond_min`. Raises Refused for a field given
    twice.
    """
    found = list((_DOTTED_PAIR if dotted else _PAIR).finditer(words))
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
    "巡检": "from",
    "账号": "slack",
    "草稿": "draft",
    "异常": "trouble",
    "监测": "watched",
    "渠道": "channel",
    "告知": "announced",
    "关于": "about",
    "人员": "person",
    "次数": "count",
    "分值": "points",
    "重排": "anew",
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
