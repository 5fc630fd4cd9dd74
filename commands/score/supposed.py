"""`/score what-if` in words: `inspect.missed×2 system.severe_fault=-5`, as people type it."""

import re
import unicodedata
from decimal import Decimal
from typing import Final

from commands.kit.saying import Refused
from commands.kit.texts import text
from commands.score import views, what_if_views
from storage.contract.model import Row
from storage.contract.rubric import shipped_rows
from storage.contract.what_if import MOST_TIMES, ImpossibleWorthError, Named, NotJudgedError, worths_of

MOST_NAMED: Final = 30
_CROSS: Final = "[×✕✖✗xX*]"
_BETWEEN: Final = r"[\s,;、+]"
_PLAIN: Final = str.maketrans({**dict.fromkeys("−–—‐‑", "-"), "`": " "})
_TERM: Final = re.compile(
    rf"""
    (?:([0-9]+)\s*{_CROSS}\s*)?                 # 2×ROW
    ([^\s,;、+=×✕✖✗*]+?)                        # the row, up to a cross and a number
    (?:\s*=\s*([+-]?[0-9]+(?:\.[0-9]+)?))?      # =POINTS
    (?:\s*{_CROSS}\s*([0-9]+))?                 # ×2
    (?={_BETWEEN}|$)
    """,
    re.VERBOSE,
)
_POINTS: Final = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,3})?")


def named_in(words: str) -> list[Named]:
    """The rows named, each with how often (1 without a number) and its points where they were said.

    Raises Refused for words of another form, for a row, a number or points that there cannot be, and for too many.
    """
    plain = _plain(words)
    named: list[Named] = []
    position = _next(plain, 0)
    while position < len(plain):
        found = _TERM.match(plain, position)
        if found is None:
            raise Refused(
                text("I cannot read “{words}”. Please write {form}.", words=plain[position:][:60], form=_FORM)
            )
        if len(named) == MOST_NAMED:
            raise Refused(text("At most {count} at a time, please.", count=MOST_NAMED))
        named.append(_named(found))
        position = _next(plain, found.end())
    if not named:
        raise Refused(text("Please write {form}.", form=_FORM))
    return named


def named_as(code: str, times: str, points: str) -> Named:
    """One row with what was written beside it; no number is once. Raises Refused as `named_in`."""
    row = _row(code)
    return Named(row, times_in(times) if times else 1, points_in(points, row) if points else None)


def times_in(words: str) -> int:
    """How often. Raises Refused for what is no number from 1 to the most."""
    plain = _plain(words)
    if not re.fullmatch(r"0*[1-9][0-9]{0,2}", plain):
        raise Refused(
            text("Please give a whole number from 1 to {most}, not “{words}”.", most=MOST_TIMES, words=plain[:40])
        )
    return int(plain)


def points_in(words: str, row: Row) -> Decimal:
    """The points named. Raises Refused for what is no number, and for points that the row can never be worth."""
    plain = _plain(words)
    if not _POINTS.fullmatch(plain):
        raise Refused(text("“{words}” is no number of points; write -5 or 0.5.", words=plain[:40]))
    points = Decimal(plain)
    try:
        worths = worths_of(row)
    except NotJudgedError as error:
        raise Refused(what_if_views.why_not(error)) from error
    if not worths.admits(points):
        raise Refused(what_if_views.why_not(ImpossibleWorthError(row, points, worths)))
    return points


_FORM: Final = text("rows with a number, such as `inspect.missed×2 fault.response_late`")


def _plain(words: str) -> str:
    """Full-width digits, signs and stops as plain ones, every dash as a minus, no marks of code."""
    return unicodedata.normalize("NFKC", words).translate(_PLAIN).strip()


def _next(plain: str, position: int) -> int:
    """Where the next word begins."""
    between = re.compile(rf"{_BETWEEN}*").match(plain, position)
    return between.end() if between else position


def _named(found: re.Match[str]) -> Named:
    before, code, points, after = found.groups()
    if before and after:
        raise Refused(text("“{words}” has two numbers; please write one.", words=found[0][:60]))
    if re.fullmatch(r"[0-9]+", code):
        raise Refused(text("The number “{words}” stands alone. Please write {form}.", words=code[:40], form=_FORM))
    return named_as(code, before or after or "", points or "")


def _row(code: str) -> Row:
    row = next((row for row in shipped_rows() if row.code == code.casefold()), None)
    if row is None:
        raise Refused(views.unknown_row(code, shipped_rows()))
    return row
