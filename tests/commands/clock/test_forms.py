"""The forms for a missing punch begin where the reminder or the speaker left off."""

from __future__ import annotations

import json
from typing import Any

import pytest

from commands.clock import forms
from commands.kit.forms import Form, Opening, modal
from commands.kit.saying import Saying
from commands.kit.texts import translator
from tests.commands.conftest import NOW, PEOPLE, TERMS, Room


def opened(room: Room, form: Form, subject: str) -> dict[str, Any]:
    """What the form's fields begin with, by name."""
    said = Saying(
        speaker=PEOPLE[0],
        verb="fix",
        in_force=room.terms,
        words="",
        now=NOW,
        t=translator("en"),
        terms=TERMS,
        calendar_in=lambda _: pytest.fail("no calendar is asked"),
    )
    with room.database.read() as connection:
        blocks = modal(form, "clock.fix", Opening(said, connection, subject))["blocks"]
    return {block["block_id"]: block["element"] for block in blocks if "element" in block}


def initial(elements: dict[str, Any], name: str) -> str:
    element = elements[name]
    option = element.get("initial_option", {})
    return str(option.get("value") or element.get("initial_date") or element.get("initial_time"))


@pytest.mark.parametrize(
    ("subject", "day", "way", "time"),
    [
        ("", "2026-07-15", "in", "09:00"),
        ("2026-07-14 in", "2026-07-14", "in", "09:00"),
        ("2026-07-14 out", "2026-07-14", "out", "18:00"),
        ("忘记打卡", "2026-07-15", "in", "09:00"),
        ("2026-13-99 out", "2026-07-15", "out", "18:00"),
    ],
)
def test_a_correction_begins_with_the_punch_that_is_missing(
    room: Room, subject: str, day: str, way: str, time: str
) -> None:
    elements = opened(room, forms.FIX, subject)
    assert [initial(elements, name) for name in ("day", "way", "time")] == [day, way, time], json.dumps(elements)


@pytest.mark.parametrize(
    ("subject", "day"), [("", "2026-07-15"), ("2026-07-14", "2026-07-14"), ("去医院", "2026-07-15")]
)
def test_leave_begins_with_the_day_that_is_to_be_explained(room: Room, subject: str, day: str) -> None:
    assert initial(opened(room, forms.LEAVE, subject), "from") == day
