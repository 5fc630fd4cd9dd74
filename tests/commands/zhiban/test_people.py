"""`/zhiban person`: adding, changing and letting go, and what keeps the list sound."""

from datetime import date

import pytest

from commands.kit.texts import LANGUAGES, Language
from storage.contract.kinds import Fault, Person
from tests.commands.conftest import NOW, Room, at, refusals

NAME_60 = "N" * 60


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (
            "add qian Qian engineer",
            Person(id="qian", name="Qian", side="team", role="engineer", onsite=False),
        ),
        (
            "新增 qian 钱 Qian 工程师 --slack <@U0QIAN|qian> --onsite",
            Person(id="qian", name="钱 Qian", side="team", role="engineer", onsite=True, slack="U0QIAN"),
        ),
        (
            "add --remote qian Qian PM --slack U0QIAN --from 2026-08-01",
            Person(
                id="qian", name="Qian", side="team", role="pm", onsite=False, slack="U0QIAN", from_=date(2026, 8, 1)
            ),
        ),
        (
            'add qian Qian manager --from "next Monday" --important',
            Person(
                id="qian",
                name="Qian",
                side="client",
                role="manager",
                onsite=False,
                from_=date(2026, 7, 20),
                important=True,
            ),
        ),
        (
            "add qian　Qian　观察者 —side team --no-duty",
            Person(id="qian", name="Qian", side="team", role="viewer", onsite=False, duty=False),
        ),
        (
            f"add {'q' * 40} {NAME_60} viewer",
            Person(id="q" * 40, name=NAME_60, side="client", role="viewer", onsite=False),
        ),
        ("add 1.a_b-c <b> viewer", Person(id="1.a_b-c", name="<b>", side="client", role="viewer", onsite=False)),
    ],
)
def test_somebody_is_added_as_understood(room: Room, typed: str, expected: Person) -> None:
    answer = room.does("zhao", f"/zhiban person {typed}")
    held = room.fact(Person, expected.id)
    fields = ("id", "name", "side", "role", "onsite", "slack", "from_", "until", "important", "duty")
    assert [getattr(held, name) for name in fields] == [getattr(expected, name) for name in fields]
    assert (held.recorded_by, held.recorded_at) == ("zhao", NOW)
    assert f"`{held.id}`" in answer.words
    assert ("<@U0QIAN>" in answer.words) is (expected.slack is not None)
    assert ("No Slack account yet" in answer.words) is (expected.slack is None)
    assert (f"{expected.from_}" in answer.words) is (expected.from_ is not None)
    assert "<b>" not in answer.words


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "remove lin",
        "add",
        "add qian",
        "add qian Qian",
        "add qian engineer",
        "add qian Qian boss",
        "add Qian Qian engineer",
        f"add {'q' * 41} Qian engineer",
        f"add qian {NAME_60}N engineer",
        f"add qian {'x' * 5000} engineer",
        "add qian Qian engineer --slack Qian",
        "add qian Qian engineer --slack U0LIN",
        "add qian Qian engineer --slack <@U0LIN|lin>",
        "add qian Qian engineer --slack",
        "add qian Qian engineer --side ours",
        "add qian Qian engineer --from someday",
        "add qian Qian engineer --from 2026-02-30",
        "add qian Qian engineer --onsite --remote",
        "add qian Qian engineer --onsite=yes",
        "add qian Qian engineer --boss",
        "add lin Qian engineer",
        "add zhiban Qian engineer",
        "edit",
        "edit lin",
        "edit lin onsite",
        "edit lin onsite=",
        "edit lin onsite=perhaps",
        "edit lin onsite=yes onsite=no",
        "edit lin colour=red",
        "edit lin id=linn",
        "edit lin name=",
        f"edit lin name={NAME_60}N",
        "edit lin role=boss",
        "edit lin side=ours",
        "edit lin slack=Lin",
        "edit lin slack=U0WU",
        "edit lin from=someday",
        "edit lin from=2026-08-02 until=2026-08-01",
        "edit nobody onsite=no",
        f"edit {'x' * 5000} onsite=no",
        "edit zhao role=engineer",
        "edit zhao until=2026-07-14",
        "edit zhao until=2026-12-31",
        "edit zhao from=2026-07-16",
        "leave",
        "leave nobody",
        "leave lin someday",
        "leave zhao",
        "leave zhao 2026-12-31",
        "leave zhao 9999-12-30",
    ],
)
def test_what_cannot_be_meant_is_refused(room: Room, typed: str) -> None:
    refusals(room, "zhao", [f"/zhiban person {typed}"])


@pytest.mark.parametrize("person", ["lin", "chen", "feng"])
def test_only_the_pm_keeps_the_list(room: Room, person: str) -> None:
    refusals(room, person, ["/zhiban person add qian Qian engineer", "/zhiban person leave lin", "/zhiban person"])


