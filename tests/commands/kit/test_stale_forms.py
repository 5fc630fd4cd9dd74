"""A form that was open while somebody else changed what it shows takes nothing of theirs back."""

from __future__ import annotations

from typing import Any

import pytest

from commands.kit.answers import answers_in
from commands.kit.fields import Account, AnyOf, Day, OneOf, SomeOf, Words
from commands.kit.forms import Form, Opening, modal
from commands.kit.texts import text, translator
from tests.commands.conftest import NOW, Room, at

LABEL = text("Name")
CHOICES = [("a", "A"), ("b", "B"), ("c", "C"), ("d", "D"), ("e", "E")]
FIELDS = [
    Words(name="words", label=LABEL, longest=20, initial="held"),
    Words(name="empty", label=LABEL, longest=20, optional=True),
    OneOf(name="few", label=LABEL, choices=CHOICES[:2], initial="a"),
    OneOf(name="many", label=LABEL, choices=CHOICES, initial="e"),
    Day(name="day", label=LABEL, initial=at("09:00").date()),
    AnyOf(name="boxes", label=LABEL, choices=CHOICES[:3], initial=["b"], optional=True),
    AnyOf(name="none", label=LABEL, choices=CHOICES[:3], optional=True),
    SomeOf(name="some", label=LABEL, choices=CHOICES),
    Account(name="account", label=LABEL, initial="U0LIN"),
]
AS_SHOWN: dict[str, dict[str, Any]] = {
    "words": {"value": "held"},
    "empty": {"value": None},
    "few": {"selected_option": {"value": "a"}},
    "many": {"selected_option": {"value": "e"}},
    "day": {"selected_date": "2026-07-15"},
    "boxes": {"selected_options": [{"value": "b"}]},
    "none": {"selected_options": []},
    "some": {"selected_options": []},
    "account": {"selected_user": "U0LIN"},
}
OTHERWISE: dict[str, dict[str, Any]] = {
    "words": {"value": None},
    "empty": {"value": "x"},
    "few": {"selected_option": {"value": "b"}},
    "many": {"selected_option": None},
    "day": {"selected_date": None},
    "boxes": {"selected_options": []},
    "none": {"selected_options": [{"value": "a"}]},
    "some": {"selected_options": [{"value": "a"}]},
    "account": {"selected_user": "U0WU"},
}


@pytest.fixture
def view(room: Room) -> dict[str, Any]:
    """The form with all kinds of field, as it was opened."""
    form = Form(text("Name"), lambda _: FIELDS, lambda *_: pytest.fail("nothing is taken here"))
    said: Any = type("Said", (), {"t": translator("en"), "now": NOW})()
    with room.database.read() as connection:
        return modal(form, "x.y", Opening(said, connection))


@pytest.mark.parametrize("name", AS_SHOWN)
def test_a_field_knows_whether_it_was_touched(view: dict[str, Any], name: str) -> None:
    for element, untouched in ((AS_SHOWN[name], True), (OTHERWISE[name], False)):
        filled = {**view, "state": {"values": {name: {name: element}}}}
        assert answers_in(filled).untouched(name) is untouched
