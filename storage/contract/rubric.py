"""The rubric: the rows of the appraisal appendix, strictly loaded from `appendix/*.toml` in the appendix's order."""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, Final

from storage.contract.fact import Fact
from storage.contract.measures import MEASURES
from storage.contract.model import Row, Tier
from storage.contract.text import Text
from storage.contract.windows import Reads, Window, together

_REQUIRED: Final = frozenset(("code", "name", "how", "when", "rule", "clause", "since"))
_OPTIONAL: Final = frozenset(("measure", "points", "numbers", "tiers", "readings"))
_WHEN: Final = ("event", "month", "period")


class RubricError(ValueError):
    """A row of the rubric that cannot be; the message names the row and the key."""


@cache
def shipped_rows() -> tuple[Row, ...]:
    """Every row of the appendix, in its order."""
    folder = files("storage.contract").joinpath("appendix")
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return read_rows(tomllib.loads(file.read_text("utf-8"), parse_float=Decimal) for file in found)


def read_rows(tables: Iterable[Mapping[str, Any]]) -> tuple[Row, ...]:
    """The rows of some appendix files, in order.

    Raises RubricError for an unknown or missing key, a wrong type, a code that occurs twice, or figures that are not
    those the row's measure asks for.
    """
    rows: list[Row] = []
    for table in tables:
        _keys("file", table, frozenset(("group", "row")))
        group = _text("group", table["group"])
        rows += [_row(entry, group) for entry in table["row"]]
    codes = [row.code for row in rows]
    for code in codes:
        if codes.count(code) > 1:
            raise RubricError(f"{code}: occurs twice")
    return tuple(rows)


def windows_read(rows: Iterable[Row], *others: Reads) -> Mapping[type[Fact], Collection[Window]]:
    """The windows of the facts that judging these rows reads, and of what others read besides, by kind."""
    return together([*(MEASURES[row.measure].reads for row in rows if row.measure is not None), *others])


def _row(entry: Mapping[str, Any], group: Text) -> Row:
    code = str(entry.get("code", "row"))
    _keys(code, entry, _REQUIRED, _OPTIONAL)
    if entry["how"] not in ("auto", "noted"):
        raise RubricError(f"{code}: how: must be auto or noted")
    if not entry["when"] or any(when not in _WHEN for when in entry["when"]):
        raise RubricError(f"{code}: when: must list some of {', '.join(_WHEN)}")
    if type(entry["since"]) is not date:
        raise RubricError(f"{code}: since: must be a day")
    row = Row(
        code=code,
        group=group,
        name=_text(code, entry["name"]),
        how=entry["how"],
        when=tuple(entry["when"]),
        measure=entry.get("measure"),
        points={name: _points(code, value) for name, value in entry.get("points", {}).items()},
        numbers={name: _whole(code, value) for name, value in entry.get("numbers", {}).items()},
        tiers=_tiers(code, entry.get("tiers", [])),
        rule=_text(code, entry["rule"]),
        readings=tuple(_text(code, reading) for reading in entry.get("readings", [])),
        clause=_text(code, entry["clause"]),
        since=entry["since"],
    )
    _fits_its_measure(row)
    return row


def _fits_its_measure(row: Row) -> None:
    if row.measure is None:
        return
    measure = MEASURES.get(row.measure)
    if measure is None:
        raise RubricError(f"{row.code}: measure: there is none called {row.measure}")
    for name, given, wanted in (
        ("points", frozenset(row.points), measure.points),
        ("numbers", frozenset(row.numbers), measure.numbers),
    ):
        if given != wanted:
            raise RubricError(f"{row.code}: {name}: must name exactly {sorted(wanted)}, not {sorted(given)}")
    if bool(row.tiers) != measure.tiers:
        raise RubricError(f"{row.code}: tiers: {'missing' if measure.tiers else 'not used by this measure'}")


def _keys(where: str, table: Any, required: frozenset[str], optional: frozenset[str] = frozenset()) -> None:
    if not isinstance(table, Mapping):
        raise RubricError(f"{where}: must be a table")
    for key in sorted(set(table) ^ required):
        if key not in optional:
            raise RubricError(f"{where}: {key}: {'missing' if key in required else 'unknown key'}")


def _text(where: str, value: Any) -> Text:
    _keys(where, value, frozenset(("zh", "en")))
    if not all(isinstance(words, str) and words for words in value.values()):
        raise RubricError(f"{where}: zh, en: must be sentences")
    return Text(**value)


def _points(where: str, value: Any) -> Decimal:
    if type(value) not in (int, Decimal):
        raise RubricError(f"{where}: points: must be numbers")
    return Decimal(value)


def _whole(where: str, value: Any) -> int:
    if type(value) is not int or value < 1:
        raise RubricError(f"{where}: numbers: must be whole numbers, 1 or more")
    return value


def _tiers(where: str, steps: list[Any]) -> tuple[Tier, ...]:
    for step in steps:
        _keys(where, step, frozenset(("least", "points")))
    tiers = tuple(Tier(_points(where, step["least"]), _points(where, step["points"])) for step in steps)
    if tiers and (tiers[-1].least != 0 or any(a.least <= b.least for a, b in pairwise(tiers))):
        raise RubricError(f"{where}: tiers: must fall, and end at 0")
    return tiers
