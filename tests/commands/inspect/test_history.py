"""`/inspect history`: a month's days and weeks, done and missed, as a calendar and as a list."""

from datetime import date, timedelta

import pytest

from commands.kit.texts import LANGUAGES, Language
from storage.contract.kinds import CalendarDay, Inspection
from storage.records.settings import TermsInForce
from tests.commands.conftest import NOW, Room, at, refusals
from tests.commands.inspect.test_found import in_answer

LATE = at("00:00", "2026-07-13")


def hold(room: Room) -> None:
    """A page inspection on each day up to July 13th but the 11th; the 12th's was logged too late. And servers'."""
    days = [date(2026, 7, day) for day in (*range(1, 11), 13)]
    room.hold(
        *(Inspection(id=f"d-{day.day}", type="page", at=at("09:00", str(day)), by="lin", ok=True) for day in days),
        Inspection(id="late", type="page", at=at("09:00", "2026-07-12"), by="lin", ok=True, recorded_at=LATE),
        Inspection(id="again", type="page", at=at("17:00", "2026-07-13"), by="wu", ok=False),
        Inspection(id="w-27", type="server", at=at("09:00", "2026-06-30"), by="wu", ok=True),
        Inspection(id="w-28", type="server", at=at("09:00", "2026-07-09"), by="wu", ok=True, recorded_at=LATE),
    )


def shown(room: Room, words: str = "", language: Language = "en") -> str:
    return room.does("lin", f"/inspect history {words}", NOW, language).words


def grid(words: str) -> list[str]:
    return words.partition("```\n")[2].partition("\n```")[0].splitlines()


def test_a_month_is_a_calendar(room: Room) -> None:
    hold(room)
    assert grid(shown(room)) == [
        " Mo  Tu  We  Th  Fr  Sa  Su |S",
        "         1+  2+  3+  4+* 5+*|+",
        " 6+  7+  8+  9+ 10+ 11x*12x*|x",
        "13+ 14x 15? 16  17  18 *19 *|?",
        "20  21  22  23  24  25 *26 *| ",
        "27  28  29  30  31          | ",
    ]


def test_chinese_cells_hold_one_chinese_character_each(room: Room) -> None:
    hold(room)
    rows = grid(shown(room, language="zh"))
    assert rows[:4] == [
        "  一   二   三   四   五   六   日 |服",
        "  　   　  1巡  2巡  3巡  4巡* 5巡*|巡",
        " 6巡  7巡  8巡  9巡 10巡 11漏*12漏*|漏",
        "13巡 14漏 15待 16　 17　 18　*19　*|待",
    ]
    wide = [[place for place, one in enumerate(row) if ord(one) > 0x2FFF] for row in rows]
    assert all(places == [2, 6, 10, 14, 18, 22, 26, 29] for places in wide)


def test_a_day_declared_off_or_worked_is_marked_so(room: Room) -> None:
    room.hold(CalendarDay(id="c-1", day=date(2026, 7, 16), off=True, name="厂休"))
    room.hold(CalendarDay(id="c-2", day=date(2026, 7, 18), off=False, name="补班"))
    assert grid(shown(room))[3] == "13x 14x 15? 16 *17  18  19 *|?"
    assert grid(shown(room, "2026-10"))[1:3] == ["             1 * 2 * 3 * 4 *| ", " 5 * 6 * 7 * 8   9  10  11 *| "]


def test_the_list_says_who_and_when(room: Room) -> None:
    hold(room)
    words = shown(room)
    lines = {line.split()[1]: line for line in words.splitlines() if line.startswith("•")}
    assert lines["2026-07-13"].endswith("✓ 09:00 Lin `d-13`, 17:00 Wu `again` (not all in order)")
    assert lines["2026-07-12"].endswith("✗ missed; logged too late: 09:00 Lin `late`")
    assert lines["2026-07-11"].endswith("✗ missed")
    assert lines["2026-07-15"].endswith("open")
    assert lines["2026-W27"].endswith("(06-29 – 07-05)  ✓ 2026-06-30 09:00 (Tue) Wu `w-27`")
    assert lines["2026-W28"].endswith("logged too late: 2026-07-09 09:00 (Thu) Wu `w-28`")
    assert len([day for day in lines if "W" not in day]) == 15
    assert words.index("2026-07-15") < words.index("2026-07-14") < words.index("2026-07-01")
    assert "Page: 11 of 15 days done, 3 missed. Server: 1 of 3 weeks done, 1 missed." in words
    assert "应检 15 天，已检 11 天，漏检 3 天" in shown(room, language="zh")
    assert "2026-07-13 周一  ✓ 09:00 Lin `d-13`、17:00 Wu `again`（有异常）" in shown(room, language="zh")


