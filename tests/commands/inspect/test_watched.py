"""What the watched pages bring to `/inspect`: one press, a form that knows, figures, a picture; and their settings."""

from __future__ import annotations

import struct
import sys
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from commands.fault import forms as fault_forms
from commands.inspect import forms
from commands.inspect.slash import pages
from commands.inspect.watched_views import with_picture
from commands.kit import pictures
from commands.kit.blocks import Reply
from commands.kit.forms import Form, Opening, modal
from commands.kit.pictures import Line, availability_picture
from commands.kit.saying import Read, Saying
from commands.kit.texts import LANGUAGES, Language, translator
from storage.contract.kinds import Fault, Inspection
from storage.contract.periods import days_later
from storage.contract.probe_findings import DaySum, State
from storage.contract.probes import Seen
from storage.records import probes
from storage.records.probes import SystemDay
from storage.records.settings import TermsInForce
from tests.commands.conftest import CONTRACT, NOW, PEOPLE, Room, at, refusals

TABLES = [
    {"name": "home & <b>", "system": "portal", "url": "https://portal.example/", "text": "科技"},
    {"name": "api", "system": "cloud", "url": "http://cloud.example/", "tries": 1, "auto": True},
]
WATCHING = TermsInForce({**CONTRACT, "probe": TABLES})
HOME, API = WATCHING.latest.probes


@pytest.fixture
def watching(room: Room) -> Room:
    """A room whose contract names two pages to watch."""
    return Room(room.database, WATCHING)


def seen(moment: datetime, *, ok: bool = True) -> Seen:
    trouble, detail = (None, "") if ok else ("status", "503 <b>")
    return Seen(at=moment, took=timedelta(milliseconds=180), trouble=trouble, detail=detail)  # type: ignore[arg-type]


def found(room: Room, moment: datetime = NOW, *, ok: bool = True) -> None:
    """Let the home page have been found so, and the API up, over the last two weeks."""

    def work(connection: Connection) -> None:
        for probe, fine in ((HOME, ok), (API, True)):
            for back in range(13, -1, -1):
                one = seen(moment - timedelta(days=back), ok=fine)
                probes.roll_up(connection, replace(one, at=one.at - timedelta(minutes=5)), one, probe)
            last = seen(moment, ok=fine)
            state = State(name=probe.name, last=last, failures=0 if fine else 3, counts=not fine)
            probes.keep_state(connection, probe, state)

    room.database.write(work).result(10)


def saying(room: Room, verb: str, language: Language) -> Saying:
    return Saying(
        speaker=PEOPLE[0],
        verb=verb,
        in_force=room.terms,
        words="",
        now=NOW,
        t=translator(language),
        terms=room.terms.latest,
        calendar_in=lambda _: pytest.fail("no calendar is asked"),
    )


def opened(room: Room, form: Form, subject: str = "", language: Language = "en") -> dict[str, Any]:
    """What the form's fields begin with, by name."""
    said = saying(room, "done", language)
    with room.database.read() as connection:
        blocks = modal(form, "x.y", Opening(said, connection, subject))["blocks"]
    fields = {block["block_id"]: block["element"] for block in blocks if "element" in block}
    return {
        name: one.get("initial_value") or one.get("initial_option", {}).get("value") for name, one in fields.items()
    }


# ---- logging ----


@pytest.mark.parametrize("ok", [True, False])
def test_one_press_logs_what_was_found(watching: Room, *, ok: bool) -> None:
    found(watching, ok=ok)
    watching.does("lin", "/inspect done page --once --watched")
    [logged] = watching.facts(Inspection)
    assert (logged.by, logged.type, logged.ok, logged.note) == ("lin", "page", ok, None)
    assert [(item.target, item.ok) for item in logged.items] == [("portal", ok), ("cloud", True)]
    assert logged.items[0].text.startswith("home & <b>: ")
    assert logged.items[1].text == "api: up, 180 ms, 10:00"
    assert "home &amp; &lt;b&gt;" in watching.posted(f"inspection:{logged.id}")
    assert "Nothing was changed" in watching.does("wu", "/inspect done page --once --watched").text


def test_a_person_may_say_that_not_all_was_in_order_though_it_was_up(watching: Room) -> None:
    found(watching)
    watching.does("lin", "/inspect done --watched --trouble 样式错乱")
    [logged] = watching.facts(Inspection)
    assert (logged.ok, logged.note, len(logged.items)) == (False, "样式错乱", 2)


