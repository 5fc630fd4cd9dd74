"""`zhiban preview` against lists written by hand: a holiday, a month's end, the New Year, a weekend, the term's end.

Inspections are owed every day whatever the calendar says: they are counted, the rest is listed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from storage.contract.facts import Facts
from storage.contract.kinds import Document
from storage.contract.obligations import documents_owed
from storage.contract.periods import day_of, day_start
from storage.contract.terms import load_terms
from storage.records.calendar import announced_calendar
from tests.bot.zhiban import Ran, zhiban
from tests.mrkdwn import glued_marks

PEOPLE = [
    {"kind": "person", "id": "zhao", "name": "Zhao", "side": "team", "role": "pm", "onsite": False},
    {"kind": "person", "id": "gu", "name": "Gu", "side": "team", "role": "manager", "onsite": False},
    {"kind": "person", "id": "chen", "name": "Chen", "side": "client", "role": "manager", "onsite": False},
]
PLANS = [
    {"kind": "plan", "id": "pl-1", "type": "emergency", "filed_on": "2026-06-15"},
    {"kind": "plan", "id": "pl-2", "type": "drill", "filed_on": "2026-06-15", "for": "contract"},
]
NATIONAL_DAY = ("2026-09-28", "2026-10-12")
NEW_YEAR = ("2026-12-28", "2027-01-06")
TERMS_END = ("2027-06-07", "2027-06-17")
MONTHS_END = ("2026-07-31", "2026-08-04")
WEEKEND = ("2026-10-31", "2026-11-02")

MONDAYS = """
{day} 09:00 calendar.estimated:2027:{week}:mon-09:00 zhao
{day} 09:00 score.week:{week}:mon-09:00 zhao
{day} 09:00 score.week:{week}:gu-mon-09:00 gu
"""
ON_ITS_DAY = """
{day} 09:30 report.due:{document}:09:30 zhao
{day} 15:00 report.due:{document}:15:00 zhao
{day} 17:30 report.due:{document}:17:30 zhao
{day} 17:30 report.due:{document}:manager-gu-17:30 gu
"""


def monday(day: str, week: str) -> str:
    return MONDAYS.format(day=day, week=week)


def on_its_day(day: str, document: str) -> str:
    return ON_ITS_DAY.format(day=day, document=document)


def overdue(document: str, *days: str) -> str:
    return "\n".join(f"{day} 09:30 report.overdue:{document}:{day}-09:30 zhao" for day in days)


def gap(block: str, asked: str, climbed: str) -> str:
    return f"""{asked} 09:30 roster.gap:{block}:-3-d-09:30 zhao
{climbed} 09:30 roster.gap:{block}:manager-gu--2-d-09:30 gu"""


LISTED = {
    NATIONAL_DAY: (
        monday("2026-09-28", "2026-W40"),
        on_its_day("2026-09-28", "weekly:2026-W39"),
        overdue("weekly:2026-W39", "2026-09-29", "2026-09-30", "2026-10-08", "2026-10-09", "2026-10-10"),
        "2026-09-28 09:30 report.due:weekly:2026-W40:-3-wd-09:30 zhao",
        "2026-09-30 09:30 report.due:weekly:2026-W40:-1-wd-09:30 zhao",
        "2026-09-30 09:30 report.due:monthly:2026-09:-3-wd-09:30 zhao",
        gap("2026-10-01", "2026-09-28", "2026-09-29"),
        monday("2026-10-05", "2026-W41"),
        "2026-10-08 09:00 score.month:2026-09:09:00 zhao",
        "2026-10-08 09:00 score.month:2026-09:gu-09:00 gu",
        on_its_day("2026-10-08", "weekly:2026-W40"),
        overdue("weekly:2026-W40", "2026-10-09", "2026-10-10"),
        "2026-10-08 09:30 report.due:weekly:2026-W41:-3-wd-09:30 zhao",
        "2026-10-10 09:30 report.due:weekly:2026-W41:-1-wd-09:30 zhao",
        "2026-10-09 09:30 report.due:monthly:2026-09:-1-wd-09:30 zhao",
        on_its_day("2026-10-10", "monthly:2026-09"),
        "2026-10-09 09:30 report.due:quarterly:2026-Q3:-3-wd-09:30 zhao",
    ),
    MONTHS_END: (
        "2026-07-31 09:30 report.due:weekly:2026-W31:-1-wd-09:30 zhao",
        "2026-07-31 09:30 report.due:monthly:2026-07:-3-wd-09:30 zhao",
        monday("2026-08-03", "2026-W32"),
        "2026-08-03 09:00 score.month:2026-07:09:00 zhao",
        "2026-08-03 09:00 score.month:2026-07:gu-09:00 gu",
        on_its_day("2026-08-03", "weekly:2026-W31"),
    ),
    WEEKEND: (),
    NEW_YEAR: (
        monday("2026-12-28", "2026-W53"),
        gap("2027-01-01", "2026-12-29", "2026-12-30"),
        on_its_day("2026-12-28", "weekly:2026-W52"),
        overdue("weekly:2026-W52", "2026-12-29", "2026-12-30", "2026-12-31", "2027-01-04", "2027-01-05"),
        "2026-12-28 09:30 report.due:year_end:2026:-3-wd-09:30 zhao",
        "2026-12-30 09:30 report.due:year_end:2026:-1-wd-09:30 zhao",
        on_its_day("2026-12-31", "year_end:2026"),
        overdue("year_end:2026", "2027-01-04", "2027-01-05"),
        "2026-12-28 09:30 invoice.due:second:-3-wd-09:30 zhao",
        "2026-12-30 09:30 invoice.due:second:-1-wd-09:30 zhao",
        "2026-12-31 09:30 invoice.due:second:09:30 zhao",
        "2026-12-31 15:00 invoice.due:second:15:00 zhao",
        "2026-12-31 17:30 invoice.due:second:17:30 zhao",
        "2027-01-04 09:30 invoice.due:second:2027-01-04-09:30 zhao",
        "2027-01-05 09:30 invoice.due:second:2027-01-05-09:30 zhao",
        "2026-12-29 09:30 report.due:weekly:2026-W53:-3-wd-09:30 zhao",
        "2026-12-31 09:30 report.due:weekly:2026-W53:-1-wd-09:30 zhao",
        monday("2027-01-04", "2027-W01"),
        "2027-01-04 09:00 score.month:2026-12:09:00 zhao",
        "2027-01-04 09:00 score.month:2026-12:gu-09:00 gu",
        on_its_day("2027-01-04", "weekly:2026-W53"),
        overdue("weekly:2026-W53", "2027-01-05"),
        "2026-12-31 09:30 report.due:monthly:2026-12:-3-wd-09:30 zhao",
        "2027-01-05 09:30 report.due:monthly:2026-12:-1-wd-09:30 zhao",
        "2027-01-05 09:30 report.due:quarterly:2026-Q4:-3-wd-09:30 zhao",
        "2027-01-05 09:30 report.due:half_year:2026-H2:-3-wd-09:30 zhao",
    ),
    TERMS_END: (  # Dragon Boat Festival on Wednesday 9 June, as far as one can say
        monday("2027-06-07", "2027-W23"),
        "2027-06-07 09:30 roster.gap:2027-06-09:manager-gu--2-d-09:30 gu",
        on_its_day("2027-06-07", "weekly:2027-W22"),
        "2027-06-07 09:30 contract.end:contract:-7-d-09:30 zhao",
        overdue("weekly:2027-W22", "2027-06-08", "2027-06-10", "2027-06-11", "2027-06-14", "2027-06-15", "2027-06-16"),
        "2027-06-11 09:30 report.due:weekly:2027-W23:-1-wd-09:30 zhao",
        "2027-06-08 09:30 report.due:weekly:2027-W23:-3-wd-09:30 zhao",
        monday("2027-06-14", "2027-W24"),
        on_its_day("2027-06-14", "weekly:2027-W23"),
        overdue("weekly:2027-W23", "2027-06-15", "2027-06-16"),
    ),
}
INSPECTIONS = {  # page: 4 steps a day, 1 each to PM and manager; server: mon, thu, fri × 2, sun, PM fri, manager sun
    NATIONAL_DAY: 14 * 6 + 14,
    MONTHS_END: 4 * 6 + 3 + 2 + 1,
    WEEKEND: 2 * 6 + 2,
    NEW_YEAR: 9 * 6 + 7 + 1,
    TERMS_END: 8 * 6 + 7 + 1,
}


def handed_in_before(day: str) -> list[dict[str, Any]]:
    """Every document that fell due before that day, handed in; and the first invoice."""
    terms, first = load_terms(), day_of(day_start(_day(day)))
    owed = documents_owed((), Facts.build(()).of(Document), terms, announced_calendar(), first)
    return [
        {
            "kind": "document",
            "id": f"d-{place}",
            "type": document.type,
            "for": document.for_,
            "submitted_at": f"{document.due}T10:00:00+08:00",
        }
        for place, document in enumerate(owed)
        if document.due < first
    ]


def _day(text: str) -> Any:
    from datetime import date

    return date.fromisoformat(text)


def previewed(home: Path, first: str, last: str, *facts: dict[str, Any], contract: str = "") -> list[dict[str, str]]:
    lines = "".join(f"{json.dumps(fact, ensure_ascii=False)}\n" for fact in (*PEOPLE, *PLANS, *facts))
    assert zhiban(home, "import", "-", stdin=lines.encode()).code == 0
    told = preview(home, f"{first}T00:00:00+08:00", f"{last}T00:00:00+08:00", "--json", contract=contract)
    assert (told.code, told.err) == (0, "")
    posts: list[dict[str, str]] = json.loads(told.out)
    return posts


def preview(home: Path, *arguments: str, contract: str = "") -> Ran:
    file = home.parent / "contract.toml"
    file.write_text(contract, "utf-8")
    return zhiban(home, "preview", *arguments, env={"ZHIBAN_CONTRACT": str(file)})


@pytest.mark.parametrize("span", LISTED, ids=" ".join)
def test_a_preview_is_the_list_written_by_hand(tmp_path: Path, span: tuple[str, str]) -> None:
    posts = previewed(tmp_path / "home", *span, *handed_in_before(span[0]))
    listed = [line for part in LISTED[span] for line in part.splitlines() if line]
    told = [f"{post['at'][:16].replace('T', ' ')} {post['key']} {post['to']}" for post in posts]
    others = [line for line in told if " inspect." not in line]
    assert sorted(others) == sorted(listed)
    assert len(told) - len(others) == INSPECTIONS[span]
    assert [post["at"] for post in posts] == sorted(post["at"] for post in posts)
    assert all(post["key"].startswith(f"{post['nudge']}:") and post["at"].endswith("+08:00") for post in posts)
    assert len({post["key"] for post in posts}) == len(posts)
    assert glued_marks([post["text"] for post in posts]) == []


def test_texts_are_in_the_channels_language(tmp_path: Path) -> None:
    chinese = previewed(tmp_path / "zh", "2026-10-10", "2026-10-11")
    english = previewed(tmp_path / "en", "2026-10-10", "2026-10-11", contract='[slack]\nlanguage = "en"')
    key = "report.due:monthly:2026-09:09:30"
    assert "月报" in next(post["text"] for post in chinese if post["key"] == key)
    said = next(post["text"] for post in english if post["key"] == key)
    assert said == "*monthly report 2026-09* is due today, 2026-10-10 (Sat), before midnight."


def test_a_preview_stores_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = previewed(home, "2026-10-08", "2026-10-09")
    before = zhiban(home, "export").out
    assert previewed(home, "2026-10-08", "2026-10-09") == first
    assert zhiban(home, "export").out == before


def test_both_ends_of_the_span(tmp_path: Path) -> None:
    home = tmp_path / "home"
    previewed(home, "2026-10-10", "2026-10-11")
    for first, last, there in (
        ("09:30:00", "09:30:01", True),
        ("09:29:59", "09:30:00", False),
        ("09:30:01", "09:31:00", False),
    ):
        span = (f"2026-10-10T{first}+08:00", f"2026-10-10T{last}+08:00")
        keys = [post["key"] for post in json.loads(preview(home, *span, "--json").out)]
        assert ("report.due:monthly:2026-09:09:30" in keys) is there


def test_without_json_it_is_a_table(tmp_path: Path) -> None:
    previewed(tmp_path / "home", "2026-10-10", "2026-10-11")
    told = preview(tmp_path / "home", "2026-10-10T09:00:00+08:00", "2026-10-10T10:00:00+08:00")
    assert (told.code, told.err) == (0, "")
    assert "report.due" in told.out.decode()
    assert "2026-10-10 09:30" in told.out.decode()


DAY = "2026-10-10T00:00:00+08:00"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["yesterday", DAY], "FROM: 'yesterday' is no moment"),
        (["2026-10-32", DAY], "FROM: '2026-10-32' is no moment"),
        (["2026-10-10T00:00:00", DAY], "FROM: '2026-10-10T00:00:00' is no moment"),
        ([DAY, "2026-13-01T00:00:00+08:00"], "UNTIL: '2026-13-01T00:00:00+08:00' is no moment"),
        ([DAY, DAY], "UNTIL: must lie after FROM"),
        ([DAY, "2026-10-09T23:59:59+08:00"], "UNTIL: must lie after FROM"),
        ([DAY, "2028-12-18T00:00:01+08:00"], "UNTIL: at most 800 days after FROM"),
        (["0001-01-01T08:00:00+08:00", "0001-02-01T08:00:00+08:00"], "UNTIL: at most 800 days after FROM"),
        ([DAY], "Missing argument"),
    ],
    ids=" ".join,
)
def test_what_is_no_span_is_bad_input(tmp_path: Path, arguments: Any, why: str) -> None:
    refused = preview(tmp_path / "home", *arguments)
    assert (refused.code, refused.out) == (2, b"")
    assert refused.error.startswith(f"zhiban: {why}")


def test_a_span_of_800_days_is_previewed(tmp_path: Path) -> None:
    assert preview(tmp_path / "home", DAY, "2028-12-18T00:00:00+08:00", "--json").code == 0


def test_a_day_is_its_first_moment_in_china(tmp_path: Path) -> None:
    home = tmp_path / "home"
    by_moments = previewed(home, "2026-10-10", "2026-10-11")
    assert json.loads(preview(home, "2026-10-10", "2026-10-11", "--json").out) == by_moments != []
