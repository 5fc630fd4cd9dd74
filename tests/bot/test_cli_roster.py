"""`zhiban roster`."""

import json
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.bot.zhiban import Ran, zhiban

PEOPLE = "".join(
    json.dumps({"kind": "person", "id": one, "name": one.title(), "side": "team", "role": "engineer", "onsite": True})
    + "\n"
    for one in ("lin", "sun", "wu")
)
AWAY = json.dumps(
    {"kind": "leave", "id": "l-1", "person": "wu", "type": "annual", "from": "2026-10-01", "until": "2026-10-02"}
)
CLOCK = {"ZHIBAN_CLOCK": "2026-09-20T09:00:00+08:00"}


def run(home: Path, *arguments: str) -> Ran:
    return zhiban(home, *arguments, env=CLOCK)


def rows(ran: Ran) -> list[list[str]]:
    return [line.split("\t") for line in ran.out.decode().splitlines()]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    assert zhiban(tmp_path, "import", "-", stdin=f"{PEOPLE}{AWAY}\n".encode(), env=CLOCK).code == 0
    return tmp_path


def duties(home: Path) -> list[dict[str, str]]:
    facts = [json.loads(line) for line in run(home, "export").out.splitlines()]
    return [fact for fact in facts if fact["kind"] == "duty"]


def told(home: Path) -> list[str]:
    """To whom something is to be posted."""
    with closing(sqlite3.connect(home / "zhiban.db")) as database:
        return [recipient for (recipient,) in database.execute("SELECT recipient FROM outbox ORDER BY id")]


def test_a_roster_is_put_in_force_and_the_same_input_gives_the_same(home: Path) -> None:
    dry = run(home, "roster", "generate", "2026-10-01", "2026-10-07", "--dry-run")
    assert (dry.code, dry.err, duties(home)) == (0, "turns would be given out: 7; days nobody can take: 0\n", [])
    done = run(home, "roster", "generate", "2026-10-01", "2026-10-07")
    assert (done.code, done.err, done.out) == (0, "turns given out: 7; days nobody can take: 0\n", dry.out)
    held = duties(home)
    assert [(one["day"], one["person"]) for one in held] == [(row[0], row[2]) for row in rows(done)]
    assert sorted(Counter(one["person"] for one in held).values()) == [2, 2, 3]
    assert "wu" not in (held[0]["person"], held[1]["person"])
    assert all(row[3] for row in rows(done))
    again = run(home, "roster", "generate", "2026-10-01", "2026-10-07")
    assert (again.err, duties(home)) == ("turns given out: 0; days nobody can take: 0\n", held)


def test_days_that_nobody_can_take_are_said(home: Path) -> None:
    lines = [AWAY.replace("l-1", f"l-{who}").replace('"wu"', f'"{who}"') for who in ("lin", "sun")]
    zhiban(home, "import", "-", stdin="\n".join([*lines, ""]).encode(), env=CLOCK)
    done = run(home, "roster", "generate", "2026-10-01", "2026-10-03")
    assert (done.code, done.err) == (0, "turns given out: 1; days nobody can take: 2\n")
    assert [row[2] == "-" for row in rows(done)] == [True, True, False]


def test_the_roster_as_a_calendar_file(home: Path) -> None:
    run(home, "roster", "generate", "2026-10-01", "2026-10-07")
    told = run(home, "roster", "ics", "2026-10-01", "2026-10-03")
    assert (told.code, told.err) == (0, "")
    events = Calendar.from_ical(told.out).walk("VEVENT")
    assert [event.decoded("dtstart").isoformat() for event in events] == ["2026-10-01", "2026-10-02", "2026-10-03"]
    assert all(str(event["summary"]).startswith("值班 Duty: ") for event in events)
    assert Calendar.from_ical(run(home, "roster", "ics", "2026-11-01", "2026-11-03").out).walk("VEVENT") == []


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("2026-10-07", "2026-10-01"), 2, "UNTIL: must not lie before FROM"),
        (("soon", "2026-10-01"), 2, "FROM: "),
        (("2026-10-01", "2026-10-32"), 2, "UNTIL: "),
        (("2026-10-01",), 2, "UNTIL"),
        (("2026-10-01", "2027-10-02", "--dry-run"), 1, "366 days at most"),
        (("2027-06-14", "2027-06-15"), 1, "2027-06-15 lies outside the term"),
    ],
)
def test_bad_days(home: Path, arguments: tuple[str, ...], code: int, words: str) -> None:
    refused = run(home, "roster", "generate", *arguments)
    assert (refused.code, refused.out) == (code, b"")
    assert words in refused.error


def test_days_that_are_all_over_are_filled_in_and_nobody_is_told(home: Path) -> None:
    done = run(home, "roster", "generate", "2026-09-18", "2026-09-19")
    assert (done.code, len(duties(home))) == (0, 2)
    assert told(home) == []
    run(home, "roster", "generate", "2026-09-20", "2026-09-20")
    assert len(told(home)) == 1
    refused = run(home, "roster", "generate", "0001-01-01", "0001-01-01")
    assert (refused.code, refused.out) == (1, b"")
    assert "lies outside the term" in refused.error


def test_a_dry_run_draws_up_any_days(home: Path) -> None:
    shown = run(home, "roster", "generate", "2026-09-18", "2026-09-19", "--dry-run")
    assert (shown.code, [row[0] for row in rows(shown)]) == (0, ["2026-09-18", "2026-09-19"])
    assert duties(home) == []


def test_of_days_that_have_begun_to_pass_the_rest_is_given_out(home: Path) -> None:
    done = run(home, "roster", "generate", "2020-01-01", "2026-09-21")
    assert done.code == 0
    assert [row[0] for row in rows(done)] == ["2026-09-20", "2026-09-21"]


def test_the_last_days_of_all_end_in_no_traceback(home: Path) -> None:
    done = run(home, "roster", "generate", "9999-12-30", "9999-12-31", "--dry-run")
    assert (done.code, [row[0] for row in rows(done)]) == (0, ["9999-12-30", "9999-12-31"])
    assert run(home, "roster", "generate", "0001-01-01", "9999-12-31").code == 1
    assert run(home, "roster", "ics", "0001-01-01", "9999-12-31").code == 0


def test_what_is_no_more_is_cancelled_in_the_file_too(home: Path) -> None:
    wus = {"kind": "duty", "day": "2026-10-01", "person": "wu"}
    held = [json.dumps({**wus, "id": f"du-{part}", "part": part}) for part in ("day", "night")]
    zhiban(home, "import", "-", stdin="\n".join([*held, ""]).encode(), env=CLOCK)
    run(home, "roster", "generate", "2026-10-01", "2026-10-01")
    events = Calendar.from_ical(run(home, "roster", "ics", "2026-10-01", "2026-10-01").out).walk("VEVENT")
    assert [(str(event["uid"]).partition("@")[0], event.get("status")) for event in events] == [
        ("du-day", None),
        ("du-night", "CANCELLED"),
    ]


def test_nobody_on_the_duty_list(tmp_path: Path) -> None:
    refused = run(tmp_path, "roster", "generate", "2026-10-01", "2026-10-07")
    assert refused.code == 1
    assert "Nobody is on the duty list" in refused.error
