"""`/score what-if`: as people type it, what it answers, its form."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.local.limits import view_errors
from commands.kit.answers import Answers
from commands.kit.forms import Opening, modal
from commands.kit.saying import Read, Refused, Saying
from commands.kit.texts import LANGUAGES, Language, translator
from commands.score import outlook_forms
from commands.score.supposed import MOST_NAMED, named_in
from storage.contract.rubric import shipped_rows
from storage.contract.what_if import worths_of
from storage.records.settings import TermsInForce
from tests.commands.conftest import NOW, PEOPLE, TERMS, Room, at, refusals
from tests.commands.score.made_up import shown

EVENTS = [row for row in shipped_rows() if "event" in row.when]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("inspect.missed", [("inspect.missed", 1, None)]),
        ("inspect.missed×2", [("inspect.missed", 2, None)]),
        ("inspect.missedx2", [("inspect.missed", 2, None)]),
        ("inspect.missed X 2", [("inspect.missed", 2, None)]),
        ("inspect.missed*2", [("inspect.missed", 2, None)]),
        ("inspect.missed ＊ ２", [("inspect.missed", 2, None)]),
        ("INSPECT.MISSED× 2", [("inspect.missed", 2, None)]),
        ("`inspect.missed`×2", [("inspect.missed", 2, None)]),
        ("`inspect.missed×2`", [("inspect.missed", 2, None)]),
        ("2×inspect.missed", [("inspect.missed", 2, None)]),
        ("2 x inspect.missed", [("inspect.missed", 2, None)]),
        ("２＊inspect.missed", [("inspect.missed", 2, None)]),
        ("inspect.missed×999", [("inspect.missed", 999, None)]),
        ("inspect.missed×007", [("inspect.missed", 7, None)]),
        ("system.severe_fault=-5", [("system.severe_fault", 1, "-5")]),
        ("system.severe_fault = −5 × 2", [("system.severe_fault", 2, "-5")]),
        ("system.severe_fault＝－５×２", [("system.severe_fault", 2, "-5")]),
        ("2×system.severe_fault=-5.0", [("system.severe_fault", 2, "-5.0")]),
        ("satisfaction.attitude=+0.5", [("satisfaction.attitude", 1, "0.5")]),
        ("satisfaction.survey=5", [("satisfaction.survey", 1, "5")]),
        (
            "inspect.missed×2 fault.response_late",
            [("inspect.missed", 2, None), ("fault.response_late", 1, None)],
        ),
        (
            "inspect.missed，fault.response_late、docs.late×3；guard.clean + fault.advice",
            [
                (code, 3 if code == "docs.late" else 1, None)
                for code in ("inspect.missed", "fault.response_late", "docs.late", "guard.clean", "fault.advice")
            ],
        ),
        ("inspect.missed 2×docs.late", [("inspect.missed", 1, None), ("docs.late", 2, None)]),
        ("docs.late docs.late", [("docs.late", 1, None)] * 2),
    ],
)
def test_what_is_typed_is_understood(typed: str, wanted: list[tuple[str, int, str | None]]) -> None:
    found = [(one.row.code, one.times, one.points) for one in named_in(typed)]
    assert found == [(code, times, None if points is None else Decimal(points)) for code, times, points in wanted]


@pytest.mark.parametrize(
    "typed",
    [
        ",",
        "``",
        "inspect.missed×0",
        "inspect.missed×1000",
        "inspect.missed×-1",
        "inspect.missed×2.5",
        "inspect.missed×",
        "×2",
        "inspect.missed 2",
        "2",
        "2×inspect.missed×3",
        "inspect.missed×2×docs.late",
        "inspect.missed×2=-0.5",
        "inspect.missed=",
        "inspect.missed=much",
        "inspect.missed=-1",
        "inspect.missed=-0.5.5",
        f"inspect.missed={'9' * 5000}",
        f"inspect.missed×{'9' * 5000}",
        "system.severe_fault=-7",
        "emergency.serious_failure=-31",
        "satisfaction.survey=3",
        "inspect.mised",
        "inspect",
        "x",
        "<!channel>",
        "docs.late " * (MOST_NAMED + 1),
    ],
)
def test_what_cannot_be_meant_is_refused(room: Room, typed: str) -> None:
    refusals(room, "feng", [f"/score what-if {typed}"])


def test_refusals_name_what_works(room: Room) -> None:
    def why(typed: str) -> str:
        return room.refuses("feng", f"/score what-if {typed}")

    assert "Did you mean inspect.missed?" in why("inspect.mised×2")
    assert "it can be −10 / −5." in why("system.severe_fault=-7")
    assert "it can be from −30 to −20." in why("emergency.serious_failure=-19.5")
    assert "a multiple of −0.5 from −499.5 to 0" in why("attendance.leave_team=-0.7")
    assert "from 1 to 999" in why("docs.late×1000")
    assert "satisfaction.survey=5" in why("satisfaction.survey×2")
    assert "satisfaction.survey=5" in why("satisfaction.survey=-5 satisfaction.survey=1")
    assert "attendance.leave_person=-1" in why("attendance.leave_person×2")
    assert f"At most {MOST_NAMED}" in why("docs.late " * (MOST_NAMED + 1))


CROSSES = st.sampled_from(["×", "x", "X", "*", "＊", " × ", " x", "* ", "　＊　"])
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@st.composite
def written(draw: st.DrawFn) -> tuple[str, tuple[str, int, Decimal | None]]:
    row = draw(st.sampled_from(EVENTS))
    times = draw(st.integers(1, 999))
    points = draw(st.sampled_from([None, *worths_of(row).only]))
    number = draw(st.sampled_from([str(times), str(times).translate(WIDE)]))
    code = draw(st.sampled_from([row.code, row.code.upper()]))
    cross, named = draw(CROSSES), code if points is None else f"{code}={points}"
    typed = draw(st.sampled_from([f"{named}{cross}{number}", f"{number}{cross}{named}"]))
    return typed, (row.code, times, points)


@given(st.lists(written(), min_size=1, max_size=6), st.sampled_from([" ", ", ", "，", "、", "　", " + "]))
def test_whatever_is_written_in_a_known_form_is_understood(
    parts: list[tuple[str, tuple[str, int, Decimal | None]]], between: str
) -> None:
    found = named_in(between.join(typed for typed, _ in parts))
    assert [tuple(one) for one in found] == [
        (next(row for row in EVENTS if row.code == code), times, points) for _, (code, times, points) in parts
    ]


@given(st.text(max_size=60) | st.text(alphabet="inspect.mdo ×x*=-0259,、", max_size=60))
def test_any_words_are_understood_or_refused(typed: str) -> None:
    try:
        found = named_in(typed)
    except Refused:
        return
    assert all(1 <= one.times <= 999 for one in found)
    assert found


@pytest.mark.parametrize("verb", ["what-if", "如果", "假设"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_names_every_term(room: Room, verb: str, language: Language) -> None:
    words = "inspect.missed×2 system.severe_fault docs.typos×6 emergency.response satisfaction.survey guard.hazard×6"
    answer = room.does("feng", f"/score {verb} {words} attendance.leave_person guard.accident", language=language)
    assert answer.stored == 0
    codes = ("inspect.missed", "system.severe_fault", "docs.typos", "emergency.response", "satisfaction.survey")
    for told in (
        *codes,
        "guard.hazard",
        "attendance.leave_person",
        "2 × −0.5",
        "`system.severe_fault=-5`",
        "guard.accident",
    ):
        assert told in answer.words


def test_before_and_after(room: Room) -> None:
    moment = at("10:00", "2026-07-01")
    told = room.does("lin", "/score what-if system.severe_fault×2 guard.clean", moment).words
    for each in (
        "What if: 100 → 80",
        "100 → *80* · excellent → good",
        "*The client may take back*\nnothing → up to ¥40,780.00, only if acceptance is not wholly passed",
        "*−20*  Severe fault `system.severe_fault`: 2 × −10; the heaviest is assumed",
        "1 × +1; moves only the score with what is pending, until a manager of the client confirms it",
        "Nothing was stored. 2026-Q3 (2026-07-01 – 2026-09-30).",
    ):
        assert each in told
    named = room.does("lin", "/score what-if system.severe_fault=-5", moment).words
    assert "assumed" not in named
    assert "100 → *95* · excellent\n" in named
    low = room.does("lin", "/score what-if emergency.major_failure", moment).words
    assert "nothing → the contract's table has no figure for this grade" in low


def test_outside_what_is_judged_nothing_can_be_supposed(room: Room) -> None:
    assert "no period of this contract" in room.refuses("lin", "/score what-if docs.late", at("10:00", "2027-07-01"))
    overlay = {"term": {"books_open": at("00:00", "2026-08-01").date(), "appraisal": "month"}}
    later = Room(room.database, TermsInForce(overlay))
    assert "Nothing is judged before 2026-08-01" in later.refuses("lin", "/score what-if docs.late")


def said(room: Room, language: Language = "en") -> Saying:
    return Saying(
        speaker=PEOPLE[0],
        verb="what-if",
        in_force=room.terms,
        words="",
        now=NOW,
        t=translator(language),
        terms=TERMS,
        calendar_in=lambda _: pytest.fail("no calendar is asked"),
    )


def filled(room: Room, values: dict[str, Any]) -> str:
    step = outlook_forms.WHAT_IF.take(said(room), Answers(values))
    assert isinstance(step, Read)
    with room.database.read() as connection:
        return shown(step.work(connection))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_offers_every_row(room: Room, language: Language) -> None:
    with room.database.read() as connection:
        for subject in ("", "inspect.missed", "nothing.known"):
            opening = Opening(said(room, language), connection, subject)
            view = modal(outlook_forms.WHAT_IF, "score.what-if", opening)
            assert view_errors(view) == []
            row, times, points = view["blocks"]
            assert len(row["element"]["options"]) == len(shipped_rows())
            assert ("initial_option" in row["element"]) is (subject == "inspect.missed")
            assert (times["element"]["initial_value"], points["optional"]) == ("1", True)


def test_the_form_is_answered(room: Room) -> None:
    assert "3 × −0.5" in filled(room, {"row": "inspect.missed", "times": " ３ "})
    assert "2 × −5" in filled(room, {"row": "system.severe_fault", "times": "2", "points": "－5"})


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"times": "1"}, "row"),
        ({"row": "inspect.missed", "times": "0"}, "times"),
        ({"row": "inspect.missed", "times": "1000"}, "times"),
        ({"row": "inspect.missed", "times": "many"}, "times"),
        ({"row": "inspect.missed", "times": "1", "points": "-2"}, "points"),
        ({"row": "inspect.missed", "times": "1", "points": "half"}, "points"),
    ],
)
def test_the_form_says_where_it_is_wrong(room: Room, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        filled(room, values)
    assert refusal.value.field == field


def test_the_form_refuses_a_running_row_more_than_once(room: Room) -> None:
    with pytest.raises(Refused):
        filled(room, {"row": "satisfaction.survey", "times": "2"})
