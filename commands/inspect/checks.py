"""An inspection's checklist: what it looks at, and how people say what they found (`portal:ok cloud:慢 rest:ok`)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Final, Literal

from commands.kit.arguments import LONGEST_TITLE, one_line, within
from commands.kit.blocks import brief
from commands.kit.fact_words import SERVER_CHECKS
from commands.kit.saying import Refused
from commands.kit.texts import LANGUAGES, text, translator
from storage.contract.kinds import CheckedItem
from storage.contract.terms import Terms

Type = Literal["page", "server"]

_REST: Final = ""
"""Stands for the targets that were not named."""
_REST_WORDS: Final = ("rest", "others", "all", "其余", "其他", "其它", "全部", "都")
_FINE: Final = ("ok", "okay", "good", "fine", "yes", "✓", "√", "正常", "良好", "好", "通过", "无异常", "没问题")
_NOT_FINE: Final = ("bad", "no", "✗", "×", "异常", "不正常", "有问题", "故障")
_SHORTER_NAMES: Final = {"db": "database", "系统": "os", "web服务": "web", "web server": "web"}
_NEARLY: Final = 0.8
"""How alike a slip of the keyboard is to the word that was meant, of 1."""
_GAP: Final = r"(?:^|(?<=[\s,，;；、]))"
_SIGN: Final = r"\s*[:：=＝]\s*"
_ENDS: Final = " \t\r\n\u3000,，;；、"
_UNKNOWN: Final = re.compile(rf"{_GAP}([^\W\d][^\s:：=＝,，;；、]*)[:：=＝](?!//)([^\s,，;；、。.!！]+)")


def targets(type_: Type, terms: Terms) -> tuple[str, ...]:
    """What such an inspection looks at: the contract's systems, or the parts of a server (digest, S4)."""
    return terms.systems if type_ == "page" else tuple(SERVER_CHECKS)


def read_checks(words: str, type_: Type, terms: Terms) -> tuple[str, tuple[CheckedItem, ...]]:
    """The words before the first `TARGET:RESULT`, and what was found, in the order in which it was said.

    A result is `ok` or what is wrong, and reaches to the next target; `rest:ok` is each target not named. A contract
    that names no systems lets anything be a target whose result is ok or bad. Raises Refused for a target that is none,
    stands twice or has no result.
    """
    known = _known(type_, terms)
    found = list(_said(words, known, free=not targets(type_, terms)))
    before = words[: found[0].start()] if found else words
    ends = [*(one.start() for one in found), len(words)][1:]
    said: dict[str, tuple[bool, str]] = {}
    for one, end in zip(found, ends, strict=True):
        target = known.get(one[1].casefold(), one[1])
        if target in said:
            raise Refused(text("“{target}” stands twice; please say it once, such as {target}:ok.", target=one[1][:40]))
        value = words[one.end() : end].strip(_ENDS)
        said[target] = _result(one[1], value)
        _check_unknown(value, type_, terms, strictly=said[target][0])
    _check_unknown(before, type_, terms, strictly=bool(found))
    return before.rstrip(_ENDS), _items(said, type_, terms)


def item(target: str, ok: bool, told: str) -> CheckedItem:
    """An item of a checklist, in one line without the semicolon that stands between items.

    Raises Refused where it is too long.
    """
    line = re.sub(r"\s*[;；]+\s*", "，", one_line(told)).strip("，")
    return CheckedItem(target, ok, within(line, LONGEST_TITLE))


def _known(type_: Type, terms: Terms) -> dict[str, str]:
    """Every word that names a target, to the target; a server inspection may name systems too."""
    systems = {system.strip().casefold(): system for system in terms.systems}
    rest = dict.fromkeys(_REST_WORDS, _REST) if targets(type_, terms) else {}
    return {**rest, **systems, **(_part_words() if type_ == "server" else {})}


def _part_words() -> dict[str, str]:
    """Every word that names a part of a server, to the part."""
    parts = _SHORTER_NAMES | {part: part for part in SERVER_CHECKS}
    for language in LANGUAGES:
        parts |= {translator(language)(name).casefold(): part for part, name in SERVER_CHECKS.items()}
    return parts


def _said(words: str, known: Mapping[str, str], *, free: bool) -> Iterator[re.Match[str]]:
    names = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    named = rf"(?:{names})"
    if free:
        results = "|".join(re.escape(word) for word in (*_FINE, *_NOT_FINE))
        named += rf"|[^\W\d][^\s:：=＝,，;；、]*(?=[:：=＝]\s*(?:{results})(?:[\s,，;；、。.!！]|$))"
    return re.finditer(rf"{_GAP}({named}){_SIGN}", words, re.IGNORECASE)


def _result(named: str, value: str) -> tuple[bool, str]:
    """Whether it was in order, and what there is to say about it."""
    if not value:
        raise Refused(text("Please say after “{target}:” ok or what is wrong, such as {target}:ok.", target=named[:40]))
    word = re.split(r"[\s,，;；、。.!！]", value, maxsplit=1)[0]
    told = value[len(word) :].strip(f"{_ENDS}。.!！")
    if word.casefold() in _FINE:
        return True, told
    return False, told if word.casefold() in _NOT_FINE else value


def _items(said: dict[str, tuple[bool, str]], type_: Type, terms: Terms) -> tuple[CheckedItem, ...]:
    if _REST in said:
        ok, told = said.pop(_REST)
        if not ok:
            raise Refused(
                text(
                    "Please name each of those in which something is wrong; only ok can be said of the rest, "
                    "such as portal:慢 rest:ok."
                )
            )
        said |= {target: (True, told) for target in targets(type_, terms) if target not in said}
    return tuple(item(target, ok, told) for target, (ok, told) in said.items())


def _check_unknown(words: str, type_: Type, terms: Terms, *, strictly: bool) -> None:
    """Raises Refused where a word looks like a target but is none, so that no trouble hides in what passes for fine.

    With `strictly` any word before a colon does, otherwise one that is nearly a target, or is followed by ok or bad.
    """
    near = {**_part_words(), **_known(type_, terms)}
    for one in _UNKNOWN.finditer(words):
        word, result = one[1].casefold(), one[2].casefold()
        if strictly or result in (*_FINE, *_NOT_FINE) or get_close_matches(word, near, 1, _NEARLY):
            known: Sequence[str] = targets(type_, terms) or ("…:ok",)
            raise Refused(
                text(
                    "“{word}” is none of what such an inspection looks at: {known}. Say for example {first}:ok; "
                    "in a note please put no “:”.",
                    word=one[1][:40],
                    known=brief(", ".join(known), 400),
                    first=next(iter(targets(type_, terms)), "portal"),
                )
            )
