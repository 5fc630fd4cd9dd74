import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from storage.contract.scoring import standing_as_json
from tests.storage.contract.told import standing

GIVEN = Path(__file__).parents[4] / "shared" / "cases"
CASES = sorted(GIVEN.glob("*.*.json"))
SCORES = ("period", "from", "until", "booked", "projected", "grade", "projected_grade", "refund_cny")

pytestmark = pytest.mark.skipif(not CASES, reason="the given cases are not here")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_given_case_agrees(case: Path) -> None:
    number, period, _ = case.name.split(".")
    wanted = json.loads(case.read_text("utf-8"))
    lines = (GIVEN / f"{number}.facts.jsonl").read_text("utf-8").splitlines()
    overlay = tomllib.loads((GIVEN / "contract.toml").read_text("utf-8"))
    made = standing_as_json(standing([json.loads(line) for line in lines], period, wanted["at"], overlay))
    assert {row["code"]: _row(row) for row in made["rows"]} == {row["code"]: _row(row) for row in wanted["rows"]}
    assert [row["code"] for row in made["rows"]] == [row["code"] for row in wanted["rows"]]
    assert {name: made[name] for name in SCORES} == {name: wanted[name] for name in SCORES}


def _row(row: dict[str, Any]) -> tuple[Any, ...]:
    entries = {entry["key"]: (entry["at"], entry["points"], entry["status"]) for entry in row["entries"]}
    assert len(entries) == len(row["entries"])
    return row["booked"], row["pending"], row["applicable"], entries
