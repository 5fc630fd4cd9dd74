"""Who may say what."""

import pytest

from commands.kit import roles
from commands.kit.roles import WHO_MAY, Audience, may
from storage.contract.kinds import Person, Role, Side
from storage.contract.terms import load_terms
from tests.commands.conftest import PEOPLE

BY_ID = {person.id: person for person in PEOPLE}


@pytest.mark.parametrize(
    ("audience", "members"),
    [
        (roles.EVERYONE, "lin wu sun zhao chen feng"),
        (roles.TEAM, "lin wu sun zhao"),
        (roles.ONSITE_TEAM, "lin wu zhao"),
        (roles.TEAM_AND_MANAGERS, "lin wu sun zhao chen"),
        (roles.PM_AND_MANAGERS, "zhao chen"),
        (roles.MANAGERS, "chen"),
        (roles.CLIENT_MANAGERS, "chen"),
        (roles.CLIENT, "chen feng"),
        (roles.PM, "zhao"),
    ],
)
def test_audiences(audience: Audience, members: str) -> None:
    assert [person.id for person in PEOPLE if audience.includes(person)] == members.split()


@pytest.mark.parametrize(
    ("permission", "members"),
    [
        ("inspect.done", "lin wu sun zhao"),
        ("clock.in", "lin wu zhao"),
        ("clock.approve", "zhao chen"),
        ("fault.open", "lin wu sun zhao chen feng"),
        ("fault.open.severe", "zhao chen"),
        ("fault.show", "lin wu sun zhao chen"),
        ("score.period", "lin wu sun zhao chen feng"),
        ("score.attendance", "zhao chen"),
        ("score.confirm", "chen"),
        ("score.waive", "chen"),
        ("score.uphold", "chen"),
        ("score.rule", "chen"),
        ("score.close", "chen"),
        ("score.appeal", "lin wu sun zhao"),
        ("score.closings", "lin wu sun zhao chen feng"),
        ("zhiban.person", "zhao"),
        ("zhiban.void", "zhao chen"),
        ("zhiban.export", "zhao chen"),
        ("zhiban.undo", "lin wu sun zhao chen feng"),
    ],
)
def test_permissions(permission: str, members: str) -> None:
    assert [person.id for person in PEOPLE if may(person, permission)] == members.split()


@pytest.mark.parametrize(
    ("side", "role", "by", "rules"),
    [
        ("client", "manager", ["client"], True),
        ("team", "manager", ["client"], False),
        ("team", "manager", ["client", "team"], True),
        ("client", "manager", ["client", "team"], True),
        ("client", "viewer", ["client"], False),
        ("team", "pm", ["client", "team"], False),
        ("team", "engineer", ["client", "team"], False),
    ],
)
def test_who_rules_is_a_manager_of_a_side_that_the_terms_name(
    side: Side, role: Role, by: list[str], *, rules: bool
) -> None:
    person = Person(id="x", name="X", side=side, role=role, onsite=False)
    assert roles.rules(person, load_terms({"rulings": {"by": by}})) is rules


def test_a_permission_that_is_not_in_the_table_is_an_error() -> None:
    with pytest.raises(KeyError):
        may(BY_ID["zhao"], "zhiban.everything")


def test_a_viewer_changes_nothing_but_reports_faults_and_says_how_satisfied_they_are() -> None:
    viewer = Person(id="v", name="V", side="client", role="viewer", onsite=True)
    allowed = {name for name in WHO_MAY if may(viewer, name)}
    score = {
        "score.period",
        "score.waiting",
        "score.explain",
        "score.next",
        "score.targets",
        "score.what-if",
        "score.closings",
    }
    own = {"zhiban.me", "zhiban.today", "zhiban.team", "zhiban.audit", "zhiban.calendar"}
    says = {"fault.open", "survey.answer", "survey.complaint", "survey.praise", "zhiban.undo"}
    assert allowed == {*says, *own, *score}
