"""`/zhiban snooze`: what can be put off, by whom and until when."""

from __future__ import annotations

from datetime import datetime

import pytest

from commands.kit.blocks import Reply, bilingual, joined
from commands.kit.texts import LANGUAGES, Language
from storage.records.nudged import say_part
from storage.records.snoozes import snoozes
from tests.commands.conftest import NOW, Room, at

PAGE, SERVER = "inspect.page:2026-07-15", "inspect.server:2026-W29"
MIDNIGHT = at("00:00", "2026-07-16")


def put_off(room: Room) -> dict[str, tuple[datetime, str]]:
    with room.database.read() as connection:
        return {about: (one.until, one.by) for about, one in snoozes(connection).items()}


@pytest.fixture
def asking(room: Room) -> Room:
    """A room in which a page inspection is asked for."""
    room.ask(PAGE, "09:00", MIDNIGHT)
    return room


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("in 1 hour", at("11:00")),
        (f"in 1 hour {PAGE}", at("11:00")),
        ("1小时后 inspect.page", at("11:00")),
        (f"18:00 {PAGE}", at("18:00")),
        ("21:59", at("21:59")),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_put_off_until_then(asking: Room, typed: str, until: datetime, language: Language) -> None:
    answer = asking.does("lin", f"/zhiban snooze {typed}", language=language)
    assert f"{until:%Y-%m-%d %H:%M}" in answer.text
    assert put_off(asking) == {PAGE: (until, "lin")}
    post = asking.outbox()[f"{PAGE}:09:00"]
    assert f"{until:%H:%M}" in post.content[language]["text"]
    assert "actions" not in str(post.content)


def test_in_the_quiet_of_the_night_it_is_put_off_until_the_morning(asking: Room) -> None:
    asking.ask(SERVER, "mon-10:00", at("00:00", "2026-07-20"))
    answer = asking.does("lin", f"/zhiban snooze 23:00 {SERVER}")
    assert "2026-07-16 07:30" in answer.text
    assert put_off(asking) == {SERVER: (at("07:30", "2026-07-16"), "lin")}


@pytest.mark.parametrize(("typed", "why"), [("22:00", "Nobody is reminded"), ("tomorrow 00:00", "That is owed")])
def test_what_is_owed_by_midnight_is_not_put_off_into_the_night(asking: Room, typed: str, why: str) -> None:
    assert asking.refuses("lin", f"/zhiban snooze {typed} {PAGE}").startswith(why)


def test_all_its_posts_say_so_and_no_other(asking: Room) -> None:
    asking.ask(PAGE, "09:30", MIDNIGHT)
    asking.ask(SERVER, "mon-10:00", at("00:00", "2026-07-20"))
    asking.does("lin", f"/zhiban 稍后 明天 9:30 {SERVER}", language="zh")
    asking.does("lin", f"/zhiban snooze 11:00 {PAGE}")
    outbox = asking.outbox()
    said = {key: outbox[key].content["en"]["text"] for key in outbox}
    assert "11:00" in said[f"{PAGE}:09:00"]
    assert "11:00" in said[f"{PAGE}:09:30"]
    assert "2026-07-16 09:30" in said[f"{SERVER}:mon-10:00"]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("snooze", "until when"),
        (f"snooze {PAGE}", "cannot read until when"),
        (f"snooze 9:00 {PAGE}", "next 7 days"),
        (f"snooze in 10 seconds {PAGE}", "next 7 days"),
        (f"snooze 2026-07-22 10:01 {PAGE}", "next 7 days"),
        (f"snooze 2026-07-16 00:00 {PAGE}", "owed before 2026-07-16 00:00"),
        ("snooze in 1 hour inspect", "nothing like that"),
        ("snooze in 1 hour inspect.page:2026-07-1", "nothing like that"),
        ("snooze in 1 hour %", "nothing like that"),
    ],
)
def test_what_cannot_be_meant_is_refused(asking: Room, typed: str, why: str) -> None:
    assert why in asking.refuses("lin", f"/zhiban {typed}")
    asking.refuses("lin", f"/zhiban {typed}", language="zh")
    assert put_off(asking) == {}


def test_of_several_one_must_be_named(asking: Room) -> None:
    asking.ask(SERVER, "mon-10:00")
    assert f"{PAGE}, {SERVER}" in asking.refuses("lin", "/zhiban snooze in 1 hour")


def test_a_second_press_is_told_what_is(asking: Room) -> None:
    asking.does("lin", "/zhiban snooze in 1 hour")
    told = asking.refuses("wu", "/zhiban snooze in 1 hour", at("10:01"))
    assert "Lin" in told
    assert "11:00" in told
    assert put_off(asking) == {PAGE: (at("11:00"), "lin")}
    asking.ask(PAGE, "09:00:after-11:00", MIDNIGHT)
    asking.does("wu", "/zhiban snooze in 1 hour", at("11:00"))
    said = {key: row.content["en"]["text"] for key, row in asking.outbox().items()}
    assert said[f"{PAGE}:09:00"].endswith("Put off by Lin until 2026-07-15 11:00 (Wed)")
    assert said[f"{PAGE}:09:00:after-11:00"].endswith("Put off by Wu until 2026-07-15 12:00 (Wed)")
    assert put_off(asking) == {PAGE: (at("12:00"), "wu")}


def test_what_is_done_cannot_be_put_off(asking: Room) -> None:
    done = bilingual(lambda _: Reply("done"))
    asking.database.write(lambda c: say_part(c, f"{PAGE}:09:00", done, joined, NOW, asks=False)).result(10)
    assert "nothing like that" in asking.refuses("lin", f"/zhiban snooze in 1 hour {PAGE}")


@pytest.mark.parametrize("person", ["chen", "feng"])
def test_the_client_does_not_put_off(asking: Room, person: str) -> None:
    assert "engineers and the PM" in asking.refuses(person, "/zhiban snooze in 1 hour")
