"""What an inspection found not in order, and the problem that each of it can become: once, by a name of its own."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from commands.kit.blocks import brief
from commands.kit.fact_words import target_name
from commands.kit.saying import Refused
from commands.kit.texts import LANGUAGES, text, translator
from storage.contract.kinds import CheckedItem, Inspection, Problem
from storage.records.finding import PREFIXES

_LONGEST_NAME: Final = 20
_DIGEST_LETTERS: Final = 8
_WHOLE: Final = "whole"
_PREFIX: Final = f"{PREFIXES[Problem]}-"


def wrong(inspection: Inspection) -> Sequence[CheckedItem | None]:
    """The flagged items; None where all there is to say is that not all was in order."""
    flagged = [item for item in inspection.items if not item.ok]
    return flagged if flagged or inspection.ok else [None]


def problem_id(inspection: Inspection, item: CheckedItem | None) -> str:
    """The id of the problem that comes of it, such as `pr-i-12-portal`: always the same, so that there is only one."""
    return f"{_PREFIX}{inspection.id}-{_short(item.target) if item else _WHOLE}"


def may_have_found(problem: Problem) -> list[str]:
    """The ids of the inspections of whose findings the problem may have come, by its own id."""
    if not problem.id.startswith(_PREFIX):
        return []
    rest = problem.id.removeprefix(_PREFIX)
    return [rest[: dash.start()] for dash in re.finditer("-", rest) if dash.start()]


def chosen(inspection: Inspection, named: str) -> Sequence[CheckedItem | None]:
    """Those of what is wrong that are meant; all of it for no name. Raises Refused where there is none."""
    there = wrong(inspection)
    if not there:
        raise Refused(text("All was in order at inspection {id}.", id=inspection.id), shows_example=False)
    if not named:
        return there
    meant = [item for item in there if item and named.casefold() in _names(inspection, item)]
    if not meant:
        known = ", ".join(item.target for item in there if item)
        raise Refused(
            text(
                "“{target}” is not flagged at inspection {id}; what is: {known}.",
                target=named[:40],
                id=inspection.id,
                known=brief(known, 400) or text("the inspection as a whole"),
            ),
            shows_example=False,
        )
    exact = [item for item in meant if item and item.target == named]
    return exact[:1] or meant[:1]


def _names(inspection: Inspection, item: CheckedItem) -> list[str]:
    shown = (target_name(inspection.type, item.target, translator(language)) for language in LANGUAGES)
    return [name.casefold() for name in (item.target, *shown)]


def _short(target: str) -> str:
    """The target where it is a word that can stand in an id; otherwise the beginning of its fingerprint."""
    plain = unicodedata.normalize("NFKC", target)
    if plain == target and len(target) <= _LONGEST_NAME and re.fullmatch(r"[\w.-]+", target):
        return target
    return hashlib.sha256(target.encode()).hexdigest()[:_DIGEST_LETTERS]
