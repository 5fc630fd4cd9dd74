"""The values that settings can have. Each function reads one, or raises ValueError, which says what it must be."""

import re
from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any, Final

LONGEST_LIMIT_MIN: Final = 366 * 24 * 60


def day(value: Any) -> date:
    """A day."""
    if type(value) is not date:
        raise ValueError("must be a day, written 2026-06-15 without quotes")
    return value


def time_of_day(value: Any) -> time:
    """A time of day."""
    if not isinstance(value, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value, re.ASCII):
        raise ValueError('must be a time of day, written "09:00"')
    return time.fromisoformat(value)


def money(value: Any) -> Decimal:
    """An amount in yuan."""
    amount = Decimal(str(value)) if type(value) in (int, float, Decimal) else Decimal("NaN")
    if not amount.is_finite() or amount < 0 or amount >= Decimal("1e15"):
        raise ValueError("must be an amount in yuan, written 203900.00")
    if amount != amount.quantize(Decimal("0.01")):
        raise ValueError("has more than two decimals; write 203900.00")
    return amount


def minutes(value: Any) -> timedelta:
    """A length of time, in minutes."""
    if type(value) is not int or not 0 <= value <= LONGEST_LIMIT_MIN:
        raise ValueError(f"must be a whole number of minutes from 0 to {LONGEST_LIMIT_MIN}, written 30")
    return timedelta(minutes=value)


def count(value: Any) -> int:
    """A number of things."""
    if type(value) is not int or value < 0:
        raise ValueError("must be a whole number, 0 or more")
    return value


def line(value: Any) -> str:
    """A text."""
    if not isinstance(value, str):
        raise ValueError('must be a text in quotes, such as "C0123456789"')
    return value


def names(value: Any) -> tuple[str, ...]:
    """A list of names, each once."""
    if not isinstance(value, list) or not all(isinstance(name, str) and name.strip() for name in value):
        raise ValueError('must be a list of names, written ["portal", "api"]')
    if len(set(value)) < len(value):
        raise ValueError("names something twice")
    return tuple(value)


def one_of(*choices: str) -> Callable[[Any], str]:
    """Reads one of the choices."""

    def read(value: Any) -> str:
        if value not in choices or not isinstance(value, str):
            raise ValueError("must be one of " + ", ".join(f'"{choice}"' for choice in choices))
        return value

    return read


def some_of(*choices: str) -> Callable[[Any], tuple[str, ...]]:
    """Reads a list of some of the choices."""

    def read(value: Any) -> tuple[str, ...]:
        chosen = names(value)
        for name in chosen:
            if name not in choices:
                raise ValueError(f'"{name}" is none of ' + ", ".join(f'"{choice}"' for choice in choices))
        return chosen

    return read


def judges(value: Any) -> tuple[str, ...]:
    """Who may rule; the client always does."""
    chosen = some_of("client", "team")(value)
    if "client" not in chosen:
        raise ValueError('must hold "client"; "team" may stand beside it')
    return chosen