def test_what_was_not_seen_is_not_logged_as_seen(watching: Room) -> None:
    assert "No page was looked at today" in watching.refuses("lin", "/inspect done --watched")
    found(watching, at("23:59", "2026-07-14"))
    assert "No page was looked at today" in watching.refuses("lin", "/inspect done --监测")
    found(watching)
    refusals(watching, "lin", ["/inspect done server --watched", "/inspect done 9:05 --watched"])
    assert watching.facts(Inspection) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_begins_with_what_was_found(watching: Room, language: Language) -> None:
    fine = {"result.portal": "ok", "told.portal": None, "result.cloud": "ok", "told.cloud": None}
    nothing = {"type": "page", **fine, "ok": "yes", "when": None, "note": None}
    assert opened(watching, forms.DONE) == nothing
    found(watching, ok=False)
    fields = opened(watching, forms.DONE, language=language)
    assert "503 <b>" in fields.pop("told.portal")
    assert fields == {key: value for key, value in {**nothing, "result.portal": "flagged"}.items() if key in fields}
    found(watching)
    assert opened(watching, forms.DONE) == nothing


def test_the_form_tells_in_its_note_what_was_found_of_systems_that_it_does_not_ask_about(watching: Room) -> None:
    found(watching, ok=False)
    elsewhere = Room(watching.database, TermsInForce({**CONTRACT, "systems": ["cloud"], "probe": TABLES}))
    fields = opened(elsewhere, forms.DONE)
    assert (fields["ok"], fields["result.cloud"]) == ("no", "ok")
    assert "503 <b>" in fields["note"].splitlines()[0]


def test_the_form_to_handle_a_fault_begins_with_when_service_was_back(room: Room) -> None:
    room.hold(*(Fault(id=f"f-{n}", title="t", system="portal", level=4, type="other", noticed_at=NOW) for n in (1, 2)))
    fields = opened(room, fault_forms.HANDLE, "f-2 2026-07-15 09:58:30")
    assert (fields["id"], fields["when"]) == ("f-2", "2026-07-15 09:58:30")
    assert opened(room, fault_forms.HANDLE, "f-2")["when"] is None
    assert opened(room, fault_forms.HANDLE)["when"] is None


# ---- figures and the picture ----


@pytest.mark.parametrize("language", LANGUAGES)
def test_history_tells_the_figures_and_sends_a_picture_of_them(watching: Room, language: Language) -> None:
    found(watching, ok=False)
    answer = watching.does("lin", "/inspect history", language=language)
    sign = translator(language).pick("：", ": ")
    assert f"portal{sign}0.00 %" in answer.words
    assert f"cloud{sign}100.00 %" in answer.words
    assert "180" in answer.words
    file = answer.file
    assert file is not None
    assert file.filename == "availability-2026-07-15.png"
    assert file.alt is not None
    assert "100.00 %" in file.alt
    width, height = size_of(file.made())
    assert (width, height) == (990, 550)


@pytest.mark.parametrize(("count", "told"), [(8, 8), (9, 8)])
def test_a_picture_shows_the_systems_that_were_least_available(count: int, told: int) -> None:
    day, t = date(2026, 7, 15), translator("en")
    found = [SystemDay(f"s{n}", day, DaySum(looks=9, watched_s=100, down_s=count - n)) for n in range(count)]
    file = with_picture(Reply("", []), found, t).file
    assert file is not None
    assert file.alt is not None
    assert [f"s{n}: " in file.alt for n in range(count)] == [True] * told + [False] * (count - told)
    assert ("least available" in file.title) is (count > told)


def test_without_pages_nothing_is_sent(room: Room, watching: Room) -> None:
    assert room.does("lin", "/inspect history").file is None
    assert watching.does("lin", "/inspect history").file is None
    assert room.does("lin", "/inspect pages").content["blocks"][0]["type"] == "section"


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_tells_how_each_stands_what_fails_first(watching: Room, language: Language) -> None:
    waiting = watching.does("lin", "/inspect pages", language=language)
    assert "send" not in waiting.words.casefold()
    found(watching, ok=False)
    words = watching.does("lin", "/inspect pages", language=language).words
    assert words.index("home &amp; &lt;b&gt;") < words.index("api")
    assert f"*{translator(language)('down')}* · " in words
    assert "503 &lt;b&gt;" in words
    assert '["inspect", "history", ""]' in words


