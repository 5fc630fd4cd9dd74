"""`zhiban score`."""

import json
from pathlib import Path

import pytest

from tests.bot.zhiban import zhiban
from tests.storage.contract.test_given_cases import CASES, GIVEN, SCORES

AT = "2026-07-20T12:00:00+08:00"


@pytest.mark.skipif(not CASES, reason="the given cases are not here")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_score_gives_a_given_case(case: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    number, period, _ = case.name.split(".")
    home = tmp_path_factory.getbasetemp() / f"case-{number}"
    if not home.exists():
        assert zhiban(home, "import", str(GIVEN / f"{number}.facts.jsonl")).code == 0
    wanted = json.loads(case.read_text("utf-8"))
    contract = str(GIVEN / "contract.toml")
    told = zhiban(home, "score", period, "--at", wanted["at"], "--json", env={"ZHIBAN_CONTRACT": contract})
    assert (told.code, told.err) == (0, "")
    made = json.loads(told.out)
    assert {name: made[name] for name in SCORES} == {name: wanted[name] for name in SCORES}
    for row in made["rows"]:
        for entry in row["entries"]:
            del entry["evidence"]
    assert [_plain(row) for row in made["rows"]] == [_plain(row) for row in wanted["rows"]]


def _plain(row: dict[str, object]) -> dict[str, object]:
    entries = sorted(row["entries"], key=lambda entry: entry["key"])  # type: ignore[call-overload]
    return {**{name: row[name] for name in ("code", "booked", "pending", "applicable")}, "entries": entries}


@pytest.mark.parametrize(
    ("period", "name"),
    [
        ("month", "2026-07"),
        ("quarter", "2026-Q3"),
        ("half", "2026-H2"),
        ("year", "2026"),
        ("contract", "contract"),
        ("2026-06", "2026-06"),
        ("2027", "2027"),
    ],
)
def test_periods_by_word_and_by_name(tmp_path: Path, period: str, name: str) -> None:
    told = zhiban(tmp_path, "score", period, "--at", AT, "--json")
    assert (told.code, told.err) == (0, "")
    standing = json.loads(told.out)
    assert (standing["period"], standing["at"], len(standing["rows"])) == (name, AT, 48)
    assert standing["from"] >= "2026-06-15"
    assert standing["until"] <= "2027-06-14"


def test_a_table_without_json(tmp_path: Path) -> None:
    told = zhiban(tmp_path, "score", "2026-07", "--at", AT)
    assert (told.code, told.err) == (0, "")
    assert told.out.decode().startswith("2026-07 (2026-07-01 to 2026-07-31)\nbooked ")


def test_the_set_clock_is_what_is_asked_about(tmp_path: Path) -> None:
    told = zhiban(tmp_path, "score", "month", "--json", env={"ZHIBAN_CLOCK": "2026-08-03T09:00:00+08:00"})
    assert json.loads(told.out)["period"] == "2026-08"
    assert json.loads(told.out)["at"].startswith("2026-08-03T09:00:0")


REFUSED = [
    (["2026-W27"], "A week is no appraisal period"),
    (["2026-05"], "2026-05 lies outside the term, 2026-06-15 to 2027-06-14."),
    (["2027-07"], "2027-07 lies outside the term"),
    (["2026-13"], "'2026-13' is no period"),
    (["July"], "'July' is no period"),
    (["a\nb"], r"'a\nb' is no period"),
    (["month", "--at", "2028-01-01T00:00:00+08:00"], "2028-01 lies outside the term"),
    (["month", "--at", "yesterday"], "--at: 'yesterday' is no moment"),
    (["month", "--at", "2026-07-20T12:00:00"], "--at: '2026-07-20T12:00:00' is no moment"),
]


@pytest.mark.parametrize(("arguments", "why"), REFUSED, ids=[" ".join(arguments) for arguments, _ in REFUSED])
def test_what_cannot_be_scored_is_refused(tmp_path: Path, arguments: list[str], why: str) -> None:
    refused = zhiban(tmp_path, "score", *arguments)
    assert (refused.code, refused.out) == (2, b"")
    assert refused.error.startswith(f"zhiban: {why}")


@pytest.mark.parametrize("at", ["0001-01-01T08:00:00+08:00", "9999-12-31T23:59:59.999999+08:00"])
def test_the_contract_is_scored_at_the_ends_of_the_calendar(tmp_path: Path, at: str) -> None:
    told = zhiban(tmp_path, "score", "contract", "--at", at, "--json")
    assert (told.code, json.loads(told.out)["at"]) == (0, at)
