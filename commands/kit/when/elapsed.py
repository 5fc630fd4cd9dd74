"""Moments counted from now: 10分钟前, 一个半小时前, 1h20m ago, in 2 hours."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Final

from commands.kit.when.refusal import NotUnderstood
from commands.kit.when.words import CHINESE, ENGLISH, amount, uncaptured

_SECONDS: Final = {
    **dict.fromkeys(("秒", "秒钟", "s", "sec", "secs", "second", "seconds"), 1),
    **dict.fromkeys(("分", "分钟", "m", "min", "mins", "minute", "minutes"), 60),
    "刻钟": 900,
    **dict.fromkeys(("小时", "钟头", "h", "hr", "hrs", "hour", "hours"), 3600),
    **dict.fromkeys(("天", "d", "day", "days"), 86400),
}
UNIT: Final = f"(?:{'|'.join(sorted(_SECONDS, key=len, reverse=True))})"
_DAYS: Final = 86400
_AMOUNT: Final = rf"\d{{1,40}}(?:\.\d{{1,9}})?|{CHINESE}{{1,3}}|半|half(?= an?\b)|{ENGLISH}\b"
_PIECE: Final = rf"({_AMOUNT}) ?(?:an? )?个?(半|and a half)? ?({UNIT})(半| and a half)?(?![a-z])"
_PIECES: Final = rf"{uncaptured(_PIECE)}(?:(?: and |, ?| ?零?){uncaptured(_PIECE)}){{0,3}}"
_BEFORE: Final = re.compile(rf"({_PIECES}) ?(?:(?:以|之)?前|ago)", re.ASCII)
_AFTER: Final = re.compile(rf"({_PIECES}) ?(?:(?:以|之)?后|from now)|in ({_PIECES})", re.ASCII)


def read_elapsed(phrase: str) -> timedelta | None:
    """How far from now the plain phrase lies (negative: past), or None where it counts no hours, minutes or seconds.

    Raises NotUnderstood('impossible') for an amount that no calendar spans.
    """
    for pattern, sign in ((_BEFORE, -1), (_AFTER, 1)):
        if found := pattern.fullmatch(phrase):
            pieces = list(re.finditer(_PIECE, found[found.lastindex or 1], re.ASCII))
            if all(_SECONDS[piece[3]] == _DAYS for piece in pieces):
                return None
            return sign * _total(pieces, phrase)
    return None


def _total(pieces: list[re.Match[str]], phrase: str) -> timedelta:
    seconds = Decimal(0)
    for piece in pieces:
        value = amount(piece[1])
        if value is None:
            raise NotUnderstood("impossible", phrase)
        halves = Decimal("0.5") * ((piece[2] is not None) + (piece[4] is not None))
        seconds += (value + halves) * _SECONDS[piece[3]]
    try:
        return timedelta(seconds=int(seconds))
    except OverflowError as error:
        raise NotUnderstood("impossible", phrase) from error