def shown_at_home(room: Room, language: Language = "en") -> Reply:
    """What the Home of Lin shows of the pages."""
    said = saying(room, "pages", language)
    step = pages(replace(said, at_home=True))
    assert isinstance(step, Read)
    with room.database.read() as connection:
        return step.work(connection)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_home_shows_the_picture_of_complete_days_itself(watching: Room, language: Language) -> None:
    found(watching, ok=False)
    reply = shown_at_home(watching, language)
    file = reply.file
    assert file is not None
    assert (file.filename, "2026-07-02" in file.title, "2026-07-14" in file.title) == (
        "availability-2026-07-14.png",
        True,
        True,
    )
    assert file.alt is not None
    assert f"portal{translator(language).pick('：', ': ')}0.00 %" in file.alt
    assert "by direct message" not in str(reply.content())
    assert "say.inspect.history" not in str(reply.content())
    [instead] = file.instead
    assert "say.inspect.history" in str(instead.to_dict())
    typed = watching.does("lin", "/inspect pages", language=language)
    assert typed.content["blocks"][:-1] == reply.content()["blocks"]
    assert typed.file is None
    assert size_of(file.made()) == (990, 550)


def test_a_home_shows_today_until_a_day_is_complete_and_never_as_that_day(watching: Room) -> None:
    def look(moment: datetime) -> None:
        watching.database.write(
            lambda connection: probes.roll_up(connection, None, seen(moment), HOME),
        ).result(10)

    assert shown_at_home(watching).file is None
    look(NOW)
    so_far = shown_at_home(watching).file
    assert so_far is not None
    assert size_of(so_far.made()) == (990, 550)
    look(NOW - timedelta(days=1))
    complete = shown_at_home(watching).file
    assert complete is not None
    assert [so_far.filename, complete.filename] == [
        "so-far-availability-2026-07-15.png",
        "availability-2026-07-14.png",
    ]


def test_a_home_shows_nothing_where_no_page_is_watched(room: Room) -> None:
    reply = shown_at_home(room)
    assert (reply.blocks, reply.file) == ((), None)


@pytest.mark.parametrize("typed", ["pages", "history"])
def test_only_the_team_looks(watching: Room, typed: str) -> None:
    refusals(watching, "chen", [f"/inspect {typed}"])


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


DAYS = [days_later(date(2026, 7, 1), number) for number in range(14)]
ODD = ["$x_1$ \\frac", "_hidden", "_", "综合门户", "a" * 60, "<b>&"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("days", [1, 2, 8, 9, 14])
def test_whatever_systems_are_called_and_found_a_picture_comes_of_it(language: Language, days: int) -> None:
    lines = [Line(name, [99.5, None] * 7, [120, None] * 7) for name in ODD]
    lines = [replace(line, available=line.available[:days], took_ms=line.took_ms[:days]) for line in lines]
    assert size_of(availability_picture(DAYS[:days], lines, language)) == (990, 550)


def test_without_a_chinese_font_the_labels_are_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "cjk_font", lambda: None)
    assert pictures.picture_language(translator("zh")).language == "en"
    size_of(availability_picture(DAYS, [Line("综合门户", [100.0] * 14, [5] * 14)], "zh"))
    monkeypatch.setattr(pictures, "cjk_font", lambda: "Noto Sans CJK SC")
    assert pictures.picture_language(translator("zh")).language == "zh"
    assert pictures.picture_language(translator("en")).language == "en"


# ---- settings ----


@pytest.mark.parametrize("language", LANGUAGES)
def test_settings_show_the_pages(room: Room, watching: Room, language: Language) -> None:
    words = watching.does("lin", "/zhiban settings", language=language).words
    assert "home &amp; &lt;b&gt;" in words
    assert "`https://portal.example/`" in words
    assert "科技" in words
    assert "[[probe]]" in room.does("lin", "/zhiban settings", language=language).words
    assert "contract.toml" in watching.refuses("zhao", "/zhiban settings probe=1", language=language)


def test_a_picture_is_drawn_without_a_window() -> None:
    availability_picture(DAYS, [Line("portal", [100.0] * 14, [5] * 14)], "en")
    assert "matplotlib.pyplot" not in sys.modules
