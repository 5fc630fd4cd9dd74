"""The cases in `tests/cases`: facts, a moment, and what each named row must hold."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from storage.contract.model import Entry, RowStanding
from storage.contract.periods import write_moment
from tests.storage.contract.told import TEAM, standing

FOLDER = Path(__file__).parents[2] / "cases"
CASES = [case for file in sorted(FOLDER.glob("*.toml")) for case in tomllib.loads(file.read_text("utf-8"))["case"]]
SETTLED_FIELDS = ("booked", "pending", "applicable")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    people = [person for person in TEAM if person["id"] in case.get("people", [each["id"] for each in TEAM])]
    facts = [*people, *(_open_ended(fact) for fact in case["facts"])]
    made = standing(facts, case.get("period", "contract"), case["now"], case.get("terms"))
    rows = {row.code: row for row in made.rows}
    for code, wanted in case["expect"].items():
        _check(rows[code], wanted)


def test_case_names_are_unique() -> None:
    names = [case["name"] for case in CASES]
    assert len(names) == len(set(names))


def _check(row: RowStanding, wanted: dict[str, Any]) -> None:
    for field in SETTLED_FIELDS:
        if field in wanted:
            assert (field, getattr(row, field)) == (field, wanted[field])
    if "entries" in wanted:
        entries = {entry.key.removeprefix(f"{row.code}:"): entry for entry in row.entries}
        assert set(entries) == {entry[0] for entry in wanted["entries"]}
        for subject, *rest in wanted["entries"]:
            assert _told(entries[subject])[: len(rest)] == rest


def _told(entry: Entry) -> list[Any]:
    return [write_moment(entry.at), float(entry.points), entry.status]


def _open_ended(fact: dict[str, Any]) -> dict[str, Any]:
    """TOML has no null: a vendor who still holds a fault has an empty end."""
    spells = [[start, end or None] for start, end in fact.get("vendor", [])]
    return {**fact, "vendor": spells} if spells else fact
