"""Letters and numbers of a typed time: one plain spelling for full width, capitals and Chinese numerals."""

import re
from decimal import Decimal
from typing import Final

_FULL_WIDTH: Final = "0123456789:./-+~abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PLAIN: Final = (
    {ord(letter) + 0xFEE0: letter.lower() for letter in _FULL_WIDTH}
    | {ord(letter): letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    | dict.fromkeys((0x3000, 0x00A0), " ")
    | {ord("’"): "'"}
)

_DIGITS: Final = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ENGLISH: Final = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6} | {
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
}

DIGITS: Final = r"\d{1,40}"
CHINESE: Final = "[零〇一二两三四五六七八九十]"
NUMBER: Final = rf"(?:{DIGITS}|{CHINESE}{{1,3}})"
ENGLISH: Final = rf"(?:{'|'.join(sorted(_ENGLISH, key=len, reverse=True))})"


def plain(text: str) -> str:
    """The text in half width and small letters; every character stays at its place."""
    return text.translate(_PLAIN)


def uncaptured(pattern: str) -> str:
    """The pattern with its groups made silent, to build larger patterns of."""
    return re.sub(r"\((?!\?)", "(?:", pattern)


def number(written: str) -> int | None:
    """The value of digits, a Chinese numeral below 100 (or a year digit by digit) or an English number word."""
    if written.isascii():
        return int(written) if written.isdigit() else _ENGLISH.get(written)
    tens, ten, ones = written.partition("十")
    if ten:
        return _tens(tens, ones)
    return _digit_by_digit(written)


def amount(written: str) -> Decimal | None:
    """Like `number`, with a decimal point, 半 and half."""
    if written in ("半", "half"):
        return Decimal("0.5")
    if re.fullmatch(r"\d+\.\d+", written, re.ASCII):
        return Decimal(written)
    value = number(written)
    return None if value is None else Decimal(value)


def _tens(tens: str, ones: str) -> int | None:
    if len(tens) > 1 or len(ones) > 1 or tens in ("零", "〇") or ones in ("零", "〇", "十"):
        return None
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def _digit_by_digit(written: str) -> int | None:
    """One digit, a minute such as 零五, a year such as 二〇二六; nothing else is said in this way."""
    if len(written) not in (1, 4) and written[0] not in "零〇":
        return None
    return int("".join(str(_DIGITS[digit]) for digit in written))