def test_one_in_time_counts_beside_one_logged_too_late(room: Room) -> None:
    room.hold(
        Inspection(id="late", type="page", at=at("09:00", "2026-07-12"), by="lin", ok=True, recorded_at=LATE),
        Inspection(
            id="kept",
            type="page",
            at=at("10:00", "2026-07-12"),
            by="wu",
            ok=True,
            recorded_at=LATE - timedelta(seconds=1),
        ),
    )
    line = next(line for line in shown(room).splitlines() if "2026-07-12" in line)
    assert line.endswith("✓ 10:00 Wu `kept`")


@pytest.mark.parametrize(
    ("words", "title", "others"),
    [
        ("", "2026-07", ["2026-06"]),
        ("2026-07", "2026-07", ["2026-06"]),
        ("本月", "2026-07", ["2026-06"]),
        ("上月", "2026-06", ["2026-07"]),
        ("6月", "2026-06", ["2026-07"]),
        ("2026-08", "2026-08", ["2026-07"]),
        ("2027-06", "2027-06", ["2027-05"]),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_month_is_named_and_leads_to_its_neighbours(
    room: Room, words: str, title: str, others: list[str], language: Language
) -> None:
    answer = room.does("lin", f"/inspect history {words}", NOW, language)
    assert title in answer.text
    assert in_answer(answer) == [f"/inspect history {month}" for month in others]
    for button in in_answer(answer):
        room.does("lin", button, NOW, language)


def test_a_month_to_come_is_blank(room: Room) -> None:
    answer = room.does("lin", "/inspect history 2026-08")
    assert "No inspection has been owed" in answer.words
    assert not {"+", "x", "?"} & {*"".join(grid(answer.words)[1:])}
    assert grid(answer.words)[1] == "                     1 * 2 *| "


def test_nothing_is_told_of_days_before_the_books_opened_or_after_the_term(room: Room) -> None:
    first = room.does("lin", "/inspect history 2026-06", NOW)
    assert [f"2026-06-{day}" in first.words for day in (14, 15, 16)] == [False, True, True]
    assert grid(first.words)[1:4] == [
        " 1   2   3   4   5   6 * 7 *| ",
        " 8   9  10  11  12  13 *14 *| ",
        "15x 16x 17x 18x 19x*20x*21x*|x",
    ]
    after = room.does("lin", "/inspect history", at("10:00", "2027-09-01"))
    assert "2027-06" in after.text
    before = Room(room.database, TermsInForce({"term": {"books_open": date(2026, 8, 3)}}))
    assert "2026-08" in before.does("lin", "/inspect history").text


def test_what_is_no_month_is_refused(room: Room) -> None:
    words = ("2026-W28", "2026-Q3", "2026", "contract", "week", "2026-13", "2025-01", "2099-01", "x", "2026-07 2026-08")
    refusals(room, "lin", [f"/inspect history {one}" for one in words])


def test_many_inspections_of_a_day_are_counted_not_cut(room: Room) -> None:
    first = at("00:00")
    room.hold(
        *(
            Inspection(id=f"x-{n}", type=type_, at=first + timedelta(seconds=20 * n), by="lin", ok=True)
            for n in range(1000)
            for type_ in ("page" if n % 2 else "server",)
        )
    )
    assert shown(room).count("and 495 more") == 2


def test_a_full_month_of_long_ids_fits_a_message(room: Room) -> None:
    room.hold(
        *(
            Inspection(
                id=f"{'x' * 200}-{day}-{n}-{type_}",
                type=type_,
                at=at(f"0{n}:00", f"2026-07-{day:02}"),
                by="lin",
                ok=False,
            )
            for day in range(1, 32)
            for n in range(7)
            for type_ in ("page", "server")
        )
    )
    for language in LANGUAGES:
        room.does("lin", "/inspect history 2026-07", at("10:00", "2026-07-31"), language)