@pytest.mark.parametrize("word", ["lin", "LIN", "Lin", "@Lin", "<@U0LIN|lin>", "<@U0LIN>"])
@pytest.mark.parametrize(
    ("typed", "changes"),
    [
        ("onsite=no", {"onsite": False}),
        ("onsite＝否 important=是", {"onsite": False, "important": True}),
        ("name=Lin Wei role=pm", {"name": "Lin Wei", "role": "pm"}),
        ("side=client role=观察者", {"side": "client", "role": "viewer"}),
        ("slack=U0NEW", {"slack": "U0NEW"}),
        ("slack=-", {"slack": None}),
        ("from=2026-07-01 until=2026-07-01", {"from_": date(2026, 7, 1), "until": date(2026, 7, 1)}),
        ("until=next Monday", {"until": date(2026, 7, 20)}),
        ("duty=no", {"duty": False}),
    ],
)
def test_somebody_is_changed_by_any_name(room: Room, word: str, typed: str, changes: dict[str, object]) -> None:
    assert room.does("zhao", f"/zhiban person edit {word} {typed}").stored == 1
    held = room.fact(Person, "lin")
    assert {name: getattr(held, name) for name in changes} == changes


def test_an_end_is_taken_back_with_a_dash(room: Room) -> None:
    room.does("zhao", "/zhiban person leave lin 2026-07-31")
    room.does("zhao", "/zhiban person edit lin until=-")
    assert room.fact(Person, "lin").until is None


@pytest.mark.parametrize(
    ("typed", "until"), [("leave lin", date(2026, 7, 15)), ("离开 Lin 2026-12-31", date(2026, 12, 31))]
)
def test_somebody_leaves_after_a_last_day(room: Room, typed: str, until: date) -> None:
    for language in LANGUAGES:
        assert f"{until}" in room.does("zhao", f"/zhiban person {typed}", language=language).words
    assert room.fact(Person, "lin").until == until


def test_somebody_who_left_is_a_stranger_the_day_after(room: Room) -> None:
    room.does("zhao", "/zhiban person leave lin")
    room.does("lin", "/inspect done", at("23:59"))
    answer = room.say("lin", "/inspect done", at("00:00", "2026-07-16"))
    assert (answer.stored, "not on this project's list" in answer.text) == (0, True)


def test_a_slack_account_is_free_again_once_its_owner_has_left(room: Room) -> None:
    room.does("zhao", "/zhiban person leave lin 2026-07-31")
    refusals(
        room,
        "zhao",
        [
            "/zhiban person add qian Qian engineer --slack U0LIN",
            "/zhiban person add qian Qian engineer --slack U0LIN --from 2026-07-31",
        ],
    )
    room.does("zhao", "/zhiban person add qian Qian engineer --slack U0LIN --from 2026-08-01")
    refusals(room, "zhao", ["/zhiban person edit lin until=-", "/zhiban person edit lin until=2026-08-01"])


def test_the_only_pm_goes_once_there_is_another(room: Room) -> None:
    room.does("zhao", "/zhiban person add qian Qian pm --slack U0QIAN --from 2026-08-02")
    refusals(room, "zhao", ["/zhiban person leave zhao 2026-07-31"])
    room.does("zhao", "/zhiban person leave zhao 2026-08-01")
    refusals(room, "zhao", ["/zhiban person edit qian role=engineer", "/zhiban person edit qian from=2026-08-03"])
    assert room.fact(Person, "zhao").until == date(2026, 8, 1)


def test_a_name_that_several_share_is_refused(room: Room) -> None:
    room.does("zhao", "/zhiban person add lin-2 Lin engineer")
    assert "several people" in room.refuses("zhao", "/zhiban person leave Lin")
    room.does("zhao", "/zhiban person leave lin-2")


def test_a_stranger_is_told_how_to_be_added_and_nothing_is_kept(room: Room) -> None:
    for typed in ("/zhiban today", "/fault open 慢", "/fault", f"/fault {'x' * 5000}", "/unknown x"):
        answer = room.say("U0QIAN", typed)
        assert (answer.stored, "`/zhiban person add ID NAME ROLE --slack U0QIAN`" in answer.text) == (0, True)
    assert room.facts(Fault) == []
    room.does("zhao", "/zhiban person add qian Qian engineer --slack U0QIAN")
    assert "You are Qian" in room.does("U0QIAN", "/zhiban me").text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("count", "buttons"), [(0, 6), (54, 60), (90, 60)])
def test_the_pm_can_edit_whoever_is_listed(room: Room, language: Language, count: int, buttons: int) -> None:
    room.hold(*(Person(id=f"p{n}", name=f"P{n}", side="team", role="viewer", onsite=False) for n in range(count)))
    words = room.does("zhao", "/zhiban team", language=language).words
    assert words.count('"edit:') == buttons
    for person in ("lin", "chen", "feng"):
        assert "edit:" not in room.does(person, "/zhiban team", language=language).words
