import re
import tomllib
from copy import deepcopy
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

import pytest

from storage.contract.kinds import POINTS_ALLOWED, Duty, Fault, NotedRow, Punch, RankedRow
from storage.contract.measures import MEASURES
from storage.contract.rubric import RubricError, read_rows, shipped_rows, windows_read

DIGEST = Path(__file__).parents[4] / "shared" / "contract" / "digest.md"


def test_there_are_48_rows_and_every_measure_is_used() -> None:
    assert len(shipped_rows()) == 48
    assert {row.measure for row in shipped_rows()} == set(MEASURES)


@pytest.mark.skipif(not DIGEST.exists(), reason="the digest is not here")
def test_the_rows_are_the_digests_in_its_order() -> None:
    table = re.findall(r"^\| (\w+\.\w+) \|[^|]*\| (\w+) \| ([\w, ]+) \|", DIGEST.read_text("utf-8"), re.MULTILINE)
    assert [(row.code, row.how, ", ".join(row.when)) for row in shipped_rows()] == table


def test_noted_event_rows_are_those_a_note_may_name() -> None:
    noted = {row.code for row in shipped_rows() if row.how == "noted" and row.when == ("event",)}
    assert noted == set(get_args(NotedRow))
    assert {row.code for row in shipped_rows() if row.choice} == set(POINTS_ALLOWED)
    assert set(get_args(RankedRow)) < {row.code for row in shipped_rows()}


def test_the_words_are_short_and_in_both_languages() -> None:
    for row in shipped_rows():
        assert re.search(r"[\u4e00-\u9fff]", row.name.zh)
        assert len(row.name.zh) <= 12
        assert len(row.name.en) <= 40
        for text in (row.name, row.rule, row.clause, row.group, *row.readings):
            assert not re.search(r"[\u4e00-\u9fff]", text.en)


def test_only_the_kinds_a_row_reads_are_asked_for() -> None:
    rows = {row.code: row for row in shipped_rows()}
    assert Punch in windows_read([rows["attendance.absence"]])
    assert set(windows_read([rows["system.severe_fault"]])) == {Fault}
    assert Duty not in windows_read(shipped_rows())


def _file() -> dict[str, Any]:
    text = files("storage.contract").joinpath("appendix", "05_protection.toml").read_text("utf-8")
    return deepcopy(tomllib.loads(text, parse_float=Decimal))


def _changed(index: int, **changes: Any) -> dict[str, Any]:
    table = _file()
    table["row"][index] = {key: value for key, value in {**table["row"][index], **changes}.items() if value is not None}
    return table


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (_changed(0, weight=1), "support.key_availability: weight: unknown key"),
        (_changed(0, rule=None), "support.key_availability: rule: missing"),
        (_changed(0, name={"zh": "名"}), "support.key_availability: en: missing"),
        (_changed(0, name={"zh": "名", "en": ""}), "support.key_availability: zh, en: must be sentences"),
        (_changed(0, name="name"), "support.key_availability: must be a table"),
        (_changed(0, how="guessed"), "support.key_availability: how: "),
        (_changed(0, when=["daily"]), "support.key_availability: when: "),
        (_changed(0, when=[]), "support.key_availability: when: "),
        (_changed(0, since="2026-06-15"), "support.key_availability: since: "),
        (_changed(0, measure="guess"), "support.key_availability: measure: "),
        (_changed(0, points={"each": 1}), "support.key_availability: points: "),
        (_changed(0, tiers=None), "support.key_availability: tiers: missing"),
        (_changed(0, tiers=[{"least": 90, "points": 1}]), "support.key_availability: tiers: must fall"),
        (_changed(4, points={"each": "1"}), "guard.plan: points: must be numbers"),
        (_changed(4, numbers={"cap": 0}), "guard.plan: numbers: must be whole"),
        (_changed(4, numbers={"cap": 5}), "guard.plan: numbers: must name exactly"),
        (_changed(4, tiers=[{"least": 0, "points": 1}]), "guard.plan: tiers: not used"),
        (_changed(4, code="guard.clean"), "guard.clean: "),
        ({**_file(), "title": "x"}, "file: title: unknown key"),
    ],
)
def test_a_row_is_read_strictly(table: dict[str, Any], says: str) -> None:
    with pytest.raises(RubricError, match=f"^{re.escape(says)}"):
        read_rows([table])
